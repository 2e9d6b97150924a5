"""One message to one person, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class DeliveryState(StrEnum):
    """queued → claimed → sent, or back to queued after a passing fault, or dead."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    DEAD = "dead"


class DeliveryKind(StrEnum):
    """What a delivery carries; only ANSWER may go out of working hours."""

    REMINDER = "reminder"
    REVIEW = "review"
    NOTICE = "notice"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one person (一次发送); `key` is its identity, `payload` the reply as JSON."""

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
