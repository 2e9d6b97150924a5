"""When a deadline falls: rules that recur, and the dates they give in one year."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


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
