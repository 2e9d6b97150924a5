"""Workdays, holidays and make-up days (调休); the table is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """Which days are worked.

    `days` holds the days that differ from the ordinary week: True a weekend day that is worked, False a weekday
    off. `years` are the years the table covers; outside them Monday to Friday are workdays.
    """

    days: Mapping[date, bool]
    years: frozenset[int] = frozenset()
