"""What the office looks at: the month's countdown (每月倒排), the task × unit board, the year at a glance. Values.

Units always stand in the official order, never ranked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from reminders.confirmations import ReviewState
from reminders.planner import Every, round_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from reminders.calendar import WorkCalendar
    from reminders.confirmations import Confirmation
    from reminders.tasks import Assignment, Occurrence, Task
    from reminders.units import Part, Unit

    Confirmed = Mapping[tuple[str, str], Confirmation]
    """`(occurrence key, unit)` → its newest confirmation."""

    Later = Mapping[tuple[str, str], date]
    """`(occurrence key, unit)` → the later date that the office granted (延期)."""

MONTHS = 12
NONE_LATER: Later = MappingProxyType({})


class CellState(StrEnum):
    """Where a unit's share of a task stands: 已通过, 待审核, 已退回, 未确认, 已超期, 全年推进."""

    PASSED = "passed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    OPEN = "open"
    OVERDUE = "overdue"
    STANDING = "standing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the units of one occurrence are: always `passed + waiting + len(missing) == total`.

    Lead and responsible units must prove what they did; a supporting unit may prove it or say 已报牵头单位, which
    passes by itself and is counted in `reported` as well as in `passed`. It is done when all have passed.
    `missing` have not confirmed, or were returned.
    """

    total: int
    passed: int
    waiting: int
    missing: tuple[str, ...]
    reported: int = 0

    @property
    def complete(self) -> bool:
        """Whether everyone who must confirm has passed (全部办结)."""
        return self.passed == self.total

    @property
    def done(self) -> int:
        """Units whose confirmation the office passed: the 12 of 12/18 已完成."""
        return self.passed

    @property
    def confirmed(self) -> int:
        """Units that have said it is done, passed or still to be reviewed."""
        return self.passed + self.waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLine:
    """One occurrence in the countdown; `workdays` counts to its date, or from it once it is `overdue`."""

    task: Task
    occurrence: Occurrence
    overdue: bool
    workdays: int
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthList:
    """What falls due in one month, by date; `late` fell due earlier and still misses units."""

    month: date
    lines: tuple[MonthLine, ...]
    late: tuple[MonthLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unconfirmed:
    """A unit and the occurrences that it has not confirmed."""

    unit: str
    lines: tuple[MonthLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCount:
    """One month of the year's strip: how many occurrences fall due, and the units' shares in them."""

    month: int
    occurrences: int
    shares: int
    passed: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A unit's share of a task: its state over `total` occurrences, of which `passed` are done."""

    state: CellState
    part: Part
    passed: int
    total: int
    uncertain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """A task and its cells, one a column; None where the unit has no share."""

    task: Task
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Tasks by units; `groups` names each run of columns of one unit group with its length."""

    columns: tuple[str, ...]
    groups: tuple[tuple[str, int], ...]
    rows: tuple[BoardRow, ...]


def progress(assignments: Iterable[Assignment], *, occurrence: str, confirmed: Confirmed) -> Progress:
    """How far the assigned units are with one occurrence; the assignments are those of its task."""
    passed = waiting = total = reported = 0
    missing: list[str] = []
    for assignment in assignments:
        total += 1
        confirmation = confirmed.get((occurrence, assignment.unit))
        if confirmation is None or confirmation.state is ReviewState.RETURNED:
            missing.append(assignment.unit)
        elif confirmation.state is ReviewState.PASSED:
            passed += 1
            reported += confirmation.reported
        else:
            waiting += 1
    return Progress(total=total, passed=passed, waiting=waiting, missing=tuple(missing), reported=reported)


def state_of(confirmation: Confirmation | None, *, due: date, today: date) -> CellState:
    """Where one occurrence stands with one unit; a returned one counts as late once its date is past."""
    if confirmation is not None and confirmation.state is ReviewState.PASSED:
        return CellState.PASSED
    if confirmation is not None and confirmation.state is ReviewState.SUBMITTED:
        return CellState.SUBMITTED
    if today > due:
        return CellState.OVERDUE
    return CellState.OPEN if confirmation is None else CellState.RETURNED


def month_list(  # noqa: PLR0913 - everything that a list shows
    month: date,
    *,
    tasks: Iterable[Task],
    assignments: Iterable[Assignment],
    occurrences: Iterable[Occurrence],
    confirmed: Confirmed,
    today: date,
    calendar: WorkCalendar,
    later: Later = NONE_LATER,
) -> MonthList:
    """The countdown of the month that `month` lies in (每月倒排).

    A date is overdue, and late in another month, where it is past for a unit that has not confirmed; `later` are the
    dates that single units were given.
    """
    by_id = {task.id: task for task in tasks}
    shares = _by_task(assignments)
    lines: list[MonthLine] = []
    late: list[MonthLine] = []
    first = month.replace(day=1)
    for occurrence in sorted(occurrences, key=lambda one: (one.due, by_id[one.task_id].number, one.key)):
        so_far = progress(shares.get(occurrence.task_id, ()), occurrence=occurrence.key, confirmed=confirmed)
        own = [later.get((occurrence.key, unit), occurrence.due) for unit in so_far.missing]
        line = MonthLine(
            task=by_id[occurrence.task_id],
            occurrence=occurrence,
            overdue=today > min(own, default=occurrence.due),
            workdays=calendar.workdays_between(*sorted((today, occurrence.due))),
            progress=so_far,
        )
        if occurrence.due.replace(day=1) == first:
            lines.append(line)
        elif occurrence.due < min(first, today) and so_far.missing and line.overdue:
            late.append(line)
    return MonthList(month=first, lines=tuple(lines), late=tuple(late))


def unconfirmed(lines: Sequence[MonthLine], *, units: Iterable[Unit]) -> tuple[Unconfirmed, ...]:
    """Each unit that still has something to confirm in these lines, in official order."""
    owing: dict[str, list[MonthLine]] = {}
    for line in lines:
        for unit in line.progress.missing:
            owing.setdefault(unit, []).append(line)
    return tuple(Unconfirmed(unit=name, lines=tuple(owing[name])) for name in in_order(owing, units))


def year_strip(
    year: int,
    *,
    assignments: Iterable[Assignment],
    occurrences: Iterable[Occurrence],
    confirmed: Confirmed,
    today: date,
    later: Later = NONE_LATER,
) -> tuple[MonthCount, ...]:
    """The twelve months of a year with what falls due in each; `later` are the dates that single units were given."""
    shares = _by_task(assignments)
    falling: dict[int, list[Occurrence]] = {month: [] for month in range(1, MONTHS + 1)}
    for occurrence in occurrences:
        if occurrence.due.year == year:
            falling[occurrence.due.month].append(occurrence)
    counts: list[MonthCount] = []
    for month, falls in falling.items():
        states = [
            state_of(
                confirmed.get((one.key, assignment.unit)),
                due=later.get((one.key, assignment.unit), one.due),
                today=today,
            )
            for one in falls
            for assignment in shares.get(one.task_id, ())
        ]
        counts.append(
            MonthCount(
                month=month,
                occurrences=len(falls),
                shares=len(states),
                passed=states.count(CellState.PASSED),
                overdue=states.count(CellState.OVERDUE),
            )
        )
    return tuple(counts)


def board(  # noqa: PLR0913 - everything that a board shows
    *,
    tasks: Iterable[Task],
    units: Sequence[Unit],
    assignments: Iterable[Assignment],
    occurrences: Iterable[Occurrence],
    confirmed: Confirmed,
    today: date,
    later: Later = NONE_LATER,
    round_every: Every = Every.MONTH,
) -> Board:
    """The task × unit board: every assigned unit a column, every task a row."""
    shares = _by_task(assignments)
    dated: dict[str, list[Occurrence]] = {}
    for occurrence in occurrences:
        dated.setdefault(occurrence.task_id, []).append(occurrence)
    assigned = dict.fromkeys(one.unit for share in shares.values() for one in share)
    columns = in_order(assigned, units)
    rows: list[BoardRow] = []
    for task in tasks:
        cells = {
            one.unit: _cell(
                one, dated.get(task.id, ()), confirmed=confirmed, today=today, later=later, every=round_every
            )
            for one in shares.get(task.id, ())
        }
        rows.append(BoardRow(task=task, cells=tuple(cells.get(unit) for unit in columns)))
    return Board(columns=columns, groups=_groups(columns, units), rows=tuple(rows))


def _cell(
    assignment: Assignment,
    occurrences: Sequence[Occurrence],
    *,
    confirmed: Confirmed,
    today: date,
    later: Later,
    every: Every,
) -> Cell:
    """One cell: overdue before returned before waiting; else what the next open occurrence says."""
    unit = assignment.unit
    states = [
        state_of(confirmed.get((one.key, unit)), due=later.get((one.key, unit), one.due), today=today)
        for one in occurrences
    ]
    if not states:
        confirmation = confirmed.get((round_key(assignment.task_id, today, every=every), assignment.unit))
        states = [CellState.STANDING if confirmation is None else CellState(confirmation.state)]
    urgent = (CellState.OVERDUE, CellState.RETURNED, CellState.SUBMITTED, CellState.OPEN)
    return Cell(
        state=next((state for state in urgent if state in states), states[0]),
        part=assignment.part,
        passed=states.count(CellState.PASSED),
        total=len(states),
        uncertain=assignment.uncertain,
    )


def _by_task(assignments: Iterable[Assignment]) -> dict[str, list[Assignment]]:
    shares: dict[str, list[Assignment]] = {}
    for assignment in assignments:
        shares.setdefault(assignment.task_id, []).append(assignment)
    return shares


def in_order(names: Iterable[str], units: Iterable[Unit]) -> tuple[str, ...]:
    """The names in the directory's order; names it does not know come last, as they came."""
    place = {unit.name: (unit.position, index) for index, unit in enumerate(units)}
    last = (max((position for position, _ in place.values()), default=0) + 1, len(place))
    return tuple(sorted(names, key=lambda name: place.get(name, last)))


def _groups(columns: Sequence[str], units: Iterable[Unit]) -> tuple[tuple[str, int], ...]:
    group_of = {unit.name: unit.group for unit in units}
    runs: list[tuple[str, int]] = []
    for name in columns:
        group = group_of.get(name, "")
        if runs and runs[-1][0] == group:
            runs[-1] = (group, runs[-1][1] + 1)
        else:
            runs.append((group, 1))
    return tuple(runs)
