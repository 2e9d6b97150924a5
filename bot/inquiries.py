"""The month's report on questions (提问月报), read from the store and put before every admin once the month is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from bot.matters import headline
from bot.planning import directory_of
from bot.ports.house import LOCAL, local
from knowledge.ratings import tally
from reminders.inquiries import Logged, Reply, inquiries
from reminders.periods import after

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bot.ports.house import House
    from reminders.inquiries import Inquiries
    from reminders.questions import Hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A month counted, with the words of what was asked most: entries by id, matters by number."""

    counted: Inquiries
    entries: Mapping[str, str]
    matters: Mapping[int, str]


def of_month(house: House, month: date) -> Report:
    """Everything that was asked in a calendar month of the office, each unit under its official name."""
    since, until = (datetime.combine(day, time(), LOCAL) for day in (month, after(month)))
    directory = directory_of(house)

    def named(unit: str) -> str:
        found = directory.find(unit) if unit else None
        return found.name if found else unit

    log = [
        Logged(decision=one.decision, entry_id=one.entry_id, topic=one.topic, unit=named(one.unit))
        for one in house.store.question_log.between(since, until)
    ]
    asked = house.store.matters.between(since, until)
    counted = inquiries(
        month,
        log=log,
        asked=[(one.matter, one.questions) for one in asked],
        replies=[_reply(hand, written) for hand, written in house.store.matters.answered(month, after(month))],
        rated=tally(house.store.ratings.between(since=since, until=until)),
        units=house.store.units.all(),
        calendar=house.calendar,
    )
    texts = {one.matter.id: headline(one) for one in asked}
    return Report(
        counted=counted,
        entries={key: _question(house, key) for key, _ in counted.hot},
        matters={key: texts[key] for key, _ in counted.hot_matters},
    )


def _reply(hand: Hand, written: Sequence[datetime]) -> Reply:
    """A turn that ended with an answer; the unit's part is over with its first draft, the rest is the office's.

    Where the office answered itself, both ended together.
    """
    told_on = hand.ended_on or hand.due
    days = [day for day in (local(one).date() for one in written) if hand.asked_on <= day <= told_on]
    return Reply(
        matter=hand.matter,
        unit=hand.unit,
        asked_on=hand.asked_on,
        due=hand.due,
        replied_on=min(days, default=told_on),
        told_on=told_on,
    )


def _question(house: House, entry_id: str) -> str:
    """What an entry or an article is asked by; empty where it is gone."""
    entry = house.store.entries.get(entry_id) or house.store.statutes.get(entry_id)
    return entry.question if entry else ""
