"""Answer, suggest, or say that it is not known."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from knowledge.gaps import Departments
from knowledge.homophones import Homophones
from knowledge.index import Index
from knowledge.matters import Matters
from knowledge.messages import Before
from knowledge.outcomes import Answer, Candidate, Decision, answer_to_dict, referred
from knowledge.ranking import near, rank
from knowledge.referrals import Referral, elsewhere, small_talk
from knowledge.text import normal
from knowledge.tokenizer import Tokenizer
from knowledge.turns import answers_to

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from knowledge.entries import Entry
    from knowledge.lexicon import Lexicon
    from knowledge.matters import Matter

__all__ = ["Answer", "Answerer", "Before", "Candidate", "Decision", "Referral", "answer_to_dict"]

ANSWER_FROM = 0.56
SUGGEST_FROM = 0.25
SUGGEST_LAWS_FROM = 0.2
MOST_CANDIDATES = 10
NEAR = 0.2
"""From this share of the entry's own search score another of its topic is near enough to be offered beneath."""
NEAR_ELSEWHERE = 0.4
"""The same for one of another topic, which only shares words."""


class Answerer:
    """The bank as it stands, ready to be asked; build it anew when the bank changes."""

    def __init__(
        self, entries: Iterable[Entry], *, lexicon: Lexicon, unit_names: Iterable[str] = (), laws: Sequence[Entry] = ()
    ) -> None:
        """Learn the bank's words, units and policies; `laws` are articles, asked where the bank knows nothing."""
        entries = tuple(entries)
        unit_names = tuple(unit_names)
        self._lexicon, self._unit_names = lexicon, unit_names
        self._index = index_of(entries, lexicon, unit_names)
        self._laws: Callable[[], Index] | None = (lambda: index_of(laws, lexicon)) if laws else None
        self._law_index: Index | None = None
        self._by_sound: Homophones | None = None
        self._matters: Matters | None = None
        self._departments = Departments(self._index, duties=lexicon.duties, unit_names=unit_names)

    def behind(self, laws: Callable[[], Index] | None) -> Answerer:
        """The same with other laws, read when they are first needed."""
        answerer = copy(self)
        answerer._laws, answerer._law_index = laws, None  # noqa: SLF001 - one of its own kind
        return answerer

    def edited(self, changes: Mapping[str, Entry | None]) -> Answerer:
        """The bank after some entries were added, changed or (None) taken out, soon unless these are very many."""
        index = self._index.edited(changes)
        if index is None:
            bank = {entry.id: entry for entry in self._index.entries} | dict(changes)
            kept = [entry for entry in bank.values() if entry is not None]
            return Answerer(kept, lexicon=self._lexicon, unit_names=self._unit_names).behind(self._laws)
        edited = copy(self)
        edited._take(index)  # noqa: SLF001 - one of its own kind
        return edited

    def _take(self, index: Index) -> None:
        self._index, self._by_sound, self._matters = index, None, None
        self._departments = self._departments.over(index)

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
            refer = Referral(to=unit, why="从问题的内容看，可能由这个单位负责") if unit else None
            articles = self._articles(question, today)
            if articles and articles[0].confidence >= SUGGEST_LAWS_FROM:
                return replace(_decided(question, articles), refer=refer)
            return Answer(
                question=question, decision=Decision.NONE, confidence=confidence, candidates=candidates, refer=refer
            )
        return _decided(question, candidates)

    def _articles(self, question: str, today: dt.date) -> tuple[Candidate, ...]:
        """Articles of laws that may be meant."""
        if self._law_index is None:
            if self._laws is None:
                return ()
            # read when first needed: a bank that answers pays nothing for the laws behind it
            self._law_index = self._laws()
        return _ranked(self._law_index, question, today)

    def related(self, entry: Entry, *, today: dt.date, limit: int = 2) -> tuple[Entry, ...]:
        """Entries near this one, to offer beneath an answer: its topic first, nearest words first."""
        found = near(
            self._index,
            entry.question,
            allowed=lambda other, share: (
                other.id != entry.id
                and other.in_force(today)
                and share >= (NEAR if entry.topic and other.topic == entry.topic else NEAR_ELSEWHERE)
            ),
            limit=MOST_CANDIDATES,
        )
        return tuple(sorted(found, key=lambda other: other.topic != entry.topic)[:limit])

    def belongs(self, question: str, matters: Collection[Matter], *, least: float) -> int | None:
        """The matter that a question without an answer belongs to; None where it is a new one."""
        if self._matters is None:
            # made when first needed: a bank that answers compares no matters
            self._matters = Matters(self._index)
        return self._matters.belongs(question, matters, least=least)

    def _candidates(self, question: str, today: dt.date) -> tuple[Candidate, ...]:
        ranked = _ranked(self._index, question, today)
        if not ranked or ranked[0].confidence < ANSWER_FROM:
            plain = normal(question)
            corrected = self._homophones().corrected(plain)
            if corrected != plain:
                again = _ranked(self._index, corrected, today)
                # what is typed by sound still shares something with its entry; 股市涨 only sounds like 视障
                if again and any(again[0].entry.id == one.entry.id for one in ranked):
                    ranked = max(ranked, again, key=lambda found: found[0].confidence)
        return ranked

    def _homophones(self) -> Homophones:
        # Made when first needed: most questions are written right, and the table of sounds loads slowly.
        if self._by_sound is None:
            self._by_sound = Homophones(self._index.vocabulary())
        return self._by_sound


def index_of(entries: Sequence[Entry], lexicon: Lexicon, unit_names: Iterable[str] = ()) -> Index:
    """An index that has learnt the bank's words, units and policies."""
    names = {*unit_names, *(entry.unit for entry in entries)}
    names |= {source.title for entry in entries for source in entry.sources}
    return Index(entries, Tokenizer(lexicon, texts=_texts(entries), names=sorted(names)))


def _ranked(index: Index, question: str, today: dt.date) -> tuple[Candidate, ...]:
    found = rank(index, question, limit=MOST_CANDIDATES, allowed=lambda entry: entry.in_force(today))
    return tuple(Candidate(entry=one.entry, confidence=one.confidence) for one in found)


def _decided(question: str, candidates: tuple[Candidate, ...]) -> Answer:
    confidence = candidates[0].confidence
    sure = confidence >= ANSWER_FROM
    return Answer(
        question=question,
        decision=Decision.ANSWER if sure else Decision.SUGGEST,
        confidence=confidence,
        entry=candidates[0].entry if sure else None,
        candidates=candidates,
    )


def _texts(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield from (entry.question, *entry.similar, entry.topic, entry.answer)
