"""Stretches of days, and whether they can be."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.schedule import ascending, day_in

if TYPE_CHECKING:
    from datetime import date

    from reminders.parsing import Cursor

_SOME_LEAP_YEAR = 2000
YEARS = range(2000, 2100)
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of days up to `day` of `month`; no day is the month's last one, no year the year of the table.

    `bare` is a month or year without a word about its end, so that 前 behind it is ambiguous; `firm` one that names
    its end; `ranged` one whose beginning is written too; `named_year` one of 明年, 次年.
    """

    month: int
    day: int | None = None
    year: int | None = None
    begin: tuple[int, int]
    begin_year: int | None = None
    bare: bool = False
    firm: bool = False
    ranged: bool = False
    named_year: bool = False
    weekday: int | None = None

    def last(self, year: int) -> date:
        """The last day, in a table of that year."""
        return day_in(self.year or year, self.month, self.day)

    def first(self, year: int) -> date:
        """The first day, in a table of that year."""
        return day_in(self.begin_year or self.year or year, *self.begin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """Stretches that share a wording; their ends are what is due, or their beginnings for what is `since` (10月起).

    `firm` dates cannot merely describe something, as 10月 may (10月工作情况).
    """

    spans: tuple[Span, ...]
    firm: bool
    since: bool = False

    def due(self, year: int) -> tuple[date, ...]:
        """What is due, ascending."""
        return ascending(span.first(year) if self.since else span.last(year) for span in self.spans)

    @property
    def years(self) -> frozenset[int]:
        """The years that are written."""
        return frozenset(span.year for span in self.spans if span.year is not None)


def check_day(cursor: Cursor, month: int, day: int | None, *, at: int) -> None:
    """Refuse a day that no such month has."""
    if day is not None and day > monthrange(_SOME_LEAP_YEAR, month)[1]:
        raise cursor.refusal(f"{month}月没有{day}日，请核对日期", at=at)


def check_span(cursor: Cursor, span: Span, year: int, *, at: int) -> None:
    """Refuse what cannot be in its year: February 29th, a wrong weekday, an end before its beginning."""
    for written in (span.begin_year, span.year):
        if written is not None and written not in YEARS:
            raise cursor.refusal(f"“{written}年”不像是任务的年份，请核对", at=at)
    last = span.last(year)
    if span.day is not None and last.day != span.day:
        raise cursor.refusal(f"{last.year}年{span.month}月没有{span.day}日，请核对日期", at=at)
    if span.weekday is not None and last.isoweekday() != span.weekday:
        said = f"{last.year}年{last.month}月{last.day}日"
        raise cursor.refusal(f"{said}是星期{_WEEKDAYS[last.weekday()]}，与写的星期不符，请核对", at=at)
    if span.ranged and last < span.first(year):
        raise cursor.refusal("这段时间的结束早于开始，跨年的请写明年份，如“11月至次年3月”", at=at)
