"""A message to somebody who did not just write: into the outbox, once for its key."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.ports.house import local
from bot.ports.people import Role
from bot.ports.wire import reply_to_json
from bot.texts import seats
from reminders.burden import may_ask
from reminders.outbox import Delivery, DeliveryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from bot.ports.house import House
    from bot.ports.messages import Reply
    from bot.ports.people import Person

MOST_REPLIES = 999


def tell(house: House, person: Person, reply: Reply, *, key: str, kind: DeliveryKind, at: datetime) -> bool:
    """Queue a message to one person; False when it was queued before. `key` is completed with the person."""
    return tell_all(house, (person,), reply, key=key, kind=kind, at=at) == 1


def tell_all(
    house: House, people: Iterable[Person], reply: Reply, *, key: str, kind: DeliveryKind, at: datetime
) -> int:
    """Queue one message to many people, as `tell` does; to how many it was new."""
    payload = reply_to_json(reply)
    return house.store.outbox.put_all(
        Delivery(key=f"{key}:{one.id}", person_id=one.id, kind=kind, payload=payload, due_at=at) for one in people
    )


def tell_office(house: House, reply: Reply, *, key: str, at: datetime) -> int:
    """Queue a message to every admin; to how many it was new."""
    return tell_all(house, house.store.people.with_role(Role.ADMIN), reply, key=key, kind=DeliveryKind.REVIEW, at=at)


def day_key(person: Person, today: date) -> str:
    """The identity of a person's message of the day; whatever else they are asked that day begins with it."""
    return f"remind:{person.id}:{today.isoformat()}"


def asked_on(house: House, person: Person, today: date) -> int:
    """How many reminders the person has had that day."""
    return len(house.store.outbox.with_prefix(day_key(person, today)))


def may_be_asked(house: House, person: Person, today: date) -> bool:
    """Whether the day's cap lets the person be asked once more."""
    return may_ask(asked_on(house, person, today), cap=house.office.daily_cap)


def ask_besides(house: House, people: Iterable[Person], reply: Reply, *, what: str, now: datetime) -> None:
    """Queue what people are asked besides their duties; the day's cap counts it."""
    payload, today = reply_to_json(reply), local(now).date()
    house.store.outbox.put_all(
        Delivery(
            key=f"{day_key(one, today)}:{what}",
            person_id=one.id,
            kind=DeliveryKind.REMINDER,
            payload=payload,
            due_at=now,
        )
        for one in people
    )


def ask_units(
    house: House, messages: Mapping[str, tuple[Sequence[str], Reply]], *, what: str, now: datetime
) -> tuple[int, tuple[str, ...]]:
    """Ask each unit's liaisons about what these keys name; how many messages were queued, and who has nobody to ask.

    A unit of which somebody was asked enough today is asked tomorrow; all others have been asked, once and for all.
    """
    queued, nobody = 0, []
    for unit, (keys, reply) in messages.items():
        people = house.store.people.reachable(Role.LIAISON, unit=unit) if unit else ()
        if not all(may_be_asked(house, one, local(now).date()) for one in people):
            continue
        ask_besides(house, people, reply, what=what, now=now)
        house.store.upkeep.add(keys, unit=unit, at=now)
        queued += len(people)
        nobody += [] if people else [unit]
    return queued, tuple(nobody)


def lose_address(house: House, now: datetime, *, channel: str, address: str, reason: str) -> bool:
    """Nobody is reached there any more; whether they are somewhere else.

    Where they are not, the office hears of its own people and of units' groups, once a day.
    """
    people = house.store.people
    people.mark_dead(channel, address, reason=reason)
    person = people.at(channel, address)
    if person is None or people.addresses(person.id):
        return person is not None
    if person.role is not Role.CITIZEN and (person.role is not Role.GROUP or person.unit):
        key = f"unreachable:{channel}:{person.id}:{local(now).date()}"
        tell_office(house, seats.unreachable(person, reason), key=key, at=now)
    return False


def answer_later(
    house: House,
    now: datetime,
    *,
    channel: str,
    address: str,
    message_id: str,
    replies: Sequence[Reply],
    wait: float,
) -> int:
    """Queue what is left of an answer that could not be sent, for `wait` seconds from now; how many were new.

    It goes to whom the office knows at that address, a person or a bound group; to anyone else it is lost. What is
    shown once is never stored, and is lost too.
    """
    person = house.store.people.at(channel, address)
    if person is None:
        return 0
    # keys are logged, and a platform's ids hold people's numbers
    message = hashlib.sha256(f"{channel}:{message_id}".encode()).hexdigest()[:16]
    at = now + timedelta(seconds=wait)
    return sum(
        # counted from the end: a message that comes again may leave fewer unsent, and they are the same ones
        tell(house, person, reply, key=f"late:{message}:{MOST_REPLIES - left:03}", kind=DeliveryKind.ANSWER, at=at)
        for left, reply in zip(range(len(replies), 0, -1), replies, strict=True)
        if not reply.once
    )
