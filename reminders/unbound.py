"""Units that nobody speaks for: which of their duties will be due to be told, and when (无联络员预警)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.planner import Reminder, rung_days, rung_reached

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
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
    if duty.due is None:
        return Reminder(duty=duty, on=first, rung=None)
    own = (duty.ladder or ladder).within(duty.gap)
    reached = rung_reached(duty.due, today=first, ladder=own, calendar=calendar, since=duty.since)
    if reached is not None:
        now = Reminder(duty=duty, on=first, rung=reached)
        if now.key not in sent:
            return now
    coming = [(day, rung) for rung, day in rung_days(duty.due, ladder=own, calendar=calendar) if day > first]
    return Reminder(duty=duty, on=min(coming)[0], rung=min(coming)[1]) if coming else None


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
    coming: dict[str, list[Reminder]] = {}
    for duty in duties:
        if duty.unit in seated:
            continue
        reminder = next_reminder(duty, sent=sent, today=today, ladder=ladder, calendar=calendar)
        if reminder is not None:
            coming.setdefault(duty.unit, []).append(reminder)
    found = [
        Alarm(unit=unit, next=min(told, key=lambda one: (one.on, one.duty.number)), duties=len(told))
        for unit, told in coming.items()
    ]
    return tuple(sorted(found, key=lambda one: one.next.on))
