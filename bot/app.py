"""The composition root: builds the house, starts it, stops it; owns the only clock."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from bot import imports
from bot.channels.mailbox import MailboxChannel
from bot.config import Config, ConfigError
from bot.furnishing import calendar_from, office_from
from bot.handlers.desk import BankDesk
from bot.ports.house import House
from bot.relay import Relay
from bot.store import StoreError, open_store
from bot.texts import common
from knowledge.redaction import mask
from knowledge.text import whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.channels.opening import LiveChannel
    from bot.ports.messages import Channel, Incoming, Reply
    from bot.relay import Outcome
    from bot.store import SqliteStore

T = TypeVar("T")

MAILBOX_CHANNELS = ("web", "console")
RELAY_SECONDS = 5.0
NOTICE_SECONDS = 2.0
FIRST_TICK_SECONDS = 1.0
MOST_BACK = timedelta(hours=1)
MOST_FORTH = timedelta(days=1)
"""Between two ticks a clock that is right goes no farther; a machine may have slept for a night."""

log = logging.getLogger(__name__)


def system_clock() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """What one tick queued, and what the relay then did."""

    now: datetime
    queued: int
    outcomes: tuple[Outcome, ...]


class App:
    """The running program: one core thread, one loop around it. Implements the Front port."""

    def __init__(self, house: House, *, store: SqliteStore, clock: Callable[[], datetime]) -> None:
        self.house = house
        self._store = store
        self._clock = clock
        self._core = ThreadPoolExecutor(max_workers=1, thread_name_prefix="core")
        self._mail: dict[int, set[asyncio.Event]] = {}
        self._due = asyncio.Event()
        self._ticked: datetime | None = None
        channels: list[Channel] = [MailboxChannel(name, self, told=self._told) for name in MAILBOX_CHANNELS]
        self.channels = {channel.name: channel for channel in channels}
        self.relay = Relay(self, self.channels)

    def add(self, channel: Channel) -> None:
        """Send through this channel from now on, in place of any of the same name."""
        self.channels[channel.name] = channel

    def switch_on(self, config: Config) -> tuple[LiveChannel, ...]:
        """Send through every channel that the configuration switches on, from now on."""
        from bot.channels.opening import switched_on  # noqa: PLC0415 - one question needs no channel

        live = switched_on(self, config)
        for channel in live:
            self.add(channel)
        return live

    def now(self) -> datetime:
        """The time, from the one clock."""
        return self._clock()

    async def receive(self, incoming: Incoming) -> tuple[Reply, ...]:
        """Handle one message on the core's thread; committed before it returns.

        When nothing can be stored the person is told so; on a mailbox channel, whose replies are stored themselves,
        StoreError is raised for the page or the terminal to say.
        """
        files = tuple(replace(file, name=whole(file.name)) for file in incoming.files)
        readable = replace(incoming, text=whole(incoming.text), sender_name=whole(incoming.sender_name), files=files)
        try:
            replies, person_id = await self._on_core(lambda: self._receive(readable))
        except StoreError as error:
            if incoming.channel in MAILBOX_CHANNELS:
                raise
            log.exception("message_failed", extra={"channel": incoming.channel})
            return (common.sorry(str(error)),)
        self._due.set()
        if person_id is not None:
            self._told(person_id)
        return replies

    async def call(self, use: Callable[[House, datetime], T]) -> T:
        """Run a use case on the core's thread, in a transaction, with the time."""

        def run() -> T:
            with self.house.store.transaction():
                return use(self.house, self._clock())

        return await self._on_core(run)

    async def wait_for_mail(self, person_id: int, *, after: int, seconds: float) -> bool:
        """Wait until the person's mailbox holds a line after that id; False when the time ran out."""
        arrived = asyncio.Event()
        waiting = self._mail.setdefault(person_id, set())
        waiting.add(arrived)
        try:
            if not await self._has_mail(person_id, after):
                try:
                    async with asyncio.timeout(seconds):
                        await arrived.wait()
                except TimeoutError:
                    # another process may have written without telling this one
                    return await self._has_mail(person_id, after)
            return True
        finally:
            waiting.discard(arrived)
            if not waiting:
                self._mail.pop(person_id, None)

    async def tick(self) -> Ticked:
        """Queue what has become due and send it."""
        now, queued = await self._queue_due()
        await self._advance_notices()
        outcomes = await self.relay.drain()
        # what has all been sent now is done
        await self._advance_notices()
        return Ticked(now=now, queued=queued, outcomes=outcomes)

    async def serve(self, config: Config, *, ready: Callable[[str], None]) -> None:
        """Run everything until the web server is told to stop; `ready` gets the address to open."""
        import uvicorn  # noqa: PLC0415 - only the server pays for the web stack

        from bot.web.server import create_app  # noqa: PLC0415 - as above

        listening = _listen(config.web.host, config.web.port)
        live = self.switch_on(config)
        secret = await self.call(lambda house, _: _session_secret(house))
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(
                    self,
                    secret=secret,
                    loopback=config.web.loopback,
                    max_file_bytes=self.house.office.max_file_bytes,
                    more=[route for channel in live for route in channel.routes],
                ),
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=3,
            )
        )
        await self.relay.recover()
        host = f"[{config.web.host}]" if ":" in config.web.host else config.web.host
        ready(f"http://{host}:{listening.getsockname()[1]}/")
        running = [self._relay_for_ever(), self._tick_for_ever(), self._notices_for_ever()]
        if config.evidence.read_pages:
            running.append(self._read_pages_for_ever(inner=config.evidence.inner_networks))
        running.extend(channel.run() for channel in live)
        async with asyncio.TaskGroup() as services:
            tasks = [services.create_task(service) for service in running]
            await server.serve(sockets=[listening])
            for task in tasks:
                task.cancel()

    def integrity(self) -> tuple[str, ...]:
        """What is wrong with the stored data, as Chinese sentences."""
        return self._store.check_integrity()

    async def drain(self) -> tuple[Outcome, ...]:
        """Send what waits in the outbox now."""
        return await self.relay.drain()

    def close(self) -> None:
        """Finish the core's work and close the database."""
        self._core.shutdown(wait=True)
        self._store.close()

    def _watch(self, now: datetime) -> None:
        """Say in the log when the machine's clock was set."""
        before, self._ticked = self._ticked, now
        if before is not None and not -MOST_BACK <= now - before <= MOST_FORTH:
            log.warning("clock_jumped", extra={"before": before.isoformat(), "now": now.isoformat()})

    async def _queue_due(self) -> tuple[datetime, int]:
        """Queue what has become due; when, and how many."""
        from bot import jobs  # noqa: PLC0415 - one question on the command line needs no reminders

        now = self._clock()
        self._watch(now)
        return now, await self.call(lambda house, at: jobs.tick(house, at).queued)

    async def _tick_quietly(self) -> None:
        """One tick of the running program: a long broadcast does not hold up the next one."""
        await self._queue_due()
        self._due.set()

    async def _tick_for_ever(self) -> None:
        """Tick every minute; what became due while the program was down is told after the pages can be opened."""
        await asyncio.sleep(FIRST_TICK_SECONDS)
        from bot import scheduler  # noqa: PLC0415 - whoever waits for the first page need not wait for it

        try:
            await self.call(lambda house, _: house.desk.prepare())
        except StoreError:
            # the data is held or the disk full: the first question reads the bank then, and says what is wrong
            log.exception("bank_not_read")
        ticking = scheduler.start(self._tick_quietly, first=self._clock())
        try:
            await asyncio.Event().wait()
        finally:
            ticking.shutdown(wait=False)

    async def _read_pages_for_ever(self, *, inner: tuple[str, ...]) -> None:
        """Read what links lead to, once the pages can be opened."""
        await asyncio.sleep(FIRST_TICK_SECONDS)
        from bot.pages import PageReader, WebPages  # noqa: PLC0415 - whoever waits for the first page need not wait

        await PageReader(self, WebPages(inner=inner)).run()

    async def _relay_for_ever(self) -> None:
        """Send whenever something was queued, and every few seconds for what another process queued."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(RELAY_SECONDS):
                    await self._due.wait()
            self._due.clear()
            try:
                await self.relay.send_due()
            except StoreError:
                # the disk is full or the data held: what is queued stays for the next round
                log.exception("sending_failed")

    async def _advance_notices(self) -> None:
        """Queue what is to go out to many, a slice at a time: whoever waits for an answer gets it between."""
        from bot import noticing, pushing  # noqa: PLC0415 - one question on the command line needs no notices

        def advance(house: House, now: datetime) -> bool:
            more = (noticing.advance(house, now), pushing.advance(house, now))
            return any(more)

        while await self.call(advance):
            self._due.set()

    async def _notices_for_ever(self) -> None:
        """Go on with every notice that is to go out, also while a long one is being sent."""
        await asyncio.sleep(FIRST_TICK_SECONDS)
        while True:
            try:
                await self._advance_notices()
            except StoreError:
                log.exception("notices_failed")
            await asyncio.sleep(NOTICE_SECONDS)

    async def _on_core(self, run: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._core, run)

    async def _has_mail(self, person_id: int, after: int) -> bool:
        return await self.call(lambda house, _: bool(house.store.mailbox.read(person_id, after=after, limit=1)))

    def _told(self, person_id: int) -> None:
        for arrived in self._mail.get(person_id, ()):
            arrived.set()

    def _receive(self, incoming: Incoming) -> tuple[tuple[Reply, ...], int | None]:
        """Handle a message; a mailbox channel's message and replies go into the mailbox, masked, at the same time."""
        from bot.handlers import router  # noqa: PLC0415 - nor the rooms of an office

        store = self.house.store
        with store.transaction():
            repeated = store.inbox.replies(incoming.channel, incoming.message_id) is not None
            replies = router.handle(self.house, incoming)
            person = store.people.at(incoming.channel, incoming.address)
            if person is None:
                return replies, None
            if incoming.channel in MAILBOX_CHANNELS and not repeated:
                text = "\n".join([incoming.text, *(f"［文件］{file.name}" for file in incoming.files)]).strip()
                store.mailbox.append(person.id, text=mask(text), reply=None, at=incoming.at)
                for reply in replies:
                    store.mailbox.append(person.id, text="", reply=reply, at=incoming.at)
            return replies, person.id


def open_app(folder: Path | None, config: Config, *, clock: Callable[[], datetime] = system_clock) -> App:
    """Open the data folder (None: in memory), loading the sample on the first start."""
    store = open_store(folder)
    house = House(
        store=store,
        calendar=calendar_from(config),
        desk=BankDesk(
            store.entries, store.statutes, store.units, imports.lexicon, store.compiled, imports.program_digest
        ),
        office=office_from(config),
    )
    imports.first_start(house, now=clock())
    return App(house, store=store, clock=clock)


def _session_secret(house: House) -> str:
    """The key that signs browser sessions, made once."""
    secret = house.store.settings.get("session_secret")
    if secret is None:
        secret = secrets.token_urlsafe(32)
        house.store.settings.set("session_secret", secret)
    return secret


def _listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address, or ConfigError that says why not."""
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        # handed down to what is accepted; without it an answer on a kept connection waits some 40 ms for the other side
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        fault = f"打不开 {host}:{port}（{error.strerror}）。可能已有一个问办在运行；换一个端口：wenban --port 8766。"
        raise ConfigError((fault,)) from error
    return listening
