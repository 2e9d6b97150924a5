"""The whole program on a real SQLite file, with a clock set by hand: people speak, time passes."""

from __future__ import annotations

import asyncio
import itertools
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.app import App, Ticked, open_app
from bot.config import Config
from bot.imports import import_tasks
from bot.ports.house import LOCAL
from bot.ports.messages import File, Incoming, Reply, TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED = Path(__file__).parents[3] / "shared"
SEEDS = SHARED / "seeds"

needs_seeds = pytest.mark.skipif(not SEEDS.exists(), reason="../shared/seeds is not there")


class Living:
    """A program that runs, and the hand that sets its clock."""

    def __init__(self, folder: Path, now: str, config: Config | None = None) -> None:
        self.folder = folder
        self.time = at(now)
        self.config = config or Config()
        self.app: App = open_app(folder, self.config, clock=lambda: self.time)
        self._numbers = itertools.count(1)
        self._run = f"{folder.name}-{id(self)}"

    def say(
        self, seat: str, text: str, *, files: tuple[File, ...] = (), message_id: str = "", channel: str = "console"
    ) -> tuple[Reply, ...]:
        """One message from a seat: citizen, admin, liaison:单位, or any other address."""
        incoming = Incoming(
            channel=channel,
            address=seat,
            message_id=message_id or f"{self._run}:{next(self._numbers)}",
            text=text,
            at=self.time,
            files=files,
        )
        return asyncio.run(self.app.receive(incoming))

    def told(self, seat: str, text: str) -> str:
        """What the seat is answered, as one text."""
        return "\n".join(reply.text for reply in self.say(seat, text))

    def tick(self, now: str | datetime | None = None) -> Ticked:
        """One tick, after setting the clock."""
        if now is not None:
            self.time = at(now) if isinstance(now, str) else now
        return asyncio.run(self.app.tick())

    def mail(self, seat: str) -> tuple[Reply, ...]:
        """Every reply in the seat's mailbox, oldest first."""
        person = self.app.house.store.people.at("console", seat)
        assert person is not None
        mails = self.app.house.store.mailbox.read(person.id, limit=10_000)
        return tuple(one.reply for one in mails if one.reply is not None)

    def restart(self) -> None:
        """Stop and start again on the same data."""
        self.app.close()
        self.app = open_app(self.folder, self.config, clock=lambda: self.time)


class Recorder:
    """A channel that others would carry to Telegram; every third message fails the first time."""

    name = "telegram"

    def __init__(self) -> None:
        self.sent: list[tuple[str, Reply]] = []
        self._failed: set[str] = set()

    async def send(self, address: str, reply: Reply, *, first: bool = False) -> None:
        assert isinstance(first, bool)
        if address.endswith(("3", "6", "9")) and address not in self._failed:
            self._failed.add(address)
            raise TransientError("busy", retry_after=1)
        self.sent.append((address, reply))


def answers_to(life: Living, channel: str, seat: str) -> list[Reply]:
    """The answers that came later to what a seat asked, in its mailbox."""
    person = life.app.house.store.people.at(channel, seat)
    assert person is not None
    lines = life.app.house.store.mailbox.read(person.id, limit=1000)
    return [one.reply for one in lines if one.reply is not None and one.reply.title.startswith("您问过：")]


def load_seeds(life: Living, name: str) -> None:
    """Read the district's real table in."""
    import_tasks(
        life.app.house,
        name=name,
        data=(SEEDS / name).read_bytes(),
        year=None,
        now=life.time,
        actor="test",
        dry_run=False,
    )


@contextmanager
def living(folder: Path, now: str) -> Iterator[Living]:
    """A program on that folder, closed at the end."""
    life = Living(folder, now)
    try:
        yield life
    finally:
        life.app.close()


def at(text: str) -> datetime:
    """The office's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def days(start: str, end: str) -> Iterator[datetime]:
    """Half past nine of every day from start to end inclusive."""
    day = at(f"{start}T09:30")
    while day <= at(f"{end}T23:59"):
        yield day
        day += timedelta(days=1)
