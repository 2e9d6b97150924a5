"""Bytes of an office file to a Document."""

from __future__ import annotations

from knowledge.documents import Document, UnreadableError
from knowledge.readers.guard import OLE, ZIP, Limits, checked_size, checked_zip, refused_kind
from knowledge.readers.plain import decoded, read_csv, read_markdown, read_text

__all__ = ["Limits", "decoded", "read"]

KINDS = "Word（.docx）、Excel（.xlsx、.xls、.ods）、.csv、.md 或 .txt"


def read(name: str, data: bytes, *, limits: Limits | None = None) -> Document:
    """What an office file says; its kind is told from its content first, then from its name.

    Raises UnreadableError with a Chinese sentence that says what is wrong and what to do.
    """
    limits = limits or Limits()
    checked_size(data, limits)
    reason = refused_kind(name, data)
    if reason:
        raise UnreadableError(reason)
    if data.startswith(ZIP):
        return _read_zip(name, data, limits)
    if data.startswith(OLE):
        from knowledge.readers.sheet import read_sheets  # noqa: PLC0415 - a command pays only for the format it reads

        return read_sheets(name, data, limits)
    ending = name.lower().rpartition(".")[2]
    readers = {"csv": read_csv, "tsv": read_csv, "md": read_markdown, "markdown": read_markdown, "txt": read_text}
    if ending not in readers:
        raise UnreadableError(f"认不出这种文件（{name[-20:]}）。可以上传 {KINDS}。")
    return readers[ending](name, decoded(name, data), limits)


def _read_zip(name: str, data: bytes, limits: Limits) -> Document:
    names = set(checked_zip(data, limits).namelist())
    if any(part.startswith("word/") for part in names):
        from knowledge.readers.word import read_word  # noqa: PLC0415 - as above

        return read_word(name, data, limits)
    if "content.xml" in names or any(part.startswith("xl/") for part in names):
        from knowledge.readers.sheet import read_sheets  # noqa: PLC0415 - as above

        return read_sheets(name, data, limits)
    raise UnreadableError(f"认不出这种文件（{name[-20:]}）。可以上传 {KINDS}。")
