"""Drafts: what a liaison writes, what entry it makes, and how two states of an entry differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Problem
from knowledge.drafts import Difference, cells_from, difference, entry_with, fields_from, same_question
from knowledge.entries import Entry, entry_from_dict, entry_to_dict
from knowledge.guides import guide_from_dict
from knowledge.sources import Source

GUIDE = {
    "ask": "您是企业还是个人？",
    "options": [{"label": "企业", "entry": "E1"}, {"label": "个人", "entry": "E2"}],
}
SOURCE = {"title": "某条例", "number": "", "issuer": "", "date": "", "article": "第三条", "status": ""}
ENTRY = Entry(
    id="E1",
    question="怎么办？",
    answer="去窗口。",
    similar=("咋办",),
    unit="区司法局",
    sources=(Source(title="某条例", date=date(2020, 1, 2)),),
    valid_until=date(2026, 12, 31),
    sample=True,
)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", {}),
        ("怎么办", {"标准问题": "怎么办"}),
        ("怎么办\n答案：去窗口。\n带身份证。", {"标准问题": "怎么办", "答案": "去窗口。\n带身份证。"}),
        ("问题:怎么办\n答复 ：去窗口。", {"标准问题": "怎么办", "答案": "去窗口。"}),
        ("【问题】怎么办\n[答案]：去窗口。", {"标准问题": "怎么办", "答案": "去窗口。"}),
        ("问法：咋办\n同义问题：咋整", {"相似问法": "咋办\n咋整"}),
        ("答案：\n第一行\n电话：12345", {"答案": "第一行\n电话：12345"}),
        ("有效期至：2026-01-01", {"失效日期": "2026-01-01"}),
        (
            "问题：怎么办？ 答案：去窗口。 依据：《某条例》",
            {"标准问题": "怎么办？", "答案": "去窗口。", "依据": "《某条例》"},
        ),
        ("问题：怎么办 电话：12345", {"标准问题": "怎么办 电话：12345"}),
        ("怎么办 答案：去窗口", {"标准问题": "怎么办 答案：去窗口"}),
    ],
)
def test_a_message_is_read_by_its_labels(text: str, cells: dict[str, str]) -> None:
    assert cells_from(text, heading="标准问题") == (cells, ())


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        ("改成去网上\n\n答案：去。", "开头", "没有写明是哪一项"),
        ("编号：E9\n答案：去窗口。", "编号", "编号由问办来定"),
    ],
)
def test_what_stands_under_no_label_is_a_problem(text: str, where: str, reason: str) -> None:
    (problem,) = cells_from(text)[1]
    assert problem.where == where
    assert reason in problem.reason


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        ({}, {}),
        ({"标准问题": "怎么\n办", "答案": "去。"}, {"question": "怎么办", "answer": "去。"}),
        ({"相似问法": "咋办；咋办\n咋整"}, {"similar": ["咋办", "咋整"]}),
        ({"反例": "怎么不办"}, {"negative": ["怎么不办"]}),
        ({"主题": "税", "解释单位": "区税务局"}, {"topic": "税", "unit": "区税务局"}),
        ({"依据": "《某条例》第三条"}, {"sources": [SOURCE]}),
        ({"依据": "某条例", "条款": "第三条"}, {"sources": [SOURCE]}),
        (
            {"生效日期": "2026年1月1日", "核对日期": "20260102"},
            {"valid_from": "2026-01-01", "checked_on": "2026-01-02"},
        ),
        ({"失效日期": "长期"}, {"valid_until": ""}),
        ({"引导": "您是企业还是个人？企业→E1；个人->E2"}, {"guide": GUIDE}),
        ({"引导": ""}, {"guide": None}),
        ({"有效期": "2026年1月1日至2027年12月31日"}, {"valid_from": "2026-01-01", "valid_until": "2027-12-31"}),
        ({"有效期": "2026/1/1—长期"}, {"valid_from": "2026-01-01", "valid_until": ""}),
        ({"有效期": "至2027年12月31日"}, {"valid_until": "2027-12-31"}),
        ({"有效期": "2027-12-31"}, {"valid_until": "2027-12-31"}),
    ],
)
def test_cells_become_fields_and_what_is_not_written_is_left_alone(
    cells: dict[str, str], fields: dict[str, object]
) -> None:
    assert fields_from(cells) == (fields, ())


def test_one_bad_cell_does_not_hide_the_good_ones() -> None:
    fields, problems = fields_from({"答案": "去。", "失效日期": "明年", "条款": "第三条"})
    assert fields == {"answer": "去。"}
    assert [(one.where, one.text) for one in problems] == [("依据", "第三条"), ("失效日期", "明年")]


def test_a_draft_alone_is_a_new_entry() -> None:
    made = entry_with({"question": "怎么办？", "answer": "去窗口。", "unit": "区司法局"})
    assert isinstance(made, Entry)
    assert (made.question, made.unit, made.id[0]) == ("怎么办？", "区司法局", "q")


def test_a_draft_over_an_entry_replaces_adds_and_clears() -> None:
    made = entry_with(
        {"answer": "去网上。", "similar": ["咋办！", "咋整"], "negative": ["不办咋整"], "valid_until": ""}, ENTRY
    )
    assert made == replace(ENTRY, answer="去网上。", similar=("咋办", "咋整"), negative=("不办咋整",), valid_until=None)


@pytest.mark.parametrize(
    ("fields", "before", "reason"),
    [
        ({"question": "怎么办？"}, None, "没有写答案"),
        ({"answer": "去。"}, None, "没有写标准问题"),
        ({"negative": ["咋办"]}, ENTRY, "写在反例里"),
        ({"valid_from": "2030-01-01"}, ENTRY, "失效日期早于生效日期"),
    ],
)
def test_what_no_bank_may_hold_is_a_problem(fields: dict[str, object], before: Entry | None, reason: str) -> None:
    made = entry_with(fields, before)
    assert isinstance(made, Problem)
    assert reason in made.reason


@pytest.mark.parametrize(
    ("before", "after", "differing"),
    [
        (ENTRY, ENTRY, []),
        (ENTRY, replace(ENTRY, sample=False), []),
        (ENTRY, replace(ENTRY, answer="去网上。"), [("答案", "去窗口。", "去网上。")]),
        (ENTRY, replace(ENTRY, similar=("咋整", "咋办")), [("相似问法", "", "咋整")]),
        (replace(ENTRY, negative=("甲", "乙")), replace(ENTRY, negative=("乙",)), [("反例", "甲", "")]),
        (ENTRY, replace(ENTRY, valid_until=date(2027, 1, 2)), [("失效日期", "2026年12月31日", "2027年1月2日")]),
        (
            ENTRY,
            replace(ENTRY, guide=guide_from_dict(GUIDE)),
            [("引导", "", "您是企业还是个人？ 企业→E1；个人→E2")],
        ),
        (ENTRY, replace(ENTRY, sources=()), [("依据", "某条例　2020年1月2日", "")]),
        (None, Entry(id="E2", question="问？", answer="答。"), [("标准问题", "", "问？"), ("答案", "", "答。")]),
        (Entry(id="E2", question="问？", answer="答。"), None, [("标准问题", "问？", ""), ("答案", "答。", "")]),
        (None, None, []),
    ],
)
def test_a_difference_is_what_a_person_has_to_read(
    before: Entry | None, after: Entry | None, differing: list[tuple[str, str, str]]
) -> None:
    assert difference(before, after) == tuple(
        Difference(field=field, before=old, after=new) for field, old, new in differing
    )


@pytest.mark.parametrize(
    ("text", "besides", "found"),
    [("怎么办", "", ENTRY), ("咋办？", "", ENTRY), ("怎么办", "E1", None), ("怎么走", "", None)],
)
def test_the_entry_that_is_asked_in_these_words_is_found(text: str, besides: str, found: Entry | None) -> None:
    assert same_question(text, [ENTRY], besides=besides) == found


@given(
    st.lists(
        st.one_of(
            st.text(max_size=20),
            st.sampled_from(
                ("问题：怎么办", "【答案】去", "依据：《某条例》第三条", "文号：某〔2020〕1号", "有效期：至明年")
            ),
        ),
        max_size=8,
    ).map("\n".join),
    st.sampled_from((None, ENTRY)),
)
def test_any_text_becomes_an_entry_or_problems(text: str, before: Entry | None) -> None:
    cells, unread = cells_from(text, heading="标准问题")
    fields, wrong = fields_from(cells)
    made = entry_with(fields, before)
    assert all(problem.reason for problem in (*unread, *wrong))
    if isinstance(made, Entry):
        assert entry_from_dict(entry_to_dict(made)) == made
        assert bool(difference(before, made)) == (made != before)
    else:
        assert made.reason
