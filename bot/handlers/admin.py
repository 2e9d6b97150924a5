"""What everyone can say, and what the office decides about its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.tasks import year_of
from bot.imports import import_tasks
from bot.ports.people import Role
from bot.texts import common, office
from bot.texts import imports as said
from knowledge.documents import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.imports import TaskImport
    from bot.ports.messages import Reply
    from reminders.tasks import Milestone, Task


def help_(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """帮助, by role."""
    person = visit.person
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


def accept(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """采纳 17.1."""
    return _decide(visit, parts["number"], accepted=True)


def dismiss(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """忽略 17.1."""
    return _decide(visit, parts["number"], accepted=False)


def _decide(visit: Visit, number: str, *, accepted: bool) -> tuple[Reply, ...]:
    found = _milestone(visit, number)
    if found is None:
        return (office.no_such_milestone(number),)
    task, index, milestone = found
    visit.store.tasks.decide_milestone(task.id, index, accepted=accepted)
    visit.record("milestone.accepted" if accepted else "milestone.dismissed", task.id, milestone=str(index))
    return (office.milestone_decided(task, milestone, accepted=accepted),)


def _milestone(visit: Visit, number: str) -> tuple[Task, int, Milestone] | None:
    task_number, _, index = number.partition(".")
    task = year_of(visit).task(int(task_number))
    if task is None or not 1 <= int(index) <= len(task.milestones):
        return None
    return task, int(index), task.milestones[int(index) - 1]


def answer_question(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """答复 Q3 内容."""
    number = int(parts["number"])
    question = next((one for one in visit.store.tasks.questions() if one.id == number), None)
    if question is None or not parts["rest"]:
        return (office.no_such_question(f"Q{number}"),)
    visit.store.tasks.answer_question(number, parts["rest"])
    visit.record("question.answered", f"question:{number}", answer=parts["rest"])
    return (office.question_answered(question),)


def file_came(visit: Visit) -> tuple[Reply, ...]:
    """The office sends a file: a task table to look at before it is read in."""
    file = visit.incoming.files[0]
    try:
        done = _import(visit, file.name, file.content, dry_run=True)
    except UnreadableError as error:
        return (said.unreadable(file.name, str(error)),)
    if done.table.tasks:
        visit.begin({"step": "import", "name": file.name, "digest": visit.store.files.put(file.content)})
    return (said.import_preview(file.name, done.table, done.changes),)


def import_(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """确认导入."""
    dialog = visit.dialog()
    content = visit.store.files.get(dialog.get("digest", ""))
    if dialog.get("step") != "import" or content is None:
        return (said.no_import(),)
    done = _import(visit, dialog["name"], content, dry_run=False)
    visit.end()
    return (said.imported(len(done.table.tasks)),)


def _import(visit: Visit, name: str, data: bytes, *, dry_run: bool) -> TaskImport:
    return import_tasks(visit.house, name=name, data=data, year=None, now=visit.now, actor=visit.actor, dry_run=dry_run)
