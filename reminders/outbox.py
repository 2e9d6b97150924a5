"""One message to one person, and what becomes of it.

```
queued ──claim──▶ claimed ──▶ sent
  ▲ │                │
  │ └─stop─▶ stopped ◀─passing fault, when its batch was stopped
  └──passing fault───┴──refused, or too many faults──▶ dead
```
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 96
"""Some four days: a weekend without a line costs nobody a message."""


class DeliveryState(StrEnum):
    """queued → claimed → sent, or back to queued after a passing fault, or dead; stopped while its batch is."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    DEAD = "dead"
    STOPPED = "stopped"


class DeliveryKind(StrEnum):
    """What a delivery carries; what is in AHEAD may go out of working hours."""

    REMINDER = "reminder"
    URGENT = "urgent"
    REVIEW = "review"
    NOTICE = "notice"
    ANSWER = "answer"


AHEAD = frozenset({DeliveryKind.ANSWER, DeliveryKind.URGENT})
"""What somebody waits for: it goes out at any hour, and ahead of what can wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one person (一次发送); `key` is its identity, `payload` the reply as JSON.

    `batch` names what is stopped and resumed together, empty for what stands by itself. Once it is sent, `channel` is
    by which it went, and `message` how that finds it again to rewrite it, empty where it cannot.
    """

    key: str
    person_id: int
    kind: DeliveryKind
    payload: str
    state: DeliveryState = DeliveryState.QUEUED
    due_at: datetime
    attempts: int = 0
    claimed_at: datetime | None = None
    sent_at: datetime | None = None
    error: str = ""
    batch: str = ""
    channel: str = ""
    message: str = ""


def next_attempt(attempts: int, *, now: datetime, retry_after: float | None = None) -> datetime | None:
    """When to try again after `attempts` passing faults; None when it has been tried often enough.

    The wait doubles from half a minute to an hour; a platform that names its own wait (seconds) is believed.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    wait = min(FIRST_WAIT * (1 << min(attempts, 10)), LONGEST_WAIT)
    if retry_after is not None:
        wait = max(wait, timedelta(seconds=retry_after))
    return now + wait
