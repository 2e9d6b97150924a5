"""What the office tells many people, and who has tapped 收到."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class AudienceKind(StrEnum):
    """Whom a notice is for: one unit, a unit group, all liaisons, all citizens."""

    UNIT = "unit"
    GROUP = "group"
    LIAISONS = "liaisons"
    CITIZENS = "citizens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The receivers of a notice; `name` is the unit or group, empty otherwise."""

    kind: AudienceKind
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message of the office to an audience (通知); `id` is 0 until stored."""

    id: int
    text: str
    audience: Audience
    author_id: int
    sent_at: datetime
