"""The page of what citizens asked and the bank does not hold."""

from __future__ import annotations

from datetime import date

import pytest

from bot.ports.bank import Draft
from bot.ports.people import Person, Role
from reminders.questions import MatterState
from tests.bot.web_browser import NOW, UNITS, Browser, Program

QUESTION = "公证在哪里办"


@pytest.fixture
def program() -> Program:
    made = Program()
    store = made.store
    store.units.replace(UNITS)
    store.people.add(Person(id=0, role=Role.LIAISON, unit="区司法局"), channel="web", address="liaison:区司法局")
    asker = store.people.add(Person(id=0, role=Role.CITIZEN), channel="web", address="citizen:1")
    first = store.matters.open(unit="区司法局", entry_id="", at=NOW)
    store.matters.join(first.id, QUESTION, person_id=asker.id, at=NOW)
    store.matters.join(first.id, "公证处<在哪>", person_id=asker.id, at=NOW)
    store.matters.hand(first.id, "区司法局", on=date(2026, 10, 12), due=date(2026, 10, 19))
    other = store.matters.open(unit="", entry_id="E7", at=NOW)
    store.matters.join(other.id, "预算在哪里看", person_id=asker.id, at=NOW)
    return made


def test_a_matter_has_a_row_with_who_when_whose_and_what_can_be_done(program: Program) -> None:
    text = Browser(program).get("/office/matters").text
    for words in (
        "G1", QUESTION, "还有1种问法", "公证处&lt;在哪&gt;", "区司法局", "10月19日", "! 已超期", "等单位答复",
        'value="答复 G1"', 'value="只答复 G1"', 'value="转给 G1"', 'value="不属于 G1"', "还没定", "E7",
    ):  # fmt: skip
        assert words in text, words


def test_a_wording_is_taken_out_by_its_place_and_two_matters_are_joined(program: Program) -> None:
    text = Browser(program).get("/office/matters").text
    assert '<li value="2">公证处&lt;在哪&gt;' in text
    assert 'value="拆分 G1 2"' in text
    assert 'value="拆分 G1 1"' not in text
    assert 'name="text" value="合并 G1"' in text
    assert '<option value="G2">G2 预算在哪里看（1人）</option>' in text
    assert '<option value="G1">G1 公证在哪里办（1人）</option>' in text


def test_a_matter_that_may_be_another_is_put_into_it_with_a_tap(program: Program) -> None:
    store = program.store
    assert "可能和" not in Browser(program).get("/office/matters").text
    third = store.matters.open(unit="", entry_id="", at=NOW, near=1)
    store.matters.join(third.id, "在哪公证", person_id=2, at=NOW)
    text = Browser(program).get("/office/matters").text
    assert '可能和 <a href="#g1">G1</a> 是同一件事' in text
    assert 'name="text" value="合并 G1 G3">并进 G1</button>' in text
    store.matters.set(1, MatterState.CLOSED)
    assert "可能和" not in Browser(program).get("/office/matters").text


def test_one_matter_alone_is_joined_with_none(program: Program) -> None:
    program.store.matters.set(2, MatterState.CLOSED)
    assert "合并 G1" not in Browser(program).get("/office/matters").text


def test_a_unit_has_a_view_of_its_own(program: Program) -> None:
    browser = Browser(program)
    text = browser.get("/office/matters?unit=区司法局").text
    assert f"<b>{QUESTION}</b>" in text
    assert "<b>预算在哪里看</b>" not in text
    assert "区财政局没有等着答复的" in browser.get("/office/matters?unit=区财政局").text


def test_what_a_unit_wrote_is_approved_or_put_in_other_words(program: Program) -> None:
    program.store.drafts.add(
        Draft(
            id=0,
            fields={"question": QUESTION, "answer": "一楼。"},
            person_id=1,
            written_at=NOW,
            unit="区司法局",
            gap_id=1,
        )
    )
    text = Browser(program).get("/office/matters").text
    for words in ("一楼。", 'value="发布 D1"', "审定，答复1人", "按改好的答复1人", 'value="退回草稿 D1"'):
        assert words in text, words
    assert 'value="只答复 G1"' not in text


def test_the_page_is_the_offices(program: Program) -> None:
    program.store.settings.set("office_password", "scrypt$x")
    assert Browser(program).get("/office/matters").status_code == 303
