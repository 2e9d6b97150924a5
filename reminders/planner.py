"""Which rung of the ladder each open duty has reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from reminders.units import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The rungs before a due date in days, and the rhythm after it in workdays (提醒档)."""

    rungs: tuple[int, ...] = (30, 15, 7, 3, 1, 0)
    overdue_every: int = 3
    overdue_days: int = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One unit's open part of one occurrence; `due` is None for an ongoing duty, whose occurrence is a month."""

    task_id: str
    number: int
    name: str
    occurrence: str
    due: date | None
    unit: str
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A rung that a duty has reached: 30…0 days before, -3, -6… workdays after, or None for the monthly round."""

    duty: Duty
    on: date
    rung: int | None

    @property
    def key(self) -> str:
        """The identity `occurrence@due:rung:unit`; the same key is never sent twice."""
        due = self.duty.due.isoformat() if self.duty.due else "round"
        return f"{self.duty.occurrence}@{due}:{'round' if self.rung is None else self.rung}:{self.duty.unit}"
