"""A message to somebody who did not just write: into the outbox, once for its key."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.ports.people import Role
from bot.ports.wire import reply_to_json
from reminders.outbox import Delivery, DeliveryKind

if TYPE_CHECKING:
    from datetime import datetime

    from bot.ports.house import House
    from bot.ports.messages import Reply
    from bot.ports.people import Person


def tell(house: House, person: Person, reply: Reply, *, key: str, kind: DeliveryKind, at: datetime) -> bool:
    """Queue a message to one person; False when it was queued before. `key` is completed with the person."""
    return house.store.outbox.put(
        Delivery(key=f"{key}:{person.id}", person_id=person.id, kind=kind, payload=reply_to_json(reply), due_at=at)
    )


def tell_office(house: House, reply: Reply, *, key: str, at: datetime) -> int:
    """Queue a message to every admin; to how many it was new."""
    admins = house.store.people.with_role(Role.ADMIN)
    return sum(tell(house, one, reply, key=key, kind=DeliveryKind.REVIEW, at=at) for one in admins)


def answer_later(
    house: House,
    now: datetime,
    *,
    channel: str,
    address: str,
    message_id: str,
    replies: tuple[Reply, ...],
    wait: float,
) -> None:
    """A stand-in until the relay's room is merged: what is left of an answer goes out by the relay."""
    person = house.store.people.at(channel, address)
    if person is not None:
        for number, reply in enumerate(replies):
            if not reply.once:
                key = f"answer:{channel}:{message_id}:{number}"
                tell(house, person, reply, key=key, kind=DeliveryKind.ANSWER, at=now + timedelta(seconds=wait))
