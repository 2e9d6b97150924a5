"""How fast a bot may send: 30 a second overall, 1 a second in a chat, 20 a minute in a group."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from tests.peers.bot_api.errors import ApiError, too_many


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many in so many seconds, with `burst` at once."""

    count: int
    seconds: float
    burst: int


OVERALL = Rate(count=30, seconds=1, burst=30)
CHAT = Rate(count=1, seconds=1, burst=3)
GROUP = Rate(count=20, seconds=60, burst=20)


@dataclass(slots=True)
class Limits:
    """Buckets that leak: each remembers only when it will be empty. `scale` makes every second pass so much faster."""

    scale: float = 1.0
    on: bool = False
    _empty_at: dict[int | str, float] = field(default_factory=dict)

    def take(self, chat: int, *, group: bool, now: float) -> ApiError | None:
        """Count one message, or say how long to wait; what is refused is not counted."""
        if not self.on:
            return None
        wanted: list[tuple[int | str, Rate]] = [("overall", OVERALL), (chat, GROUP if group else CHAT)]
        filled: dict[int | str, float] = {}
        for bucket, rate in wanted:
            spacing = rate.seconds / rate.count / self.scale
            empty_at = max(self._empty_at.get(bucket, now), now) + spacing
            over = empty_at - now - spacing * rate.burst
            if over > spacing * 1e-6:
                return too_many(max(1, math.ceil(over)))
            filled[bucket] = empty_at
        self._empty_at |= filled
        return None
