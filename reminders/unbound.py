"""Units that nobody speaks for: which of their duties will be due to be told, and when (无联络员预警)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from reminders.planner import Reminder, rung_days, rung_reached

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date

    from reminders.calendar import WorkCalendar
    from reminders.planner import Duty, Ladder


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A unit without a liaison: the duty of which the next rung comes first, and how many duties it has open."""

    unit: str
    next: Reminder
    duties: int


def next_reminder(
    duty: Duty, *, sent: Collection[str], today: date, ladder: Ladder, calendar: WorkCalendar
) -> Reminder | None:
    """The rung that would be told next: the one reached and not yet told, or else the first to come.

    `ladder` is the office's.
    """
    first = calendar.next_workday(today)
    return _next(duty, sent=sent, first=first, ladder=ladder, rungs=partial(_rungs, first=first, calendar=calendar))


def _next(
    duty: Duty,
    *,
    sent: Collection[str],
    first: date,
    ladder: Ladder,
    rungs: Callable[[date, Ladder, int | None, date | None], tuple[int | None, tuple[date, int] | None]],
) -> Reminder | None:
    if duty.due is None:
        return Reminder(duty=duty, on=first, rung=None)
    reached, coming = rungs(duty.due, duty.ladder or ladder, duty.gap, duty.since)
    if reached is not None:
        now = Reminder(duty=duty, on=first, rung=reached)
        if now.key not in sent:
            return now
    return Reminder(duty=duty, on=coming[0], rung=coming[1]) if coming else None


def _rungs(
    due: date, ladder: Ladder, gap: int | None, since: date | None, *, first: date, calendar: WorkCalendar
) -> tuple[int | None, tuple[date, int] | None]:
    """The rung that is reached on the first day, and the next to come after it, with its day."""
    own = ladder.within(gap)
    reached = rung_reached(due, today=first, ladder=own, calendar=calendar, since=since)
    coming = ((day, rung) for rung, day in rung_days(due, ladder=own, calendar=calendar) if day > first)
    return reached, min(coming, default=None)


def alarms(
    duties: Iterable[Duty],
    *,
    seated: Collection[str],
    sent: Collection[str],
    today: date,
    ladder: Ladder,
    calendar: WorkCalendar,
) -> tuple[Alarm, ...]:
    """One alarm a unit that has open duties and nobody to tell, the nearest rung first."""
    first = calendar.next_workday(today)
    rungs = cache(partial(_rungs, first=first, calendar=calendar))  # many duties fall on the same days
    coming: dict[str, list[Reminder]] = {}
    for duty in duties:
        if duty.unit in seated:
            continue
        reminder = _next(duty, sent=sent, first=first, ladder=ladder, rungs=rungs)
        if reminder is not None:
            coming.setdefault(duty.unit, []).append(reminder)
    found = [
        Alarm(unit=unit, next=min(told, key=lambda one: (one.on, one.duty.number)), duties=len(told))
        for unit, told in coming.items()
    ]
    return tuple(sorted(found, key=lambda one: one.next.on))
