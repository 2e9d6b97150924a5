"""Word: paragraphs and tables in the order of the page, with cells merged either way."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from lxml import etree

from knowledge.documents import Cell, Document, Row, Table, UnreadableError, title_of
from knowledge.readers.guard import BROKEN
from knowledge.readers.xml import HIDDEN, local, nearest, number, parsed, value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.readers.guard import Limits

WIDEST = 100
"""Word itself stops at 63 columns."""

_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_word(name: str, parts: Mapping[str, bytes], limits: Limits) -> Document:
    """A .docx as its reader sees it; text that tracked changes deleted is not there."""
    paragraphs: list[str] = []
    above: list[str] = []
    tables: list[Table] = []
    cells = 0
    for block in nearest(_body(parts), "p", "tbl"):
        if local(block) == "tbl":
            table, count = _table(block, len(tables) + 1, limits, cells)
            cells += count
            tables.append(table)
        elif text := _text(block):
            paragraphs.append(text)
            if not tables:
                above.append(text)
    title = title_of((line for text in above for line in text.split("\n")), tables)
    return Document(name=name, title=title, paragraphs=tuple(paragraphs), tables=tuple(tables))


def _body(parts: Mapping[str, bytes]) -> etree._Element:
    """The body of the main part, which the package's relationships name."""
    main = "word/document.xml"
    if "_rels/.rels" in parts:
        for relation in parsed(parts["_rels/.rels"]):
            if value(relation, "Type").endswith("/officeDocument"):
                main = posixpath.normpath(value(relation, "Target")).lstrip("/")
    body = next(nearest(parsed(parts[main]), "body"), None) if main in parts else None
    if body is None:
        raise UnreadableError(BROKEN)
    return body


def _table(table: etree._Element, position: int, limits: Limits, before: int) -> tuple[Table, int]:
    """A table and how many cells it has; `before` cells have been read already."""
    rows: list[Row] = []
    above: Sequence[Cell] = ()
    count = 0
    for line in nearest(table, "tr"):
        if _property(line, "trPr", "del") is not None:
            continue
        above = _cells(line, above)
        count += len(above)
        limits.check_cells(before + count)
        rows.append(Row(number=len(rows) + 1, cells=tuple(above)))
    return Table(name=f"第{position}个表格", rows=tuple(rows)), count


def _cells(line: etree._Element, above: Sequence[Cell]) -> list[Cell]:
    """The cells of a row, a merged one in every place it covers."""
    cells = [Cell(text="")] * _width(_property(line, "trPr", "gridBefore"), least=0)
    for place in nearest(line, "tc"):
        column = len(cells)
        before = above[column] if _goes_on(_property(place, "tcPr", "vMerge")) and column < len(above) else None
        left = cells[-1] if _goes_on(_property(place, "tcPr", "hMerge")) and cells else None
        origin = before or left
        text = _text(place) if origin is None else origin.text
        up = before is not None
        cells += [
            Cell(text=text, merged_up=up, merged_left=offset > 0 or left is not None)
            for offset in range(_width(_property(place, "tcPr", "gridSpan"), least=1))
        ]
    return cells


def _text(block: etree._Element) -> str:
    """The text of a paragraph or cell: a line each paragraph, also those of a table or text box inside."""
    pieces: list[str] = []
    walk = etree.iterwalk(block, events=("start", "end"))
    for event, node in walk:
        name = local(node)
        if event == "end":
            pieces.append("\n" if name == "p" else "")
        elif name in HIDDEN:
            walk.skip_subtree()
        else:
            pieces.append((node.text or "") if name == "t" else _SIGNS.get(name, ""))
    return "".join(pieces).strip()


def _property(node: etree._Element, group: str, name: str) -> etree._Element | None:
    return node.find(f"{{*}}{group}/{{*}}{name}")


def _goes_on(merge: etree._Element | None) -> bool:
    """Whether a cell continues its neighbour: the mark of a merge that does not restart."""
    return merge is not None and value(merge, "val", "continue") == "continue"


def _width(mark: etree._Element | None, *, least: int) -> int:
    """How many columns a property says, within reason."""
    return least if mark is None else max(least, min(number(mark, "val", least), WIDEST))
