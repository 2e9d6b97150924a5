"""Dates in digits: 2022.10.31, 2022-10-31, 2022/10, 10.31, 20221031."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.parsing import BREAK, END, NUMBER
from reminders.spans import Span, check_day
from reminders.timewords import Word

if TYPE_CHECKING:
    from reminders.parsing import Cursor

_YEAR = range(1000, 10_000)
_MONTHS = range(1, 13)
_DAYS = range(1, 32)
_COMPACT = 8
_MARKS = (Word.DOT, Word.SLASH, Word.RANGE)
_GOES_ON = {
    *(Word.BEFORE, Word.WITHIN, Word.UNTIL, Word.SINCE, Word.AFTER, Word.RANGE, Word.LIST, Word.AND, Word.VERB),
    *(Word.SEPARATOR, Word.BRACKET, Word.DAYPART, BREAK, END),
}


def read_dotted(cursor: Cursor) -> Span | None:
    """Read a date in digits; None, and nothing read, when none stands here.

    ```
    dotted := n.n.n | n-n-n | n/n/n        year, month, day
            | n.n | n-n | n/n              year and month when the first is a year, else month and day
            | nnnnnnnn
    ```
    Raises ParseError for a date that cannot be, and for 10-12, which may be a day or two months.
    """
    mark, at = cursor.at, cursor.peek().start
    number = cursor.accept(NUMBER)
    if number is None or not number.text.isascii():
        cursor.at = mark
        return None
    if len(number.text) == _COMPACT and number.value // 10_000 in range(2000, 2100):
        return _whole(cursor, number.value // 10_000, number.value // 100 % 100, number.value % 100, at=at)
    sign = cursor.peek().text
    second = _after(cursor, sign)
    if second is not None and number.value in _YEAR:
        third = _after(cursor, sign)
        if third is not None or (second in _MONTHS and not cursor.sees(Word.YEAR)):
            return _whole(cursor, number.value, second, third, at=at)
    elif second is not None and _is_month_and_day(cursor, number.value, second, sign, at=at):
        return _whole(cursor, None, number.value, second, at=at)
    cursor.at = mark
    return None


def _after(cursor: Cursor, sign: str) -> int | None:
    """The number behind one more of the same sign, in digits."""
    if not (cursor.sees(cursor.peek().kind, NUMBER) and cursor.peek().kind in _MARKS and sign in {".", "-", "/"}):
        return None
    if cursor.peek().text != sign or not cursor.peek(1).text.isascii():
        return None
    cursor.accept(*_MARKS)
    number = cursor.accept(NUMBER)
    return None if number is None else number.value


def _is_month_and_day(cursor: Cursor, month: int, day: int, sign: str, *, at: int) -> bool:
    if month not in _MONTHS or day not in _DAYS:
        return False
    if sign == ".":
        return cursor.accept(Word.DAY) is not None or cursor.here.kind in _GOES_ON
    if cursor.here.kind not in _GOES_ON:
        return False
    if day in _MONTHS:
        raise cursor.refusal(f"“{month}{sign}{day}”可能是日期，也可能是两个月份，请写成几月几日", at=at)
    return True


def _whole(cursor: Cursor, year: int | None, month: int, day: int | None, *, at: int) -> Span:
    if month not in _MONTHS or (day is not None and day not in _DAYS):
        raise cursor.refusal("这个日期不存在，请核对", at=at)
    check_day(cursor, month, day, at=at)
    if day is None:
        named = cursor.accept(Word.CLOSE) is not None
        return Span(year=year, month=month, begin=(month, 1), bare=not named, firm=named)
    return Span(year=year, month=month, day=day, begin=(month, day), firm=True)
