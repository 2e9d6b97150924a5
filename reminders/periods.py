"""Months, quarters and half-years as the office names them, and the workday that opens one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from knowledge.patterns import regex
from knowledge.text import narrow, without_spaces
from reminders.schedule import day_in

if TYPE_CHECKING:
    from reminders.calendar import WorkCalendar

QUARTER_OPENS = frozenset({1, 4, 7, 10})
HALF_OPENS = frozenset({1, 7})

_MONTHS = 12
_IN_QUARTER = 3
_IN_HALF = 6
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}
_QUARTER = regex(r"(?:(?P<year>[12]\d{3})(?:年|-|/)?)?(?:第?(?P<number>[1-4一二三四])季度?|[Qq](?P<code>[1-4]))")
_MONTH = regex(r"(?:(?P<year>[12]\d{3})(?:年|-|/))?(?P<month>\d{1,2})月?")
_ENDED = frozenset({"", "上季度", "上个季度"})
_THIS = frozenset({"本季度", "这个季度"})
_NEAR_MONTHS = {"": 0, "本月": 0, "这个月": 0, "上月": -1, "上个月": -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """Three months of a year; `number` counts from 1."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """2026-Q3, as keys and commands write it."""
        return f"{self.year}-Q{self.number}"

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.year, self.number * _IN_QUARTER - 2, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return day_in(self.year, self.number * _IN_QUARTER)


def quarter_of(day: date) -> Quarter:
    """The quarter in which a day lies."""
    return Quarter(year=day.year, number=(day.month - 1) // _IN_QUARTER + 1)


def quarter_ended(today: date) -> Quarter:
    """The quarter that ended last."""
    return quarter_of(quarter_of(today).start - timedelta(days=1))


def quarter_from(text: str, *, today: date) -> Quarter | None:
    """The quarter that the words mean; without words the one that ended last. None when they mean none.

    ```
    quarter := "" | "上季度" | "本季度" | [year ["年" | "-"]] (["第"] number "季" ["度"] | "Q" number)
    ```
    """
    plain = narrow(without_spaces(text))
    if plain in _ENDED:
        return quarter_ended(today)
    if plain in _THIS:
        return quarter_of(today)
    match = _QUARTER.fullmatch(plain)
    if match is None:
        return None
    said = match["number"] or match["code"]
    return Quarter(year=int(match["year"] or today.year), number=_DIGITS.get(said) or int(said))


def month_from(text: str, *, today: date) -> date | None:
    """The first day of the month that the words mean; without words this month's. None when they mean none.

    ```
    month := "" | "本月" | "上月" | [year ("年" | "-")] number ["月"]
    ```
    """
    plain = narrow(without_spaces(text))
    if plain in _NEAR_MONTHS:
        count = today.year * _MONTHS + today.month - 1 + _NEAR_MONTHS[plain]
        return date(count // _MONTHS, count % _MONTHS + 1, 1)
    match = _MONTH.fullmatch(plain)
    if match is None or not 1 <= int(match["month"]) <= _MONTHS:
        return None
    return date(int(match["year"] or today.year), int(match["month"]), 1)


def after(month: date) -> date:
    """The first day of the next month."""
    return date(month.year + month.month // _MONTHS, month.month % _MONTHS + 1, 1)


def last_half(today: date) -> str:
    """The half-year that ended last: 2026-H2."""
    return f"{today.year}-H1" if today.month > _IN_HALF else f"{today.year - 1}-H2"


def opening(today: date, *, calendar: WorkCalendar) -> date:
    """The first workday of the month in which `today` lies."""
    return calendar.next_workday(today.replace(day=1))
