"""Limits on what the bot may ask of a liaison: when it may speak at all, and how often a day.

The cap counts every reminder of a day to one person: the merged one, what they asked to hear again (稍后提醒), and a
leader's messages of overdue duties. Answers stay outside it: what became of a confirmation or an extension, a notice,
a reply. What the office marks urgent (紧急) stays outside it too, and alone may come out of working hours.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import time

    from reminders.calendar import WorkCalendar


def working_hours(now: datetime, *, start: time, end: time, calendar: WorkCalendar) -> bool:
    """Whether the office's wall clock `now` lies in a workday's hours; the end itself does not."""
    return calendar.is_workday(now.date()) and start <= now.time() < end


def next_hour(now: datetime, *, start: time, end: time, calendar: WorkCalendar) -> datetime:
    """The first moment from `now` on, on the office's wall clock, at which the bot may speak."""
    day = now.date()
    if calendar.is_workday(day):
        if now.time() < start:
            return datetime.combine(day, start, now.tzinfo)
        if now.time() < end:
            return now
    return datetime.combine(calendar.next_workday(day + timedelta(days=1)), start, now.tzinfo)


def may_ask(asked: int, *, cap: int) -> bool:
    """Whether somebody who was asked so often today may be asked once more."""
    return asked < cap
