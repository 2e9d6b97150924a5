"""One connection of WeCom, and what is asked on it.

A request either has an answer, or surely was not sent (AwayError), or nobody can say (SilentError).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from websockets.exceptions import ConnectionClosed
from websockets.protocol import State

from bot.channels.wecom.protocol import to_json

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

    from bot.channels.wecom.protocol import Ack, Request

MOST_WAITING = 1000

NOT_SUBSCRIBED = 846609
BUSY = frozenset({846601, 846602})
TOO_OFTEN = frozenset({45009, 846607})
PASSING = BUSY | TOO_OFTEN | {-1, NOT_SUBSCRIBED}
"""With these the platform says no to the hour, not to the message: the same may be taken a little later."""

TURNS = 2
"""A write that fails throws away what has come and is not read yet; within so many turns of the loop it is read."""


class AwayError(Exception):
    """There is no connection: surely nothing was sent."""


class SilentError(Exception):
    """It was sent and nobody said whether it arrived; `late` may still say so."""

    def __init__(self, late: asyncio.Future[Ack] | None = None) -> None:
        super().__init__()
        self.late = late


class CodeError(Exception):
    """The platform said no, and why."""

    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(f"{errcode} {errmsg}")
        self.errcode = errcode
        self.errmsg = errmsg


def accepted(answered: asyncio.Future[Ack]) -> bool:
    """Whether an answer has come, and it is yes."""
    return answered.done() and not answered.cancelled() and not answered.result().errcode


def checked(answered: asyncio.Future[Ack]) -> Ack:
    """An answer that has come: yes; or CodeError, or SilentError when it is given up."""
    if answered.cancelled():
        raise SilentError
    ack = answered.result()
    if ack.errcode:
        raise CodeError(ack.errcode, ack.errmsg)
    return ack


@dataclass(slots=True)
class Link:
    """One connection, and who waits for an answer on it."""

    socket: ClientConnection
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: dict[str, asyncio.Future[Ack]] = field(default_factory=dict)

    async def ask(self, request: Request, *, seconds: float) -> Ack:
        """Send and wait for the answer; raise AwayError, SilentError or CodeError."""
        if self.socket.state is not State.OPEN:
            raise AwayError
        answered = self.waiting.get(request.req_id)
        if answered is None:
            answered = self.waiting[request.req_id] = asyncio.get_running_loop().create_future()
            if len(self.waiting) > MOST_WAITING:
                # the oldest has waited so long that its answer will not come
                self.waiting.pop(next(iter(self.waiting))).cancel()
        try:
            async with asyncio.timeout(seconds):
                async with self.writing:
                    for _ in range(TURNS):
                        await asyncio.sleep(0)
                    await self.socket.send(to_json(request))
                await asyncio.wait({answered})
        except ConnectionClosed as error:
            raise SilentError from error
        except TimeoutError as error:
            raise SilentError(answered) from error
        return checked(answered)

    def answered(self, ack: Ack) -> None:
        """Give an answer to whoever waits; a repeated one belongs to nobody."""
        waiting = self.waiting.pop(ack.req_id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(ack)

    def end(self) -> None:
        """No answer will come any more."""
        for waiting in self.waiting.values():
            waiting.cancel()
        self.waiting.clear()
