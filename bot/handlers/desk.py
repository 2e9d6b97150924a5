"""The answer desk: an index over the bank and the laws behind it as they stand, rebuilt when either changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.statutes import id_of
from reminders.directory import UnitDirectory

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.ports.bank import Entries
    from bot.ports.statutes import Statutes
    from bot.ports.stores import Units
    from knowledge.answers import Answer, Answerer, Before
    from knowledge.entries import Entry
    from knowledge.lexicon import Lexicon


class BankDesk:
    """Answers from the stored bank; implements the AnswerDesk port. `lexicon` is only called when first asked."""

    def __init__(self, entries: Entries, statutes: Statutes, units: Units, lexicon: Callable[[], Lexicon]) -> None:
        self._entries = entries
        self._statutes = statutes
        self._units = units
        self._lexicon = lexicon
        self._version = (-1, -1)
        self._laws: tuple[Entry, ...] = ()
        self._answerer: Answerer | None = None

    def answer(self, question: str, *, today: date, before: Before | None = None) -> tuple[Answer, ...]:
        """One answer for each question in the message, in order; never empty. A citation gets the article it names.

        `before` is what was answered last.
        """
        if (cited := self._cited(question, today)) is not None:
            return (cited,)
        answers = self._fresh().answer(question, today=today, before=before)
        directory = UnitDirectory(self._units.all())
        return tuple(_placed(answer, directory) for answer in answers)

    def related(self, entry: Entry, *, today: date, limit: int = 2) -> tuple[Entry, ...]:
        """Entries near this one, to offer beneath an answer."""
        return self._fresh().related(entry, today=today, limit=limit)

    def _cited(self, question: str, today: date) -> Answer | None:
        """The answer to 社会保险法第十五条, where the laws hold it."""
        entry_id = id_of(question)
        article = self._statutes.get(entry_id) if entry_id else None
        if article is None or not article.in_force(today):
            return None
        from knowledge.answers import Answer, Candidate, Decision  # noqa: PLC0415 - only those who ask pay for it

        found = (Candidate(entry=article, confidence=1.0),)
        return Answer(question=question, decision=Decision.ANSWER, confidence=1.0, entry=article, candidates=found)

    def _fresh(self) -> Answerer:
        version = (self._entries.version(), self._statutes.version())
        if self._answerer is None or version != self._version:
            from knowledge.answers import Answerer  # noqa: PLC0415 - as above

            if version[1] != self._version[1]:
                self._laws = self._statutes.all()
            names = [unit.name for unit in self._units.all()]
            self._answerer = Answerer(self._entries.all(), lexicon=self._lexicon(), unit_names=names, laws=self._laws)
            self._version = version
        return self._answerer


def _placed(answer: Answer, directory: UnitDirectory) -> Answer:
    """The answer with the unit that seems responsible as this district calls it; no unit that it does not have."""
    if answer.refer is None or answer.elsewhere:
        return answer
    unit = directory.find(answer.refer.to)
    return replace(answer, refer=replace(answer.refer, to=unit.name) if unit else None)
