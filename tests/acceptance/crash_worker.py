"""Run by test_crash.py: forks children that confirm and tick, and kills each at a random instant.

Arguments: data folder, rounds, seed. Prints one JSON line: rounds, acknowledged, missing, doubled, broken.
"""

from __future__ import annotations

import asyncio
import json
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
from bot.app import open_app
from bot.config import Config
from bot.handlers import router
from bot.imports import import_tasks, import_units
from bot.ports.house import LOCAL
from bot.ports.messages import Incoming

if TYPE_CHECKING:
    from bot.ports.messages import Reply

START = datetime(2022, 1, 4, 9, 30, tzinfo=LOCAL)
UNITS = 40
TASKS = 150
MOST_SECONDS = 0.35
IN_OPENING = 5
"""One child in so many is killed while it opens the data, the others once they are at work."""
LOADED = (jobs, router)
"""What a child uses is loaded before it is forked."""


class Wire:
    """A channel that leaves a mark in a file for each message, as a platform would have received it."""

    name = "console"

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY)

    async def send(self, address: str, reply: Reply) -> None:
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


def child(folder: Path, number: int, acknowledged: Path, ready: int) -> None:
    """Confirm and tick until killed; an acknowledgement is written only after the core has answered.

    Says at `ready` that its first tick is over.
    """
    clock = [START + timedelta(days=number)]
    app = open_app(folder, Config(), clock=lambda: clock[0])
    app.add(Wire(folder / "wire"))
    marks = os.open(acknowledged, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
    chance = random.Random(number)

    async def work() -> None:
        await app.relay.recover()
        while True:
            await app.tick()
            os.write(ready, b".")
            for _ in range(5):
                unit, task = f"区{chance.randrange(UNITS):02}局", chance.randrange(1, TASKS + 1)
                mark = f"{number}-{chance.randrange(10**9)}"
                incoming = Incoming(
                    channel="console",
                    address=f"liaison:{unit}",
                    message_id=mark,
                    text=f"确认 {task} https://example.gov.cn/{mark}",
                    at=clock[0],
                )
                await app.receive(incoming)
                os.write(marks, (json.dumps([unit, task]) + "\n").encode())
            clock[0] += timedelta(minutes=1)

    asyncio.run(work())


def lines(path: Path) -> list[list[str]]:
    """The whole lines of a mark file; a kill may have cut the last one."""
    text = path.read_text() if path.exists() else ""
    return [json.loads(line) for line in text.split("\n")[:-1]]


def main() -> None:
    folder, rounds, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    acknowledged = folder.parent / "acknowledged"
    prepare(folder)
    chance = random.Random(seed)
    for number in range(rounds):
        hears, ready = os.pipe()
        pid = os.fork()
        if pid == 0:
            child(folder, number, acknowledged, ready)
            os._exit(3)
        os.close(ready)
        if number % IN_OPENING:
            os.read(hears, 1)
        time.sleep(chance.uniform(0.01, MOST_SECONDS))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(hears)
    clock = START + timedelta(days=rounds)
    app = open_app(folder, Config(), clock=lambda: clock)
    stored = {(confirmation.unit, confirmation.task_id) for confirmation in app.house.store.confirmations.waiting()}
    by_number = {task.number: task.id for task in app.house.store.tasks.all(2022)}
    told = lines(acknowledged)
    missing = [one for one in told if (one[0], by_number[int(one[1])]) not in stored]
    doubled = sum(count - 1 for count in Counter(map(tuple, lines(folder / "wire"))).values())
    broken = list(app.integrity())
    app.close()
    report = {
        "rounds": rounds,
        "acknowledged": len(told),
        "missing": missing,
        "sent": len(lines(folder / "wire")),
        "doubled": doubled,
        "broken": broken,
    }
    sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
