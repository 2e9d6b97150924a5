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
    from collections.abc import Iterable, Sequence
    from datetime import datetime

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


def ask_within_cap(house: House, people: Sequence[Person], reply: Reply, *, what: str, now: datetime) -> bool:
    """Queue what people are asked besides their duties; False, and nothing, where one was asked enough today.

    Its key begins as the day's message does, so that the cap counts it.
    """
    day = {one.id: f"remind:{one.id}:{local(now).date().isoformat()}" for one in people}
    asked = [len(house.store.outbox.with_prefix(key)) for key in day.values()]
    if not all(may_ask(number, cap=house.office.daily_cap) for number in asked):
        return False
    payload, kind = reply_to_json(reply), DeliveryKind.REMINDER
    for one in people:
        key = f"{day[one.id]}:{what}"
        house.store.outbox.put(Delivery(key=key, person_id=one.id, kind=kind, payload=payload, due_at=now))
    return True


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
