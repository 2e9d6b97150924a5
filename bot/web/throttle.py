"""Slows down whoever keeps trying passwords."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

FREE_TRIES = 3
LONGEST_WAIT = timedelta(minutes=15)
CLIENTS_KEPT = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tries:
    wrong: int
    again_at: datetime


class Throttle:
    """Three tries, then waits that double to a quarter of an hour."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, _Tries] = OrderedDict()

    def try_now(self, client: str, *, now: datetime) -> timedelta | None:
        """Count a try as a wrong one; how long to wait instead when it comes too soon."""
        before = self._tries.pop(client, None)
        if before is not None and now < before.again_at:
            self._tries[client] = before
            return before.again_at - now
        wrong = 1 if before is None else before.wrong + 1
        wait = timedelta(0)
        if wrong >= FREE_TRIES:
            wait = min(timedelta(seconds=2 ** min(wrong - FREE_TRIES + 1, 20)), LONGEST_WAIT)
        self._tries[client] = _Tries(wrong=wrong, again_at=now + wait)
        while len(self._tries) > CLIENTS_KEPT:
            self._tries.popitem(last=False)
        return None

    def forget(self, client: str) -> None:
        """The password was right: its tries no longer count."""
        self._tries.pop(client, None)
