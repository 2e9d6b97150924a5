"""Answer, suggest, or say that it is not known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.entries import source_to_dict
from knowledge.gaps import Departments
from knowledge.homophones import Homophones
from knowledge.index import Index
from knowledge.messages import (
    MOST_ASKED,
    MOST_CHARACTERS,
    MOST_QUESTIONS,
    Asked,
    Before,
    halves,
    leans,
    questions_in,
    says_too_little,
    stand_alone,
    topic_of,
)
from knowledge.ranking import near, rank
from knowledge.referrals import Referral, elsewhere, small_talk, urgent
from knowledge.text import normal
from knowledge.tokenizer import Tokenizer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from knowledge.entries import Entry
    from knowledge.lexicon import Lexicon
    from knowledge.ranking import Ranked

__all__ = ["Answer", "Answerer", "Before", "Candidate", "Decision", "Referral", "answer_to_dict"]

ANSWER_FROM = 0.6
SUGGEST_FROM = 0.2
OFFER_SHARE = 0.1
MOST_CANDIDATES = 10


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


class Answerer:
    """The bank as it stands, ready to be asked; build it anew when the bank changes."""

    def __init__(self, entries: Iterable[Entry], *, lexicon: Lexicon, unit_names: Iterable[str] = ()) -> None:
        """Learn the bank's words, units and policies."""
        entries = tuple(entries)
        unit_names = tuple(unit_names)
        names = {*unit_names, *(entry.unit for entry in entries)}
        names |= {source.title for entry in entries for source in entry.sources}
        tokenizer = Tokenizer(lexicon, texts=_texts(entries), names=sorted(names))
        self._index = Index(entries, tokenizer)
        self._by_sound: Homophones | None = None
        self._departments = Departments(self._index, duties=lexicon.duties, unit_names=unit_names)

    def answer(self, message: str, *, today: dt.date, before: Before | None = None) -> tuple[Answer, ...]:
        """One answer for each question in the message, in order; never empty, at most five.

        `before` is what the person was answered last: a message that says too little by itself is read with it.
        """
        message = message.strip()[:MOST_CHARACTERS]
        danger = urgent(normal(message))
        if danger:
            return (_referred(message[:MOST_ASKED], danger, ()),)
        answers: tuple[Answer, ...] = ()
        parts = questions_in(message)
        for part in parts[:MOST_QUESTIONS]:
            answers += self._part(part, answers, before, today)
        left = (*(one.question for one in answers[MOST_QUESTIONS:]), *(part.text for part in parts[MOST_QUESTIONS:]))
        answers = answers[:MOST_QUESTIONS]
        return (*answers[:-1], replace(answers[-1], left=left)) if left else answers

    def _part(
        self, part: Asked, answered: tuple[Answer, ...], before: Before | None, today: dt.date
    ) -> tuple[Answer, ...]:
        """One answer to a part of a message, or several where its clauses find entries of their own."""
        text = part.text[:MOST_ASKED]
        clauses = halves(text)
        apart = self._in_turn(clauses, answered, before, today)
        entries = {one.entry.id for one in apart if one.entry is not None}
        if entries and len(entries) == len(apart):
            return apart
        (whole,) = self._in_turn((text,), answered, before, today)
        more = entries and (whole.entry is None or whole.entry.id in entries)
        return apart if more and stand_alone(clauses) else (self._as_told(whole, part.told, today),)

    def _as_told(self, alone: Answer, told: Sequence[str], today: dt.date) -> Answer:
        """A question of a letter that finds nothing by itself, read with what the letter told before it."""
        if alone.entry is not None or alone.elsewhere:
            return alone
        read = [
            replace(self.ask(f"{clause}，{alone.question}", today=today), question=alone.question) for clause in told
        ]
        if says_too_little(alone.question):
            return max((alone, *read), key=lambda one: (one.elsewhere, one.confidence))
        best = max((alone, *read), key=lambda one: one.confidence)
        return best if best.entry is not None or alone.decision is Decision.NONE else alone

    def _in_turn(
        self, questions: Sequence[str], answered: tuple[Answer, ...], before: Before | None, today: dt.date
    ) -> tuple[Answer, ...]:
        """What each question gets, read after what was asked and answered before it."""
        for question in questions:
            if answered:
                answered += (self._read_after(question, answered[-1].before, today, close=True),)
            else:
                answered += (self._read_after(question, before, today, close=False),)
        return answered[len(answered) - len(questions) :]

    def _read_after(self, question: str, before: Before | None, today: dt.date, *, close: bool) -> Answer:
        """A question that says too little by itself, read with the topic of the one before (产假多少天？工资谁发？).

        `close`: both stand in one message. After that, only what seems to go on is read so, and no other matter.
        """
        alone = self.ask(question, today=today)
        little = says_too_little(question)
        if before is None or alone.elsewhere or not (little or (alone.entry is None and (close or leans(question)))):
            return alone
        fuller = replace(self.ask(f"{topic_of(before.question)}{normal(question)}", today=today), question=question)
        if little:
            return fuller if fuller.candidates and (fuller.entry or not alone.entry) else alone
        new = bool(fuller.candidates) and fuller.candidates[0].entry.id != before.entry_id
        return fuller if new and fuller.confidence > alone.confidence else alone

    def ask(self, question: str, *, today: dt.date) -> Answer:
        """The answer to a message that is one question."""
        plain = normal(question)
        candidates = self._candidates(question, today)
        confidence = candidates[0].confidence if candidates else 0.0
        talk = small_talk(plain)
        if talk:
            return _referred(question, talk, ())
        referral = elsewhere(plain, known=confidence >= ANSWER_FROM)
        if referral:
            return _referred(question, referral, candidates)
        if confidence < SUGGEST_FROM:
            unit = self._departments.likely(question)
            return Answer(
                question=question,
                decision=Decision.NONE,
                confidence=confidence,
                candidates=candidates,
                refer=Referral(to=unit, why="从问题的内容看，可能由这个单位负责") if unit else None,
            )
        sure = confidence >= ANSWER_FROM
        return Answer(
            question=question,
            decision=Decision.ANSWER if sure else Decision.SUGGEST,
            confidence=confidence,
            entry=candidates[0].entry if sure else None,
            candidates=candidates,
        )

    def related(self, entry: Entry, *, today: dt.date, limit: int = 2) -> tuple[Entry, ...]:
        """Entries near this one, to offer beneath an answer: its topic first, nearest words first."""
        found = near(
            self._index,
            entry.question,
            allowed=lambda other: other.id != entry.id and other.in_force(today),
            limit=MOST_CANDIDATES,
        )
        return tuple(sorted(found, key=lambda other: other.topic != entry.topic)[:limit])

    def _candidates(self, question: str, today: dt.date) -> tuple[Candidate, ...]:
        ranked = self._ranked(question, today)
        if not ranked or ranked[0].confidence < ANSWER_FROM:
            plain = normal(question)
            corrected = self._homophones().corrected(plain)
            if corrected != plain:
                again = self._ranked(corrected, today)
                ranked = max(ranked, again, key=lambda found: found[0].confidence if found else 0.0)
        return tuple(Candidate(entry=self._index.entries[found.entry], confidence=found.confidence) for found in ranked)

    def _ranked(self, question: str, today: dt.date) -> tuple[Ranked, ...]:
        return rank(self._index, question, limit=MOST_CANDIDATES, allowed=lambda entry: entry.in_force(today))

    def _homophones(self) -> Homophones:
        # Made when first needed: most questions are written right, and the table of sounds loads slowly.
        if self._by_sound is None:
            self._by_sound = Homophones(self._index.vocabulary())
        return self._by_sound


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
        },
        "candidates": [
            {"id": found.entry.id, "question": found.entry.question, "confidence": round(found.confidence, 4)}
            for found in answer.candidates
        ],
        "refer": None if answer.refer is None else {"to": answer.refer.to, "why": answer.refer.why},
    }


def _referred(question: str, referral: Referral, candidates: tuple[Candidate, ...]) -> Answer:
    return Answer(
        question=question, decision=Decision.NONE, confidence=0.0, candidates=candidates, refer=referral, elsewhere=True
    )


def _texts(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield from (entry.question, *entry.similar, entry.topic, entry.answer)
