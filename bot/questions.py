"""A tick asks units about matters, reminds them, and reports what stays unanswered: one message a person for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.matters import answerers, give, headline
from bot.ports.people import Role
from bot.telling import ask_besides, day_key, may_be_asked, tell_office
from bot.texts import deciding as to_office
from bot.texts import matters as said
from bot.texts.matters import Line
from reminders.planner import Why
from reminders.questions import MatterState, first_key, pressing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime

    from bot.ports.house import House
    from bot.ports.messages import Reply
    from bot.ports.people import Person
    from bot.ports.questions import Asked
    from reminders.planner import Reminder


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """Something to be told of a matter, once."""

    asked: Asked
    key: str
    again: bool = True


def queue_questions(house: House, *, today: date, now: datetime) -> int:
    """Ask units what is new, remind them of what is due, report what is late; how many messages were queued."""
    for one in house.store.matters.all([MatterState.OPEN]):
        give(house, one.matter.id, now=now)
    waiting = house.store.matters.all([MatterState.OPEN, MatterState.ASKED])
    fresh = [one for one in waiting if one.matter.state is MatterState.ASKED]
    opened = [one for one in waiting if one.matter.state is MatterState.OPEN]
    told = house.store.matters.told([first_key(one.matter) for one in fresh])
    new = [
        _Stage(asked=one, key=first_key(one.matter), again=False) for one in fresh if first_key(one.matter) not in told
    ]
    late = _pressing(house, fresh, told, today=today)
    by_id = {one.matter.id: one for one in fresh}
    again = [_stage(by_id, one) for one in late if one.why is Why.RUNG]
    queued = 0
    for unit in dict.fromkeys(one.asked.matter.unit for one in (*new, *again)):
        stages = [one for one in (*new, *again) if one.asked.matter.unit == unit]
        queued += _ask(house, unit, stages, today=today, now=now)
    leaders = [_stage(by_id, one) for one in late if one.why is Why.LEADER]
    for unit in dict.fromkeys(one.asked.matter.unit for one in leaders):
        stages = [one for one in leaders if one.asked.matter.unit == unit]
        queued += _tell_leaders(house, unit, stages, today=today, now=now)
    reported = [_stage(by_id, one) for one in late if one.why is Why.OFFICE]
    return queued + _tell_office(house, opened, reported, today=today, now=now)


def lines(house: House, some: Iterable[Asked], *, today: date, again: bool = True) -> list[Line]:
    """Matters as their unit reads them, the nearest date first; those without a date are new today."""
    return sorted((line(house, one, today=today, again=again) for one in some), key=lambda one: (one.due, one.id))


def line(house: House, asked: Asked, *, today: date, again: bool = True) -> Line:
    """One matter as its unit reads it."""
    due = asked.matter.due or house.calendar.add_workdays(today, house.office.question_days)
    text = headline(asked)
    return Line(
        id=asked.matter.id,
        text=text,
        count=asked.count,
        due=due,
        workdays=house.calendar.workdays_between(*sorted((today, due))),
        late=today > due,
        others=tuple(one for one in asked.wordings if one != text)[:2],
        again=again,
    )


def _pressing(house: House, fresh: Sequence[Asked], told: Collection[str], *, today: date) -> tuple[Reminder, ...]:
    leaders = {one.unit for one in house.store.people.reachable(Role.LEADER)}
    stood = pressing(
        (one.matter for one in fresh if first_key(one.matter) in told),
        today=today,
        ladder=house.office.question_ladder,
        steps=house.office.steps,
        leaders=leaders,
        calendar=house.calendar,
    )
    known = house.store.matters.told([one.key for one in stood])
    return tuple(one for one in stood if one.key not in known)


def _stage(by_id: dict[int, Asked], reminder: Reminder) -> _Stage:
    return _Stage(asked=by_id[reminder.duty.number], key=reminder.key)


def _ask(house: House, unit: str, stages: Sequence[_Stage], *, today: date, now: datetime) -> int:
    """One message to each who answers for the unit, within the day's cap; what does not fit waits for tomorrow."""
    people = [one for one in answerers(house, unit) if may_be_asked(house, one, today)]
    if not people:
        return 0
    shown = [line(house, one.asked, today=today, again=one.again) for one in stages]
    shown.sort(key=lambda one: (one.due, one.id))
    reply = said.for_unit(unit, shown[: said.SCREEN], total=len(shown), today=today)
    return _put(house, people, reply, stages, today=today, now=now)


def _tell_leaders(house: House, unit: str, stages: Sequence[_Stage], *, today: date, now: datetime) -> int:
    reachable = house.store.people.reachable(Role.LEADER, unit=unit)
    people = [one for one in reachable if may_be_asked(house, one, today)]
    if not people:
        return 0
    shown = lines(house, (one.asked for one in stages), today=today)
    after = house.office.steps.leader_after
    reply = said.for_leader(unit, shown[: said.MOST_LINES], total=len(shown), after=after)
    return _put(house, people, reply, stages, today=today, now=now)


def _put(
    house: House, people: Sequence[Person], reply: Reply, stages: Sequence[_Stage], *, today: date, now: datetime
) -> int:
    """Queue one message to each, and record of what it tells."""
    what = f"questions:{stages[0].key}"
    ask_besides(house, people, reply, what=what, now=now)
    first = f"{day_key(people[0], today)}:{what}"
    for one in stages:
        house.store.matters.tell(one.asked.matter.id, one.key, delivery=first, at=now)
    return len(people)


def _tell_office(
    house: House, opened: Sequence[Asked], reported: Sequence[_Stage], *, today: date, now: datetime
) -> int:
    """Matters that nobody can be asked about, and those that a unit left unanswered; each once."""
    keys = {one.matter.id: f"G{one.matter.id}:open" for one in opened}
    known = house.store.matters.told(list(keys.values()))
    new = [one for one in opened if keys[one.matter.id] not in known]
    if not new and not reported:
        return 0
    late = [(line(house, one.asked, today=today), one.asked.matter.unit) for one in reported]
    reply = to_office.for_office(new, late, texts=[headline(one) for one in new])
    key = f"questions:{today.isoformat()}:{(new[0].matter.id if new else reported[0].key)}"
    queued = tell_office(house, reply, key=key, at=now)
    for one in new if queued else ():
        house.store.matters.tell(one.matter.id, keys[one.matter.id], delivery=key, at=now)
    for stage in reported if queued else ():
        house.store.matters.tell(stage.asked.matter.id, stage.key, delivery=key, at=now)
    return queued
