"""Who has a part, when it falls due, and what a corrected table changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.directory import UnitDirectory
from reminders.schedule import Deadline, Kind
from reminders.tasks import Assignment, Milestone, Task, assignments, compare, occurrences
from reminders.units import Part, Unit, UnitPhrase

DIRECTORY = UnitDirectory(
    (
        Unit(name="示例一镇", group="乡镇", position=1),
        Unit(name="区司法局", group="区直部门", position=2),
        Unit(name="区财政局", group="区直部门", position=3),
    )
)
LONG = "把应当公开的处罚决定录入公示平台，逐条核对依据，按季检查更新情况。"


def task(number: int = 4, name: str = "行政处罚信息公开", **fields: object) -> Task:
    plain = Task(
        id=f"2022-{number}",
        year=2022,
        number=number,
        name=name,
        content="",
        units=UnitPhrase(),
        units_text="",
        deadlines=(),
        deadline_text="",
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def parts(phrase: UnitPhrase) -> list[tuple[str, str, str, bool]]:
    return [(one.unit, one.part.value, one.via, one.uncertain) for one in assignments(task(units=phrase), DIRECTORY)]


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        (
            UnitPhrase(lead=("区司法局",), support=("各乡镇", "区直有关部门")),
            [
                ("区司法局", "lead", "", False),
                ("示例一镇", "support", "各乡镇", False),
                ("区财政局", "support", "区直有关部门", True),
            ],
        ),
        (
            UnitPhrase(lead=("各部门",), support=("区司法局",)),
            [("区司法局", "support", "", False), ("区财政局", "lead", "各部门", False)],
        ),
        (UnitPhrase(responsible=("火星局",)), [("火星局", "responsible", "", True)]),
        (UnitPhrase(responsible=("各高校",)), [("各高校", "responsible", "各高校", True)]),
    ],
)
def test_groups_are_expanded_and_a_unit_named_itself_stands(
    phrase: UnitPhrase, expected: list[tuple[str, str, str, bool]]
) -> None:
    assert parts(phrase) == expected


def test_occurrences_have_keys_that_do_not_hold_their_dates() -> None:
    one = task(
        deadlines=(
            Deadline(wording="全年", kind=Kind.ONGOING),
            Deadline(wording="每季度", kind=Kind.QUARTERLY, occurrences=(date(2022, 3, 31), date(2022, 6, 30))),
        ),
        milestones=(
            Milestone(text="甲", occurrences=(date(2022, 5, 1),)),
            Milestone(text="乙", occurrences=(date(2022, 12, 31),)),
        ),
    )
    assert [each.key for each in occurrences(one)] == ["2022-4/2/1", "2022-4/2/2"]
    assert [(each.key, each.wording) for each in occurrences(one, [2])][-1] == ("2022-4/m2/1", "乙")


def ids(old: list[Task], new: list[Task]) -> list[str]:
    return [one.id for one in compare(old, [replace(one, id="") for one in new]).tasks]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([task(4)], [task(4)], ["2022-4"]),
        ([task(4)], [task(9)], ["2022-4"]),
        ([task(4)], [task(4, "行政处罚信息的公开")], ["2022-4"]),
        ([task(4)], [task(4, "政府公报")], ["2022-4-2"]),
        ([task(4, content=LONG)], [task(4, "公示", content=LONG)], ["2022-4"]),
        ([task(4, content=LONG)], [task(8, "公示", content=LONG)], ["2022-4"]),
        ([task(4, content="同")], [task(8, "公示", content="同")], ["2022-8"]),
        ([task(4, "甲"), task(5, "乙")], [task(5, "甲"), task(4, "乙")], ["2022-4", "2022-5"]),
        ([task(4, "甲")], [task(4, "甲"), task(5, "甲")], ["2022-4", "2022-5"]),
        ([], [task(1, "甲"), task(1, "乙")], ["2022-1", "2022-1-2"]),
    ],
)
def test_a_row_is_the_task_it_was(old: list[Task], new: list[Task], expected: list[str]) -> None:
    assert ids(old, new) == expected


def test_a_corrected_table_shows_what_changed() -> None:
    old = [task(4, deadline_text="10月底前"), task(5, "政府公报"), task(6, "年度报告")]
    new = [task(4, deadline_text="11月底前", units_text="区司法局"), task(5, "政府公报"), task(7, "公开指南")]
    changes = compare(old, [replace(one, id="") for one in new])
    (change,) = changes.changed
    assert [(one.label, one.old, one.new) for one in change.fields] == [
        ("责任单位", "", "区司法局"),
        ("时间节点", "10月底前", "11月底前"),
    ]
    assert [one.id for one in changes.same] == ["2022-5"]
    assert [one.id for one in changes.added] == ["2022-7"]
    assert [one.id for one in changes.withdrawn] == ["2022-6"]


@given(st.permutations(range(12)), st.sets(st.integers(0, 11)))
def test_reading_a_table_again_in_any_order_moves_no_id(order: list[int], renumbered: set[int]) -> None:
    old = [task(number, f"第{number}项不同的工作") for number in range(1, 13)]
    new = [
        replace(old[place], number=at + 1 if place in renumbered else old[place].number)
        for at, place in enumerate(order)
    ]
    assert ids(old, new) == [one.id for one in new]
    again = compare(old, old)
    assert (again.added, again.changed, again.withdrawn) == ((), (), ())


def test_an_assignment_says_how_it_came() -> None:
    (one,) = assignments(task(units=UnitPhrase(lead=("司法局",))), DIRECTORY)
    assert one == Assignment(task_id="2022-4", unit="区司法局", part=Part.LEAD)
