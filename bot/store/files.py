"""Evidence files beside the database, under their sha256."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from bot.store.database import StoreError
from knowledge.patterns import regex

_DIGEST = regex(r"[0-9a-f]{64}")


class FileShelf:
    """Implements the Files port in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        if self.get(digest) is None:
            try:
                self._write(self._path(digest), content)
            except OSError as error:
                raise StoreError(f"佐证文件没有存下来：{error.strerror}。请检查磁盘空间和写权限，再发一次。") from error
        return digest

    def get(self, digest: str) -> bytes | None:
        if not _DIGEST.fullmatch(digest):
            return None
        try:
            content = self._path(digest).read_bytes()
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == digest else None

    def _write(self, path: Path, content: bytes) -> None:
        """Write beside the place, then rename; every new name on the way is made durable too."""
        for folder in (self._folder, path.parent):
            if not folder.exists():
                folder.mkdir(parents=True, exist_ok=True)
                sync_folder(folder.parent)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        sync_folder(path.parent)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


class FilesInMemory:
    """Implements the Files port for a store in memory."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        self._contents[digest] = content
        return digest

    def get(self, digest: str) -> bytes | None:
        return self._contents.get(digest)


def sync_folder(folder: Path) -> None:
    """Make a rename durable; Windows neither needs nor allows it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
