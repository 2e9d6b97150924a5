"""Trial running (试运行): what would go out to people goes to the admins only, marked with whom it was for.

What somebody asked for themselves (an answer) reaches them all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.people import Role
from bot.telling import tell_office
from bot.texts import trial as said
from reminders.outbox import DeliveryKind

if TYPE_CHECKING:
    from datetime import datetime

    from bot.ports.house import House
    from bot.ports.messages import Reply
    from bot.ports.people import Person
    from reminders.outbox import Delivery

SETTING = "trial"
"""Holds what the office last said: on or off; while it said nothing the configuration counts."""
INSIDE = frozenset({Role.ADMIN, Role.AUDITOR})


def in_trial(house: House) -> bool:
    """Whether nothing goes out to people yet."""
    kept = house.store.settings.get(SETTING)
    return house.office.trial if kept is None else kept == "on"


def kept_inside(house: House, delivery: Delivery, person: Person) -> bool:
    """Whether a delivery stays in the office because it is on trial."""
    return person.role not in INSIDE and delivery.kind is not DeliveryKind.ANSWER and in_trial(house)


def show_office(house: House, delivery: Delivery, person: Person, reply: Reply, *, at: datetime) -> None:
    """Show the admins what a person would have got."""
    tell_office(house, said.instead(reply, person), key=f"trial:{delivery.key}", at=at)
