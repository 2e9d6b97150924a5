"""Files and messages that mean harm, or are merely broken: a clear sentence, and nothing changed."""

from __future__ import annotations

import io
import time
import zipfile
from typing import TYPE_CHECKING

import pytest

from bot.imports import import_bank, import_tasks
from bot.ports.messages import File
from knowledge.documents import UnreadableError
from reminders.questions import WAITING
from tests.acceptance.living import Living, living

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
)


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Living]:
    with living(tmp_path, "2026-11-24T10:00") as alive:
        yield alive


def zipped(name: str, content: bytes) -> bytes:
    """An Office file in outline, with one part of our making."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, content)
    return whole.getvalue()


def facts(life: Living) -> tuple[object, ...]:
    """What must not change."""
    store = life.app.house.store
    return (store.tasks.all(2026), store.entries.all(), store.units.all(), len(store.audit.all()))


def tasks_of(life: Living, name: str, data: bytes) -> object:
    return import_tasks(life.app.house, name=name, data=data, year=2026, now=life.time, actor="test", dry_run=False)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bomb.docx", zipped("word/document.xml", b"\0" * 100_000_000)),
        ("bomb.xlsx", zipped("xl/worksheets/sheet1.xml", b" " * 100_000_000)),
        ("entity.docx", zipped("word/document.xml", ENTITY.encode())),
        ("broken.docx", b"PK\x03\x04 and nothing more"),
        ("old.doc", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600),
        ("scan.pdf", b"%PDF-1.7\n"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
        ("nothing.docx", b""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_refused_at_once_and_changes_nothing(
    life: Living, name: str, data: bytes
) -> None:
    before = facts(life)
    start = time.perf_counter()
    with pytest.raises(UnreadableError) as raised:
        tasks_of(life, name, data)
    assert time.perf_counter() - start < 5
    assert any("\u4e00" <= sign <= "\u9fff" for sign in str(raised.value))
    assert "/etc" not in str(raised.value)
    assert facts(life) == before


def test_a_formula_in_a_csv_stays_text(life: Living) -> None:
    data = "标准问题,答案,主题\n怎么办证？,=cmd|' /C calc'!A0,证件\n"
    done = import_bank(life.app.house, name="bank.csv", data=data.encode(), now=life.time, actor="test", dry_run=False)
    assert [entry.answer for entry in done.entries] == ["=cmd|' /C calc'!A0"]


def test_a_message_of_a_megabyte_is_refused_kindly(life: Living) -> None:
    said = life.told("citizen", "公" * 1_000_000)
    assert "太长" in said
    assert len(said) < 500
    assert life.app.house.store.matters.all(WAITING) == ()


@pytest.mark.parametrize("code", ["", "不对", "a" * 22, "'; DROP TABLE people; --", "../../etc/passwd"])
def test_a_wrong_code_opens_nothing(life: Living, code: str) -> None:
    person = life.app.house.store.people.at("console", "citizen")
    life.say("citizen", f"/加入 {code}")
    assert life.app.house.store.people.at("console", "citizen") == person


def test_another_units_task_cannot_be_confirmed(life: Living) -> None:
    store = life.app.house.store
    assignments = store.tasks.assignments(2026)
    mine = next(one for one in assignments if one.unit == "区司法局")
    foreign = next(
        task
        for task in store.tasks.all(2026)
        if task.id != mine.task_id and not any(a.task_id == task.id and a.unit == "区司法局" for a in assignments)
    )
    said = life.told("liaison:区司法局", f"确认 {foreign.number} https://example.gov.cn/1")
    assert "不是" in said or "没有" in said
    assert store.confirmations.of_task(foreign.id) == ()


def test_a_number_that_is_no_task_changes_nothing(life: Living) -> None:
    said = life.told("liaison:区司法局", "确认 999 https://example.gov.cn/1")
    assert "999" in said
    assert life.app.house.store.confirmations.waiting() == ()


def test_a_hostile_file_in_chat_gets_a_sentence(life: Living) -> None:
    before = facts(life)
    bomb = File(name="表.docx", content=zipped("word/document.xml", b"\0" * 100_000_000))
    said = "\n".join(reply.text for reply in life.say("admin", "", files=(bomb,)))
    assert said
    assert "出错" not in said
    assert facts(life) == before
