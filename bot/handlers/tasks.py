"""What a unit has to do, and how far everyone is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.accounts import ledger_rows
from bot.ports.people import Role
from bot.standing import Standing, sees, standing
from bot.texts import duties as said
from bot.texts import office, plan
from reminders.confirmations import ReviewState
from reminders.planner import round_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply


def year_of(visit: Visit) -> Standing:
    """Where this year stands; before the new year's table is in, the last one's."""
    years = visit.store.tasks.years()
    year = visit.today.year
    if year not in years and years:
        year = max((one for one in years if one < year), default=years[0])
    return standing(visit.house, year)


def my_duties(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """我的任务."""
    year = year_of(visit)
    unit = visit.person.unit
    mine = {one.task_id for one in year.assignments if one.unit == unit}
    lines = [
        year.line(one, unit=unit, today=visit.today, calendar=visit.house.calendar, calls=visit.calls)
        for one in year.occurrences
        if one.task_id in mine
    ]
    waiting = [line for line in lines if line.state is not ReviewState.PASSED]
    ongoing = sum(1 for task in year.tasks if task.id in mine and task.ongoing)
    start = max(int(parts.get("start") or 1) - 1, 0)
    return (said.my_duties(unit, waiting, ongoing=ongoing, start=start),)


def detail(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """任务 4: for a liaison its unit's share, for the office how far everyone is."""
    if not visit.person.unit:
        return progress(visit, parts)
    year = year_of(visit)
    task = year.task(int(parts["number"]))
    if task is None:
        return (_missing(visit, year, int(parts["number"])),)
    shares = year.shares(task.id)
    mine = next((one for one in shares if one.unit == visit.person.unit), None)
    if mine is None:
        return (said.not_your_task(task.number, task.name, visit.person.unit),)
    occurrences = [
        (
            year.name_of(one),
            year.due_of(one, mine.unit),
            (one.key, mine.unit) in year.extended,
            year.confirmed.get((one.key, mine.unit)),
            year.support(one, unit=mine.unit),
        )
        for one in year.falls(task.id)
    ]
    others = tuple(one.unit for one in shares if one.unit != visit.person.unit)
    keys = {one.key for one in year.falls(task.id)}
    proved = [
        one
        for (key, _), one in year.confirmed.items()
        if key in keys and one.state is not ReviewState.RETURNED and sees(visit.person, one, shares)
    ]
    handed_in = said.handed_in(proved, address=visit.house.office.address)
    return (
        said.task_detail(
            task, part=mine.part, occurrences=occurrences, units=others, calls=visit.calls, handed_in=handed_in
        ),
    )


def _missing(visit: Visit, year: Standing, number: int) -> Reply:
    """What to say of a number that no task has: it was withdrawn, or there never was one."""
    gone = next((one for one in visit.store.tasks.withdrawn(year.year) if one.task.number == number), None)
    if gone is None:
        return said.no_such_task(number)
    return plan.is_withdrawn(gone, may_restore=visit.person.role is Role.ADMIN)


def month(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """进度: this month's countdown."""
    return (office.month(year_of(visit).month(visit.house, visit.today)),)


def progress(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """进度 4: 12/18 已完成, and who has not."""
    year = year_of(visit)
    task = year.task(int(parts["number"]))
    if task is None:
        return (_missing(visit, year, int(parts["number"])),)
    items = [(one.due, year.progress(one.key, task.id)) for one in year.falls(task.id)]
    if not items and task.ongoing:
        key = round_key(task.id, visit.today, every=visit.house.office.round_every)
        items = [(visit.today, year.progress(key, task.id))]
    later = [
        (unit, other.due)
        for one in year.falls(task.id)
        for (occurrence, unit), other in year.extended.items()
        if occurrence == one.key
    ]
    return (office.progress(task, items, extended=later),)


def ledger(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """台账 区司法局."""
    rows = ledger_rows(visit.house, unit=parts["unit"])
    names = {task.id: task.name for year in visit.store.tasks.years() for task in visit.store.tasks.all(year)}
    return (office.ledger(parts["unit"], rows, names),)
