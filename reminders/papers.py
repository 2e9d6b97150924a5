"""The office's papers (task 32): the countdown of a month, the bulletin of a quarter, the talk list of a half-year.

Values only: what was due, what was confirmed, which units are still open. Units stand in the official order and are
never ranked; the talk list holds facts and the rule they meet, and a person decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.reports import MonthLine, Unconfirmed, in_order, progress, unconfirmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from reminders.calendar import WorkCalendar
    from reminders.confirmations import Confirmation
    from reminders.periods import Quarter
    from reminders.reports import Progress
    from reminders.tasks import Assignment, Occurrence, Task
    from reminders.units import Unit

    Duty = tuple[str, str]
    """`(occurrence key, unit)`."""

WINDOWS = (30, 60, 90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that the papers are read from; `extended` holds the later dates that the office granted."""

    today: date
    tasks: tuple[Task, ...]
    units: tuple[Unit, ...]
    assignments: tuple[Assignment, ...]
    occurrences: tuple[Occurrence, ...]
    confirmed: Mapping[Duty, Confirmation]
    calendar: WorkCalendar
    extended: Mapping[Duty, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What falls due from `start` to `end` inclusive; `days` is how far ahead the end lies."""

    days: int
    start: date
    end: date
    lines: tuple[MonthLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difficulty:
    """What a unit last said of an ongoing duty when it said 有困难."""

    unit: str
    task: Task
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Countdown:
    """每月倒排: what falls due in 30, 60 and 90 days, what is overdue, who has not confirmed either, what is hard.

    `owing` is about what is overdue and what falls due in the first window.
    """

    today: date
    windows: tuple[Window, ...]
    late: tuple[MonthLine, ...]
    owing: tuple[Unconfirmed, ...]
    difficulties: tuple[Difficulty, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinLine:
    """One occurrence in the bulletin: `passed`, `waiting`, `extended` and `open` make up all its units."""

    task: Task
    occurrence: Occurrence
    passed: int
    waiting: int
    extended: tuple[tuple[str, date], ...]
    open: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many units have a share in it."""
        return self.passed + self.waiting + len(self.extended) + len(self.open)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """A unit and the occurrences that it has open."""

    unit: str
    lines: tuple[BulletinLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """每季通报: what fell due in a quarter, as it stands today."""

    quarter: Quarter
    today: date
    lines: tuple[BulletinLine, ...]
    owing: tuple[Owing, ...]

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Passed, waiting, extended and open shares over all lines."""
        return (
            sum(line.passed for line in self.lines),
            sum(line.waiting for line in self.lines),
            sum(len(line.extended) for line in self.lines),
            sum(len(line.open) for line in self.lines),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRule:
    """When a unit is listed (约谈规则): one duty overdue for more than `workdays`, or at least `duties` overdue."""

    workdays: int = 20
    duties: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A duty of a unit past its date: since how many workdays, and the days on which the unit was reminded of it."""

    task: Task
    occurrence: Occurrence
    workdays: int
    reminded: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A unit that meets the rule: by how `long` one duty is overdue, by how `many` are, with every fact."""

    unit: str
    duties: tuple[Overdue, ...]
    long: bool
    many: bool


def countdown(facts: Facts) -> Countdown:
    """What is ahead, what is late, and who is meant, as of today."""
    lines = _lines(facts)
    windows = tuple(_windows(lines, facts.today))
    late = tuple(line for line in lines if line.overdue and line.progress.missing)
    return Countdown(
        today=facts.today,
        windows=windows,
        late=late,
        owing=unconfirmed((*late, *windows[0].lines), units=facts.units),
        difficulties=_difficulties(facts),
    )


def _windows(lines: Sequence[MonthLine], today: date) -> Iterator[Window]:
    start = today
    for days in WINDOWS:
        end = today + timedelta(days=days)
        yield Window(
            days=days, start=start, end=end, lines=tuple(line for line in lines if start <= line.occurrence.due <= end)
        )
        start = end + timedelta(days=1)


def bulletin(quarter: Quarter, facts: Facts) -> Bulletin:
    """How the units stand with everything that fell due in the quarter, by its date in the table."""
    by_id = {task.id: task for task in facts.tasks}
    lines = tuple(
        _bulletin_line(by_id[one.task_id], one, shares=shares, facts=facts)
        for one, shares in _falls(facts)
        if quarter.start <= one.due <= quarter.end
    )
    owing: dict[str, list[BulletinLine]] = {}
    for line in lines:
        for unit in line.open:
            owing.setdefault(unit, []).append(line)
    units = in_order(owing, facts.units)
    return Bulletin(
        quarter=quarter,
        today=facts.today,
        lines=lines,
        owing=tuple(Owing(unit=unit, lines=tuple(owing[unit])) for unit in units),
    )


def talks(rule: TalkRule, facts: Facts, *, reminded: Mapping[Duty, Sequence[date]]) -> tuple[Talk, ...]:
    """The units that meet the rule today, in official order; a confirmation that waits for review is not overdue."""
    late: dict[str, list[Overdue]] = {}
    for line in _lines(facts):
        if not line.overdue:
            continue
        for unit in line.progress.missing:
            late.setdefault(unit, []).append(
                Overdue(
                    task=line.task,
                    occurrence=line.occurrence,
                    workdays=line.workdays,
                    reminded=tuple(reminded.get((line.occurrence.key, unit), ())),
                )
            )
    listed = (
        Talk(
            unit=unit,
            duties=tuple(late[unit]),
            long=any(duty.workdays > rule.workdays for duty in late[unit]),
            many=len(late[unit]) >= rule.duties,
        )
        for unit in in_order(late, facts.units)
    )
    return tuple(talk for talk in listed if talk.long or talk.many)


def _falls(facts: Facts) -> Iterator[tuple[Occurrence, tuple[Assignment, ...]]]:
    """Each occurrence by date with the units that have a share in it, in official order."""
    place = {
        name: at for at, name in enumerate(in_order(dict.fromkeys(one.unit for one in facts.assignments), facts.units))
    }
    shares: dict[str, list[Assignment]] = {}
    for share in sorted(facts.assignments, key=lambda share: place[share.unit]):
        shares.setdefault(share.task_id, []).append(share)
    numbers = {task.id: (task.year, task.number) for task in facts.tasks}
    for one in sorted(facts.occurrences, key=lambda one: (one.due, numbers[one.task_id], one.key)):
        yield one, tuple(shares.get(one.task_id, ()))


def _lines(facts: Facts) -> tuple[MonthLine, ...]:
    """One line an occurrence, and one more for each later date granted in it, by the date that holds."""
    by_id = {task.id: task for task in facts.tasks}
    lines: list[MonthLine] = []
    for occurrence, shares in _falls(facts):
        dates: dict[date, list[Assignment]] = {}
        for share in shares:
            due = facts.extended.get((occurrence.key, share.unit), occurrence.due)
            dates.setdefault(due, []).append(share)
        lines += [
            MonthLine(
                task=by_id[occurrence.task_id],
                occurrence=replace(occurrence, due=due),
                overdue=facts.today > due,
                workdays=facts.calendar.workdays_between(*sorted((facts.today, due))),
                progress=_progress(group, occurrence, facts),
            )
            for due, group in dates.items()
        ]
    # the sort is stable: lines of one date stay by number
    return tuple(sorted(lines, key=lambda line: line.occurrence.due))


def _progress(shares: Sequence[Assignment], occurrence: Occurrence, facts: Facts) -> Progress:
    return progress(shares, occurrence=occurrence.key, confirmed=facts.confirmed)


def _bulletin_line(task: Task, occurrence: Occurrence, *, shares: Sequence[Assignment], facts: Facts) -> BulletinLine:
    """An extension that has not run out excuses a unit; one that has does not."""
    said = _progress(shares, occurrence, facts)
    later = {
        unit: facts.extended[occurrence.key, unit]
        for unit in said.missing
        if facts.extended.get((occurrence.key, unit), facts.today) > max(facts.today, occurrence.due)
    }
    return BulletinLine(
        task=task,
        occurrence=occurrence,
        passed=said.passed,
        waiting=said.waiting,
        extended=tuple(later.items()),
        open=tuple(unit for unit in said.missing if unit not in later),
    )


def _difficulties(facts: Facts) -> tuple[Difficulty, ...]:
    """Each unit's last word on an ongoing duty, where it was 有困难."""
    last: dict[Duty, Confirmation] = {}
    for (key, unit), said in facts.confirmed.items():
        task_id, found, _ = key.rpartition("/round/")
        if found:
            before = last.get((task_id, unit))
            if before is None or before.submitted_at < said.submitted_at:
                last[task_id, unit] = said
    by_id = {task.id: task for task in facts.tasks}
    hard = {
        duty: words
        for duty, said in last.items()
        for words in (_hindrance(said),)
        if words is not None and duty[0] in by_id
    }
    place = {name: at for at, name in enumerate(in_order(dict.fromkeys(unit for _, unit in hard), facts.units))}
    return tuple(
        Difficulty(unit=unit, task=by_id[task_id], words=hard[task_id, unit])
        for task_id, unit in sorted(hard, key=lambda duty: (by_id[duty[0]].number, place[duty[1]]))
    )


def _hindrance(said: Confirmation) -> str | None:
    """What a unit says is difficult; None when it says something else."""
    return " ".join(one.value for one in said.evidence) if said.difficult else None
