"""The policy Q&A bank: entries, their sources and validity; as JSON lines and as a table."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.documents import Column, Problem, records
from knowledge.guides import Guide, guide_from_cell, guide_from_dict, guide_to_dict
from knowledge.patterns import regex
from knowledge.sources import (
    RowError,
    Source,
    date_from,
    distinct,
    iso,
    list_of,
    numbered,
    object_from,
    source_from_dict,
    source_to_dict,
    sources_from_cells,
    text_of,
    texts_of,
    within,
)
from knowledge.text import normal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from knowledge.documents import Document, Record

__all__ = [
    "Entry",
    "RowError",
    "Source",
    "entries_from",
    "entries_from_jsonl",
    "entry_from_dict",
    "entry_to_dict",
    "phrasings_in",
    "source_to_dict",
]

MAX_ANSWER = 4000
MAX_QUESTION = 200
MAX_SIMILAR = 200
_PARTED = regex(r"[\n；;]")

COLUMNS = (
    Column(name="编号", synonyms=("序号", "问题编号", "ID", "id")),
    Column(name="标准问题", synonyms=("问题", "标准问法", "提问", "问", "事项问题"), required=True),
    Column(name="相似问法", synonyms=("相似问题", "同义问题", "其他问法", "类似问题", "扩展问题")),
    Column(name="反例", synonyms=("不该答的问法", "不应回答的问法", "反例问法", "否定问法")),
    Column(
        name="答案",
        synonyms=("解答", "回答", "答复", "答", "答复内容", "标准答案"),
        required=True,
        instead="引导",
    ),
    Column(name="主题", synonyms=("分类", "类别", "政策主题", "所属主题")),
    Column(name="解释单位", synonyms=("责任单位", "解读单位", "答复单位", "单位", "承办单位")),
    Column(name="依据", synonyms=("政策依据", "依据文件", "文件名称", "政策文件", "法律依据", "来源")),
    Column(name="文号", synonyms=("发文字号", "文件文号", "文件号")),
    Column(name="发文机关", synonyms=("发文单位", "制定机关", "印发机关")),
    Column(name="发文日期", synonyms=("成文日期", "印发日期", "公布日期", "发布日期")),
    Column(name="条款", synonyms=("依据条款", "条文")),
    Column(name="依据状态", synonyms=("有效性", "时效性", "文件状态", "依据有效性")),
    Column(name="生效日期", synonyms=("施行日期", "实施日期", "有效期起")),
    Column(name="失效日期", synonyms=("有效期止", "有效期至", "截止日期", "废止日期")),
    Column(name="核对日期", synonyms=("核对时间", "审核日期", "最近核对", "更新日期")),
    Column(name="引导", synonyms=("引导问题", "追问", "反问", "分流")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One question of the bank with its answer (问答条目).

    `negative` are questions like this one that it must not answer (反例). With a `guide` it asks back instead, after
    its answer if it has one. A `statute` is an article of a law: its answer is the law's own text, and it stands behind
    the curated bank.
    """

    id: str
    question: str
    answer: str
    similar: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()
    topic: str = ""
    unit: str = ""
    sources: tuple[Source, ...] = ()
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    checked_on: dt.date | None = None
    sample: bool = False
    guide: Guide | None = None
    statute: bool = False

    def in_force(self, today: dt.date) -> bool:
        """Whether the entry may be answered on that day."""
        return within(self.valid_from, self.valid_until, today)


def entry_from_dict(fields: Mapping[str, object]) -> Entry:
    """The entry of one line of the bank; raises RowError. Only `question` and `answer` (or a `guide`) must be there.

    Keys: id, question, similar [], negative [], answer, topic, unit,
    sources [{title, number, issuer, date, article, status}],
    valid_from, valid_until, checked_on (YYYY-MM-DD), sample, guide {ask, options [{label, entry}]}. Others are ignored.
    """
    return _checked(
        Entry(
            id=text_of(fields, "id"),
            question=text_of(fields, "question"),
            answer=text_of(fields, "answer"),
            similar=distinct(texts_of(fields, "similar")),
            negative=distinct(texts_of(fields, "negative")),
            topic=text_of(fields, "topic"),
            unit=text_of(fields, "unit"),
            sources=_sources(list_of(fields, "sources")),
            valid_from=date_from(text_of(fields, "valid_from"), "生效日期"),
            valid_until=date_from(text_of(fields, "valid_until"), "失效日期"),
            checked_on=date_from(text_of(fields, "checked_on"), "核对日期"),
            sample=fields.get("sample") is True,
            guide=guide_from_dict(fields["guide"]) if fields.get("guide") else None,
        )
    )


def entry_to_dict(entry: Entry) -> dict[str, object]:
    """The line of the bank that `entry_from_dict` reads; what is empty is left out."""
    fields: dict[str, object] = {
        "id": entry.id,
        "question": entry.question,
        "similar": list(entry.similar),
        "negative": list(entry.negative),
        "answer": entry.answer,
        "topic": entry.topic,
        "unit": entry.unit,
        "sources": [source_to_dict(source) for source in entry.sources],
        "valid_from": iso(entry.valid_from),
        "valid_until": iso(entry.valid_until),
        "checked_on": iso(entry.checked_on),
        "sample": entry.sample,
        "guide": guide_to_dict(entry.guide) if entry.guide else None,
    }
    return {key: value for key, value in fields.items() if value}


def entries_from_jsonl(text: str) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Read a bank of one JSON object a line; empty lines are no rows."""
    return _unique((where, line[:80], _entry_from_line(line)) for where, line in numbered(text))


def entries_from(document: Document) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Read a bank from the tables of an office file, by the names of its columns; each row is an entry or a problem."""
    found, problems = records(document, COLUMNS)
    rows = ((record.where, record.values["标准问题"][:80], _entry_from_record(record)) for record in found)
    entries, faults = _unique(rows)
    return entries, (*problems, *faults)


def _unique(rows: Iterable[tuple[str, str, Entry | RowError]]) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Part rows (where, text, entry or its fault) into entries and problems; of two same ones the first is kept."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    ids: dict[str, str] = {}
    questions: dict[str, str] = {}
    for where, text, row in rows:
        if isinstance(row, RowError):
            problems.append(Problem(where=where, text=text, reason=str(row)))
        elif (plain := normal(row.question)) in questions:
            reason = f"与{questions[plain]}是同一个问题，请合并成一条，不同的问法写进“相似问法”"
            problems.append(Problem(where=where, text=text, reason=reason))
        elif row.id in ids:
            reason = f"编号“{row.id}”与{ids[row.id]}重复，请改用没有用过的编号"
            problems.append(Problem(where=where, text=text, reason=reason))
        else:
            ids[row.id] = questions[plain] = where
            entries.append(row)
    return tuple(entries), tuple(problems)


def _entry_from_line(line: str) -> Entry | RowError:
    try:
        return entry_from_dict(object_from(line))
    except RowError as error:
        return error


def _entry_from_record(record: Record) -> Entry | RowError:
    values = record.values
    try:
        return _checked(
            Entry(
                id=values["编号"],
                question=values["标准问题"].replace("\n", ""),
                answer=values["答案"],
                similar=phrasings_in(values["相似问法"]),
                negative=phrasings_in(values["反例"]),
                topic=values["主题"] or record.category,
                unit=values["解释单位"],
                sources=sources_from_cells(values),
                valid_from=date_from(values["生效日期"], "生效日期"),
                valid_until=date_from(values["失效日期"], "失效日期"),
                checked_on=date_from(values["核对日期"], "核对日期"),
                guide=guide_from_cell(values["引导"]),
            )
        )
    except RowError as error:
        return error


def _checked(entry: Entry) -> Entry:
    """The entry with an id; RowError for what no bank may hold.

    An entry without an id gets one made from its question, so that importing it again replaces it.
    """
    if not normal(entry.question):
        raise RowError("没有写标准问题，请补上")
    if not (entry.answer or entry.guide):
        raise RowError("没有写答案，请补上")
    if len(entry.question) > MAX_QUESTION:
        raise RowError(f"标准问题超过{MAX_QUESTION}字，请只留问题本身，说明写进答案")
    if len(entry.answer) > MAX_ANSWER:
        raise RowError(f"答案超过{MAX_ANSWER}字，请拆成几条，或者只写要点并列出依据")
    if len(entry.similar) > MAX_SIMILAR or any(len(text) > MAX_QUESTION for text in entry.similar):
        raise RowError(f"相似问法最多{MAX_SIMILAR}条，每条不超过{MAX_QUESTION}字，请删减")
    if len(entry.negative) > MAX_SIMILAR or any(len(text) > MAX_QUESTION for text in entry.negative):
        raise RowError(f"反例最多{MAX_SIMILAR}条，每条不超过{MAX_QUESTION}字，请删减")
    refused = {normal(text) for text in entry.negative}
    if refused and (both := refused.intersection(normal(text) for text in (entry.question, *entry.similar))):
        raise RowError(f"“{min(both)}”写在反例里，又是标准问题或者相似问法，请删去一处")
    if entry.valid_from and entry.valid_until and entry.valid_until < entry.valid_from:
        raise RowError("失效日期早于生效日期，请核对")
    if entry.id:
        return entry
    return replace(entry, id="q" + hashlib.sha256(normal(entry.question).encode()).hexdigest()[:10])


def phrasings_in(cell: str) -> tuple[str, ...]:
    """The phrasings that stand in one cell, on lines of their own or parted by semicolons."""
    return distinct(_PARTED.split(cell))


def _sources(items: Iterable[object]) -> tuple[Source, ...]:
    sources: list[Source] = []
    for item in items:
        if not isinstance(item, dict):
            raise RowError("“sources”里的每条依据应当写在一对花括号里")
        sources.append(source_from_dict(item))
    return tuple(sources)
