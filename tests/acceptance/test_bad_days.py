"""Acceptance 4 of the duties: a full disk, a folder that may only be read, data that is held, a wrong clock.

Each time the person is told in plain Chinese, the log has a line, nothing is half-written, and afterwards the same
works.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from bot.config import Config
from bot.config.sections import WebConfig
from bot.imports import import_tasks
from bot.ports.messages import File
from bot.ports.people import Person, Role
from bot.store import StoreError, open_store
from reminders.outbox import DeliveryState
from tests.acceptance.living import Living, at, living
from tests.bot.web_browser import Browser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from bot.ports.messages import Reply

UNIT = "区司法局"
SEAT = "7001"
MORNING = "2022-10-24T09:30"
TABLE = """# 2022年任务表

| 序号 | 任务名称 | 任务内容 | 责任单位 | 时间节点 |
|---|---|---|---|---|
| 4 | 行政处罚信息公开 | 内容 | 区司法局 | 10月底前 |
| 5 | 执法信息公开 | 内容 | 区司法局 | 10月底前 |
"""
ROOT = Path(__file__).parents[2]
PROOF = File(name="截图.png", content=os.urandom(3_000_000))
"""A proof that does not fit on what is left of a full disk."""


class Telegram:
    """A channel that keeps nothing in our database."""

    name = "telegram"

    def __init__(self) -> None:
        self.sent: list[Reply] = []

    async def send(self, _: str, reply: Reply, *, first: bool = False) -> None:
        del first
        self.sent.append(reply)


def furnish(life: Living) -> Telegram:
    """A table, and a liaison of one unit on Telegram."""
    house = life.app.house
    import_tasks(house, name="t.md", data=TABLE.encode(), year=2022, now=life.time, actor="test", dry_run=False)
    for one in house.store.units.all():
        house.store.people.mark_dead("console", f"liaison:{one.name}", reason="离开了")
        house.store.people.mark_dead("web", f"demo:liaison:{one.name}", reason="离开了")
    house.store.people.add(Person(id=0, role=Role.LIAISON, unit=UNIT), channel="telegram", address=SEAT)
    telegram = Telegram()
    life.app.add(telegram)
    return telegram


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of a few megabytes; only the administrator of a machine may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(place)],  # noqa: S607 - the system's own
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("no disk can be made here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)  # noqa: S607 - as above


@contextlib.contextmanager
def full(life: Living) -> Iterator[None]:
    """Something else fills the disk to its last byte."""
    filler = life.folder.parent / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"\0" * 4096):
            pass
    try:
        yield
    finally:
        filler.unlink()


@contextlib.contextmanager
def read_only(life: Living) -> Iterator[None]:
    """The disk may only be read."""
    place = str(life.folder.parent)
    life.app.close()
    subprocess.run(["mount", "-o", "remount,ro", place], check=True)  # noqa: S607 - the system's own
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", place], check=True)  # noqa: S607 - as above
        life.restart()


HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def held(life: Living) -> Iterator[None]:
    """Another program writes, and does not end."""
    life.app.house.store._sql.rows("PRAGMA busy_timeout=50")  # type: ignore[attr-defined]  # noqa: SLF001 - a test waits less
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(life.folder / "wenban.db")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        try:
            yield
        finally:
            other.communicate("")


@contextlib.contextmanager
def out_of_pages(life: Living) -> Iterator[None]:
    """The database may not grow."""
    sql = life.app.house.store._sql  # type: ignore[attr-defined]  # noqa: SLF001 - no port sets this
    (pages,) = sql.rows("PRAGMA page_count")
    sql.rows(f"PRAGMA max_page_count={pages['page_count']}")
    try:
        yield
    finally:
        sql.rows("PRAGMA max_page_count=1073741823")


def everything(folder: Path) -> list[str]:
    """All that is stored, as text."""
    with contextlib.closing(sqlite3.connect(folder / "wenban.db")) as raw:
        return list(raw.iterdump())


def check_trouble(life: Living, trouble: Callable[[Living], AbstractContextManager[None]]) -> None:
    """What is said in the trouble is refused plainly and leaves nothing; said again afterwards it works."""
    telegram = furnish(life)
    before = everything(life.folder)
    words = "确认 4 " + "已在门户网站公开；" * 150
    with trouble(life):
        (answer,) = life.say(SEAT, words, channel="telegram", message_id="one")
        assert "没有办成" in answer.text
        assert "稍后再发一次" in answer.text
        with pytest.raises(StoreError):
            life.tick(MORNING)
        assert telegram.sent == []
    assert everything(life.folder) == before
    (answer,) = life.say(SEAT, words, channel="telegram", message_id="one")
    assert "已收到" in answer.text
    (stored,) = life.app.house.store.confirmations.waiting()
    assert stored.evidence[0].value.startswith("已在门户网站公开")
    life.tick(MORNING)
    assert [reply.title for reply in telegram.sent] == ["【工作提醒】区司法局  10月24日"]
    assert life.app.integrity() == ()


def failures(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.levelno >= logging.WARNING]


def test_data_that_another_program_holds(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with living(tmp_path / "data", MORNING) as life:
        check_trouble(life, held)
    assert "message_failed" in failures(caplog)


def test_a_database_without_a_page_left(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with living(tmp_path / "data", MORNING) as life:
        furnish(life)
        before = everything(life.folder)
        words = "确认 4 " + "已在门户网站公开；" * 150
        with out_of_pages(life):
            (answer,) = life.say(SEAT, words, channel="telegram", message_id="one")
            assert "没有办成" in answer.text
        assert everything(life.folder) == before
        (answer,) = life.say(SEAT, words, channel="telegram", message_id="one")
        assert "已收到" in answer.text
    assert "message_failed" in failures(caplog)


def test_a_full_disk(disk: Path, caplog: pytest.LogCaptureFixture) -> None:
    with living(disk / "data", MORNING) as life:
        check_trouble(life, full)
    assert "message_failed" in failures(caplog)


def test_a_proof_for_which_there_is_no_room(disk: Path, caplog: pytest.LogCaptureFixture) -> None:
    with living(disk / "data", MORNING) as life:
        furnish(life)
        before = everything(life.folder)
        with full(life):
            (answer,) = life.say(SEAT, "确认 4", channel="telegram", message_id="1", files=(PROOF,))
            assert "没有办成" in answer.text
        assert [path for path in (life.folder / "files").rglob("*") if path.is_file()] == []
        assert life.app.house.store.confirmations.waiting() == ()
        assert len(everything(life.folder)) - len(before) <= 3
        (answer,) = life.say(SEAT, "确认 4", channel="telegram", message_id="2", files=(PROOF,))
        assert "已收到" in answer.text
        assert life.app.integrity() == ()
    assert "message_failed" in failures(caplog)


def test_a_folder_that_may_only_be_read_is_said_at_the_start(disk: Path) -> None:
    with living(disk / "data", MORNING) as life:
        furnish(life)
        before = everything(life.folder)
        with read_only(life):
            said = subprocess.run(
                [sys.executable, "-m", "bot", "chat", "--as", "citizen", "--data", str(life.folder)],
                cwd=ROOT,
                input="你好\n",
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )
            assert said.returncode == 1
            assert "写权限" in said.stderr
            assert "Traceback" not in said.stderr
        assert everything(life.folder) == before
        (answer,) = life.say(SEAT, "确认 4 https://example.gov.cn/1", channel="telegram")
        assert "已收到" in answer.text


def test_the_web_chat_says_it_too(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with living(tmp_path / "data", MORNING) as life:
        browser = Browser(life.app)
        token = browser.token()
        with held(life):
            answer = browser.post("/chat", {"text": "你好"}, token=token, headers={"accept": "application/json"})
            assert answer.status_code == 500
            assert "刚才的操作没有成功，请稍后再试" in answer.json()["problem"]
        assert "您好" in browser.post("/chat", {"text": "你好"}, headers={"accept": "application/json"}).text
    assert "page_failed" in failures(caplog)


def test_the_terminal_says_it_too(tmp_path: Path) -> None:
    with living(tmp_path / "data", MORNING) as life, out_of_pages(life):
        with pytest.raises(StoreError, match="没有保存"):
            life.say("citizen", "老人补贴" * 400)
        assert "您好" in life.told("citizen", "帮助") or life.app.integrity() == ()


async def serve_through_trouble(life: Living, said: Callable[[], list[str]]) -> None:
    """Serve, be held up, say so in the log, answer all the same, and end as on a signal."""
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(life.app.serve(Config(web=WebConfig(port=0)), ready=address.set_result))
    await address
    async with httpx.AsyncClient() as client:
        with held(life):
            for _ in range(200):
                life.app._due.set()  # noqa: SLF001 - as any message does
                await asyncio.sleep(0.05)
                if "sending_failed" in said():
                    break
            assert not serving.done()
            assert (await client.get(f"{address.result()}healthz")).status_code == 200
    signal.raise_signal(signal.SIGTERM)
    await serving


def test_a_program_that_serves_outlives_the_trouble(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        with living(tmp_path / "data", "2022-10-22T10:00") as life:
            asyncio.run(serve_through_trouble(life, lambda: failures(caplog)))
    finally:
        signal.signal(signal.SIGTERM, before)
    assert "sending_failed" in failures(caplog)


@pytest.mark.parametrize("wrong", ["2000-01-04T10:00", "2099-03-02T10:00"])
def test_a_wrong_clock_loses_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture, wrong: str) -> None:
    with living(tmp_path / "data", MORNING) as life:
        telegram = furnish(life)
        life.tick("2022-10-21T09:30")
        before = len(telegram.sent)
        life.tick(wrong)
        assert len(telegram.sent) == before
        assert failures(caplog) == ["clock_jumped"]
        (list_,) = life.say(SEAT, "我的任务", channel="telegram")
        assert "行政处罚信息公开" in list_.text
        (answer,) = life.say(SEAT, "确认 5 https://example.gov.cn/5", channel="telegram")
        assert "已收到" in answer.text
        life.say("admin", "待审核")
        life.time = at("2022-10-24T09:30")
        life.tick()
        # the office reads of it now, not in 2099, and the unit of the duty it has left
        assert any(UNIT in reply.text and "执法信息公开" in reply.text for reply in life.mail("admin"))
        assert "行政处罚信息公开" in telegram.sent[-1].text
        assert "执法信息公开" not in telegram.sent[-1].text
        assert set(life.app.house.store.outbox.counts()) == {DeliveryState.SENT}
        assert life.app.integrity() == ()


def test_what_was_claimed_by_a_clock_that_ran_ahead_is_sent(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with living(tmp_path / "data", MORNING) as life:
        telegram = furnish(life)
        life.say(SEAT, "确认 4 https://example.gov.cn/4", channel="telegram")
        number = life.app.house.store.confirmations.waiting()[0].id
        life.say("admin", f"通过 {number}")
        ahead = at("2099-03-02T10:00")
        while life.app.house.store.outbox.claim(now=ahead, urgent_only=False):
            pass  # and then the power fails
        life.restart()
        life.app.add(telegram)
        life.tick(MORNING)
        assert any("通过" in reply.text for reply in telegram.sent)
        assert "clock_ran_ahead" in failures(caplog)


@pytest.mark.parametrize("minutes", [-59, -30, 0, 1, 600])
def test_an_ordinary_night_is_no_wrong_clock(tmp_path: Path, caplog: pytest.LogCaptureFixture, minutes: int) -> None:
    with living(tmp_path / "data", MORNING) as life:
        life.tick()
        life.tick(life.time + timedelta(minutes=minutes))
    assert failures(caplog) == []


def test_data_opened_while_another_program_holds_them_is_said(tmp_path: Path) -> None:
    with living(tmp_path / "data", MORNING) as life:
        store = open_store(life.folder)
        with held(life):
            store._sql.rows("PRAGMA busy_timeout=50")  # noqa: SLF001 - a test waits less
            with pytest.raises(StoreError, match="另一个程序占用，请稍后再试"):
                store.settings.set("a", "b")
        store.settings.set("a", "b")
        store.close()
