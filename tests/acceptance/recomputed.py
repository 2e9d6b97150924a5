"""Who must be told what and when, computed anew from what the office was promised.

Written from the duties' text, never from reminders/planner.py: the rungs 30, 15, 7, 3, 1 and 0 days before a due date,
each moved back to a workday of its own; afterwards every third workday, for ninety days; the rung that is reached,
once; one merged message a day, on workdays, in working hours; duties of the whole year once a month, from the 25th.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

import chinese_calendar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RUNGS = (0, 1, 3, 7, 15, 30)
RHYTHM = 3
MOST_DAYS_LATE = 90
ROUND_DAY = 25
HOURS = (time(9, 0), time(17, 30))

EVERYBODY = frozenset({"开发区", "乡镇", "区直部门"})
NO_TOWNS = frozenset({"开发区", "区直部门"})
WHOLE_YEAR = {
    **dict.fromkeys((1, 2, 3, 7, 8, 14, 15, 17, 18, 19, 20, 21, 23, 25, 27, 28, 29, 30, 31), EVERYBODY),
    **dict.fromkeys((11, 26), NO_TOWNS),
}
"""Duties of the whole year (全年) by number, and which groups of units the table gives each."""
NAMED = {
    16: frozenset(
        {"区发改局", "区行政审批局", "区工信局", "区住建局", "区交通局", "区农业农村局", "区卫体局", "区水利局"}
    ),
    24: frozenset({"区政府办"}),
    32: frozenset({"区政府办"}),
    33: frozenset({"区政府办", "区财政局"}),
}
"""Duties of the whole year that name their units; the sixteenth is also the zone's and every town's."""
DATED = {
    "4": (date(2022, 10, 31), NO_TOWNS),
    "5": (date(2022, 10, 31), EVERYBODY),
    "6.1": (date(2022, 10, 31), NO_TOWNS),
    "6.2": (date(2022, 3, 31), NO_TOWNS),
    "9": (date(2022, 11, 30), NO_TOWNS),
    "10": (date(2022, 10, 31), EVERYBODY),
    "12": (date(2022, 8, 31), frozenset({"区直部门"})),
    "13": (date(2022, 9, 30), frozenset({"区教育局"})),
    "22": (date(2022, 11, 30), EVERYBODY),
}
"""What is typed to confirm a dated duty, its day, and the groups (or units) that have it."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Told:
    """One line of the log: which unit was told of which duty and rung on which day."""

    on: date
    unit: str
    duty: str
    rung: str

    def __str__(self) -> str:
        return f"{self.on} {self.unit} 第{self.duty}项 {self.rung}"


def dated_duties(unit: str, group: str) -> dict[str, date]:
    """The unit's dated duties, and when each is due."""
    return {duty: due for duty, (due, whose) in DATED.items() if whose & {unit, group}}


def whole_year_duties(unit: str, group: str) -> tuple[int, ...]:
    """The unit's duties of the whole year."""
    by_name = [one for one, whose in NAMED.items() if unit in whose or (one == 16 and group != "区直部门")]
    return tuple(sorted([*by_name, *(one for one, whose in WHOLE_YEAR.items() if group in whose)]))


@cache
def is_workday(day: date) -> bool:
    """As the State Council has it; the library looks through its whole table each time."""
    return bool(chinese_calendar.is_workday(day))


@cache
def rung_days(due: date) -> Mapping[date, int]:
    """The days on which the rungs before a due date begin to hold."""
    days: dict[date, int] = {}
    for rung in RUNGS:
        day = due - timedelta(days=rung)
        while not is_workday(day) or any(day >= nearer for nearer in days):
            day -= timedelta(days=1)
        days[day] = rung
    return days


def rung_on(due: date, today: date) -> str | None:
    """The rung on which an open duty stands that day."""
    if today <= due:
        return next((str(rung) for day, rung in rung_days(due).items() if day <= today), None)
    if (today - due).days > MOST_DAYS_LATE:
        return None
    late = sum(is_workday(due + timedelta(days=number)) for number in range(1, (today - due).days + 1))
    return str(-RHYTHM * (late // RHYTHM))


def round_begins(month: date) -> date:
    """The day from which a month's round is asked about."""
    day = month.replace(day=ROUND_DAY)
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


@dataclass(kw_only=True)
class Book:
    """What the office should have said so far, and to whom."""

    units: dict[str, str]
    """Every unit with a liaison, and its group."""
    lines: list[Told] = field(default_factory=list)
    _settled: set[tuple[str, str]] = field(default_factory=set)
    _spoken: set[tuple[str, date]] = field(default_factory=set)
    _once: set[tuple[str, str, str]] = field(default_factory=set)

    def confirmed(self, unit: str, duty: str) -> None:
        """The unit's part waits for the office, or is passed."""
        self._settled.add((unit, duty))

    def returned(self, unit: str, duty: str) -> None:
        """The unit's part is open again."""
        self._settled.discard((unit, duty))

    def all_well(self, unit: str, now: datetime) -> None:
        """The round is answered, once it has begun."""
        if now.date() >= round_begins(now.date()):
            self._settled.add((unit, f"{now:%Y-%m}"))

    def tick(self, now: datetime) -> None:
        """Time to look: one message to each unit that has something new to be told."""
        today = now.date()
        if not is_workday(today) or not HOURS[0] <= now.time() < HOURS[1]:
            return
        for unit, group in self.units.items():
            new = [one for one in self._open(unit, group, today) if (unit, *one) not in self._once]
            if new and (unit, today) not in self._spoken:
                self._spoken.add((unit, today))
                self._once |= {(unit, *one) for one in new}
                self.lines += [Told(on=today, unit=unit, duty=duty, rung=rung) for duty, rung in new]

    def _open(self, unit: str, group: str, today: date) -> Iterator[tuple[str, str]]:
        """What stands open for the unit, each with its rung."""
        for duty, due in dated_duties(unit, group).items():
            rung = rung_on(due, today)
            if rung is not None and (unit, duty) not in self._settled:
                yield duty, rung
        if today >= round_begins(today) and (unit, f"{today:%Y-%m}") not in self._settled:
            for number in whole_year_duties(unit, group):
                yield str(number), f"{today:%Y-%m}"
