"""Dates written in 任务内容: accepted, changed or dismissed by the office, never added silently."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.handlers.tasks import year_of
from bot.planning import save_plan
from bot.texts import office
from bot.texts import plan as said
from reminders import edits
from reminders.parsing import ParseError
from reminders.tasks import MILESTONES_FROM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply
    from reminders.tasks import Milestone, Task

_ORDER = ("offered", "accepted", "dismissed")


def list_(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """里程碑: the undecided first."""
    year = year_of(visit)
    states = visit.store.tasks.milestone_states(year.year)
    items = [
        (f"{task.number}.{MILESTONES_FROM + index}", task, milestone, states.get((task.id, index), "offered"))
        for task in year.tasks
        for index, milestone in enumerate(task.milestones, start=1)
    ]
    items.sort(key=lambda one: _ORDER.index(one[3]))
    return (said.milestones(items, page=int(parts["page"] or 1)),)


def accept(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """采纳 17.11."""
    return _decide(visit, parts["number"], accepted=True)


def dismiss(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """忽略 17.11."""
    return _decide(visit, parts["number"], accepted=False)


def change(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """里程碑 6.11 改 2026-06-30: changed and, with that, accepted; a confirmation stays with its place."""
    found = _milestone(visit, parts["number"])
    if found is None:
        return (office.no_such_milestone(parts["number"]),)
    task, index, milestone = found
    try:
        after = edits.moved(milestone, parts["rest"], task.year)
    except ParseError as error:
        return (said.not_read(error.reason),)
    milestones = (*task.milestones[: index - 1], after, *task.milestones[index:])
    tasks = [
        replace(one, milestones=milestones) if one.id == task.id else one for one in visit.store.tasks.all(task.year)
    ]
    save_plan(visit.house, task.year, tasks)
    visit.store.tasks.decide_milestone(task.id, index, accepted=True)
    visit.record("milestone.changed", task.id, milestone=str(index), text=parts["rest"])
    return (said.milestone_changed(f"{task.number}.{MILESTONES_FROM + index}", task, after),)


def _decide(visit: Visit, number: str, *, accepted: bool) -> tuple[Reply, ...]:
    found = _milestone(visit, number)
    if found is None:
        return (office.no_such_milestone(number),)
    task, index, milestone = found
    visit.store.tasks.decide_milestone(task.id, index, accepted=accepted)
    visit.record("milestone.accepted" if accepted else "milestone.dismissed", task.id, milestone=str(index))
    return (office.milestone_decided(task, milestone, accepted=accepted),)


def _milestone(visit: Visit, number: str) -> tuple[Task, int, Milestone] | None:
    """The milestone of that number: 17.11 as a liaison confirms it, or 17.1, the first of task 17."""
    task_number, _, place = number.partition(".")
    index = int(place) - MILESTONES_FROM if int(place) > MILESTONES_FROM else int(place)
    task = year_of(visit).task(int(task_number))
    if task is None or not 1 <= index <= len(task.milestones):
        return None
    return task, index, task.milestones[index - 1]
