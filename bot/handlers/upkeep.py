"""A unit looks after its entries of the bank: 仍有效, 需修改, 不再适用; the office marks a text as repealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import upkeep
from bot.handlers.drafts import own_entry, propose
from bot.ports.bank import Change
from bot.ports.messages import Reply
from bot.ports.people import Role
from bot.texts import upkeep as said
from bot.versions import write
from knowledge.drafts import TERM, fields_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from knowledge.entries import Entry

REPEALED = "已废止"


def waiting(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """待核对: the unit's own for a liaison, everybody's for the office."""
    found = upkeep.due_looks(visit.house, visit.today)
    mine = visit.person.role is Role.LIAISON
    shown = {unit: [look for look, _ in some] for unit, some in found.items() if not mine or unit == visit.person.unit}
    return (said.waiting(shown, visit.today, mine=mine),)


def still_valid(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """仍有效 E012 2027年12月31日: looked at today; an entry whose term ends soon needs its new one."""
    entry = own_entry(visit, parts["entry"])
    if isinstance(entry, Reply):
        return (entry,)
    if parts["rest"]:
        return (_until(visit, entry, parts["rest"]),)
    soon = visit.today + timedelta(days=max(visit.house.office.upkeep.rungs))
    if entry.valid_until is not None and entry.valid_until <= soon:
        visit.begin({"step": "until", "entry": entry.id})
        return (said.until_asked(entry),)
    return (propose(visit, {}, entry),)


def until_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The day until which an entry holds from now on."""
    entry = own_entry(visit, visit.dialog()["entry"])
    return (entry if isinstance(entry, Reply) else _until(visit, entry, text),)


def not_any_more(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """不再适用 E012 原因: from yesterday on it holds no longer, once the office has agreed."""
    entry = own_entry(visit, parts["entry"])
    if isinstance(entry, Reply):
        return (entry,)
    if not parts["rest"]:
        visit.begin({"step": "obsolete", "entry": entry.id})
        return (said.why_asked(entry),)
    return (_obsolete(visit, entry, parts["rest"]),)


def reason_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """Why an entry does not apply any more."""
    entry = own_entry(visit, visit.dialog()["entry"])
    if isinstance(entry, Reply):
        return (entry,)
    return (_obsolete(visit, entry, text) if text else said.why_asked(entry),)


def repeal(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """依据废止 《…》, or its 文号: shown before it is done."""
    entries = upkeep.citing(visit.house, parts["rest"]) if parts["rest"] else ()
    if entries:
        visit.begin({"step": "repeal", "name": parts["rest"]})
    return (said.repeal_preview(parts["rest"], entries) if parts["rest"] else said.no_repeal(),)


def confirm_repeal(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """确认依据废止: every entry that rests on it says so from now on, and its unit is asked at once."""
    dialog = visit.dialog()
    if dialog.get("step") != "repeal":
        return (said.no_repeal(),)
    visit.end()
    name = dialog["name"]
    plain = name.strip().strip("《》")
    change = Change(at=visit.now, actor=visit.actor, action="entry.source_repealed", note=name)
    entries = upkeep.citing(visit.house, name)
    for entry in entries:
        sources = tuple(
            replace(one, status=REPEALED) if plain in {one.title, one.number} else one for one in entry.sources
        )
        write(visit.house, replace(entry, sources=sources), change=change, detail={"source": name})
    ids = {entry.id for entry in entries}
    found = upkeep.due_looks(visit.house, visit.today)
    touched = {unit: [one for one in some if one[0].entry.id in ids] for unit, some in found.items()}
    upkeep.ask(visit.house, touched, now=visit.now)
    return (said.repealed(name, len(entries), asked=sum(map(len, touched.values()))),)


def _until(visit: Visit, entry: Entry, text: str) -> Reply:
    if text == said.FOR_EVER:
        return propose(visit, {"valid_until": ""}, entry)
    fields, problems = fields_from({TERM: text})
    if problems or not fields.get("valid_until"):
        visit.begin({"step": "until", "entry": entry.id})
        return said.until_unread(entry, problems[0].reason if problems else "没有写有效到哪一天，例如2027年12月31日")
    return propose(visit, fields, entry)


def _obsolete(visit: Visit, entry: Entry, reason: str) -> Reply:
    visit.record("entry.obsolete", entry.id, unit=visit.person.unit, reason=reason)
    return propose(visit, {"valid_until": (visit.today - timedelta(days=1)).isoformat()}, entry, reason=reason)
