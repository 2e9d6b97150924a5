"""One flipped byte, one changed row, one missing file: the self-check finds it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from bot.store import StoreError, open_store
from bot.store.seals import LENGTH, SEALED
from tests.bot.store_room import LINK, every_table, filled, flipped, found_in

if TYPE_CHECKING:
    from pathlib import Path

PAGE_SIZE = 4096


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


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'x'",
        "DELETE FROM audit",
        "UPDATE entry_versions SET entry = ''",
        "DELETE FROM entry_versions",
    ],
)
def test_what_is_only_added_to_refuses_changes(tmp_path: Path, statement: str) -> None:
    every_table(tmp_path)
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
        if not found_in(tmp_path) and said_in(tmp_path, table) != said:
            missed.append(place)
    assert missed == []


def test_letters_that_are_no_letters_are_found_in_any_table(tmp_path: Path) -> None:
    filled(tmp_path).close()
    flipped(tmp_path / "wenban.db", "10月底前".encode(), 2, mask=0x80)
    assert any("tasks" in line for line in found_in(tmp_path))


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("entries", "entry = replace(entry, '1000', '7000')"),
        ("units", "position = 9"),
        ("tasks", "deadlines = replace(deadlines, '10-31', '10-30')"),
        ("assignments", "part = 'support'"),
        ("reminders", "unit = '区财政局'"),
        ("deliveries", "payload = ''"),
        ("notices", "text = '不开会'"),
        ("people", "role = 'admin'"),
        ("drafts", "fields = '{}'"),
        ("phrasings", "text = '能领多少'"),
    ],
)
def test_a_changed_row_is_found_by_its_seal(tmp_path: Path, table: str, change: str) -> None:
    every_table(tmp_path)
    assert found_in(tmp_path) == ()
    raw = sqlite3.connect(tmp_path / "wenban.db", isolation_level=None)
    raw.execute(f"UPDATE {table} SET {change}")  # noqa: S608 - literals of the table of cases
    raw.close()
    (found,) = found_in(tmp_path)
    assert table in found


def test_a_changed_version_is_found_by_its_seal(tmp_path: Path) -> None:
    every_table(tmp_path)
    raw = sqlite3.connect(tmp_path / "wenban.db", isolation_level=None)
    (trigger,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'entry_versions_never_change'").fetchone()
    raw.execute("DROP TRIGGER entry_versions_never_change")
    raw.execute("UPDATE entry_versions SET entry = replace(entry, '1000', '7000')")
    raw.execute(trigger)
    raw.close()
    assert found_in(tmp_path) == ("表 entry_versions 里“E1”一行与写入时不一样，已损坏或被改动。",)


def test_what_stood_in_the_bank_before_becomes_a_first_version(tmp_path: Path) -> None:
    every_table(tmp_path)
    raw = sqlite3.connect(tmp_path / "wenban.db", isolation_level=None)
    later = ("pushed", "pushes", "push_wishes", "subscriptions")
    for table in (*later, "entry_versions", "drafts", "offered", "phrasing_taps", "phrasings"):
        raw.execute(f"DROP TABLE {table}")
    # the later step has an index on what this one makes
    raw.execute("DELETE FROM _sqlite_migrations WHERE name IN ('m005_the_banks_life', 'm023_subscriptions')")
    raw.close()
    store = open_store(tmp_path)
    (first,) = store.entries.history("E1")
    assert (first.version, first.entry, first.change) == (1, store.entries.get("E1"), None)
    store.close()
    assert found_in(tmp_path) == ()


def test_every_sealed_table_has_a_case(tmp_path: Path) -> None:
    every_table(tmp_path)
    raw = sqlite3.connect(tmp_path / "wenban.db")
    rows = {table: raw.execute(f"SELECT seal FROM {table}").fetchall() for table in SEALED}  # noqa: S608 - our names
    raw.close()
    assert all(rows.values())
    assert all(len(seal) == LENGTH for found in rows.values() for (seal,) in found)


def test_rows_from_before_there_were_seals_are_let_be(tmp_path: Path) -> None:
    every_table(tmp_path)
    raw = sqlite3.connect(tmp_path / "wenban.db", isolation_level=None)
    raw.execute("UPDATE people SET seal = '', name = 'x'")
    raw.close()
    assert found_in(tmp_path) == ()


@pytest.mark.parametrize("old", ["audit_never_shrinks BEFORE", "units_text TEXT", "units TEXT"])
def test_a_damaged_schema_is_found(tmp_path: Path, old: str) -> None:
    filled(tmp_path).close()
    flipped(tmp_path / "wenban.db", old.encode(), 1)
    assert found_in(tmp_path) != ()


def test_rows_that_belong_to_nothing_are_found(tmp_path: Path) -> None:
    filled(tmp_path).close()
    raw = sqlite3.connect(tmp_path / "wenban.db", isolation_level=None)
    raw.execute("INSERT INTO assignments (task_id, unit, part, via, uncertain) VALUES ('9', '', '', '', 0)")
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


def test_damaged_letters_are_said_when_they_are_read(tmp_path: Path) -> None:
    filled(tmp_path).close()
    flipped(tmp_path / "wenban.db", "10月底前".encode(), 2, mask=0x80)
    store = open_store(tmp_path)
    with pytest.raises(StoreError, match="已损坏"):
        store.tasks.all(2022)
    store.close()
