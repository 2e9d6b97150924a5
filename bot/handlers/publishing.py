"""The office decides on drafts: looks at what one would change, publishes it, or returns it with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.matters import close, reopen, with_wordings
from bot.ports.bank import Change, Draft, DraftState
from bot.ports.messages import Reply
from bot.proposals import entry_made, proposal, question_of
from bot.texts import drafts as said
from bot.texts.matters import answer
from bot.versions import write
from knowledge.documents import Problem
from knowledge.drafts import same_question
from reminders.outbox import DeliveryKind
from reminders.questions import WAITING, MatterState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from knowledge.entries import Entry


def waiting(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """草稿."""
    return (said.waiting([(draft, question_of(visit.house, draft)) for draft in visit.store.drafts.waiting()]),)


def show(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """看草稿 3: beside the entry as it is now."""
    draft = visit.store.drafts.get(int(parts["number"]))
    if draft is None:
        return (said.no_such_draft(int(parts["number"]), "草稿"),)
    return (said.shown(proposal(visit.house, draft, today=visit.today)),)


def publish(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """发布 3: from now on the bank answers by it."""
    draft = _waiting(visit, int(parts["number"]))
    if isinstance(draft, Reply):
        return (draft,)
    before = visit.store.entries.get(draft.entry_id) if draft.entry_id else None
    if draft.entry_id and before is None:
        return (said.entry_gone(draft),)
    entry = entry_made(visit.house, draft.fields, before)
    if isinstance(entry, Problem):
        return (said.not_an_entry(draft, entry),)
    other = same_question(entry.question, visit.store.entries.all(), besides=draft.entry_id)
    if other is not None:
        return (said.same_question(draft, other),)
    entry = of_the_office(visit, with_wordings(visit.house, draft.gap_id, entry), before)
    change = Change(at=visit.now, actor=visit.actor, action="draft.published", note=f"D{draft.id}")
    matter, told = visit.store.matters.get(draft.gap_id), 0
    if matter is not None and matter.state in WAITING:
        told = close(visit.house, matter.id, MatterState.ANSWERED, answer(entry), now=visit.now, entry_id=entry.id)
        visit.record("matter.answered", f"G{matter.id}", unit=draft.unit)
    told += write(visit.house, entry, change=change, detail={"draft": f"D{draft.id}", "unit": draft.unit})
    publish_as(visit, draft, entry)
    return (said.published(draft, entry, told=told),)


def return_(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """退回草稿 3 原因; without a reason it is asked for."""
    draft = _waiting(visit, int(parts["number"]))
    if isinstance(draft, Reply):
        return (draft,)
    if not parts["rest"]:
        visit.begin({"step": "return_draft", "draft": str(draft.id)})
        return (said.reason_asked(draft),)
    return (_return(visit, draft, parts["rest"]),)


def reason_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The reason that was asked for."""
    draft = _waiting(visit, int(visit.dialog()["draft"]))
    if not text and isinstance(draft, Draft):
        return (said.reason_asked(draft),)
    visit.end()
    return (draft,) if isinstance(draft, Reply) else (_return(visit, draft, text),)


def of_the_office(visit: Visit, entry: Entry, before: Entry | None) -> Entry:
    """What the office publishes is its own, and stays when the sample leaves; a new entry gets a free id."""
    return replace(entry, sample=False, id=entry.id if before else visit.store.entries.free_id())


def give_up(visit: Visit, draft: Draft, reason: str) -> None:
    """Return a draft, and tell who wrote it why."""
    _decide(visit, draft, DraftState.RETURNED, reason=reason)
    visit.record("draft.returned", said.name(draft), unit=draft.unit)
    _tell_author(visit, draft, said.author_returned(draft, question_of(visit.house, draft), reason))


def publish_as(visit: Visit, draft: Draft, entry: Entry, *, reworded: bool = False) -> None:
    """A draft is published, as it was written or as the office put it."""
    _decide(visit, draft, DraftState.PUBLISHED, entry_id=entry.id)
    _tell_author(visit, draft, said.author_published(draft, entry, reworded=reworded))


def _return(visit: Visit, draft: Draft, reason: str) -> Reply:
    give_up(visit, draft, reason)
    reopen(visit.house, draft.gap_id)
    return said.returned(draft, reason)


def _waiting(visit: Visit, number: int) -> Draft | Reply:
    """A draft that can still be decided, or what to say."""
    draft = visit.store.drafts.get(number)
    if draft is None:
        return said.no_such_draft(number, "草稿")
    return draft if draft.state is DraftState.WAITING else said.decided_before(draft)


def _decide(visit: Visit, draft: Draft, state: DraftState, *, reason: str = "", entry_id: str = "") -> None:
    visit.store.drafts.decide(draft.id, state=state, by=visit.person.id, at=visit.now, reason=reason, entry_id=entry_id)


def _tell_author(visit: Visit, draft: Draft, reply: Reply) -> None:
    author = visit.store.people.get(draft.person_id)
    if author is not None:
        visit.send(author, reply, key=f"draft:{draft.id}", kind=DeliveryKind.REVIEW)
