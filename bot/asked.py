"""What the system asked of each unit in a month, counted from the outbox and the ledger (减负自查)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from bot.ports.house import LOCAL
from reminders.asked import Sent, asked
from reminders.confirmations import ReviewState
from reminders.outbox import DeliveryKind
from reminders.periods import after

REOPENED = "reopened"

if TYPE_CHECKING:
    from bot.ports.house import House
    from bot.ports.office import Reached
    from reminders.asked import Asked


def of_month(house: House, month: date) -> tuple[Asked, ...]:
    """Every unit's month, in official order; what a unit got as an answer to its own question is no burden."""
    since, until = (datetime.combine(day, time(), LOCAL) for day in (month, after(month)))
    reached = house.store.reach.between(since, until)
    lines = [
        row["unit"]
        for row in house.store.ledger.rows()
        if row["state"] == "sent" and since <= datetime.fromisoformat(row["sent_at"]).astimezone(UTC) < until
    ]
    sent = [_sent(house, one) for one in reached if one.kind is not DeliveryKind.ANSWER]
    return asked(sent, lines=lines, units=house.store.units.all())


def _sent(house: House, one: Reached) -> Sent:
    what, _, rest = one.key.partition(":")
    number = rest.partition(":")[0]
    return Sent(
        unit=one.unit,
        kind=one.kind,
        returned=what == REOPENED or (what == "reviewed" and _was_returned(house, int(number))),
        tap=what == "notice",
        group=one.group,
    )


def _was_returned(house: House, number: int) -> bool:
    """Whether the review itself returned the confirmation; one that was reopened later had passed."""
    confirmation = house.store.confirmations.get(number)
    returned = confirmation is not None and confirmation.state is ReviewState.RETURNED
    return returned and not house.store.outbox.with_prefix(f"{REOPENED}:{number}:")
