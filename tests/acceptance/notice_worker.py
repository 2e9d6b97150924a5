"""Run by test_notice_sending.py: sends what is due through a channel that leaves a mark, until it is killed.

Arguments: data folder, the monotonic second at which the office's clock read MORNING.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot import noticing
from bot.app import open_app
from bot.config import Config
from bot.ports.house import LOCAL
from bot.ports.messages import InvalidError, RefusedError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.ports.messages import Reply

MORNING = datetime(2022, 10, 24, 9, 30, tzinfo=LOCAL)
BLOCKED = frozenset(f"c{number}" for number in range(100, 112))
BUSY = frozenset({"c200", "c201"})
TOO_LONG = frozenset({"c300"})


class Wire:
    """A channel that leaves a mark in a file for each message that a platform would have received."""

    name = "console"

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY)

    async def send(self, address: str, reply: Reply, *, first: bool = False) -> None:
        del first
        if address in BLOCKED:
            raise RefusedError("对方已把本账号拉黑")
        if address in BUSY:
            raise TransientError("对方的手机一直连不上")
        if address in TOO_LONG:
            raise InvalidError("平台不收这条消息")
        os.write(self._file, (json.dumps([address, reply.text], ensure_ascii=False) + "\n").encode())


def clock_from(base: float) -> Callable[[], datetime]:
    """The office's clock: it runs as the machine's does."""
    return lambda: MORNING + timedelta(seconds=time.monotonic() - base)


async def work(folder: Path, base: float) -> None:
    """Queue and send, side by side, as the running program does."""
    app = open_app(folder, Config(), clock=clock_from(base))
    app.add(Wire(folder / "wire"))
    await app.relay.recover()

    async def queue() -> None:
        while True:
            while await app.call(noticing.advance):
                pass
            await asyncio.sleep(0.05)

    async def send() -> None:
        while True:
            await app.relay.send_due()
            await asyncio.sleep(0.05)

    async with asyncio.TaskGroup() as services:
        services.create_task(queue())
        services.create_task(send())


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), float(sys.argv[2])))
