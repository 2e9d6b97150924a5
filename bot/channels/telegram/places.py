"""What becomes of an address when its chat blocks, leaves, comes back or grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.telegram.incoming import NAME

if TYPE_CHECKING:
    from datetime import datetime

    from bot.ports.house import House

GONE = "对方已停用或移除机器人"


def left(house: House, _: datetime, address: str) -> None:
    """Nobody is reached there any more."""
    house.store.people.mark_dead(NAME, address, reason=GONE)


def returned(house: House, now: datetime, address: str) -> None:
    """Whoever was there is reached again."""
    house.store.people.touch(NAME, address, at=now)


def moved(house: House, now: datetime, old: str, new: str) -> None:
    """Whoever was reached at the old address is reached at the new one."""
    person = house.store.people.at(NAME, old)
    if person is not None:
        house.store.people.add_address(person.id, channel=NAME, address=new)
        house.store.people.touch(NAME, new, at=now)
        house.store.people.mark_dead(NAME, old, reason=GONE)
