"""Word: paragraphs and tables in the order of the page, with cells merged either way."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from knowledge.documents import Cell, Document, Row, Table, UnreadableError, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.readers.guard import Limits

_TEXT, _TAB, _BREAK, _CARRIAGE = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_BROKEN = (PackageNotFoundError, KeyError, ValueError, AttributeError, zipfile.BadZipFile)
_WRAPPERS = {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag")}


def read_word(name: str, data: bytes, limits: Limits) -> Document:
    """A .docx as its reader sees it; text that tracked changes deleted is not there."""
    try:
        body = docx.Document(io.BytesIO(data)).element.body
    except (*_BROKEN, etree.XMLSyntaxError) as error:
        raise UnreadableError("Word 文件已损坏，打不开。请用 Word 或 WPS 打开检查，另存为 .docx 再试。") from error
    paragraphs: list[str] = []
    tables: list[Table] = []
    cells = 0
    for part in _parts(body):
        if part.tag == _PARAGRAPH:
            text = _paragraph(part).strip()
            if text:
                paragraphs.append(text)
        else:
            table = _table(part, number=len(tables) + 1)
            cells += sum(len(row.cells) for row in table.rows)
            if cells > limits.cells:
                raise UnreadableError(f"表格超过 {limits.cells} 个单元格，请拆成几个文件。")
            tables.append(table)
    return Document(
        name=name,
        title=title_of(tuple(paragraphs), tuple(tables)),
        paragraphs=tuple(paragraphs),
        tables=tuple(tables),
    )


def _parts(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables directly in a body or cell, also inside content controls and tracked insertions."""
    for child in parent:
        if child.tag in {_PARAGRAPH, _TABLE}:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _parts(child)


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)


def _paragraph(paragraph: etree._Element) -> str:
    pieces: list[str] = []
    for node in paragraph.iter(_TEXT, _TAB, _BREAK, _CARRIAGE):
        if node.tag == _TEXT:
            pieces.append(node.text or "")
        elif node.tag == _TAB:
            parent = node.getparent()
            # a tab stop in the paragraph's properties is no character
            pieces.append("" if parent is None or parent.tag == qn("w:tabs") else "\t")
        else:
            pieces.append("\n")
    return "".join(pieces)


def _text(cell: etree._Element) -> str:
    """All paragraphs of a cell, a line each; a table inside it adds its cells' text."""
    return "\n".join(_paragraph(node) for node in cell.iter(_PARAGRAPH)).strip()


def _table(table: etree._Element, *, number: int) -> Table:
    rows: list[Row] = []
    above: list[Cell] = []
    for at, line in enumerate(_children(table, _ROW), start=1):
        cells = [Cell(text="")] * _skipped(line, "w:gridBefore")
        for place in _children(line, _CELL):
            span, continues = _span(place), _continues(place)
            before = above[len(cells)] if continues and len(cells) < len(above) else None
            text = before.text if before is not None else _text(place)
            for offset in range(span):
                cells.append(Cell(text=text, merged_up=before is not None, merged_left=offset > 0))
        above = cells
        rows.append(Row(number=at, cells=tuple(cells)))
    return Table(name=f"第{number}个表格", rows=tuple(rows))


def _property(cell: etree._Element, name: str) -> etree._Element | None:
    properties = cell.find(qn("w:tcPr"))
    return None if properties is None else properties.find(qn(name))


def _span(cell: etree._Element) -> int:
    """How many columns a cell covers."""
    span = _property(cell, "w:gridSpan")
    value = "" if span is None else span.get(qn("w:val"), "")
    return max(1, min(int(value), 64)) if value.isascii() and value.isdigit() else 1


def _continues(cell: etree._Element) -> bool:
    """Whether a cell continues the one above it."""
    merge = _property(cell, "w:vMerge")
    return merge is not None and merge.get(qn("w:val"), "continue") == "continue"


def _skipped(row: etree._Element, name: str) -> int:
    """Columns that a row leaves out at its beginning."""
    properties = row.find(qn("w:trPr"))
    skipped = None if properties is None else properties.find(qn(name))
    value = "" if skipped is None else skipped.get(qn("w:val"), "")
    return min(int(value), 64) if value.isascii() and value.isdigit() else 0
