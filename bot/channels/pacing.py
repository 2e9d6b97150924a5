"""When the next message may go: a platform's limits are kept by waiting, so that it never has to refuse one.

`Pace` decides and is told the time; `Pacer` waits. Overall the turns are evenly spaced: nothing is saved up for a
burst, and a crash leaves no more messages in doubt than are under way.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from itertools import chain, count
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STRETCH = 1.02
"""A limit's seconds are taken a little longer: the platform counts when messages arrive, not when they leave."""
STEP = 1.035
"""Overall, messages leave a little farther apart still, so that those that left late are made up for."""
MADE_UP = 10
"""So many messages behind its time a busy machine may fall and still catch up, at up to twice the pace."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` messages within any `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    chat: str
    group: bool


class _Taken:
    """The times of the last turns, as many as some limits look back on."""

    def __init__(self, limits: Sequence[Limit]) -> None:
        self._limits = limits
        self._times: deque[float] = deque(maxlen=max((one.count for one in limits), default=0))

    def add(self, now: float) -> None:
        self._times.append(now)

    def free_at(self) -> float:
        """From when on every limit allows one more."""
        return max(
            (self._times[-one.count] + one.seconds * STRETCH for one in self._limits if len(self._times) >= one.count),
            default=-inf,
        )

    def forgotten_at(self) -> float:
        """From when on no limit looks back on any of them."""
        return max((self._times[-1] + one.seconds * STRETCH for one in self._limits if self._times), default=-inf)


class Pace:
    """Whose turn it is, and how long until the next one; pure: seconds are handed in and never go back."""

    def __init__(
        self, *, overall: Sequence[Limit] = (), chat: Sequence[Limit] = (), group: Sequence[Limit] = ()
    ) -> None:
        self._all = _Taken(overall)
        # spaced by the limit of the shortest time; longer ones only count
        shortest = min(overall, key=lambda one: one.seconds, default=None)
        self._step = STEP * shortest.seconds / shortest.count if shortest else 0.0
        self._slot = self._last = -inf
        self._limits = {False: tuple(chat), True: (*chat, *group)}
        # by when they were last written to, the longest ago first; groups are remembered for longer
        self._chats: dict[bool, dict[str, _Taken]] = {False: {}, True: {}}
        self._paused: dict[str, float] = {}
        self._closed_until = -inf
        self._tickets = count()
        self._first: dict[int, _Waiting] = {}
        self._rest: dict[int, _Waiting] = {}

    def ask(self, chat: str, *, group: bool = False, first: bool = False) -> int:
        """Queue for a turn; `first` is ahead of the rest. The ticket is what `next` calls."""
        ticket = next(self._tickets)
        (self._first if first else self._rest)[ticket] = _Waiting(chat=chat, group=group)
        return ticket

    def withdraw(self, ticket: int) -> None:
        """Leave the queue; nobody else loses their place."""
        self._first.pop(ticket, None)
        self._rest.pop(ticket, None)

    def next(self, now: float) -> int | None:
        """The ticket whose turn it is at this moment, or None."""
        if self._free_at() > now:
            return None
        return next((ticket for ticket, one in self._heads() if self._chat_free_at(one) <= now), None)

    def take(self, ticket: int, now: float) -> None:
        """The turn of this ticket has been used."""
        one = self._first.pop(ticket, None) or self._rest.pop(ticket)
        slot = self._slot + self._step
        # a turn that was called late keeps its place in time, so that lateness does not add up
        self._slot = slot if now - slot < MADE_UP * self._step else now
        self._last = now
        self._all.add(now)
        chats = self._chats[one.group]
        taken = chats.pop(one.chat, None) or _Taken(self._limits[one.group])
        taken.add(now)
        chats[one.chat] = taken
        self._forget(now)

    def wait(self, now: float) -> float | None:
        """Seconds until somebody's turn; None when nobody queues."""
        free = min((self._chat_free_at(one) for _, one in self._heads()), default=None)
        return None if free is None else max(free, self._free_at(), now) - now

    def pause(self, chat: str, seconds: float, now: float) -> None:
        """The platform refused a message to this chat; when it refuses a second chat meanwhile, everything waits."""
        self._forget(now)
        until = now + seconds
        if self._paused.keys() - {chat}:
            self._closed_until = max(self._closed_until, until)
        self._paused[chat] = until

    @property
    def remembered(self) -> int:
        """How many chats it keeps something about."""
        return len(self._paused) + sum(len(chats) for chats in self._chats.values())

    def _heads(self) -> Iterator[tuple[int, _Waiting]]:
        """Of each chat the one that goes next: the first ones ahead, then as they came."""
        seen: set[tuple[bool, str]] = set()
        for ticket, one in chain(self._first.items(), self._rest.items()):
            if (one.group, one.chat) not in seen:
                seen.add((one.group, one.chat))
                yield ticket, one

    def _free_at(self) -> float:
        spaced = max(self._slot + self._step, self._last + self._step / 2)
        return max(spaced, self._all.free_at(), self._closed_until)

    def _chat_free_at(self, one: _Waiting) -> float:
        taken = self._chats[one.group].get(one.chat)
        return max(taken.free_at() if taken else -inf, self._paused.get(one.chat, -inf))

    def _forget(self, now: float) -> None:
        """Keep nothing about chats that no limit looks back on."""
        for chats in self._chats.values():
            while chats and next(iter(chats.values())).forgotten_at() <= now:
                del chats[next(iter(chats))]
        for chat in [chat for chat, until in self._paused.items() if until <= now]:
            del self._paused[chat]


class Pacer:
    """Lets each message wait for its turn."""

    def __init__(
        self, *, overall: Sequence[Limit] = (), chat: Sequence[Limit] = (), group: Sequence[Limit] = ()
    ) -> None:
        self._pace = Pace(overall=overall, chat=chat, group=group)
        self._turns: dict[int, asyncio.Future[None]] = {}
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, chat: str, *, group: bool = False, first: bool = False) -> None:
        """Wait until one more message may go to this chat; `first` goes ahead of what can wait."""
        ticket = self._pace.ask(chat, group=group, first=first)
        turn = self._turns[ticket] = asyncio.get_running_loop().create_future()
        self._call()
        try:
            await turn
        finally:
            if self._turns.pop(ticket, None) is not None:
                self._pace.withdraw(ticket)
                self._call()

    def pause(self, chat: str, seconds: float) -> None:
        """Send nothing to this chat for so long: the platform said so."""
        self._pace.pause(chat, seconds, asyncio.get_running_loop().time())
        self._call()

    def _call(self) -> None:
        """Call everybody whose turn it is, and come back when the next one is due."""
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = loop.time()
        while (ticket := self._pace.next(now)) is not None:
            turn = self._turns.pop(ticket)
            if turn.done():  # given up, and not yet withdrawn
                self._pace.withdraw(ticket)
            else:
                self._pace.take(ticket, now)
                turn.set_result(None)
        wait = self._pace.wait(now)
        if wait is not None:
            self._timer = loop.call_later(wait, self._call)
