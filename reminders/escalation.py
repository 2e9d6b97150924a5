"""Who hears of a duty that stays overdue: the leader of the unit (分管负责人), then the office (升级)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.planner import Why

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from reminders.calendar import WorkCalendar
    from reminders.planner import Reminder


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """After how many workdays overdue each is told."""

    leader_after: int = 3
    office_after: int = 6


def escalated(
    reminders: Iterable[Reminder], *, steps: Steps, leaders: Collection[str], today: date, calendar: WorkCalendar
) -> Iterator[Reminder]:
    """Yield what leaders and the office have to hear of the overdue duties among these, each to be told once.

    `leaders` are the units whose leader can be told; any other goes to the office at the first step.
    """
    late: dict[date, int] = {}
    for reminder in reminders:
        duty = reminder.duty
        if duty.due is None or duty.due >= today:
            continue
        if duty.due not in late:
            late[duty.due] = calendar.workdays_between(duty.due, today)
        led = duty.unit in leaders
        if led and late[duty.due] >= steps.leader_after:
            yield replace(reminder, why=Why.LEADER)
        if late[duty.due] >= (steps.office_after if led else steps.leader_after):
            yield replace(reminder, why=Why.OFFICE)


def fair(*, first_told: date | None, has_liaison: bool, today: date) -> bool:
    """Whether a duty may be reported: nobody is before they were told of it themselves, on an earlier day."""
    return not has_liaison or (first_told is not None and first_told < today)
