"""Where in a month or a longer period: 底, 上旬, 15日、25日, 首月10日, with weekday and hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.parsing import BREAK, END, NUMBER
from reminders.series import read_series
from reminders.spans import Span, check_day
from reminders.timewords import Word

if TYPE_CHECKING:
    from reminders.parsing import Cursor
    from reminders.series import Stretch

SUFFIXES = (Word.BEFORE, Word.WITHIN, Word.UNTIL)
_BOUNDARIES = {Word.SEPARATOR, Word.BRACKET, BREAK, END}
_DAY_MAY_BE_MISSING = {Word.BEFORE, Word.UNTIL, Word.SEPARATOR, END}
_DAYS = range(1, 32)
_SUNDAY = 7
_TEN_DAYS: dict[str, tuple[int, int | None]] = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, None)}


def in_months(cursor: Cursor, months: tuple[Stretch, ...], *, at: int) -> tuple[Span, ...]:
    """Read the place in the months just read: 底, 末, a third of a month, days, or nothing for their ends."""
    if cursor.sees(Word.START) or (cursor.sees(Word.MIDDLE) and cursor.peek(1).kind in _BOUNDARIES | {*SUFFIXES}):
        said = cursor.peek().text
        raise cursor.refusal(f"“月{said}”没有说是哪一天，请写成几月几日前", at=at)
    mark = cursor.at
    cursor.accept(Word.MONTH)
    if cursor.accept(Word.CLOSE):
        return tuple(
            Span(month=last, begin=(first, 1) if first < last else (last, 31), firm=True, ranged=first < last)
            for first, last in months
        )
    cursor.at = mark
    if third := cursor.accept(Word.TEN_DAYS):
        return _thirds(cursor, months, third.text)
    days = read_days(cursor)
    if not days:
        return tuple(Span(month=last, begin=(first, 1), bare=True, ranged=first < last) for first, last in months)
    for _, last in months:
        for _, day in days:
            check_day(cursor, last, day, at=at)
    weekday = _weekday(cursor)
    _hour(cursor)
    return tuple(
        Span(month=last, day=end, begin=(first, start), firm=True, ranged=(first, start) < (last, end), weekday=weekday)
        for first, last in months
        for start, end in days
    )


def read_days(cursor: Cursor) -> tuple[Stretch, ...]:
    """Read days of a month: 10日, 5日、20日, 1—10日; 日 may be missing before 前 or at the end."""
    if days := read_series(cursor, Word.DAY, numbers=_DAYS, unknown="没有{}日，请核对日期"):
        return days
    if cursor.sees(NUMBER) and cursor.peek().value in _DAYS and cursor.peek(1).kind in _DAY_MAY_BE_MISSING:
        number = cursor.peek().value
        cursor.accept(NUMBER)
        return ((number, number),)
    return ()


def _thirds(cursor: Cursor, months: tuple[Stretch, ...], third: str) -> tuple[Span, ...]:
    mark = cursor.at
    last = cursor.accept(Word.TEN_DAYS) if cursor.accept(Word.RANGE) else None
    if last is None:
        cursor.at = mark
    start, end = _TEN_DAYS[third][0], _TEN_DAYS[last.text if last else third][1]
    return tuple(Span(month=month, day=end, begin=(first, start), firm=True) for first, month in months)


def read_weekday(cursor: Cursor) -> int | None:
    """Read a weekday, Monday being 1: 周五, 星期日; None, and nothing read, when there is none."""
    mark = cursor.at
    if cursor.accept(Word.WEEK):
        if cursor.accept(Word.DAY, Word.DAYS):
            return _SUNDAY
        number = cursor.accept(NUMBER)
        if number and number.value in range(1, _SUNDAY):
            return number.value
    cursor.at = mark
    return None


def _weekday(cursor: Cursor) -> int | None:
    """Step over a weekday behind a date, in brackets or not."""
    mark = cursor.at
    bracketed = cursor.accept(Word.BRACKET)
    weekday = read_weekday(cursor)
    if weekday is None or (bracketed and not cursor.accept(Word.BRACKET)):
        cursor.at = mark
        return None
    return weekday


def _hour(cursor: Cursor) -> None:
    """Step over an hour behind a date: 下午5点前, 17:00, 24时; the day is what counts."""
    mark = cursor.at
    cursor.accept(Word.DAYPART)
    if cursor.accept(NUMBER):
        if cursor.accept(Word.CLOCK):
            if cursor.sees(NUMBER, Word.MINUTE):
                cursor.accept(NUMBER)
                cursor.accept(Word.MINUTE)
            return
        if cursor.sees(Word.COLON, NUMBER):
            while cursor.accept(Word.COLON) and cursor.accept(NUMBER):
                pass
            return
    elif cursor.at > mark:
        return
    cursor.at = mark


def read_month_of_period(cursor: Cursor, length: int) -> int | None:
    """Read which month of a period of so many months is meant, from 1: 首月, 第二个月, 末月, or 次月 behind it."""
    mark, at = cursor.at, cursor.peek().start
    if cursor.accept(Word.NEXT_MONTH):
        return length + 1
    month = None
    if cursor.accept(Word.FIRST):
        month = 1
    elif cursor.accept(Word.LAST, Word.CLOSE):
        month = length
    elif cursor.accept(Word.ORDINAL) and (number := cursor.accept(NUMBER)):
        month = number.value
    cursor.accept(Word.MEASURE)
    if month is None or not cursor.accept(Word.MONTH):
        cursor.at = mark
        return None
    if month not in range(1, length + 1):
        raise cursor.refusal(f"这里最多有{length}个月，没有第{month}个月，请核对", at=at)
    return month


def in_period(cursor: Cursor, stretches: tuple[Stretch, ...], length: int, *, at: int) -> tuple[Span, ...]:
    """Read the place in the quarters or halves just read, given as months: 底, 末, 首月10日, or nothing."""
    if cursor.sees(Word.START):
        raise cursor.refusal("“初”没有说是哪一天，请写成几月几日前", at=at)
    month = read_month_of_period(cursor, length)
    if month is not None:
        months = tuple((last - length + month, last - length + month) for _, last in stretches)
        return in_months(cursor, months, at=at)
    firm = cursor.accept(Word.OVER, Word.CLOSE) is not None
    return tuple(
        Span(month=last, begin=(first, 1), firm=firm, ranged=last - first >= length) for first, last in stretches
    )
