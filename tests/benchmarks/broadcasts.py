"""A broadcast through the whole program and its Telegram channel to the strict Bot API service, with kills meanwhile.

As a program it is the bot itself: `python -m tests.benchmarks.broadcasts DIR URL SCALE BASE`. `SCALE` makes the limits'
seconds pass so much faster, `BASE` is when, on the machine's own counter, the office's day began: a program that is
started again goes on with the same day.
"""

from __future__ import annotations

import asyncio
import math
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app import open_app
from bot.channels.pacing import Limit
from bot.channels.telegram import connection
from bot.config import Config, Secret
from bot.config.sections import TelegramConfig, WebConfig
from bot.ports.house import LOCAL
from bot.ports.people import Person, Role
from tests.peers.bot_api import TOKEN

if TYPE_CHECKING:
    from tests.peers.bot_api import BotApi

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=LOCAL)
ROOT = Path(__file__).parents[2]
ADMIN, SECOND, ASKING, FIRST = 1, 2, 1_000, 100_000
"""The admin's chat, the first of those who ask, the first of those who are told."""
NOTICE = "明天上午九点起，社保大厅搬到新址办公，电话不变。"
QUESTION = "失业金怎么领"
LOOK_SECONDS = 0.05
ANSWER_SECONDS = 10.0
PER_SECOND = 30
PAGE_BYTES = 4096


def prepare(folder: Path, chats: int) -> None:
    """An office whose two admins and citizens are on Telegram."""
    app = open_app(folder, Config(), clock=lambda: MORNING)
    people = app.house.store.people
    with app.house.store.transaction():
        for admin in (ADMIN, SECOND):
            people.add(Person(id=0, role=Role.ADMIN), channel="telegram", address=str(admin))
        for channel, address in (("web", "demo:citizen"), ("console", "citizen")):
            people.mark_dead(channel, address, reason="不在这里")
        for number in range(chats):
            people.add(Person(id=0, role=Role.CITIZEN), channel="telegram", address=str(FIRST + number))
    app.close()


@dataclass
class Life:
    """One process from its start to its end, as its parent sees it."""

    process: subprocess.Popen[str]
    began: int
    """How many messages had been sent when it was started."""
    ended: int = 0
    memory: list[int] = field(default_factory=list)

    @classmethod
    def start(cls, folder: Path, api: BotApi, *, scale: float, base: float, began: int) -> Life:
        """Start the program and wait until it serves."""
        command = (sys.executable, "-m", "tests.benchmarks.broadcasts", str(folder), api.url, str(scale), str(base))
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http"), "the program did not start"
        return cls(process, began)

    def look(self) -> None:
        """Note how much memory it holds, where the system says."""
        path = Path(f"/proc/{self.process.pid}/statm")
        if path.exists():
            self.memory.append(int(path.read_text().split()[1]) * PAGE_BYTES)

    def end(self, how: signal.Signals, sent: int) -> None:
        """Stop it; `sent` is how many messages had been sent by then."""
        self.process.send_signal(how)
        self.process.wait(timeout=30)
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.ended = sent

    @property
    def growth(self) -> int:
        """By how many bytes it grew once it was at work."""
        settled = self.memory[len(self.memory) // 4 :]
        return max(settled) - settled[0] if settled else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was seen at the service."""

    chats: int
    told: int
    doubled: int
    kills: int
    refused: int
    rate: float
    """Messages a second while a process was sending, as a part of what is permitted."""
    waits: tuple[float, ...]
    """Seconds until each question's answer."""
    growth: int
    """By how many bytes a process grew once it was at work."""

    @property
    def p99(self) -> float:
        """The wait that 99 of 100 questions do not exceed."""
        return sorted(self.waits)[math.ceil(0.99 * len(self.waits)) - 1]


class Broadcast:
    """The parent's side: starts, watches, asks, kills."""

    def __init__(self, api: BotApi, folder: Path, *, chats: int, scale: float = 1.0, question: str = QUESTION) -> None:
        self._api = api
        self._folder = folder
        self._chats = chats
        self._scale = scale
        self._question = question
        self._base = time.monotonic()
        self._sends: list[tuple[float, int, int, str]] = []
        self._asked: dict[int, float] = {}
        self._lives: list[Life] = []

    def run(self, *, questions: int, kills: int) -> Report:
        """One broadcast to everybody, with so many questions and kills spread over it."""
        prepare(self._folder, self._chats)
        self._api.people(FIRST, self._chats)
        for admin in (ADMIN, SECOND):
            self._api.person(admin)
        self._api.limits(on=True, scale=self._scale)
        self._live()
        self._send_out()
        events = sorted(
            [((one + 0.5) / questions, self._ask) for one in range(questions)]
            + [((one + 1) / (kills + 1), self._kill) for one in range(kills)],
            key=lambda event: event[0],
        )
        while (told := self._told()) < self._chats or events:
            while events and told >= events[0][0] * (self._chats - 1):
                events.pop(0)[1]()
            self._look()
        self._until_answered()
        self._lives[-1].end(signal.SIGTERM, len(self._sends))
        return self._report(kills=kills)

    def _live(self) -> None:
        life = Life.start(self._folder, self._api, scale=self._scale, base=self._base, began=len(self._sends))
        self._lives.append(life)
        # the bank is read for the first question after a start, whoever asks it
        asked = self._api.say(ADMIN, self._question)
        self._api.expect(ADMIN, after=asked["message_id"], seconds=60)

    def _send_out(self) -> None:
        """The admin writes the notice and confirms it, the second one agrees."""
        after = 0
        for text, words in (("/通知", "请写通知内容"), (NOTICE, "发给谁"), ("群众", f"共{self._chats}人")):
            said = self._api.say(ADMIN, text)
            after = self._api.expect(ADMIN, words, after=said["message_id"])["message_id"]
        self._api.say(ADMIN, "确认发送")
        self._api.expect(ADMIN, "另一位管理员", after=after)
        self._api.say(SECOND, "同意发送 1")
        self._api.expect(SECOND, "已同意")

    def _look(self) -> None:
        time.sleep(LOOK_SECONDS)
        self._lives[-1].look()
        self._sends += self._api.sends(len(self._sends))
        assert self._lives[-1].process.poll() is None, "the program ended by itself"

    def _told(self) -> int:
        return len({chat for _, chat, _, _ in self._sends if chat >= FIRST})

    def _ask(self) -> None:
        """Somebody new asks something."""
        user = ASKING + len(self._asked)
        self._api.person(user)
        self._asked[user] = time.monotonic()
        self._api.say(user, self._question)

    def _waits(self) -> dict[int, float]:
        """How long everybody waited who has been answered."""
        waits: dict[int, float] = {}
        for at, chat, _, _ in self._sends:
            if chat in self._asked:
                waits.setdefault(chat, at - self._asked[chat])
        return waits

    def _until_answered(self) -> None:
        until = time.monotonic() + ANSWER_SECONDS
        while len(self._waits()) < len(self._asked) and time.monotonic() < until:
            self._look()

    def _kill(self) -> None:
        """At no moment in particular, but with nobody waiting for an answer; then start again."""
        self._until_answered()
        time.sleep(random.uniform(0, 0.1))
        self._lives[-1].process.kill()
        self._lives[-1].process.wait()
        self._sends += self._api.sends(len(self._sends))
        self._lives[-1].end(signal.SIGKILL, len(self._sends))
        self._live()

    def _report(self, *, kills: int) -> Report:
        notices = Counter(chat for _, chat, _, text in self._sends if chat >= FIRST and NOTICE in text)
        spans = [self._span(life) for life in self._lives]
        return Report(
            chats=self._chats,
            told=len(notices),
            doubled=sum(count - 1 for count in notices.values()),
            kills=kills,
            refused=self._api.count("refused:429"),
            rate=sum(count for count, _ in spans) / sum(seconds for _, seconds in spans) / PER_SECOND / self._scale,
            waits=tuple(self._waits().get(user, math.inf) for user in self._asked),
            growth=max(life.growth for life in self._lives),
        )

    def _span(self, life: Life) -> tuple[int, float]:
        """How many messages followed the first of a life's notices, and within how many seconds."""
        mine = self._sends[life.began : life.ended]
        notices = [at for at, chat, _, _ in mine if chat >= FIRST]
        return sum(notices[0] < at <= notices[-1] for at, *_ in mine), notices[-1] - notices[0]


def main() -> None:
    """The program itself, with the limits' seconds scaled."""
    folder, url, scale, base = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
    for name in ("OVERALL", "A_CHAT", "A_GROUP"):
        limits = tuple(Limit(one.count, one.seconds / scale) for one in getattr(connection, name))
        setattr(connection, name, limits)
    app = open_app(folder, Config(), clock=lambda: MORNING + timedelta(seconds=time.monotonic() - base))
    config = Config(telegram=TelegramConfig(token=Secret(TOKEN), base_url=url), web=WebConfig(port=0))

    def ready(address: str) -> None:
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()

    try:
        asyncio.run(app.serve(config, ready=ready))
    finally:
        app.close()


if __name__ == "__main__":
    main()
