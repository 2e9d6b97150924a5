"""What adapters may ask of the running program; `app` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.ports.house import House
    from bot.ports.messages import Incoming, Reply

T = TypeVar("T")


class Front(Protocol):
    """The core, seen from an adapter's event loop."""

    async def receive(self, incoming: Incoming) -> tuple[Reply, ...]:
        """Handle one message on the core's thread; committed before it returns.

        For mailbox channels (web, console) the message and its replies are in the mailbox afterwards.
        """
        ...

    async def call(self, use: Callable[[House, datetime], T]) -> T:
        """Run a use case on the core's thread, in a transaction, with the time."""
        ...

    async def wait_for_mail(self, person_id: int, *, after: int, seconds: float) -> bool:
        """Wait until the person's mailbox holds a line after that id; False when the time ran out."""
        ...

    def now(self) -> datetime:
        """The time, from the one clock."""
        ...
