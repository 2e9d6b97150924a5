"""One message being handled: who wrote, when, and what they are in the middle of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.ports.house import local
from bot.ports.people import Role
from bot.telling import tell, tell_office
from bot.versions import who_is
from reminders.outbox import DeliveryKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bot.ports.house import House
    from bot.ports.messages import Incoming, Reply
    from bot.ports.people import Person
    from bot.ports.stores import Store

DIALOG_LIFETIME = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What every handler is given."""

    house: House
    person: Person
    incoming: Incoming

    @property
    def store(self) -> Store:
        """Storage, inside the transaction of this message."""
        return self.house.store

    @property
    def now(self) -> datetime:
        """When the message came."""
        return self.incoming.at

    @property
    def today(self) -> date:
        """The office's date."""
        return local(self.incoming.at).date()

    @property
    def actor(self) -> str:
        """Who acts, as the audit log names them."""
        return f"person:{self.person.id}"

    def calls(self, person_id: int) -> str:
        """How the person of this visit is told who did something: 您, or a name."""
        return "您" if person_id == self.person.id else who_is(self.house, f"person:{person_id}")

    @property
    def place(self) -> str:
        """Where this is said, as dialogs name it: empty in private, or the group."""
        return f"{self.incoming.channel}:{self.incoming.group}" if self.incoming.group else ""

    @property
    def group(self) -> Person | None:
        """The unit's group (单位群) in which this is said; None in private, and in a group that is bound to none."""
        if not self.incoming.group:
            return None
        found = self.store.people.at(self.incoming.channel, self.incoming.group)
        return found if found is not None and found.role is Role.GROUP and found.unit else None

    def dialog(self) -> Mapping[str, str]:
        """What this person is in the middle of in this place, or nothing."""
        return self.store.dialogs.get(self.person.id, now=self.now, place=self.place)

    def begin(self, dialog: Mapping[str, str]) -> None:
        """Go on with this dialog when the person writes next in this place."""
        self.store.dialogs.set(self.person.id, dialog, expires_at=self.now + DIALOG_LIFETIME, place=self.place)

    def end(self) -> None:
        """Drop the dialog of this place."""
        self.store.dialogs.clear(self.person.id, place=self.place)

    def record(self, action: str, subject: str, **detail: str) -> None:
        """A line in the audit log."""
        self.store.audit.add(at=self.now, actor=self.actor, action=action, subject=subject, detail=detail)

    def send(self, person: Person, reply: Reply, *, key: str, kind: DeliveryKind) -> bool:
        """Put a message to someone else into the outbox, once for this key."""
        return tell(self.house, person, reply, key=key, kind=kind, at=self.now)

    def tell_office(self, reply: Reply, *, key: str) -> None:
        """Put a message to every admin into the outbox."""
        tell_office(self.house, reply, key=key, at=self.now)

    def tell_unit(self, unit: str, reply: Reply, *, key: str) -> None:
        """Put a message to every liaison of a unit into the outbox; where it has none, to its leaders."""
        people = self.store.people
        for one in people.with_role(Role.LIAISON, unit=unit) or people.with_role(Role.LEADER, unit=unit):
            self.send(one, reply, key=key, kind=DeliveryKind.REVIEW)
