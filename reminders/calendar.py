"""Workdays, holidays and make-up days (调休); the table is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

_SATURDAY = 5
_NEXT_YEAR_FROM = 11
"""By November the next year's holidays are published."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """Which days are worked.

    `days` holds the days that differ from the ordinary week: True a weekend day that is worked, False a weekday
    off. `years` are the years the table covers; outside them Monday to Friday are workdays.
    """

    days: Mapping[date, bool]
    years: frozenset[int] = frozenset()

    def covers(self, year: int) -> bool:
        """Whether the table knows the holidays of that year."""
        return year in self.years

    def missing(self, today: date) -> int | None:
        """The year whose holidays the table lacks: the next from November on, else this one; None when all is well.

        Until they are known Monday to Friday are workdays and no weekend is: nobody is troubled on a make-up day.
        """
        if not self.years or not self.covers(today.year):
            return today.year if self.years else None
        return today.year + 1 if today.month >= _NEXT_YEAR_FROM and not self.covers(today.year + 1) else None

    def is_workday(self, day: date) -> bool:
        """Whether the office works on that day."""
        return self.days.get(day, day.weekday() < _SATURDAY)

    def next_workday(self, day: date) -> date:
        """The first workday on or after the day."""
        while not self.is_workday(day):
            day += _ONE_DAY
        return day

    def previous_workday(self, day: date) -> date:
        """The last workday on or before the day."""
        while not self.is_workday(day):
            day -= _ONE_DAY
        return day

    def add_workdays(self, day: date, count: int) -> date:
        """The workday that is `count` workdays after the day (before it when negative); the day itself counts not."""
        step = _ONE_DAY if count >= 0 else -_ONE_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_workday(day):
                day += step
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """How many workdays come after `start` up to and with `end`; negative when `end` is the earlier."""
        if end < start:
            return -self.workdays_between(end, start)
        return sum(self.is_workday(start + timedelta(days=days)) for days in range(1, (end - start).days + 1))


def calendar_from(
    *, holidays: Collection[date], workdays: Collection[date], overrides: Mapping[date, bool]
) -> WorkCalendar:
    """The calendar of a published table (days off, weekend days worked) and the office's own changes to it.

    A year is covered when the published table names a day off in it; an override alone does not make it known.
    """
    return WorkCalendar(
        days={**dict.fromkeys(workdays, True), **dict.fromkeys(holidays, False), **overrides},
        years=frozenset(day.year for day in holidays),
    )
