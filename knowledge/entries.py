"""The policy Q&A bank: entries, their sources and validity."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.documents import Problem
from knowledge.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_ANSWER = 4000
MAX_QUESTION = 200
MAX_SIMILAR = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What an answer rests on (依据): title, 文号, issuer, date, article (第X条), status (现行有效, 已修改, 已废止)."""

    title: str
    number: str = ""
    issuer: str = ""
    date: dt.date | None = None
    article: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One question of the bank with its answer (问答条目)."""

    id: str
    question: str
    answer: str
    similar: tuple[str, ...] = ()
    topic: str = ""
    unit: str = ""
    sources: tuple[Source, ...] = ()
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    checked_on: dt.date | None = None
    sample: bool = False

    def in_force(self, today: dt.date) -> bool:
        """Whether the entry may be answered on that day."""
        return (self.valid_from is None or self.valid_from <= today) and (
            self.valid_until is None or today <= self.valid_until
        )


class EntryError(ValueError):
    """A row that is no entry; the message is a Chinese sentence that says what to do."""


def entry_from_dict(fields: Mapping[str, object]) -> Entry:
    """The entry of one line of the bank; raises EntryError. Only `question` and `answer` must be there.

    Keys: id, question, similar [], answer, topic, unit, sources [{title, number, issuer, date, article, status}],
    valid_from, valid_until, checked_on (YYYY-MM-DD), sample.
    """
    entry = Entry(
        id=_text(fields, "id"),
        question=_text(fields, "question"),
        answer=_text(fields, "answer"),
        similar=_texts(fields, "similar"),
        topic=_text(fields, "topic"),
        unit=_text(fields, "unit"),
        sources=tuple(_source_from_dict(source) for source in _mappings(fields, "sources")),
        valid_from=_date(fields, "valid_from"),
        valid_until=_date(fields, "valid_until"),
        checked_on=_date(fields, "checked_on"),
        sample=fields.get("sample") is True,
    )
    return checked(entry)


def entry_to_dict(entry: Entry) -> dict[str, object]:
    """The line of the bank that `entry_from_dict` reads; what is empty is left out."""
    fields: dict[str, object] = {
        "id": entry.id,
        "question": entry.question,
        "similar": list(entry.similar),
        "answer": entry.answer,
        "topic": entry.topic,
        "unit": entry.unit,
        "sources": [source_to_dict(source) for source in entry.sources],
        "valid_from": _iso(entry.valid_from),
        "valid_until": _iso(entry.valid_until),
        "checked_on": _iso(entry.checked_on),
        "sample": entry.sample,
    }
    return {key: value for key, value in fields.items() if value}


def source_to_dict(source: Source) -> dict[str, str]:
    """All six keys of a source; a missing date is empty."""
    return {
        "title": source.title,
        "number": source.number,
        "issuer": source.issuer,
        "date": _iso(source.date),
        "article": source.article,
        "status": source.status,
    }


def entries_from_jsonl(text: str) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Read a bank of one JSON object a line; empty lines are no rows."""
    rows: list[tuple[str, str, Entry | EntryError]] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if line.strip():
            rows.append((f"第{number}行", line.strip()[:80], _entry_from_line(line)))
    return unique(rows)


def unique(rows: Iterable[tuple[str, str, Entry | EntryError]]) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Part rows (where, text, entry or its fault) into entries and problems; the first of two same ones is kept."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    ids: dict[str, str] = {}
    questions: dict[str, str] = {}
    for where, text, row in rows:
        if isinstance(row, EntryError):
            problems.append(Problem(where=where, text=text, reason=str(row)))
        elif row.id in ids:
            reason = f"编号“{row.id}”与{ids[row.id]}重复，请改用没有用过的编号"
            problems.append(Problem(where=where, text=text, reason=reason))
        elif (plain := normal(row.question)) in questions:
            reason = f"与{questions[plain]}是同一个问题，请合并成一条，不同的问法写进“相似问法”"
            problems.append(Problem(where=where, text=text, reason=reason))
        else:
            ids[row.id] = questions[plain] = where
            entries.append(row)
    return tuple(entries), tuple(problems)


def checked(entry: Entry) -> Entry:
    """The entry, tidied and with an id; raises EntryError for what no bank may hold.

    An entry without an id gets one made from its question, so that importing it again replaces it.
    """
    entry = replace(
        entry,
        id=entry.id.strip(),
        question=entry.question.strip(),
        answer=entry.answer.strip(),
        similar=tuple(dict.fromkeys(text for text in map(str.strip, entry.similar) if normal(text))),
    )
    if not normal(entry.question):
        raise EntryError("没有写标准问题，请补上")
    if not entry.answer:
        raise EntryError("没有写答案，请补上")
    if len(entry.question) > MAX_QUESTION:
        raise EntryError(f"标准问题超过{MAX_QUESTION}字，请只留问题本身，说明写进答案")
    if len(entry.answer) > MAX_ANSWER:
        raise EntryError(f"答案超过{MAX_ANSWER}字，请拆成几条，或者只写要点并列出依据")
    if len(entry.similar) > MAX_SIMILAR or any(len(text) > MAX_QUESTION for text in entry.similar):
        raise EntryError(f"相似问法最多{MAX_SIMILAR}条，每条不超过{MAX_QUESTION}字，请删减")
    if entry.valid_from and entry.valid_until and entry.valid_until < entry.valid_from:
        raise EntryError("失效日期早于生效日期，请核对")
    return entry if entry.id else replace(entry, id=_id_from(entry.question))


def _id_from(question: str) -> str:
    return "q" + hashlib.sha256(normal(question).encode()).hexdigest()[:10]


def _entry_from_line(line: str) -> Entry | EntryError:
    try:
        fields: object = json.loads(line)
    except (ValueError, RecursionError):
        return EntryError("这一行不是完整的JSON，请检查引号、逗号和括号")
    if not isinstance(fields, dict):
        return EntryError("这一行应当是一个JSON对象，即写在一对花括号里")
    try:
        return entry_from_dict(fields)
    except EntryError as error:
        return error


def _source_from_dict(fields: Mapping[str, object]) -> Source:
    title = _text(fields, "title").strip()
    if not title:
        raise EntryError("有一条依据没有写名称（title），请补上或者删去这条依据")
    return Source(
        title=title,
        number=_text(fields, "number").strip(),
        issuer=_text(fields, "issuer").strip(),
        date=_date(fields, "date"),
        article=_text(fields, "article").strip(),
        status=_text(fields, "status").strip(),
    )


def _text(fields: Mapping[str, object], key: str) -> str:
    value = fields.get(key)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise EntryError(f"“{key}”应当是文字")


def _texts(fields: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = fields.get(key)
    if value is None:
        return ()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise EntryError(f"“{key}”应当是一组文字，写在方括号里")


def _mappings(fields: Mapping[str, object], key: str) -> tuple[Mapping[str, object], ...]:
    value = fields.get(key)
    if value is None:
        return ()
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return tuple(value)
    raise EntryError(f"“{key}”应当是一组依据，每条依据写在一对花括号里")


def _date(fields: Mapping[str, object], key: str) -> dt.date | None:
    text = _text(fields, key).strip()
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise EntryError(f"“{key}”的日期“{text[:20]}”读不懂，请写成2026-06-30的样子") from None


def _iso(date: dt.date | None) -> str:
    return date.isoformat() if date else ""
