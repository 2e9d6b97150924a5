"""Limits on what the bot may ask of a liaison: when it may speak at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, time

    from reminders.calendar import WorkCalendar


def working_hours(now: datetime, *, start: time, end: time, calendar: WorkCalendar) -> bool:
    """Whether the office's wall clock `now` lies in a workday's hours; the end itself does not."""
    return calendar.is_workday(now.date()) and start <= now.time() < end
