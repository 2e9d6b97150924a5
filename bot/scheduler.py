"""One tick a minute; the database knows what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from apscheduler.schedulers.base import BaseScheduler


def start(tick: Callable[[], Awaitable[None]], *, first: datetime) -> BaseScheduler:
    """Start calling `tick` every minute from `first` on, inside the running loop; the caller shuts it down.

    A tick that comes late still runs, ticks missed meanwhile become one, and two never overlap.
    """
    scheduler = AsyncIOScheduler(timezone=first.tzinfo)
    scheduler.add_job(
        tick,
        IntervalTrigger(minutes=1, timezone=first.tzinfo),
        next_run_time=first,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    return scheduler
