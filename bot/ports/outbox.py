"""What the core asks of storage for deliveries (发件箱)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from reminders.outbox import Delivery, DeliveryState


class Outbox(Protocol):
    """Deliveries: inserted under a unique key, claimed one by one, never open in a transaction while sending."""

    def put(self, delivery: Delivery) -> bool:
        """Insert; False if the key is there already."""
        ...

    def put_all(self, deliveries: Iterable[Delivery]) -> int:
        """Insert all, or none; how many keys were new."""
        ...

    def claim(self, *, now: datetime, urgent_only: bool, busy: Collection[int] = ()) -> Delivery | None:
        """Claim the due delivery that goes next with one UPDATE … RETURNING: ANSWER and URGENT, then the oldest.

        `urgent_only` leaves all but ANSWER and URGENT, `busy` these people, and always whoever has a delivery that
        `holds` the others.
        """
        ...

    def reclaim(self, *, claimed_before: datetime) -> int:
        """Queue again what was claimed and never finished, after a crash."""
        ...

    def bring_back(self, *, now: datetime) -> int:
        """Make due what a clock that ran ahead put off by years, or claimed at a time that has not come."""
        ...

    def settle(
        self,
        key: str,
        *,
        state: DeliveryState,
        at: datetime,
        error: str = "",
        due_at: datetime | None = None,
        holds: bool = False,
        channel: str = "",
    ) -> None:
        """Say what became of a delivery, and by which channel; one that `holds` keeps its person's others back."""
        ...

    def keep_message(self, key: str, message: str) -> None:
        """Keep how the channel by which a delivery went finds the message again."""
        ...

    def put_back(self) -> tuple[Delivery, ...]:
        """What was tried and waits to be tried again, the first due first."""
        ...

    def stop(self, batch: str) -> int:
        """Claim nothing of a batch from now on; how many were waiting."""
        ...

    def resume(self, batch: str) -> int:
        """Go on with a batch; how many wait again."""
        ...

    def retry(self, batch: str, *, at: datetime) -> int:
        """Queue those of a batch again that were given up; how many they are."""
        ...

    def drop_stopped(self, batch: str) -> int:
        """Forget those of a batch that were stopped before they were sent."""
        ...

    def of_batch(self, batch: str) -> Mapping[DeliveryState, int]: ...
    def get(self, key: str) -> Delivery | None: ...
    def with_prefix(self, prefix: str) -> tuple[Delivery, ...]: ...
    def counts(self) -> Mapping[DeliveryState, int]: ...
