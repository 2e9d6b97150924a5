"""When a deadline falls: rules that recur, and the dates they give in one year."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FRIDAY = 5
_MONTHS = 12


class Kind(StrEnum):
    """How a deadline recurs; the values are the JSON and database spelling."""

    ONCE = "once"
    YEARLY = "yearly"
    HALF_YEARLY = "half-yearly"
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"
    WEEKLY = "weekly"
    ONGOING = "ongoing"
    WITHIN = "within"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One clause of a 时间节点, read for one table year.

    `occurrences` are its dates in that year, ascending (once: its own dates, whichever year; ongoing and within:
    none). `days` and `workdays` belong to WITHIN only: so many days or workdays after an event.
    """

    wording: str
    kind: Kind
    occurrences: tuple[date, ...] = ()
    days: int | None = None
    workdays: bool = False


def deadline_to_dict(deadline: Deadline) -> dict[str, object]:
    """The JSON shape of a deadline: `kind`, `occurrences`, and `days` and `workdays` for what is within."""
    fields: dict[str, object] = {
        "kind": deadline.kind.value,
        "occurrences": [day.isoformat() for day in deadline.occurrences],
    }
    if deadline.kind is Kind.WITHIN:
        fields |= {"days": deadline.days, "workdays": deadline.workdays}
    return fields


def day_in(year: int, month: int, day: int | None = None) -> date:
    """That day of a month; None, or a day that the month does not reach, is its last one."""
    last = monthrange(year, month)[1]
    return date(year, month, last if day is None else min(day, last))


def in_periods(year: int, *, months: int, month: int, days: Iterable[int | None]) -> tuple[date, ...]:
    """The dates in a year that recur in each period of so many months (1, 3, 6 or 12).

    `month` counts from 1 within the period; one more than the period has is the month after it (次月).
    """
    first = {(start + month - 1) % _MONTHS + 1 for start in range(0, _MONTHS, months)}
    wanted = tuple(days)
    return ascending(day_in(year, number, day) for number in first for day in wanted)


def after_periods(year: int, *, months: int, days: int) -> tuple[date, ...]:
    """The dates in a year that lie so many days after the end of a period of so many months (结束后N日内)."""
    ends = (day_in(year + before, number) for before in (-1, 0) for number in range(months, _MONTHS + 1, months))
    return ascending(day for end in ends if (day := end + timedelta(days=days)).year == year)


def weekly(year: int, weekdays: Iterable[int] = (FRIDAY,)) -> tuple[date, ...]:
    """All days of a year that fall on these weekdays, Monday being 1."""
    wanted = set(weekdays)
    days = (date(year, 1, 1) + timedelta(days=count) for count in range(366))
    return tuple(day for day in days if day.year == year and day.isoweekday() in wanted)


def ascending(days: Iterable[date]) -> tuple[date, ...]:
    """The days in order, each once."""
    return tuple(sorted(set(days)))
