"""An exam of the bank (考题): questions with the answer each must get, marked as assessors mark: 1, 0.5 or 0."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from knowledge.answers import Decision
from knowledge.documents import Column, Problem, records
from knowledge.patterns import regex
from knowledge.sources import RowError, text_of
from knowledge.text import normal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.answers import Answer
    from knowledge.documents import Document, Record
    from knowledge.entries import Entry

RIGHT, HALF, MISSED = 1.0, 0.5, 0.0
"""Answered and right; the right one among what is offered or related; neither."""
MOST_QUESTIONS = 2000
LONGEST_QUESTION = 200
ABSENT = "不在库"
_NOT_THERE = frozenset({ABSENT, "不在", "否", "无", "没有"})
_PARTED = regex(r"[\n；;]")

COLUMNS = (
    Column(name="问题", synonyms=("考题", "题目", "提问", "问句", "测试问题"), required=True),
    Column(name="应答条目", synonyms=("条目编号", "应答编号", "答案编号")),
    Column(name="标准问题", synonyms=("应答问题", "对应问题", "标准问法")),
    Column(name="应含词句", synonyms=("要点", "应答要点", "答案要点", "关键词")),
    Column(name="主题", synonyms=("分类", "类别")),
    Column(name="在库", synonyms=("是否在库",)),
)


class Desk(Protocol):
    """What is examined: whoever answers."""

    def answer(self, question: str, *, today: dt.date) -> tuple[Answer, ...]:
        """One answer for each question in the message."""
        ...

    def related(self, entry: Entry, *, today: dt.date) -> tuple[Entry, ...]:
        """What is offered beneath an answer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question of an exam (考题) and what is right for it.

    Right is an entry with this id, or with this standard question, or whose answer holds all these words; `absent`:
    the bank does not hold it, and saying so is right.
    """

    question: str
    entry: str = ""
    standard: str = ""
    words: tuple[str, ...] = ()
    topic: str = ""
    absent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A question with its mark (得分); `shown`: the questions answered with or offered, `wanted`: what was right."""

    question: str
    topic: str
    points: float
    decision: Decision
    shown: tuple[str, ...]
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many questions, and the points they got together."""

    questions: int
    points: float

    @property
    def score(self) -> float:
        """The mark out of a hundred, to a tenth."""
        return round(100 * self.points / self.questions, 1) if self.questions else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs on the questions they share; `better` and `worse` hold each changed question before and after."""

    before: Tally
    after: Tally
    better: tuple[tuple[Marked, Marked], ...]
    worse: tuple[tuple[Marked, Marked], ...]

    @property
    def fell(self) -> bool:
        """Whether the mark is lower than it was."""
        return self.after.points < self.before.points


def sit(items: Iterable[Item], entries: Iterable[Entry], desk: Desk, *, today: dt.date) -> tuple[Marked, ...]:
    """Put every question to the desk and mark what it gets; `entries` is the bank that the desk answers from."""
    known: dict[str, Entry] = {}
    for entry in entries:
        known[entry.id] = known[normal(entry.question)] = entry
    return tuple(
        _marked(item, desk, known.get(item.entry) or known.get(normal(item.standard)), today) for item in items
    )


def tally(marks: Iterable[Marked]) -> Tally:
    """The sum of a run."""
    points = [one.points for one in marks]
    return Tally(questions=len(points), points=sum(points))


def by_topic(marks: Iterable[Marked]) -> dict[str, Tally]:
    """The sum of each topic, in the order in which topics first come."""
    groups: defaultdict[str, list[Marked]] = defaultdict(list)
    for one in marks:
        groups[one.topic].append(one)
    return {topic: tally(group) for topic, group in groups.items()}


def compare(before: Iterable[Marked], after: Iterable[Marked]) -> Comparison:
    """What became of the questions that stand in both runs."""
    old = {one.question: one for one in before}
    shared = [(old[one.question], one) for one in after if one.question in old]
    return Comparison(
        before=tally(one for one, _ in shared),
        after=tally(one for _, one in shared),
        better=tuple((one, two) for one, two in shared if two.points > one.points),
        worse=tuple((one, two) for one, two in shared if two.points < one.points),
    )


def items_from(document: Document) -> tuple[tuple[Item, ...], tuple[Problem, ...]]:
    """Read an exam from the tables of an office file; each row is a question or a problem."""
    found, problems = records(document, COLUMNS)
    items, faults = _unique((record.where, record.values["问题"], _item_from_record(record)) for record in found)
    return items, (*problems, *faults)


def items_from_jsonl(text: str) -> tuple[tuple[Item, ...], tuple[Problem, ...]]:
    """Read an exam of one JSON object a line: question, and entry, standard, words [] or absent; topic."""
    lines = enumerate(text.removeprefix("\ufeff").split("\n"), start=1)
    return _unique((f"第{number}行", line.strip(), _item_from_line(line)) for number, line in lines if line.strip())


def item_to_dict(item: Item) -> dict[str, object]:
    """The line that `items_from_jsonl` reads; what is empty is left out."""
    fields: dict[str, object] = {
        "question": item.question,
        "entry": item.entry,
        "standard": item.standard,
        "words": list(item.words),
        "topic": item.topic,
        "absent": item.absent,
    }
    return {key: value for key, value in fields.items() if value}


def marked_to_dict(one: Marked) -> dict[str, object]:
    """A mark in the shape of `wenban exam --json`."""
    return {
        "question": one.question,
        "topic": one.topic,
        "points": one.points,
        "decision": one.decision.value,
        "shown": list(one.shown),
        "wanted": one.wanted,
    }


def marked_from_dict(fields: Mapping[str, Any]) -> Marked:
    """The mark that `marked_to_dict` wrote."""
    return Marked(
        question=fields["question"],
        topic=fields["topic"],
        points=fields["points"],
        decision=Decision(fields["decision"]),
        shown=tuple(fields["shown"]),
        wanted=fields["wanted"],
    )


def _marked(item: Item, desk: Desk, wanted: Entry | None, today: dt.date) -> Marked:
    """The best mark among the answers to one question, several where it was read as several."""
    named = wanted.question if wanted else item.standard or item.entry or "、".join(item.words)
    answers = desk.answer(item.question, today=today)
    points = [_points(item, answer, desk, today) for answer in answers]
    best = answers[points.index(max(points))]
    return Marked(
        question=item.question,
        topic=item.topic or (wanted.topic if wanted else ""),
        points=max(points),
        decision=best.decision,
        shown=_shown(best),
        wanted=ABSENT if item.absent else named,
    )


def _points(item: Item, answer: Answer, desk: Desk, today: dt.date) -> float:
    if item.absent:
        return {Decision.NONE: RIGHT, Decision.SUGGEST: HALF, Decision.ANSWER: MISSED}[answer.decision]
    if answer.entry is not None:
        if _is_right(item, answer.entry):
            return RIGHT
        beneath: Sequence[Entry] = desk.related(answer.entry, today=today)
    else:
        beneath = [one.entry for one in answer.offered] if answer.decision is Decision.SUGGEST else []
    return HALF if any(_is_right(item, entry) for entry in beneath) else MISSED


def _is_right(item: Item, entry: Entry) -> bool:
    said = normal(entry.question + entry.answer)
    return (
        (bool(item.entry) and item.entry == entry.id)
        or (bool(item.standard) and normal(item.standard) in map(normal, (entry.question, *entry.similar)))
        or (bool(item.words) and all(normal(word) in said for word in item.words))
    )


def _shown(answer: Answer) -> tuple[str, ...]:
    if answer.entry is not None:
        return (answer.entry.question,)
    return tuple(one.entry.question for one in answer.offered) if answer.decision is Decision.SUGGEST else ()


def _unique(rows: Iterable[tuple[str, str, Item | RowError]]) -> tuple[tuple[Item, ...], tuple[Problem, ...]]:
    """Part rows (where, text, item or its fault) into items and problems; of two same questions the first is kept."""
    items: list[Item] = []
    problems: list[Problem] = []
    places: dict[str, str] = {}
    for where, text, row in rows:
        reason = ""
        if isinstance(row, RowError):
            reason = str(row)
        elif (plain := normal(row.question)) in places:
            reason = f"与{places[plain]}是同一道题，请删去一处"
        elif len(items) == MOST_QUESTIONS:
            reason = f"一套题最多{MOST_QUESTIONS}道，这一道没有读；请分成几套"
        else:
            places[plain] = where
            items.append(row)
        if reason:
            problems.append(Problem(where=where, text=text[:80], reason=reason))
    return tuple(items), tuple(problems)


def _item_from_line(line: str) -> Item | RowError:
    try:
        fields: object = json.loads(line)
    except (ValueError, RecursionError):
        return RowError("这一行不是完整的JSON，请检查引号、逗号和括号")
    if not isinstance(fields, dict):
        return RowError("这一行应当是一个JSON对象，即写在一对花括号里")
    words = fields.get("words") or []
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        return RowError("“words”应当是写在方括号里的文字")
    try:
        return _checked(
            Item(
                question=text_of(fields, "question"),
                entry=text_of(fields, "entry"),
                standard=text_of(fields, "standard"),
                words=tuple(word.strip() for word in words if normal(word)),
                topic=text_of(fields, "topic"),
                absent=fields.get("absent") is True,
            )
        )
    except RowError as error:
        return error


def _item_from_record(record: Record) -> Item | RowError:
    values = record.values
    said = {name: values[name].strip() for name in ("应答条目", "标准问题", "应含词句")}
    absent = values["在库"].strip() in _NOT_THERE or ABSENT in said.values()
    try:
        return _checked(
            Item(
                question=values["问题"].replace("\n", ""),
                entry="" if absent else said["应答条目"],
                standard="" if absent else said["标准问题"].replace("\n", ""),
                words=() if absent else tuple(word.strip() for word in _PARTED.split(said["应含词句"]) if normal(word)),
                topic=values["主题"] or record.category,
                absent=absent,
            )
        )
    except RowError as error:
        return error


def _checked(item: Item) -> Item:
    """The item, where it can be marked; RowError where not."""
    if not normal(item.question):
        raise RowError("没有写问题，请补上")
    if len(item.question) > LONGEST_QUESTION:
        raise RowError(f"问题超过{LONGEST_QUESTION}字，请只留要问的那一句")
    if item.absent == bool(item.entry or item.standard or item.words):
        raise RowError(f"请写明怎样算答对：应答条目、标准问题、应含词句写一样；不该作答的只写“{ABSENT}”")
    return item
