"""A unit writes for the bank: a new entry, or a change of one of its own; the office decides."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.matters import PLACEHOLDER, headline, reopen
from bot.ports.bank import Draft, DraftState
from bot.ports.messages import Reply
from bot.proposals import alike, entry_made, question_of
from bot.texts import drafts as said
from bot.texts import matters
from bot.texts.versions import no_such_entry
from knowledge.documents import Problem
from knowledge.drafts import NAMES, TERM, cells_from, difference, entry_with, fields_from
from reminders.directory import UnitDirectory
from reminders.questions import MatterState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.questions import Asked
    from knowledge.drafts import Fields
    from knowledge.entries import Entry

NEEDED = ("question", "answer")
OPTIONAL = ("sources", "similar", "valid_until")
ASKED = (*NEEDED, *OPTIONAL)
"""What a new entry is asked for, one after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writing:
    """A draft on its way: what is known, which field was asked for last, the entry or the open question it is for."""

    fields: Fields = field(default_factory=dict)
    asked: str = ""
    entry: str = ""
    gap: int = 0


def begin(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """起草, alone or with all of it in one message; 起草 G12 for a question that the bank could not answer."""
    if not parts["gap"]:
        return (_written(visit, _Writing(), parts["rest"], heading="question"),)
    found = asked_of_us(visit, int(parts["gap"]))
    if found is None:
        return (not_asked(visit, int(parts["gap"])),)
    return (_written(visit, _for_matter(visit, found), parts["rest"], heading="answer"),)


def answer(visit: Visit, asked: Asked, text: str) -> Reply:
    """答复 G12 内容: the whole entry in one message; None where the question must be put first."""
    writing = _for_matter(visit, asked)
    writing = replace(writing, fields=writing.fields | {"answer": text})
    before = visit.store.entries.get(writing.entry) if writing.entry else None
    return _store(visit, writing, before)


def _for_matter(visit: Visit, asked: Asked) -> _Writing:
    """An entry for a matter: what was asked is the question, unless something in it had to be masked."""
    entry = visit.store.entries.get(asked.matter.entry_id)
    if entry is not None and _own(visit, entry.unit):
        # the unit's own answer did not help
        return _Writing(entry=entry.id, gap=asked.matter.id)
    question = headline(asked)
    return _Writing(fields={} if PLACEHOLDER in question else {"question": question}, gap=asked.matter.id)


def change(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """修改 E012 答案：…, or 修改 E012 first."""
    entry = own_entry(visit, parts["entry"])
    if isinstance(entry, Reply):
        return (entry,)
    if parts["rest"]:
        return (_changed(visit, _Writing(entry=entry.id), parts["rest"], entry),)
    _keep(visit, _Writing(entry=entry.id))
    return (said.change_asked(entry),)


def own_entry(visit: Visit, entry_id: str) -> Entry | Reply:
    """An entry that the writer's unit explains, or what to say when it is none."""
    entry = visit.store.entries.get(entry_id)
    if entry is None:
        return no_such_entry(entry_id)
    return entry if _own(visit, entry.unit) else said.not_your_entry(entry, visit.person.unit)


def propose(visit: Visit, fields: Fields, entry: Entry, *, reason: str = "") -> Reply:
    """A change of an entry as a draft for the office; whoever proposes it has looked at the entry today.

    Where one waits already it is the office's turn.
    """
    waiting = next((one for one in visit.store.drafts.waiting() if one.entry_id == entry.id), None)
    if waiting is not None:
        visit.end()
        return said.waits_already(waiting, own=waiting.person_id == visit.person.id)
    return _store(visit, _Writing(fields=fields, entry=entry.id), entry, reason=reason)


def line_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The next line of a draft; lines with labels may say more than was asked for."""
    dialog = visit.dialog()
    writing = _Writing(
        fields=json.loads(dialog["fields"]), asked=dialog["field"], entry=dialog["changes"], gap=int(dialog["gap"])
    )
    if writing.entry:
        entry = visit.store.entries.get(writing.entry)
        if entry is None:
            visit.end()
            return (no_such_entry(writing.entry),)
        return (_changed(visit, writing, text, entry),)
    if writing.asked in OPTIONAL and text in {said.SKIP, said.ENOUGH}:
        return (_ask_or_store(visit, writing, _next(writing) if text == said.SKIP else ""),)
    return (_written(visit, writing, text, heading=writing.asked),)


def mine(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """我的草稿."""
    drafts = reversed(visit.store.drafts.of_person(visit.person.id))
    return (said.mine([(draft, question_of(visit.house, draft)) for draft in drafts]),)


def withdraw(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """撤回草稿 3."""
    draft = visit.store.drafts.get(int(parts["number"]))
    if draft is None or draft.person_id != visit.person.id:
        return (said.no_such_draft(int(parts["number"]), "我的草稿"),)
    if not visit.store.drafts.decide(draft.id, state=DraftState.WITHDRAWN, by=visit.person.id, at=visit.now):
        return (said.decided_before(draft),)
    visit.record("draft.withdrawn", said.name(draft), unit=draft.unit)
    reopen(visit.house, draft.gap_id)
    return (said.withdrawn(draft),)


def _written(visit: Visit, writing: _Writing, text: str, *, heading: str) -> Reply:
    """Add a message to a new entry, and ask for what comes next; whoever writes all at once is asked nothing more."""
    fields, problems = _read(text, heading)
    writing = replace(writing, fields=writing.fields | fields)
    if problems:
        _keep(visit, writing)
        return said.not_read(problems)
    complete = all(key in writing.fields for key in NEEDED)
    return _ask_or_store(visit, writing, "" if complete and not writing.asked else _next(writing))


def _read(text: str, heading: str = "") -> tuple[Fields, tuple[Problem, ...]]:
    """The fields of a message and what is wrong with it; `heading` is what lines without a label say."""
    cells, unread = cells_from(text, heading=TERM if heading == "valid_until" else NAMES.get(heading, ""))
    fields, wrong = fields_from(cells)
    return {key: value for key, value in fields.items() if value or key not in NEEDED}, (*unread, *wrong)


def _next(writing: _Writing) -> str:
    """What is asked for next: what is needed first, then what follows in order; empty when it was all."""
    later = ASKED[ASKED.index(writing.asked) + 1 :] if writing.asked else ASKED
    return next((key for key in (*NEEDED, *later) if key not in writing.fields), "")


def _ask_or_store(visit: Visit, writing: _Writing, following: str) -> Reply:
    if not following:
        return _store(visit, writing)
    _keep(visit, replace(writing, asked=following))
    return said.asked(following, optional=following in OPTIONAL)


def _keep(visit: Visit, writing: _Writing) -> None:
    visit.begin(
        {
            "step": "draft",
            "fields": json.dumps(writing.fields, ensure_ascii=False),
            "field": writing.asked,
            "changes": writing.entry,
            "gap": str(writing.gap),
        }
    )


def _changed(visit: Visit, writing: _Writing, text: str, entry: Entry) -> Reply:
    """A change of an entry, stored once all of it is understood."""
    fields, problems = _read(text)
    written = replace(writing, fields=writing.fields | fields)
    if problems:
        _keep(visit, written)
        return said.not_read(problems)
    if entry_with(written.fields, entry) == entry:
        _keep(visit, replace(writing, fields={}))
        return said.nothing_changes(entry)
    return _store(visit, written, entry)


def _own(visit: Visit, unit: str) -> bool:
    """Whether a unit, as it stands in the bank, is the one that the liaison speaks for."""
    found = UnitDirectory(visit.store.units.all()).find(unit)
    return (found.name if found else unit) == visit.person.unit


def asked_of_us(visit: Visit, matter_id: int) -> Asked | None:
    """A matter that waits for this liaison's unit."""
    return next((one for one in all_asked_of_us(visit) if one.matter.id == matter_id), None)


def all_asked_of_us(visit: Visit) -> tuple[Asked, ...]:
    """The matters that wait for the unit, and those that seem to be its own."""
    waiting = visit.store.matters.all([MatterState.OPEN, MatterState.ASKED])
    return tuple(one for one in waiting if one.matter.unit and _own(visit, one.matter.unit))


def not_asked(visit: Visit, matter_id: int) -> Reply:
    """What to say of a matter that does not wait for this unit; one that it never had is hidden from it."""
    matter = visit.store.matters.get(matter_id)
    if matter is None:
        return matters.no_such(matter_id)
    if not (matter.unit and _own(visit, matter.unit)):
        had = any(_own(visit, one.unit) for one in visit.store.matters.hands(matter_id))
        return matters.not_yours(matter) if had else matters.no_such(matter_id)
    draft = of_matter(visit, matter_id)
    if draft is not None:
        return matters.answered_before(matter, draft, own=draft.person_id == visit.person.id)
    return matters.settled(matter)


def of_matter(visit: Visit, matter_id: int) -> Draft | None:
    """What a unit wrote for a matter and the office has not decided."""
    return next((one for one in visit.store.drafts.waiting() if one.gap_id == matter_id), None)


def _store(visit: Visit, writing: _Writing, before: Entry | None = None, *, reason: str = "") -> Reply:
    """Keep the draft, tell the office, and say how it was read; who writes it has looked at it today."""
    given = {"checked_on": visit.today.isoformat()} | ({} if before else {"unit": visit.person.unit})
    fields = given | writing.fields
    after = entry_made(visit.house, fields, before)
    if isinstance(after, Problem):
        _keep(visit, writing)
        return said.not_read((after,))
    visit.end()
    draft = visit.store.drafts.add(
        Draft(
            id=0,
            fields=fields,
            person_id=visit.person.id,
            written_at=visit.now,
            entry_id=writing.entry,
            unit=visit.person.unit,
            gap_id=writing.gap,
            reason=reason,
        )
    )
    visit.record("draft.written", said.name(draft), unit=draft.unit)
    if draft.gap_id:
        visit.store.matters.set(draft.gap_id, MatterState.PROPOSED)
    visit.tell_office(said.written(draft, after.question), key=f"draft.written:{draft.id}")
    other = alike(visit.house, after, today=visit.today, besides=draft.entry_id)
    return said.drafted(draft, difference(before, after), other)
