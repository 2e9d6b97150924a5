"""The ledger of reminders as one list (提醒台账): what was queued, and what fell due and could not be."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.ports.house import House

NOT_QUEUED = {
    "why": "rung",
    "on": "",
    "delivery": "",
    "queued_at": "",
    "sent_at": "",
    "error": "",
    "acknowledged_at": "",
    "acknowledged_by": "",
    "state": "due",
}
"""What a line lacks whose rung nobody could be told of."""


def ledger_rows(house: House, *, unit: str | None = None, number: int | None = None) -> list[dict[str, str]]:
    """Every line of a unit, of a task's number in any year, or of all, by the day on which its rung fell.

    `delivered_at` is when the channel took the message: no channel tells whether it was read.
    """
    queued = [
        {**row, "withheld": "", "noticed_at": "", "delivered_at": row["sent_at"] if row["state"] == "sent" else ""}
        for row in house.store.ledger.rows(unit=unit, beyond=True)
    ]
    never = [{**row, **NOT_QUEUED, "delivered_at": ""} for row in house.store.ledger.withheld(unit=unit)]
    numbers = cache(lambda task_id: _number(house, task_id))
    return sorted(
        (row for row in (*queued, *never) if number is None or numbers(row["task_id"]) == number),
        key=lambda row: (row["due_on"], row["queued_at"] or row["noticed_at"]),
    )


def _number(house: House, task_id: str) -> int | None:
    task = house.store.tasks.get(task_id)
    return task.number if task else None
