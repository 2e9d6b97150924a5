"""Notices in the office room: a second admin, a channel that records, what has come of a notice."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot import noticing
from bot.ports.people import Person, Role
from bot.relay import Relay
from tests.bot.relay_room import Front

if TYPE_CHECKING:
    from bot.ports.messages import Reply
    from reminders.notices import NoticeState, Progress
    from tests.bot.office_room import Room

LIAISONS = ["justice", "market", "zone"]


@dataclass
class Wire:
    """A channel that keeps what it is sent, and fails at the seats for which it is told how."""

    name: str = "web"
    faults: dict[str, Exception] = field(default_factory=dict)
    sent: list[tuple[str, Reply]] = field(default_factory=list)

    async def send(self, address: str, reply: Reply, *, first: bool = False) -> str | None:
        del first
        if address in self.faults:
            raise self.faults[address]
        self.sent.append((address, reply))
        return None

    def to(self, title: str) -> list[str]:
        """The seats that got a message of that title, in order."""
        return sorted(address for address, reply in self.sent if reply.title == title)


def second_admin(room: Room) -> None:
    room.store.people.add(Person(id=0, role=Role.ADMIN, name="王芳"), channel="web", address="second")


def join(room: Room, *seats: str, role: Role = Role.CITIZEN, unit: str = "") -> None:
    for seat in seats:
        room.store.people.add(Person(id=0, role=role, unit=unit), channel="web", address=seat)


def write(room: Room, audience: str = "全体联络员", text: str = "明天上午九点开会。") -> str:
    """Written and looked at."""
    room.say("admin", "/通知")
    room.say("admin", text)
    return room.told("admin", audience)


def sent(room: Room, audience: str = "全体联络员", text: str = "明天上午九点开会。") -> str:
    write(room, audience, text)
    return room.told("admin", "确认发送")


def run(room: Room, wire: Wire) -> None:
    """What the running program does: queue every slice, send what is due."""
    while noticing.advance(room.house, room.now):
        pass
    asyncio.run(Relay(Front(room), {wire.name: wire}).drain())
    noticing.advance(room.house, room.now)


def people(room: Room, number: int = 1) -> Progress:
    return room.store.notices.progress(number)[0]


def state(room: Room, number: int = 1) -> NoticeState:
    notice = room.store.notices.get(number)
    assert notice is not None
    return notice.state
