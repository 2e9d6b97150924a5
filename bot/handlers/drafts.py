"""A unit writes for the bank: a new entry, or a change of one of its own; the office decides."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.ports.bank import Draft, DraftState
from bot.proposals import alike, question_of
from bot.texts import drafts as said
from bot.texts.versions import no_such_entry
from knowledge.documents import Problem
from knowledge.drafts import NAMES, TERM, cells_from, difference, entry_with, fields_from
from reminders.directory import UnitDirectory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply
    from knowledge.drafts import Fields
    from knowledge.entries import Entry

NEEDED = ("question", "answer")
OPTIONAL = ("sources", "similar", "valid_until")
ASKED = (*NEEDED, *OPTIONAL)
"""What a new entry is asked for, one after the other."""


def begin(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """起草, alone or with all of it in one message."""
    return (_written(visit, {}, parts["rest"], heading="question", asked=""),)


def change(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """修改 E012 答案：…, or 修改 E012 first."""
    entry = visit.store.entries.get(parts["entry"])
    if entry is None:
        return (no_such_entry(parts["entry"]),)
    if not _own(visit, entry):
        return (said.not_your_entry(entry, visit.person.unit),)
    if parts["rest"]:
        return (_changed(visit, {}, parts["rest"], entry),)
    _keep(visit, {}, entry=entry)
    return (said.change_asked(entry),)


def line_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The next line of a draft; lines with labels may say more than was asked for."""
    dialog = visit.dialog()
    kept: Fields = json.loads(dialog["fields"])
    if dialog["entry"]:
        entry = visit.store.entries.get(dialog["entry"])
        if entry is None:
            visit.end()
            return (no_such_entry(dialog["entry"]),)
        return (_changed(visit, kept, text, entry),)
    asked = dialog["asked"]
    if asked in OPTIONAL and text in {said.SKIP, said.ENOUGH}:
        following = _next(kept, after=asked) if text == said.SKIP else ""
        return (_ask(visit, kept, following) if following else _store(visit, kept),)
    return (_written(visit, kept, text, heading=asked, asked=asked),)


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
    return (said.withdrawn(draft),)


def _written(visit: Visit, kept: Fields, text: str, *, heading: str, asked: str) -> Reply:
    """Add a message to a new entry, and ask for what comes next; whoever writes all at once is asked nothing more."""
    fields, problems = _read(text, heading)
    fields = kept | fields
    if problems:
        _keep(visit, fields, asked=asked)
        return said.not_read(problems)
    complete = all(key in fields for key in NEEDED)
    following = "" if complete and asked not in ASKED else _next(fields, after=asked)
    return _ask(visit, fields, following) if following else _store(visit, fields)


def _read(text: str, heading: str = "") -> tuple[Fields, tuple[Problem, ...]]:
    """The fields of a message and what is wrong with it; `heading` is what lines without a label say."""
    cells, unread = cells_from(text, heading=TERM if heading == "valid_until" else NAMES.get(heading, ""))
    fields, wrong = fields_from(cells)
    return {key: value for key, value in fields.items() if value or key not in NEEDED}, (*unread, *wrong)


def _next(fields: Fields, *, after: str) -> str:
    """What is asked for next: what is needed first, then what follows in order; empty when it was all."""
    later = ASKED[ASKED.index(after) + 1 :] if after else ASKED
    lacking = (key for key in (*NEEDED, *later) if key not in fields)
    return next(lacking, "")


def _ask(visit: Visit, fields: Fields, asked: str) -> Reply:
    _keep(visit, fields, asked=asked)
    return said.asked(asked, optional=asked in OPTIONAL)


def _keep(visit: Visit, fields: Fields, *, asked: str = "", entry: Entry | None = None) -> None:
    kept = json.dumps(fields, ensure_ascii=False)
    visit.begin({"step": "draft", "fields": kept, "asked": asked, "entry": entry.id if entry else ""})


def _changed(visit: Visit, kept: Fields, text: str, entry: Entry) -> Reply:
    """A change of an entry, stored once all of it is understood."""
    fields, problems = _read(text)
    fields = kept | fields
    after = entry_with(fields, entry)
    if not problems and isinstance(after, Problem):
        problems = (after,)
    if problems:
        _keep(visit, fields, entry=entry)
        return said.not_read(problems)
    if not fields or after == entry:
        _keep(visit, {}, entry=entry)
        return said.nothing_changes(entry)
    return _store(visit, fields, entry)


def _own(visit: Visit, entry: Entry) -> bool:
    """Whether an entry is explained by the unit that the liaison speaks for."""
    found = UnitDirectory(visit.store.units.all()).find(entry.unit)
    return (found.name if found else entry.unit) == visit.person.unit


def _store(visit: Visit, fields: Fields, before: Entry | None = None) -> Reply:
    """Keep the draft, tell the office, and say how it was read; who writes it has looked at it today."""
    fields = {"checked_on": visit.today.isoformat()} | fields
    if before is None:
        fields = {"unit": visit.person.unit} | fields
    after = entry_with(fields, before)
    if isinstance(after, Problem):
        _keep(visit, fields, entry=before)
        return said.not_read((after,))
    visit.end()
    draft = visit.store.drafts.add(
        Draft(
            id=0,
            fields=fields,
            person_id=visit.person.id,
            written_at=visit.now,
            entry_id=before.id if before else "",
            unit=visit.person.unit,
        )
    )
    visit.record("draft.written", said.name(draft), unit=draft.unit)
    visit.tell_office(said.written(draft, after.question), key=f"draft.written:{draft.id}")
    other = alike(visit.house, after, today=visit.today, besides=draft.entry_id)
    return said.drafted(draft, difference(before, after), other)
