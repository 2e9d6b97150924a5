"""What was posted is taken once, in its sender's order, and committed before the platform is told so."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from bot.channels.recent import Recent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.channels.wecom.app_incoming import Came
    from bot.ports.messages import Reply

SECONDS = 3.0
"""The platform waits for five, then it posts the same again, three times in all."""

REMEMBERED = 2000

log = logging.getLogger(__name__)


class Intake:
    """Messages under way, and the numbers of those that were taken.

    `receive` gives the replies once the message is committed; `answer` sends them, while the next one is received.
    """

    def __init__(
        self,
        receive: Callable[[Came], Awaitable[tuple[Reply, ...]]],
        answer: Callable[[Came, tuple[Reply, ...]], Awaitable[None]],
    ) -> None:
        self._receive = receive
        self._answer = answer
        self._tasks: asyncio.TaskGroup | None = None
        self._under_way: dict[str, asyncio.Future[bool]] = {}
        self._taken: Recent[str, None] = Recent(REMEMBERED)
        self._last: dict[tuple[str, str], asyncio.Event] = {}

    async def run(self) -> None:
        """Take messages until cancelled; what is under way then was not acknowledged, or is committed."""
        try:
            async with asyncio.TaskGroup() as self._tasks:
                await asyncio.Event().wait()
        finally:
            self._tasks = None

    async def take(self, came: Came) -> bool:
        """Whether the platform may be told that the message has arrived: it is committed, or will be in a moment.

        False when it could not be taken; the platform then posts it again.
        """
        number = came.incoming.message_id
        if number in self._taken:
            return True
        if self._tasks is None:
            return False
        if number not in self._under_way:
            self._under_way[number] = asyncio.get_running_loop().create_future()
            self._tasks.create_task(self._handle(came, self._under_way[number]))
        with suppress(TimeoutError):
            # not wait_for: until Python 3.12 it can lose a cancellation
            async with asyncio.timeout(SECONDS):
                return await asyncio.shield(self._under_way[number])
        return True

    async def _handle(self, came: Came, taken: asyncio.Future[bool]) -> None:
        number = came.incoming.message_id
        try:
            person = came.incoming.address
            async with self._turn("taken", person):
                replies = await self._receive(came)
            self._taken[number] = None
            taken.set_result(True)
            # nobody can come between: who waits to be taken is woken after this has asked for its turn
            async with self._turn("answered", person):
                await self._answer(came, replies)
        except Exception:
            # a fault of one message must not end the others
            log.exception("message_failed", extra={"channel": came.incoming.channel})
        finally:
            self._under_way.pop(number, None)
            if not taken.done():
                taken.set_result(False)

    @asynccontextmanager
    async def _turn(self, what: str, person: str) -> AsyncIterator[None]:
        """After everything that this person sent before has been taken, or answered."""
        key = (what, person)
        before, mine = self._last.get(key), asyncio.Event()
        self._last[key] = mine
        try:
            if before is not None:
                await before.wait()
            yield
        finally:
            mine.set()
            if self._last.get(key) is mine:
                del self._last[key]
