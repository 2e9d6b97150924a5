"""The questions of a message asked one after the other, each read with what was said before it (一站式答疑、追问)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.messages import (
    MOST_ASKED,
    MOST_CHARACTERS,
    MOST_QUESTIONS,
    halves,
    leans,
    questions_in,
    says_too_little,
    stand_alone,
    topic_of,
)
from knowledge.outcomes import Answer, Decision, referred
from knowledge.referrals import urgent
from knowledge.text import normal
from knowledge.tokenizer import bigrams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.entries import Entry
    from knowledge.messages import Asked, Before

Ask = Callable[[str], Answer]
"""The answer to a message that is one question."""


def answers_to(message: str, *, ask: Ask, before: Before | None) -> tuple[Answer, ...]:
    """One answer for each question in the message, in order; never empty, at most five.

    An emergency anywhere in it comes first, and alone.
    """
    message = message.strip()[:MOST_CHARACTERS]
    danger = urgent(normal(message))
    if danger:
        return (referred(message[:MOST_ASKED], danger, ()),)
    parts = questions_in(message)
    turns = _Turns(ask=ask, before=before)
    answers: tuple[Answer, ...] = ()
    for part in parts[:MOST_QUESTIONS]:
        answers += turns.part(part, answers)
    left = (*(one.question for one in answers[MOST_QUESTIONS:]), *(part.text for part in parts[MOST_QUESTIONS:]))
    answers = answers[:MOST_QUESTIONS]
    return (*answers[:-1], replace(answers[-1], left=left)) if left else answers


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turns:
    """How to ask, and what the person was answered before this message."""

    ask: Ask
    before: Before | None

    def part(self, part: Asked, answered: tuple[Answer, ...]) -> tuple[Answer, ...]:
        """One answer to a part of a message, or several where its clauses find entries of their own."""
        text = part.text[:MOST_ASKED]
        clauses = halves(text)
        apart = self._one_by_one(clauses, answered)
        entries = {one.entry.id for one in apart if one.entry is not None}
        if entries and len(entries) == len(apart):
            return apart
        (whole,) = self._one_by_one((text,), answered)
        if _one_matter(whole, apart):
            return (whole,)
        more = entries and (whole.entry is None or whole.entry.id in entries)
        return apart if more and stand_alone(clauses) else (self._as_told(whole, part.told),)

    def _one_by_one(self, questions: Sequence[str], answered: tuple[Answer, ...]) -> tuple[Answer, ...]:
        for question in questions:
            if answered:
                answered += (self._read_after(question, answered[-1].before, close=True),)
            else:
                answered += (self._read_after(question, self.before, close=False),)
        return answered[len(answered) - len(questions) :]

    def _read_after(self, question: str, before: Before | None, *, close: bool) -> Answer:
        """A question that says too little by itself, read with the topic of the one before (产假多少天？工资谁发？).

        One that names a matter is read so only where nothing answers it alone and the entry found is about that
        matter, too. `close`: both stand in one message; after that it must seem to go on, or the entry must be sure.
        """
        alone = self.ask(question)
        topic = topic_of(question)
        little = says_too_little(question)
        if before is None or alone.elsewhere or not (little or alone.entry is None):
            return alone
        fuller = replace(self.ask(f"{topic_of(before.question)}{normal(question)}"), question=question)
        if not fuller.candidates:
            return alone
        if little:
            return alone if topic and alone.entry and not fuller.entry else fuller
        best = fuller.candidates[0].entry
        fitting = best.id != before.entry_id and (fuller.entry is not None or close or leans(question))
        return fuller if fitting and _names(best, topic) and fuller.confidence > alone.confidence else alone

    def _as_told(self, alone: Answer, told: Sequence[str]) -> Answer:
        """A question of a letter that finds nothing by itself, read with what the letter told before it."""
        if alone.entry is not None or alone.elsewhere:
            return alone
        read = [replace(self.ask(f"{clause}，{alone.question}"), question=alone.question) for clause in told]
        if says_too_little(alone.question):
            return max((alone, *read), key=lambda one: (one.elsewhere, one.confidence))
        best = max((alone, *read), key=lambda one: one.confidence)
        return best if best.entry is not None or alone.decision is Decision.NONE else alone


def _one_matter(whole: Answer, apart: Sequence[Answer]) -> bool:
    """Whether clauses ask about one entry: what finds none by itself points to it too, or says too little."""
    if whole.entry is None or {one.entry.id for one in apart if one.entry is not None} != {whole.entry.id}:
        return False
    return all(
        says_too_little(one.question)
        or (one.decision is Decision.SUGGEST and one.candidates[0].entry.id == whole.entry.id)
        for one in apart
        if one.entry is None and not one.elsewhere
    )


def _names(entry: Entry, topic: str) -> bool:
    """Whether an entry is about the topic: whether it has most of its words."""
    text = normal("".join((entry.question, *entry.similar, entry.answer)))
    pairs = bigrams(topic)
    return sum(pair in text for pair in pairs) * 2 >= len(pairs) > 0
