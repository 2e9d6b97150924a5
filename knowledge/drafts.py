"""What a unit writes for the bank (草稿): as chat text or cells of a form, put over the present entry, compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.documents import Problem
from knowledge.entries import COLUMNS, RowError, entry_from_dict, entry_to_dict, phrasings_in, source_to_dict
from knowledge.guides import guide_from_cell, guide_to_cell, guide_to_dict
from knowledge.patterns import regex
from knowledge.sources import date_from, iso, sources_from_cells
from knowledge.text import narrow, normal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from knowledge.entries import Entry

Fields = dict[str, object]
Problems = tuple[Problem, ...]

ID = "编号"
TERM = "有效期"
"""One line for both ends: 2026年1月1日至2027年12月31日, or only the day until which it holds."""
ADDED_TO = ("similar", "negative")
"""What a draft adds to; every other field that it names takes the place of what was there."""
LONGEST_QUOTE = 80

NAMES = {
    "question": "标准问题",
    "similar": "相似问法",
    "negative": "反例",
    "answer": "答案",
    "guide": "引导",
    "topic": "主题",
    "unit": "解释单位",
    "sources": "依据",
    "valid_from": "生效日期",
    "valid_until": "失效日期",
    "checked_on": "核对日期",
}
"""The fields of an entry as the office calls them."""

_LABELS = {word: column.name for column in COLUMNS for word in (column.name, *column.synonyms)} | {
    TERM: TERM,
    "问法": "相似问法",
}
_LABEL = regex(r"\s*(?:[【\[](?P<boxed>[^【】\[\]]{1,8})[】\]]\s*:?|(?P<plain>[^:\s]{1,8})\s*:)\s*")
_UNREAD = ("id", "sample")
_SOURCE_CELLS = ("依据", "文号", "发文机关", "发文日期", "条款", "依据状态")
_DAY = regex(r"\d{4}-\d{2}-\d{2}")
_UNTIL = regex(r"\s*(?:至|到|—+|~|止于)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that differs: what stood there and what stands there now, for people to read.

    Of phrasings only those that left and those that came.
    """

    field: str
    before: str
    after: str


def cells_from(text: str, *, heading: str = "") -> tuple[dict[str, str], Problems]:
    """What a message says under each label; lines before the first label belong to `heading`, or are a problem.

    ```
    message := [heading] field* | field (space field)*         the latter all on one line
    field   := label content newline (line newline)*          a line without a label goes on with the field above
    label   := word ":" | "【" word "】" [":"]                 full or half width
    word    := the name of a column of the bank, or what else offices call it (问题, 问法 …) | "有效期"
    ```
    """
    cells: dict[str, str] = {}
    problems: list[Problem] = []
    name = heading
    for line in _lines_of(text.strip()):
        word, content = _labelled(line)
        if word:
            name, line = _LABELS[word], content  # noqa: PLW2901 - the rest of the line is the content
        if name:
            cells[name] = f"{cells[name]}\n{line.strip()}".strip() if name in cells else line.strip()
        elif line.strip():
            reason = "没有写明是哪一项，请在前面加上名称和冒号，例如“答案：……”"
            problems.append(Problem(where="开头", text=line.strip()[:LONGEST_QUOTE], reason=reason))
    if cells.pop(ID, None):
        problems.append(
            Problem(where=ID, text="", reason="编号由问办来定，请删去这一行；要改已有的条目，请用“修改 编号”")
        )
    return cells, tuple(problems)


def _labelled(line: str) -> tuple[str, str]:
    """The label at the beginning of a line and what follows; empty where it has none."""
    label = _LABEL.match(narrow(line))  # which keeps every place where it was
    word = (label["boxed"] or label["plain"]).strip() if label else ""
    return (word, line[label.end() :]) if label and word in _LABELS else ("", line)


def _lines_of(text: str) -> Iterator[str]:
    """The lines of a message; one line that begins with a label is cut before every further one."""
    lines = text.splitlines()
    if len(lines) != 1 or not _labelled(text)[0]:
        yield from lines
        return
    words = text.split()
    start = 0
    for place in range(1, len(words)):
        if _labelled(words[place])[0]:
            yield " ".join(words[start:place])
            start = place
    yield " ".join(words[start:])


def fields_from(cells: Mapping[str, str]) -> tuple[Fields, Problems]:
    """The fields of an entry, keys as in a line of the bank, from cells by the names of columns, and what is wrong."""
    fields: Fields = {}
    problems: list[Problem] = []
    for names, read in _READERS:
        if not any(name in cells for name in names):
            continue
        try:
            fields |= read({name: cells.get(name, "") for name in names})
        except RowError as error:
            said = "\n".join(cells[name] for name in names if name in cells)
            problems.append(Problem(where=names[0], text=said[:LONGEST_QUOTE], reason=str(error)))
    return fields, tuple(problems)


def entry_with(fields: Mapping[str, object], before: Entry | None = None) -> Entry | Problem:
    """The entry that a draft makes of the one before, or what keeps it from being one.

    Phrasings are added to those that are there; what the fields do not name stays.
    """
    present = entry_to_dict(before) if before else {}
    merged = present | dict(fields)
    for key in ADDED_TO:
        merged[key] = _joined(_listed(present, key), _listed(fields, key))
    try:
        return entry_from_dict(merged)
    except RowError as error:
        question = str(merged.get("question", ""))
        return Problem(where="草稿", text=question[:LONGEST_QUOTE], reason=str(error))


def difference(before: Entry | None, after: Entry | None) -> tuple[Difference, ...]:
    """What a person has to read to know how two states of an entry differ, in the order of a bank's columns."""
    old, new = (_readable(entry) if entry else {} for entry in (before, after))
    return tuple(_differences(old, new))


def _readable(entry: Entry) -> Fields:
    """The fields of an entry, its guide as a table writes it."""
    return entry_to_dict(entry) | ({"guide": guide_to_cell(entry.guide)} if entry.guide else {})


def same_question(text: str, entries: Iterable[Entry], *, besides: str = "") -> Entry | None:
    """The entry, other than the one with that id, that is asked in these very words."""
    plain = normal(text)
    return next(
        (
            entry
            for entry in entries
            if entry.id != besides and any(normal(asked) == plain for asked in (entry.question, *entry.similar))
        ),
        None,
    )


def _question(cells: Mapping[str, str]) -> Fields:
    return {"question": cells["标准问题"].replace("\n", "")}


def _text(key: str) -> Callable[[Mapping[str, str]], Fields]:
    return lambda cells: {key: cells[NAMES[key]]}


def _phrasings(key: str) -> Callable[[Mapping[str, str]], Fields]:
    return lambda cells: {key: list(phrasings_in(cells[NAMES[key]]))}


def _date(key: str) -> Callable[[Mapping[str, str]], Fields]:
    return lambda cells: {key: iso(date_from(cells[NAMES[key]], NAMES[key]))}


def _term(cells: Mapping[str, str]) -> Fields:
    """有效期: both ends, or the last day alone."""
    first, *rest = _UNTIL.split(cells[TERM], maxsplit=1)
    if not rest:
        return {"valid_until": iso(date_from(first, TERM))}
    begins: Fields = {"valid_from": iso(date_from(first, TERM))} if first else {}
    return begins | {"valid_until": iso(date_from(rest[0], TERM))}


def _guide(cells: Mapping[str, str]) -> Fields:
    guide = guide_from_cell(cells["引导"])
    return {"guide": guide_to_dict(guide) if guide else None}


def _sources(cells: Mapping[str, str]) -> Fields:
    return {"sources": [source_to_dict(source) for source in sources_from_cells(cells)]}


_READERS: tuple[tuple[tuple[str, ...], Callable[[Mapping[str, str]], Fields]], ...] = (
    (("标准问题",), _question),
    (("相似问法",), _phrasings("similar")),
    (("反例",), _phrasings("negative")),
    (("答案",), _text("answer")),
    (("引导",), _guide),
    (("主题",), _text("topic")),
    (("解释单位",), _text("unit")),
    (_SOURCE_CELLS, _sources),
    ((TERM,), _term),
    (("生效日期",), _date("valid_from")),
    (("失效日期",), _date("valid_until")),
    (("核对日期",), _date("checked_on")),
)


def _listed(fields: Mapping[str, object], key: str) -> list[str]:
    value = fields.get(key)
    return [str(text) for text in value] if isinstance(value, list) else []


def _joined(there: Sequence[str], added: Sequence[str]) -> list[str]:
    """Both, without what was there already in other spelling."""
    known = {normal(text) for text in there}
    return [*there, *(text for text in added if normal(text) not in known)]


def _differences(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Difference]:
    for key in dict.fromkeys((*NAMES, *old, *new)):
        one, other = old.get(key), new.get(key)
        if one == other or key in _UNREAD:
            continue
        left, right = _lines(one), _lines(other)
        if key in ADDED_TO:
            left, right = [line for line in left if line not in right], [line for line in right if line not in left]
        yield Difference(field=NAMES.get(key, key), before="\n".join(left), after="\n".join(right))


def _lines(value: object) -> list[str]:
    """A field as lines: a text, phrasings, or sources with all that is known of each; days as offices write them."""
    if isinstance(value, dict):
        return ["　".join(_said(part) for part in value.values() if part)]
    if isinstance(value, list):
        return [line for one in value for line in _lines(one)]
    return [_said(value)] if value else []


def _said(value: object) -> str:
    text = str(value)
    return f"{int(text[:4])}年{int(text[5:7])}月{int(text[8:])}日" if _DAY.fullmatch(text) else text
