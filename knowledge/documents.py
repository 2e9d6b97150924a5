"""What an office file says, whatever its format: tables of cells, paragraphs, and what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LONGEST_LABEL = 30
"""A header cell is no sentence: longer text is never taken for a column's name."""

_ATTACHMENT = re.compile(r"附\s*件\s*[0-9０-９一二三四五六七八九十]*\s*(?:[:：、.．]|\s|$)\s*")
_ORDINAL = re.compile(r"[(（]?[一二三四五六七八九十]+[)）]?[、.．]?|第[一二三四五六七八九十]+(?:部分|章|节)")
_NOTE = re.compile(r"(?:备?注|说明|填表|制表|审核|联系人|联系电话)[\s:：]?|续表")
_PARENTHESES = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong in the user's data: where it stands, what stands there, what to do (问题)."""

    where: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table.

    A merged cell is repeated in every place it covers, with its text; `merged_up` and `merged_left` say that the
    place continues the cell above or to the left.
    """

    text: str
    merged_up: bool = False
    merged_left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table; `number` is its 1-based position as a person counts it in the file."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table or sheet; `name` is how a person finds it (第1个表格, 工作表“Sheet1”)."""

    name: str
    rows: tuple[Row, ...]


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
class Column:
    """A column that a table may have: our name for it, what offices call it, whether a row means nothing without it.

    The name itself is a synonym too.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of a table as values by column name; every column is there, a column the table lacks is empty.

    `number` is the row's position in its table; `continued` names the columns whose cell is merged with the one above;
    `category` is the heading row that the record stands under. Lines inside a value are parted by one "\\n".
    """

    where: str
    number: int
    values: Mapping[str, str]
    continued: frozenset[str] = frozenset()
    category: str = ""


class _Header(NamedTuple):
    places: dict[str, int]
    width: int
    end: int


def records(document: Document, columns: Sequence[Column]) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """The rows under the header, wherever it stands and however often; each row is a record or a problem.

    No rows are: titles, repeated headers, headings over all columns, empty rows and rows that only continue a merge.
    A table without a header continues the one before it when it is as wide.
    """
    good: list[Record] = []
    bad: list[Problem] = []
    unread: list[Table] = []
    header: _Header | None = None
    category = ""
    for table in document.tables:
        first = _first_header(table, columns)
        if first is None and (header is None or header.width != _width(table)):
            unread.append(table)
            continue
        header = first or header
        place = first.end if first else 0
        while header and place < len(table.rows):
            row = table.rows[place]
            if again := _header_at(table, place, columns, strict=True):
                header, place = again, again.end
                continue
            place += 1
            heading = _heading(row, header.width)
            if heading is not None:
                category = category if _NOTE.match(heading) or _same(heading, document.title) else heading
            elif not _is_blank(row):
                one = _record(f"{table.name}第{row.number}行", row, header, columns, category)
                (good if isinstance(one, Record) else bad).append(one)  # type: ignore[arg-type] # parted by the test
    bad.extend(_unread(document, unread, columns, found=header is not None))
    return tuple(good), tuple(bad)


def title_of(lines: Iterable[str], tables: Sequence[Table] = ()) -> str:
    """The title among the lines above the first table, or in its first rows; 附件 lines are no title."""
    candidates = [line.strip() for line in lines if line.strip()]
    for row in tables[0].rows if tables else ():
        texts = [text for text, _ in _spans(row) if text]
        if len(texts) > 1:
            break
        candidates += [" ".join(text.split()) for text in texts]
    marks = [place for place, line in enumerate(candidates) if _ATTACHMENT.match(line)]
    for line in candidates[marks[-1] if marks else 0 :]:
        if title := _ATTACHMENT.sub("", line, count=1) if _ATTACHMENT.match(line) else line:
            return title
    return ""


def tidy(text: str) -> str:
    """The lines of a cell without the white space around them and without empty ones."""
    return "\n".join(line for line in map(str.strip, text.splitlines()) if line)


def defused(text: str) -> str:
    """A text that no spreadsheet program takes for a formula when we write it into a sheet."""
    return f"'{text}" if text.lstrip()[:1] in set("=+-@＝＋－＠") or text[:1] in set("\t\r\n") else text


def _record(where: str, row: Row, header: _Header, columns: Sequence[Column], category: str) -> Record | Problem:
    cells = {name: row.cells[place] for name, place in header.places.items() if place < len(row.cells)}
    values = {column.name: tidy(cells[column.name].text) if column.name in cells else "" for column in columns}
    empty = [column.name for column in columns if column.required and not values[column.name]]
    if empty:
        text = " | ".join(tidy(text).replace("\n", "") for text, _ in _spans(row) if text)
        return Problem(where=where, text=text[:80], reason=f"{_quoted(empty)}是空的，请补上后重新导入")
    continued = frozenset(name for name, cell in cells.items() if cell.merged_up)
    return Record(where=where, number=row.number, values=values, continued=continued, category=category)


def _unread(
    document: Document, tables: Sequence[Table], columns: Sequence[Column], *, found: bool
) -> Iterable[Problem]:
    """Say of the tables without a header what was looked for and what was seen."""
    if found:
        for table in tables:
            if seen := _seen(table, columns):
                reason = "没有找到表头，列数也与前面的表格不同，这个表格没有读；要导入的话请给它加上表头"
                yield Problem(where=table.name, text="、".join(seen), reason=reason)
        return
    needed = [column.name for column in columns if column.required]
    if not tables:
        reason = f"文件里没有表格，请上传带表头的表格，至少要有{_quoted(needed)}列"
        yield Problem(where=document.name, text="", reason=reason)
        return
    table = max(tables, key=lambda table: len(_places(_labels_of(_seen(table, columns)), columns)))
    seen = _seen(table, columns)
    places = _places(_labels_of(seen), columns)
    missing = [name for name in needed if name not in places]
    reason = f"没有找到表头，缺少{_quoted(missing)}列；请把表头改成常用的名称，或者补上这些列后重新导入"
    yield Problem(where=table.name, text="、".join(seen), reason=reason)


def _seen(table: Table, columns: Sequence[Column]) -> tuple[str, ...]:
    """What stands in the row that most looks like a header."""
    rows = [
        tuple(tidy(text).replace("\n", "")[:LONGEST_LABEL] for text, _ in _spans(row) if text) for row in table.rows
    ]
    return max(rows, key=lambda texts: (len(_places(_labels_of(texts), columns)), min(len(texts), 2)), default=())


def _first_header(table: Table, columns: Sequence[Column]) -> _Header | None:
    places = range(len(table.rows))
    return next((header for place in places if (header := _header_at(table, place, columns))), None)


def _header_at(table: Table, place: int, columns: Sequence[Column], *, strict: bool = False) -> _Header | None:
    """The header that begins at a row: two rows when the second one divides the first, else one."""
    upper = table.rows[place]
    for lower in (*table.rows[place + 1 : place + 2], None):
        if lower is None or _divides(lower, upper):
            places = _places(_labels(upper, lower), columns, strict=strict)
            if places and all(column.name in places for column in columns if column.required):
                return _Header(places, _width(table), place + (1 if lower is None else 2))
    return None


def _divides(lower: Row, upper: Row) -> bool:
    """Whether a row names the parts of a header cell that spans several columns (责任单位 over 牵头 and 配合)."""
    pairs = list(zip(upper.cells, lower.cells, strict=False))
    spanned = [below for above, below in pairs if above.merged_left and not below.merged_up]
    beside = [
        below
        for place, (above, below) in enumerate(pairs)
        if not above.merged_left and not (place + 1 < len(pairs) and pairs[place + 1][0].merged_left)
    ]
    silent = all(cell.merged_up or not cell.text.strip() for cell in beside)
    return silent and any(cell.text.strip() for cell in spanned)


def _labels(upper: Row, lower: Row | None) -> tuple[str, ...]:
    """What each column is called: the lower of two header rows where it says something of its own."""
    if lower is None:
        return tuple("" if cell.merged_left else _label(cell.text) for cell in upper.cells)
    below = [*lower.cells, *[Cell(text="")] * max(0, len(upper.cells) - len(lower.cells))]
    return tuple(
        _label(above.text if cell.merged_up or not cell.text.strip() else cell.text)
        for above, cell in zip(upper.cells, below, strict=False)
    )


def _labels_of(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_label, texts))


def _label(text: str) -> str:
    """A header cell in one form: no space, half width, without a remark in parentheses; empty when it is a sentence."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return "" if len(plain) > LONGEST_LABEL else _PARENTHESES.sub("", plain) or plain


def _places(labels: Sequence[str], columns: Sequence[Column], *, strict: bool = False) -> dict[str, int]:
    """Which column of the table each of ours is: an exact name first, else the longest synonym that the label holds.

    With `strict` only exact names count.
    """
    found: dict[str, int] = {}
    for rank in (False,) if strict else (False, True):
        matches = [
            (-len(word), place, column.name)
            for column in columns
            for word in map(_label, (column.name, *column.synonyms))
            for place, label in enumerate(labels)
            if label and (word in label if rank else word == label)
        ]
        for _, place, name in sorted(matches):
            if name not in found and place not in found.values():
                found[name] = place
    return found


def _spans(row: Row) -> list[tuple[str, int]]:
    """The texts of a row's cells with how many columns each covers."""
    spans: list[tuple[str, int]] = []
    for cell in row.cells:
        if cell.merged_left and spans:
            text, width = spans[-1]
            spans[-1] = (text, width + 1)
        else:
            spans.append((cell.text.strip(), 1))
    return spans


def _heading(row: Row, width: int) -> str | None:
    """The heading that a row is: one cell over all columns, or a numbered line alone in its row (一、…)."""
    spans = [(text, covered) for text, covered in _spans(row) if text]
    if len(spans) != 1:
        return None
    ((text, covered),) = spans
    alone = covered >= max(width, 2) or _ORDINAL.match(text) or _NOTE.match(text)
    return tidy(text).replace("\n", "") if alone else None


def _is_blank(row: Row) -> bool:
    """Whether a row says nothing of its own: empty, or all of it merged with the row above."""
    return all(cell.merged_up or not cell.text.strip() for cell in row.cells)


def _width(table: Table) -> int:
    return max((len(row.cells) for row in table.rows), default=0)


def _same(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())


def _quoted(names: Iterable[str]) -> str:
    return "、".join(f"“{name}”" for name in names)
