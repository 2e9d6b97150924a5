"""The phrases of time in a text, one after another, and the words between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from reminders.counts import read_count
from reminders.dates import read_dates
from reminders.parsing import BREAK, END, NUMBER, TEXT, Cursor, ParseError
from reminders.recurrences import read_recurrence
from reminders.schedule import Kind, ascending
from reminders.timewords import LEXER, Word

if TYPE_CHECKING:
    from reminders.parsing import Token
    from reminders.recurrences import Recurrence
    from reminders.spans import Dates

SEPARATORS = (Word.SEPARATOR, BREAK)
JOINTS = (Word.LIST, Word.AND, Word.BRACKET)
_ENDS = {*SEPARATORS, *JOINTS, END}
_YEAR_LONG = {"全年", "全年度", "常年", "常态化"}
_RECURRING = {Kind.YEARLY, Kind.HALF_YEARLY, Kind.QUARTERLY, Kind.MONTHLY, Kind.WEEKLY}
_LONG_YEAR = range(1000, 10_000)
_CENTURY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One phrase of time: its meaning in a year, and its place among the tokens.

    `firm` phrases cannot merely describe a noun, as 上半年 may (上半年工作总结); `years` are the years it names.
    """

    kind: Kind
    dates: tuple[date, ...] = ()
    days: int | None = None
    workdays: bool = False
    firm: bool = True
    years: frozenset[int] = frozenset()
    first: int = 0
    last: int = 0


def read_strictly(text: str, year: int) -> tuple[tuple[Token, ...], tuple[Phrase, ...]]:
    """The tokens of a cell and every phrase of time; raises ParseError for anything like a time that is none."""
    tokens = without_marks(LEXER.read(text))
    cursor = Cursor(text, tokens)
    found: list[Phrase] = []
    while cursor.at < len(tokens):
        at = cursor.at
        phrase = _phrase(cursor, year, found)
        if phrase is not None:
            _add(found, replace(phrase, first=at, last=cursor.at), tokens)
        elif cursor.at == at:
            _check_plain(cursor)
            cursor.at = at + 1
    return tokens, tuple(phrase for phrase in found if not _describes(phrase, found, tokens))


def _add(found: list[Phrase], phrase: Phrase, tokens: tuple[Token, ...]) -> None:
    """Add a phrase; 长期坚持、持续推进 is one."""
    if found and found[-1].kind is phrase.kind is Kind.ONGOING:
        between = tokens[found[-1].last : phrase.first]
        if all(token.kind in JOINTS for token in between):
            phrase = replace(phrase, first=found.pop().first)
    found.append(phrase)


def read_leniently(text: str, year: int) -> tuple[tuple[Token, ...], tuple[Phrase, ...]]:
    """The tokens of running text and the phrases in it that name dates beyond doubt; never raises ParseError."""
    tokens = without_marks(LEXER.read(text))
    cursor = Cursor(text, tokens)
    found: list[Phrase] = []
    while cursor.at < len(tokens):
        at = cursor.at
        try:
            phrase = _phrase(cursor, year, found)
        except ParseError:
            phrase, cursor.at = None, at
        if phrase is not None and (phrase.firm or cursor.sees(Word.VERB)):
            found.append(replace(phrase, first=at, last=cursor.at))
        if cursor.at == at:
            cursor.at = at + 1
    return tokens, tuple(found)


def without_marks(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens with the marks 1、 2、 (or 1. 2.) of an enumeration turned into separators."""
    marks = [at for at, token in enumerate(tokens) if token.kind == NUMBER and _is_mark(tokens, at)]
    if len(marks) < 2 or [tokens[at].value for at in marks] != list(range(1, len(marks) + 1)):  # noqa: PLR2004
        return tokens
    both = {place for at in marks for place in (at, at + 1)}
    return tuple(replace(token, kind=Word.SEPARATOR) if place in both else token for place, token in enumerate(tokens))


def _is_mark(tokens: tuple[Token, ...], at: int) -> bool:
    kinds = [token.kind for token in tokens[at + 1 : at + 4]]
    begins = at == 0 or tokens[at - 1].kind in SEPARATORS or tokens[at - 1].end < tokens[at].start
    listed = kinds[:1] == [Word.LIST] and tokens[at + 1].text == "、"
    dotted = kinds[:1] == [Word.DOT] and (
        kinds[1:2] != [NUMBER] or kinds[1:3] in ([NUMBER, Word.MONTH], [NUMBER, Word.YEAR])
    )
    return (begins and listed) or (dotted and (begins or kinds[1:3] == [NUMBER, Word.MONTH]))


def _phrase(cursor: Cursor, year: int, found: list[Phrase]) -> Phrase | None:
    """Read one phrase; None when there is none here, or only words that describe (10月的), which are stepped over."""
    if cursor.here.kind == BREAK:
        return None
    if cursor.here.kind == Word.ONGOING:
        return _ongoing(cursor, year, found)
    if recurs := read_recurrence(cursor, year):
        return _recurring(cursor, recurs, recurs.dates)
    return _within(cursor, found) or _dated(cursor, year)


def _recurring(cursor: Cursor, recurs: Recurrence, dates: tuple[date, ...]) -> Phrase:
    """The phrase of what recurs, once the words between its parts are known to say no time."""
    after = cursor.at
    for cursor.at in recurs.skipped:
        _check_plain(cursor)
    cursor.at = after
    _check_no_count(cursor)
    return Phrase(kind=recurs.kind, dates=dates, days=recurs.days, workdays=recurs.workdays)


def _check_no_count(cursor: Cursor) -> None:
    """Refuse so many days right behind a time: 10月底前5个工作日 counts backwards, or from who knows when."""
    mark, at = cursor.at, cursor.peek().start
    day = cursor.sees(NUMBER, Word.DAY)
    count = read_count(cursor)
    if count and (count.closed or not day):
        raise cursor.refusal("这里的天数没有说从什么时候算起，请直接写成几月几日前", at=at)
    cursor.at = mark


def _ongoing(cursor: Cursor, year: int, found: list[Phrase]) -> Phrase | None:
    """全年, 持续推进, 长期坚持; behind a date, or before one, they only say how (10月底前持续推进)."""
    at = cursor.at
    before = cursor.tokens[at - 1].kind if at else Word.SEPARATOR
    alone = not found or before in _ENDS or before == Word.AFTER or _parted(cursor.tokens[found[-1].last : at])
    year_long, verbs = False, 0
    while word := cursor.accept(Word.ONGOING, Word.VERB):
        year_long = year_long or word.text in _YEAR_LONG
        verbs += word.kind == Word.VERB
    after = cursor.at
    cursor.accept(Word.RANGE)
    adjacent = cursor.here.kind != BREAK and cursor.here.start == cursor.tokens[cursor.at - 1].end
    followed = adjacent and (read_recurrence(cursor, year) or read_dates(cursor, year))
    cursor.at = after
    if followed or not alone:
        return None
    closed = cursor.here.kind in _ENDS or (cursor.here.kind == TEXT and cursor.here.text in {"工作", "任务"})
    if closed or verbs or year_long:
        return Phrase(kind=Kind.ONGOING, firm=closed or verbs > 0)
    return None


def _within(cursor: Cursor, found: list[Phrase]) -> Phrase | None:
    at, start = cursor.at, cursor.peek().start
    before = cursor.tokens[at - 1].kind if at else Word.SEPARATOR
    count = read_count(cursor)
    if count is None:
        return None
    alone = count.workdays and before in _ENDS and cursor.here.kind in _ENDS
    if count.closed or alone or before in {Word.AFTER, Word.SINCE}:
        if found and found[-1].kind in _RECURRING and not _parted(cursor.tokens[found[-1].last : at]):
            raise cursor.refusal("前面是按周期的，这里又是按天数的，请分开写清楚", at=start)
        return Phrase(kind=Kind.WITHIN, days=count.days, workdays=count.workdays)
    cursor.at = at
    return None


def _dated(cursor: Cursor, year: int) -> Phrase | None:
    at = cursor.peek().start
    dates = read_dates(cursor, year)
    if dates is None:
        return None
    if cursor.sees(Word.ABOUT):
        raise cursor.refusal("“左右”“前后”没有说是哪一天，请写成几月几日前", at=at)
    if cursor.accept(Word.OF):
        return None
    if counted := _counted(cursor, year, dates):
        return counted
    if bounded := _bounded(cursor, year, dates):
        return bounded
    if dates.since and any(span.bare and span.month == 12 and span.begin == (1, 1) for span in dates.spans):  # noqa: PLR2004
        raise cursor.refusal("只写了从哪年起，没有说到什么时候，请补上时间", at=at)
    return Phrase(kind=Kind.ONCE, dates=dates.due(year), firm=dates.firm, years=dates.years)


def _counted(cursor: Cursor, year: int, dates: Dates) -> Phrase | None:
    """10月1日起20日内, 10月底后5日内; a date and workdays need a calendar to meet."""
    mark, at = cursor.at, cursor.peek().start
    cursor.accept(Word.OVER)
    after = cursor.accept(Word.AFTER)
    if after or dates.since:
        cursor.accept(Word.OF)
        count = read_count(cursor)
        if count and count.workdays:
            raise cursor.refusal("从某日起算的工作日要对照放假安排，请直接写成几月几日前", at=at)
        if count:
            days = ascending(day + timedelta(days=count.days) for day in dates.due(year))
            return Phrase(kind=Kind.ONCE, dates=days, years=dates.years)
    if after:
        raise cursor.refusal("“以后”没有说到什么时候为止，请写成几月几日前", at=at)
    cursor.at = mark
    _check_no_count(cursor)
    return None


def _bounded(cursor: Cursor, year: int, dates: Dates) -> Phrase | None:
    """3月至10月每月5日前, 2023年起，每季度: what recurs, within the stretch written before it."""
    mark = cursor.at
    ranged = any(span.ranged for span in dates.spans)
    if dates.firm and not ranged and not dates.since:
        return None
    if (ranged or dates.since) and cursor.sees(Word.SEPARATOR) and cursor.peek().text == ",":
        cursor.accept(Word.SEPARATOR)
    recurs = read_recurrence(cursor, year)
    if recurs is None:
        cursor.at = mark
        return None
    stretches = [(span.first(year), date.max if dates.since else span.last(year)) for span in dates.spans]
    inside = tuple(day for day in recurs.dates if any(first <= day <= last for first, last in stretches))
    return _recurring(cursor, recurs, inside)


def _describes(phrase: Phrase, found: list[Phrase], tokens: tuple[Token, ...]) -> bool:
    """Whether a phrase only says what is meant (上半年总结7月15日前报送): a noun and a later time stand behind it."""
    behind = tokens[phrase.last : phrase.last + 1]
    if phrase.firm or not behind or behind[0].kind not in {TEXT, Word.PLAIN, Word.SOFT}:
        return False
    return any(later.first > phrase.first and not _parted(tokens[phrase.last : later.first]) for later in found)


def _parted(tokens: tuple[Token, ...]) -> bool:
    """Whether words in between part two clauses."""
    return any(token.kind in SEPARATORS for token in tokens)


_UNREAD = {
    Word.MONTH: "“月”前面没有读到月份，请写成几月底前或几月几日前",
    Word.NEXT_MONTH: "“{}”要看是在哪个月写的，请写明月份",
    Word.QUARTER: "“{}”没有说是第几季度，请写成第几季度或每季度",
    Word.TEN_DAYS: "“{}”没有说是哪个月，请写明月份",
    Word.EACH_TEN_DAYS: "“旬”没有说是哪个月的上旬、中旬还是下旬，请写明",
    Word.HALF_YEAR: "“{}”没有说是上半年、下半年还是每半年，请写明",
    Word.WORKDAY: "这里的工作日没有读懂，请写成多少个工作日内或几月几日前",
    Word.BEFORE: "“{}”前面的时间没有读懂，请写成几月几日前",
    Word.YEAR_START: "“{}”没有说是哪一天，请写成几月几日前",
    Word.VAGUE: "“{}”没有说到什么时候，请写明日期",
    Word.INTERVAL: "隔几个周期一次的还读不出来，请写出具体日期",
}
_BEHIND_YEAR = {NUMBER, Word.WITHIN, Word.CLOSE, Word.BEFORE}
_UNITS = {Word.MONTH, Word.DAY, Word.DAYS, Word.WORKDAY, Word.QUARTER, Word.WEEK}


def _check_plain(cursor: Cursor) -> None:
    """Refuse a word that speaks of time and was not understood; any other word is only what must be done."""
    token, behind = cursor.here, cursor.peek(1)
    if token.kind == Word.MONTH and behind.text.startswith("报"):
        return
    if token.kind in _UNREAD:
        raise cursor.refusal(_UNREAD[Word(token.kind)].format(token.text), at=token.start)
    if token.kind == Word.WEEK and behind.kind in {NUMBER, Word.DAY, Word.BEFORE}:
        raise cursor.refusal("没有说是哪一周，请写成每周几或几月几日前", at=token.start)
    if token.kind != NUMBER:
        return
    if behind.kind == Word.MEASURE:
        behind = cursor.peek(2)
    building = behind.text == "号" and cursor.peek(2).kind != Word.BEFORE
    if behind.kind in _UNITS and not building:
        said = cursor.text[token.start : behind.end]
        reason = "没有写明是哪个月" if behind.kind == Word.DAY else "没有读懂"
        raise cursor.refusal(f"“{said}”{reason}，请写成几月几日前或多少日内", at=token.start)
    odd = behind.kind == Word.YEAR and (
        _CENTURY <= token.value not in _LONG_YEAR or cursor.peek(2).kind in _BEHIND_YEAR
    )
    if odd or behind.kind in {Word.YEAR_END, Word.YEAR_START}:
        raise cursor.refusal(f"“{token.text}年”没有读懂，请核对年份", at=token.start)
