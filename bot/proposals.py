"""What is proposed for the bank, beside the bank as it stands: drafts by units, wordings learnt from taps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.bank import DraftState, Proposal
from knowledge.documents import Problem
from knowledge.drafts import difference, entry_with, same_question
from knowledge.guides import faults

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.ports.bank import Draft, Phrasing
    from bot.ports.house import House
    from knowledge.entries import Entry


def proposal(house: House, draft: Draft, *, today: date) -> Proposal:
    """A draft as the office looks at it."""
    question = question_of(house, draft)
    before = house.store.entries.get(draft.entry_id) if draft.entry_id else None
    after = entry_made(house, draft.fields, before)
    if isinstance(after, Problem):
        return Proposal(draft=draft, question=question, problem=after)
    # what is published already is answered by itself
    waits = draft.state is DraftState.WAITING
    other = alike(house, after, today=today, besides=draft.entry_id) if waits else None
    return Proposal(draft=draft, question=question, changes=difference(before, after), alike=other)


def entry_made(house: House, fields: Mapping[str, object], before: Entry | None) -> Entry | Problem:
    """The entry that the fields of a draft make of the one before, where the bank holds what its guide leads to."""
    after = entry_with(fields, before)
    if isinstance(after, Problem) or after.guide is None:
        return after
    bank = {entry.id: entry for entry in (*house.store.entries.all(), after)}
    wrong = faults({entry.id: entry.guide for entry in bank.values() if entry.guide}, bank.keys())
    return Problem(where="引导", text=after.guide.ask, reason=wrong[after.id]) if after.id in wrong else after


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
