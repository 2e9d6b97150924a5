"""What a liaison does with a reminder short of confirming: 已知悉 and 稍后提醒."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.patterns import regex
from knowledge.text import narrow
from reminders.burden import next_hour

if TYPE_CHECKING:
    from datetime import date, time

    from reminders.calendar import WorkCalendar

WORKDAYS = 3
_ONE_DAY = timedelta(days=1)


class Span(StrEnum):
    """How long a reminder is put off: 一小时, 明天, 三个工作日."""

    HOUR = "hour"
    TOMORROW = "tomorrow"
    WORKDAYS = "workdays"


class SnoozeState(StrEnum):
    """A snooze waits, came back, or was overtaken by a nearer rung, a confirmation, an acknowledgement."""

    WAITING = "waiting"
    TOLD = "told"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze:
    """A reminder to be told again (稍后提醒); `key` is that of the rung it stood on, `id` is 0 until stored."""

    id: int
    key: str
    task_id: str
    occurrence: str
    unit: str
    person_id: int
    until: datetime
    asked_at: datetime
    state: SnoozeState = SnoozeState.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """A unit's word that it knows (已知悉) of the rung with that key."""

    key: str
    task_id: str
    occurrence: str
    unit: str
    person_id: int
    at: datetime


_SPANS = (
    (regex(r"(?:一|1)个?小时(?:后|以后)?"), Span.HOUR),
    (regex(r"明天|明日|(?:一|1)天(?:后|以后)?"), Span.TOMORROW),
    (regex(r"(?:三|3)个?(?:工作日|天)(?:后|以后)?"), Span.WORKDAYS),
)


def span_from(text: str) -> Span | None:
    """The span that the words name; None when they name none."""
    return next((span for pattern, span in _SPANS if pattern.fullmatch(text.strip())), None)


def asked(text: str) -> tuple[str, Span | None]:
    """Which duty is put off, and for how long: `4 明天`, `全部 一小时`, `三个工作日`; what is not said is empty."""
    plain = narrow(text).strip()
    if (span := span_from(plain)) is not None:
        return "", span
    found = re.match(r"第?(\d{1,4}(?:\.\d{1,2})?|全部)[号项]?[\s,:、]*(.*)", plain)
    return (found[1], span_from(found[2])) if found else ("", None)


def put_off(now: datetime, span: Span, *, start: time, end: time, calendar: WorkCalendar) -> datetime:
    """When a reminder comes again, on the office's wall clock: always in working hours."""
    if span is Span.HOUR:
        return next_hour(now + timedelta(hours=1), start=start, end=end, calendar=calendar)
    if span is Span.TOMORROW:
        day = calendar.next_workday(now.date() + _ONE_DAY)
    else:
        day = calendar.add_workdays(now.date(), WORKDAYS)
    return datetime.combine(day, start, now.tzinfo)


def latest_day(due: date, *, calendar: WorkCalendar) -> date:
    """The last day to which a reminder may be put off: the workday before the due date."""
    return calendar.previous_workday(due - _ONE_DAY)
