"""OpenDocument sheets (.ods): read from the XML itself, as a cell there may stand for a million by a number alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import repeat, takewhile
from typing import TYPE_CHECKING

from lxml import etree

from knowledge.documents import Cell, Document, Row, Table, UnreadableError, title_of
from knowledge.readers.guard import LOCKED
from knowledge.readers.sheet import Place, shown
from knowledge.readers.xml import local, nearest, number, parsed, value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.readers.guard import Limits

EMPTY = Cell(text="")
MOST_SPACES = 100

_SIGNS = {"tab": "\t", "line-break": "\n"}
_INLINE = frozenset({"span", "a", "s", "tab", "line-break"})
_NOT_SHOWN = frozenset({"annotation", "shapes"})


def read_ods(name: str, parts: Mapping[str, bytes], limits: Limits) -> Document:
    """The sheets that are shown and not empty."""
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise UnreadableError(LOCKED)
    root = parsed(parts["content.xml"])
    hidden = {
        value(style, "name")
        for style in nearest(root, "style")
        if any(value(properties, "display") == "false" for properties in style.iterfind("{*}table-properties"))
    }
    count = _Count(limits)
    sheets = [sheet for sheet in nearest(root, "table") if value(sheet, "style-name") not in hidden]
    tables = tuple(Table(name=f"工作表“{value(sheet, 'name')}”", rows=_rows(sheet, count)) for sheet in sheets)
    tables = tuple(table for table in tables if table.rows)
    return Document(name=name, title=title_of((), tables), tables=tables)


class _Count:
    """The cells that have been made room for."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._cells = 0

    def take(self, cells: int) -> None:
        """Refuse the file when there are too many."""
        self._cells += cells
        self._limits.check_cells(self._cells)


def _rows(sheet: etree._Element, count: _Count) -> tuple[Row, ...]:
    """The rows that have text, each with its number in the sheet; as wide as text reaches, not as merges do."""
    rows: list[Row] = []
    covered: dict[Place, Cell] = {}
    at = 1
    for line in nearest(sheet, "table-row"):
        times = _times(line, "number-rows-repeated")
        cells = _cells(line, at, covered, count)
        if any(cell.text for cell in cells):
            count.take(len(cells) * times)
            rows += [Row(number=at + offset, cells=cells) for offset in range(times)]
        at += times
    own = (place for row in rows for place, cell in enumerate(row.cells) if cell.text and not cell.merged_left)
    width = max(own, default=0) + 1
    return tuple(replace(row, cells=row.cells[:width]) for row in rows)


def _cells(line: etree._Element, at: int, covered: dict[Place, Cell], count: _Count) -> tuple[Cell, ...]:
    """The cells of a row up to the last that has text; `covered` learns which places merged cells cover."""
    cells: dict[int, Cell] = {}
    column = 0
    for place in nearest(line, "table-cell", "covered-table-cell"):
        times = _times(place, "number-columns-repeated")
        if local(place) == "covered-table-cell":
            run = takewhile(covered.__contains__, zip(repeat(at), range(column, column + times), strict=False))
            cells |= {here: covered[row, here] for row, here in run}
        elif text := _text(place):
            count.take(times)
            cells |= dict.fromkeys(range(column, column + times), Cell(text=text))
            height, width = _times(place, "number-rows-spanned"), _times(place, "number-columns-spanned")
            count.take(height * width)
            covered |= {
                (at + down, column + right): Cell(text=text, merged_up=down > 0, merged_left=right > 0)
                for down in range(height)
                for right in range(width)
            }
        column += times
    width = max(cells, default=-1) + 1
    count.take(width)
    return tuple(cells.get(column, EMPTY) for column in range(width))


def _times(node: etree._Element, name: str) -> int:
    return max(number(node, name, 1), 1)


def _text(cell: etree._Element) -> str:
    """The value of a cell: numbers and dates as a person writes them, all else as the sheet shows it."""
    kind = value(cell, "value-type")
    try:
        if kind == "float":
            return shown(float(value(cell, "value")))
        if kind == "boolean":
            return shown(value(cell, "boolean-value") == "true")
        if kind == "date":
            return shown(dt.datetime.fromisoformat(value(cell, "date-value")))
    except ValueError:
        pass  # then what is shown is all there is
    pieces: list[str] = []
    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, node in walk:
        name = local(node)
        if event == "end":
            pieces.append("\n" if name == "p" else "")
            pieces.append((node.tail or "") if node is not cell and name in _INLINE else "")
        elif name in _NOT_SHOWN:
            walk.skip_subtree()
        elif name == "s":
            pieces.append(" " * min(_times(node, "c"), MOST_SPACES))
        else:
            pieces.append(_SIGNS.get(name, (node.text or "") if name in _INLINE or name == "p" else ""))
    return shown("".join(pieces))
