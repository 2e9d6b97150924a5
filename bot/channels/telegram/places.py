"""What becomes of an address when its chat blocks us, removes us, comes back or grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.telegram.incoming import NAME
from bot.ports.people import Role
from bot.telling import lose_address

if TYPE_CHECKING:
    from datetime import datetime

    from bot.ports.house import House

GONE = "对方在 Telegram 里停用了机器人，或者把它移出了群"


def left(house: House, now: datetime, address: str, *, reason: str = GONE) -> None:
    """Nobody is reached there any more; the office hears of its own people and of units' groups."""
    for one in (address, *_topics(house, address)):
        if house.store.people.at(NAME, one) is not None:
            lose_address(house, now, channel=NAME, address=one, reason=reason)


def returned(house: House, now: datetime, address: str) -> None:
    """Whoever was there is reached again."""
    for one in (address, *_topics(house, address)):
        house.store.people.touch(NAME, one, at=now)


def moved(house: House, _: datetime, old: str, new: str) -> None:
    """Whoever was reached at the old address is reached at the new one."""
    house.store.people.move_address(NAME, old, to=new)


def _topics(house: House, chat: str) -> tuple[str, ...]:
    """The topics of a group that are units' places of their own."""
    people = house.store.people
    bound = (one for group in people.with_role(Role.GROUP) for one in people.addresses(group.id, dead=True))
    return tuple(one.address for one in bound if one.channel == NAME and one.address.startswith(f"{chat}:"))
