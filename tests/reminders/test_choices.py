"""A table issued again is accepted row by row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reminders.choices import EVERYTHING, Choice, RowKind, careful, choose, chosen, parse, rows, seen
from reminders.parsing import ParseError
from reminders.tasks import Milestone, Task, carried, compare
from reminders.units import UnitPhrase


def task(number: int, name: str, deadline: str = "10月底前", **fields: object) -> Task:
    return Task(
        id=f"2022-{number}",
        year=2022,
        number=number,
        name=name,
        content="",
        units=UnitPhrase(responsible=("区司法局",)),
        units_text="区司法局",
        deadlines=(),
        deadline_text=deadline,
        **fields,  # type: ignore[arg-type]
    )


OLD = (task(1, "政策发布"), task(2, "政策解读"), task(3, "政府公报"))
NEW = (task(1, "政策发布", "8月底"), task(2, "政策解读"), task(4, "年度报告"))
CHANGES = compare(OLD, [replace(one, id="") for one in NEW])


def test_every_change_has_a_number() -> None:
    assert [(row.number, row.kind, row.task.number) for row in rows(CHANGES)] == [
        (1, RowKind.CHANGED, 1),
        (2, RowKind.ADDED, 4),
        (3, RowKind.WITHDRAWN, 3),
    ]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (EVERYTHING, {1: "8月底", 2: "10月底前", 4: "10月底前"}),
        (Choice(numbers=frozenset({1})), {1: "8月底", 2: "10月底前", 3: "10月底前"}),
        (Choice(numbers=frozenset({1}), leave=True), {1: "10月底前", 2: "10月底前", 4: "10月底前"}),
        (Choice(numbers=frozenset({2})), {1: "10月底前", 2: "10月底前", 3: "10月底前", 4: "10月底前"}),
    ],
)
def test_rows_that_are_not_accepted_stay_as_they_were(choice: Choice, expected: dict[int, str]) -> None:
    assert {one.number: one.deadline_text for one in chosen(CHANGES, choice, old=OLD)} == expected


def test_two_tasks_of_one_number_are_refused() -> None:
    changes = compare(OLD, [replace(one, id="") for one in (*OLD[:2], task(3, "年度报告"))])
    with pytest.raises(ParseError, match="两项都是第3项"):
        chosen(changes, Choice(numbers=frozenset({1})), old=OLD)


@pytest.mark.parametrize(
    ("text", "expected"), [("1、3", {1, 3}), ("3,5", {3, 5}), ("2-4 和 1", {1, 2, 3, 4}), ("１至２；", {1, 2})]
)
def test_numbers_are_read(text: str, expected: set[int]) -> None:
    assert parse(text, most=5) == expected


@pytest.mark.parametrize(
    ("text", "most", "reason"),
    [
        ("6", 5, "编号是1到5"),
        ("3-2", 5, "编号是1到5"),
        ("甲", 5, "不是变更的编号"),
        ("", 5, "没有写变更的编号"),
        ("1", 0, "没有任何变更"),
    ],
)
def test_wrong_numbers_are_refused(text: str, most: int, reason: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse(text, most=most)
    assert reason in refused.value.reason


def test_a_number_counts_only_in_the_list_it_was_read_from() -> None:
    found = rows(CHANGES)
    assert choose(found, "1", shown=seen(found)) == Choice(numbers=frozenset({1}))
    assert choose(found, "1", leave=True) == Choice(numbers=frozenset({1}), leave=True)
    with pytest.raises(ParseError, match="又变了"):
        choose(found[:2], "1", shown=seen(found))


def test_a_confirmed_task_is_not_withdrawn_unless_asked() -> None:
    assert careful(rows(CHANGES), confirmed={"2022-3"}) == {1, 2}
    assert careful(rows(CHANGES), confirmed={"2022-1"}) == {1, 2, 3}


def test_a_withdrawn_task_that_comes_back_is_the_task_it_was() -> None:
    gone = [task(3, "政府公报"), replace(task(4, "旧的任务"), id="2022-4")]
    changes = compare(OLD[:2], [replace(one, id="") for one in (*OLD, task(4, "新的任务"))], gone=gone)
    assert [one.id for one in changes.added] == ["2022-3", "2022-4-2"]


def test_milestones_keep_their_places_and_what_was_changed() -> None:
    first, second = Milestone(text="甲", occurrences=()), Milestone(text="改", occurrences=(), source="乙")
    again = (Milestone(text="丙", occurrences=()), Milestone(text="乙", occurrences=()))
    assert [one.text for one in carried((first, second), again)] == ["甲", "改", "丙"]
    assert (first.origin, second.origin) == ("甲", "乙")
