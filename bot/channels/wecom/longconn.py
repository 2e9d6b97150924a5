"""The long connection: subscribed as the bot, kept alive, opened again whenever it ends; requests and their answers.

Frames may come while we wait for an answer: reading, the heartbeat and every asker share one link.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import random
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from bot.channels.wecom.link import (
    BUSY,
    NOT_SUBSCRIBED,
    AwayError,
    CodeError,
    Link,
    SilentError,
    accepted,
    checked,
)
from bot.channels.wecom.protocol import (
    PING,
    SUBSCRIBE,
    Ack,
    Evicted,
    Frame,
    Refused,
    Request,
    read,
    subscribe_body,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from typing import Any

    from bot.config.sections import WecomConfig

E = TypeVar("E", bound=BaseException)

log = logging.getLogger(__name__)

WRONG_SECRET = 853000
MOST_FRAME_BYTES = 4 * 1024 * 1024


class Standing(StrEnum):
    """How the bot stands with the platform."""

    AWAY = "away"
    LIVE = "live"
    EVICTED = "evicted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """All waits, in seconds.

    After an ordinary end the connection is tried again within `most`, however long it was away; after the platform has
    refused the bot or given it to another program, only after a `long` while.
    """

    opening: float = 10.0
    answer: float = 8.0
    pong: float = 5.0
    heartbeat: float = 30.0
    closing: float = 1.0
    first: float = 0.25
    most: float = 4.0
    good: float = 30.0
    again: float = 1.0
    unwelcome: float = 30.0
    long: float = 3600.0


class _StoppedError(Exception):
    """The platform will not have this program for now."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing)
        self.standing = standing


class LongConnection:
    """Keeps one subscribed connection for ever; hands on what comes, carries what is asked."""

    def __init__(
        self,
        config: WecomConfig,
        *,
        waits: Waits,
        came: Callable[[Frame], None],
        stands: Callable[[Standing], Awaitable[None]],
    ) -> None:
        self._config = config
        self._waits = waits
        self._came = came
        self._stands = stands
        self._link: Link | None = None
        self._up = asyncio.Event()
        self._run = secrets.token_hex(4)
        self._numbers = itertools.count(1)
        self.standing = Standing.AWAY

    async def run(self) -> None:
        """Connect, subscribe and listen until cancelled; whatever ends a connection, another follows."""
        tries = 0
        asked_to_stop = _cancellations()
        clock = asyncio.get_running_loop().time
        while True:
            began = clock()
            least = 0.0
            try:
                await self._connection()
            except* _StoppedError as stopped:
                standing = _leaf(stopped).standing
                least = self._waits.long
                log.error("wecom_stopped", extra={"standing": standing})  # noqa: TRY400 - the trace says nothing more
                await self._become(standing)
            except* CodeError as refused:
                least = self._waits.unwelcome
                log.warning("wecom_not_subscribed", extra={"errcode": _leaf(refused).errcode})
            except* (OSError, WebSocketException, SilentError, AwayError, ImportError) as faults:
                log.warning("wecom_disconnected", extra={"fault": type(_leaf(faults)).__name__})
            if _cancellations() > asked_to_stop:
                # a group that is ending by a fault keeps a cancellation to itself
                raise asyncio.CancelledError
            tries = 0 if clock() - began > self._waits.good else tries + 1
            wait = max(least, min(self._waits.most, self._waits.first * 2 ** min(tries, 10)))
            await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311 - that many do not come at once

    async def ask(self, cmd: str, body: Mapping[str, Any], *, req_id: str = "", wait: float = 0.0) -> Ack:
        """Send a request and give its answer; wait some seconds for a connection where there is none.

        Asked again once after a passing no, and on a new connection when this one ends or is forgotten by the platform.
        """
        request = Request(cmd=cmd, req_id=req_id or self._new_id(cmd), body=body)
        link = await self._live(wait)
        try:
            return await self._answered(link, request)
        except AwayError:
            if not wait:
                raise
            # it was closing already, and nothing was sent: the next connection may be a moment away
            if link is self._link:
                self._down()
        except CodeError as error:
            if error.errcode == NOT_SUBSCRIBED:
                await self._drop(link)
            elif error.errcode in BUSY:
                await asyncio.sleep(self._waits.again)
            else:
                raise
        link = await self._live(max(wait, self._waits.answer))
        return await self._answered(link, request)

    async def came_late(self, asked: Sequence[asyncio.Future[Ack]]) -> bool:
        """Whether one of what nobody answered in time has had its yes after all; waits a little longer for it."""
        if asked and not any(map(accepted, asked)):
            await asyncio.wait(asked, timeout=self._waits.answer)
        return any(map(accepted, asked))

    async def _answered(self, link: Link, request: Request) -> Ack:
        """The answer to a request; when it stays away, whether the connection is still one is found out as well.

        Answers keep their order, so one that was sent in time has come by then.
        """
        try:
            return await link.ask(request, seconds=self._waits.answer)
        except SilentError as silent:
            try:
                await self._ping(link)
            except (AwayError, SilentError, CodeError):
                await self._drop(link)
            if silent.late is None or not silent.late.done():
                raise
            # it was only late: this machine may have been
            return checked(silent.late)

    async def _live(self, wait: float) -> Link:
        """The subscribed connection, or AwayError when there is none within `wait`, or will be none for long."""
        if self.standing in {Standing.EVICTED, Standing.REFUSED}:
            raise AwayError
        try:
            async with asyncio.timeout(wait):
                await self._up.wait()
        except TimeoutError as error:
            raise AwayError from error
        if self._link is None:
            raise AwayError
        return self._link

    async def _drop(self, link: Link) -> None:
        """Close a connection that the platform has forgotten; the loop opens another."""
        if link is self._link:
            self._down()
        await link.socket.close()

    async def _connection(self) -> None:
        """One connection from its opening to its end, which is always an exception."""
        async with opened(self._config, self._waits) as connection:
            link = Link(connection)
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._read(link))
                    await self._subscribe(link)
                    self._link = link
                    self._up.set()
                    await self._become(Standing.LIVE)
                    await self._beat(link)
            finally:
                self._down()
                link.end()
                if self.standing is Standing.LIVE:
                    self.standing = Standing.AWAY

    async def _subscribe(self, link: Link) -> None:
        body = subscribe_body(self._config.bot_id, self._config.secret.reveal())
        request = Request(cmd=SUBSCRIBE, req_id=self._new_id(SUBSCRIBE), body=body)
        try:
            await link.ask(request, seconds=self._waits.answer)
        except CodeError as error:
            if error.errcode == WRONG_SECRET:
                raise _StoppedError(Standing.REFUSED) from error
            raise

    async def _read(self, link: Link) -> None:
        """Hand on every frame until the connection ends, orderly or not."""
        async for data in link.socket:
            frame = read(data)
            match frame:
                case Ack():
                    link.answered(frame)
                case Evicted():
                    raise _StoppedError(Standing.EVICTED)
                case Refused():
                    log.info("wecom_frame_refused", extra={"why": frame.why})
                case _:
                    self._came(frame)
        # an orderly close ends the loop in silence, and is an end like any other
        raise AwayError

    async def _beat(self, link: Link) -> None:
        """Ask now and then whether anybody is there; SilentError when not."""
        while True:
            await asyncio.sleep(self._waits.heartbeat)
            await self._ping(link)

    async def _ping(self, link: Link) -> None:
        await link.ask(Request(cmd=PING, req_id=self._new_id(PING)), seconds=self._waits.pong)

    async def _become(self, standing: Standing) -> None:
        self.standing = standing
        await self._stands(standing)

    def _down(self) -> None:
        self._link = None
        self._up.clear()

    def _new_id(self, cmd: str) -> str:
        """An id that begins with its command, by which every SDK and the platform tell answers apart."""
        return f"{cmd}_{self._run}_{next(self._numbers)}"


def opened(config: WecomConfig, waits: Waits) -> connect:
    """A connection about to be opened; the heartbeat is the platform's own, not the WebSocket's."""
    quiet = logging.getLogger(f"{__name__}.frames")
    # whoever looks closely at everything would else read the secret, and what people say
    quiet.setLevel(logging.WARNING)
    return connect(
        config.host,
        proxy=config.proxy or True,
        open_timeout=waits.opening,
        close_timeout=waits.closing,
        ping_interval=None,
        max_size=MOST_FRAME_BYTES,
        logger=quiet,
    )


def _cancellations() -> int:
    """How often this task was told to stop and has not yet."""
    own = asyncio.current_task()
    return own.cancelling() if own else 0


def _leaf(group: BaseExceptionGroup[E]) -> E:
    """The first of what came together."""
    found = group.exceptions[0]
    return _leaf(found) if isinstance(found, BaseExceptionGroup) else found
