"""Answers on their way: those of one chat in order, different chats side by side; none is lost when the program stops.

What cannot be sent now goes into the outbox, and the relay sends it when it can.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.channels.telegram import places
from bot.channels.telegram.incoming import NAME
from bot.ports.messages import InvalidError, MovedError, RefusedError, TransientError
from bot.telling import answer_later

if TYPE_CHECKING:
    from asyncio import TaskGroup

    from bot.channels.telegram.sending import Sender
    from bot.ports.front import Front
    from bot.ports.messages import Reply

log = logging.getLogger(__name__)

STOP_SECONDS = 2.0
AGAIN_SECONDS = 1.0
SHORT_WAIT = 10.0
MOST_TRIES = 2
"""A short fault is waited out here: the outbox knows no groups but units' own, and nothing that is shown once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is still to be said to one message, and where; `tried`: the first of it, in vain.

    `settled`: all of it has been said, stands in the outbox, or never can be said.
    """

    place: str
    message_id: str
    replies: tuple[Reply, ...]
    tried: int = 0
    settled: asyncio.Event = field(default_factory=asyncio.Event)


class Answers:
    """Sends answers; one worker a chat, for as long as it has something to say there."""

    def __init__(self, front: Front, sender: Sender, tasks: TaskGroup) -> None:
        self._front = front
        self._sender = sender
        self._tasks = tasks
        self._waiting: dict[str, deque[Answer]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._stopped = False

    def put(self, answer: Answer) -> None:
        """Say this after what is still to be said there.

        The message is confirmed to the platform once this is settled, so that a kill in between costs nobody an answer.
        After the stop nothing is said and nothing settled: the platform gives it again.
        """
        if self._stopped:
            return
        chat = answer.place.partition(":")[0]
        if chat in self._waiting:
            self._waiting[chat].append(answer)
            return
        self._waiting[chat] = deque((answer,))
        worker = self._tasks.create_task(self._say_all(chat))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def stop(self) -> None:
        """Finish what can be said within two seconds; the outbox gets the rest."""
        self._stopped = True
        if self._workers:
            await asyncio.wait(self._workers, timeout=STOP_SECONDS)
        for worker in self._workers:
            worker.cancel()
        for answers in self._waiting.values():
            for answer in answers:
                await self._later(answer, wait=0.0)
                answer.settled.set()
        self._waiting.clear()

    async def _say_all(self, chat: str) -> None:
        answers = self._waiting[chat]
        while answers:
            # it stays in its place until it is said, so that a stop finds it there
            rest: Answer | None = answers[0]
            while rest is not None:
                answers[0] = rest
                try:
                    rest = await self._say(rest)
                except Exception:
                    # the data cannot be written, or a fault of ours: others are answered
                    log.exception("answer_failed", extra={"channel": NAME})
                    rest = None
            answers.popleft().settled.set()
        self._waiting.pop(chat, None)

    async def _say(self, answer: Answer) -> Answer | None:
        """Send the first of the replies; what is left to say, or None."""
        if not answer.replies:
            return None
        try:
            await self._sender.send(answer.place, answer.replies[0], first=True)
        except TransientError as fault:
            wait = max(fault.retry_after or 0.0, AGAIN_SECONDS)
            if answer.tried < MOST_TRIES and wait <= SHORT_WAIT:
                await asyncio.sleep(wait)
                return replace(answer, tried=answer.tried + 1)
            await self._later(answer, wait=wait)
            return None
        except MovedError as fault:
            new, old = fault.address, answer.place
            await self._front.call(lambda house, now: places.moved(house, now, old, new))
            return replace(answer, place=new)
        except RefusedError as fault:
            reason = str(fault)
            log.warning("answer_refused", extra={"channel": NAME})
            await self._front.call(lambda house, now: places.left(house, now, answer.place, reason=reason))
            return None
        except InvalidError as fault:
            log.warning("answer_invalid", extra={"channel": NAME, "error": str(fault)})
        return replace(answer, replies=answer.replies[1:], tried=0)

    async def _later(self, answer: Answer, *, wait: float) -> None:
        log.warning("answer_put_off", extra={"channel": NAME, "replies": len(answer.replies)})
        await self._front.call(
            lambda house, now: answer_later(
                house,
                now,
                channel=NAME,
                address=answer.place,
                message_id=answer.message_id,
                replies=answer.replies,
                wait=wait,
            )
        )
