"""The answer desk: an index over the bank as it stands, edited when the bank changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.directory import UnitDirectory

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.ports.bank import Compiled, Entries
    from bot.ports.stores import Units
    from knowledge.answers import Answer, Answerer
    from knowledge.entries import Entry
    from knowledge.lexicon import Lexicon


class BankDesk:
    """Answers from the stored bank; implements the AnswerDesk port. `lexicon` is only called when first asked."""

    def __init__(
        self,
        entries: Entries,
        units: Units,
        lexicon: Callable[[], Lexicon],
        compiled: Compiled,
        program: Callable[[], str],
    ) -> None:
        self._entries = entries
        self._units = units
        self._lexicon = lexicon
        self._compiled = compiled
        self._program = program
        self._version = -1
        self._answerer: Answerer | None = None

    def answer(self, question: str, *, today: date) -> tuple[Answer, ...]:
        """One answer for each question in the message, in order; never empty."""
        answers = self._fresh().answer(question, today=today)
        directory = UnitDirectory(self._units.all())
        return tuple(_placed(answer, directory) for answer in answers)

    def related(self, entry: Entry, *, today: date, limit: int = 2) -> tuple[Entry, ...]:
        """Entries near this one, to offer beneath an answer."""
        return self._fresh().related(entry, today=today, limit=limit)

    def _fresh(self) -> Answerer:
        version = self._entries.version()
        if self._answerer is not None and version != self._version:
            self._answerer = self._answerer.edited(self._entries.changed_since(self._version))
        elif self._answerer is None:
            self._answerer = self._whole()
        self._version = version
        return self._answerer

    def _whole(self) -> Answerer:
        """The whole bank, as it was compiled before or else read now."""
        from knowledge import compiled  # noqa: PLC0415 - only those who ask pay for the index
        from knowledge.answers import Answerer  # noqa: PLC0415 - as above

        names = [unit.name for unit in self._units.all()]
        key = "\n".join((self._program(), self._entries.digest(), *names))
        block = self._compiled.load(key)
        if block is not None:
            return compiled.unpacked(block, self._entries.get)
        answerer = Answerer(self._entries.all(), lexicon=self._lexicon(), unit_names=names)
        self._compiled.save(key, compiled.packed(answerer))
        return answerer


def _placed(answer: Answer, directory: UnitDirectory) -> Answer:
    """The answer with the unit that seems responsible as this district calls it; no unit that it does not have."""
    if answer.refer is None or answer.elsewhere:
        return answer
    unit = directory.find(answer.refer.to)
    return replace(answer, refer=replace(answer.refer, to=unit.name) if unit else None)
