"""Numbers that share a unit: 3、6、9月, 1—3月, 5日、20日."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.parsing import BREAK, NUMBER
from reminders.timewords import Word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reminders.parsing import Cursor, Token

Stretch = tuple[int, int]
_MOST = 40
_PAIR = 2


def read_series(cursor: Cursor, unit: str, *, numbers: range, unknown: str) -> tuple[Stretch, ...]:
    """Read numbers of one unit as (first, last) pairs; none, and nothing read, when none begin here.

    ```
    series := item ((list | range) item)*        item := [第] n [unit], the last one with its unit
    ```
    Raises ParseError, worded by `unknown`, for a number outside `numbers`, and for a stretch that ends before it
    begins.
    """
    start, mark = cursor.peek().start, cursor.at
    after = mark
    items: list[int] = []
    ranged: list[bool] = []
    whole = 0
    joint: Token | None = None
    while len(items) < _MOST and (cursor.accept(Word.ORDINAL) or cursor.sees(NUMBER)):
        number = cursor.accept(NUMBER)
        if number is None:
            break
        items.append(number.value)
        ranged.append(joint is not None and joint.kind == Word.RANGE)
        if cursor.accept(unit):
            whole, after = len(items), cursor.at
        joint = _joint(cursor, unit, closed=whole == len(items))
        if joint is None:
            break
    cursor.at = after
    if whole == _PAIR and _may_be_a_mark(cursor, mark, unit):
        raise cursor.refusal("“1、”可能是序号，也可能是并列的时间，请把序号去掉或写全时间", at=start)
    stretches = tuple(_stretches(zip(items[:whole], ranged[:whole], strict=True)))
    for first, last in stretches:
        if first not in numbers or last not in numbers:
            raise cursor.refusal(unknown.format(last if first in numbers else first), at=start)
        if last < first:
            raise cursor.refusal(f"“{first}”到“{last}”结束早于开始，跨年的请写明年份", at=start)
    return stretches


def _may_be_a_mark(cursor: Cursor, mark: int, unit: str) -> bool:
    """Whether a clause begins like 1、10月: item one, or January and October. 一、三季度 is surely a list."""
    first, *rest = cursor.tokens[mark : mark + 3]
    begins = mark == 0 or cursor.tokens[mark - 1].kind in {Word.SEPARATOR, BREAK}
    marked = first.value == 1 and [token.kind for token in rest] == [Word.LIST, NUMBER] and rest[0].text == "、"
    return begins and marked and (unit == Word.MONTH or first.text.isascii() != rest[1].text.isascii())


def _joint(cursor: Cursor, unit: str, *, closed: bool) -> Token | None:
    """What joins two items; a comma only joins whole ones (3月，6月), because it parts clauses otherwise."""
    if closed and cursor.sees(Word.SEPARATOR, NUMBER, unit) and cursor.peek().text == ",":
        return cursor.accept(Word.SEPARATOR)
    return cursor.accept(Word.LIST, Word.RANGE)


def _stretches(items: Iterable[tuple[int, bool]]) -> list[Stretch]:
    stretches: list[Stretch] = []
    for value, goes_on in items:
        if goes_on:
            stretches[-1] = (stretches[-1][0], value)
        else:
            stretches.append((value, value))
    return stretches
