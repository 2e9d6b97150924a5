"""What the core asks of storage for pushing news of the bank (精准推送): who wants what, what was approved and told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from reminders.subscriptions import Fresh, Pace, Push, Subscriber


class HandedState(StrEnum):
    """Sent in a delivery; waits for a visit, since nobody could be reached; the person was told so; shown at a visit.

    Where the delivery died, what was sent waits too.
    """

    SENT = "sent"
    WAITS = "waits"
    TOLD = "told"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What became of one push for one person; `delivery` is the key of the message that holds it, if it is one."""

    push_id: int
    person_id: int
    state: HandedState
    delivery: str = ""


class Subscriptions(Protocol):
    """Who wants to hear of which topics, and how often (订阅)."""

    def subscribers(self, topic: str) -> tuple[int, ...]:
        """The people who want to hear of a topic now, by id; none who has paused."""
        ...

    def of_person(self, person_id: int) -> Subscriber: ...
    def all(self, *, after: int = 0, limit: int | None = None) -> tuple[Subscriber, ...]:
        """Those who want to hear of anything, by id; the first so many of those after one."""
        ...

    def by_topic(self) -> Mapping[str, int]:
        """How many want to hear of each topic now, by topic; none who has paused."""
        ...

    def count(self, topics: Collection[str], *, pace: Pace | None = None) -> int:
        """How many want to hear of one of these now; of one pace, only those who can be reached."""
        ...

    def add(self, person_id: int, topics: Sequence[str], *, at: datetime) -> None:
        """Subscribe; a topic that the person has stays as it is."""
        ...

    def remove(self, person_id: int, topics: Collection[str] | None = None) -> int:
        """Unsubscribe, from everything without topics; return from how many."""
        ...

    def set_pace(self, person_id: int, pace: Pace) -> None: ...
    def pause(self, person_id: int, *, paused: bool) -> bool:
        """Pause or go on; False where it was so already."""
        ...


class Pushes(Protocol):
    """What the office decided on news of the bank, and who got it (推送)."""

    def decide(self, one: Fresh, *, approved: bool, by: int, at: datetime) -> Push | None:
        """Record a decision; None where there is one on what the entry says."""
        ...

    def decided(self) -> Collection[tuple[str, str]]:
        """Every decision, as the id of the entry and the mark of what it said."""
        ...

    def approved(self, *, since: datetime) -> tuple[Push, ...]:
        """Approved since then, in order."""
        ...

    def settled(self, push_ids: Collection[int], *, first: int, last: int) -> Mapping[int, Collection[int]]:
        """Which of these, and of later ones, were handed in any way to the people of these ids, by person."""
        ...

    def hand(self, handed: Iterable[Handed], *, at: datetime) -> None:
        """Record what became of pushes, in place of what was recorded before."""
        ...

    def waiting(self, person_id: int) -> Collection[int]:
        """The pushes that wait for this person's visit and of which they were not told."""
        ...

    def mark_told(self, person_id: int) -> None:
        """The person was told that something waits."""
        ...

    def delivered(self, person_id: int) -> Collection[int]:
        """The pushes that this person got, or that are on their way."""
        ...
