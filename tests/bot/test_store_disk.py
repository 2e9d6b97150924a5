"""What only a store on disk can show: damage found, other files refused, safe copies."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from bot.store import SqliteStore, StoreError, backup, open_store
from bot.store.migrations import migrations
from reminders.confirmations import Confirmation, Evidence, EvidenceKind, ReviewState
from reminders.schedule import Deadline, Kind
from reminders.tasks import Task
from reminders.units import UnitPhrase

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2022, 10, 24, 1, 0, tzinfo=UTC)
LINK = "https://example.gov.cn/proof"


def filled(folder: Path) -> SqliteStore:
    """A store with one reviewed confirmation that has a link and a file."""
    store = open_store(folder)
    deadline = Deadline(wording="10月底前", kind=Kind.ONCE, occurrences=(date(2022, 10, 31),))
    task = Task(
        id="2022-4",
        year=2022,
        number=4,
        name="名称",
        content="",
        units=UnitPhrase(),
        units_text="",
        deadlines=(deadline,),
        deadline_text="10月底前",
    )
    store.tasks.save(2022, "表", [task], [])
    digest = store.files.put(b"picture")
    stored = store.confirmations.add(
        Confirmation(
            id=0,
            occurrence="2022-4/1/1",
            task_id="2022-4",
            unit="区司法局",
            person_id=1,
            evidence=(
                Evidence(kind=EvidenceKind.LINK, value=LINK),
                Evidence(kind=EvidenceKind.FILE, value="p.png", digest=digest, size=7),
            ),
            state=ReviewState.SUBMITTED,
            submitted_at=NOW,
        )
    )
    store.confirmations.review(stored.id, state=ReviewState.RETURNED, by=2, at=NOW, reason="看不清楚这张图片")
    return store


def flipped(path: Path, needle: bytes, place: int) -> None:
    data = bytearray(path.read_bytes())
    at = data.index(needle) + place
    data[at] ^= 1
    path.write_bytes(bytes(data))


def found_in(folder: Path) -> tuple[str, ...]:
    store = open_store(folder)
    try:
        return store.check_integrity()
    finally:
        store.close()


def test_a_sound_store_has_nothing_to_report(tmp_path: Path) -> None:
    filled(tmp_path).close()
    assert found_in(tmp_path) == ()


@pytest.mark.parametrize(
    "needle", [LINK, "confirmation.reviewed", "person:2", "看不清楚这张图片", "2022-4/1/1区司法局", "p.png"]
)
def test_one_flipped_byte_is_found(tmp_path: Path, needle: str) -> None:
    filled(tmp_path).close()
    flipped(tmp_path / "wenban.db", needle.encode(), 3)
    assert found_in(tmp_path) != ()


def test_a_changed_or_missing_evidence_file_is_found(tmp_path: Path) -> None:
    filled(tmp_path).close()
    (proof,) = (tmp_path / "files").glob("*/*")
    proof.write_bytes(b"other")
    assert found_in(tmp_path) == ("佐证文件“p.png”丢失或被改动。",)
    proof.unlink()
    assert found_in(tmp_path) == ("佐证文件“p.png”丢失或被改动。",)


def test_a_deleted_confirmation_is_found(tmp_path: Path) -> None:
    filled(tmp_path).close()
    with sqlite3.connect(tmp_path / "wenban.db") as raw:
        raw.execute("DELETE FROM evidence")
        raw.execute("DELETE FROM confirmations")
    raw.close()
    assert found_in(tmp_path) == ("确认 1 与留痕不一致，被改动过。",)


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_the_audit_log_refuses_changes(tmp_path: Path, statement: str) -> None:
    filled(tmp_path).close()
    raw = sqlite3.connect(tmp_path / "wenban.db")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(statement)
    raw.close()


def test_a_broken_chain_names_the_line(tmp_path: Path) -> None:
    filled(tmp_path).close()
    raw = sqlite3.connect(tmp_path / "wenban.db", isolation_level=None)
    raw.execute("DROP TRIGGER audit_never_changes")
    raw.execute("UPDATE audit SET actor = 'person:9' WHERE seq = 2")
    raw.close()
    store = open_store(tmp_path)
    assert store.audit.verify() == 2
    assert any("第2条" in line for line in store.check_integrity())
    store.close()


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "wenban.db").write_bytes(b"not a database at all, but long enough to look at" * 30)
    with pytest.raises(StoreError, match="不是问办的数据"):
        open_store(tmp_path)


def test_data_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    raw = sqlite3.connect(tmp_path / "wenban.db", isolation_level=None)
    raw.execute(
        f"INSERT INTO {migrations.migrations_table} (migration_set, name, applied_at) VALUES ('wenban', 'm999', '')"  # noqa: S608 - a constant
    )
    raw.close()
    with pytest.raises(StoreError, match="更新版本"):
        open_store(tmp_path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="建不了数据目录"):
        open_store(tmp_path / "file" / "data")


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
    backup.restore(archive, tmp_path / "two", force=True)
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
