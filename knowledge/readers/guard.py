"""What is refused before a file is parsed: size, bombs, entities, and kinds of file that cannot be read."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.documents import UnreadableError
from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
MEGABYTE = 1024 * 1024
HARMLESS = 8 * MEGABYTE
"""So much may come out of any zip: long tables of the same words pack very small."""

KINDS = "Word（.docx）、Excel（.xlsx、.xls、.ods）、.csv、.md 或 .txt"
LOCKED = "文件加了密码。请去掉密码，另存一份再试。"
BROKEN = "文件已损坏，打不开。请用 Word、Excel 或 WPS 打开检查，另存为 .docx 或 .xlsx 再试。"
BOMB = "文件解压后大得不正常，没有读取。请用 Word 或 Excel 打开检查，另存一份再试。"
ENTITY = "文件里带有实体声明或少见的编码，不安全，没有读取。请用 Word 或 Excel 另存一份再试。"
OLD_WORD = "这是旧格式的文字文件（.doc 或 .wps）。请用 Word 或 WPS 打开，另存为 .docx 再上传。"
OLD_OTHER = "这是旧格式的文件，读不了。请用 Office 或 WPS 打开，另存为 .docx 或 .xlsx 再上传。"

_PICTURE = "这是图片。请上传原来的 Word 或 Excel 文件。"
_ARCHIVE = "这是压缩包。请先解压，再上传里面的 Word 或 Excel 文件。"
_SLIDES = "这是演示文稿。请把表格放进 Word 或 Excel 再上传。"
_OPEN_TEXT = "这是 .odt 文字文件。请用 Word 或 WPS 打开，另存为 .docx 再上传。"
_SIGNATURES = {
    b"%PDF": "这是 PDF。请上传原来的 Word 或 Excel 文件；只有 PDF 时，用 WPS 转成 .docx 再上传。",
    b"{\\rtf": "这是 RTF 文件。请用 Word 或 WPS 打开，另存为 .docx 再上传。",
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"Rar!": _ARCHIVE,
    b"7z\xbc\xaf\x27\x1c": _ARCHIVE,
    b"\x1f\x8b": _ARCHIVE,
}
_WEB_PAGE = regex(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|table|meta|\?xml)\b", re.IGNORECASE)
_ENCODING = regex(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED_FLAG = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a file may hold; beyond it the file is refused.

    `ratio` is unpacked to packed size, `parts` the files inside an Office file, `characters` the text of all cells.
    """

    file_bytes: int = 20 * MEGABYTE
    unpacked_bytes: int = 64 * MEGABYTE
    ratio: int = 200
    parts: int = 2000
    cells: int = 200_000
    characters: int = 20_000_000

    def check_cells(self, count: int, hint: str = "") -> None:
        """Refuse a file of more cells than this."""
        if count > self.cells:
            raise UnreadableError(f"表格超过 {self.cells} 个单元格{hint}。请删去空白的行和列，或者拆成几个文件再试。")

    def check_characters(self, count: int) -> None:
        """Refuse a file whose cells hold more text than this."""
        if count > self.characters:
            raise UnreadableError("表格里的文字太多，没有读取。请拆成几个文件再试。")


def check_size(data: bytes, limits: Limits) -> None:
    """Refuse an empty file and one that is too large."""
    if not data.strip():
        raise UnreadableError("文件是空的，请检查后重新上传。")
    if len(data) > limits.file_bytes:
        size, most = len(data) / MEGABYTE, limits.file_bytes / MEGABYTE
        raise UnreadableError(f"文件有 {size:.1f} MB，超过 {most:g} MB。请删去图片等无关内容再试。")


def check_kind(data: bytes) -> None:
    """Refuse what its first bytes say is no Office file and no plain text."""
    for signature, reason in _SIGNATURES.items():
        if data.startswith(signature):
            raise UnreadableError(reason)
    if _WEB_PAGE.match(data):
        raise UnreadableError("这其实是网页格式的文件。请用 Excel 或 WPS 打开，另存为 .docx 或 .xlsx 再上传。")


def parts_of(data: bytes, limits: Limits) -> dict[str, bytes]:
    """The XML parts of an Office zip, unpacked within the limits; pictures and macros stay packed.

    zipfile never unpacks more of a part than the directory declares and then checks its sum, so a directory that
    lies makes a broken file. Only the two ways of packing that Office uses are unpacked, as others know no bounds.
    """
    if data.count(_DIRECTORY_ENTRY) > limits.parts:
        raise UnreadableError(f"文件里的部件超过 {limits.parts} 个，不像正常的办公文件，没有读取。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > min(
                limits.unpacked_bytes, max(limits.ratio * len(data), HARMLESS)
            ):
                raise UnreadableError(BOMB)
            if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
                raise UnreadableError(LOCKED)
            return {entry.filename: _part(archive, entry) for entry in entries if _is_text(entry.filename)}
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise UnreadableError(BROKEN) from error


def check_package(parts: Mapping[str, bytes]) -> str:
    """Which kind of Office file the parts make: word, sheet or ods; raises UnreadableError for others."""
    folders = {name.partition("/")[0] for name in parts}
    kind = parts.get("mimetype", b"")
    if "word" in folders:
        return "word"
    if "xl" in folders:
        return "sheet"
    if "content.xml" in parts and b"opendocument.text" not in kind:
        return "ods"
    reasons = {"ppt": _SLIDES, "content.xml": _OPEN_TEXT}
    raise UnreadableError(next((reason for name, reason in reasons.items() if name in folders), _ARCHIVE))


def _is_text(name: str) -> bool:
    return name == "mimetype" or name.lower().endswith((".xml", ".rels"))


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise UnreadableError(BROKEN)
    part = archive.read(entry)
    encoding = _ENCODING.match(part.removeprefix(b"\xef\xbb\xbf"))
    # with nothing but UTF-8 let in, a DTD cannot hide from a search of the bytes; no office program writes one
    odd = b"\0" in part or (encoding and encoding[1].lower() not in {b"utf-8", b"us-ascii", b"ascii"})
    if odd or b"<!DOCTYPE" in part:
        raise UnreadableError(ENTITY)
    return part
