"""What is refused before a file is parsed: size, bombs, entities, formats that cannot be read."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from knowledge.documents import UnreadableError

CHUNK = 1 << 16
ENTITY = "文件里带有外部实体声明，不安全，没有读取。请用 Word 或 Excel 另存一份再试。"
BOMB = "文件解压后大得不正常（压缩炸弹），没有读取。请用 Word 或 Excel 另存一份再试。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a file may hold, in bytes, cells and parts; beyond it the file is refused."""

    file_bytes: int = 20 * 1024 * 1024
    unpacked_bytes: int = 80 * 1024 * 1024
    ratio: int = 200
    parts: int = 2000
    cells: int = 200_000


OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK\x03\x04"
PDF = b"%PDF"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OLD_WORD = "WordDocument".encode("utf-16-le")
OLD_EXCEL = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))


def checked_size(data: bytes, limits: Limits) -> None:
    """Refuse an empty file and one that is too large."""
    if not data:
        raise UnreadableError("文件是空的，请检查后重新上传。")
    if len(data) > limits.file_bytes:
        size, most = len(data) // 1024 // 1024, limits.file_bytes // 1024 // 1024
        raise UnreadableError(f"文件有 {size} MB，超过 {most} MB。请删去图片等无关内容再试。")


def checked_zip(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open an Office zip after unpacking every part within the limits; refuse bombs, DTDs and broken archives.

    The directory of a zip can lie, so the parts are really unpacked, piece by piece, and counted.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
        if len(parts) > limits.parts:
            raise UnreadableError(f"文件里有 {len(parts)} 个部件，不像正常的办公文件，没有读取。")
        declared = sum(part.file_size for part in parts)
        most = min(limits.unpacked_bytes, max(limits.ratio * len(data), CHUNK * 16))
        if declared > most:
            raise UnreadableError(BOMB)
        _unpack(archive, parts, most)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise UnreadableError("文件已损坏，打不开。请用 Word、Excel 或 WPS 打开检查，另存一份再试。") from error
    except RuntimeError as error:
        raise UnreadableError("文件加了密码。请去掉密码，另存一份再试。") from error
    return archive


def _unpack(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], most: int) -> None:
    total = 0
    for part in parts:
        xml = part.filename.lower().endswith((".xml", ".rels"))
        tail = b""
        with archive.open(part) as content:
            while piece := content.read(CHUNK):
                total += len(piece)
                if total > most:
                    raise UnreadableError(BOMB)
                # a DTD in either byte order or in UTF-8: no office program writes one
                if xml and b"<!DOCTYPE" in (tail + piece).replace(b"\0", b"").upper():
                    raise UnreadableError(ENTITY)
                tail = piece[-32:]


def refused_kind(name: str, data: bytes) -> str:
    """Why a file of another kind is refused, as a Chinese sentence; empty when it may be read."""
    ending = name.lower().rpartition(".")[2]
    if data.startswith(OLE):
        if ENCRYPTED in data:
            return "文件加了密码。请去掉密码，另存一份再试。"
        if ending == "wps" or (OLD_WORD in data and ending not in {"xls", "et"}):
            return "这是旧格式的文字文件（.doc 或 .wps）。请用 Word 或 WPS 打开，另存为 .docx 再上传。"
        if not any(mark in data for mark in OLD_EXCEL):
            return "这是旧格式的文件，读不了。请另存为 .docx 或 .xlsx 再上传。"
    elif data.startswith(PDF):
        return "这是 PDF。请上传原来的 Word 或 Excel 文件；只有 PDF 时，用 WPS 转成 .docx 再上传。"
    elif ending in {"doc", "wps"}:
        return "这是旧格式的文字文件（.doc 或 .wps）。请用 Word 或 WPS 打开，另存为 .docx 再上传。"
    return ""
