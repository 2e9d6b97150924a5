"""What a liaison says when a duty is done, its evidence and its review."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class ReviewState(StrEnum):
    """Where a confirmation stands: 待审核, 通过, 退回."""

    SUBMITTED = "submitted"
    PASSED = "passed"
    RETURNED = "returned"


class EvidenceKind(StrEnum):
    """What proves it: a published link, a sentence, a file."""

    LINK = "link"
    TEXT = "text"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A proof (佐证): `value` is the link, the sentence or the file's name; files are kept by sha256 `digest`."""

    kind: EvidenceKind
    value: str
    digest: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A unit's word that an occurrence is done (完成确认); `id` is 0 until stored.

    For an ongoing duty `occurrence` is `task_id/round/2026-10` and the note says 正常推进 or what is difficult.
    """

    id: int
    occurrence: str
    task_id: str
    unit: str
    person_id: int
    evidence: tuple[Evidence, ...]
    state: ReviewState
    submitted_at: datetime
    reviewed_by: int | None = None
    reviewed_at: datetime | None = None
    reason: str = ""
