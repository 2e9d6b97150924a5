"""Answer, suggest, or say that it is not known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.entries import Entry


class Decision(StrEnum):
    """The three bands."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An entry that may be meant, with its calibrated confidence from 0 to 1."""

    entry: Entry
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """Where a question belongs that the bank does not answer: a unit or a channel such as 12345, and why."""

    to: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one question gets; `entry` only with ANSWER; candidates best first, at most ten."""

    question: str
    decision: Decision
    confidence: float
    entry: Entry | None = None
    candidates: tuple[Candidate, ...] = ()
    refer: Referral | None = None
