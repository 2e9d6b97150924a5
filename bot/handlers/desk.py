"""The answer desk: an index over the bank and the laws behind it as they stand, edited when the bank changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.statutes import id_of
from reminders.directory import UnitDirectory

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date

    from bot.ports.bank import Compiled, Entries
    from bot.ports.statutes import Statutes
    from bot.ports.stores import Units
    from knowledge.answers import Answer, Answerer, Before
    from knowledge.entries import Entry
    from knowledge.index import Index
    from knowledge.lexicon import Lexicon
    from knowledge.matters import Matter


class BankDesk:
    """Answers from the stored bank; implements the AnswerDesk port. `lexicon` is only called when first asked."""

    def __init__(
        self,
        entries: Entries,
        statutes: Statutes,
        units: Units,
        lexicon: Callable[[], Lexicon],
        compiled: Compiled,
        program: Callable[[], str],
    ) -> None:
        self._entries = entries
        self._statutes = statutes
        self._units = units
        self._lexicon = lexicon
        self._compiled = compiled
        self._program = program
        self._version = -1
        self._law_version = -1
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

    def belongs(self, question: str, matters: Collection[Matter], *, least: float) -> int | None:
        """The matter that a question without an answer belongs to; None where it is a new one."""
        return self._fresh().belongs(question, matters, least=least)

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
        version, law_version = self._entries.version(), self._statutes.version()
        if self._answerer is None:
            self._answerer = self._whole()
        elif version != self._version:
            self._answerer = self._answerer.edited(self._entries.changed_since(self._version))
        if law_version != self._law_version:
            self._answerer = self._answerer.behind(self._laws if self._statutes.editions() else None)
        self._version, self._law_version = version, law_version
        return self._answerer

    def _whole(self) -> Answerer:
        """The whole bank, as it was compiled before or else read now."""
        from knowledge import compiled  # noqa: PLC0415 - only those who ask pay for the index
        from knowledge.answers import Answerer  # noqa: PLC0415 - as above

        names = [unit.name for unit in self._units.all()]
        key = "\n".join((self._program(), self._entries.digest(), *names))
        block = self._compiled.load("answers", key)
        if block is not None:
            return compiled.unpacked(block, self._entries.get, Answerer)
        answerer = Answerer(self._entries.all(), lexicon=self._lexicon(), unit_names=names)
        self._compiled.save("answers", key, compiled.packed(answerer))
        return answerer

    def _laws(self) -> Index:
        """The articles of all laws, as they were compiled before or else read now."""
        from knowledge import compiled  # noqa: PLC0415 - as above
        from knowledge.answers import index_of  # noqa: PLC0415 - as above
        from knowledge.index import Index  # noqa: PLC0415 - as above

        editions = [f"{edition.title} {edition.date} {edition.articles}" for edition in self._statutes.editions()]
        key = "\n".join((self._program(), *editions))
        block = self._compiled.load("laws", key)
        if block is not None:
            return compiled.unpacked(block, self._statutes.get, Index)
        index = index_of(self._statutes.all(), self._lexicon())
        self._compiled.save("laws", key, compiled.packed(index))
        return index

    def prepare(self) -> None:
        """Read the bank and the laws now, so that nobody has to wait for it later."""
        self._fresh()
        if self._statutes.editions():
            self._laws()


def _placed(answer: Answer, directory: UnitDirectory) -> Answer:
    """The answer with the unit that seems responsible as this district calls it; no unit that it does not have."""
    if answer.refer is None or answer.elsewhere:
        return answer
    unit = directory.find(answer.refer.to)
    return replace(answer, refer=replace(answer.refer, to=unit.name) if unit else None)
