"""Questions without an answer as they come and close: joined into matters, given to a unit, told to who asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.ports.house import local
from bot.ports.people import Role
from bot.telling import tell
from bot.texts import matters as said
from knowledge.drafts import entry_with, same_question
from knowledge.entries import Entry
from knowledge.matters import NEAR_FROM, SAME_FROM, Matter
from knowledge.messages import says_too_little
from knowledge.redaction import mask
from knowledge.text import normal
from reminders.outbox import DeliveryKind
from reminders.questions import WAITING, MatterState, QuestionState, first_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.ports.bank import Change
    from bot.ports.house import House
    from bot.ports.messages import Reply
    from bot.ports.people import Person
    from bot.ports.questions import Asked
    from reminders import questions

PLACEHOLDER = "〔"
"""What masking leaves in a text begins so."""
LEARNT_FROM = 300
"""So many of the matters answered last say which unit answers what."""
SHORTEST, LONGEST = 3, 60
"""A wording worth keeping says something, and is no letter."""


def take(
    house: House, question: str, *, person: Person, unit: str, now: datetime, entry_id: str = ""
) -> tuple[questions.Question, questions.Matter]:
    """Keep a question, masked, in the matter that it belongs to, or begin one and ask its unit.

    `unit` is the one that seems responsible; a unit that answered such a matter before is asked instead.
    """
    text = mask(question)
    waiting = house.store.matters.all(WAITING)
    # who was not helped by one answer does not ask the same as who was not helped by another
    among = [one for one in waiting if one.matter.entry_id == entry_id]
    found = _belongs(house, text, among, least=SAME_FROM)
    if found is None:
        begun = house.store.matters.open(
            unit=unit if entry_id else _likely(house, text, unit),
            entry_id=entry_id,
            at=now,
            near=_belongs(house, text, among, least=NEAR_FROM) or 0,
        )
        found = begun.id
    asked = house.store.matters.join(found, text, person_id=person.id, at=now, entry_id=entry_id)
    _seems(house, found, unit)
    give(house, found, now=now)
    matter = house.store.matters.get(found)
    if matter is None:
        raise LookupError(f"no matter {found}")
    return asked, matter


def give(house: House, matter_id: int, *, now: datetime) -> bool:
    """Ask the unit of an open matter, where somebody can be told; its workdays run from today."""
    matter = house.store.matters.get(matter_id)
    if matter is None or matter.state is not MatterState.OPEN or not matter.unit or not answerers(house, matter.unit):
        return False
    today = local(now).date()
    due = house.calendar.add_workdays(today, house.office.question_days)
    return house.store.matters.hand(matter.id, matter.unit, on=today, due=due)


def answerers(house: House, unit: str) -> tuple[Person, ...]:
    """Who of a unit is asked: its liaisons who can be reached, else its leaders."""
    people = house.store.people
    return people.reachable(Role.LIAISON, unit=unit) or people.reachable(Role.LEADER, unit=unit)


def take_back(
    house: House, matter_id: int, *, ended: str, now: datetime, reason: str = "", by: int | None = None
) -> None:
    """The unit that is asked need not answer any more; it is told so where it was asked, but not who did it (`by`)."""
    matter = house.store.matters.get(matter_id)
    if matter is None or matter.due is None:
        return
    house.store.matters.end_hand(matter_id, ended=ended, on=local(now).date(), reason=reason)
    key = f"G{matter.id}:taken:{matter.unit}:{matter.due}"
    for person in answerers(house, matter.unit) if _was_asked(house, matter) else ():
        if person.id != by:
            reply = said.not_needed(matter, wording(house, matter.id))
            tell(house, person, reply, key=key, kind=DeliveryKind.REVIEW, at=now)


def withdraw(house: House, question: questions.Question, *, now: datetime) -> None:
    """Who asked does not want to be told any more."""
    house.store.matters.mark([question.id], QuestionState.WITHDRAWN, at=now)
    let_go(house, question.matter, now=now)


def let_go(house: House, matter_id: int, *, now: datetime) -> None:
    """A matter in which nobody waits any more is over."""
    asked = house.store.matters.asked(matter_id)
    if asked is not None and asked.matter.state in WAITING and not asked.count:
        take_back(house, matter_id, ended="closed", now=now)
        house.store.matters.set(matter_id, MatterState.CLOSED)


def close(
    house: House,
    matter_id: int,
    state: MatterState,
    reply: Reply,
    *,
    now: datetime,
    entry_id: str = "",
    reason: str = "",
) -> int:
    """The office has decided: everyone who waits is told, each once, on their own channel; how many are."""
    ended = "answered" if state is MatterState.ANSWERED else "closed"
    house.store.matters.end_hand(matter_id, ended=ended, on=local(now).date())
    house.store.matters.set(matter_id, state, entry_id=entry_id, reason=reason)
    asked = house.store.matters.asked(matter_id)
    waiting = [one for one in asked.questions if one.state is QuestionState.WAITING] if asked else []
    house.store.matters.mark([one.id for one in waiting], QuestionState.TOLD, at=now)
    first = {one.person_id: one for one in reversed(waiting)}
    told = 0
    for person_id, question in first.items():
        person = house.store.people.get(person_id)
        if person is not None:
            words = replace(reply, title=said.you_asked(question.text))
            told += tell(house, person, words, key=f"matter:{matter_id}", kind=DeliveryKind.ANSWER, at=now)
    return told


def answered_anew(house: House, before: Mapping[str, Entry], after: Iterable[Entry], *, change: Change) -> int:
    """Whoever was not helped by an answer hears the one that takes its place, however it was changed; how many do."""
    changed = {
        entry.id: entry
        for entry in after
        if (old := before.get(entry.id)) and (old.answer, old.guide) != (entry.answer, entry.guide)
    }
    told = 0
    for one in house.store.matters.all(WAITING) if changed else ():
        number, entry = one.matter.id, changed.get(one.matter.entry_id)
        if entry is None:
            continue
        take_back(house, number, ended="answered", now=change.at)
        told += close(house, number, MatterState.ANSWERED, said.answer(entry), now=change.at, entry_id=entry.id)
        detail = {"entry": entry.id}
        house.store.audit.add(
            at=change.at, actor=change.actor, action="matter.answered", subject=f"G{number}", detail=detail
        )
    return told


def nearly(house: House, matter: questions.Matter) -> int:
    """The matter that this one may be, while both wait; 0 for none."""
    other = house.store.matters.get(matter.near) if matter.near else None
    return other.id if other is not None and {matter.state, other.state} <= set(WAITING) else 0


def reopen(house: House, matter_id: int) -> None:
    """What was written was not published: the unit is asked again, by the date that it has."""
    matter = house.store.matters.get(matter_id)
    if matter is not None and matter.state is MatterState.PROPOSED:
        house.store.matters.set(matter_id, MatterState.ASKED if matter.due else MatterState.OPEN)


def with_wordings(house: House, matter_id: int, entry: Entry) -> Entry:
    """The entry that answers a matter, asked in the matter's words too."""
    asked = house.store.matters.asked(matter_id)
    similar = learnable(asked.wordings if asked else (), entry, house.store.entries.all())
    after = entry_with({"similar": similar}, entry)
    return after if isinstance(after, Entry) else entry


def learnable(wordings: Iterable[str], entry: Entry, bank: Collection[Entry]) -> list[str]:
    """Those that the bank may be asked by: nothing personal, no letter, no other entry's question."""
    barred = {normal(text) for text in (entry.question, *entry.negative)}
    return [
        text
        for text in wordings
        if SHORTEST <= len(normal(text)) <= LONGEST
        and PLACEHOLDER not in text
        and not says_too_little(text)
        and normal(text) not in barred
        and same_question(text, bank, besides=entry.id) is None
    ]


def wording(house: House, matter_id: int) -> str:
    """The matter in the words in which it is shown: the first that had nothing masked, else the first."""
    asked = house.store.matters.asked(matter_id)
    return headline(asked) if asked else ""


def headline(asked: Asked) -> str:
    """The same of one that is at hand."""
    clean = [text for text in asked.wordings if PLACEHOLDER not in text]
    return next(iter((*clean, *asked.wordings)), "")


def _seems(house: House, matter_id: int, unit: str) -> None:
    """A later wording may say whose a matter is that nobody has had and the first did not tell."""
    matter = house.store.matters.get(matter_id)
    if matter is not None and unit and matter.state is MatterState.OPEN and not (matter.unit or matter.reason):
        house.store.matters.set(matter_id, MatterState.OPEN, unit=unit)


def _belongs(house: House, text: str, among: Sequence[Asked], *, least: float) -> int | None:
    matters = [Matter(id=one.matter.id, wordings=one.wordings) for one in among if one.questions]
    return house.desk.belongs(text, matters, least=least) if matters else None


def _likely(house: House, text: str, unit: str) -> str:
    """The unit that answered the nearest matter before, else the one that seems responsible."""
    before = house.store.matters.all([MatterState.ANSWERED], newest=LEARNT_FROM)
    found = _belongs(house, text, [one for one in before if one.matter.unit], least=NEAR_FROM)
    return next((one.matter.unit for one in before if one.matter.id == found), unit)


def _was_asked(house: House, matter: questions.Matter) -> bool:
    return bool(house.store.matters.told([first_key(matter)]))
