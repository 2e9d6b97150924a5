"""How far the cells of an xlsx reach and how much text they hold, before anything makes room for them.

A sheet of two cells, one in A1 and one in XFD1048576, is small to send and too large to read.
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from knowledge.documents import UnreadableError
from knowledge.patterns import regex
from knowledge.readers.guard import BROKEN
from knowledge.readers.xml import local, number, value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.readers.guard import Limits

ROWS, COLUMNS = 1_048_576, 16_384
_REFERENCE = regex(r"([A-Za-z]{1,3})([0-9]{1,7})")
_INDEX = regex(r"[0-9]{1,9}")


@dataclass(slots=True)
class Box:
    """The smallest rectangle around cells."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)

    def take(self, row: int, column: int) -> None:
        """Grow until the cell is inside."""
        self.rows = {min(row, *self.rows, row), max(row, *self.rows, row)}
        self.columns = {min(column, *self.columns, column), max(column, *self.columns, column)}

    def area(self) -> int:
        """How many cells it holds."""
        if not self.rows:
            return 0
        return (max(self.rows) - min(self.rows) + 1) * (max(self.columns) - min(self.columns) + 1)


def check_reach(parts: Mapping[str, bytes], limits: Limits) -> None:
    """Refuse sheets whose rectangles or texts are too large; raises UnreadableError."""
    boxes: list[Box] = []
    texts: list[int] = []
    uses: Counter[int] = Counter()
    for name, part in parts.items():
        if name.lower().endswith(".xml"):
            box = Box()
            _walk(part, box, texts, uses)
            boxes.append(box)
            far = f"（最远的在第 {max(box.rows, default=0)} 行第 {max(box.columns, default=0)} 列）"
            limits.check_cells(sum(box.area() for box in boxes), far)
    limits.check_characters(sum(texts[index] * count for index, count in uses.items() if index < len(texts)))


def _walk(part: bytes, box: Box, texts: list[int], uses: Counter[int]) -> None:
    """Note the cells with content, the lengths of the shared texts, and how often each of these is used."""
    row = column = 0
    try:
        for event, node in etree.iterparse(
            io.BytesIO(part), events=("start", "end"), tag=("{*}row", "{*}c", "{*}si"), resolve_entities=False
        ):
            kind = local(node)
            if kind == "row" and event == "start":
                row, column = number(node, "r", row + 1), 0
            elif kind == "c" and event == "end":
                row, column = _place(value(node, "r"), row, column)
                if len(node):
                    box.take(row, column)
                    uses.update(_shared(node))
            elif kind == "si" and event == "end":
                texts.append(sum(map(len, node.itertext())))
            if event == "end" and kind != "c":
                node.clear()
    except etree.XMLSyntaxError as error:
        raise UnreadableError(BROKEN) from error


def _place(reference: str, row: int, column: int) -> tuple[int, int]:
    """Where a cell stands: as its reference says, else to the right of the one before."""
    if not reference:
        return row, column + 1
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise UnreadableError(BROKEN)
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(match[2])
    if not (1 <= row <= ROWS and column <= COLUMNS):
        raise UnreadableError(BROKEN)
    return row, column


def _shared(cell: etree._Element) -> list[int]:
    """The shared text that a cell shows, by its position."""
    if value(cell, "t") != "s":
        return []
    texts = [(child.text or "").strip() or "0" for child in cell if local(child) == "v"]
    if not all(_INDEX.fullmatch(text) for text in texts):
        raise UnreadableError(BROKEN)
    return [int(text) for text in texts]
