"""How citizens put a question before they tapped the entry that was meant: remembered, proposed, decided by the office.

Nothing personal is learnt, no letter, and nothing in place of what the bank asks already.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.matters import PLACEHOLDER
from bot.ports.bank import Change, Offer, PhrasingState
from bot.ports.messages import Reply
from bot.proposals import waiting_wordings
from bot.texts import wordings as said
from bot.texts.answers import MOST_SUGGESTIONS
from bot.versions import write
from knowledge.answers import Decision
from knowledge.documents import Problem
from knowledge.drafts import entry_with, same_question
from knowledge.messages import says_too_little
from knowledge.redaction import mask
from knowledge.text import normal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.handlers.visit import Visit
    from bot.ports.bank import Phrasing
    from knowledge.answers import Answer
    from knowledge.entries import Entry

OFFER_LASTS = timedelta(minutes=30)
SHORTEST, LONGEST = 3, 60
"""A wording worth learning says something, and is no letter."""
MOST_OF_AN_ENTRY = 20
"""So many wordings of one entry may wait for the office: nobody can bury the others."""


def learn(visit: Visit, text: str, answers: Sequence[Answer]) -> None:
    """A question that was offered a moment ago is a tap; what is offered now waits for the next."""
    _tapped(visit, text)
    offers = [offer for offer in map(_offer, answers) if offer is not None]
    if offers:
        visit.store.phrasings.remember(visit.person.id, offers, at=visit.now)


def forget(visit: Visit, text: str) -> None:
    """都不是: what was offered for this question was not meant."""
    offers = _offered(visit)
    left = [offer for offer in offers if normal(offer.text) != normal(text)]
    if len(left) < len(offers):
        visit.store.phrasings.remember(visit.person.id, left, at=visit.now)


def waiting(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """待学问法."""
    return (said.waiting(waiting_wordings(visit.house)),)


def take(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """采纳 7: the entry is asked so too."""
    found = _with_entry(visit, int(parts["number"]))
    if isinstance(found, Reply):
        return (found,)
    one, entry = found
    other = same_question(one.text, visit.store.entries.all(), besides=entry.id)
    if other is not None:
        return (said.others_question(one, other),)
    problem = _write(visit, one, entry, "similar", PhrasingState.TAKEN)
    return (said.not_taken(one, problem) if problem else said.taken(one, entry),)


def refuse(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """不要 7."""
    one = _open(visit, int(parts["number"]))
    if isinstance(one, Reply):
        return (one,)
    _decide(visit, one, PhrasingState.REFUSED)
    visit.record("phrasing.refused", one.entry_id, phrasing=f"W{one.id}")
    return (said.refused(one),)


def oppose(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """反例 7: the entry must not answer what is asked so."""
    found = _with_entry(visit, int(parts["number"]))
    if isinstance(found, Reply):
        return (found,)
    one, entry = found
    problem = _write(visit, one, entry, "negative", PhrasingState.NEGATIVE)
    return (said.not_taken(one, problem) if problem else said.opposed(one, entry),)


def _tapped(visit: Visit, text: str) -> None:
    """Propose the wordings for which this question was offered."""
    plain = normal(text)
    for offer in _offered(visit):
        for entry_id in offer.entry_ids:
            entry = visit.store.entries.get(entry_id)
            if entry is not None and normal(entry.question) == plain and _has_room(visit, entry_id):
                visit.store.phrasings.propose(entry_id, offer.text, person_id=visit.person.id, at=visit.now)


def _offered(visit: Visit) -> tuple[Offer, ...]:
    return visit.store.phrasings.offered(visit.person.id, since=visit.now - OFFER_LASTS)


def _offer(answer: Answer) -> Offer | None:
    """What the bank offers for a question, if anything, and the question is a wording that may be learnt."""
    if answer.decision is not Decision.SUGGEST:
        return None
    text = answer.question
    entries = [one.entry for one in answer.offered[:MOST_SUGGESTIONS] if not one.entry.statute]
    fit = bool(entries) and SHORTEST <= len(normal(text)) <= LONGEST and PLACEHOLDER not in mask(text)
    fit = fit and not says_too_little(text)  # which was read with the question before it
    if not fit or same_question(text, entries) is not None:
        return None
    return Offer(text=text, entry_ids=tuple(entry.id for entry in entries))


def _has_room(visit: Visit, entry_id: str) -> bool:
    return sum(one.entry_id == entry_id for one in visit.store.phrasings.waiting()) < MOST_OF_AN_ENTRY


def _open(visit: Visit, number: int) -> Phrasing | Reply:
    """A wording that can still be decided, or what to say."""
    one = visit.store.phrasings.get(number)
    if one is None:
        return said.no_such_wording(number)
    return one if one.state is PhrasingState.WAITING else said.decided_before(one)


def _with_entry(visit: Visit, number: int) -> tuple[Phrasing, Entry] | Reply:
    one = _open(visit, number)
    if isinstance(one, Reply):
        return one
    entry = visit.store.entries.get(one.entry_id)
    return (one, entry) if entry is not None else said.entry_gone(one)


def _write(visit: Visit, one: Phrasing, entry: Entry, key: str, state: PhrasingState) -> Problem | None:
    """Add the wording to the entry as a new version, unless the entry cannot hold it."""
    after = entry_with({key: [one.text]}, entry)
    if isinstance(after, Problem):
        return after
    change = Change(at=visit.now, actor=visit.actor, action=f"phrasing.{state.value}", note=one.text)
    write(visit.house, after, change=change, detail={"phrasing": f"W{one.id}"})
    _decide(visit, one, state)
    return None


def _decide(visit: Visit, one: Phrasing, state: PhrasingState) -> None:
    visit.store.phrasings.decide(one.id, state=state, by=visit.person.id, at=visit.now)
