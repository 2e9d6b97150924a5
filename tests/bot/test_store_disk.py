"""What only a store on disk can show: other files refused, two processes, a full disk, evidence files."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from bot.store import StoreError, open_store
from bot.store.database import connect
from bot.store.migrations import migrations
from knowledge.entries import Entry
from tests.bot.store_room import filled
from tests.contracts.samples import NOW

if TYPE_CHECKING:
    from pathlib import Path


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
        sql.write("INSERT INTO people (role, name, unit, sample) VALUES ('', '', '', 'yes')")
    sql.connection.close()


def test_two_processes_see_each_others_writing_and_keep_one_chain(tmp_path: Path) -> None:
    one, two = filled(tmp_path), open_store(tmp_path)
    version = two.entries.version()
    one.entries.save([Entry(id="E1", question="问？", answer="答。")])
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


def test_questions_of_before_become_matters_without_loss(tmp_path: Path) -> None:
    raw = Database(tmp_path / "wenban.db")
    migrations.apply(raw, stop_before="m021_questions_that_close")
    at = "2026-10-24T01:30:00+00:00"
    for number, state in enumerate(("open", "answered", "withdrawn"), start=3):
        raw.execute("INSERT INTO gaps VALUES (?, ?, 7, ?, '区司法局', ?)", (number, f"问{number}", at, state))
    raw.close()
    store = open_store(tmp_path)
    found = store.matters.of_person(7)
    assert [(one.id, one.text, one.state.value, matter.id, matter.state.value) for one, matter in found] == [
        (3, "问3", "waiting", 3, "open"),
        (4, "问4", "told", 4, "answered"),
        (5, "问5", "withdrawn", 5, "closed"),
    ]
    assert {matter.unit for _, matter in found} == {"区司法局"}
    assert {matter.opened_at.isoformat() for _, matter in found} == {at}
    assert store.matters.open(unit="", entry_id="", at=found[0][1].opened_at).id == 6
    assert store.check_integrity() == ()
    store.close()


def test_questions_asked_before_are_counted_with_what_they_were_about(tmp_path: Path) -> None:
    raw = Database(tmp_path / "wenban.db")
    migrations.apply(raw, stop_before="m025_ratings_have_reasons")
    entry = '{"id": "E1", "topic": "医保", "unit": "区医保局"}'
    raw.execute("INSERT INTO entries (id, entry, sample) VALUES ('E1', ?, 0)", (entry,))
    for key in ("E1", "E2", ""):
        raw.execute(
            "INSERT INTO asked (text, decision, entry_id, confidence, at) VALUES ('问', 'answer', ?, 1.0, ?)",
            (key, "2026-10-24T01:30:00.000000+00:00"),
        )
    raw.execute("INSERT INTO ratings VALUES ('E1', 7, 0, '2026-10-24T01:30:00.000000+00:00')")
    raw.close()
    store = open_store(tmp_path)
    lines = store.question_log.between(NOW, NOW + timedelta(days=4000))
    assert [(one.topic, one.unit) for one in lines] == [("医保", "区医保局"), ("", ""), ("", "")]
    (rating,) = store.ratings.between()
    assert (rating.useful, rating.reason, rating.note) == (False, None, "")
    assert store.check_integrity() == ()
    store.close()


def test_a_dialog_of_earlier_data_goes_on_in_private(tmp_path: Path) -> None:
    raw = Database(tmp_path / "wenban.db")
    migrations.apply(raw, stop_before="m018_dialogs_have_a_place")
    raw.execute("""INSERT INTO dialogs VALUES (7, '{"step": "evidence"}', '2027-01-01T00:00:00.000000Z')""")
    raw.close()
    store = open_store(tmp_path)
    assert store.dialogs.get(7, now=NOW) == {"step": "evidence"}
    assert store.dialogs.get(7, now=NOW, place="telegram:-7") == {}
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
