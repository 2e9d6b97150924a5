"""Answer, suggest, or say that it is not known."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.entries import source_to_dict
from knowledge.gaps import Departments
from knowledge.homophones import Homophones
from knowledge.index import Index
from knowledge.ranking import near, rank
from knowledge.referrals import Referral, formal, personal, small_talk, urgent
from knowledge.text import normal
from knowledge.tokenizer import Tokenizer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from knowledge.entries import Entry
    from knowledge.lexicon import Lexicon
    from knowledge.ranking import Ranked

__all__ = ["Answer", "Answerer", "Candidate", "Decision", "Referral", "answer_to_dict", "questions_in"]

ANSWER_FROM = 0.6
SUGGEST_FROM = 0.2
OFFER_SHARE = 0.1
MOST_CANDIDATES = 10
MOST_QUESTIONS = 5
MOST_CHARACTERS = 500
"""So much of a message is read: a question stands within it, and a pasted document must not hold up the others."""


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

    @property
    def offered(self) -> tuple[Candidate, ...]:
        """The candidates worth showing: not far behind the best."""
        return tuple(one for one in self.candidates if one.confidence >= OFFER_SHARE * self.candidates[0].confidence)


class Answerer:
    """The bank as it stands, ready to be asked; build it anew when the bank changes."""

    def __init__(self, entries: Iterable[Entry], *, lexicon: Lexicon, unit_names: Iterable[str] = ()) -> None:
        """Learn the bank's words, units and policies."""
        entries = tuple(entries)
        unit_names = tuple(unit_names)
        self._lexicon, self._unit_names = lexicon, unit_names
        self._index = index_of(entries, lexicon, unit_names)
        self._by_sound: Homophones | None = None
        self._departments = Departments(self._index, duties=lexicon.duties, unit_names=unit_names)

    def edited(self, changes: Mapping[str, Entry | None]) -> Answerer:
        """The bank after some entries were added, changed or (None) taken out, soon unless these are very many."""
        index = self._index.edited(changes)
        if index is None:
            bank = {entry.id: entry for entry in self._index.entries} | dict(changes)
            kept = [entry for entry in bank.values() if entry is not None]
            return Answerer(kept, lexicon=self._lexicon, unit_names=self._unit_names)
        edited = copy(self)
        edited._take(index)  # noqa: SLF001 - one of its own kind
        return edited

    def _take(self, index: Index) -> None:
        self._index, self._by_sound = index, None
        self._departments = self._departments.over(index)

    def answer(self, message: str, *, today: dt.date) -> tuple[Answer, ...]:
        """One answer for each question in the message, in order; never empty."""
        message = message.strip()[:MOST_CHARACTERS]
        if urgent(normal(message)):
            return (self.ask(message, today=today),)
        answers: tuple[Answer, ...] = ()
        for part in questions_in(message, self._index.tokenizer):
            # 契税多少钱，啥时候交 is two questions where each of them finds an entry of its own
            halves = [half for half in _COMMA.split(part) if half]
            apart = self._in_turn(halves, answers, today) if all(map(_ASKING.search, halves)) else ()
            answers += apart if _answered(apart) else self._in_turn([part], answers, today)
        return answers[:MOST_QUESTIONS]

    def _in_turn(self, questions: Sequence[str], before: Sequence[Answer], today: dt.date) -> tuple[Answer, ...]:
        """What each question gets, read after what was asked and answered before it."""
        answers: list[Answer] = []
        for question in questions:
            alone = self.ask(question, today=today)
            last = (*before, *answers)[-1:]
            answers.append(self._in_context(alone, last[0], today) if last else alone)
        return tuple(answers)

    def _in_context(self, alone: Answer, before: Answer, today: dt.date) -> Answer:
        """A further question that says too little by itself, read with the one before it (产假多少天？工资谁发？)."""
        if alone.decision is Decision.ANSWER or alone.elsewhere or before.entry is None:
            return alone
        fuller = self.ask(f"{before.question}{normal(alone.question)}", today=today)
        new = bool(fuller.candidates) and fuller.candidates[0].entry.id != before.entry.id
        return replace(fuller, question=alone.question) if new and fuller.confidence > alone.confidence else alone

    def ask(self, question: str, *, today: dt.date) -> Answer:
        """The answer to a message that is one question."""
        plain = normal(question)
        candidates = self._candidates(question, today)
        confidence = candidates[0].confidence if candidates else 0.0
        talk = small_talk(plain)
        if talk:
            return _referred(question, talk, ())
        referral = urgent(plain) or personal(plain) or (formal(plain) if confidence < ANSWER_FROM else None)
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
        return tuple(Candidate(entry=found.entry, confidence=found.confidence) for found in ranked)

    def _ranked(self, question: str, today: dt.date) -> tuple[Ranked, ...]:
        return rank(self._index, question, limit=MOST_CANDIDATES, allowed=lambda entry: entry.in_force(today))

    def _homophones(self) -> Homophones:
        # Made when first needed: most questions are written right, and the table of sounds loads slowly.
        if self._by_sound is None:
            self._by_sound = Homophones(self._index.vocabulary())
        return self._by_sound


_ENDS = re.compile(r"(?<=[？?！!。；;\n])|[，, ]*(?=(?:还有|另外|顺便|再问)(?!.{0,2}(?:规定|情况|条件)))")
_COMMA = re.compile(r"[，,]")
_ASKING = re.compile(r"[？?]|吗|谁|呢|咋|怎|什么|啥|哪|多少|多久|几|如何|能否|能不能|可不可以|是否|为何")
_NO_TOPIC = re.compile(
    r"多久|多少钱?|哪里|哪些人|什么时候|为什么|是[否什]么?|能否|是否需要|材料|条件|流程|标准|电话|时间|地点|费用|收费|办理?|申请|领取|带|交|"
    r"还有|另外|顺便|谢谢|一般|大概"
)


def _answered(answers: Sequence[Answer]) -> bool:
    """Whether these are answers to several questions, each by an entry of its own."""
    entries = {one.entry.id for one in answers if one.entry is not None}
    return len(answers) > 1 and len(entries) == len(answers)


def questions_in(message: str, tokenizer: Tokenizer) -> tuple[str, ...]:
    """The questions of a message; it is parted only where both sides ask about something of their own."""
    parts: list[str] = []
    for piece in _ENDS.split(message):
        if parts and not (_stands_alone(piece, tokenizer) and _stands_alone(parts[-1], tokenizer)):
            parts[-1] += piece
        else:
            parts.append(piece)
    return tuple(part.strip() for part in parts)[:MOST_QUESTIONS]


def _stands_alone(piece: str, tokenizer: Tokenizer) -> bool:
    words = tokenizer.telling(tokenizer.cut(piece))
    return bool(_ASKING.search(piece)) and not all(_NO_TOPIC.fullmatch(word) for word in words)


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


def index_of(entries: Sequence[Entry], lexicon: Lexicon, unit_names: Iterable[str] = ()) -> Index:
    """An index that has learnt the bank's words, units and policies."""
    names = {*unit_names, *(entry.unit for entry in entries)}
    names |= {source.title for entry in entries for source in entry.sources}
    return Index(entries, Tokenizer(lexicon, texts=_texts(entries), names=sorted(names)))


def _texts(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield from (entry.question, *entry.similar, entry.topic, entry.answer)
