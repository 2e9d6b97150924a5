"""What an answer rests on (依据), as JSON and as cells of a table; and how values and dates are read from both."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from knowledge.patterns import regex
from knowledge.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_DATE = regex(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?|(\d{4})(\d{2})(\d{2})")
_NO_DATE = frozenset({"", "长期", "长期有效", "永久", "无", "-", "—", "/"})
_NOTHING = frozenset({"无", "-", "—", "——", "/"})
_CITATION = regex(
    r"《(?P<title>[^》]+(?:》[^《》第]*《[^》]+)*)》\s*"
    r"(?:[(（](?P<number>[^()（）]*[〔\[【][0-9]{4}[〕\]】][^()（）]*)[)）])?\s*"
    r"(?P<article>第[零〇一二三四五六七八九十百千\d].*)?"
)
_DEAD = ("废止", "失效")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What an answer rests on (依据): title, 文号, issuer, date, article (第X条), status (现行有效, 已修改, 已废止)."""

    title: str
    number: str = ""
    issuer: str = ""
    date: dt.date | None = None
    article: str = ""
    status: str = ""

    @property
    def dead(self) -> bool:
        """Whether it is said to hold no longer."""
        return any(word in self.status for word in _DEAD)


class RowError(ValueError):
    """A row that is no entry; the message is a Chinese sentence that says what to do."""


def source_from_dict(fields: Mapping[str, object]) -> Source:
    """A source of one line of the bank; raises RowError."""
    title = text_of(fields, "title")
    if not title:
        raise RowError("有一条依据没有写名称（title），请补上或者删去这条依据")
    return Source(
        title=title,
        number=text_of(fields, "number"),
        issuer=text_of(fields, "issuer"),
        date=date_from(text_of(fields, "date"), "发文日期"),
        article=text_of(fields, "article"),
        status=text_of(fields, "status"),
    )


def source_to_dict(source: Source) -> dict[str, str]:
    """All six keys of a source; a missing date is empty."""
    return {
        "title": source.title,
        "number": source.number,
        "issuer": source.issuer,
        "date": iso(source.date),
        "article": source.article,
        "status": source.status,
    }


def sources_from_cells(values: Mapping[str, str]) -> tuple[Source, ...]:
    """The sources of one row: one a line in 依据, the other columns with as many lines (or one for all); RowError.

    A line such as 《某条例》第三条 or 《某通知》（某政发〔2022〕12号） also fills 条款 and 文号 where these are empty.
    """
    titles = _lines(values["依据"])
    columns = {name: _column(name, _lines(values[name]), len(titles)) for name in _SOURCE_COLUMNS}
    rows = zip_longest(titles, *(columns[name] for name in _SOURCE_COLUMNS), fillvalue="")
    return tuple(_source_from_cells(*row) for row in rows)


_SOURCE_COLUMNS = ("文号", "发文机关", "发文日期", "条款", "依据状态")


def _lines(cell: str) -> list[str]:
    return [line.strip() for line in re.split(r"[\n；;]", cell) if line.strip()]


def _column(name: str, lines: list[str], sources: int) -> list[str]:
    if len(lines) == 1 and sources > 1 and name != "条款":
        return lines * sources
    if len(lines) not in {0, sources}:
        raise RowError(f"“依据”写了{sources}条，“{name}”写了{len(lines)}条，对不上；请一行对一行，没有的写“无”")
    return ["" if line in _NOTHING else line for line in lines]


def _source_from_cells(title: str, number: str, issuer: str, date: str, article: str, status: str) -> Source:
    cited = _CITATION.fullmatch(title)
    return Source(
        title=cited["title"].strip() if cited else title,
        number=number or (cited and cited["number"]) or "",
        issuer=issuer,
        date=date_from(date, "发文日期"),
        article=article or (cited and cited["article"]) or "",
        status=status,
    )


def date_from(text: str, name: str) -> dt.date | None:
    """A day as offices write it (2022-10-31, 2022/10/31, 2022年10月31日, 20221031); 长期 is none; RowError."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in _NO_DATE:
        return None
    found = _DATE.fullmatch(plain)
    try:
        if found:
            year, month, day = (int(part) for part in found.groups() if part)
            return dt.date(year, month, day)
    except ValueError:
        pass
    raise RowError(f"“{name}”的日期“{text.strip()[:20]}”读不懂，请写成2026年6月30日或者2026-06-30的样子")


def within(start: dt.date | None, end: dt.date | None, today: dt.date) -> bool:
    """Whether that day lies in a validity, both ends included; an open end never comes."""
    return (start is None or start <= today) and (end is None or today <= end)


def iso(date: dt.date | None) -> str:
    """YYYY-MM-DD, or nothing."""
    return date.isoformat() if date else ""


def numbered(text: str) -> Iterator[tuple[str, str]]:
    """The lines of a file of JSON lines with where each stands; empty lines are no rows."""
    lines = enumerate(text.removeprefix("\ufeff").split("\n"), start=1)
    return ((f"第{number}行", line.strip()) for number, line in lines if line.strip())


def object_from(line: str) -> dict[str, object]:
    """The JSON object of one line; raises RowError."""
    try:
        fields: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RowError("这一行不是完整的JSON，请检查引号、逗号和括号") from error
    if not isinstance(fields, dict):
        raise RowError("这一行应当是一个JSON对象，即写在一对花括号里")
    return fields


def list_of(fields: Mapping[str, object], key: str) -> list[object]:
    """The list under a key of a JSON object; empty where there is none; RowError."""
    value = fields.get(key)
    if value is None:
        return []
    if isinstance(value, list):
        return value
    raise RowError(f"“{key}”应当写在方括号里，可以有几项")


def texts_of(fields: Mapping[str, object], key: str) -> tuple[str, ...]:
    """The texts of a list under a key of a JSON object, as they stand; RowError."""
    texts = list_of(fields, key)
    if not all(isinstance(text, str) for text in texts):
        raise RowError(f"“{key}”里应当都是文字")
    return tuple(str(text) for text in texts)


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts that say something, each once, as first written."""
    return tuple(dict.fromkeys(text.strip() for text in texts if normal(text)))


def text_of(fields: Mapping[str, object], key: str) -> str:
    """A text (or whole number) of a JSON object, without the space around it; empty where there is none; RowError."""
    value = fields.get(key)
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise RowError(f"“{key}”应当是文字")
