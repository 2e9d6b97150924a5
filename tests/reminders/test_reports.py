"""What the office looks at."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.calendar import WorkCalendar
from reminders.confirmations import Confirmation, Evidence, EvidenceKind, ReviewState
from reminders.reports import (
    CellState,
    MonthCount,
    MonthLine,
    board,
    month_list,
    progress,
    state_of,
    unconfirmed,
    year_strip,
)
from reminders.tasks import Assignment, Occurrence, Task
from reminders.units import Part, Unit, UnitPhrase

TODAY = date(2026, 10, 24)
WEEKDAYS = WorkCalendar(days={})
UNITS = (
    Unit(name="上党经开区", group="开发区", position=1),
    Unit(name="区司法局", group="区直部门", position=2),
    Unit(name="区财政局", group="区直部门", position=3),
)


def task(number: int) -> Task:
    return Task(
        year=2026,
        number=number,
        name=f"任务{number}",
        content="",
        units=UnitPhrase(),
        units_text="",
        deadlines=(),
        deadline_text="",
        id=f"t{number}",
    )


def share(number: int, unit: str, *, part: Part = Part.RESPONSIBLE, uncertain: bool = False) -> Assignment:
    return Assignment(task_id=f"t{number}", unit=unit, part=part, uncertain=uncertain)


def falls(number: int, due: str, index: int = 1) -> Occurrence:
    return Occurrence(key=f"t{number}/1/{index}", task_id=f"t{number}", due=date.fromisoformat(due), wording="")


def said(occurrence: str, unit: str, state: str) -> tuple[tuple[str, str], Confirmation]:
    confirmation = Confirmation(
        id=1,
        occurrence=occurrence,
        task_id=occurrence.partition("/")[0],
        unit=unit,
        person_id=1,
        evidence=(),
        state=ReviewState(state),
        submitted_at=datetime(2026, 10, 1, tzinfo=UTC),
    )
    return (occurrence, unit), confirmation


def test_progress_counts_what_passed_and_names_who_is_missing_in_the_order_given() -> None:
    shares = [share(1, name) for name in ("丁", "甲", "丙", "乙")]
    confirmed = dict([said("k", "甲", "passed"), said("k", "乙", "submitted"), said("k", "丙", "returned")])
    found = progress(shares, occurrence="k", confirmed=confirmed)
    assert (found.done, found.total, found.confirmed, found.missing) == (1, 4, 2, ("丁", "丙"))
    assert not found.complete


_STATES = (None, "passed", "submitted", "returned")


@given(states=st.lists(st.tuples(st.sampled_from(_STATES), st.booleans(), st.sampled_from(Part)), max_size=8))
def test_every_unit_is_counted_once(states: list[tuple[str | None, bool, Part]]) -> None:
    shares = [share(1, f"{at}局", part=part) for at, (_, __, part) in enumerate(states)]
    told = (Evidence(kind=EvidenceKind.REPORTED, value="已报牵头单位"),)
    confirmed = {}
    for at, (state, reported, _) in enumerate(states):
        if state:
            key, one = said("k", f"{at}局", state)
            confirmed[key] = replace(one, evidence=told if reported else ())
    found = progress(shares, occurrence="k", confirmed=confirmed)
    assert found.passed + found.waiting + len(found.missing) == found.total == len(states)
    assert found.reported == sum(state == "passed" and reported for state, reported, _ in states) <= found.passed
    assert found.complete is all(state == "passed" for state, _, __ in states)


@pytest.mark.parametrize(
    ("said_state", "due", "state"),
    [
        (None, "2026-10-24", CellState.OPEN),
        (None, "2026-10-23", CellState.OVERDUE),
        ("submitted", "2026-10-23", CellState.SUBMITTED),
        ("passed", "2026-10-23", CellState.PASSED),
        ("returned", "2026-10-24", CellState.RETURNED),
        ("returned", "2026-10-23", CellState.OVERDUE),
    ],
)
def test_where_an_occurrence_stands(said_state: str | None, due: str, state: CellState) -> None:
    confirmation = said("k", "甲", said_state)[1] if said_state else None
    assert state_of(confirmation, due=date.fromisoformat(due), today=TODAY) is state


OCCURRENCES = (
    falls(3, "2026-10-31"),
    falls(1, "2026-10-20"),
    falls(2, "2026-10-20"),
    falls(1, "2026-09-30", 2),
    falls(2, "2026-09-30", 2),
    falls(1, "2026-11-30", 3),
)
SHARES = (share(1, "区司法局"), share(1, "区财政局"), share(2, "区财政局"), share(3, "上党经开区"))
CONFIRMED = dict([said("t2/1/2", "区财政局", "submitted"), said("t1/1/2", "区司法局", "passed")])


def lines_of(month: date, *, today: date = TODAY) -> tuple[list[str], list[str]]:
    found = month_list(
        month,
        tasks=[task(1), task(2), task(3)],
        assignments=SHARES,
        occurrences=OCCURRENCES,
        confirmed=CONFIRMED,
        today=today,
        calendar=WEEKDAYS,
    )
    assert found.month == month.replace(day=1)
    return [line.occurrence.key for line in found.lines], [line.occurrence.key for line in found.late]


def test_the_month_lists_what_falls_due_by_date_and_what_is_late_from_before() -> None:
    assert lines_of(TODAY) == (["t1/1/1", "t2/1/1", "t3/1/1"], ["t1/1/2"])


def test_another_month_lists_its_own_and_what_is_late_today() -> None:
    assert lines_of(date(2026, 12, 1)) == ([], ["t1/1/2", "t1/1/1", "t2/1/1"])
    assert lines_of(date(2026, 9, 15)) == (["t1/1/2", "t2/1/2"], [])


@pytest.mark.parametrize(("granted", "late"), [("2026-11-30", []), ("2026-10-20", ["t1/1/2"])])
def test_what_every_missing_unit_was_given_more_time_for_is_not_late(granted: str, late: list[str]) -> None:
    found = month_list(
        TODAY,
        tasks=[task(1)],
        assignments=SHARES[:2],
        occurrences=[falls(1, "2026-09-30", 2)],
        confirmed=CONFIRMED,
        today=TODAY,
        calendar=WEEKDAYS,
        later={("t1/1/2", "区财政局"): date.fromisoformat(granted)},
    )
    assert [line.occurrence.key for line in found.late] == late


@pytest.mark.parametrize(
    ("due", "overdue", "workdays"),
    [
        ("2026-10-23", True, 0),
        ("2026-10-21", True, 2),
        ("2026-10-24", False, 0),
        ("2026-10-25", False, 0),
        ("2026-10-30", False, 5),
    ],
)
def test_a_line_counts_workdays_to_its_date_or_from_it(due: str, *, overdue: bool, workdays: int) -> None:
    (line,) = month_list(
        TODAY,
        tasks=[task(1)],
        assignments=(),
        occurrences=[falls(1, due)],
        confirmed={},
        today=TODAY,
        calendar=WEEKDAYS,
    ).lines
    assert (line.overdue, line.workdays, line.progress.total) == (overdue, workdays, 0)


def test_who_has_not_confirmed_stands_in_official_order_never_by_count() -> None:
    found = month_list(
        TODAY,
        tasks=[task(1), task(2), task(3)],
        assignments=(*SHARES, share(3, "已撤并的局")),
        occurrences=OCCURRENCES,
        confirmed=CONFIRMED,
        today=TODAY,
        calendar=WEEKDAYS,
    )
    owing = unconfirmed((*found.late, *found.lines), units=UNITS)
    assert [(one.unit, [line.occurrence.key for line in one.lines]) for one in owing] == [
        ("上党经开区", ["t3/1/1"]),
        ("区司法局", ["t1/1/1"]),
        ("区财政局", ["t1/1/2", "t1/1/1", "t2/1/1"]),
        ("已撤并的局", ["t3/1/1"]),
    ]


def test_nobody_is_missing_from_nothing() -> None:
    lines: tuple[MonthLine, ...] = ()
    assert unconfirmed(lines, units=()) == ()


def test_the_year_has_twelve_months_with_their_shares() -> None:
    strip = year_strip(
        2026,
        assignments=SHARES,
        occurrences=(*OCCURRENCES, falls(1, "2027-01-31", 9)),
        confirmed=CONFIRMED,
        today=TODAY,
    )
    assert [count.month for count in strip] == list(range(1, 13))
    assert strip[0] == MonthCount(month=1, occurrences=0, shares=0, passed=0, overdue=0)
    assert strip[8] == MonthCount(month=9, occurrences=2, shares=3, passed=1, overdue=1)
    assert strip[9] == MonthCount(month=10, occurrences=3, shares=4, passed=0, overdue=3)


def test_the_board_has_a_column_a_unit_and_a_row_a_task() -> None:
    found = board(
        tasks=[task(1), task(2), task(4)],
        units=UNITS,
        assignments=[
            share(1, "区财政局", part=Part.SUPPORT),
            share(1, "区司法局", part=Part.LEAD, uncertain=True),
            share(2, "上党经开区"),
        ],
        occurrences=[falls(1, "2026-09-30", 2), falls(1, "2026-11-30", 1), falls(2, "2026-10-31")],
        confirmed=dict([said("t1/1/2", "区司法局", "passed")]),
        today=TODAY,
    )
    assert found.columns == ("上党经开区", "区司法局", "区财政局")
    assert found.groups == (("开发区", 1), ("区直部门", 2))
    cells = [[cell and (cell.state, cell.passed, cell.total) for cell in row.cells] for row in found.rows]
    assert cells == [
        [None, (CellState.OPEN, 1, 2), (CellState.OVERDUE, 0, 2)],
        [(CellState.OPEN, 0, 1), None, None],
        [None, None, None],
    ]
    lead = found.rows[0].cells[1]
    assert lead is not None
    assert (lead.part, lead.uncertain) == (Part.LEAD, True)


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        (("passed", "passed"), CellState.PASSED),
        (("passed", "submitted"), CellState.SUBMITTED),
        (("submitted", "returned"), CellState.RETURNED),
        (("passed", None), CellState.OPEN),
        (("submitted", None), CellState.SUBMITTED),
    ],
)
def test_a_cell_shows_what_needs_someone_first(states: tuple[str | None, ...], shown: CellState) -> None:
    confirmed = dict(said(f"t1/1/{index}", "区司法局", state) for index, state in enumerate(states, 1) if state)
    found = board(
        tasks=[task(1)],
        units=UNITS,
        assignments=[share(1, "区司法局")],
        occurrences=[falls(1, "2026-11-30", index) for index in range(1, len(states) + 1)],
        confirmed=confirmed,
        today=TODAY,
    )
    (cell,) = found.rows[0].cells
    assert cell is not None
    assert cell.state is shown


@pytest.mark.parametrize(
    ("month", "state", "shown"),
    [
        ("2026-10", "submitted", CellState.SUBMITTED),
        ("2026-10", "passed", CellState.PASSED),
        ("2026-09", "passed", CellState.STANDING),
        ("2026-10", None, CellState.STANDING),
    ],
)
def test_a_duty_of_the_whole_year_shows_this_months_round(month: str, state: str | None, shown: CellState) -> None:
    found = board(
        tasks=[task(1)],
        units=(),
        assignments=[share(1, "区司法局")],
        occurrences=[],
        confirmed=dict([said(f"t1/round/{month}", "区司法局", state)]) if state else {},
        today=TODAY,
    )
    (cell,) = found.rows[0].cells
    assert cell is not None
    assert (cell.state, found.groups) == (shown, (("", 1),))


def test_a_board_of_nothing_is_empty() -> None:
    found = board(tasks=(), units=UNITS, assignments=(), occurrences=(), confirmed={}, today=TODAY)
    assert (found.columns, found.groups, found.rows) == ((), (), ())
