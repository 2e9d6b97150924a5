"""What the core asks of storage about notices, and about who wants to hear of what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from bot.ports.people import Person, Role
    from reminders.notices import Notice, Progress
    from reminders.outbox import DeliveryState


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Somebody whom a notice is for; `delivery` is the key of the message to them, `group`: a unit's group."""

    person_id: int
    delivery: str
    group: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverRow:
    """What became of a notice with one receiver; `state` is None until the message to them is queued.

    `channel` is by which it went; until then, by which they are reached now.
    """

    person_id: int
    role: Role
    name: str
    unit: str
    channel: str
    state: DeliveryState | None
    error: str
    sent_at: datetime | None
    tapped_at: datetime | None


class Notices(Protocol):
    """Notices, their receivers and who tapped 收到."""

    def add(self, notice: Notice, *, person_ids: Collection[int] = ()) -> Notice:
        """Store; the id is assigned. Receivers may be fixed with it."""
        ...

    def update(self, notice: Notice) -> None:
        """Keep the notice as it is now."""
        ...

    def get(self, notice_id: int) -> Notice | None:
        """The notice of that number."""
        ...

    def all(self) -> tuple[Notice, ...]:
        """Newest first."""
        ...

    def going(self, now: datetime) -> tuple[Notice, ...]:
        """Those being sent, and those that are to begin by now; oldest first."""
        ...

    def nudging(self, today: date) -> tuple[Notice, ...]:
        """Those whose silent receivers are to be asked again by today."""
        ...

    def about(self, notice_id: int) -> tuple[Notice, ...]:
        """What corrects, withdraws or recalls it, oldest first."""
        ...

    def fix(self, notice_id: int, person_ids: Collection[int], *, group: bool = False) -> int:
        """Make these its receivers, beside those it has; how many were new."""
        ...

    def unqueued(self, notice_id: int, *, limit: int) -> tuple[Receiver, ...]:
        """Receivers the message to whom is not in the outbox yet."""
        ...

    def queued(self, notice_id: int, person_ids: Collection[int]) -> None:
        """The messages to these are in the outbox now."""
        ...

    def unqueue(self, notice_id: int) -> int:
        """Queue anew for each receiver whose delivery is gone from the outbox; how many they are."""
        ...

    def spare(self, notice_id: int, person_id: int) -> None:
        """Take somebody off it, unless it went to them or is on its way."""
        ...

    def receivers(self, notice_id: int) -> tuple[int, ...]:
        """The people, without units' groups."""
        ...

    def is_for(self, notice_id: int, person_id: int) -> bool:
        """Whether somebody is among its receivers."""
        ...

    def acknowledge(self, notice_id: int, *, person_id: int, at: datetime) -> bool:
        """Record a tap; False if it was there already or the person was not a receiver."""
        ...

    def receipts(self, notice_id: int) -> Mapping[int, datetime]:
        """Who has tapped 收到, and when; first taps first."""
        ...

    def reached(self, notice_id: int, *, silent: bool = False) -> tuple[Receiver, ...]:
        """To whom it was sent; with `silent` the people of these who have not tapped 收到."""
        ...

    def silent(self, notice_id: int, *, limit: int) -> tuple[Person, ...]:
        """The first of those who were sent it and have not tapped 收到, by unit."""
        ...

    def progress(self, notice_id: int) -> tuple[Progress, Progress]:
        """How far it has come with people, and with units' groups; each adds up at every moment."""
        ...

    def faults(self, notice_id: int) -> Mapping[str, int]:
        """Why it failed, and with how many; most first."""
        ...

    def rows(self, notice_id: int) -> tuple[ReceiverRow, ...]:
        """Every receiver, people by unit, then units' groups."""
        ...
