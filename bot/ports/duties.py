"""What the core asks of storage about the life of the plan: answers about groups, hand-overs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date

    from reminders.directory import GroupAnswer
    from reminders.tasks import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """A task that is no longer pursued (已撤销): by the office with a reason, or because the table no longer has it."""

    task: Task
    reason: str
    on: date | None


class GroupAnswers(Protocol):
    """Whom the office means by a group or an unknown name; kept from year to year."""

    def all(self) -> tuple[GroupAnswer, ...]: ...
    def save(self, answer: GroupAnswer) -> None:
        """Keep an answer; a wording answered before is answered anew."""
        ...


class Handovers(Protocol):
    """What a liaison who leaves was in the middle of."""

    def move(self, *, leaver: int, successor: int) -> int:
        """Give the successor the open dialog, undelivered messages and receipts still to be tapped; how many."""
        ...

    def drop(self, person_id: int, *, why: str) -> int:
        """Send nothing more of what waits for somebody; how many messages that were."""
        ...
