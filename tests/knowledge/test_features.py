from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from knowledge.answers import index_of
from knowledge.features import FEATURES, features_of
from knowledge.lexicon import lexicon_from
from knowledge.phrasings import phrase
from tests.knowledge.bank import BANK, entry, lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.entries import Entry
    from knowledge.index import Index

SIGNED = frozenset({"meaning", "body_meaning"})
"""Wordings may be as far from each other as opposites; kept in bytes, they may be a little more alike than the same."""
BYTES = 0.05
BY_TELLING = frozenset({"words_lacking", "words_besides", "letters_lacking", "letters_besides"})
"""What tells much in the language at large may tell more than what the bank does not know."""
CLOSE = 1e-3
QUESTIONS = (
    *(text for one in BANK for text in (one.question, *one.similar)),
    "社保卡不见了，去哪里补办要多少钱",
    "满80岁每月有什么补贴",
    "不能报销吗",
    "卡",
    "天上有几颗星星",
    "xyz",
)


@pytest.fixture(scope="module")
def index() -> Index:
    return index_of(BANK, lexicon())


def plain_index(*bank: Entry) -> Index:
    """An index without word lists."""
    return index_of(bank, lexicon_from()[0])


def compared(index: Index, question: str) -> dict[str, Mapping[str, float]]:
    """The features of each phrasing found, by its text."""
    asked = phrase(question, index.tokenizer)
    found = index.search(asked)
    texts = [hits.part.canonical[place] for hits in found for place in hits.phrasings.tolist()]
    rows = features_of(asked, found).tolist()
    return {text: dict(zip(FEATURES, row, strict=True)) for text, row in zip(texts, rows, strict=True)}


@pytest.mark.parametrize("question", QUESTIONS)
def test_features_keep_between_0_and_1(index: Index, question: str) -> None:
    for features in compared(index, question).values():
        for name, value in features.items():
            least, most = (-1 - BYTES, 1 + BYTES) if name in SIGNED else (0, 2 if name in BY_TELLING else 1)
            assert least <= value <= most + CLOSE, name


@pytest.mark.parametrize("question", [one.question for one in BANK])
def test_the_same_text_shares_all_and_lacks_nothing(index: Index, question: str) -> None:
    found = compared(index, question)
    features = found[phrase(question, index.tokenizer).canonical]
    for unit in ("words", "pairs", "letters"):
        assert [features[f"{unit}_{way}"] for way in ("said", "held", "known")] == pytest.approx([1, 1, 1], abs=CLOSE)
        assert (features[f"{unit}_lacking"], features[f"{unit}_besides"]) == (0, 0)
    whole = ("ratio", "partial", "order", "beginning", "end", "length", "search")
    assert [features[name] for name in whole] == pytest.approx([1] * len(whole), abs=CLOSE)
    assert features["meaning"] == max(one["meaning"] for one in found.values())
    assert [features[name] for name in ("kind_other", "number_other", "negation_other")] == [0, 0, 0]


def test_what_a_phrasing_lacks_and_holds_besides_is_told_by_its_rarest() -> None:
    held = plain_index(entry("a", "护照 补领"), entry("b", "护照 换发"), entry("c", "居住证"))
    found = compared(held, "护照 换发")
    same, other = found["护照换发"], found["护照补领"]
    assert (same["words_lacking"], same["words_besides"]) == (0, 0)
    assert 0 < other["words_lacking"] <= 2
    assert 0 < other["words_besides"] <= 2
    assert 0 < other["words_said"] < same["words_said"]
    assert other["pairs_lacking"] > 0
    assert other["letters_besides"] > 0


def test_what_nobody_knows_counts_as_said_and_not_as_known() -> None:
    found = compared(plain_index(entry("a", "护照 换发"), entry("b", "居住证")), "护照 换发 xyz")["护照换发"]
    assert found["words_known"] == pytest.approx(1, abs=CLOSE)
    assert found["words_said"] < 1


def test_what_may_be_meant_is_told_apart_from_what_is_said() -> None:
    words, _ = lexicon_from(synonyms={"": "下岗 > 失业金"}, dictionary="下岗\n失业金")
    index = index_of((entry("a", "失业金"), entry("b", "居住证")), words)
    found = compared(index, "下岗")["失业金"]
    assert found["words_said"] == 0
    assert found["related_held"] == pytest.approx(0.5, abs=CLOSE)
    assert 0 < found["related_said"] <= 1


def test_the_answer_tells_too() -> None:
    bank = (entry("a", "甲事", answer="图书馆周末照常开放"), entry("b", "乙事", answer="体育场"))
    found = compared(plain_index(*bank), "图书馆开放")
    assert found["甲事"]["words_said"] == 0
    for name in ("body_words_said", "body_pairs_said", "body_letters_said"):
        assert 0 < found["甲事"][name] <= 1 + CLOSE
    assert found["甲事"]["body_words"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("held", "asked", "named"),
    [
        ("满80岁高龄津贴", "满90岁高龄津贴", {"number_other"}),
        ("满80岁高龄津贴", "高龄津贴", set()),
        ("能报销吗", "不能报销吗", {"negation_other"}),
        ("津贴每月发放多少钱", "津贴在哪里申请", {"kind_other"}),
    ],
)
def test_other_numbers_kinds_and_denials_are_named(held: str, asked: str, named: set[str]) -> None:
    (features,) = compared(index_of((entry("a", held),), lexicon()), asked).values()
    assert {name for name in ("number_other", "negation_other", "kind_other") if features[name]} == named


def test_the_weight_of_an_article_stands_in_its_row() -> None:
    titles = ("《护照法》第三条", "《刑法》第三条", "《护照条例》第三条", "护照怎么办")
    index = plain_index(*(entry(title, title, answer="护照") for title in titles))
    told = [tuple(row[name] for name in ("law", "code", "rules")) for row in compared(index, "护照刑法条例").values()]
    assert sorted(told) == [(0, 0, 0), (0, 0, 1), (1, 0, 0), (1, 1, 0)]


def test_entries_of_an_edited_bank_are_compared_side_by_side(index: Index) -> None:
    edited = index.edited({"fresh": entry("fresh", "图书馆周末开门吗？")})
    assert edited is not None
    found = compared(edited, "图书馆周末开门吗")
    best = max(found, key=lambda text: found[text]["search"])
    assert "图书馆" in best
    assert found[best]["search"] == 1
