"""Dates as the office writes them: 10月底前, 3、6、9月底, 三季度末, 10月至次年3月."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.dotted import read_dotted
from reminders.months import SUFFIXES, in_months, in_period
from reminders.parsing import BREAK, END, NUMBER, TEXT
from reminders.series import read_series
from reminders.spans import Dates, Span, check_span
from reminders.timewords import Word

if TYPE_CHECKING:
    from reminders.parsing import Cursor
    from reminders.series import Stretch

_MONTHS = range(1, 13)
_QUARTERS = range(1, 5)
_ANY = range(10_000)
_QUARTER, _HALF = 3, 6
_SHORT_YEAR, _CENTURY = 2, 2000
_LONG_YEAR = range(1000, 10_000)
_NAMED_YEARS = {"明": 1, "次": 1, "翌": 1, "来": 1, "下": 1, "后": 2, "去": -1, "上": -1}
_YEAR_ALONE = {
    Word.SEPARATOR,
    Word.LIST,
    Word.RANGE,
    Word.VERB,
    Word.WITHIN,
    Word.BEFORE,
    Word.SINCE,
    Word.EACH,
    BREAK,
    END,
}


def read_dates(cursor: Cursor, year: int, *, yearly: bool = False) -> Dates | None:
    """Read dates that share a wording; None, and nothing read, when none begin here.

    ```
    dates    := [从 | 自] stretch (list stretch)* [起]
    stretch  := point [[起] range point] (前 | 之前 | 以前 | 内 | 止)*
    point    := dotted | [years] (months | quarters | half | 年底 | 年末 | 年内 | 年中) | years [底 | 末]
    years    := series 年 | 今年 | 明年 | 次年 | 翌年 …
    months   := series 月 [底 | 末 | 旬 [range 旬] | series 日 [weekday] [hour]]
    quarters := (series 季度 | 首季度 | 前 n 季度) [place]
    half     := (上半年 | 下半年) [place]
    place    := [结束] | 底 | 末 | (首 | 末 | 最后一个 | 第 n 个) 月 [as in months]
    list     := 、 | 和 | 及 | 与 | 或 | 以及        range := — | - | ~ | 至 | 到
    ```
    In what is `yearly`, 次年 adds nothing and a written year is refused. Raises ParseError for what looks like a date
    and is none, and for what may be two dates (10月前).
    """
    mark, at = cursor.at, cursor.peek().start
    from_here = cursor.accept(Word.FROM) is not None
    spans: list[Span] = []
    firm, after = False, mark
    while stretch := _stretch(cursor, year, spans[-1] if spans else None):
        spans.extend(stretch)
        firm = _suffixed(cursor, stretch[-1]) or any(span.firm or span.ranged for span in stretch)
        after = cursor.at
        if not cursor.accept(Word.LIST):
            break
    cursor.at = after
    if not spans:
        return None
    if yearly:
        spans = [_without_year(cursor, span, at=at) for span in spans]
    else:
        for span in spans:
            check_span(cursor, span, year, at=at)
    open_ended = cursor.sees(Word.RANGE) and cursor.tokens[cursor.at - 1].kind not in SUFFIXES
    if open_ended or cursor.sees(Word.SINCE, Word.RANGE):
        raise cursor.refusal("这段时间到什么时候为止没有读懂，请写成几月几日")
    since = cursor.accept(Word.SINCE) is not None or (from_here and not firm)
    return Dates(spans=tuple(spans), firm=firm or since, since=since)


def _without_year(cursor: Cursor, span: Span, *, at: int) -> Span:
    if span.year is not None and not span.named_year:
        raise cursor.refusal("“每年”和写明的年份不能同时使用，请核对", at=at)
    return replace(span, year=None, begin_year=None)


def _suffixed(cursor: Cursor, span: Span) -> bool:
    """Step over 前, 内 or 止, which end a stretch; 前 alone behind a month may mean its first or its last day."""
    at = cursor.peek().start
    suffixed = False
    while suffix := cursor.accept(*SUFFIXES):
        if suffix.kind == Word.BEFORE and span.bare and not suffixed:
            raise cursor.refusal("没有说清是到这段时间开始还是结束为止，请写成“几月底前”或“几月几日前”", at=at)
        suffixed = True
    return suffixed


def _stretch(cursor: Cursor, year: int, before: Span | None) -> tuple[Span, ...]:
    points = _point(cursor, year, before)
    if not points:
        return ()
    mark = cursor.at
    cursor.accept(Word.SINCE)
    if cursor.accept(Word.RANGE) and (ends := _point(cursor, year, points[-1])):
        start, end = points[-1], ends[0]
        ranged = replace(end, begin=start.begin, begin_year=start.begin_year or start.year or year, ranged=True)
        return (*points[:-1], ranged, *ends[1:])
    cursor.at = mark
    return points


def _point(cursor: Cursor, year: int, before: Span | None) -> tuple[Span, ...]:
    mark = cursor.at
    inherited = None if before is None else before.year
    if dotted := read_dotted(cursor):
        return (replace(dotted, year=dotted.year or inherited),)
    years, named = _years(cursor, inherited or year)
    spans = (
        _months(cursor) or _quarters(cursor) or _half(cursor) or _year_part(cursor, named=bool(years))
        or (_whole_year(cursor) if years else ())
    )  # fmt: skip
    if not spans:
        cursor.at = mark
        return ()
    if not years:
        return tuple(replace(span, year=inherited) for span in spans)
    return tuple(
        replace(span, year=last, begin_year=first, ranged=span.ranged or first < last, named_year=named)
        for first, last in years
        for span in spans
    )


def _years(cursor: Cursor, year: int) -> tuple[tuple[Stretch, ...], bool]:
    """The years written here, and whether by name; 次年 follows the year written before it."""
    if name := cursor.accept(Word.NAMED_YEAR):
        that = year + _NAMED_YEARS.get(name.text[0], 0)
        return ((that, that),), True
    number = cursor.peek()
    if number.kind != NUMBER:
        return (), False
    if len(number.text) == _SHORT_YEAR and number.text.isascii() and _short_year_follows(cursor):
        cursor.accept(NUMBER)
        cursor.accept(Word.YEAR)
        that = _CENTURY + number.value
        return ((that, that),), False
    if number.value not in _LONG_YEAR:
        return (), False
    if cursor.peek(1).kind in {Word.YEAR_END, Word.YEAR_START}:
        cursor.accept(NUMBER)
        return ((number.value, number.value),), False
    return read_series(cursor, Word.YEAR, numbers=_ANY, unknown="“{}年”不像是任务的年份，请核对"), False


def _short_year_follows(cursor: Cursor) -> bool:
    """Whether the two digits here are a year (22年10月, 22年底)."""
    return cursor.sees(NUMBER, Word.YEAR, NUMBER, Word.MONTH) or cursor.sees(NUMBER, Word.YEAR_END)


def _months(cursor: Cursor) -> tuple[Span, ...]:
    at = cursor.peek().start
    months = read_series(cursor, Word.MONTH, numbers=_MONTHS, unknown="没有{}月，请核对月份")
    return in_months(cursor, months, at=at) if months else ()


def _quarters(cursor: Cursor) -> tuple[Span, ...]:
    mark, at = cursor.at, cursor.peek().start
    quarters: tuple[Stretch, ...] = ()
    if coded := cursor.accept(Word.CODED_QUARTER):
        number = int(coded.text[1:])
        quarters = ((number, number),)
    elif cursor.sees(Word.FIRST, Word.QUARTER):
        cursor.accept(Word.FIRST)
        cursor.accept(Word.QUARTER)
        quarters = ((1, 1),)
    elif cursor.sees(Word.BEFORE, NUMBER, Word.QUARTER):
        cursor.accept(Word.BEFORE)
        quarters = tuple((1, last) for _, last in _read_quarters(cursor))
    else:
        quarters = _read_quarters(cursor)
    if not quarters:
        cursor.at = mark
        return ()
    months = tuple(((first - 1) * _QUARTER + 1, last * _QUARTER) for first, last in quarters)
    return in_period(cursor, months, _QUARTER, at=at)


def _read_quarters(cursor: Cursor) -> tuple[Stretch, ...]:
    return read_series(cursor, Word.QUARTER, numbers=_QUARTERS, unknown="一年没有第{}季度，请核对季度")


def _half(cursor: Cursor) -> tuple[Span, ...]:
    at = cursor.peek().start
    half = cursor.accept(Word.HALF)
    if half is None:
        return ()
    months = (1, 6) if half.text[0] in "上前" else (7, 12)
    return in_period(cursor, (months,), _HALF, at=at)


def _year_part(cursor: Cursor, *, named: bool) -> tuple[Span, ...]:
    """年底, 年中, 年内, with or without the name of the year before it; what 年初 means is not said."""
    mark, at = cursor.at, cursor.peek().start
    if cursor.accept(Word.YEAR_END):
        return (Span(month=12, day=31, begin=(12, 31), firm=True),)
    if cursor.accept(Word.YEAR) or named:
        if cursor.sees(Word.MIDDLE) and cursor.peek(1).kind != TEXT:
            cursor.accept(Word.MIDDLE)
            return (Span(month=6, day=30, begin=(6, 30), firm=True),)
        if cursor.accept(Word.WITHIN):
            return (Span(month=12, day=31, begin=(1, 1), firm=True),)
    if cursor.sees(Word.YEAR_START) or (cursor.sees(Word.START) and (named or cursor.at > mark)):
        raise cursor.refusal("“年初”没有说是哪一天，请写成几月几日前", at=at)
    cursor.at = mark
    return ()


def _whole_year(cursor: Cursor) -> tuple[Span, ...]:
    """What a year alone says (2022年, 2023—2025年, 今年底): its end; a year that describes something says nothing."""
    if cursor.accept(Word.CLOSE):
        return (Span(month=12, day=31, begin=(12, 31), firm=True),)
    if cursor.here.kind in _YEAR_ALONE:
        return (Span(month=12, day=31, begin=(1, 1), bare=True),)
    return ()
