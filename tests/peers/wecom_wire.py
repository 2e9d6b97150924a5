"""The sockets of the WeCom robot gateway and how they fail: closes of every code, half-open links, restarts.

They live in a thread of their own, so that the program under test has its loop to itself; every method may be called
from anywhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeVar

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from websockets.http11 import Request, Response

T = TypeVar("T")

NO_STATUS, ABNORMAL = 1005, 1006


@dataclass(eq=False, slots=True, kw_only=True)
class Link:
    """One connection; a `silent` one is half-open: nothing is read and nothing comes any more."""

    socket: ServerConnection
    subscribed: bool = False
    silent: bool = False


class Wire(ABC):
    """A server with faults; what the frames mean is for who builds on it."""

    def __init__(self) -> None:
        self.port = 0
        self.frames: deque[tuple[str, dict[str, Any]]] = deque(maxlen=500)
        """The latest frames, `<` from the robot and `>` to it."""
        self._links: set[Link] = set()
        self._server: Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="wecom-gateway", daemon=True)

    @abstractmethod
    async def _take(self, link: Link, raw: str | bytes) -> None:
        """One frame from a robot."""

    @abstractmethod
    async def _http(self, _: ServerConnection, request: Request) -> Response | None:
        """The answer to a request that is no robot's; None for one that is."""

    def __enter__(self) -> Self:
        self._thread.start()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop(ABNORMAL)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        """Where the robot connects."""
        return f"ws://127.0.0.1:{self.port}"

    @property
    def subscribed(self) -> bool:
        """Whether a robot is connected, subscribed and heard."""
        return self.do(lambda: self._live() is not None)

    def do(self, use: Callable[[], T]) -> T:
        """Run it on the gateway's own thread."""

        async def run() -> T:
            return use()

        return use() if threading.current_thread() is self._thread else self._await(run())

    def wait(self, happened: Callable[[], object], seconds: float = 10) -> bool:
        """Wait until it has happened; False when the time ran out."""
        end = time.monotonic() + seconds
        while not self.do(happened):
            if time.monotonic() > end:
                return False
            time.sleep(0.005)
        return True

    def latest(self) -> list[tuple[str, dict[str, Any]]]:
        """The latest frames as they are now, `<` from the robot and `>` to it."""
        return self.do(lambda: list(self.frames))

    def start(self) -> None:
        """Listen; after a stop, on the same port."""

        async def listen() -> None:
            self._server = await serve(
                self._serve,
                "127.0.0.1",
                self.port,
                process_request=self._http,
                ping_interval=None,
                close_timeout=0.5,
                max_size=2 << 20,
            )
            self.port = next(iter(self._server.sockets)).getsockname()[1]

        self._await(listen())

    def stop(self, code: int = 1001) -> None:
        """Close every connection and listen no more."""

        async def end() -> None:
            if self._server is not None:
                self._server.close(close_connections=False)
            await asyncio.gather(*(self._hang_up(link, code) for link in self._links))
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            if self._server is not None:
                await self._server.wait_closed()

        self._await(end())

    def close(self, code: int) -> None:
        """Close every connection: with a code, with none (1005), or without a word (1006)."""

        async def close() -> None:
            await asyncio.gather(*(self._hang_up(link, code) for link in self._links))

        self._await(close())

    def go_silent(self) -> None:
        """Every connection there is stays open, but nothing is read and nothing comes any more."""

        def silence() -> None:
            for link in self._links:
                link.silent, link.subscribed = True, False
                link.socket.transport.pause_reading()

        self.do(silence)

    def forget(self) -> None:
        """Lose every subscription while the connections look healthy (846609 from now on)."""

        def lose() -> None:
            for link in self._links:
                link.subscribed = False

        self.do(lose)

    def throw(self, raw: str | bytes) -> bool:
        """Send anything to the robot as it is; False when none is there to get it."""

        async def send() -> bool:
            link = self._live()
            if link is None:
                return False
            try:
                await link.socket.send(raw)
            except ConnectionClosed:
                return False
            return True

        return self._await(send())

    def _live(self) -> Link | None:
        return next((link for link in self._links if link.subscribed and not link.silent), None)

    async def _serve(self, socket: ServerConnection) -> None:
        link = Link(socket=socket)
        self._links.add(link)
        try:
            async for raw in socket:
                if not link.silent:
                    await self._take(link, raw)
        except ConnectionClosed:
            pass
        finally:
            self._links.discard(link)

    async def _send(self, link: Link, frame: dict[str, Any]) -> bool:
        if link.silent:
            return False
        self.frames.append((">", frame))
        try:
            await link.socket.send(json.dumps(frame, ensure_ascii=False))
        except ConnectionClosed:
            return False
        return True

    async def _hang_up(self, link: Link, code: int) -> None:
        link.subscribed = False
        with contextlib.suppress(ConnectionClosed):
            if code == ABNORMAL or link.silent:
                link.socket.transport.abort()
            elif code == NO_STATUS:
                async with link.socket.send_context():
                    link.socket.protocol.send_close()
            else:
                await link.socket.close(code)

    def _spawn(self, work: Coroutine[Any, Any, object]) -> None:
        async def run() -> None:
            await work

        task = self._loop.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _await(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)
