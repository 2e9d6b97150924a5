"""Long polling: an update is confirmed to the platform only when it is done with.

While some are unfinished the platform is asked again from the lowest of them, so that a large file in one chat holds up
nobody else; those in hand are known by their number. The platform gives a hundred at a time: no more are in hand.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from typing import TYPE_CHECKING

from telegram.error import Conflict, InvalidToken, RetryAfter

from bot.channels.recent import Recent
from bot.channels.telegram.api import ANSWER_ERRORS, POLL_SECONDS, fault_from
from bot.channels.telegram.incoming import NAME
from bot.ports.messages import TransientError

if TYPE_CHECKING:
    from asyncio import TaskGroup

    from bot.channels.telegram.api import Api
    from bot.channels.telegram.updates import Updates
    from bot.ports.front import Front

log = logging.getLogger(__name__)

UNFINISHED_PAUSE = 0.3
FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
CONFIRM_SECONDS = 1.5
LAST_SECONDS = 0.5
"""What was answered a moment ago is nearly done with when the program stops."""
REMEMBERED = 2000
CONFLICT = "telegram_conflict"
"""The setting that says when another program was found to take our updates; empty when none does."""


class Backoff:
    """How long to wait after a fault: longer each time, never the same."""

    def __init__(self) -> None:
        self._next = FIRST_WAIT

    def wait(self, error: Exception) -> float:
        """Seconds until the next try."""
        fault = fault_from(error)
        if isinstance(error, RetryAfter) and isinstance(fault, TransientError):
            return fault.retry_after or FIRST_WAIT
        seconds = self._next * random.uniform(0.5, 1.0)  # noqa: S311 - only to spread the load
        self._next = min(self._next * 2, LONGEST_WAIT)
        return seconds

    def reset(self) -> None:
        """All is well again."""
        self._next = FIRST_WAIT


def is_refused(error: Exception) -> bool:
    """Whether the platform itself says that the token is none; a page of something in between does not."""
    return isinstance(error, InvalidToken) and error.__cause__ is None


class Poll:
    """One poller."""

    def __init__(self, front: Front, api: Api, updates: Updates, tasks: TaskGroup) -> None:
        self._front = front
        self._api = api
        self._updates = updates
        self._tasks = tasks
        self._offset = 0
        self._highest = -1
        self._unfinished: set[int] = set()
        self._known: Recent[int, None] = Recent(REMEMBERED)
        self._idle = asyncio.Event()
        self._backoff = Backoff()
        self._conflict = False

    async def run(self) -> None:
        """Poll until cancelled, or until the token is refused."""
        while True:
            try:
                raws = await self._api.updates(self._next(), seconds=0 if self._unfinished else POLL_SECONDS)
            except ANSWER_ERRORS as error:
                if is_refused(error):
                    log.error("telegram_token_refused")  # noqa: TRY400 - said once, in one line
                    return
                seconds = self._backoff.wait(error)
                if isinstance(error, Conflict) and "webhook" in error.message.lower():
                    with contextlib.suppress(*ANSWER_ERRORS):
                        # somebody set one while we were polling
                        await self._api.delete_webhook(drop_pending_updates=False)
                await self._say_conflict(found=isinstance(error, Conflict))
                log.warning("telegram_away", extra={"error": type(error).__name__, "again_in": round(seconds, 1)})
                await asyncio.sleep(seconds)
                continue
            self._backoff.reset()
            await self._say_conflict(found=False)
            if not self._hand_over(raws) and raws and not self._unfinished:
                # nothing but what is known or has no number: do not ask again at once
                await asyncio.sleep(UNFINISHED_PAUSE)
            if self._unfinished:
                with contextlib.suppress(TimeoutError):
                    # not wait_for: until Python 3.12 it can lose a cancellation
                    async with asyncio.timeout(UNFINISHED_PAUSE):
                        await self._idle.wait()

    async def stop(self) -> None:
        """Confirm what is done with, so that the next start is not given it again."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_SECONDS if self._unfinished else 0):
                await self._idle.wait()
        if self._highest >= 0:
            with contextlib.suppress(*ANSWER_ERRORS, TimeoutError):
                async with asyncio.timeout(CONFIRM_SECONDS):
                    await self._api.updates(self._next(), seconds=0)

    def _next(self) -> int:
        """From which number on the platform is asked; what comes before is done with."""
        return min(self._unfinished) if self._unfinished else self._highest + 1

    def _hand_over(self, raws: list[object]) -> int:
        """Start on what is new, in the order of the numbers; how many."""
        numbered = {number: raw for raw in raws if (number := _number(raw)) is not None}
        if len(numbered) < len(raws):
            log.warning("update_malformed", extra={"channel": NAME, "why": "update_id"})
        if numbered:
            # the platform may begin anew with lower numbers after a quiet week
            self._highest = max(numbered)
        new = [number for number in sorted(numbered) if number not in self._known]
        for number in new:
            self._known[number] = None
            self._unfinished.add(number)
            self._idle.clear()
            self._tasks.create_task(self._take(number, numbered[number]))
        return len(new)

    async def _take(self, number: int, raw: object) -> None:
        await self._updates.take(raw)
        self._unfinished.discard(number)
        if not self._unfinished:
            self._idle.set()

    async def _say_conflict(self, *, found: bool) -> None:
        """Keep when another program was found to poll, for the check to say."""
        if found == self._conflict:
            return
        self._conflict = found
        if found:
            log.error("telegram_conflict")
        await self._front.call(lambda house, now: house.store.settings.set(CONFLICT, now.isoformat() if found else ""))


def _number(raw: object) -> int | None:
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None
