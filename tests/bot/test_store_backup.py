"""A copy of everything in one file, and back: whole, or refused with nothing touched."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from typing import TYPE_CHECKING

import pytest

from bot.store import StoreError, backup, open_store
from bot.store.migrations import migrations
from tests.bot.store_room import LINK, filled, flipped, found_in

if TYPE_CHECKING:
    from pathlib import Path


def test_a_backup_comes_back_whole(tmp_path: Path) -> None:
    store = filled(tmp_path / "one")
    archive = backup.backup(tmp_path / "one", tmp_path / "copy.zip")
    store.close()
    backup.restore(archive, tmp_path / "two")
    assert found_in(tmp_path / "two") == ()
    again = open_store(tmp_path / "two")
    kept = again.confirmations.of_task("2022-4")
    again.close()
    assert [one.value for one in kept[0].evidence] == [LINK, "p.png"]


def test_nothing_to_back_up_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="没有问办的数据"):
        backup.backup(tmp_path, tmp_path / "copy.zip")


def test_a_backup_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    filled(tmp_path / "one").close()
    with pytest.raises(StoreError, match="没有成功"):
        backup.backup(tmp_path / "one", tmp_path / "none" / "copy.zip")


def test_a_restore_never_overwrites_unasked(tmp_path: Path) -> None:
    filled(tmp_path / "one").close()
    archive = backup.backup(tmp_path / "one", tmp_path / "copy.zip")
    filled(tmp_path / "two").close()
    with pytest.raises(StoreError, match="已经有数据"):
        backup.restore(archive, tmp_path / "two")
    assert backup.restore(archive, tmp_path / "two", force=True) == ()
    assert found_in(tmp_path / "two") == ()
    assert found_in(tmp_path / "two-恢复前") == ()


def test_a_restore_into_an_empty_folder_fills_it(tmp_path: Path) -> None:
    filled(tmp_path / "one").close()
    archive = backup.backup(tmp_path / "one", tmp_path / "copy.zip")
    (tmp_path / "two").mkdir()
    backup.restore(archive, tmp_path / "two")
    assert found_in(tmp_path / "two") == ()


def rewritten(archive: Path, change: dict[str, bytes]) -> Path:
    """The archive with some members replaced or added."""
    target = archive.with_name("changed.zip")
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(target, "w") as copy:
        members = {name: source.read(name) for name in source.namelist()} | change
        for name, content in members.items():
            copy.writestr(name, content)
    return target


@pytest.mark.parametrize(
    "change",
    [
        {"wenban.db": b"other"},
        {"../outside": b"x"},
        {"manifest.json": b"{}"},
        {"manifest.json": b"not json"},
        {"manifest.json": json.dumps({"sha256": {}}).encode()},
    ],
)
def test_a_bad_backup_changes_nothing(tmp_path: Path, change: dict[str, bytes]) -> None:
    filled(tmp_path / "one").close()
    archive = rewritten(backup.backup(tmp_path / "one", tmp_path / "copy.zip"), change)
    with pytest.raises(StoreError, match="不是完好的问办备份"):
        backup.restore(archive, tmp_path / "two")
    assert not (tmp_path / "two").exists()
    assert not list(tmp_path.glob(".restore-*"))


def test_a_place_outside_the_folder_is_refused_even_when_the_manifest_names_it(tmp_path: Path) -> None:
    filled(tmp_path / "one").close()
    archive = backup.backup(tmp_path / "one", tmp_path / "copy.zip")
    with zipfile.ZipFile(archive) as packed:
        manifest = json.loads(packed.read("manifest.json"))
    manifest["sha256"]["../outside"] = "0" * 64
    bad = rewritten(archive, {"manifest.json": json.dumps(manifest).encode(), "../outside": b"x"})
    with pytest.raises(StoreError, match="不是完好的问办备份"):
        backup.restore(bad, tmp_path / "two")
    assert not (tmp_path / "outside").exists()


def resealed(archive: Path, place: str, content: bytes) -> Path:
    """The archive with one member replaced, and the manifest agreeing."""
    with zipfile.ZipFile(archive) as packed:
        manifest = json.loads(packed.read("manifest.json"))
    manifest["sha256"][place] = hashlib.sha256(content).hexdigest()
    return rewritten(archive, {"manifest.json": json.dumps(manifest).encode(), place: content})


def test_a_backup_whose_database_is_none_is_refused(tmp_path: Path) -> None:
    filled(tmp_path / "one").close()
    bad = resealed(backup.backup(tmp_path / "one", tmp_path / "copy.zip"), "wenban.db", b"no database" * 100)
    with pytest.raises(StoreError, match="里的数据不能用"):
        backup.restore(bad, tmp_path / "two")
    assert not (tmp_path / "two").exists()


def test_a_backup_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    filled(tmp_path / "one").close()
    raw = sqlite3.connect(tmp_path / "one" / "wenban.db", isolation_level=None)
    table = migrations.migrations_table
    raw.execute(f"INSERT INTO {table} (migration_set, name, applied_at) VALUES ('wenban', 'm999', '')")  # noqa: S608 - a constant
    raw.close()
    archive = backup.backup(tmp_path / "one", tmp_path / "copy.zip")
    with pytest.raises(StoreError, match="更新版本"):
        backup.restore(archive, tmp_path / "two")


def test_a_backup_of_damaged_data_comes_back_and_says_so(tmp_path: Path) -> None:
    filled(tmp_path / "one").close()
    (proof,) = (tmp_path / "one" / "files").glob("*/*")
    proof.unlink()
    flipped(tmp_path / "one" / "wenban.db", LINK.encode(), 8)
    archive = backup.backup(tmp_path / "one", tmp_path / "copy.zip")
    assert backup.restore(archive, tmp_path / "two") == (
        "确认 1 与留痕不一致，被改动过。",
        "佐证文件“p.png”丢失或被改动。",
    )


def test_what_is_not_ours_stays_out_of_the_backup(tmp_path: Path) -> None:
    filled(tmp_path / "one").close()
    (tmp_path / "one" / "files" / "notes").mkdir()
    (tmp_path / "one" / "files" / "notes" / "private.txt").write_text("x")
    archive = backup.backup(tmp_path / "one", tmp_path / "copy.zip")
    with zipfile.ZipFile(archive) as packed:
        assert len(packed.namelist()) == 3
    assert not list(tmp_path.glob("*.partial"))


def test_a_backup_is_of_one_moment_while_the_store_is_open_and_writing(tmp_path: Path) -> None:
    store = filled(tmp_path / "one")
    with store.transaction():
        store.settings.set("half", "done")
        archive = backup.backup(tmp_path / "one", tmp_path / "copy.zip")
    store.close()
    backup.restore(archive, tmp_path / "two")
    again = open_store(tmp_path / "two")
    assert again.settings.get("half") is None
    again.close()


def test_a_restore_over_a_running_program_is_refused(tmp_path: Path) -> None:
    filled(tmp_path / "one").close()
    archive = backup.backup(tmp_path / "one", tmp_path / "copy.zip")
    running = filled(tmp_path / "two")
    with pytest.raises(StoreError, match="正在运行"):
        backup.restore(archive, tmp_path / "two", force=True)
    running.settings.set("still", "here")
    running.close()
    assert found_in(tmp_path / "two") == ()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.zip", "one", "two"]


def test_a_restore_over_damaged_data_sets_it_aside(tmp_path: Path) -> None:
    filled(tmp_path / "one").close()
    archive = backup.backup(tmp_path / "one", tmp_path / "copy.zip")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "wenban.db").write_bytes(b"rubbish" * 1000)
    assert backup.restore(archive, tmp_path / "two", force=True) == ()
    assert (tmp_path / "two-恢复前" / "wenban.db").read_bytes() == b"rubbish" * 1000
    assert found_in(tmp_path / "two") == ()


def test_a_missing_archive_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="没有恢复"):
        backup.restore(tmp_path / "none.zip", tmp_path / "two")


def test_a_place_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    filled(tmp_path / "one").close()
    archive = backup.backup(tmp_path / "one", tmp_path / "copy.zip")
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="没有恢复"):
        backup.restore(archive, tmp_path / "file" / "two")


def test_a_backup_that_would_not_fit_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    filled(tmp_path / "one").close()
    archive = backup.backup(tmp_path / "one", tmp_path / "copy.zip")
    with zipfile.ZipFile(archive, "a") as packed:
        packed.getinfo("wenban.db").file_size = 1 << 60
        packed.comment = b"changed"
    with pytest.raises(StoreError, match="磁盘空间不够"):
        backup.restore(archive, tmp_path / "two")
    assert not (tmp_path / "two").exists()
