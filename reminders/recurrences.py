"""What recurs: 每年3月底前, 每季度首月10日前, 每月5日、20日, 每周五, 半年约谈."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from reminders.counts import read_count
from reminders.dates import read_dates
from reminders.months import SUFFIXES, in_months, read_month_of_period, read_weekday
from reminders.parsing import BREAK, END, NUMBER, TEXT
from reminders.schedule import Kind, after_periods, in_periods, weekly
from reminders.timewords import Word

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from reminders.counts import Count
    from reminders.parsing import Cursor

_KINDS = {12: Kind.YEARLY, 6: Kind.HALF_YEARLY, 3: Kind.QUARTERLY, 1: Kind.MONTHLY}
_LENGTHS: dict[str, int] = {Word.YEAR: 12, Word.HALF_YEAR: 6, Word.QUARTER: 3, Word.MONTH: 1}
_MONTHS_A_YEAR, _QUARTER = 12, 3
_ANY_MONTH = (1, 1)
_DAYS = range(1, 32)
_EVERY_DAY = (Word.DAY, Word.DAYS, Word.WORKDAY)
_UNITS = (*_LENGTHS, Word.WEEK, Word.EACH_TEN_DAYS, *_EVERY_DAY)
_CLAUSE_ENDS = {Word.SEPARATOR, BREAK, END}
_CLAUSE_STARTS = {Word.SEPARATOR, Word.LIST, Word.BRACKET, BREAK}
_ACTS = {TEXT, Word.VERB}
_SHORT = 3
_SUNDAY = 7


class _Period(NamedTuple):
    """What recurs: so many months of a year."""

    length: int
    year: int

    @property
    def kind(self) -> Kind:
        return _KINDS[self.length]

    def on(self, days: Iterable[int | None], *, month: int | None = None) -> Recurrence:
        """These days of a month of every period, of its last month unless another is given."""
        month = month or self.length
        return Recurrence(kind=self.kind, dates=in_periods(self.year, months=self.length, month=month, days=days))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """What recurs, with its dates in the year; `skipped` are the places of words between its parts that say no time."""

    kind: Kind
    dates: tuple[date, ...] = ()
    days: int | None = None
    workdays: bool = False
    skipped: tuple[int, ...] = ()


def read_recurrence(cursor: Cursor, year: int) -> Recurrence | None:
    """Read something that recurs; None, and nothing read, when nothing of the kind begins here.

    ```
    recurrence := each (日 | 天 | 工作日)                        ongoing: no day of its own
                | each 年 [words] [dates]                       else the year's end
                | each (半年 | 季度 | 月) [words] [place]         else the period's end
                | each 周 [weekday (list weekday)*]             else Friday, the week's last workday
                | each 旬                                       the 10th, the 20th and the month's end
                | 半年 (一次 | word)                             at the beginning of a clause: 半年约谈
    each       := 每 [一] [个] | 逐 | 按 | 各 | 一 … 一 (一月一次)
    place      := 底 | 末 | [month of the period] days | 前 n 日 | dates in every period
                | [结束] (后 | 起) count
    ```
    The words between stay in the clause. A day that a month does not reach is its last (每月31日). A place counted
    in workdays needs a calendar of its own and is read as so many workdays after the period (within).
    """
    mark = cursor.at
    unit = _head(cursor)
    if unit is None:
        cursor.at = mark
        return None
    if unit == Word.YEAR_END:
        _step_over_suffixes(cursor)
        return _Period(_MONTHS_A_YEAR, year).on((None,))
    if unit in _EVERY_DAY:
        return Recurrence(kind=Kind.ONGOING)
    if unit == Word.EACH_TEN_DAYS:
        return Recurrence(kind=Kind.MONTHLY, dates=in_periods(year, months=1, month=1, days=(10, 20, None)))
    head = cursor.at
    place = _search(cursor, unit, year)
    if place is None:
        cursor.at = head
        return _whole(unit, year)
    return place


def _whole(unit: str, year: int) -> Recurrence:
    """The end of each period, where nothing more is said."""
    if unit == Word.WEEK:
        return Recurrence(kind=Kind.WEEKLY, dates=weekly(year))
    return _Period(_LENGTHS[unit], year).on((None,))


def _head(cursor: Cursor) -> str | None:
    """The kind of the unit that recurs."""
    at = cursor.peek().start
    before = cursor.tokens[cursor.at - 1].kind if cursor.at else Word.SEPARATOR
    if cursor.accept(Word.INTERVAL):
        raise cursor.refusal("隔几个周期一次的还读不出来，请写出具体日期", at=at)
    while cursor.sees(Word.EACH, Word.YEAR) and cursor.peek(2).kind in {Word.EACH, Word.BY}:
        cursor.accept(Word.EACH)
        cursor.accept(Word.YEAR)
    if cursor.accept(Word.EACH):
        number = cursor.accept(NUMBER)
        cursor.accept(Word.MEASURE)
        unit = cursor.accept(*_UNITS, Word.YEAR_END)
        if unit and number and number.value != 1:
            raise cursor.refusal("隔几个周期一次的还读不出来，请写出具体日期", at=at)
        return unit.kind if unit else None
    if cursor.accept(Word.BY):
        unit = cursor.accept(Word.QUARTER, Word.MONTH, Word.WEEK, Word.EACH_TEN_DAYS)
        return unit.kind if unit else None
    if _is_one(cursor):
        cursor.accept(NUMBER)
        cursor.accept(Word.MEASURE)
        unit = cursor.accept(*_UNITS)
        once = cursor.accept(Word.TIMES) or (_is_one(cursor) and cursor.peek(1).kind in _ACTS and cursor.accept(NUMBER))
        return unit.kind if unit and once else None
    if before in _CLAUSE_STARTS and cursor.accept(Word.HALF_YEAR) and _is_act(cursor):
        return Word.HALF_YEAR
    return None


def _is_one(cursor: Cursor) -> bool:
    return cursor.sees(NUMBER) and cursor.peek().text == "一"


def _is_act(cursor: Cursor) -> bool:
    """Whether what follows is done at a time: 一次, 约谈, 一调度, and not 半年工作总结."""
    if cursor.sees(Word.TIMES) or _is_one(cursor):
        return True
    return (
        cursor.sees(TEXT)
        and len(cursor.peek().text) <= _SHORT
        and cursor.peek(1).kind in {Word.SEPARATOR, Word.LIST, Word.BRACKET, END}
    )


def _search(cursor: Cursor, unit: str, year: int) -> Recurrence | None:
    """Look for the place in the period to the end of the clause, or to where something else recurs or is due."""
    head = cursor.at
    skipped: list[int] = []
    while True:
        at = cursor.at
        found = _place(cursor, unit, year, first=at == head)
        if found is not None:
            return replace(found, skipped=tuple(skipped))
        cursor.at = at
        if cursor.here.kind in _CLAUSE_ENDS or _head(cursor):
            return None
        cursor.at = at
        if read_dates(cursor, year) is None:
            cursor.at = at + 1
            skipped.append(at)
        elif not cursor.accept(Word.OF):
            return None


def _place(cursor: Cursor, unit: str, year: int, *, first: bool) -> Recurrence | None:
    if unit == Word.WEEK:
        weekdays = _read_weekdays(cursor, first=first)
        found = Recurrence(kind=Kind.WEEKLY, dates=weekly(year, weekdays)) if weekdays else None
    elif unit == Word.YEAR and first and cursor.sees(Word.MIDDLE) and cursor.peek(1).kind != TEXT:
        cursor.accept(Word.MIDDLE)
        found = _Period(_MONTHS_A_YEAR, year).on((30,), month=6)
    elif unit == Word.YEAR:
        dates = read_dates(cursor, year, yearly=True)
        described = dates is not None and cursor.accept(Word.OF)
        found = Recurrence(kind=Kind.YEARLY, dates=dates.due(year)) if dates and not described else None
    else:
        found = _place_in_period(cursor, _LENGTHS[unit], year, first=first)
    if found:
        _step_over_suffixes(cursor)
    return found


def _step_over_suffixes(cursor: Cursor) -> None:
    while cursor.accept(*SUFFIXES):
        pass


def _read_weekdays(cursor: Cursor, *, first: bool) -> tuple[int, ...]:
    at = cursor.peek().start
    days: list[int] = []
    after = cursor.at
    while (day := read_weekday(cursor) or (_bare_weekday(cursor) if first or days else None)) is not None:
        days.append(day)
        after = cursor.at
        if cursor.sees(Word.RANGE):
            raise cursor.refusal("每周连着几天的，请写“全年”，或者写明是每周几", at=at)
        if not cursor.accept(Word.LIST):
            break
    cursor.at = after
    return tuple(days)


def _bare_weekday(cursor: Cursor) -> int | None:
    """The 五 of 每周五; 每周2次 counts something else."""
    if cursor.accept(Word.DAY, Word.DAYS):
        return _SUNDAY
    behind = cursor.peek(1)
    if not cursor.sees(NUMBER) or behind.kind == Word.MEASURE or (behind.kind == TEXT and behind.text[0] in "次期篇条"):
        return None
    day = cursor.peek().value
    if day not in range(1, _SUNDAY):
        return None
    cursor.accept(NUMBER)
    return day


def _place_in_period(cursor: Cursor, length: int, year: int, *, first: bool) -> Recurrence | None:
    if length == _QUARTER and not first and cursor.accept(Word.QUARTER):
        first = True
    if first and cursor.sees(Word.START):
        raise cursor.refusal("“初”没有说是哪一天，请写成几日前")
    period = _Period(length, year)
    return (
        _last_day(cursor, period, first=first)
        or _after_period(cursor, period, first=first)
        or (first and _first_days(cursor, period))
        or (first and _own_dates(cursor, period))
        or _in_month(cursor, period, first=first)
        or None
    )


def _last_day(cursor: Cursor, period: _Period, *, first: bool) -> Recurrence | None:
    """底, 末, 最后一天."""
    mark = cursor.at
    if cursor.accept(Word.LAST) and cursor.accept(Word.DAY, Word.DAYS):
        return period.on((None,))
    cursor.at = mark
    if first and cursor.sees(Word.CLOSE) and cursor.peek(1).kind != Word.MONTH:
        cursor.accept(Word.CLOSE)
        return period.on((None,))
    return None


def _after_period(cursor: Cursor, period: _Period, *, first: bool) -> Recurrence | None:
    """结束后10日内, 后5个工作日内, 结束后次月5日前, 结束前."""
    mark = cursor.at
    over = cursor.accept(Word.OVER)
    if (over or first) and cursor.accept(Word.AFTER, Word.SINCE):
        cursor.accept(Word.OF)
        if count := read_count(cursor):
            dates = after_periods(period.year, months=period.length, days=count.days)
            return _workdays(count) if count.workdays else Recurrence(kind=period.kind, dates=dates)
        if not cursor.sees(Word.NEXT_MONTH):
            raise cursor.refusal("“以后”没有说到什么时候为止，请写成结束后多少日内")
        return _in_month(cursor, period, first=True)
    if over and cursor.sees(Word.BEFORE):
        return period.on((None,))
    cursor.at = mark
    return None


def _first_days(cursor: Cursor, period: _Period) -> Recurrence | None:
    """前10日, 前5个工作日."""
    mark = cursor.at
    if cursor.accept(Word.BEFORE) and (count := read_count(cursor)) and count.days in _DAYS:
        return _workdays(count) if count.workdays else period.on((count.days,), month=1)
    cursor.at = mark
    return None


def _workdays(count: Count) -> Recurrence:
    return Recurrence(kind=Kind.WITHIN, days=count.days, workdays=True)


def _own_dates(cursor: Cursor, period: _Period) -> Recurrence | None:
    """Dates that name each period's own: 每季度（3、6、9、12月25日前）."""
    mark = cursor.at
    bracketed = cursor.accept(Word.BRACKET)
    dates = read_dates(cursor, period.year, yearly=True) if period.length > 1 else None
    if dates and len(dates.spans) == _MONTHS_A_YEAR // period.length and (not bracketed or cursor.accept(Word.BRACKET)):
        return Recurrence(kind=period.kind, dates=dates.due(period.year))
    cursor.at = mark
    return None


def _in_month(cursor: Cursor, period: _Period, *, first: bool) -> Recurrence | None:
    """首月10日, 末月, 次月5日, 5日、20日."""
    month = read_month_of_period(cursor, period.length)
    if month is None and (period.length > 1 or not (first or _day_begins(cursor))):
        return None
    days = _days(cursor)
    if not days and (month is None or period.length == 1):
        return None
    return period.on(days or (None,), month=month)


def _days(cursor: Cursor) -> tuple[int | None, ...]:
    """Days of some month: 5日、20日, 上旬、下旬, 底."""
    cursor.accept(Word.OF)
    days: list[int | None] = []
    after = cursor.at
    while True:
        (span, *more) = in_months(cursor, (_ANY_MONTH,), at=cursor.peek().start)
        if span.bare:
            break
        days.extend(each.day for each in (span, *more))
        after = cursor.at
        if not cursor.accept(Word.LIST):
            break
    cursor.at = after
    return tuple(days)


def _day_begins(cursor: Cursor) -> bool:
    """Whether days stand behind other words (每月进展于5日前报送); 收到后5日内 is no day."""
    before = cursor.tokens[cursor.at - 1].kind
    if before in {Word.AFTER, Word.SINCE, Word.ORDINAL}:
        return False
    return cursor.sees(NUMBER) or cursor.sees(Word.TEN_DAYS) or cursor.sees(Word.MONTH, Word.CLOSE)
