"""Run by test_crash.py: forks children that live a scripted day, and kills each at a random instant.

Arguments: data folder, rounds, seed. A child ticks, confirms, reviews (passes and returns) and edits the plan, over a
channel that fails one time in five: a timeout, a refusal, a passing fault. Prints one JSON line: rounds, what was
acknowledged by kind, what of it is missing, messages sent and doubled, what is broken, starts that needed a repair.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
import signal
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot import jobs
from bot.app import App, open_app
from bot.config import Config
from bot.handlers import router
from bot.imports import import_tasks, import_units
from bot.ports.house import LOCAL
from bot.ports.messages import Incoming, RefusedError, TransientError

if TYPE_CHECKING:
    from bot.ports.messages import Reply

START = datetime(2022, 1, 4, 9, 30, tzinfo=LOCAL)
UNITS = 20
TASKS = 60
MOST_SECONDS = 0.35
IN_OPENING = 5
"""One child in so many is killed while it opens the data, the others once they are at work."""
CHECKED = 50
"""After so many crashes the whole of the data is checked."""
LOADED = (jobs, router)
"""What a child uses is loaded before it is forked."""


class Wire:
    """A channel that leaves a mark in a file for each message that a platform would have received; one in five fails.

    What fails leaves no mark; an address that refuses is dead until somebody writes from it.
    """

    name = "console"

    def __init__(self, path: Path, chance: random.Random) -> None:
        self._file = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
        self._chance = chance

    async def send(self, address: str, reply: Reply, *, first: bool = False) -> None:
        del first
        if self._chance.random() < 1 / 5:
            raise self._chance.choice(
                (
                    TimeoutError("no answer"),
                    TransientError("忙", retry_after=30),
                    TransientError("连不上"),
                    ConnectionResetError("reset"),
                    RefusedError("拒收"),
                )
            )
        os.write(self._file, (json.dumps([address, reply.text]) + "\n").encode())


def prepare(folder: Path) -> None:
    """A year with many duties."""
    app = open_app(folder, Config(), clock=lambda: START)
    units = "单位名称,单位组\n" + "\n".join(f"区{number:02}局,区直部门" for number in range(UNITS))
    rows = "\n".join(
        f"| {number} | 第{number}项工作 | 内容 | 区直各部门 | {number % 12 + 1}月底前 |"
        for number in range(1, TASKS + 1)
    )
    table = f"# 2022年任务表\n\n| 序号 | 任务名称 | 任务内容 | 责任单位 | 时间节点 |\n|---|---|---|---|---|\n{rows}\n"
    import_units(app.house, name="u.csv", data=units.encode(), now=START, actor="test", dry_run=False)
    done = import_tasks(app.house, name="t.md", data=table.encode(), year=2022, now=START, actor="test", dry_run=False)
    assert len(done.table.tasks) == TASKS, done.table.problems
    app.close()


class Day:
    """What one child does, over and over, until it is killed."""

    def __init__(self, folder: Path, number: int, acknowledged: Path) -> None:
        self.time = START + timedelta(days=number)
        self.app = open_app(folder, Config(), clock=lambda: self.time)
        self._number = number
        self._chance = random.Random(number)
        self._marks = os.open(acknowledged, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
        self.app.add(Wire(folder / "wire", self._chance))

    async def live(self, ready: int) -> None:
        """Say at `ready` that the first tick is over."""
        await self.app.relay.recover()
        while True:
            await self.app.tick()
            os.write(ready, b".")
            for _ in range(5):
                await self._chance.choice((self._confirm, self._confirm, self._review, self._edit))()
            self.time += timedelta(minutes=1)

    async def _confirm(self) -> None:
        unit, task = f"区{self._chance.randrange(UNITS):02}局", self._chance.randrange(1, TASKS + 1)
        mark = f"{self._number}-{self._chance.randrange(10**9)}"
        await self._say(f"liaison:{unit}", f"确认 {task} https://example.gov.cn/{mark}", mark)
        self._acknowledged("confirmed", unit, str(task))

    async def _review(self) -> None:
        """Pass one that waits, and return another."""
        waiting = await self.app.call(lambda house, _: [one.id for one in house.store.confirmations.waiting()[:20]])
        for state, words in (("passed", "通过 {}"), ("returned", "退回 {} 链接打不开")):
            if waiting:
                one = waiting.pop(self._chance.randrange(len(waiting)))
                await self._say("admin", words.format(one), f"{self._number}-{self._chance.randrange(10**9)}")
                self._acknowledged(state, str(one), "")

    async def _edit(self) -> None:
        """The office gives a task a ladder of its own: it and its line in the trail are there, or neither is."""
        mark = f"因为{self._number:x}又{self._chance.randrange(10**9):x}"
        task = self._chance.randrange(1, TASKS + 1)
        await self._say("admin", f"提醒档 {task} {self._chance.randrange(2, 60)}、1、0 {mark}", mark)
        self._acknowledged("edited", mark, str(task))

    async def _say(self, address: str, text: str, mark: str) -> None:
        await self.app.receive(Incoming(channel="console", address=address, message_id=mark, text=text, at=self.time))

    def _acknowledged(self, what: str, one: str, other: str) -> None:
        """Written only after the program has answered."""
        os.write(self._marks, (json.dumps([what, one, other]) + "\n").encode())


def lines(path: Path) -> list[list[str]]:
    """The whole lines of a mark file; a kill may have cut the last one."""
    text = path.read_text() if path.exists() else ""
    return [json.loads(line) for line in text.split("\n")[:-1]]


def missing(app: App, told: list[list[str]]) -> list[list[str]]:
    """What was acknowledged and is not stored as it was said."""
    store = app.house.store
    stored = [one for task in store.tasks.all(2022) for one in store.confirmations.of_task(task.id)]
    numbers = {task.id: str(task.number) for task in store.tasks.all(2022)}
    ladders = store.ladders.all(2022)
    kept = {
        "confirmed": {(one.unit, numbers[one.task_id]) for one in stored},
        "passed": {(str(one.id), "") for one in stored if one.state.value == "passed"},
        "returned": {(str(one.id), "") for one in stored if one.state.value == "returned"},
        "edited": {
            (json.loads(event.detail)["reason"], numbers[event.subject])
            for event in store.audit.all()
            if event.action == "ladder.set" and event.subject in ladders
        },
    }
    return [line for line in told if (line[1], line[2]) not in kept[line[0]]]


def crash(folder: Path, number: int, acknowledged: Path, chance: random.Random) -> None:
    """One child, killed at a random instant."""
    hears, ready = os.pipe()
    pid = os.fork()
    if pid == 0:
        logging.disable()  # one sending in five fails, and is logged
        asyncio.run(Day(folder, number, acknowledged).live(ready))
        os._exit(3)
    os.close(ready)
    alive = not number % IN_OPENING or os.read(hears, 1) == b"."
    time.sleep(chance.uniform(0.01, MOST_SECONDS))
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(hears)
    assert alive, f"the start after crash {number} failed"
    assert os.WIFSIGNALED(status), f"child {number} ended by itself"


def main() -> None:
    folder, rounds, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    acknowledged = folder.parent / "acknowledged"
    prepare(folder)
    chance = random.Random(seed)
    broken: list[str] = []
    for number in range(rounds):
        crash(folder, number, acknowledged, chance)
        if number % CHECKED == CHECKED - 1:
            app = open_app(folder, Config(), clock=lambda: START)
            broken += app.integrity()
            app.close()
    app = open_app(folder, Config(), clock=lambda: START + timedelta(days=rounds))
    told = lines(acknowledged)
    wire = lines(folder / "wire")
    report = {
        "rounds": rounds,
        "acknowledged": dict(Counter(line[0] for line in told)),
        "missing": missing(app, told),
        "sent": len(wire),
        "doubled": sum(count - 1 for count in Counter(map(tuple, wire)).values()),
        "broken": [*broken, *app.integrity()],
        "chain": app.house.store.audit.verify(),
    }
    app.close()
    sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
