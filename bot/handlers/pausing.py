"""A liaison has heard (已知悉), or wants to hear later (稍后提醒)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.meant import open_duties
from bot.ports.house import local
from bot.ports.messages import Reply
from bot.standing import living
from bot.texts import pausing as said
from reminders.pauses import Acknowledgement, Snooze, asked, latest_day, put_off
from reminders.planner import reached

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from reminders.planner import Reminder

MOST_REFUSALS = 3
ALL = "全部"


def noted(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """已知悉, 知悉 4: quiet until the next rung; without a number all that the unit was told of and is open."""
    found = _stood(visit, parts.get("which") or "")
    if isinstance(found, Reply):
        return (found,)
    if not found:
        visit.record("reminder.noted", visit.person.unit)
    for one in found:
        visit.store.pauses.acknowledge(
            Acknowledgement(
                key=one.key,
                task_id=one.duty.task_id,
                occurrence=one.duty.occurrence,
                unit=visit.person.unit,
                person_id=visit.person.id,
                at=visit.now,
            )
        )
        visit.record("reminder.noted", one.duty.task_id, unit=visit.person.unit, rung=one.rung_name)
    return (said.noted([one.duty.name for one in found]),)


def snooze(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """稍后 4 明天: told again then, at the latest on the workday before the date; asks what is not said."""
    which, span = asked(parts.get("rest") or "")
    found = _stood(visit, "" if which == ALL else which)
    if isinstance(found, Reply):
        return (found,)
    dated = [
        one for one in found if one.duty.due is not None and (which not in {"", ALL} or one.duty.due >= visit.today)
    ]
    if not dated:
        return (said.nothing_to_put_off(),)
    if span is None:
        return (said.how_long(which or ALL, [one.duty.name for one in dated]),)
    office, calendar = visit.house.office, visit.house.calendar
    until = put_off(local(visit.now), span, start=office.work_start, end=office.work_end, calendar=calendar)
    kept: list[str] = []
    refused: list[Reply] = []
    for one in dated:
        latest = latest_day(one.duty.due or visit.today, calendar=calendar)
        if until.date() > latest:
            refused.append(said.too_near(one.duty.name, latest, today=visit.today))
            continue
        visit.store.pauses.snooze(
            Snooze(
                id=0,
                key=one.key,
                task_id=one.duty.task_id,
                occurrence=one.duty.occurrence,
                unit=visit.person.unit,
                person_id=visit.person.id,
                until=until,
                asked_at=visit.now,
            )
        )
        visit.record("reminder.put_off", one.duty.task_id, unit=visit.person.unit, until=f"{until:%Y-%m-%d %H:%M}")
        kept.append(one.duty.name)
    return (*((said.put_off(kept, until),) if kept else ()), *refused[:MOST_REFUSALS])


def _stood(visit: Visit, which: str) -> tuple[Reminder, ...] | Reply:
    """The rungs on which the unit's duties stand: those of a number, or all it was told of; or why there are none."""
    house = visit.house
    if not which:
        stood = [
            one
            for year in living(house, visit.today)
            for one in year.reached(house, visit.today)
            if one.duty.unit == visit.person.unit
        ]
        told = house.store.ledger.told([one.key for one in stood])
        return tuple(one for one in stood if one.key in told)
    duties = open_duties(visit, which)
    if isinstance(duties, Reply):
        return duties
    found = tuple(reached(duties, today=visit.today, calendar=house.calendar, ladder=house.office.ladder))
    if not found:
        (first, *_) = duties
        return said.nothing_told(first.number, first.name, first.due or visit.today)
    return found
