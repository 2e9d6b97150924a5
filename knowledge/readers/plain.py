"""Text files: csv, Markdown, and tables copied from a web page as text."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from knowledge.documents import Cell, Document, Row, Table, UnreadableError, title_of

if TYPE_CHECKING:
    from knowledge.readers.guard import Limits

ENCODINGS = ("utf-8-sig", "gb18030")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
LONGEST_CELL = 1 << 20


def decoded(name: str, data: bytes) -> str:
    """The text of a file in UTF-8 (with or without BOM), UTF-16 with BOM, or GB18030; raises UnreadableError."""
    encodings = ("utf-16",) if data.startswith(UTF_16) else ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise UnreadableError(f"“{name}”不是文本文件，或者编码认不出。请另存为 UTF-8 编码再上传。")


def read_csv(name: str, text: str, limits: Limits) -> Document:
    """A csv with commas, semicolons or tabs, whichever stands most in its first line of several cells."""
    first = next((line for line in text.split("\n") if re.search(r"[,;\t]", line)), "")
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(LONGEST_CELL)
    rows: list[Row] = []
    cells = 0
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        for fields in reader:
            cells += len(fields)
            if cells > limits.cells:
                raise UnreadableError(f"表格超过 {limits.cells} 个单元格，请拆成几个文件。")
            rows.append(Row(number=reader.line_num, cells=tuple(Cell(text=field.strip()) for field in fields)))
    except csv.Error as error:
        reason = f"第{reader.line_num}行的引号不成对或单元格太长，请在 Excel 里另存为 CSV 再试。"
        raise UnreadableError(reason) from error
    return _document(name, (), (Table(name="表格", rows=tuple(rows)),))


def read_markdown(name: str, text: str, limits: Limits) -> Document:
    """Markdown: pipe tables, and everything else as paragraphs."""
    paragraphs: list[str] = []
    tables: list[Table] = []
    rows: list[Row] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.lstrip().startswith("|"):
            fields = _pipe_fields(line)
            if not all(re.fullmatch(r":?-+:?", field) for field in fields):
                rows.append(Row(number=number, cells=tuple(Cell(text=field) for field in fields)))
            continue
        if rows:
            tables.append(Table(name=f"第{len(tables) + 1}个表格", rows=tuple(rows)))
            rows = []
        if line.strip():
            paragraphs.append(line.strip().lstrip("#").strip())
    if sum(len(row.cells) for table in tables for row in table.rows) > limits.cells:
        raise UnreadableError(f"表格超过 {limits.cells} 个单元格，请拆成几个文件。")
    return _document(name, tuple(paragraphs), tuple(tables))


def _pipe_fields(line: str) -> list[str]:
    r"""The cells of one pipe row; `\|` is a bar in a cell and `<br>` a line break."""
    fields = re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
    return [re.sub(r"<br\s*/?>", "\n", field.replace("\\|", "|")).strip() for field in fields]


def read_text(name: str, text: str, limits: Limits) -> Document:
    """A table copied from a web page: a cell begins with a tab at the line's start and runs on until the next.

    A row begins where a blank line stands before a cell; as blank lines also stand inside cells, a row of the
    header's width is closed by the next cell, whatever stands between.
    """
    lines = text.split("\n")
    if not any(line.startswith("\t") for line in lines):
        reader = read_csv if any("\t" in line for line in lines) else read_markdown
        return reader(name, text, limits)
    paragraphs: list[str] = []
    cells: list[tuple[int, list[str]]] = []
    for number, line in enumerate(lines, start=1):
        if line.startswith("\t"):
            cells.append((number, [line[1:].strip()]))
        elif cells:
            cells[-1][1].append(line.strip())
        elif line.strip():
            paragraphs.append(line.strip())
    if len(cells) > limits.cells:
        raise UnreadableError(f"表格超过 {limits.cells} 个单元格，请拆成几个文件。")
    rows = _rows_of(lines, [(number, "\n".join(parts).strip()) for number, parts in cells])
    return _document(name, tuple(paragraphs), (Table(name="表格", rows=rows),))


def _rows_of(lines: list[str], cells: list[tuple[int, str]]) -> tuple[Row, ...]:
    """Cut the run of cells into rows as wide as the first, which ends at the first `1` or blank-led cell after it."""
    width = next(
        (at for at, (number, text) in enumerate(cells) if at > 1 and not lines[number - 2].strip() and text.isdigit()),
        len(cells),
    )
    return tuple(
        Row(number=cells[at][0], cells=tuple(Cell(text=text) for _, text in cells[at : at + width]))
        for at in range(0, len(cells), width)
    )


def _document(name: str, paragraphs: tuple[str, ...], tables: tuple[Table, ...]) -> Document:
    return Document(name=name, title=title_of(paragraphs, tables), paragraphs=paragraphs, tables=tables)
