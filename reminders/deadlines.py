"""The 时间节点 language: what a cell says about when, and the dates hidden in a 任务内容."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from reminders.parsing import ParseError
from reminders.phrases import JOINTS, SEPARATORS, read_leniently, read_strictly
from reminders.schedule import Deadline, Kind
from reminders.spans import YEARS
from reminders.timewords import Word

if TYPE_CHECKING:
    from datetime import date

    from reminders.parsing import Token
    from reminders.phrases import Phrase

LONGEST_CELL = 500
LONGEST_MILESTONE = 60
_LOOSE_ENDS = {Word.AND, Word.AFTER}


def parse(text: str, year: int) -> tuple[Deadline, ...]:
    """Read a 时间节点 cell of a table of that year.

    ```
    cell       := (phrase | word | separator)*             at least one phrase; an enumeration's marks separate
    phrase     := ongoing | recurrence | within | dates [recurrence]
    ongoing    := (全年 | 长期 | 持续 | 常态化 | 实时 | 动态更新 …) [推进 | 坚持 …]
    recurrence := 每 (年 | 半年 | 季度 | 月 | 周 …) [place]      recurrences.read_recurrence
    within     := [word (起 | 后)] count                     counts.read_count
    dates      := 10月底前 | 3月、6月 | 三季度末 | 2022.10.31 …   dates.read_dates
    separator  := ， | ； | 。 | line break;                  、 和 并 （ too, between two phrases
    ```
    Words that say no time are what must be done; a clause without time belongs to the one before it (or, at the
    beginning, after it). Dates that share a wording are one deadline, separate phrases are separate ones. A recurrence
    right behind a stretch stays inside it (3月至10月每月5日前).

    What it decides: 10月, 10月份, 10月底 are the month's end; 三季度前, 上半年 the end of the period; of a range the
    end counts; 10月起 is due on the 1st; 每季度, 每月, 每年 are due at the period's end, 每周 on Friday; 每天 goes on.

    Raises ParseError for the whole cell when nothing in it is a time, or when anything like a time is not understood:
    10月前 (its beginning or its end?), 月底, 2月30日, 年初, 尽快, 节前 … Nothing is guessed.
    """
    if year not in YEARS:
        raise ParseError(f"年份“{year}”不对，请写2000到2099之间的年份", text=text)
    if not text.strip():
        raise ParseError("时间节点是空的，请填写", text=text)
    if len(text) > LONGEST_CELL:
        raise ParseError(f"时间节点超过{LONGEST_CELL}字，请只写时间，工作内容放到任务内容里", text=text)
    tokens, phrases = read_strictly(text, year)
    if not phrases:
        soft = next((token.text for token in tokens if token.kind == Word.SOFT), None)
        said = f"“{soft}”没有说到什么时候" if soft else "没有读到时间"
        raise ParseError(f"{said}，请写成“10月底前”“每季度”“全年”这样的说法", text=text)
    _check_years(text, tokens, phrases, year)
    cuts = [0, *(_cut(tokens, one, other) for one, other in pairwise(phrases)), len(tokens)]
    return tuple(
        Deadline(
            wording=_wording(text, tokens[start:end]),
            kind=phrase.kind,
            occurrences=phrase.dates,
            days=phrase.days,
            workdays=phrase.workdays,
        )
        for phrase, (start, end) in zip(phrases, pairwise(cuts), strict=True)
    )


def milestones(content: str, year: int) -> tuple[tuple[str, tuple[date, ...]], ...]:
    """Find the dates in a 任务内容: (the clause around it, its dates from that year on), in order.

    The same language as a cell's, but only phrases beyond doubt count: a month needs 底, 前, 起, a day or a verb.
    What is vague, ongoing, counted from an event or past gives nothing, and nothing is refused.
    """
    if year not in YEARS:
        return ()
    tokens, phrases = read_leniently(content, year)
    found: list[tuple[str, tuple[date, ...]]] = []
    for place, phrase in enumerate(phrases):
        dates = tuple(day for day in phrase.dates if day.year >= year)
        if dates:
            before = _cut(tokens, phrases[place - 1], phrase) if place else 0
            after = _cut(tokens, phrase, phrases[place + 1]) if place + 1 < len(phrases) else len(tokens)
            found.append((_clause(content, tokens, phrase, before, after), dates))
    return tuple(found)


def _check_years(text: str, tokens: tuple[Token, ...], phrases: tuple[Phrase, ...], year: int) -> None:
    """Refuse a date without a year behind one of another year: it may belong to either."""
    for one, other in pairwise(phrases):
        if other.kind is Kind.ONCE and not other.years and one.years and max(one.years) != year:
            said = f"前面写的是{max(one.years)}年，这里没有写年份，请补上年份"
            raise ParseError(said, text=text, at=tokens[other.first].start)


def _cut(tokens: tuple[Token, ...], one: Phrase, other: Phrase) -> int:
    """Where the clause of the later phrase begins: behind the last separator, else the last joint, else at itself."""
    for kinds in (SEPARATORS, JOINTS):
        for place in range(other.first - 1, one.last - 1, -1):
            if tokens[place].kind in kinds:
                return place + 1
    return other.first


def _wording(text: str, tokens: tuple[Token, ...]) -> str:
    said = [token for token in tokens if token.kind not in {*SEPARATORS, Word.LIST, Word.AND}]
    while len(said) > 1 and (said[-1].kind in _LOOSE_ENDS or _is_half_a_bracket(said)):
        said.pop()
    return text[said[0].start : said[-1].end]


def _is_half_a_bracket(tokens: list[Token]) -> bool:
    """Whether the last token opens a bracket, or closes one that was opened outside."""
    return tokens[-1].text == "(" or (tokens[-1].text == ")" and not any(token.text == "(" for token in tokens))


def _clause(content: str, tokens: tuple[Token, ...], phrase: Phrase, before: int, after: int) -> str:
    """The clause around a phrase; where it is all there is (8月底前，…), the next one too."""
    start = next((at + 1 for at in range(phrase.first - 1, before - 1, -1) if tokens[at].kind in SEPARATORS), before)
    end = next((at for at in range(phrase.last, after) if tokens[at].kind in SEPARATORS), after)
    if start == phrase.first and end == phrase.last:
        end = next((at for at in range(phrase.last + 1, after) if tokens[at].kind in SEPARATORS), after)
    said = _wording(content, tokens[start:end])
    if len(said) <= LONGEST_MILESTONE:
        return said
    place = content[tokens[start].start :].index(said) + tokens[start].start
    skipped = max(0, tokens[phrase.last - 1].end - place - LONGEST_MILESTONE // 2)
    head, tail = ("…" if skipped else ""), said[skipped:]
    room = LONGEST_MILESTONE - len(head)
    return head + (tail if len(tail) <= room else f"{tail[: room - 1]}…")
