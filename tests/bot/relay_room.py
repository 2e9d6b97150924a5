"""The core without a thread, channels that record, and deliveries in the outbox: what the relay is tested with."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.ports.wire import reply_to_json
from bot.relay import Outcome, Relay
from reminders.outbox import Delivery, DeliveryKind, DeliveryState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.ports.front import T
    from bot.ports.house import House
    from bot.ports.messages import Channel, Incoming
    from tests.bot.office_room import Room


@dataclass
class Front:
    """The core without a thread, on the room's clock."""

    room: Room

    async def call(self, use: Callable[[House, datetime], T]) -> T:
        with self.room.house.store.transaction():
            return use(self.room.house, self.room.now)

    async def receive(self, incoming: Incoming) -> tuple[Reply, ...]:
        raise NotImplementedError(incoming)

    async def wait_for_mail(self, person_id: int, *, after: int, seconds: float) -> bool:
        raise NotImplementedError((person_id, after, seconds))

    def now(self) -> datetime:
        return self.room.now


@dataclass
class Recorder:
    """A channel that keeps what it is sent, or fails as it is told."""

    name: str = "web"
    faults: list[Exception] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, address: str, reply: Reply, *, first: bool = False) -> None:
        del first
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append((address, reply.text))


def drain(room: Room, *channels: Channel) -> tuple[Outcome, ...]:
    return asyncio.run(Relay(Front(room), {one.name: one for one in channels}).drain())


def put(room: Room, key: str, seat: str = "justice", kind: DeliveryKind = DeliveryKind.REVIEW) -> None:
    room.store.outbox.put(
        Delivery(
            key=key,
            person_id=room.person(seat).id,
            kind=kind,
            payload=reply_to_json(Reply(body=key)),
            due_at=room.now,
        )
    )


def state(room: Room, key: str) -> DeliveryState:
    delivery = room.store.outbox.get(key)
    assert delivery is not None
    return delivery.state
