"""A tick came: find out which reminders are due, and put one message a person into the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.alarms import warn_office
from bot.ports.house import local
from bot.ports.people import Role
from bot.ports.wire import reply_to_json
from bot.standing import standing
from bot.texts import duties as said
from reminders.burden import working_hours
from reminders.outbox import Delivery, DeliveryKind
from reminders.planner import due

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from bot.ports.house import House
    from bot.ports.messages import Reply
    from bot.standing import Standing
    from reminders.planner import Reminder


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What one tick did: how many messages it queued."""

    queued: int


def tick(house: House, now: datetime) -> Tick:
    """Queue what has become due; nothing on a rest day or out of hours, one message a person a day.

    A unit without a liaison is passed over and keeps its rung: it is told as soon as somebody speaks for it.
    """
    at, office = local(now), house.office
    if not working_hours(at, start=office.work_start, end=office.work_end, calendar=house.calendar):
        return Tick(queued=0)
    today = at.date()
    years = {year: standing(house, year) for year in (today.year - 1, today.year)}
    reached: dict[str, list[Reminder]] = {}
    for year, one in years.items():
        sent = house.store.ledger.keys(year)
        duties = one.open_duties(house, today)
        for reminder in due(duties, sent=sent, today=today, calendar=house.calendar, ladder=office.ladder):
            reached.setdefault(reminder.duty.unit, []).append(reminder)
    with house.store.transaction():
        warn_office(house, today=today, now=now)
        queued = sum(_queue(house, years, unit, reminders, today=today, now=now) for unit, reminders in reached.items())
    return Tick(queued=queued)


def _queue(
    house: House,
    years: Mapping[int, Standing],
    unit: str,
    reminders: Sequence[Reminder],
    *,
    today: date,
    now: datetime,
) -> int:
    """One merged message to each liaison of the unit, with its ledger lines; how many were queued."""
    liaisons = [
        one for one in house.store.people.with_role(Role.LIAISON, unit=unit) if house.store.people.addresses(one.id)
    ]
    keys = {person.id: f"remind:{person.id}:{today.isoformat()}" for person in liaisons}
    if not liaisons or any(house.store.outbox.get(key) for key in keys.values()):
        # nobody to tell, or told today already: the rung stands and is told tomorrow
        return 0
    reply = _merged(house, years, unit, reminders, today=today)
    for person in liaisons:
        house.store.outbox.put(
            Delivery(
                key=keys[person.id],
                person_id=person.id,
                kind=DeliveryKind.REMINDER,
                payload=reply_to_json(reply),
                due_at=now,
            )
        )
    first = liaisons[0]
    house.store.ledger.add(reminders, delivery=keys[first.id], person_id=first.id, at=now)
    return len(liaisons)


def _merged(
    house: House, years: Mapping[int, Standing], unit: str, reminders: Sequence[Reminder], *, today: date
) -> Reply:
    """The unit's message of the day: dated duties by date, then the month's round."""
    by_key = {one.key: (standing, one) for standing in years.values() for one in standing.occurrences}
    dated = [
        by_key[one.duty.occurrence][0].line(
            by_key[one.duty.occurrence][1], unit=unit, today=today, calendar=house.calendar
        )
        for one in sorted(reminders, key=lambda one: (one.duty.due or today, one.duty.number))
        if one.duty.due is not None
    ]
    return said.reminder(unit, today=today, dated=dated, rounds=sum(1 for one in reminders if one.duty.due is None))
