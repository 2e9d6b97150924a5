"""Text files: csv, Markdown, and tables copied from a web page as text."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from knowledge.documents import Cell, Document, Row, Table, UnreadableError, title_of
from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.readers.guard import Limits

ENCODINGS = ("utf-8-sig", "gb18030")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
SAMPLE = 50
"""So many rows tell which delimiter a csv has."""

_CONTROL = regex(r"[\x00-\x08\x0e-\x1f]")
_RULE = regex(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_BREAK = regex(r"<br\s*/?>", re.IGNORECASE)


def decoded(name: str, data: bytes) -> str:
    """The text of a file in UTF-8 (with or without BOM), UTF-16 with BOM, or GB18030; raises UnreadableError."""
    for encoding in ("utf-16",) if data.startswith(UTF_16) else ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise UnreadableError(f"“{name[-40:]}”不是文本文件，或者编码认不出。请另存为 UTF-8 编码再上传。")


def read_csv(name: str, text: str, limits: Limits) -> Document:
    """A csv with commas, semicolons or tabs, whichever cuts the most of its first rows into as many cells."""
    limits.check_cells(text.count("\n"))
    delimiter = max(",\t;", key=lambda sign: _regularity(text, sign))
    limits.check_cells(text.count("\n") + text.count(delimiter))
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        for number, fields in enumerate(reader, start=1):
            rows.append(Row(number=number, cells=tuple(Cell(text=field.strip()) for field in fields)))
    except csv.Error as error:
        reason = f"第{reader.line_num}行有一个单元格太长，可能是引号不成对。请在 Excel 里另存为 CSV 再试。"
        raise UnreadableError(reason) from error
    return _document(name, (), (), (Table(name="表格", rows=tuple(rows)),))


def _regularity(text: str, delimiter: str) -> tuple[int, int]:
    """In how many of the first rows a delimiter makes the same number of cells, more than one, and which number."""
    lines = text.split("\n", SAMPLE)[:SAMPLE]
    try:
        widths = Counter(len(fields) for fields in csv.reader(lines, delimiter=delimiter) if len(fields) > 1)
    except csv.Error:
        return 0, 0
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def read_markdown(name: str, text: str, limits: Limits) -> Document:
    """Markdown: pipe tables; headings as titles; everything else as paragraphs.

    A table is a run of lines that begin with a bar, or that hold bars and have a rule (`--- | ---`) below the first.
    """
    paragraphs: list[str] = []
    above: list[str] = []
    headings: list[str] = []
    tables: list[Table] = []
    lines = text.split("\n")
    place = cells = 0
    while place < len(lines):
        end = _table_end(lines, place)
        if end > place:
            rows = [_pipe_fields(line) for line in lines[place:end] if not _RULE.fullmatch(line.strip())]
            cells += sum(map(len, rows))
            limits.check_cells(cells)
            tables.append(_table(f"第{len(tables) + 1}个表格", rows))
        elif line := lines[place].strip():
            plain = line.lstrip("#").strip()
            paragraphs.append(plain)
            if not tables:
                above.append(plain)
                headings += [plain] if line.startswith("#") else []
        place = max(end, place + 1)
    return _document(name, paragraphs, headings or above, tables)


def _table_end(lines: Sequence[str], place: int) -> int:
    """The line after the table that begins here; the line itself where none does."""
    end = place
    while end < len(lines) and "|" in lines[end]:
        end += 1
    ruled = end > place + 1 and _RULE.fullmatch(lines[place + 1].strip())
    return end if ruled or lines[place].lstrip().startswith("|") else place


def _pipe_fields(line: str) -> list[str]:
    r"""The cells of one pipe row; `\|` is a bar in a cell and `<br>` a line break."""
    fields = re.split(r"(?<!\\)\|", re.sub(r"(?<!\\)\|$", "", line.strip().removeprefix("|")))
    return [_BREAK.sub("\n", field.replace("\\|", "|")).strip() for field in fields]


def read_text(name: str, text: str, limits: Limits) -> Document:
    """Plain text with a table in it, if any: one copied from a web page, one with tabs, or one in Markdown.

    Grammar of a table copied from a web page:

    ```
    table := row+                 all rows have as many cells as the first
    row   := cell+ blank*         a blank line stands between rows, and may stand in and after any cell
    cell  := TAB line (line)*     further lines of the cell begin without a tab
    ```
    """
    lines = text.split("\n")
    led = [line for line in lines if line.startswith("\t")]
    if sum("\t" in line[1:].rstrip() for line in led) * 2 > len(led) or not led:
        return (read_csv if "\t" in text else read_markdown)(name, text, limits)
    limits.check_cells(len(led))
    above: list[str] = []
    cells: list[str] = []
    breaks: list[int] = []
    for before, line in zip(["", *lines], lines, strict=False):
        if line.startswith("\t"):
            breaks += [] if before.startswith("\t") or before.strip() else [len(cells)]
            cells.append(line.strip())
        elif cells:
            cells[-1] += "\n" + line.strip()
        elif line.strip():
            above.append(line.strip())
    cells[-1], _, below = cells[-1].partition("\n\n\n")
    width = _row_width(len(cells), breaks)
    rows = [[cell.strip() for cell in cells[at : at + width]] for at in range(0, len(cells), width)]
    below_lines = [line for line in below.split("\n") if line]
    return _document(name, [*above, *below_lines], above, [_table("表格", rows)])


def _row_width(count: int, breaks: Sequence[int]) -> int:
    """How many cells a row has: the least number at whose every multiple a blank line stands before the cell."""
    known = {0, *breaks}
    fits = [width for width in breaks if width > 1 and all(at in known for at in range(0, count, width))]
    whole = [width for width in fits if count % width == 0]
    return next(iter((*whole, *fits)), count)


def _table(name: str, rows: Sequence[Sequence[str]]) -> Table:
    cells = (tuple(Cell(text=field) for field in fields) for fields in rows)
    return Table(name=name, rows=tuple(Row(number=number, cells=line) for number, line in enumerate(cells, start=1)))


def _document(name: str, paragraphs: Sequence[str], above: Sequence[str], tables: Sequence[Table]) -> Document:
    return Document(name=name, title=title_of(above, tables), paragraphs=tuple(paragraphs), tables=tuple(tables))
