"""What the core asks of storage about the office's own work: suggestions, calendar feeds, what reached the units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.outbox import DeliveryKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Something somebody wants the office to hear (投诉建议); `text` is masked, `answer` empty until it has one."""

    id: int
    text: str
    person_id: int
    unit: str
    at: datetime
    answer: str = ""
    answered_by: int | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A message that reached somebody of a unit, or its `group`."""

    unit: str
    kind: DeliveryKind
    key: str
    group: bool = False


class Suggestions(Protocol):
    """投诉建议 and their answers."""

    def add(self, text: str, *, person_id: int, unit: str, at: datetime) -> Suggestion:
        """Keep one; the id is assigned."""
        ...

    def get(self, suggestion_id: int) -> Suggestion | None:
        """The one of that number."""
        ...

    def open(self) -> tuple[Suggestion, ...]:
        """Without an answer, oldest first."""
        ...

    def answered(self, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """The ones answered last, newest first."""
        ...

    def answer(self, suggestion_id: int, answer: str, *, by: int, at: datetime) -> bool:
        """Record an answer; False if there was one already."""
        ...


class Feeds(Protocol):
    """Secret addresses of the units' calendars, kept as sha256 digests only; one a unit."""

    def set(self, unit: str, digest: str, *, by: int, at: datetime) -> None:
        """Make this the unit's address; the one before opens nothing any more."""
        ...

    def close(self, unit: str) -> bool:
        """Forget the unit's address, which opens nothing any more; False if there was none."""
        ...

    def made_at(self, unit: str) -> datetime | None:
        """When the unit's address was made; None while it has none."""
        ...

    def unit(self, digest: str) -> str | None:
        """Whose address it is."""
        ...


class Reach(Protocol):
    """What reached the units, for the self-check of burdens (减负自查)."""

    def between(self, since: datetime, until: datetime) -> tuple[Reached, ...]:
        """Deliveries sent from `since` up to `until` to people who speak for a unit, by time."""
        ...
