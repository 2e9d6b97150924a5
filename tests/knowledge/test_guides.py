"""What an entry asks back (引导): read from JSON and from a cell, chosen from, and refused when it leads astray."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.guides import (
    MOST_STEPS,
    Guide,
    Option,
    faults,
    guide_from_cell,
    guide_from_dict,
    guide_to_cell,
    guide_to_dict,
)
from knowledge.sources import RowError

FIRM, PERSON = Option(label="企业", entry="E101"), Option(label="个人", entry="E102")
GUIDE = Guide(ask="您是企业还是个人？", options=(FIRM, PERSON))


def to(*entries: str) -> Guide:
    """A guide whose options lead to those entries."""
    return Guide(ask="哪一种？", options=tuple(Option(label=one, entry=one) for one in entries))


@pytest.mark.parametrize(
    "cell",
    [
        "您是企业还是个人？ 企业→E101；个人→E102",
        "您是企业还是个人？企业->E101;个人->E102",
        "您是企业还是个人？\n企业 => E101\n个人 => E102",
        " 您是企业还是个人？ 企业—>E101；；个人＝＞E102 ",
    ],
)
def test_a_cell_is_read_however_it_is_typed(cell: str) -> None:
    assert guide_from_cell(cell) == GUIDE


@pytest.mark.parametrize("cell", ["", "  \n "])
def test_an_empty_cell_asks_nothing(cell: str) -> None:
    assert guide_from_cell(cell) is None
    assert guide_to_cell(None) == ""


def test_what_is_written_is_read_again() -> None:
    assert guide_from_cell(guide_to_cell(GUIDE)) == GUIDE
    assert guide_from_dict(guide_to_dict(GUIDE)) == GUIDE


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("企业→E101；个人→E102", "要先写一句问话"),
        ("？企业→E101；个人→E102", "没有写问话"),
        ("哪种？企业→E101", "要有2到8个选项，这里有1个"),
        ("哪种？" + "；".join(f"{place}→E{place}" for place in range(9)), "这里有9个"),
        ("哪种？企业E101；个人→E102", "“企业E101”读不懂"),
        ("哪种？企业→E1→E2；个人→E102", "读不懂"),
        ("哪种？→E101；个人→E102", "每个选项要有"),
        ("哪种？企业→；个人→E102", "每个选项要有"),
        ("哪种？" + "长" * 21 + "→E101；个人→E102", "每个选项要有"),
        ("哪种？企业→E101；企业→E102", "说法一样"),
        ("问" * 101 + "？企业→E101；个人→E102", "问话超过100字"),
    ],
)
def test_a_cell_that_asks_nothing_clear_is_refused(cell: str, reason: str) -> None:
    with pytest.raises(RowError, match=reason):
        guide_from_cell(cell)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("企业", "花括号"),
        ({"ask": "哪种？"}, "方括号"),
        ({"ask": "哪种？", "options": ["企业"]}, "方括号"),
        ({"ask": 1.5, "options": []}, "“ask”应当是文字"),
        ({"options": [{"label": "甲", "entry": "1"}, {"label": "乙", "entry": "2"}]}, "没有写问话"),
    ],
)
def test_an_object_that_is_no_guide_is_refused(fields: object, reason: str) -> None:
    with pytest.raises(RowError, match=reason):
        guide_from_dict(fields)


@pytest.mark.parametrize(
    ("text", "option"),
    [("企业", FIRM), ("个人。", PERSON), ("1", FIRM), ("２", PERSON), ("3", None), ("我是企业吗", None), ("", None)],
)
def test_a_reply_is_a_label_or_its_place(text: str, option: Option | None) -> None:
    assert GUIDE.chosen(text) == option


@given(st.text(alphabet="您？?→->；;\n甲乙E1 ", max_size=40))
def test_any_cell_is_a_guide_or_refused(cell: str) -> None:
    try:
        read = guide_from_cell(cell)
    except RowError:
        return
    assert read is None or guide_from_cell(guide_to_cell(read)) == read


@pytest.mark.parametrize(
    ("guides", "wrong"),
    [
        ({"A": to("B", "C")}, {}),
        ({"A": to("B", "D"), "D": to("B", "C")}, {}),
        ({"A": to("B", "X")}, {"A": "指向编号X"}),
        ({"A": to("A", "B")}, {"A": "绕了回来：A→A"}),
        ({"A": to("D", "B"), "D": to("A", "C")}, {"A": "绕了回来：A→D→A", "D": "绕了回来：D→A→D"}),
        ({"D": to("X", "B"), "A": to("D", "B")}, {"D": "指向编号X", "A": "指向编号D"}),
    ],
)
def test_a_guide_must_lead_somewhere(guides: dict[str, Guide], wrong: dict[str, str]) -> None:
    found = faults(guides, {"A", "B", "C", "D"})
    assert found.keys() == wrong.keys()
    assert all(reason in found[key] for key, reason in wrong.items())


def test_nobody_is_asked_more_than_a_few_questions_in_a_row() -> None:
    names = [f"S{place}" for place in range(MOST_STEPS + 2)]
    chain = {one: to(after, "end") for one, after in pairwise(names)}
    found = faults(chain, {*names, "end"})
    assert set(found) == {"S0"}
    assert f"最多连着问{MOST_STEPS}次" in found["S0"]
