"""What people say of answers, brought to the units that explain them: a list a week, and what fell for the office."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.planning import directory_of
from bot.ports.house import LOCAL, local
from bot.telling import ask_units, tell_office
from bot.texts import ratings as said
from knowledge import ratings
from knowledge.packages import RATED_AS
from knowledge.ratings import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.ports.house import House
    from knowledge.ratings import Standing

RECENT = timedelta(days=30)
WEEK = timedelta(days=7)
_LISTED = "ratings_listed_on"

Rated = tuple["Subject", "Standing"]


def subject(house: House, key: str) -> Subject | None:
    """What an id that was rated names and a unit can better: nothing of a law, and nothing that is gone."""
    entry = house.store.entries.get(key)
    if entry is not None:
        return Subject(id=key, name=entry.question, unit=entry.unit)
    card = house.store.packages.get(key.removeprefix(RATED_AS)) if key.startswith(RATED_AS) else None
    return Subject(id=key, name=card.title, unit=card.unit, card=True) if card else None


def standings(
    house: House, now: datetime, *, since: datetime | None = None, until: datetime | None = None
) -> tuple[Rated, ...]:
    """What did not help somebody lately, that which fell first.

    What was said before an answer was looked at last is left out.
    """
    given = house.store.ratings.between(until=until)
    found = {key: subject(house, key) for key in {one.entry_id for one in given if not one.useful}}
    rated = {key: one for key, one in found.items() if one is not None}
    seen = {key: _looked(house, key) for key in rated}
    stood = ratings.standings(
        (one for one in given if one.entry_id in rated),
        since=since or now - RECENT,
        looked={key: at for key, at in seen.items() if at is not None},
    )
    return tuple((rated[one.entry_id], one) for one in stood)


def by_unit(house: House, rated: Iterable[Rated]) -> Mapping[str, tuple[Rated, ...]]:
    """The same by the unit that explains it, under its official name."""
    directory = directory_of(house)
    found: dict[str, list[Rated]] = {}
    for one in rated:
        unit = directory.find(one[0].unit)
        found.setdefault(unit.name if unit else one[0].unit, []).append(one)
    return {unit: tuple(some) for unit, some in found.items()}


def queue(house: House, now: datetime) -> int:
    """From the first workday of a week on, tell each unit once which of its answers did not help last week.

    What nobody can be told goes to the office. How many messages were queued.
    """
    today = local(now).date()
    if house.store.settings.get(_LISTED) == today.isoformat():
        return 0
    house.store.settings.set(_LISTED, today.isoformat())
    monday = today - timedelta(days=today.weekday())
    if today < house.calendar.next_workday(monday):
        return 0
    begun = datetime.combine(monday, time(), LOCAL)
    waiting = {draft.entry_id for draft in house.store.drafts.waiting()}
    last = (one for one in standings(house, now, since=begun - WEEK, until=begun) if one[0].id not in waiting)
    found = by_unit(house, last)
    keys = {unit: f"ratings:{monday.isoformat()}:{unit}" for unit in found}
    told = house.store.upkeep.told(list(keys.values()))
    messages = {
        unit: ([keys[unit]], said.weekly(unit, some, today)) for unit, some in found.items() if keys[unit] not in told
    }
    queued, nobody = ask_units(house, messages, what="ratings", now=now)
    if not nobody:
        return queued
    homeless = [one for unit in nobody for one in found[unit]]
    return queued + tell_office(house, said.homeless(homeless), key=f"ratings:{monday.isoformat()}", at=now)


def _looked(house: House, entry_id: str) -> datetime | None:
    """When somebody last changed what the entry answers, or found that it still holds."""
    looked, before = None, None
    for version in house.store.entries.history(entry_id):
        entry = version.entry
        stands = (entry.answer, entry.sources, entry.checked_on, entry.valid_until, entry.guide) if entry else None
        if stands != before and version.change is not None:
            looked = version.change.at
        before = stands
    return looked
