"""减负自查: a liaison sees the own unit, the office every unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import asked
from bot.texts import asked as said
from reminders.asked import total
from reminders.periods import month_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply


def show(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """减负自查 2026年11月; without a month this one."""
    month = month_from(parts["rest"], today=visit.today)
    if month is None:
        return (said.no_such_month(parts["rest"]),)
    rows = asked.of_month(visit.house, month)
    if not visit.person.unit:
        return (said.of_all(rows, month=month),)
    mine = [one for one in rows if one.unit == visit.person.unit]
    return (said.of_unit(total(mine), unit=visit.person.unit, month=month),)
