"""How long after something: 20个工作日内, 3日内, 两周内, 48小时内."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reminders.parsing import NUMBER
from reminders.timewords import Word

if TYPE_CHECKING:
    from reminders.parsing import Cursor

_MOST = 1000
_HOURS_A_DAY = 24
_DAYS: dict[str, int] = {Word.DAY: 1, Word.DAYS: 1, Word.WORKDAY: 1, Word.WEEK: 7}
_NO_FIXED_LENGTH = (Word.MONTH, Word.QUARTER, Word.YEAR)
_CENTURY = 100


class Count(NamedTuple):
    """So many days, or workdays; `closed` when 内 or 不超过 says that they are a limit."""

    days: int
    workdays: bool
    closed: bool


def read_count(cursor: Cursor) -> Count | None:
    """Read a length of time; None, and nothing read, when none begins here.

    ```
    count := [不超过] n [range n] [个] (日 | 天 | 自然日 | 工作日 | 周 | 小时) [内 | 之内 | 以内]
    ```
    Of a range the end counts. Raises ParseError for months and years, whose days are not the same, for hours that are
    no whole days, and for nothing or too much.
    """
    mark, at = cursor.at, cursor.peek().start
    limited = cursor.accept(Word.LIMIT) is not None
    number = cursor.accept(NUMBER)
    if number and cursor.sees(Word.RANGE, NUMBER):
        cursor.accept(Word.RANGE)
        number = cursor.accept(NUMBER)
    measured = cursor.accept(Word.MEASURE) is not None
    unit = cursor.accept(*_DAYS, Word.HOURS, *_NO_FIXED_LENGTH)
    closed = cursor.accept(Word.WITHIN) is not None
    if number is None or unit is None or (unit.kind not in _DAYS and not closed):
        cursor.at = mark
        return None
    if unit.kind in _NO_FIXED_LENGTH:
        if measured or (unit.kind == Word.YEAR and number.value < _CENTURY):
            raise cursor.refusal("按月、按年计的期限天数不固定，请写成多少日、多少个工作日或具体日期", at=at)
        cursor.at = mark
        return None
    days, rest = number.value * _DAYS.get(unit.kind, 1), 0
    if unit.kind == Word.HOURS:
        days, rest = divmod(number.value, _HOURS_A_DAY)
    if rest or not 0 < days <= _MOST:
        raise cursor.refusal("这个期限换算不成合适的整天数，请写成多少日或多少个工作日", at=at)
    return Count(days, unit.kind == Word.WORKDAY, closed or limited)
