"""The container of old Office files (OLE compound file), of which only the workbook of an xls is wanted.

A container is a little file system: sectors, a table that chains them, and a directory of named streams. Everything
in it can lie about its size, so the workbook is taken out with care and put into a container of our own.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from knowledge.documents import UnreadableError
from knowledge.readers.biff import checked_records
from knowledge.readers.guard import BROKEN, LOCKED, OLD_OTHER, OLD_WORD, OLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.readers.guard import Limits

END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
STREAM, ROOT = 2, 5
ENTRY = 128
IN_HEADER = 109
SHIFTS = (9, 12)
MINI_SHIFT = 6
SECTOR = 4096


class Entry(NamedTuple):
    """One stream of the directory: its first sector and its size."""

    kind: int
    start: int
    size: int


def checked_workbook(data: bytes, limits: Limits) -> bytes:
    """A clean container with nothing but the workbook of an xls; raises UnreadableError for other kinds of file."""
    try:
        name, stream = _workbook(data)
    except (struct.error, IndexError, StopIteration) as error:
        raise UnreadableError(BROKEN) from error
    return container(name, checked_records(stream, limits))


def container(name: str, stream: bytes) -> bytes:
    """A compound file of one stream, in sectors of 4096 bytes."""
    # a smaller stream would have to share sectors, and a root without any is taken for a broken file
    body = stream.ljust(SECTOR, b"\0")
    count = -(-len(body) // SECTOR)
    tables = next(tables for tables in range(1, count + 2) if tables * SECTOR // 4 >= tables + 2 + count)
    root, first = tables + 1, tables + 2
    chain = [*(TABLE,) * tables, END, END, *range(first + 1, first + count), END]
    header = struct.pack(
        "<8s16x5H6x9I", OLE, 0x3E, 4, 0xFFFE, 12, MINI_SHIFT, 1, tables, tables, 0, SECTOR, END, 0, END, 0
    )
    places = struct.pack(f"<{IN_HEADER}I", *range(tables), *(FREE,) * (IN_HEADER - tables))
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * SECTOR, b"\xff")
    directory = _entry("Root Entry", ROOT, child=1, start=root, size=0)
    directory += _entry(name, STREAM, child=FREE, start=first, size=len(body))
    sectors = (header + places, fat, directory, b"\0", body)
    return b"".join(sector.ljust(-(-len(sector) // SECTOR) * SECTOR, b"\0") for sector in sectors)


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBB3I36xIQ", text, len(text), kind, 1, FREE, FREE, child, start, size)


def _workbook(data: bytes) -> tuple[str, bytes]:
    """The name and bytes of the workbook; raises StopIteration, IndexError or struct.error for a broken container."""
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    directory, cutoff, mini_start, more = struct.unpack_from("<I4xII4xI", data, 48)
    if shift not in SHIFTS or mini_shift != MINI_SHIFT:
        raise IndexError
    sectors = _cut(data, 1 << shift)[1:]
    table = _table(data, sectors, more)
    entries = dict(_entries(_read(sectors, table, directory)))
    if "EncryptedPackage" in entries:
        raise UnreadableError(LOCKED)
    name = next((name for name in ("Workbook", "Book") if name in entries), None)
    if name is None:
        raise UnreadableError(OLD_WORD if "WordDocument" in entries else OLD_OTHER)
    book = entries[name]
    if book.size >= cutoff:
        return name, _read(sectors, table, book.start)[: book.size]
    root = next(entry for entry in entries.values() if entry.kind == ROOT)
    small = _cut(_read(sectors, table, root.start), 1 << MINI_SHIFT)
    return name, _read(small, _numbers(_read(sectors, table, mini_start)), book.start)[: book.size]


def _cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _table(data: bytes, sectors: Sequence[bytes], more: int) -> tuple[int, ...]:
    """For each sector the one that follows it; the header and a chain of sectors say where this table stands."""
    places = list(struct.unpack_from(f"<{IN_HEADER}I", data, 76))
    for _ in sectors:
        if more >= TABLE:
            break
        *further, more = _numbers(sectors[more])
        places += further
    used = [place for place in places if place < TABLE]
    if len(used) > len(sectors):
        raise IndexError
    return _numbers(b"".join(sectors[place] for place in used))


def _read(sectors: Sequence[bytes], table: Sequence[int], start: int) -> bytes:
    """The sectors of a chain, joined; no honest chain is longer than the file."""
    pieces: list[bytes] = []
    place = start
    while place != END:
        if len(pieces) > len(sectors):
            raise IndexError
        pieces.append(sectors[place])
        place = table[place]
    return b"".join(pieces)


def _entries(directory: bytes) -> Iterator[tuple[str, Entry]]:
    for line in _cut(directory, ENTRY):
        length, kind, start, size = struct.unpack("<64xHB49xII4x", line)
        if kind in {STREAM, ROOT}:
            yield line[: max(length - 2, 0)].decode("utf-16-le", "replace"), Entry(kind, start, size)
