"""What the core asks of storage about reminders: the ledger, ladders of single tasks, pauses, extensions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from reminders.extensions import Extension, ExtensionState
    from reminders.pauses import Acknowledgement, Snooze, SnoozeState
    from reminders.planner import Reminder


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLadder:
    """The ladder of one task beside the office's (提醒档), who set it and why."""

    task_id: str
    rungs: tuple[int, ...]
    overdue_every: int
    reason: str
    set_by: int
    set_at: datetime


class Ledger(Protocol):
    """Every reminder that fell due, what was queued of it, and what became of that (提醒台账)."""

    def version(self) -> int:
        """A number that grows with every change to what is due: tasks, units' people, confirmations, pauses."""
        ...

    def keys(self, year: int) -> Collection[str]: ...
    def told(self, keys: Collection[str]) -> Collection[str]:
        """Those of the keys that were told."""
        ...

    def first_told(self, occurrence: str, unit: str) -> date | None:
        """The day on which the unit itself was first reminded of it."""
        ...

    def add(
        self, reminders: Sequence[Reminder], *, delivery: str, person_id: int, at: datetime, also: Sequence[str] = ()
    ) -> None:
        """Record reminders of one delivery, and of those to the unit's others; a key already there stays as it is."""
        ...

    def withhold(self, reminders: Sequence[Reminder], *, why: str, at: datetime) -> None:
        """Record rungs that fell due and could not be queued: `no_liaison`, `no_address`, `told_today`; once each."""
        ...

    def rows(
        self, *, unit: str | None = None, task_id: str | None = None, beyond: bool = False
    ) -> tuple[Mapping[str, str], ...]:
        """What was queued, oldest first; with `beyond` also what went out for another reason than a rung.

        `key, task_id, occurrence, unit, rung, why, due_on, on, delivery, state, queued_at, sent_at, error,
        acknowledged_at, acknowledged_by`. Of several liaisons' deliveries the one that came furthest counts.
        """
        ...

    def withheld(self, *, unit: str | None = None, task_id: str | None = None) -> tuple[Mapping[str, str], ...]:
        """Rungs that were never queued: `key, task_id, occurrence, unit, rung, due_on, withheld, noticed_at`."""
        ...


class Ladders(Protocol):
    """Tasks with a ladder of their own."""

    def all(self, year: int) -> Mapping[str, OwnLadder]:
        """By task id."""
        ...

    def set(self, ladder: OwnLadder) -> None: ...
    def clear(self, task_id: str) -> bool:
        """Back to the office's ladder; False if the task had none of its own."""
        ...


class Pauses(Protocol):
    """已知悉 and 稍后提醒."""

    def acknowledge(self, acknowledgement: Acknowledgement) -> bool:
        """Record; False if that rung was acknowledged already. A snooze of the duty that waits is dropped."""
        ...

    def snooze(self, snooze: Snooze) -> Snooze:
        """Store; the id is assigned. One that waits for the same duty is dropped."""
        ...

    def waiting(self, *, until: datetime | None = None) -> tuple[Snooze, ...]:
        """Snoozes that wait, those that come by `until` only, earliest first."""
        ...

    def settle(self, snooze_id: int, *, state: SnoozeState) -> None: ...
    def quiet(self, keys: Collection[str]) -> Collection[str]:
        """Those of the keys whose rungs need no telling: acknowledged, or put off."""
        ...


class Extensions(Protocol):
    """Later dates that units asked for."""

    def add(self, extension: Extension) -> Extension:
        """Store; the id is assigned."""
        ...

    def get(self, extension_id: int) -> Extension | None: ...
    def latest(self, occurrence: str, unit: str) -> Extension | None: ...
    def waiting(self) -> tuple[Extension, ...]:
        """Not decided, oldest first."""
        ...

    def granted(self, year: int) -> tuple[Extension, ...]:
        """Of the year's active tasks, the newest of each duty."""
        ...

    def decide(self, extension_id: int, *, state: ExtensionState, by: int, at: datetime, answer: str = "") -> bool:
        """Decide on one that waits; False if it was decided already."""
        ...
