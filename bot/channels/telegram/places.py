"""What becomes of an address when its chat blocks us, removes us, comes back or grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.telegram.incoming import NAME
from bot.telling import lose_address

if TYPE_CHECKING:
    from datetime import datetime

    from bot.ports.house import House

GONE = "对方在 Telegram 里停用了机器人，或者把它移出了群"


def left(house: House, now: datetime, address: str, *, reason: str = GONE) -> None:
    """Nobody is reached there any more; the office hears of its own people and of units' groups."""
    if house.store.people.at(NAME, address) is not None:
        lose_address(house, now, channel=NAME, address=address, reason=reason)


def returned(house: House, now: datetime, address: str) -> None:
    """Whoever was there is reached again."""
    house.store.people.touch(NAME, address, at=now)


def moved(house: House, _: datetime, old: str, new: str) -> None:
    """Whoever was reached at the old address is reached at the new one."""
    house.store.people.move_address(NAME, old, to=new)
