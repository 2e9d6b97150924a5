"""The office's own round: countdown, bulletin, talk list."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.calendar import WorkCalendar
from reminders.confirmations import Confirmation, Evidence, EvidenceKind, ReviewState
from reminders.papers import Facts, TalkRule, bulletin, countdown, talks
from reminders.periods import Quarter
from reminders.tasks import Assignment, Occurrence, Task
from reminders.units import Part, Unit, UnitPhrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.reports import MonthLine

TODAY = date(2026, 10, 9)
WEEKDAYS = WorkCalendar(days={})
NAMES = ("上党经开区", "区司法局", "区财政局")
UNITS = tuple(Unit(name=name, position=at) for at, name in enumerate(NAMES, start=1))
THIRD = Quarter(year=2026, number=3)
PASSED, SUBMITTED, RETURNED = ReviewState.PASSED, ReviewState.SUBMITTED, ReviewState.RETURNED


def task(number: int) -> Task:
    return Task(
        id=f"t{number}",
        year=2026,
        number=number,
        name=f"任务{number}",
        content="",
        units=UnitPhrase(),
        units_text="",
        deadlines=(),
        deadline_text="",
    )


def evidence(words: str) -> Evidence:
    """有困难：系统没开通 is a difficulty, anything else a sentence."""
    hard, _, hindrance = words.partition("：")
    if hard == "有困难":
        return Evidence(kind=EvidenceKind.DIFFICULT, value=hindrance)
    return Evidence(kind=EvidenceKind.TEXT, value=words)


def said(occurrence: str, unit: str, state: ReviewState, words: str = "", *, on: int = 1) -> Confirmation:
    return Confirmation(
        id=1,
        occurrence=occurrence,
        task_id=occurrence.partition("/")[0],
        unit=unit,
        person_id=1,
        evidence=(evidence(words),) if words else (),
        state=state,
        submitted_at=datetime(2026, 9, on, tzinfo=UTC),
    )


def facts(
    falls: Mapping[int, str],
    *confirmations: Confirmation,
    extended: Mapping[tuple[str, str], date] | None = None,
    names: tuple[str, ...] = NAMES,
    today: date = TODAY,
) -> Facts:
    """Tasks by number with their date, each a duty of every unit, and what the units said."""
    return Facts(
        today=today,
        tasks=tuple(map(task, falls)),
        units=UNITS,
        # handed in against the official order, as a table may name them
        assignments=tuple(
            Assignment(task_id=f"t{number}", unit=name, part=Part.RESPONSIBLE)
            for number in falls
            for name in reversed(names)
        ),
        occurrences=tuple(
            Occurrence(key=f"t{number}/1/1", task_id=f"t{number}", due=date.fromisoformat(due), wording="")
            for number, due in falls.items()
            if due
        ),
        confirmed={(one.occurrence, one.unit): one for one in confirmations},
        calendar=WEEKDAYS,
        extended=extended or {},
    )


def read(lines: tuple[MonthLine, ...]) -> list[tuple[int, str, int, int]]:
    return [
        (line.task.number, line.occurrence.due.isoformat(), line.progress.confirmed, line.progress.total)
        for line in lines
    ]


def test_the_countdown_lists_each_date_in_one_window() -> None:
    listed = countdown(
        facts(
            {
                9: "2026-10-08",
                5: "2026-10-09",
                4: "2026-11-08",
                3: "2026-11-09",
                2: "2026-12-08",
                1: "2027-01-07",
                7: "2027-01-08",
            },
            said("t4/1/1", "区司法局", SUBMITTED),
            said("t4/1/1", "区财政局", PASSED),
            said("t4/1/1", "上党经开区", RETURNED),
        )
    )
    assert [(window.days, read(window.lines)) for window in listed.windows] == [
        (30, [(5, "2026-10-09", 0, 3), (4, "2026-11-08", 2, 3)]),
        (60, [(3, "2026-11-09", 0, 3), (2, "2026-12-08", 0, 3)]),
        (90, [(1, "2027-01-07", 0, 3)]),
    ]
    assert read(listed.late) == [(9, "2026-10-08", 0, 3)]
    assert [(one.unit, [line.task.number for line in one.lines]) for one in listed.owing] == [
        ("上党经开区", [9, 5, 4]),
        ("区司法局", [9, 5]),
        ("区财政局", [9, 5]),
    ]


def test_what_every_unit_confirmed_is_not_late() -> None:
    everyone = [said("t1/1/1", name, SUBMITTED) for name in NAMES]
    assert countdown(facts({1: "2026-09-30"}, *everyone)).late == ()


def test_a_unit_with_a_later_date_stands_on_a_line_of_its_own() -> None:
    listed = countdown(facts({4: "2026-09-30"}, extended={("t4/1/1", "区财政局"): date(2026, 10, 30)}))
    assert read(listed.late) == [(4, "2026-09-30", 0, 2)]
    assert read(listed.windows[0].lines) == [(4, "2026-10-30", 0, 1)]


def test_a_difficulty_stands_until_the_unit_says_something_else() -> None:
    listed = countdown(
        facts(
            {17: "", 18: ""},
            said("t17/round/2026-08", "区财政局", PASSED, "有困难：系统没开通", on=2),
            said("t17/round/2026-09", "区财政局", PASSED, "有困难：还是没开通", on=3),
            said("t17/round/2026-07", "区财政局", PASSED, "有困难：更早的", on=1),
            said("t17/round/2026-08", "区司法局", PASSED, "有困难：缺人", on=2),
            said("t17/round/2026-09", "区司法局", PASSED, "正常推进", on=3),
            said("t18/round/2026-09", "上党经开区", PASSED, "有困难"),
            said("t18/round/2026-09", "区司法局", PASSED),
            said("t99/round/2026-09", "区司法局", PASSED, "有困难：撤下的任务"),
        )
    )
    assert [(one.unit, one.task.number, one.words) for one in listed.difficulties] == [
        ("区财政局", 17, "还是没开通"),
        ("上党经开区", 18, ""),
    ]


def test_the_bulletin_counts_every_share_once_and_names_the_open_units_in_order() -> None:
    one = bulletin(
        THIRD,
        facts(
            {12: "2026-08-31", 13: "2026-09-30", 4: "2026-10-31", 3: "2026-06-30"},
            said("t12/1/1", "区司法局", PASSED),
            said("t13/1/1", "区司法局", SUBMITTED),
            extended={
                ("t13/1/1", "区财政局"): date(2026, 11, 30),
                ("t12/1/1", "区财政局"): date(2026, 9, 15),
                ("t12/1/1", "区司法局"): date(2026, 11, 30),
            },
        ),
    )
    assert [
        (line.task.number, line.total, line.passed, line.waiting, line.extended, line.open) for line in one.lines
    ] == [
        (12, 3, 1, 0, (), ("上党经开区", "区财政局")),
        (13, 3, 0, 1, (("区财政局", date(2026, 11, 30)),), ("上党经开区",)),
    ]
    assert one.counts == (1, 1, 1, 3)
    assert [(owing.unit, [line.task.number for line in owing.lines]) for owing in one.owing] == [
        ("上党经开区", [12, 13]),
        ("区财政局", [12]),
    ]


_states = st.dictionaries(
    st.tuples(st.sampled_from(["t1/1/1", "t2/1/1", "t3/1/1"]), st.sampled_from(NAMES)), st.sampled_from(ReviewState)
)
_later = st.dictionaries(
    st.tuples(st.sampled_from(["t1/1/1", "t2/1/1", "t3/1/1"]), st.sampled_from(NAMES)),
    st.dates(date(2026, 7, 1), date(2027, 3, 1)),
)


@given(states=_states, later=_later)
def test_the_bulletins_counts_add_up_whatever_was_said(
    states: dict[tuple[str, str], ReviewState], later: dict[tuple[str, str], date]
) -> None:
    held = facts(
        {1: "2026-07-01", 2: "2026-09-30", 3: "2026-09-30"},
        *(said(key, unit, state) for (key, unit), state in states.items()),
        extended=later,
    )
    one = bulletin(THIRD, held)
    assert sum(one.counts) == sum(line.total for line in one.lines) == 9
    assert [owing.unit for owing in one.owing] == [
        name for name in NAMES if any(name in line.open for line in one.lines)
    ]


@pytest.mark.parametrize(
    ("overdue", "listed"),
    [
        ({1: 20}, None),
        ({1: 21}, (True, False)),
        ({1: 1, 2: 1}, None),
        ({1: 1, 2: 1, 3: 1}, (False, True)),
        ({1: 30, 2: 30, 3: 30}, (True, True)),
    ],
)
def test_the_talk_list_holds_units_that_meet_the_rule(
    overdue: dict[int, int], listed: tuple[bool, bool] | None
) -> None:
    falls = {number: WEEKDAYS.add_workdays(TODAY, -days).isoformat() for number, days in overdue.items()}
    found = talks(TalkRule(), facts(falls, names=("区司法局",)), reminded={})
    assert [(one.unit, one.long, one.many) for one in found] == ([("区司法局", *listed)] if listed else [])
    assert [sorted(duty.workdays for duty in one.duties) for one in found] == (
        [sorted(overdue.values())] if listed else []
    )


def test_the_talk_list_gives_the_facts_and_leaves_out_what_waits_for_the_office() -> None:
    days = [date(2026, 8, 1), date(2026, 8, 20)]
    found = talks(
        TalkRule(workdays=5, duties=9),
        facts(
            {4: "2026-08-31", 5: "2026-12-31"},
            said("t4/1/1", "区司法局", SUBMITTED),
            said("t4/1/1", "上党经开区", RETURNED),
            extended={("t4/1/1", "区财政局"): TODAY + timedelta(days=1)},
        ),
        reminded={("t4/1/1", "上党经开区"): days},
    )
    assert [
        (one.unit, [(duty.task.number, duty.occurrence.due, duty.reminded) for duty in one.duties]) for one in found
    ] == [("上党经开区", [(4, date(2026, 8, 31), tuple(days))])]
