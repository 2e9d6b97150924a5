"""Who hears of a duty that stays overdue: the leader of the unit (分管负责人), then the office (升级)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.planner import Why

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from reminders.calendar import WorkCalendar
    from reminders.planner import Reminder


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """After how many workdays overdue each is told."""

    leader_after: int = 3
    office_after: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """The units that somebody speaks for, and those whose leader can be told."""

    liaisons: Collection[str]
    leaders: Collection[str]


def escalated(
    reminders: Iterable[Reminder],
    *,
    steps: Steps,
    seats: Seats,
    told: Mapping[tuple[str, str], date],
    today: date,
    calendar: WorkCalendar,
) -> Iterator[Reminder]:
    """Yield what the leader and the office have to hear of the overdue duties among these, once each.

    A unit without a leader goes to the office at the first step. Nobody is reported before they were told: a unit with
    a liaison must have heard of the duty on an earlier day; `told` is `(occurrence, unit)` → the first such day.
    """
    late: dict[date, int] = {}
    for reminder in reminders:
        duty = reminder.duty
        if duty.due is None or duty.due >= today:
            continue
        first = told.get((duty.occurrence, duty.unit))
        if duty.unit in seats.liaisons and (first is None or first >= today):
            continue
        if duty.due not in late:
            late[duty.due] = calendar.workdays_between(duty.due, today)
        if late[duty.due] >= steps.leader_after and duty.unit in seats.leaders:
            yield replace(reminder, why=Why.LEADER)
        if late[duty.due] >= (steps.office_after if duty.unit in seats.leaders else steps.leader_after):
            yield replace(reminder, why=Why.OFFICE)
