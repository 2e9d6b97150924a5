"""Who is told what of the bank, and when (精准推送).

An entry that is new, or says something new, concerns topics. What the office approves goes to those who subscribed to
one of them before that: at once, in a digest each workday, or in one each week. Nobody is told twice, before approval,
or while they have paused; what could not be told at its time is told at the next, for `NEWS_LASTS`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from knowledge.circles import CIRCLES
from knowledge.text import normal

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from datetime import date, datetime

    from knowledge.entries import Entry
    from knowledge.packages import Package

NEWS_LASTS = timedelta(days=60)
"""What the office approved longer ago is no news."""
OFFER_LASTS = timedelta(days=30)
"""What changed longer ago is not offered."""
_MARK = 16


class Pace(StrEnum):
    """推送频率: 马上, 每天, 每周."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Somebody who wants to hear of topics (订阅人), each since a time."""

    person_id: int
    topics: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    pace: Pace = Pace.AT_ONCE
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """What the office decided about an entry as it then read: to be pushed (推送) to its topics' people, or not.

    `mark` stands for what the entry said; `changed` where it had said something else before.
    """

    id: int
    entry_id: str
    version: int
    mark: str
    topics: tuple[str, ...]
    changed: bool
    approved: bool
    decided_by: int
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """An entry of the bank that changed lately: as it was, as it is, in which version; None where there was none."""

    entry_id: str
    version: int
    before: Entry | None
    now: Entry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """An entry that the office may push, and how many people would be told of it (待推送)."""

    entry: Entry
    version: int
    topics: tuple[str, ...]
    changed: bool
    people: int = 0


def mark_of(entry: Entry) -> str:
    """Stands for what an entry tells people: another wording of a question or a later check is no news."""
    guide = repr(entry.guide) if entry.guide else ""
    said = "\0".join((entry.question, entry.answer, guide, repr(entry.valid_from), repr(entry.valid_until)))
    return hashlib.sha256(said.encode()).hexdigest()[:_MARK]


def topics_of(entry: Entry, packages: Iterable[Package]) -> tuple[str, ...]:
    """The topics that an entry belongs to: cards that hold it or bear its topic's name, then circles of people."""
    topic = normal(entry.topic)
    cards = (one.title for one in packages if entry.id in one.entries or topic in one.names)
    return tuple(dict.fromkeys((*cards, *(one.name for one in CIRCLES if one.concerns(entry)))))


def fresh(
    shifts: Iterable[Shift],
    packages: Collection[Package],
    *,
    decided: Collection[tuple[str, str]],
    today: date,
) -> Iterator[Fresh]:
    """Yield what may be offered: in force, not the sample's, saying what it did not say before, not yet decided.

    `decided` holds ids of entries with marks.
    """
    told = {entry_id for entry_id, _ in decided}
    for one in shifts:
        entry, before = one.now, one.before
        if entry is None or entry.sample or not entry.in_force(today):
            continue
        mark = mark_of(entry)
        if (entry.id, mark) in decided or (before is not None and mark == mark_of(before)):
            continue
        topics = topics_of(entry, packages)
        if topics:
            # what took the place of a sample is new to people
            changed = (before is not None and not before.sample) or entry.id in told
            yield Fresh(entry=entry, version=one.version, topics=topics, changed=changed)


def current(pushes: Iterable[Push], find: Callable[[str], Entry | None], *, today: date) -> Iterator[Push]:
    """Yield what was approved and still holds: the entry is in force and says what it said then."""
    for one in pushes:
        entry = find(one.entry_id) if one.approved else None
        if entry is not None and entry.in_force(today) and mark_of(entry) == one.mark:
            yield one


def wanted(subscriber: Subscriber, pushes: Iterable[Push]) -> Iterator[Push]:
    """Yield what was approved on somebody's topics since they subscribed to them."""
    for one in pushes:
        since = (subscriber.topics[topic] for topic in one.topics if topic in subscriber.topics)
        if any(at <= one.decided_at for at in since):
            yield one


def due(
    subscribers: Iterable[Subscriber],
    pushes: Collection[Push],
    *,
    settled: Mapping[int, Collection[int]],
    paces: Collection[Pace],
) -> Iterator[tuple[Subscriber, tuple[Push, ...]]]:
    """Yield whom something is due to now, with it; `settled` are the pushes that are done with, by person."""
    on_topic: dict[str, list[Push]] = {}
    for push in pushes:
        for topic in push.topics:
            on_topic.setdefault(topic, []).append(push)
    for one in subscribers:
        if one.paused or one.pace not in paces:
            continue
        done = settled.get(one.person_id, ())
        # of tens of thousands of people nearly all have got nearly everything: look at the rest alone
        left = {push.id: push for topic in one.topics for push in on_topic.get(topic, ()) if push.id not in done}
        found = tuple(wanted(one, (left[key] for key in sorted(left))))
        if found:
            yield one, found


def paces_due(today: date, *, last: date | None) -> frozenset[Pace]:
    """Whose turn it is at a workday's first tick, after the one on `last`.

    What was approved out of hours goes with the daily ones; a week's digest on its first workday, or whenever the
    program runs again after that.
    """
    daily = frozenset({Pace.AT_ONCE, Pace.DAILY})
    return daily | {Pace.WEEKLY} if last is None or _monday(today) > _monday(last) else daily


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
