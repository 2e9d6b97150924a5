"""What everyone can say, and what the office decides about its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.tasks import year_of
from bot.imports import import_tasks
from bot.ports.people import Role
from bot.texts import common, office, places
from bot.texts import imports as said
from knowledge.documents import UnreadableError
from reminders.choices import choose, seen
from reminders.parsing import ParseError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.imports import Choose, TaskImport
    from bot.ports.messages import Reply


def help_(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """帮助, by role; a short one in a group."""
    person = visit.person
    if visit.incoming.group:
        return (places.help_in_group(visit.house.office.name, visit.group.unit if visit.group else ""),)
    if person.role is Role.LIAISON:
        return (common.help_liaison(person.unit),)
    if person.role is Role.LEADER:
        return (common.help_leader(person.unit),)
    if person.role is Role.ADMIN:
        return (common.help_admin(),)
    if person.role is Role.AUDITOR:
        return (common.help_auditor(),)
    return (common.help_citizen(visit.house.office.name),)


def cancel(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """取消."""
    if "step" not in visit.dialog():
        return (common.nothing_to_cancel(),)
    visit.end()
    return (common.cancelled(),)


def open_points(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """待明确."""
    year = year_of(visit)
    states = visit.store.tasks.milestone_states(year.year)
    offered = [
        (task, index, milestone)
        for task in year.tasks
        for index, milestone in enumerate(task.milestones, start=1)
        if states.get((task.id, index)) == "offered"
    ]
    spoken_for = {person.unit for person in visit.store.people.with_role(Role.LIAISON)}
    idle = tuple(dict.fromkeys(one.unit for one in year.assignments if one.unit not in spoken_for))
    lacking = visit.house.calendar.missing(visit.today)
    return (office.open_points(visit.store.tasks.questions(year.year), offered, idle, lacking=lacking),)


def file_came(visit: Visit) -> tuple[Reply, ...]:
    """The office sends a file: a task table to look at before it is read in."""
    file = visit.incoming.files[0]
    try:
        done = _import(visit, file.name, file.content, dry_run=True)
    except UnreadableError as error:
        return (said.unreadable(file.name, str(error)),)
    if done.table.tasks:
        kept = {"name": file.name, "digest": visit.store.files.put(file.content), "shown": seen(done.rows)}
        visit.begin({"step": "import", **kept})
    return (said.import_preview(file.name, done.table, done.changes, rows=done.rows, learnt=done.learnt),)


def import_(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """确认导入: every change of the table that was looked at."""
    return _take(visit, None)


def accept_rows(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """接受 1、3: these changes of the table that was looked at, the others stay as they were."""
    shown = visit.dialog().get("shown", "")
    return _take(visit, lambda rows: choose(rows, parts["rest"], shown=shown))


def leave_rows(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """不接受 2: all changes but these."""
    shown = visit.dialog().get("shown", "")
    return _take(visit, lambda rows: choose(rows, parts["rest"], leave=True, shown=shown))


def _take(visit: Visit, choice: Choose | None) -> tuple[Reply, ...]:
    dialog = visit.dialog()
    content = visit.store.files.get(dialog.get("digest", ""))
    if dialog.get("step") != "import" or content is None:
        return (said.no_import(),)
    try:
        done = _import(visit, dialog["name"], content, dry_run=False, choice=choice)
    except ParseError as error:
        return (said.not_chosen(error.reason),)
    visit.end()
    return (
        said.imported(len(done.table.tasks), accepted=len(done.accepted), left=len(done.rows) - len(done.accepted)),
    )


def _import(visit: Visit, name: str, data: bytes, *, dry_run: bool, choice: Choose | None = None) -> TaskImport:
    return import_tasks(
        visit.house,
        name=name,
        data=data,
        year=None,
        now=visit.now,
        actor=visit.actor,
        dry_run=dry_run,
        choice=choice,
    )
