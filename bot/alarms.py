"""Units without a liaison, told to the office before their next reminder comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.people import Role
from bot.standing import living
from bot.telling import tell_office
from bot.texts import seats as said
from reminders import unbound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bot.ports.house import House
    from bot.standing import Standing
    from reminders.unbound import Alarm

AHEAD = 2
"""How many workdays before a unit's next rung the office is told."""
_LOOKED = "unbound_looked_on"


def unbound_units(house: House, today: date) -> tuple[Alarm, ...]:
    """Every unit that has open duties and no liaison who can be reached, the nearest rung first."""
    return _unbound(house, living(house, today), today)


def _unbound(house: House, years: Sequence[Standing], today: date) -> tuple[Alarm, ...]:
    seated = {one.unit for one in house.store.people.reachable(Role.LIAISON)}
    return unbound.alarms(
        (duty for year in years for duty in year.open_duties(house, today)),
        seated=seated,
        sent={key for year in years for key in house.store.ledger.keys(year.year)},
        today=today,
        ladder=house.office.ladder,
        calendar=house.calendar,
    )


def grouped_units(house: House) -> frozenset[str]:
    """Units that are told things in a group of theirs (单位群), whoever speaks for them."""
    return frozenset(one.unit for one in house.store.people.reachable(Role.GROUP) if one.unit)


def warn_office(house: House, years: Sequence[Standing], *, today: date, now: datetime) -> None:
    """Once a day, tell every admin which units nobody speaks for and what will reach nobody within days.

    `years` are those that live on that day.
    """
    if house.store.settings.get(_LOOKED) == today.isoformat():
        return
    house.store.settings.set(_LOOKED, today.isoformat())
    close = house.calendar.add_workdays(today, AHEAD)
    near = tuple(one for one in _unbound(house, years, today) if one.next.on <= close)
    if not near:
        return
    tell_office(house, said.unbound(near, grouped=grouped_units(house)), key=f"unbound:{today.isoformat()}", at=now)
