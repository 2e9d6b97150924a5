"""What the core asks of storage for confirmations and their evidence, and of the world for the pages they link to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from reminders.confirmations import Confirmation, ReviewState


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a published page says of itself: its headline and the day it was published."""

    title: str
    date: date | None


class Pages(Protocol):
    """Reads what a link leads to."""

    async def read(self, url: str) -> Page | None:
        """The page's headline and date; None when it cannot or may not be read. Never raises for what is out there."""
        ...


class Confirmations(Protocol):
    """Confirmations with their evidence."""

    def add(self, confirmation: Confirmation) -> Confirmation:
        """Store with evidence; the id is assigned."""
        ...

    def get(self, confirmation_id: int) -> Confirmation | None: ...
    def latest(self, occurrence: str, unit: str) -> Confirmation | None: ...
    def of_task(self, task_id: str) -> tuple[Confirmation, ...]: ...
    def latest_by_occurrence(self, year: int) -> Mapping[tuple[str, str], Confirmation]:
        """`(occurrence key, unit)` → its newest confirmation."""
        ...

    def last_proved(self, unit: str, person_id: int) -> Confirmation | None:
        """The person's newest confirmation for the unit that holds a link, a sentence or a file; no round's."""
        ...

    def waiting(self) -> tuple[Confirmation, ...]:
        """Submitted and not yet reviewed, oldest first."""
        ...

    def review(self, confirmation_id: int, *, state: ReviewState, by: int, at: datetime, reason: str = "") -> bool:
        """Set the review of a submitted confirmation; False if it was reviewed already."""
        ...

    def reopen(self, confirmation_id: int, *, by: int, at: datetime, reason: str) -> bool:
        """Return a confirmation that had passed (重开); False if it is not one that passed."""
        ...

    def unread_links(self, *, limit: int) -> tuple[str, ...]:
        """Links handed in as evidence whose page nobody has tried to read, oldest first, each once."""
        ...

    def link_read(self, link: str, *, page: Page | None, at: datetime) -> None:
        """Keep what the page of a link says, wherever the link is evidence and was not read; None: nothing found."""
        ...
