"""What only a store on disk can show: damage found, other files refused, two processes, a full disk."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from bot.store import SqliteStore, StoreError, open_store
from bot.store.database import connect
from bot.store.migrations import migrations
from reminders.confirmations import Confirmation, Evidence, EvidenceKind, ReviewState
from reminders.schedule import Deadline, Kind
from reminders.tasks import Task
from reminders.units import UnitPhrase

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2022, 10, 24, 1, 0, tzinfo=UTC)
PAGE_SIZE = 4096
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


def flipped(path: Path, needle: bytes, place: int, *, mask: int = 1) -> None:
    data = bytearray(path.read_bytes())
    at = data.index(needle) + place
    data[at] ^= mask
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


def rows_on_page(data: bytes, page: int) -> list[int]:
    """Where on a leaf page of the file something is stored: its header, its cells."""
    start = (page - 1) * PAGE_SIZE
    cells, content = (int.from_bytes(data[start + at : start + at + 2], "big") for at in (3, 5))
    return [*range(start, start + 8 + 2 * cells), *range(start + content, start + PAGE_SIZE)]


def said_in(folder: Path, table: str) -> list[object]:
    raw = sqlite3.connect(folder / "wenban.db")
    try:
        return raw.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - names of the table of cases
    finally:
        raw.close()


@pytest.mark.slow
@pytest.mark.parametrize("table", ["audit", "confirmations", "evidence"])
def test_any_flipped_bit_that_changes_what_is_said_is_found(tmp_path: Path, table: str) -> None:
    filled(tmp_path).close()
    path = tmp_path / "wenban.db"
    raw = sqlite3.connect(path)
    (page,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    raw.close()
    sound, said = path.read_bytes(), said_in(tmp_path, table)
    missed = []
    for place in rows_on_page(sound, page):
        damaged = bytearray(sound)
        damaged[place] ^= 1 << place % 8
        path.write_bytes(bytes(damaged))
        try:
            found = found_in(tmp_path)
        except StoreError as error:
            found = (str(error),)
        if not found and said_in(tmp_path, table) != said:
            missed.append(place)
    assert missed == []


def test_letters_that_are_no_letters_are_found_in_any_table(tmp_path: Path) -> None:
    filled(tmp_path).close()
    flipped(tmp_path / "wenban.db", "10月底前".encode(), 2, mask=0x80)
    assert any("tasks" in line for line in found_in(tmp_path))


def test_rows_that_belong_to_nothing_are_found(tmp_path: Path) -> None:
    filled(tmp_path).close()
    raw = sqlite3.connect(tmp_path / "wenban.db", isolation_level=None)
    raw.execute("INSERT INTO assignments VALUES ('2022-99', '区司法局', 'lead', '', 0)")
    raw.close()
    assert found_in(tmp_path) == ("表 assignments 有一行指向不存在的记录。",)


@pytest.mark.parametrize("detail", ["{}", "not json", '{"confirmation":"x","fingerprint":""}'])
def test_an_oath_that_cannot_be_read_swears_to_nothing(tmp_path: Path, detail: str) -> None:
    filled(tmp_path).close()
    raw = sqlite3.connect(tmp_path / "wenban.db", isolation_level=None)
    raw.execute("DROP TRIGGER audit_never_changes")
    raw.execute("UPDATE audit SET detail = ?", (detail,))
    raw.close()
    found = found_in(tmp_path)
    assert any("第1条" in line for line in found)
    assert any("确认 1 " in line for line in found)


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to look at" * 30, b"\0" * 8192])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "wenban.db").write_bytes(content)
    with pytest.raises(StoreError, match="不是问办的数据"):
        open_store(tmp_path)


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "wenban.db", isolation_level=None)
    raw.execute("CREATE TABLE people (id INTEGER)")
    with pytest.raises(StoreError, match="不是问办的数据"):
        open_store(tmp_path)
    assert raw.execute("SELECT name FROM sqlite_master").fetchall() == [("people",)]
    raw.close()


def test_a_full_disk_is_said_and_nothing_is_half_saved(tmp_path: Path) -> None:
    sql = connect(tmp_path / "wenban.db")
    sql.write("INSERT INTO settings VALUES ('before', '')")
    (pages,) = sql.rows("PRAGMA page_count")
    sql.rows(f"PRAGMA max_page_count={pages['page_count']}")

    def fill() -> None:
        with sql.transaction():
            sql.write("INSERT INTO settings VALUES ('small', '')")
            with pytest.raises(StoreError, match="磁盘满了"):
                sql.write("INSERT INTO settings VALUES ('large', ?)", ("x" * 100_000,))
            # someone above caught the first error and goes on
            sql.write("INSERT INTO settings VALUES ('after', '')")

    with pytest.raises(StoreError, match="全部没有保存"):
        fill()
    assert [row["key"] for row in sql.rows("SELECT key FROM settings")] == ["before"]
    sql.write("INSERT INTO settings VALUES ('again', '')")
    sql.connection.close()


def test_data_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    sql = connect(tmp_path / "wenban.db")
    sql.rows("PRAGMA query_only=ON")
    with pytest.raises(StoreError, match="写权限"):
        sql.write("INSERT INTO settings VALUES ('a', '')")
    sql.connection.close()


def test_a_place_where_no_file_can_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "wenban.db").mkdir()
    with pytest.raises(StoreError, match="写权限"):
        open_store(tmp_path)


def test_data_that_another_program_holds_is_said(tmp_path: Path) -> None:
    sql = connect(tmp_path / "wenban.db")
    sql.rows("PRAGMA busy_timeout=50")
    other = sqlite3.connect(tmp_path / "wenban.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="另一个程序占用"):
        sql.write("INSERT INTO settings VALUES ('a', '')")
    other.execute("ROLLBACK")
    assert sql.write("INSERT INTO settings VALUES ('a', '')") == 1
    other.close()
    sql.connection.close()


def test_our_own_mistakes_are_not_dressed_up() -> None:
    sql = connect(None)
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        sql.rows("SELECT * FROM nobody")
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
        sql.write("INSERT INTO people VALUES (1, '', '', '', 'yes')")
    sql.connection.close()


def test_damaged_letters_are_said_when_they_are_read(tmp_path: Path) -> None:
    filled(tmp_path).close()
    flipped(tmp_path / "wenban.db", "10月底前".encode(), 2, mask=0x80)
    store = open_store(tmp_path)
    with pytest.raises(StoreError, match="已损坏"):
        store.tasks.all(2022)
    store.close()


def test_two_processes_see_each_others_writing_and_keep_one_chain(tmp_path: Path) -> None:
    one, two = filled(tmp_path), open_store(tmp_path)
    version = two.entries.version()
    one.entries.remove_samples()
    assert two.entries.version() != version
    for turn in range(4):
        (one if turn % 2 else two).audit.add(at=NOW, actor="a", action=str(turn), subject="s", detail={})
    assert [event.action for event in one.audit.all(subject="s")] == ["0", "1", "2", "3"]
    assert two.audit.verify() is None
    one.close()
    two.close()


def test_several_processes_may_open_new_data_at_once(tmp_path: Path) -> None:
    gate = threading.Barrier(6)

    def write(number: int) -> int:
        gate.wait()
        store = open_store(tmp_path)
        for _ in range(5):
            store.audit.add(at=NOW, actor="a", action=str(number), subject="s", detail={})
        store.close()
        return number

    with ThreadPoolExecutor(max_workers=6) as pool:
        assert sorted(pool.map(write, range(6))) == [0, 1, 2, 3, 4, 5]
    store = open_store(tmp_path)
    assert len(store.audit.all()) == 30
    assert store.check_integrity() == ()
    store.close()


def test_a_folder_of_earlier_data_is_brought_up_to_date(tmp_path: Path) -> None:
    raw = Database(tmp_path / "wenban.db")
    migrations.apply(raw, stop_before="m002_replies_shown_once")
    raw.close()
    store = open_store(tmp_path)
    assert store.mailbox.append(1, text="在", reply=None, at=NOW).id == 1
    assert store.check_integrity() == ()
    store.close()


def test_files_that_cannot_be_kept_are_said(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    (tmp_path / "files").write_text("in the way")
    with pytest.raises(StoreError, match="佐证文件没有存下来"):
        store.files.put(b"proof")
    store.close()


def test_a_damaged_file_is_written_anew(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    digest = store.files.put(b"proof")
    (kept,) = (tmp_path / "files").glob("*/*")
    kept.write_bytes(b"other")
    assert store.files.get(digest) is None
    assert store.files.put(b"proof") == digest
    assert store.files.get(digest) == b"proof"
    assert [path.name for path in (tmp_path / "files").glob("*/*")] == [digest]
    store.close()


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


def test_a_file_whose_place_is_taken_leaves_nothing_behind(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    digest = store.files.put(b"proof")
    place = tmp_path / "files" / digest[:2] / digest
    place.unlink()
    place.mkdir()
    with pytest.raises(StoreError, match="佐证文件没有存下来"):
        store.files.put(b"proof")
    assert list(place.parent.iterdir()) == [place]
    store.close()
