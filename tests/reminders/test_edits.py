"""One task is changed between two tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reminders.directory import GroupAnswer, UnitDirectory
from reminders.edits import Field, edited, moved
from reminders.parsing import ParseError
from reminders.shares import shared_anew
from reminders.tasks import Assignment, Milestone, assignments
from reminders.units import Part, Unit, UnitPhrase
from tests.reminders.test_choices import task

UNITS = tuple(
    Unit(name=name, group="区直部门", position=at)
    for at, name in enumerate(("区司法局", "区财政局", "区住建局"), start=1)
)
DIRECTORY = UnitDirectory(UNITS)
GROUP = "区直有关部门"


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        (Field.DEADLINE, "8月底", "8月底"),
        (Field.DEADLINE, "2022年8月5日", "2022年8月5日"),
        (Field.UNITS, "区司法局牵头，区财政局配合", "区司法局牵头，区财政局配合"),
        (Field.NAME, "政策 发布", "政策发布"),
    ],
)
def test_a_field_is_read_as_in_the_table(field: Field, value: str, told: str) -> None:
    after = edited(task(1, "旧"), field, value, DIRECTORY)
    assert {Field.DEADLINE: after.deadline_text, Field.UNITS: after.units_text, Field.NAME: after.name}[field] == told
    assert after.id == "2022-1"


def test_a_written_date_is_that_day() -> None:
    after = edited(task(1, "旧"), Field.DEADLINE, "2022-08-05", DIRECTORY)
    assert [one.occurrences for one in after.deadlines] == [(date(2022, 8, 5),)]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        (Field.DEADLINE, " ", "没有写新的时间节点"),
        (Field.DEADLINE, "2022-02-30", "没有2022-02-30这一天"),
        (Field.UNITS, "区财证局", "是不是区财政局"),
        (Field.UNITS, "火星驻地球办事处", "单位目录里没有“火星驻地球办事处”"),
    ],
)
def test_what_cannot_be_read_is_refused(field: Field, value: str, reason: str) -> None:
    with pytest.raises(ParseError) as refused:
        edited(task(1, "旧"), field, value, DIRECTORY)
    assert reason in refused.value.reason


STONE = Milestone(text="年底前公布", occurrences=(date(2022, 12, 31),))


@pytest.mark.parametrize(
    ("value", "text", "day"),
    [
        ("2022-06-30", "年底前公布", date(2022, 6, 30)),
        ("6月底前", "年底前公布", date(2022, 6, 30)),
        ("公布预算", "公布预算", date(2022, 12, 31)),
    ],
)
def test_a_milestone_gets_another_date_or_other_words(value: str, text: str, day: date) -> None:
    after = moved(STONE, value, 2022)
    assert (after.text, after.occurrences, after.source) == (text, (day,), "年底前公布")


@pytest.mark.parametrize(
    ("value", "reason"), [("", "没有写改成什么"), ("6月31日", "6月"), ("收到之日起20日内", "没有具体日期")]
)
def test_a_milestone_without_a_day_is_refused(value: str, reason: str) -> None:
    with pytest.raises(ParseError) as refused:
        moved(STONE, value, 2022)
    assert reason in refused.value.reason


def answered(*units: str) -> UnitDirectory:
    return UnitDirectory(UNITS, [GroupAnswer(wording=GROUP, units=units, year=2022)])


@pytest.mark.parametrize(
    ("directory", "units", "uncertain"),
    [
        (DIRECTORY, ("区司法局", "区财政局", "区住建局"), True),
        (answered("区住建局"), ("区住建局",), False),
        (answered("住建局", "火星局"), ("区住建局",), False),
        (answered("火星局"), ("区司法局", "区财政局", "区住建局"), True),
        (answered(), ("区司法局", "区财政局", "区住建局"), False),
    ],
)
def test_an_answer_says_whom_a_group_means(directory: UnitDirectory, units: tuple[str, ...], uncertain: bool) -> None:
    meant = directory.expand(GROUP)
    assert (meant.units, meant.uncertain, meant.group) == (units, uncertain, GROUP)


def test_an_answer_never_hides_a_unit() -> None:
    directory = UnitDirectory(UNITS, [GroupAnswer(wording="区司法局", units=("区财政局",), year=2022)])
    assert directory.expand("区司法局").units == ("区司法局",)


def test_a_list_of_names_is_read_and_unknown_ones_are_named() -> None:
    assert DIRECTORY.read("司法局、区财政局，区司法局") == (("区司法局", "区财政局"), ())
    assert DIRECTORY.read("区直部门") == (("区司法局", "区财政局", "区住建局"), ())
    assert DIRECTORY.read("区财证局 区直有关部门") == ((), ("区财证局", "区直有关部门"))


def test_a_confirmed_unit_stays_though_its_group_no_longer_means_it() -> None:
    one = task(1, "甲")
    grouped = replace(one, units=UnitPhrase(lead=(GROUP,)))
    before = (*assignments(grouped, DIRECTORY), Assignment(task_id="2022-1", unit="区外单位", part=Part.SUPPORT))
    confirmed = {("2022-1", "区司法局"), ("2022-1", "区外单位")}
    shares, change = shared_anew([grouped], answered("区住建局"), before=before, confirmed=confirmed)
    assert [share.unit for share in shares] == ["区住建局", "区司法局"]
    assert (change.leaving, change.coming) == (("区财政局", "区外单位"), ())
    assert [share.unit for share in change.kept] == ["区司法局"]
    assert shared_anew([grouped], DIRECTORY, before=(), confirmed=())[1].coming == ("区司法局", "区财政局", "区住建局")
