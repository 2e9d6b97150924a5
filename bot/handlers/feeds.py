"""日历: the secret address of a unit's calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import feeds
from bot.ports.house import local
from bot.texts import feeds as said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply


def show(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """日历: the unit's address, made when first asked for."""
    made = visit.store.feeds.made_at(visit.person.unit)
    return _new(visit) if made is None else (said.made_before(visit.person.unit, local(made).date()),)


def reset(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """重置日历: a new address; the old one opens nothing any more."""
    return _new(visit)


def _new(visit: Visit) -> tuple[Reply, ...]:
    unit = visit.person.unit
    path = feeds.new_address(visit.house, unit, by=visit.person.id, now=visit.now)
    visit.record("calendar.opened", unit)
    return (said.address(unit, path, base=visit.house.office.address),)
