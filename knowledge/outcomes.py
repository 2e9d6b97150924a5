"""What a question gets: an answer, suggestions, a place where it belongs, or that it is not known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.entries import source_to_dict
from knowledge.guides import guide_to_dict
from knowledge.messages import Before, says_too_little

if TYPE_CHECKING:
    from knowledge.entries import Entry
    from knowledge.referrals import Referral

OFFER_SHARE = 0.1


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
class Answer:
    """What one question gets; `entry` only with ANSWER; candidates best first, at most ten.

    `refer` with `elsewhere`: the question is none for the bank (emergency, petition, personal case, small talk), and
    `refer` says where it belongs, or nowhere. `refer` without it: not known, and this unit seems responsible.
    """

    question: str
    decision: Decision
    confidence: float
    entry: Entry | None = None
    candidates: tuple[Candidate, ...] = ()
    refer: Referral | None = None
    elsewhere: bool = False
    left: tuple[str, ...] = ()
    """Only with the last answer to a message: the questions that one message is too short for."""

    @property
    def offered(self) -> tuple[Candidate, ...]:
        """The candidates worth showing: not far behind the best."""
        return tuple(one for one in self.candidates if one.confidence >= OFFER_SHARE * self.candidates[0].confidence)

    @property
    def before(self) -> Before | None:
        """What a further question may be read with; nothing after what was not known or belongs elsewhere."""
        if self.entry is not None:
            asked = self.entry.question if says_too_little(self.question) else self.question
            return Before(question=asked, entry_id=self.entry.id)
        return Before(question=self.question) if self.decision is Decision.SUGGEST else None


def referred(question: str, referral: Referral, candidates: tuple[Candidate, ...]) -> Answer:
    """A question that belongs elsewhere."""
    return Answer(
        question=question, decision=Decision.NONE, confidence=0.0, candidates=candidates, refer=referral, elsewhere=True
    )


def answer_to_dict(answer: Answer) -> dict[str, object]:
    """The answer in the shape of `wenban ask --json`."""
    entry = answer.entry
    return {
        "question": answer.question,
        "decision": answer.decision.value,
        "confidence": round(answer.confidence, 4),
        "answer": None
        if entry is None
        else {
            "id": entry.id,
            "question": entry.question,
            "text": entry.answer,
            "sources": [source_to_dict(source) for source in entry.sources],
            "unit": entry.unit,
            "checked_on": entry.checked_on.isoformat() if entry.checked_on else None,
        }
        | ({"guide": guide_to_dict(entry.guide)} if entry.guide else {}),
        "candidates": [
            {"id": found.entry.id, "question": found.entry.question, "confidence": round(found.confidence, 4)}
            for found in answer.candidates
        ],
        "refer": None if answer.refer is None else {"to": answer.refer.to, "why": answer.refer.why},
    }
