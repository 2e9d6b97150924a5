"""What is proposed for the bank, beside the bank as it stands: drafts by units, wordings learnt from taps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.bank import DraftState, Proposal
from knowledge.documents import Problem
from knowledge.drafts import difference, entry_with, same_question

if TYPE_CHECKING:
    from datetime import date

    from bot.ports.bank import Draft, Phrasing
    from bot.ports.house import House
    from knowledge.entries import Entry


def proposal(house: House, draft: Draft, *, today: date) -> Proposal:
    """A draft as the office looks at it."""
    question = question_of(house, draft)
    before = house.store.entries.get(draft.entry_id) if draft.entry_id else None
    after = entry_with(draft.fields, before)
    if isinstance(after, Problem):
        return Proposal(draft=draft, question=question, problem=after)
    # what is published already is answered by itself
    waits = draft.state is DraftState.WAITING
    other = alike(house, after, today=today, besides=draft.entry_id) if waits else None
    return Proposal(draft=draft, question=question, changes=difference(before, after), alike=other)


def waiting_drafts(house: House, *, today: date) -> tuple[Proposal, ...]:
    """The drafts that the office has to decide, oldest first."""
    return tuple(proposal(house, draft, today=today) for draft in house.store.drafts.waiting())


def waiting_wordings(house: House) -> tuple[tuple[Phrasing, Entry | None], ...]:
    """The wordings that the office has to decide with the entry that each is for, those of most people first."""
    return tuple((one, house.store.entries.get(one.entry_id)) for one in house.store.phrasings.waiting())


def question_of(house: House, draft: Draft) -> str:
    """The question that a draft is about."""
    entry = house.store.entries.get(draft.entry_id) if draft.entry_id else None
    return str(draft.fields.get("question", "")) or (entry.question if entry else draft.entry_id)


def alike(house: House, entry: Entry, *, today: date, besides: str) -> Entry | None:
    """Another entry than that one that answers this question already: in these words, or by its meaning."""
    same = same_question(entry.question, house.store.entries.all(), besides=besides)
    if same is not None:
        return same
    found = house.desk.answer(entry.question, today=today)[0].entry
    return None if found is None or found.statute or found.id == besides else found
