"""Channels whose conversations live in our own database: the web chat and the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.ports.front import Front
    from bot.ports.house import House
    from bot.ports.messages import Reply


class MailboxChannel:
    """Delivers by writing into the person's mailbox and telling whoever shows it."""

    def __init__(self, name: str, front: Front, *, told: Callable[[int], None]) -> None:
        self._name = name
        self._front = front
        self._told = told

    @property
    def name(self) -> str:
        """The channel's name in addresses."""
        return self._name

    async def send(self, address: str, reply: Reply, *, first: bool = False) -> None:
        """Append the reply, at once; refused when nobody is known at the address."""
        del first

        def append(house: House, now: datetime) -> int:
            person = house.store.people.at(self._name, address)
            if person is None:
                raise RefusedError(f"{self._name}:{address} 没有对应的用户")
            house.store.mailbox.append(person.id, text="", reply=reply, at=now)
            return person.id

        self._told(await self._front.call(append))
