"""A notice to 5,000: some blocked, one joining meanwhile, kill -9 twice, stopped and resumed once, then corrected."""

from __future__ import annotations

import asyncio
import itertools
import json
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bot.app import App, open_app
from bot.config import Config
from bot.ports.messages import Incoming
from bot.ports.people import Person, Role
from bot.relay import WIDTH
from reminders.notices import NoticeState
from reminders.outbox import DeliveryState
from tests.acceptance.notice_worker import BLOCKED, BUSY, TOO_LONG, clock_from

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reminders.notices import Progress

CITIZENS = 5000
KILLS = 2
UNSENT = len(BLOCKED) + len(BUSY) + len(TOO_LONG)
PATIENCE = 240.0
"""Seconds for each part of the story on a machine that is busy with other things."""


@dataclass
class Story:
    """The office at its desk, beside the process that sends."""

    folder: Path
    base: float = field(default_factory=time.monotonic)
    total: int = 0
    looks: int = 0
    told: int = 0
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.app: App = open_app(self.folder, Config(), clock=clock_from(self.base))
        people = self.app.house.store.people
        with self.app.house.store.transaction():
            for seat in ("author", "second"):
                people.add(Person(id=0, role=Role.ADMIN, name=seat), channel="web", address=seat)
            for channel, address in (("web", "demo:citizen"), ("console", "citizen")):
                people.mark_dead(channel, address, reason="不在这里")
            for number in range(CITIZENS):
                people.add(Person(id=0, role=Role.CITIZEN), channel="console", address=f"c{number}")

    def say(self, seat: str, text: str, *, channel: str = "web") -> str:
        incoming = Incoming(
            channel=channel, address=seat, message_id=f"m{next(self._numbers)}", text=text, at=self.app.now()
        )
        return "\n".join(reply.text for reply in asyncio.run(self.app.receive(incoming)))

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.acceptance.notice_worker", str(self.folder), str(self.base)]
        self._process = subprocess.Popen(command)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def marks(self, title: str) -> Counter[str]:
        """How often each address got a message of that title."""
        path = self.folder / "wire"
        text = path.read_text() if path.exists() else ""
        told = (json.loads(line) for line in text.split("\n")[:-1])
        return Counter(address for address, words in told if words.startswith(title))

    def look(self, number: int) -> Progress:
        """The counts at this moment: they add up, and nobody who was told is forgotten."""
        people, groups = self.app.house.store.notices.progress(number)
        assert (people.total, groups.total) == (self.total, 0)
        assert people.sent >= self.told
        self.told = people.sent
        self.looks += 1
        return people

    def until(self, number: int, sent: int) -> Progress:
        """Look again and again until so many have been told."""
        end = time.monotonic() + PATIENCE
        while (people := self.look(number)).sent < sent:
            assert time.monotonic() < end, people
            time.sleep(0.05)
        return people

    def settled(self, number: int) -> None:
        """Wait until nothing of a notice is under way."""
        end = time.monotonic() + PATIENCE
        while self.app.house.store.outbox.of_batch(f"notice:{number}").get(DeliveryState.CLAIMED):
            assert time.monotonic() < end
            time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_notice_to_5000_reaches_each_once_and_its_correction_the_same(tmp_path: Path) -> None:
    story = Story(tmp_path / "data")
    with closing(story.app):
        _confirmed(story)
        story.start()
        try:
            _sent(story)
            _corrected(story)
        finally:
            story.kill()
    assert story.looks > KILLS


def _confirmed(story: Story) -> None:
    """Written by one admin, agreed to by another; who joins between is in, who joins later is not."""
    for text in ("/通知", "明天停水，请提前储水。"):
        story.say("author", text)
    assert f"共{CITIZENS}人" in story.say("author", "群众")
    assert "要另一位管理员同意" in story.say("author", "确认发送")
    story.say("a-minute-before", "你好", channel="console")
    assert "要另一位管理员同意" in story.say("author", "同意发送 1")
    assert story.app.house.store.notices.progress(1)[0].total == 0
    assert "已同意" in story.say("second", "同意发送 1")
    story.total = CITIZENS + 1
    story.look(1)
    story.say("meanwhile", "你好", channel="console")


def _sent(story: Story) -> None:
    """Two kills, a stop and a resumption."""
    for place in range(KILLS):
        story.until(1, 1000 * (place + 1))
        story.kill()
        story.look(1)
        story.start()
    story.until(1, 3000)
    assert "已停止" in story.say("author", "停止 1")
    answered = sum(story.marks("【通知】").values())
    story.settled(1)
    after = sum(story.marks("【通知】").values())
    assert after - answered <= WIDTH
    assert story.look(1).stopped > 0
    time.sleep(0.5)
    assert sum(story.marks("【通知】").values()) == after
    story.say("author", "继续 1")
    people = story.until(1, CITIZENS + 1 - UNSENT)
    story.settled(1)
    people = story.look(1)
    assert (people.sent, people.failed + people.waiting) == (CITIZENS + 1 - UNSENT, UNSENT)
    told = story.marks("【通知】")
    expected = {f"c{number}" for number in range(CITIZENS)} - BLOCKED - BUSY - TOO_LONG
    assert told.keys() == expected | {"a-minute-before"}
    assert max(told.values()) <= 1 + KILLS
    assert sum(told.values()) - len(told) <= KILLS * WIDTH
    said = story.say("author", "通知 1")
    assert "没发出12个：对方已把本账号拉黑" in said
    assert "没发出1个：平台不收这条消息" in said


def _corrected(story: Story) -> None:
    """To exactly those who got the first."""
    assert f"共{CITIZENS + 1 - UNSENT}人" in story.say("author", "更正 1 后天停水，请提前储水。")
    story.say("author", "确认发送")
    assert story.app.house.store.notices.progress(2)[0].total == 0
    story.say("second", "同意发送 2")
    story.total, story.told = CITIZENS + 1 - UNSENT, 0
    story.until(2, story.total)
    story.settled(2)
    corrected = story.marks("【通知更正】")
    assert corrected == Counter(dict.fromkeys(story.marks("【通知】"), 1))
    notice = story.app.house.store.notices.get(2)
    assert notice is not None
    assert notice.state in {NoticeState.SENDING, NoticeState.DONE}
