"""One file with everything in it, and back: checked whole before anything is touched."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

from bot.store.database import StoreError

DATABASE = "wenban.db"
MANIFEST = "manifest.json"
_PLACE = re.compile(r"wenban\.db|files/[0-9a-f]{2}/[0-9a-f]{64}")
CHUNK = 1 << 20


def backup(folder: Path, target: Path) -> Path:
    """Write the database, as it is at one moment, and the evidence files into one zip; return its path.

    Raises StoreError when there is nothing to back up or the target cannot be written.
    """
    source = folder / DATABASE
    if not source.exists():
        raise StoreError(f"{folder} 里没有问办的数据，没有什么可备份。")
    partial = target.with_name(target.name + ".partial")
    try:
        with tempfile.TemporaryDirectory() as space, zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            copy = Path(space) / DATABASE
            with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(copy)) as still:
                live.backup(still)
            digests = {DATABASE: _digest(copy)}
            archive.write(copy, DATABASE)
            for path in sorted((folder / "files").glob("*/*")):
                if _PLACE.fullmatch(name := path.relative_to(folder).as_posix()):
                    digests[name] = _digest(path)
                    archive.write(path, name)
            archive.writestr(MANIFEST, json.dumps({"sha256": digests}, indent=1))
        partial.replace(target)
    except (OSError, sqlite3.DatabaseError) as error:
        partial.unlink(missing_ok=True)
        raise StoreError(f"备份没有成功：{error}。原来的数据没有动。") from error
    return target


def restore(archive: Path, folder: Path, *, force: bool = False) -> None:
    """Put a backup in place of a folder's data; with `force` data already there is kept under another name.

    Everything is unpacked beside the folder and checked against the manifest first, so a bad archive changes nothing.
    Raises StoreError.
    """
    occupied = folder.exists() and any(folder.iterdir())
    if occupied and not force:
        raise StoreError(f"{folder} 里已经有数据。确定要恢复就加 --force，原来的数据会改名保留。")
    folder.parent.mkdir(parents=True, exist_ok=True)
    space = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".restore-"))
    try:
        _unpack(archive, space)
        if occupied:
            folder.rename(_spare_name(folder))
        elif folder.exists():
            folder.rmdir()
        space.rename(folder)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise StoreError(f"“{archive.name}”不是完好的问办备份，没有恢复，原来的数据没有动。") from error
    finally:
        shutil.rmtree(space, ignore_errors=True)


def _unpack(archive: Path, space: Path) -> None:
    """Unpack exactly what the manifest names, and check every hash."""
    with zipfile.ZipFile(archive) as packed:
        digests: dict[str, str] = json.loads(packed.read(MANIFEST))["sha256"]
        if DATABASE not in digests or set(packed.namelist()) != {MANIFEST, *digests}:
            raise ValueError("the archive holds something else than its manifest says")
        for name, digest in digests.items():
            if not _PLACE.fullmatch(name):
                raise ValueError("a place outside the data folder")
            path = space / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with packed.open(name) as source, path.open("wb") as target:
                shutil.copyfileobj(source, target, CHUNK)
                target.flush()
                os.fsync(target.fileno())
            if _digest(path) != digest:
                raise ValueError("a file differs from its hash")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _spare_name(folder: Path) -> Path:
    """A name beside the folder that is not taken."""
    names = (folder.with_name(f"{folder.name}-恢复前{number or ''}") for number in range(1000))
    return next(name for name in names if not name.exists())
