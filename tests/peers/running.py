"""The whole program as `wenban run` starts it, web pages and all, in a thread; its clock is set by hand."""

from __future__ import annotations

import asyncio
import itertools
import threading
from typing import TYPE_CHECKING, Any, Self, TypeVar

from bot.app import App, Ticked, open_app
from bot.ports.messages import Incoming, Reply
from tests.acceptance.living import at

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import datetime
    from pathlib import Path

    from bot.config.sections import Config
    from bot.ports.house import House

T = TypeVar("T")


class Running:
    """A program that runs until the end of the `with`."""

    def __init__(self, folder: Path, now: str, config: Config) -> None:
        self.time = at(now)
        self.app: App = open_app(folder, config, clock=lambda: self.time)
        self.address = ""
        self._config = config
        self._numbers = itertools.count(1)
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._serving: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="program")

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(30), "the program did not start"
        return self

    def __exit__(self, *_: object) -> None:
        assert self._serving is not None
        self._loop.call_soon_threadsafe(self._serving.cancel)
        self._thread.join(30)
        self._loop.close()
        self.app.close()

    def office(self, text: str) -> str:
        """What the office is answered at its console, as one text."""
        incoming = Incoming(
            channel="console", address="admin", message_id=f"run:{next(self._numbers)}", text=text, at=self.time
        )
        replies: tuple[Reply, ...] = self._await(self.app.receive(incoming))
        return "\n".join(reply.text for reply in replies)

    def tick(self, now: str) -> Ticked:
        """One tick, after setting the clock."""
        self.time = at(now)
        return self._await(self.app.tick())

    def look(self, use: Callable[[House], T]) -> T:
        """Something read in the program's data."""

        def read(house: House, _: datetime) -> T:
            return use(house)

        return self._await(self.app.call(read))

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._serving = self._loop.create_task(self.app.serve(self._config, ready=self._started))
        try:
            self._loop.run_until_complete(self._serving)
        except asyncio.CancelledError:
            pass
        finally:
            rest = asyncio.all_tasks(self._loop)
            for task in rest:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*rest, return_exceptions=True))

    def _started(self, address: str) -> None:
        self.address = address
        self._ready.set()

    def _await(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)
