"""The bank is looked after (题库维护): units are asked about their entries before these grow old, once a rung."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.planning import directory_of
from bot.ports.house import local
from bot.telling import ask_units, tell_office
from bot.texts import upkeep as said
from reminders.upkeep import looks, reached, repealed_since

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from bot.ports.house import House
    from knowledge.entries import Entry
    from reminders.upkeep import Look

_LOOKED = "upkeep_looked_on"


def due_looks(house: House, today: date) -> Mapping[str, tuple[tuple[Look, int], ...]]:
    """What stands on a rung, by the unit that explains it, the nearest day first.

    An entry of which a draft waits has been looked at; it is the office's turn.
    """
    entries = house.store.entries.own()
    waiting = {draft.entry_id for draft in house.store.drafts.waiting()}
    dead = [entry for entry in entries if any(one.dead for one in entry.sources)]
    repealed = {entry.id: since for entry in dead if (since := _since(house, entry, today)) is not None}
    asked = looks(
        (one for one in entries if one.id not in waiting), months=house.office.review_months, repealed=repealed
    )
    directory = directory_of(house)
    found: dict[str, list[tuple[Look, int]]] = {}
    for look, rung in reached(asked, today=today, ladder=house.office.upkeep, calendar=house.calendar):
        unit = directory.find(look.entry.unit)
        found.setdefault(unit.name if unit else look.entry.unit, []).append((look, rung))
    return {unit: tuple(sorted(some, key=lambda one: (one[0].due, one[0].entry.id))) for unit, some in found.items()}


def queue(house: House, now: datetime) -> int:
    """Ask each unit once a day, in one message a liaison, about what reached a rung; how many messages were queued.

    What nobody can be asked about goes to the office.
    """
    today = local(now).date()
    if house.store.settings.get(_LOOKED) == today.isoformat():
        return 0
    house.store.settings.set(_LOOKED, today.isoformat())
    return ask(house, due_looks(house, today), now=now)


def ask(house: House, found: Mapping[str, Sequence[tuple[Look, int]]], *, now: datetime) -> int:
    """Ask about these where it was not done before."""
    today = local(now).date()
    told = house.store.upkeep.told([look.key(rung) for some in found.values() for look, rung in some])
    fresh = {unit: [one for one in some if one[0].key(one[1]) not in told] for unit, some in found.items()}
    messages = {
        unit: ([look.key(rung) for look, rung in some], said.asked(unit, [look for look, _ in some], today))
        for unit, some in fresh.items()
        if some
    }
    queued, nobody = ask_units(house, messages, what="upkeep", now=now)
    if not nobody:
        return queued
    homeless = [look for unit in nobody for look, _ in fresh[unit]]
    return queued + tell_office(house, said.homeless(homeless, today), key=f"upkeep:{today.isoformat()}", at=now)


def citing(house: House, name: str) -> tuple[Entry, ...]:
    """The entries that rest on the text of that title or 文号."""
    plain = name.strip().strip("《》")
    return tuple(
        entry
        for entry in house.store.entries.all()
        if any(plain in {source.title, source.number} for source in entry.sources)
    )


def _since(house: House, entry: Entry, today: date) -> date | None:
    """Since when the bank says that a text under this entry holds no longer, unless somebody has looked since."""
    versions = house.store.entries.history(entry.id)
    return repealed_since((local(one.change.at).date() if one.change else today, one.entry) for one in versions)
