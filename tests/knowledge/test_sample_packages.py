"""The sample's topics and guides: every topic has a card, nothing stands on it that its entries do not say."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from knowledge.entries import Entry, entries_from_jsonl
from knowledge.guides import faults
from knowledge.packages import Package, check, packages_from_jsonl
from knowledge.text import normal
from tests.knowledge.bank import DATA

TODAY = dt.date(2026, 11, 26)
LEAST_QUESTIONS = 6
LEAST_GUIDES = 12
_FIGURE = re.compile(r"\d+万?(?:[%％个月年日元倍天周]|周岁|小时|工作日)?")


@cache
def entries(name: str) -> tuple[Entry, ...]:
    read, problems = entries_from_jsonl((DATA / name).read_text(encoding="utf-8"))
    assert problems == ()
    return read


@cache
def bank() -> dict[str, Entry]:
    return {one.id: one for one in (*entries("sample_bank.jsonl"), *entries("sample_guides.jsonl"))}


@cache
def packages() -> tuple[Package, ...]:
    read, problems = packages_from_jsonl((DATA / "sample_packages.jsonl").read_text(encoding="utf-8"))
    assert problems == ()
    return read


def test_every_topic_of_the_sample_has_its_card() -> None:
    assert {one.topic for one in packages()} == {one.topic for one in entries("sample_bank.jsonl")}
    assert all(one.sample for one in packages())


def test_every_card_is_whole() -> None:
    assert check(packages(), bank().get, today=TODAY) == ()
    for one in packages():
        assert one.summary, one.id
        assert one.who, one.id
        assert one.what, one.id
        assert one.where, one.id
        assert len(one.entries) >= LEAST_QUESTIONS, one.id


def test_every_figure_on_a_card_stands_in_one_of_its_answers() -> None:
    strange = [
        (one.id, figure)
        for one in packages()
        for figure in _FIGURE.findall("".join((one.summary, *one.who, *one.what, *one.where, *one.papers)))
        if figure not in "".join(bank()[key].answer for key in one.entries)
    ]
    assert strange == []


def test_no_topic_is_called_what_an_entry_already_answers() -> None:
    asked = {normal(text) for one in bank().values() for text in (one.question, *one.similar)}
    assert [(one.id, one.names & asked) for one in packages() if one.names & asked] == []


def test_there_are_guides_and_each_leads_to_an_answer() -> None:
    guides = {one.id: one.guide for one in entries("sample_guides.jsonl") if one.guide}
    assert len(guides) >= LEAST_GUIDES
    assert faults(guides, bank().keys()) == {}
    targets = {option.entry for guide in guides.values() for option in guide.options} - guides.keys()
    assert [key for key in targets if not bank()[key].answer] == []


def test_no_wording_of_a_guide_is_another_entrys() -> None:
    wordings = [normal(text) for one in bank().values() for text in (one.question, *one.similar)]
    assert sorted(wordings) == sorted(set(wordings))
