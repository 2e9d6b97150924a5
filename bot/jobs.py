"""A tick came: find out which reminders are due, and put one message a person into the outbox."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import TYPE_CHECKING

from bot.alarms import warn_office
from bot.mornings import queue_morning
from bot.papers import queue as queue_papers
from bot.ports.house import local
from bot.ports.people import Role
from bot.ports.wire import reply_to_json
from bot.pushing import queue as queue_pushes
from bot.questions import queue_questions
from bot.ratings import queue as queue_ratings
from bot.standing import living
from bot.telling import asked_on, day_key, may_be_asked, tell_office
from bot.texts import duties as said
from bot.texts import pressing
from bot.texts.common import reason
from bot.upkeep import queue as queue_upkeep
from reminders.escalation import escalated, fair
from reminders.outbox import Delivery, DeliveryKind
from reminders.pauses import SnoozeState
from reminders.planner import Why
from reminders.reports import in_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from bot.ports.house import House
    from bot.ports.messages import Reply
    from bot.ports.people import Person
    from bot.standing import Standing
    from bot.texts.duties import Line
    from reminders.planner import Reminder

LOOKED = "looked"
"""The setting that holds when all was last queued that can be: a tick that finds it unchanged has nothing to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What one tick did: how many messages it queued."""

    queued: int


def tick(house: House, now: datetime) -> Tick:
    """Queue what has become due; nothing on a rest day or out of hours, one merged message a person a day.

    A unit's group (单位群) gets the same message. A unit with neither a liaison nor a group is passed over and keeps
    its rung: it is told as soon as somebody speaks for it.
    """
    if not house.at_work(now):
        return Tick(queued=0)
    with house.store.transaction():
        if _nothing_new(house, now):
            return Tick(queued=0)
        queued = queue_papers(house, now)
        look = _look(house, now)
        warn_office(house, look.years, today=look.today, now=now)
        queued += sum(_remind(look, unit) for unit in look.units()) + queue_upkeep(house, now)
        queued += queue_ratings(house, now) + queue_pushes(house, now)
        queued += _escalate(look) + _warn(house, now) + queue_morning(house, today=look.today, now=now)
        queued += queue_questions(house, today=look.today, now=now)
        _remember(house, now)
    return Tick(queued=queued)


def _nothing_new(house: House, now: datetime) -> bool:
    """Whether nothing that counts has changed since everything was last queued, and nothing put off has come up."""
    state, _, until = (house.store.settings.get(LOOKED) or "").partition("|")
    return state == _state(house, now) and (not until or _stamp(now) < until)


def _remember(house: House, now: datetime) -> None:
    """Everything that could be queued now is: until something changes or what was put off comes up."""
    later = [one.until for one in house.store.pauses.waiting() if one.until > now]
    until = _stamp(min(later)) if later else ""
    house.store.settings.set(LOOKED, f"{_state(house, now)}|{until}")


def _stamp(at: datetime) -> str:
    """A time as text that sorts as time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _state(house: House, now: datetime) -> str:
    """On what it depends what is due: the day, the stored duties, the office's rules and its calendar."""
    rules = repr((house.office, sorted(house.calendar.days.items()))).encode()
    return f"{local(now).date()} {house.store.ledger.version()} {hashlib.sha256(rules).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What a tick sees: where every open duty stands, what was told of it, who can be told now."""

    house: House
    now: datetime
    today: date
    years: tuple[Standing, ...]
    stood: tuple[Reminder, ...]
    people: Mapping[tuple[Role, str], Sequence[Person]]
    fresh: dict[str, list[Reminder]] = field(default_factory=dict)
    again: dict[str, list[tuple[int, Reminder]]] = field(default_factory=dict)

    def units(self) -> tuple[str, ...]:
        """Units of which something is to be told now."""
        return tuple(dict.fromkeys((*self.fresh, *self.again)))

    def reachable(self, role: Role, unit: str) -> Sequence[Person]:
        """Those of a role in a unit who have an address that works."""
        return [one for one in self.people.get((role, unit), ()) if self.house.store.people.addresses(one.id)]

    def line(self, reminder: Reminder) -> Line:
        """A dated duty as it is written in a message."""
        duty = reminder.duty
        for year in self.years:
            occurrence = year.occurrence(duty.occurrence)
            if occurrence is not None:
                line = year.line(occurrence, unit=duty.unit, today=self.today, calendar=self.house.calendar)
                return replace(line, reason=reason(reminder.rung_name) if reminder.why is Why.RUNG else "")
        raise LookupError(f"no occurrence {duty.occurrence}")

    def screen(self, reminders: Sequence[Reminder]) -> list[Line]:
        """The first dated duties among these, by date: as many as a message shows."""
        ordered = sorted(reminders, key=lambda one: (one.duty.due or self.today, one.duty.number))
        return [self.line(one) for one in ordered[: said.SCREEN]]

    def day_key(self, person: Person) -> str:
        """The identity of a person's message of this day."""
        return day_key(person, self.today)

    def put(self, person: Person, reply: Reply, *, key: str, kind: DeliveryKind = DeliveryKind.REMINDER) -> None:
        """Queue one message."""
        self.house.store.outbox.put(
            Delivery(key=key, person_id=person.id, kind=kind, payload=reply_to_json(reply), due_at=self.now)
        )


def _look(house: House, now: datetime) -> _Look:
    """Read everything once."""
    today = local(now).date()
    years = living(house, today)
    stood = tuple(reminder for one in years for reminder in one.reached(house, today))
    keys = [reminder.key for reminder in stood]
    told = {*house.store.ledger.told(keys), *house.store.pauses.quiet(keys)}
    people: dict[tuple[Role, str], list[Person]] = {}
    for role in (Role.LIAISON, Role.LEADER, Role.ADMIN, Role.GROUP):
        for person in house.store.people.with_role(role):
            people.setdefault((role, person.unit), []).append(person)
    look = _Look(
        house=house,
        now=now,
        today=today,
        years=years,
        stood=stood,
        people=people,
    )
    for key, reminder in zip(keys, stood, strict=True):
        if key not in told:
            look.fresh.setdefault(reminder.duty.unit, []).append(reminder)
    _bring_back(look)
    return look


def _bring_back(look: _Look) -> None:
    """What was put off until now comes again, unless the duty is done or stands on another rung."""
    stood = {reminder.key: reminder for reminder in look.stood}
    for snooze in look.house.store.pauses.waiting(until=look.now):
        reminder = stood.get(snooze.key)
        if reminder is None:
            look.house.store.pauses.settle(snooze.id, state=SnoozeState.DROPPED)
        else:
            back = replace(reminder, why=Why.SNOOZED, place=str(snooze.id))
            look.again.setdefault(snooze.unit, []).append((snooze.person_id, back))


def _remind(look: _Look, unit: str) -> int:
    """One merged message to each liaison of the unit and to its group, with its ledger lines; how many were queued."""
    fresh, again = look.fresh.get(unit, []), look.again.get(unit, [])
    ledger = look.house.store.ledger
    liaisons = look.reachable(Role.LIAISON, unit)
    groups = [one for one in look.reachable(Role.GROUP, unit) if look.house.store.outbox.get(look.day_key(one)) is None]
    if not liaisons and not (groups and fresh):
        why = "no_address" if look.people.get((Role.LIAISON, unit)) else "no_liaison"
        ledger.withhold(fresh, why=why, at=look.now)
        return 0
    if any(look.house.store.outbox.get(look.day_key(one)) for one in liaisons):
        # told today already: a new rung waits for tomorrow, but what somebody asked to hear again does not
        ledger.withhold(fresh, why="told_today", at=look.now)
        return _tell_again(look, unit, again, liaisons)
    # what somebody put off comes back to people, not to a group alone
    reminders = [*fresh, *(reminder for _, reminder in again if liaisons)]
    dated = [one for one in reminders if one.duty.due is not None]
    rounds = [(one.duty.number, one.duty.name) for one in reminders if one.duty.due is None]
    for person in (*liaisons, *groups):
        reply = said.reminder(
            unit,
            today=look.today,
            shown=look.screen(dated),
            total=len(dated),
            rounds=rounds,
            group=person.role is Role.GROUP,
        )
        look.put(person, reply, key=look.day_key(person))
    first, *others = (*liaisons, *groups)
    _enter(look, reminders, first, key=look.day_key(first), also=[look.day_key(one) for one in others])
    return len(liaisons) + len(groups)


def _tell_again(look: _Look, unit: str, again: Sequence[tuple[int, Reminder]], liaisons: Sequence[Person]) -> int:
    """What was put off comes back to whoever put it off, within the day's cap; beyond it, tomorrow."""
    queued = 0
    by_person: dict[int, list[Reminder]] = {}
    for person_id, reminder in again:
        by_person.setdefault(person_id, []).append(reminder)
    for person_id, reminders in by_person.items():
        person = next((one for one in liaisons if one.id == person_id), liaisons[0])
        if not may_be_asked(look.house, person, look.today):
            continue
        key = f"{look.day_key(person)}:again{reminders[0].place}"
        shown, total = look.screen(reminders), len(reminders)
        reply = said.reminder(unit, today=look.today, shown=shown, total=total, again=True)
        look.put(person, reply, key=key)
        _enter(look, reminders, person, key=key)
        queued += 1
    return queued


def _enter(look: _Look, reminders: Sequence[Reminder], person: Person, *, key: str, also: Sequence[str] = ()) -> None:
    """Put into the ledger what one message told; what was put off has come back."""
    look.house.store.ledger.add(reminders, delivery=key, person_id=person.id, at=look.now, also=also)
    for one in reminders:
        if one.why is Why.SNOOZED:
            look.house.store.pauses.settle(int(one.place), state=SnoozeState.TOLD)


def _escalate(look: _Look) -> int:
    """Overdue duties to the units' leaders, and one list a day to the office; how many messages were queued."""
    ledger, today = look.house.store.ledger, look.today
    leaders = frozenset(unit for role, unit in look.people if role is Role.LEADER and look.reachable(role, unit))
    steps, calendar = look.house.office.steps, look.house.calendar
    reported = tuple(escalated(look.stood, steps=steps, leaders=leaders, today=today, calendar=calendar))
    told = ledger.told([one.key for one in reported])
    found = [
        one
        for one in reported
        if one.key not in told
        and fair(
            first_told=ledger.first_told(one.duty.occurrence, one.duty.unit),
            has_liaison=(Role.LIAISON, one.duty.unit) in look.people,
            today=today,
        )
    ]
    by_unit: dict[str, list[Reminder]] = {}
    for one in found:
        if one.why is Why.LEADER:
            by_unit.setdefault(one.duty.unit, []).append(one)
    queued = sum(_tell_leader(look, unit, reminders) for unit, reminders in by_unit.items())
    return queued + _list_for_office(look, [one for one in found if one.why is Why.OFFICE])


def _tell_leader(look: _Look, unit: str, reminders: Sequence[Reminder]) -> int:
    leaders = look.reachable(Role.LEADER, unit)
    if any(asked_on(look.house, one, look.today) for one in leaders):
        return 0
    after = look.house.office.steps.leader_after
    shown = look.screen(reminders)
    reply = pressing.for_leader(unit, shown, total=len(reminders), today=look.today, after=after)
    for person in leaders:
        look.put(person, reply, key=look.day_key(person))
    first, *others = leaders
    _enter(look, reminders, first, key=look.day_key(first), also=[look.day_key(one) for one in others])
    return len(leaders)


def _list_for_office(look: _Look, reminders: Sequence[Reminder]) -> int:
    """Duties by date, the units of each in the directory's order."""
    admins = look.reachable(Role.ADMIN, "")
    keys = {one.id: f"escalated:{one.id}:{look.today.isoformat()}" for one in admins}
    if not reminders or not admins or any(look.house.store.outbox.get(key) for key in keys.values()):
        return 0
    units = in_order(dict.fromkeys(one.duty.unit for one in reminders), look.house.store.units.all())
    grouped: dict[tuple[date | None, int, str], list[Reminder]] = {}
    for one in sorted(reminders, key=lambda one: units.index(one.duty.unit)):
        grouped.setdefault((one.duty.due, one.duty.number, one.duty.occurrence), []).append(one)
    items = [
        (look.line(same[0]), tuple(one.duty.unit for one in same))
        for _, same in sorted(grouped.items(), key=lambda item: (item[0][0] or look.today, item[0][1]))
    ]
    reply = pressing.for_office(items, today=look.today)
    for person in admins:
        look.put(person, reply, key=keys[person.id], kind=DeliveryKind.REVIEW)
    first, *others = admins
    _enter(look, reminders, first, key=keys[first.id], also=[keys[one.id] for one in others])
    return len(admins)


def _warn(house: House, now: datetime) -> int:
    """Once a month to the office, while a year's holidays are missing."""
    today = local(now).date()
    year = house.calendar.missing(today)
    if year is None:
        return 0
    return tell_office(house, pressing.holidays_warning(year), key=f"holidays:{year}:{today:%Y-%m}", at=now)
