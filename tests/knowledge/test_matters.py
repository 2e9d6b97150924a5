"""Which questions without an answer are one matter."""

from __future__ import annotations

import pytest

import knowledge.matters as km
from knowledge.index import Index
from knowledge.kinds import deeds
from knowledge.matters import Matter, Matters
from knowledge.text import normal
from knowledge.tokenizer import Tokenizer
from tests.benchmarks.clusters import marked, ours, sample
from tests.knowledge.bank import BANK, lexicon
from tests.tuning.sets import load

CARD = Matter(id=7, wordings=("社保卡丢了怎么补办", "社保卡补办去哪里"))
DOG = Matter(id=9, wordings=("养狗怎么办狗证", "狗证在哪里办理"))


@pytest.fixture(scope="module")
def index() -> Index:
    texts = [text for one in BANK for text in (one.question, one.answer)]
    return Index(BANK, Tokenizer(lexicon(), texts=texts))


@pytest.fixture(scope="module")
def matters(index: Index) -> Matters:
    return Matters(index)


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("社保卡丢了怎么补办？", 7),
        ("社保卡丢了咋补", 7),
        ("补办社保卡到哪里", 7),
        ("社保卡怎么激活", None),
        ("社保卡注销怎么办", None),
        ("狗证怎么办", 9),
        ("养狗怎么办狗证，电话〔手机号〕", 9),
        ("办狗证去哪里", 9),
        ("狗证丢了怎么补办", None),
        ("路灯坏了找谁", None),
        ("", None),
    ],
)
def test_a_question_belongs_to_a_matter_or_begins_one(matters: Matters, question: str, matter: int | None) -> None:
    assert matters.belongs(question, (CARD, DOG)) == matter


def test_nothing_belongs_where_nothing_is_open(matters: Matters) -> None:
    assert matters.belongs("社保卡丢了怎么补办", ()) is None


def test_what_else_is_open_and_in_which_order_changes_nothing(matters: Matters) -> None:
    for question in ("社保卡丢了咋补", "社保卡怎么激活", "狗证怎么办"):
        assert matters.belongs(question, (CARD, DOG)) == matters.belongs(question, (DOG, CARD))
    assert matters.belongs("社保卡丢了咋补", (CARD,)) == 7
    assert matters.belongs("狗证怎么办", (CARD,)) is None


def test_the_threshold_is_the_callers_to_raise(matters: Matters) -> None:
    assert matters.belongs("社保卡丢了咋补", (CARD,), least=1.0) is None
    assert matters.belongs("社保卡丢了怎么补办", (CARD,), least=1.0) == 7


def test_in_a_small_bank_it_takes_more_to_be_the_same(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Matters(index).belongs("遛狗要办什么证", (CARD, DOG)) is None
    monkeypatch.setattr(km, "ENOUGH", len(index))
    assert Matters(index).belongs("遛狗要办什么证", (CARD, DOG)) == 9


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("狗证怎么办", frozenset()),
        ("高龄补贴怎么领", frozenset()),
        ("社保卡丢了怎么补办", {"lost"}),
        ("社保卡怎么激活", {"begun"}),
        ("户口迁移", {"moved"}),
        ("注销营业执照", {"ended"}),
        ("医保断缴了怎么补缴", {"paid"}),
    ],
)
def test_what_is_wanted_done_is_read_from_the_words(text: str, wanted: frozenset[str]) -> None:
    assert deeds(normal(text)) == wanted


@pytest.mark.parametrize(("bank", "precision", "f1"), [(None, 0.71, 0.7), (30, 0.45, 0.58)])
def test_wordings_of_a_public_set_are_joined_as_surely_as_before(bank: int | None, precision: float, f1: float) -> None:
    one = load("ncp_sim")
    if one is None:
        pytest.skip("the public question sets are not on this machine")
    made = sample(one, bank=bank)
    found = marked(ours(made), made.groups)
    assert found.precision > precision
    assert found.f1 > f1
