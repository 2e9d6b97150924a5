"""Which of its unit's open duties a person means by a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.tasks import year_of
from bot.ports.messages import Reply
from bot.standing import part_of
from bot.texts import duties as said
from bot.texts.confirming import all_confirmed

if TYPE_CHECKING:
    from bot.handlers.visit import Visit
    from bot.standing import Standing
    from reminders.planner import Duty
    from reminders.tasks import Occurrence, Task


def own_task(visit: Visit, year: Standing, number: int) -> Task | Reply:
    """The task of that number in which the writer's unit has a part; or what to say when there is none."""
    task = year.task(number)
    if task is None:
        return said.no_such_task(number)
    if visit.person.unit not in {one.unit for one in year.shares(task.id)}:
        return said.not_your_task(task.number, task.name, visit.person.unit)
    return task


def own_dates(
    visit: Visit, year: Standing, number: int, part: int | None
) -> tuple[Task, tuple[Occurrence, ...]] | Reply:
    """Such a task with its dates, or those of one of its deadlines; or what to say when there are none."""
    task = own_task(visit, year, number)
    if isinstance(task, Reply):
        return task
    falls = year.falls(task.id)
    if not falls:
        return said.no_date(task.number, task.name)
    chosen = tuple(one for one in falls if part is None or part_of(one) == part)
    if not chosen and part is not None:
        return said.no_such_part(task.number, part, len({part_of(one) for one in falls}))
    return task, chosen


def open_duties(visit: Visit, number: str) -> tuple[Duty, ...] | Reply:
    """The open dated duties of the writer's unit in task 4, or in the second deadline of task 6.2, by date.

    Of each deadline the first open date; a reply that says why when there is none.
    """
    year, unit = year_of(visit), visit.person.unit
    name, _, part = number.partition(".")
    found = own_dates(visit, year, int(name), int(part) if part else None)
    if isinstance(found, Reply):
        return found
    task, falls = found
    parts = {one.key: part_of(one) for one in falls}
    first: dict[int, Duty] = {}
    for duty in year.open_duties(visit.house, visit.today):
        place = parts.get(duty.occurrence)
        if duty.unit == unit and place is not None:
            first.setdefault(place, duty)
    return tuple(first.values()) or all_confirmed(task.number, task.name)
