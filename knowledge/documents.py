"""What an office file says, whatever its format: tables of cells, paragraphs, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.patterns import regex
from knowledge.tables import Cell, Column, Header, Row, Table, Vocabulary, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = [
    "Cell",
    "Column",
    "Document",
    "Problem",
    "Record",
    "Row",
    "Table",
    "UnreadableError",
    "defused",
    "records",
    "tidy",
    "title_of",
]

LONGEST_QUOTE = 80
"""So much of a bad row is shown."""

_ATTACHMENT = regex(r"附\s*[件表]\s*[0-9０-９一二三四五六七八九十]*\s*(?:[:：、.．]|\s|$)\s*")
_ORDINAL = regex(
    r"[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十]+[)）]|第[一二三四五六七八九十]+(?:部分|章|节|类)"
)
_BARE_ORDINAL = regex(r"[(（]?[一二三四五六七八九十]+[)）]?[、.．]?")
_NOTE = regex(r"(?:备?注|说明|(?:填表|制表|审核|填报|联系)(?:人|单位|说明|电话|日期)?)\s*[:：]|[(（]?续表")
_FORMULA = frozenset("=+-@＝＋－＠")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong in the user's data: where it stands, what stands there, what to do (问题)."""

    where: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An office file: its name, its title where one stands above or inside the table, its text and tables in order."""

    name: str
    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


class UnreadableError(Exception):
    """A file that cannot be read; the message is a Chinese sentence that says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of a table as values by column name; every column is there, a column the table lacks is empty.

    `number` is the row's position in its table; `continued` names the columns whose cell is merged with the one above;
    `category` is the heading row that the record stands under. Lines inside a value are parted by one line break.
    """

    where: str
    number: int
    values: Mapping[str, str]
    continued: frozenset[str] = frozenset()
    category: str = ""


def records(document: Document, columns: Sequence[Column]) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """The rows under the header, wherever it stands and however often; each row is a record or a problem.

    No rows are: titles, repeated headers, headings over all columns, notes, empty rows and rows that only continue a
    merge. A table without a header continues the one before it when it is as wide.
    """
    names = Vocabulary(columns)
    good: list[Record] = []
    bad: list[Problem] = []
    unread: list[Table] = []
    header: Header | None = None
    category = ""
    for table in document.tables:
        own = names.header_of(table)
        continues = header is not None and header.width == table.width()
        if own is None and not continues:
            unread.append(table)
            continue
        before, header = header if continues else None, own or header
        for row, header in _rows(table, before, own, names):
            if (heading := _heading(row, header.width)) is not None:
                category = category if _NOTE.match(heading) or _same(heading, document.title) else heading
            elif isinstance(one := _read(table, row, header, columns, category), Record):
                good.append(one)
            else:
                bad.append(one)
    bad += _unread(document, unread, names, found=header is not None)
    return tuple(good), tuple(bad)


def title_of(lines: Iterable[str], tables: Sequence[Table] = ()) -> str:
    """The title among the lines above the first table, or in its first rows; 附件 lines are no title.

    Where 附件 is written, the title is what follows it: what stands before is the letter that brings the table.
    """
    candidates = [line.strip() for line in lines if line.strip()]
    for row in tables[0].rows if tables else ():
        texts = row.texts()
        if len(texts) > 1:
            break
        candidates += texts
    marks = [place for place, line in enumerate(candidates) if _ATTACHMENT.match(line)]
    titles = (_ATTACHMENT.sub("", line, count=1) for line in candidates[marks[-1] if marks else 0 :])
    return next((title for title in titles if title), "")


def defused(text: str) -> str:
    """A text that no spreadsheet program takes for a formula when we write it into a sheet."""
    return f"'{text}" if text.lstrip()[:1] in _FORMULA or text[:1] in {"\t", "\r", "\n"} else text


def _rows(table: Table, before: Header | None, own: Header | None, names: Vocabulary) -> Iterator[tuple[Row, Header]]:
    """The rows that say something, each with the header it stands under: that of the table before, then the own one."""
    header, place = before, 0 if before or own is None else own.start
    while place < len(table.rows):
        again = own if own and place == own.start else header and names.repeated_at(table, place, header)
        if again:
            header, place = again, again.end
            continue
        if header and not table.rows[place].is_blank():
            yield table.rows[place], header
        place += 1


def _read(table: Table, row: Row, header: Header, columns: Sequence[Column], category: str) -> Record | Problem:
    cells = {name: row.cells[place] for name, place in header.places.items() if place < len(row.cells)}
    values = {column.name: tidy(cells[column.name].text) if column.name in cells else "" for column in columns}
    where = f"{table.name}第{row.number}行"
    needed = [column for column in columns if column.required and not values.get(column.instead)]
    empty = [column.name for column in needed if not values[column.name]]
    if empty:
        reason = f"{_quoted(empty)}是空的，请补上后重新导入"
        return Problem(where=where, text=" | ".join(row.texts())[:LONGEST_QUOTE], reason=reason)
    continued = frozenset(name for name, cell in cells.items() if cell.merged_up)
    return Record(where=where, number=row.number, values=values, continued=continued, category=category)


def _heading(row: Row, width: int) -> str | None:
    """The heading or note that a row is, None when it is data.

    A heading is one cell over all columns, a numbered line alone in its row (一、…), or 一 beside a cell over the rest.
    """
    spans = [(text.replace("\n", ""), covered) for text, covered in row.spans()]
    said = [(text, covered) for text, covered in spans if text]
    text, covered = said[-1]
    if len(said) == 1:
        alone = width > 1 and (covered >= width or _ORDINAL.match(text) or _NOTE.match(text))
        return text if alone else None
    beside = len(spans) == len(said) == 2 and covered == width - 1 > 1  # noqa: PLR2004 - the number and its heading
    return text if beside and _BARE_ORDINAL.fullmatch(said[0][0]) else None


def _unread(document: Document, tables: Sequence[Table], names: Vocabulary, *, found: bool) -> Iterator[Problem]:
    """Say of the tables without a header what was looked for and what was seen."""
    if found:
        for table in tables:
            if seen := names.seen_in(table):
                reason = "没有找到表头，列数也与前面的表格不同，这个表格没有读；要导入的话请给它加上表头"
                yield Problem(where=table.name, text="、".join(seen)[:LONGEST_QUOTE], reason=reason)
        return
    if not tables:
        needed = f"，至少要有{_quoted(names.required)}列" if names.required else ""
        yield Problem(where=document.name, text="", reason=f"文件里没有表格，请上传带表头的表格{needed}")
        return
    table = min(tables, key=lambda table: len(names.missing_in(names.seen_in(table))))
    seen = names.seen_in(table)
    missing = names.missing_in(seen)
    lack = f"，缺少{_quoted(missing)}列" if missing else ""
    reason = f"没有找到表头{lack}；请把表头改成常用的名称，或者补上这些列后重新导入"
    yield Problem(where=table.name, text="、".join(seen)[:LONGEST_QUOTE], reason=reason)


def _same(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())


def _quoted(names: Iterable[str]) -> str:
    return "、".join(f"“{name}”" for name in names)
