"""Which rung of the ladder each open duty has reached.

A rung's day is counted back from the due date and moved back to a workday, so that nobody is reminded on a rest day
or too late; where a nearer rung has that day already, to the workday before, so that each rung has a day of its own.
What is asked is always the rung *reached*: a stopped bot sends, when it runs again, the one rung that is true now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.confirmations import ReviewState
from reminders.schedule import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from reminders.calendar import WorkCalendar
    from reminders.tasks import Assignment, Occurrence, Task
    from reminders.units import Part

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The rungs before a due date in days, and the rhythm after it in workdays (提醒档).

    Nothing is sent more than `overdue_days` days after the due date: what is older stands in the office's list.
    """

    rungs: tuple[int, ...] = (30, 15, 7, 3, 1, 0)
    overdue_every: int = 3
    overdue_days: int = 90


class Every(StrEnum):
    """How often ongoing duties are asked about: 每月, 每季度."""

    MONTH = "month"
    QUARTER = "quarter"

    @property
    def months(self) -> int:
        """How many months one round holds."""
        return 3 if self is Every.QUARTER else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One unit's open part of one occurrence; `due` is None for an ongoing duty, whose occurrence is a month."""

    task_id: str
    number: int
    name: str
    occurrence: str
    due: date | None
    unit: str
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A rung that a duty has reached: 30…0 days before, -3, -6… workdays after, or None for the monthly round."""

    duty: Duty
    on: date
    rung: int | None

    @property
    def rung_name(self) -> str:
        """The rung as text: a number, or `round`."""
        return "round" if self.rung is None else str(self.rung)

    @property
    def key(self) -> str:
        """The identity `occurrence@due:rung:unit`; the same key is never sent twice."""
        due = self.duty.due.isoformat() if self.duty.due else "round"
        return f"{self.duty.occurrence}@{due}:{self.rung_name}:{self.duty.unit}"


def rung_reached(due: date, *, today: date, ladder: Ladder, calendar: WorkCalendar) -> int | None:
    """The rung an open occurrence stands on, None while the first is not reached or the last is long past."""
    if today > due:
        if (today - due).days > ladder.overdue_days:
            return None
        late = calendar.workdays_between(due, today)
        return -(late // ladder.overdue_every * ladder.overdue_every)
    return min((rung for rung, day in rung_days(due, ladder=ladder, calendar=calendar) if day <= today), default=None)


def rung_days(due: date, *, ladder: Ladder, calendar: WorkCalendar) -> Iterator[tuple[int, date]]:
    """Each rung before a due date with its workday, the nearest first."""
    taken = due + _ONE_DAY
    for rung in sorted(set(ladder.rungs)):
        taken = calendar.previous_workday(min(due - timedelta(days=rung), taken - _ONE_DAY))
        yield rung, taken


def round_opens(today: date, *, round_day: int, calendar: WorkCalendar, every: Every = Every.MONTH) -> date:
    """The day on which the round of ongoing duties (全年任务的例行) that holds this day is asked about.

    A quarter's round is asked about in its last month.
    """
    last = -(-today.month // every.months) * every.months
    return calendar.previous_workday(today.replace(month=last, day=round_day))


def round_key(task_id: str, today: date, *, every: Every = Every.MONTH) -> str:
    """The occurrence key of the round that holds this day: `task/round/2026-10`, or `task/round/2026-Q4`."""
    if every is Every.QUARTER:
        return f"{task_id}/round/{today.year}-Q{-(-today.month // every.months)}"
    return f"{task_id}/round/{today:%Y-%m}"


def open_duties(  # noqa: PLR0913 - everything that decides is handed in, by name
    *,
    tasks: Iterable[Task],
    assignments: Iterable[Assignment],
    occurrences: Iterable[Occurrence],
    confirmed: Mapping[tuple[str, str], ReviewState],
    today: date,
    round_day: int,
    calendar: WorkCalendar,
    round_every: Every = Every.MONTH,
) -> tuple[Duty, ...]:
    """Every duty that still waits for its unit, by assignment: dated ones, and the round once it is open.

    A returned confirmation (退回) opens its duty again; a submitted one waits for the office, not for the unit.
    """
    dated: dict[str, list[Occurrence]] = {}
    for occurrence in occurrences:
        dated.setdefault(occurrence.task_id, []).append(occurrence)
    by_id = {task.id: task for task in tasks}
    asking = today >= round_opens(today, round_day=round_day, calendar=calendar, every=round_every)
    duties: list[Duty] = []
    for assignment in assignments:
        task = by_id[assignment.task_id]
        falling = [(one.key, one.due) for one in dated.get(task.id, ())]
        whens: list[tuple[str, date | None]] = [*falling]
        if asking and task.year == today.year and any(line.kind is Kind.ONGOING for line in task.deadlines):
            whens.append((round_key(task.id, today, every=round_every), None))
        duties.extend(
            Duty(
                task_id=task.id,
                number=task.number,
                name=task.name,
                occurrence=key,
                due=due_on,
                unit=assignment.unit,
                part=assignment.part,
            )
            for key, due_on in whens
            if confirmed.get((key, assignment.unit)) in {None, ReviewState.RETURNED}
        )
    return tuple(duties)


def due(
    duties: Iterable[Duty], *, sent: Collection[str], today: date, calendar: WorkCalendar, ladder: Ladder
) -> Iterator[Reminder]:
    """Yield the rung that each open duty has reached and was not yet told of; nothing on a rest day."""
    if not calendar.is_workday(today):
        return
    reached: dict[date, int | None] = {}
    for duty in duties:
        rung = None
        if duty.due is not None:
            if duty.due not in reached:
                reached[duty.due] = rung_reached(duty.due, today=today, ladder=ladder, calendar=calendar)
            rung = reached[duty.due]
            if rung is None:
                continue
        reminder = Reminder(duty=duty, on=today, rung=rung)
        if reminder.key not in sent:
            yield reminder


def plan(
    duties_on: Callable[[date], Iterable[Duty]], *, start: date, end: date, calendar: WorkCalendar, ladder: Ladder
) -> Iterator[Reminder]:
    """Yield what would be sent from `start` to `end` inclusive, given the duties that stand open on each day."""
    sent: set[str] = set()
    today = start
    while today <= end:
        for reminder in due(duties_on(today), sent=sent, today=today, calendar=calendar, ladder=ladder):
            sent.add(reminder.key)
            yield reminder
        today += timedelta(days=1)
