"""Answer, suggest, or say that it is not known."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from knowledge.gaps import Departments
from knowledge.homophones import Homophones
from knowledge.index import Index
from knowledge.messages import Before
from knowledge.outcomes import Answer, Candidate, Decision, answer_to_dict, referred
from knowledge.ranking import near, rank
from knowledge.referrals import Referral, elsewhere, small_talk
from knowledge.text import normal
from knowledge.tokenizer import Tokenizer
from knowledge.turns import answers_to

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from knowledge.entries import Entry
    from knowledge.lexicon import Lexicon
    from knowledge.ranking import Ranked

__all__ = ["Answer", "Answerer", "Before", "Candidate", "Decision", "Referral", "answer_to_dict"]

ANSWER_FROM = 0.6
SUGGEST_FROM = 0.2
MOST_CANDIDATES = 10


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
        return answers_to(message, ask=partial(self.ask, today=today), before=before)

    def ask(self, question: str, *, today: dt.date) -> Answer:
        """The answer to a message that is one question."""
        plain = normal(question)
        candidates = self._candidates(question, today)
        confidence = candidates[0].confidence if candidates else 0.0
        talk = small_talk(plain)
        if talk:
            return referred(question, talk, ())
        referral = elsewhere(plain, known=confidence >= ANSWER_FROM)
        if referral:
            return referred(question, referral, candidates)
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


def _texts(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield from (entry.question, *entry.similar, entry.topic, entry.answer)
