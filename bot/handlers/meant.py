"""Which of its unit's open duties a person means by a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.tasks import year_of
from bot.standing import part_of
from bot.texts import duties as said

if TYPE_CHECKING:
    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply
    from reminders.planner import Duty


def open_duties(visit: Visit, number: str) -> tuple[Duty, ...] | Reply:
    """The open dated duties of the writer's unit in task 4, or in the second deadline of task 6.2, by date.

    Of each deadline the first open date; a reply that says why when there is none.
    """
    year, unit = year_of(visit), visit.person.unit
    name, _, part = number.partition(".")
    task = year.task(int(name))
    if task is None:
        return said.no_such_task(int(name))
    if unit not in {one.unit for one in year.shares(task.id)}:
        return said.not_your_task(task.number, task.name, unit)
    if not year.falls(task.id):
        return said.no_date(task.number, task.name)
    parts = {one.key: part_of(one) for one in year.falls(task.id)}
    if part and int(part) not in parts.values():
        return said.no_such_part(task.number, int(part), len(set(parts.values())))
    first: dict[int, Duty] = {}
    for duty in year.open_duties(visit.house, visit.today):
        place = parts.get(duty.occurrence)
        if duty.unit == unit and place is not None and (not part or place == int(part)):
            first.setdefault(place, duty)
    return tuple(first.values()) or said.all_confirmed(task.number, task.name)
