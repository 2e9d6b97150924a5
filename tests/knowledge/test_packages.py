"""Topics as cards (政策包): read from JSON lines and tables, as they stand on a day, found by what they are called."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Cell, Document, Row, Table
from knowledge.entries import Entry
from knowledge.packages import (
    Card,
    Package,
    card,
    cards,
    check,
    leads,
    led_by,
    named,
    naming,
    package_from_dict,
    package_to_dict,
    packages_from,
    packages_from_jsonl,
    siblings,
)
from knowledge.sources import RowError, Source

TODAY = dt.date(2026, 11, 26)
LAW = Source(title="义务教育法", article="第十一条")
OTHER = Source(title="义务教育法", article="第十二条")
BANK = {
    "E1": Entry(id="E1", question="几岁上学？", answer="6周岁。", sources=(LAW, OTHER)),
    "E2": Entry(id="E2", question="要考试吗？", answer="不考。", sources=(OTHER,)),
    "E3": Entry(id="E3", question="旧的？", answer="旧。", valid_until=dt.date(2025, 1, 1)),
    "E4": Entry(id="E4", question="要交钱吗？", answer="不交。"),
}
SCHOOL = Package(
    id="school",
    title="孩子上学",
    topic="上学",
    aliases=("入学", "读书"),
    summary="就近入学。",
    who=("满6周岁的孩子",),
    what=("免试", "不收学费"),
    where=("户籍所在地的学校",),
    papers=("户口簿",),
    entries=("E1", "E3", "E2", "E9"),
    unit="区教育局",
    valid_from=dt.date(2026, 1, 1),
    valid_until=dt.date(2026, 12, 31),
)
BARE = Package(id="money", title="公积金", entries=("E4",))


def table(*rows: tuple[str, ...]) -> Document:
    made = [Row(number=place, cells=tuple(Cell(text=one) for one in row)) for place, row in enumerate(rows, start=1)]
    return Document(name="政策包.xlsx", title="", tables=(Table(name="表1", rows=tuple(made)),))


@pytest.mark.parametrize("package", [SCHOOL, BARE, replace(BARE, sample=True)])
def test_what_is_written_is_read_again(package: Package) -> None:
    assert package_from_dict(package_to_dict(package)) == package


def test_only_a_title_and_entries_must_be_there() -> None:
    one = package_from_dict({"title": "公积金", "entries": ["E4", "E4", " "]})
    assert one == replace(BARE, id=one.id)
    assert one.id == package_from_dict({"title": "公积金。", "entries": ["E1"]}).id
    assert one.id.startswith("p")


def test_a_part_is_a_text_or_a_list_of_lines() -> None:
    one = package_from_dict({"title": "甲", "entries": ["E1"], "who": "老人\n\n孩子", "papers": ["身份证"]})
    assert (one.who, one.papers, one.what) == (("老人", "孩子"), ("身份证",), ())


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": "？"}, "没有写政策包的名称"),
        ({"title": "长" * 21}, "超过20字"),
        ({"entries": []}, "没有写条目编号"),
        ({"entries": [f"E{place}" for place in range(61)]}, "最多60条"),
        ({"entries": "E1"}, "方括号"),
        ({"entries": [1]}, "都是文字"),
        ({"aliases": [f"叫法{place}" for place in range(31)]}, "又称最多30个"),
        ({"who": [f"第{place}种人" for place in range(21)]}, "最多20行"),
        ({"summary": "长" * 301}, "超过300字"),
        ({"papers": ["长" * 301]}, "超过300字"),
        ({"id": "a/b"}, "编号“a/b”要做网址"),
        ({"valid_from": "2026-02-01", "valid_until": "2026-01-01"}, "早于"),
        ({"valid_from": "去年"}, "读不懂"),
    ],
)
def test_what_no_card_can_show_is_refused(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(RowError, match=reason):
        package_from_dict({"title": "公积金", "entries": ["E4"], **fields})


def test_lines_are_packages_or_problems() -> None:
    lines = [
        json.dumps(package_to_dict(SCHOOL)),
        "",
        "{",
        "[]",
        json.dumps({"id": "school", "title": "又一个", "entries": ["E1"]}),
        json.dumps({"title": "另一个", "aliases": ["入学"], "entries": ["E1"]}),
        json.dumps({"title": "没有条目"}),
        json.dumps(package_to_dict(BARE)),
    ]
    packages, problems = packages_from_jsonl("\n".join(lines))
    assert packages == (SCHOOL, BARE)
    told = {one.where: one.reason for one in problems}
    assert {where: reason.partition("，")[0] for where, reason in told.items()} == {
        "第3行": "这一行不是完整的JSON",
        "第4行": "这一行应当是一个JSON对象",
        "第5行": "编号“school”与第1行重复",
        "第6行": "“入学”也是第1行的叫法",
        "第7行": "没有写条目编号",
    }


def test_a_table_is_read_by_the_names_of_its_columns() -> None:
    packages, problems = packages_from(
        table(
            (
                "政策包编号",
                "办事主题",
                "分类",
                "别名",
                "概要",
                "适用对象",
                "补贴标准",
                "在哪办",
                "材料",
                "相关条目",
                "单位",
            ),
            (
                *("school", "孩子上学", "上学", "入学、读书", "就近\n入学。", "满6周岁的孩子", "免试\n不收学费"),
                *("学校", "户口簿", "E1，E3 E2\nE9", "区教育局"),
            ),
            ("坏/的", "坏的", "", "", "", "", "", "", "", "E1", ""),
            ("", "没有条目", "", "", "", "", "", "", "", "", ""),
        )
    )
    assert packages == (replace(SCHOOL, where=("学校",), valid_from=None, valid_until=None),)
    assert [one.where for one in problems] == ["表1第4行", "表1第3行"]


@given(st.lists(st.sampled_from(['{"title": "甲", "entries": ["E1"]}', "{", '{"title": "乙"}', " ", "[]"]), max_size=8))
def test_no_line_is_dropped(lines: list[str]) -> None:
    packages, problems = packages_from_jsonl("\n".join(lines))
    assert len(packages) + len(problems) == sum(bool(line.strip()) for line in lines)


def test_a_card_shows_what_is_in_force_and_what_it_rests_on() -> None:
    held = card(SCHOOL, BANK.get, today=TODAY)
    assert held == Card(package=SCHOOL, entries=(BANK["E1"], BANK["E2"]), gone=("E3", "E9"))
    assert held.sources == (LAW, OTHER)


@pytest.mark.parametrize(
    ("package", "shown"),
    [
        (SCHOOL, True),
        (replace(SCHOOL, valid_until=dt.date(2026, 11, 25)), False),
        (replace(SCHOOL, valid_from=dt.date(2026, 11, 27)), False),
        (replace(SCHOOL, entries=("E3", "E9")), False),
    ],
)
def test_a_card_is_there_while_something_of_it_is_in_force(package: Package, *, shown: bool) -> None:
    assert bool(list(cards([package], BANK.get, today=TODAY))) is shown
    assert dict(leads([package], BANK.get, today=TODAY)) == ({package: BANK["E1"]} if shown else {})


@pytest.mark.parametrize(
    ("text", "package"),
    [
        ("上学", SCHOOL),
        ("孩子上学", SCHOOL),
        ("我想问一下入学", SCHOOL),
        ("关于上学的政策有哪些", SCHOOL),
        ("读书方面的相关规定", SCHOOL),
        ("公积金的事情", BARE),
        ("上学要考试吗", None),
        ("公积金怎么提取", None),
        ("", None),
    ],
)
def test_a_topic_is_found_when_nothing_else_is_said(text: str, package: Package | None) -> None:
    assert named([SCHOOL, BARE], text) == package


@pytest.mark.parametrize(("name", "first"), [("考试", "E2"), ("几岁", "E1"), ("别的", "E1"), ("", "E1")])
def test_the_questions_that_use_the_name_come_first(name: str, first: str) -> None:
    held = led_by(card(SCHOOL, BANK.get, today=TODAY), name)
    assert held.entries[0].id == first
    assert len(held.entries) == 2


@pytest.mark.parametrize(("text", "name"), [("上学", "上学"), ("关于上学的政策有哪些？", "上学"), ("", "")])
def test_what_stands_around_a_name_is_no_part_of_it(text: str, name: str) -> None:
    assert naming(text) == name


def test_a_name_of_two_topics_means_neither() -> None:
    assert named([SCHOOL, replace(BARE, aliases=("入学",))], "入学") is None


def test_beside_an_entry_stand_the_others_of_its_card_those_after_it_first() -> None:
    package = replace(SCHOOL, entries=("E1", "E2", "E4", "E3"))
    assert [one.id for one in siblings([package, BARE], "E2", BANK.get, today=TODAY)] == ["E4", "E1"]
    assert siblings([BARE], "E2", BANK.get, today=TODAY) == ()


def test_a_clerk_is_told_what_a_card_lacks_and_what_means_two() -> None:
    found = check([SCHOOL, replace(BARE, aliases=("入学",))], BANK.get, today=TODAY)
    assert [(one.where, one.text, one.reason) for one in found] == [
        ("政策包school", "孩子上学", "题库里没有编号E9，卡片上不会出现；请改编号，或者先导入这些条目"),
        ("政策包school", "孩子上学", "编号E3不在有效期内，卡片上不会出现；请更新条目，或者换成别的"),
        ("政策包money", "公积金", "“入学”也是政策包school的叫法，只说这个词就不知道指哪一个，请删去一处"),
    ]
    assert check([BARE], BANK.get, today=TODAY) == ()


def test_a_card_is_rated_under_an_id_that_no_entry_has() -> None:
    assert SCHOOL.rated_as == "T:school"
