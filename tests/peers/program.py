"""The whole program in a process of its own, as an office runs it: a real database, its web server, its channels.

Only its clock is set by hand, from here. The process reads a line of JSON, does what it says, and writes a line.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from bot.app import open_app, system_clock
from bot.config import load
from bot.imports import import_tasks
from bot.ports.messages import Incoming
from tests.acceptance.living import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.app import App

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 30
LOG = "program.log"


class Clock:
    """A clock that was set once and goes on; never set, it is the machine's."""

    def __init__(self, now: datetime | None) -> None:
        self._set(now)

    def __call__(self) -> datetime:
        """The time."""
        if self._time is None:
            return system_clock()
        return self._time + timedelta(seconds=time.monotonic() - self._since)

    def _set(self, now: datetime | None) -> None:
        self._time, self._since = now, time.monotonic()


class Program:
    """A running program, seen by a test; `now` empty: the machine's own clock."""

    def __init__(self, folder: Path, config: str, now: str = "") -> None:
        self.folder = folder
        self._clock = Clock(at(now) if now else None)
        self._config = folder / "config.toml"
        folder.mkdir(parents=True, exist_ok=True)
        self._config.write_text(config, encoding="utf-8")
        self.start()

    @property
    def time(self) -> datetime:
        """The program's clock; one that is set is taken up by the next tick or start."""
        return self._clock()

    @time.setter
    def time(self, now: datetime) -> None:
        self._clock = Clock(now)

    @property
    def log(self) -> str:
        """Everything that was logged so far, of every start."""
        return (self.folder / LOG).read_text(encoding="utf-8")

    def start(self) -> None:
        """Start on the same data, and wait until the web server's address is known."""
        with (self.folder / LOG).open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.peers.program", str(self.folder), self.time.isoformat()],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self.address = str(self._answer())

    def stop(self) -> int:
        """Stop as the system's service manager does; the exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """kill -9."""
        self._end(signal.SIGKILL)

    def tick(self, now: str = "") -> int:
        """One tick, after setting the clock; how much was queued."""
        if now:
            self._clock = Clock(at(now))
        return int(self._do("tick", now=self.time.isoformat()))

    def import_table(self, table: str, year: int) -> None:
        """The office reads its yearly table in."""
        self._do("table", table=table, year=year)

    def at_the_desk(self, seat: str, text: str) -> str:
        """Something said at the office's own machine, not over the channel; the answer."""
        return str(self._do("say", seat=seat, text=text))

    def suggestions(self) -> list[str]:
        """Every suggestion that waits."""
        texts: list[str] = self._do("suggestions")
        return texts

    def integrity(self) -> list[str]:
        """What is wrong with the stored data."""
        faults: list[str] = self._do("integrity")
        return faults

    def _do(self, what: str, **arguments: object) -> Any:  # noqa: ANN401 - whatever was asked for
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, **arguments}).encode() + b"\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:  # noqa: ANN401 - as above
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"the program ended:\n{self.log[-3000:]}"
        return json.loads(line)

    def _end(self, number: signal.Signals) -> int:
        self._process.send_signal(number)
        code = self._process.wait(STOP_SECONDS)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with contextlib.suppress(OSError):
                pipe.close()
        return code

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None


@contextlib.contextmanager
def running(folder: Path, config: str, now: str = "") -> Iterator[Program]:
    """A program that runs while this lasts."""
    program = Program(folder, config, now)
    try:
        yield program
    finally:
        if program.alive:
            program.stop()


class Hand:
    """In the program's process: does what the test writes."""

    def __init__(self, now: str) -> None:
        self._clock = Clock(datetime.fromisoformat(now))
        self._numbers = 0

    def clock(self) -> datetime:
        """The time as the test has set it."""
        return self._clock()

    async def obey(self, app: App, lines: BinaryIO, answers: BinaryIO) -> None:
        """Line by line, until the test has gone."""
        while line := await asyncio.to_thread(lines.readline):
            asked = json.loads(line)
            result = await getattr(self, asked.pop("do"))(app, **asked)
            answers.write(json.dumps(result).encode() + b"\n")
            answers.flush()

    async def tick(self, app: App, *, now: str) -> int:
        """Queue what is due and send it."""
        self._clock = Clock(datetime.fromisoformat(now))
        return (await app.tick()).queued

    async def say(self, app: App, *, seat: str, text: str) -> str:
        """A message at the desk."""
        self._numbers += 1
        message_id = f"desk:{os.getpid()}:{self._numbers}"
        incoming = Incoming(channel="console", address=seat, message_id=message_id, text=text, at=self.clock())
        return "\n".join(reply.text for reply in await app.receive(incoming))

    async def table(self, app: App, *, table: str, year: int) -> None:
        """A yearly table."""
        await app.call(
            lambda house, now: import_tasks(
                house, name="t.md", data=table.encode(), year=year, now=now, actor="test", dry_run=False
            )
        )

    async def suggestions(self, app: App) -> list[str]:
        """What was suggested."""
        return await app.call(lambda house, _: [one.text for one in house.store.suggestions.open()])

    async def integrity(self, app: App) -> list[str]:
        """What is wrong with the data."""
        return list(app.integrity())


async def serve(folder: Path, now: str) -> None:
    """The program, until a signal."""
    config = load(folder / "config.toml")
    hand = Hand(now)
    app = open_app(folder / "data", config, clock=hand.clock)
    answers = sys.stdout.buffer

    def ready(address: str) -> None:
        answers.write(json.dumps(address).encode() + b"\n")
        answers.flush()

    obeying = asyncio.create_task(hand.obey(app, sys.stdin.buffer, answers))
    await app.serve(config, ready=ready)
    app.close()
    obeying.cancel()
    # a thread still waits for the test's next line
    logging.shutdown()
    os._exit(0)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    asyncio.run(serve(Path(sys.argv[1]), sys.argv[2]))
