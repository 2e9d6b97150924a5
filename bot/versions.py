"""The bank as it changes: each change leaves a version and a line in the trail; any version can be brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.matters import answered_anew
from bot.ports.bank import Change, EntryVersion, Revision
from bot.texts import common
from bot.texts.versions import restoring
from knowledge.drafts import difference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.ports.house import House
    from knowledge.entries import Entry


def revisions(house: House, entry_id: str) -> tuple[Revision, ...]:
    """The history of an entry, oldest first."""
    found: list[Revision] = []
    before: Entry | None = None
    for version in house.store.entries.history(entry_id):
        who = who_is(house, version.change.actor) if version.change else ""
        found.append(Revision(version=version, who=who, changes=difference(before, version.entry)))
        before = version.entry
    return tuple(found)


def version_of(versions: Sequence[EntryVersion], number: int) -> EntryVersion | None:
    """One of an entry's versions by its number; 0 is before there was one."""
    if number == 0:
        return EntryVersion(entry_id=versions[0].entry_id, version=0, entry=None, change=None)
    return next((one for one in versions if one.version == number), None)


def who_is(house: House, actor: str) -> str:
    """Whom the trail names by that key, as the office knows them."""
    number = actor.removeprefix("person:")
    person = house.store.people.get(int(number)) if number != actor and number.isdecimal() else None
    return common.who(actor, person)


def write(house: House, entry: Entry, *, change: Change, detail: Mapping[str, str]) -> int:
    """Save an entry and record it; how many whom the answer before did not help are told of it."""
    before = house.store.entries.get(entry.id)
    with house.store.transaction():
        house.store.entries.save([entry], change=change)
        _record(house, entry.id, change=change, detail=detail)
        return answered_anew(house, {entry.id: before} if before else {}, [entry], change=change)


def roll_back(house: House, to: EntryVersion, *, now: datetime, actor: str) -> bool:
    """Make an entry again what it was, as a new version that says so; False when nothing differs."""
    entries = house.store.entries
    before = entries.get(to.entry_id)
    if before == to.entry:
        return False
    change = Change(at=now, actor=actor, action="entry.rolled_back", note=restoring(to.version))
    with house.store.transaction():
        if to.entry is None:
            entries.remove([to.entry_id], change=change)
        else:
            entries.save([to.entry], change=change)
            answered_anew(house, {to.entry_id: before} if before else {}, [to.entry], change=change)
        _record(house, to.entry_id, change=change, detail={"version": str(to.version)})
    return True


def _record(house: House, entry_id: str, *, change: Change, detail: Mapping[str, str]) -> None:
    house.store.audit.add(at=change.at, actor=change.actor, action=change.action, subject=entry_id, detail=detail)
