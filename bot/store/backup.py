"""One file with everything in it, and back: checked whole before anything is touched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import IO, TYPE_CHECKING

from bot.store import DATABASE, open_store
from bot.store.database import StoreError
from bot.store.files import sync_folder
from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST = "manifest.json"
_PLACE = regex(r"wenban\.db|files/[0-9a-f]{2}/[0-9a-f]{64}")
_CHUNK = 1 << 20
_BAD_ZIP = (zipfile.BadZipFile, zlib.error)


def backup(folder: Path, target: Path) -> Path:
    """Write the database, as it is at one moment, and the evidence files into one zip; return its path.

    The archive appears under its name only when it is whole and on the disk. Raises StoreError when there is nothing
    to back up or the target cannot be written.
    """
    source = folder / DATABASE
    if not source.exists():
        raise StoreError(f"{folder} 里没有问办的数据，没有什么可备份。")
    partial = target.with_name(target.name + ".partial")
    try:
        with tempfile.TemporaryDirectory() as space:
            copy = Path(space) / DATABASE
            with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(copy)) as still:
                live.backup(still)
            with partial.open("wb") as file:
                _pack(file, {DATABASE: copy, **_evidence(folder)})
                file.flush()
                os.fsync(file.fileno())
        partial.replace(target)
    except (OSError, sqlite3.DatabaseError) as error:
        partial.unlink(missing_ok=True)
        raise StoreError(f"备份没有成功：{error}。原来的数据没有动。") from error
    return target


def restore(archive: Path, folder: Path, *, force: bool = False) -> tuple[str, ...]:
    """Put a backup in place of a folder's data; with `force` data already there is kept under another name.

    Everything is unpacked beside the folder and checked first, so that a bad archive changes nothing. Returns what
    the self-check finds in the data, as Chinese sentences: a backup of damaged data is better than none. Raises
    StoreError.
    """
    occupied = folder.exists() and any(folder.iterdir())
    if occupied and not force:
        raise StoreError(f"{folder} 里已经有数据。确定要恢复就加 --force，原来的数据会改名保留。")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".restore-") as space:
            fresh = Path(space) / "data"
            _unpack(archive, fresh)
            found = _found_in(fresh, archive)
            _check_idle(folder)
            _put_in_place(fresh, folder)
    except OSError as error:
        raise StoreError(f"没有恢复，原来的数据没有动：{error.strerror}（{error.filename}）。") from error
    return found


def _evidence(folder: Path) -> dict[str, Path]:
    """The evidence files by their place in the archive; what else lies there is not ours."""
    paths = {path.relative_to(folder).as_posix(): path for path in sorted((folder / "files").glob("*/*"))}
    return {place: path for place, path in paths.items() if _PLACE.fullmatch(place)}


def _pack(file: IO[bytes], paths: Mapping[str, Path]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, path in paths.items():
            archive.write(path, place)
        digests = {place: _digest(path) for place, path in paths.items()}
        archive.writestr(MANIFEST, json.dumps({"sha256": digests}, indent=1))


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack into a new folder exactly what the manifest names, every hash checked."""
    try:
        with zipfile.ZipFile(archive) as packed:
            _unpack_all(packed, folder)
    except (KeyError, TypeError, AttributeError, ValueError, RuntimeError, EOFError, *_BAD_ZIP) as error:
        raise StoreError(f"“{archive.name}”不是完好的问办备份，没有恢复，原来的数据没有动。") from error


def _unpack_all(packed: zipfile.ZipFile, folder: Path) -> None:
    digests = _manifest(packed)
    if sum(one.file_size for one in packed.infolist()) > shutil.disk_usage(folder.parent).free:
        raise StoreError("磁盘空间不够恢复这个备份，请先腾出空间；原来的数据没有动。")
    for place, digest in digests.items():
        path = folder / place
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with packed.open(place) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target, _CHUNK)
            target.flush()
            os.fsync(target.fileno())
        if _digest(path) != digest:
            raise ValueError("a file differs from its hash")


def _manifest(packed: zipfile.ZipFile) -> dict[str, str]:
    """The hash of each place, when the archive holds these places and nothing else."""
    digests: dict[str, str] = json.loads(packed.read(MANIFEST))["sha256"]
    if DATABASE not in digests or sorted(packed.namelist()) != sorted([MANIFEST, *digests.keys()]):
        raise ValueError("the archive holds something else than its manifest says")
    if not all(_PLACE.fullmatch(place) for place in digests):
        raise ValueError("a place outside the data folder")
    return digests


def _found_in(folder: Path, archive: Path) -> tuple[str, ...]:
    """What the self-check finds in unpacked data."""
    try:
        with closing(open_store(folder)) as store:
            return store.check_integrity()
    except StoreError as error:
        raise StoreError(f"“{archive.name}”里的数据不能用，没有恢复，原来的数据没有动。原因：{error}") from error


def _check_idle(folder: Path) -> None:
    """Refuse while another process has the data open: it would go on writing into the folder set aside."""
    if not (folder / DATABASE).exists():
        return
    try:
        with closing(sqlite3.connect(folder / DATABASE, timeout=1)) as raw:
            raw.execute("PRAGMA journal_mode=DELETE")  # only possible for the one who has it alone
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise StoreError("问办正在运行，请先停止它，再恢复；原来的数据没有动。") from error


def _put_in_place(fresh: Path, folder: Path) -> None:
    """Set aside what is there and rename the new data into its place; undone when the second step fails."""
    spare = _spare_name(folder) if folder.exists() else None
    if spare is not None:
        folder.rename(spare)
    try:
        fresh.rename(folder)
    except OSError:
        if spare is not None:
            spare.rename(folder)
        raise
    sync_folder(folder.parent)
    if spare is not None and not any(spare.iterdir()):
        spare.rmdir()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _spare_name(folder: Path) -> Path:
    """A name beside the folder that is not taken."""
    names = (folder.with_name(f"{folder.name}-恢复前{number or ''}") for number in count())
    return next(name for name in names if not name.exists())
