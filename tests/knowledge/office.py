"""Office files as offices and ill-wishers make them, built in memory."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(parts: Mapping[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", packing) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return whole.getvalue()


def relations(**targets: str) -> str:
    lines = (
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{RELATIONS}">{"".join(lines)}</Relationships>'


def word(body: str, *, main: str = "word/document.xml", relation: str | None = None) -> bytes:
    """A .docx whose body is this XML, with `w:` for Word's own elements."""
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}"'
        f' xmlns:mc="urn:compat"><w:body>{body}</w:body></w:document>'
    )
    return zipped({"_rels/.rels": relations(image="x.png", officeDocument=relation or main), main: document})


def p(*texts: str) -> str:
    return "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)


def tc(content: str, *, span: int | str = "", up: str | None = None, left: str | None = None) -> str:
    properties = f'<w:gridSpan w:val="{span}"/>' if span != "" else ""
    for name, mark in (("vMerge", up), ("hMerge", left)):
        if mark is not None:
            properties += f'<w:{name} w:val="{mark}"/>' if mark else f"<w:{name}/>"
    content = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    lines = "".join(cell if cell.startswith("<w:tc>") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{lines}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def xlsx(sheet: str, *, shared: str = "", **more: str | bytes) -> bytes:
    """An .xlsx with one sheet whose data is this XML."""
    one = '<sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets>'
    workbook = f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}">{one}</workbook>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": workbook,
        "xl/_rels/workbook.xml.rels": relations(worksheet="worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    if shared:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{SHEET}">{shared}</sst>'
    return zipped({**parts, **more})


def ods(tables: str, *, styles: str = "", manifest: str = "<m/>") -> bytes:
    """An .ods whose sheets are this XML, with `t:` for tables, `o:` for values, `x:` for text."""
    content = (
        '<o:document-content xmlns:o="urn:office" xmlns:t="urn:table" xmlns:x="urn:text" xmlns:s="urn:style">'
        f"<o:automatic-styles>{styles}</o:automatic-styles>"
        f"<o:body><o:spreadsheet>{tables}</o:spreadsheet></o:body></o:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def biff(*cells: bytes, globals_: bytes = b"") -> bytes:
    """The stream of an old workbook with one sheet of these records."""
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    name = "旧表".encode("utf-16-le")
    end = record(0x000A)

    def sheet(place: int) -> bytes:
        return record(0x0085, struct.pack("<IHBB", place, 0, len(name) // 2, 1) + name)

    head = len(start + globals_ + sheet(0) + end)
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    return start + globals_ + sheet(head) + end + begin + b"".join(cells) + end


def label(row: int, column: int, text: str) -> bytes:
    """A text cell of an old workbook."""
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def real(row: int, column: int, number: float) -> bytes:
    """A number cell of an old workbook."""
    return record(0x0203, struct.pack("<HHHd", row, column, 0, number))


def merged(*ranges: tuple[int, int, int, int]) -> bytes:
    """Merged cells of an old workbook, each as first row, last row, first column, last column."""
    return record(0x00E5, struct.pack("<H", len(ranges)) + b"".join(struct.pack("<4H", *one) for one in ranges))


def small_container(streams: Sequence[tuple[str, bytes]], *, difat: bool = False) -> bytes:
    """A compound file as old Office writes it: sectors of 512 bytes, small streams packed in a stream of their own."""
    size = 512
    sectors: list[bytes] = []
    chain: list[int] = []

    def add(data: bytes) -> int:
        first = len(sectors)
        pieces = [data[at : at + size].ljust(size, b"\0") for at in range(0, len(data), size)] or [bytes(size)]
        sectors.extend(pieces)
        chain.extend([*range(first + 1, len(sectors)), 0xFFFFFFFE])
        return first

    small = b""
    mini: list[int] = []
    entries: list[tuple[str, int, int, int]] = []
    for name, data in streams:
        if len(data) < 4096:
            first = len(mini)
            small += data.ljust(-(-len(data) // 64) * 64, b"\0")
            mini += [*range(first + 1, len(small) // 64), 0xFFFFFFFE]
            entries.append((name, 2, first, len(data)))
        else:
            entries.append((name, 2, add(data), len(data)))
    root = add(small)
    minifat = add(struct.pack(f"<{len(mini)}I", *mini))
    lines = [("Root Entry", 5, root, len(small)), *entries, ("Storage", 1, 0, 0)]
    directory = b""
    for name, kind, first, length in lines:
        text = name.encode("utf-16-le") + b"\0\0"
        directory += struct.pack("<64sHBB3I36xIQ", text, len(text), kind, 1, *(0xFFFFFFFF,) * 3, first, length)
    place = add(directory)
    more = add(b"\xff" * (size - 4) + struct.pack("<I", 0xFFFFFFFE)) if difat else 0xFFFFFFFE
    tables = next(n for n in range(1, 100) if n * size // 4 >= n + len(sectors))
    at = range(len(sectors), len(sectors) + tables)
    chain += [0xFFFFFFFD] * tables
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * size, b"\xff")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, tables, place, 0, 4096, minifat, 1, more, int(difat))
    places = struct.pack("<109I", *at, *(0xFFFFFFFF,) * (109 - tables))
    return header + places + b"".join(sectors) + fat
