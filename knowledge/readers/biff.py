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
RESULT = 0x0207
"""The text of the formula before it."""
CELLS = frozenset({0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, MANY_NUMBERS})
BLANK = 0x0201
RECORDS_A_CELL = 10
LEAST_TEXT = 3
"""Bytes of the shortest shared text."""


def checked_records(stream: bytes, limits: Limits) -> bytes:
    """The stream of a workbook, without the sizes that its sheets claim: the library would make room for them unseen.

    Refuses a workbook with a password, with too many cells, or with numbers that cannot be true.
    """
    try:
        return _checked(bytearray(stream), limits)
    except struct.error as error:
        raise UnreadableError(BROKEN) from error


def _checked(stream: bytearray, limits: Limits) -> bytes:
    sheets: list[int] = []
    for _, kind, body in _records(stream, 0):
        if kind == PASSWORD:
            raise UnreadableError(LOCKED)
        if kind == SHEET:
            sheets += struct.unpack_from("<I", body)
        if kind == TEXTS and struct.unpack_from("<4xI", body)[0] * LEAST_TEXT > len(stream):
            raise UnreadableError(BROKEN)
    if not sheets:
        raise UnreadableError(BROKEN)
    walked = 0
    for start in sheets:
        for place, kind, _ in _records(stream, start):
            walked += 1
            limits.check_cells(walked // RECORDS_A_CELL)
            if kind == SIZE:
                struct.pack_into("<H", stream, place, BLANK)
    # sheets that lie over one another could each hide what the other shows
    limits.check_cells(sum(_area(stream, start) for start in sheets))
    return bytes(stream)


def _area(stream: bytearray, start: int) -> int:
    """How many cells the rectangle around a sheet's cells holds."""
    box = Box()
    row = column = 0
    for _, kind, body in _records(stream, start):
        if kind == SIZE:
            raise UnreadableError(BROKEN)
        if kind in CELLS:
            row, column = struct.unpack_from("<HH", body)
        if kind == MANY_NUMBERS:
            box.take(row, struct.unpack("<H", body[-2:])[0])
        if kind in CELLS or kind == RESULT:
            box.take(row, column)
    return box.area()


def _records(stream: bytearray, place: int) -> Iterator[tuple[int, int, bytes]]:
    """The records from a place to the end of their part, each with where it begins."""
    while place < len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == END_OF_PART:
            return
        yield place, kind, bytes(stream[place + 4 : place + 4 + length])
        place += 4 + length
