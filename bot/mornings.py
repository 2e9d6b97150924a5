"""The office's message of the day: what waits for it, queued once a workday, and not at all when nothing waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ratings import standings
from bot.telling import tell_office
from bot.texts import office as said
from reminders.notices import NoticeState
from reminders.questions import MatterState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bot.ports.house import House


def queue_morning(house: House, *, today: date, now: datetime) -> int:
    """Tell every admin what waits for the office and what units find difficult; how many were told."""
    waiting = house.store.confirmations.waiting()
    found = [(one, house.store.tasks.get(one.task_id)) for one in waiting if one.difficult]
    difficulties = [(one, task) for one, task in found if task is not None]
    todo = {"待审核": len(waiting) - len(difficulties), **_else(house, now)}
    if not difficulties and not any(todo.values()):
        return 0
    reply = said.morning(todo, difficulties, today=today)
    return tell_office(house, reply, key=f"morning:{today.isoformat()}", at=now)


def _else(house: House, now: datetime) -> Mapping[str, int]:
    """What else waits, by what is said to see it."""
    return {
        "草稿": len(house.store.drafts.waiting()),
        "未答": len(house.store.matters.all([MatterState.OPEN])),
        "延期申请": len(house.store.extensions.waiting()),
        "通知": sum(one.state is NoticeState.WAITING for one in house.store.notices.all()),
        "差评": sum(one.fell for _, one in standings(house, now)),
    }
