"""The office's message of the day: what waits for it, queued once a workday, and not at all when nothing waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.telling import tell_office
from bot.texts import office as said

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.ports.house import House


def queue_morning(house: House, *, today: date, now: datetime) -> int:
    """Tell every admin what waits for review and what units find difficult; how many were told."""
    waiting = house.store.confirmations.waiting()
    if not waiting:
        return 0
    found = [(one, house.store.tasks.get(one.task_id)) for one in waiting if one.difficult]
    difficulties = [(one, task) for one, task in found if task is not None]
    reply = said.morning(len(waiting) - len(difficulties), difficulties, today=today)
    return tell_office(house, reply, key=f"morning:{today.isoformat()}", at=now)
