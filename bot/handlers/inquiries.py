"""提问月报 at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import inquiries
from bot.texts import inquiries as said
from reminders.periods import month_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply


def show(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """提问月报 上月; without a month this one."""
    month = month_from(parts["rest"], today=visit.today)
    if month is None:
        return (said.no_such_month(parts["rest"]),)
    return (said.report(inquiries.of_month(visit.house, month).counted),)
