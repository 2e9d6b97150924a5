"""The records of an xls workbook, walked once before the library makes room for what they claim."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from knowledge.documents import UnreadableError
from knowledge.readers.guard import BROKEN, LOCKED
from knowledge.readers.reach import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.readers.guard import Limits

END_OF_PART = 0x000A
PASSWORD = 0x002F
SHEET = 0x0085
TEXTS = 0x00FC
SIZE = 0x0200
MANY_NUMBERS = 0x00BD
CELLS = frozenset({0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, MANY_NUMBERS})
ROWS_IN_32_BITS = 14
RECORDS_A_CELL = 10
ROOM_A_CELL = 20
"""A sheet may claim more than it holds (formatted rows); only room for far too many cells is refused."""


def check_records(stream: bytes, limits: Limits) -> None:
    """Refuse a workbook with a password, with too many cells, or with sizes that cannot be true."""
    try:
        _check(stream, limits)
    except struct.error as error:
        raise UnreadableError(BROKEN) from error


def _check(stream: bytes, limits: Limits) -> None:
    sheets: list[int] = []
    walked = 0
    for kind, body in _records(stream, 0):
        walked += 1
        if kind == PASSWORD:
            raise UnreadableError(LOCKED)
        if kind == SHEET:
            sheets += struct.unpack_from("<I", body)
        if kind == TEXTS and struct.unpack_from("<4xI", body)[0] > len(stream):
            raise UnreadableError(BROKEN)
    area = 0
    for start in sheets:
        box = Box()
        for kind, body in _records(stream, start):
            walked += 1
            limits.check_cells(walked // RECORDS_A_CELL)
            if kind in CELLS:
                row, column = struct.unpack_from("<HH", body)
                box.take(row, column)
                if kind == MANY_NUMBERS:
                    box.take(row, struct.unpack("<H", body[-2:])[0])
            elif kind == SIZE:
                limits.check_cells(_claimed(body) // ROOM_A_CELL)
        area += box.area()
        limits.check_cells(area)


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records from a place to the end of their part."""
    while place < len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == END_OF_PART:
            return
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _claimed(body: bytes) -> int:
    """How many cells a sheet says it has."""
    form = "<IIHH" if len(body) == ROWS_IN_32_BITS else "<HHHH"
    first_row, last_row, first_column, last_column = struct.unpack_from(form, body)
    return int(max(last_row - first_row, 0) * max(last_column - first_column, 0))
