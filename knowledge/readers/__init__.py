"""Bytes of an office file to a Document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.documents import UnreadableError
from knowledge.readers.guard import (
    KINDS,
    OLD_WORD,
    OLE,
    ZIP,
    Limits,
    check_kind,
    check_package,
    check_size,
    parts_of,
)
from knowledge.readers.plain import decoded, read_csv, read_markdown, read_text

if TYPE_CHECKING:
    from knowledge.documents import Document

__all__ = ["Limits", "decoded", "read"]

_DEFAULT = Limits()
_TEXT_FILES = {"csv": read_csv, "tsv": read_csv, "md": read_markdown, "markdown": read_markdown, "txt": read_text}


def read(name: str, data: bytes, *, limits: Limits = _DEFAULT) -> Document:
    """What an office file says; its kind is told from its content first, then from its name.

    Raises UnreadableError with a Chinese sentence that says what is wrong and what to do.
    """
    check_size(data, limits)
    check_kind(data)
    if data.startswith(ZIP):
        return _read_zip(name, data, limits)
    if data.startswith(OLE):
        from knowledge.readers.sheet import read_xls  # noqa: PLC0415 - a command pays only for the format it reads

        return read_xls(name, data, limits)
    _, dot, ending = name.lower().rpartition(".")
    if ending in {"doc", "wps"}:
        raise UnreadableError(OLD_WORD)
    if ending in {"docx", "xlsx", "xls", "et", "ods"}:
        raise UnreadableError(
            f"文件内容不是 .{ending} 格式，可能没有下载完整或者改过扩展名。请重新下载，或者另存一份再试。"
        )
    if dot and ending not in _TEXT_FILES:
        raise UnreadableError(f"认不出这种文件（{name[-20:]}）。可以上传 {KINDS}。")
    return _TEXT_FILES.get(ending, read_text)(name, decoded(name, data), limits)


def _read_zip(name: str, data: bytes, limits: Limits) -> Document:
    parts = parts_of(data, limits)
    kind = check_package(parts)
    if kind == "word":
        from knowledge.readers.word import read_word  # noqa: PLC0415 - as above

        return read_word(name, parts, limits)
    if kind == "ods":
        from knowledge.readers.opendocument import read_ods  # noqa: PLC0415 - as above

        return read_ods(name, parts, limits)
    from knowledge.readers.sheet import read_xlsx  # noqa: PLC0415 - as above

    return read_xlsx(name, parts, limits)
