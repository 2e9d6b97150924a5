"""Which rung of the ladder each open duty has reached.

A rung's day is counted back from the due date and moved back to a workday, so that nobody is reminded on a rest day
or too late; where a nearer rung has that day already, to the workday before, so that each rung has a day of its own.
What is asked is always the rung *reached*: a stopped bot sends, when it runs again, the one rung that is true now; a
duty that becomes known late is told of that one, never of those before it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.confirmations import ReviewState
from reminders.schedule import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

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

    def within(self, gap: int | None) -> Ladder:
        """The ladder of a date `gap` days after the one before: no rung of more than half of that and a day.

        Nobody is reminded of next month's date while this month's is not yet past.
        """
        if gap is None or all(2 * rung <= gap + 2 for rung in self.rungs):
            return self
        return replace(self, rungs=tuple(rung for rung in self.rungs if 2 * rung <= gap + 2))


class Why(StrEnum):
    """Why a message goes out: a rung; asked for again (稍后); pressed by the office (紧急); escalated (升级)."""

    RUNG = "rung"
    SNOOZED = "snoozed"
    URGENT = "urgent"
    LEADER = "leader"
    OFFICE = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """The date one unit was given for one occurrence (延期), and the day on which it was given."""

    due: date
    since: date


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
    """One unit's open part of one occurrence; `due` is None for an ongoing duty, whose occurrence is a month.

    `ladder` is the task's own, None for the office's. `since`: the date was given on that day, and what lies before
    is told no more. `gap` is how many days after the date before this one falls, None for the first.
    """

    task_id: str
    number: int
    name: str
    occurrence: str
    due: date | None
    unit: str
    part: Part
    ladder: Ladder | None = None
    since: date | None = None
    gap: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A rung that a duty has reached: 30…0 days before, -3, -6… workdays after, or None for the monthly round.

    `fell` is the day on which the rung was reached, `on` the day of the telling. One that is told for another reason
    than its rung has a key of its own; `place` tells two of the same reason apart.
    """

    duty: Duty
    on: date
    rung: int | None
    fell: date | None = None
    why: Why = Why.RUNG
    place: str = ""

    @property
    def rung_name(self) -> str:
        """The rung as text: a number, or `round`."""
        return "round" if self.rung is None else str(self.rung)

    @property
    def key(self) -> str:
        """The identity `occurrence@due:rung:unit`; the same key is never sent twice."""
        due = self.duty.due.isoformat() if self.duty.due else "round"
        what = self.rung_name if self.why is Why.RUNG else f"{self.why}{self.place}"
        return f"{self.duty.occurrence}@{due}:{what}:{self.duty.unit}"


def rung_reached(
    due: date, *, today: date, ladder: Ladder, calendar: WorkCalendar, since: date | None = None
) -> int | None:
    """The rung an open occurrence stands on, None while the first is not reached or the last is long past."""
    stood = _stood_on(due, today=today, ladder=ladder, calendar=calendar, since=since)
    return stood[0] if stood else None


def _stood_on(
    due: date, *, today: date, ladder: Ladder, calendar: WorkCalendar, since: date | None
) -> tuple[int, date] | None:
    """The rung that is reached and the day on which it was."""
    if today > due:
        if (today - due).days > ladder.overdue_days:
            return None
        late = calendar.workdays_between(due, today) // ladder.overdue_every * ladder.overdue_every
        if late:
            return -late, calendar.add_workdays(due, late)
    days = rung_days(due, ladder=ladder, calendar=calendar)
    return next(((rung, day) for rung, day in days if day <= today and (since is None or day > since)), None)


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
    gaps = {key: gap for falls in dated.values() for key, gap in _gaps(falls)}
    by_id = {task.id: task for task in tasks}
    asking = today >= round_opens(today, round_day=round_day, calendar=calendar, every=round_every)
    whens: dict[str, list[tuple[str, date | None]]] = {}
    for task in by_id.values():
        whens[task.id] = [(one.key, one.due) for one in dated.get(task.id, ())]
        if asking and task.year == today.year and any(line.kind is Kind.ONGOING for line in task.deadlines):
            whens[task.id].append((round_key(task.id, today, every=round_every), None))
    duties: list[Duty] = []
    for assignment in assignments:
        task = by_id[assignment.task_id]
        for key, due_on in whens[task.id]:
            if confirmed.get((key, assignment.unit)) in {None, ReviewState.RETURNED}:
                duties.append(
                    Duty(
                        task_id=task.id,
                        number=task.number,
                        name=task.name,
                        occurrence=key,
                        due=due_on,
                        unit=assignment.unit,
                        part=assignment.part,
                        gap=gaps.get(key),
                    )
                )
    return tuple(duties)


def agreed(
    duties: Iterable[Duty], *, ladders: Mapping[str, Ladder], extended: Mapping[tuple[str, str], Extended]
) -> Iterator[Duty]:
    """The duties with what the office set for single ones: a task's own ladder, the date that a unit was given."""
    for duty in duties:
        one = replace(duty, ladder=ladders[duty.task_id]) if duty.task_id in ladders else duty
        other = extended.get((duty.occurrence, duty.unit))
        # the distance to the date before no longer says anything about the new one
        yield replace(one, due=other.due, since=other.since, gap=None) if other else one


def _gaps(falls: Sequence[Occurrence]) -> Iterator[tuple[str, int]]:
    """The days between one date of a deadline and its next, by the key of the later."""
    before: dict[str, date] = {}
    for one in sorted(falls, key=lambda one: one.due):
        deadline = one.key.rpartition("/")[0]
        if deadline in before:
            yield one.key, (one.due - before[deadline]).days
        before[deadline] = one.due


def reached(duties: Iterable[Duty], *, today: date, calendar: WorkCalendar, ladder: Ladder) -> Iterator[Reminder]:
    """Yield the rung that each open duty stands on, told of or not; `ladder` is the office's."""
    seen: dict[tuple[date, Ladder | None, int | None, date | None], tuple[int, date] | None] = {}
    for duty in duties:
        if duty.due is None:
            yield Reminder(duty=duty, on=today, rung=None)
            continue
        same = (duty.due, duty.ladder, duty.gap, duty.since)
        if same not in seen:
            own = (duty.ladder or ladder).within(duty.gap)
            seen[same] = _stood_on(duty.due, today=today, ladder=own, calendar=calendar, since=duty.since)
        stood = seen[same]
        if stood is not None:
            yield Reminder(duty=duty, on=today, rung=stood[0], fell=stood[1])


def due(
    duties: Iterable[Duty], *, sent: Collection[str], today: date, calendar: WorkCalendar, ladder: Ladder
) -> Iterator[Reminder]:
    """Yield the rung that each open duty has reached and was not yet told of; nothing on a rest day."""
    if calendar.is_workday(today):
        for reminder in reached(duties, today=today, calendar=calendar, ladder=ladder):
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
