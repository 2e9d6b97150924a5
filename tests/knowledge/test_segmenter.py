"""Text is cut into the likeliest row of words, the same as jieba cuts it without guessing."""

from __future__ import annotations

import warnings

import pytest

from knowledge.segmenter import Segmenter
from knowledge.text import normal
from tests.knowledge.bank import BANK

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its source warns when compiled, and so may what it imports
    import jieba

COUNTS = {"社保": 50, "社保卡": 40, "保卡": 1, "补办": 30, "办": 90, "卡": 60}
TEXTS = (
    "",
    "社保卡怎么补办",
    "办ok卡5级",
    "交3.5%的税，c++χ你好 吗\n\nabc好",
    *(text for one in BANK for text in (one.question, one.answer, normal(one.question))),
)


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_cut_as_jieba_cuts_it(text: str) -> None:
    jieba.setLogLevel(60)
    jieba.initialize()
    known = {word: count for word, count in jieba.dt.FREQ.items() if count}
    assert list(Segmenter(known, total=jieba.dt.total).cut(text)) == list(jieba.cut(text, HMM=False))


def test_a_word_that_is_learnt_is_cut_whole_and_only_by_who_learnt_it() -> None:
    before = Segmenter(COUNTS, total=1000)
    after = before.learning({"补办卡": 500, "社保": 1})
    assert list(before.cut("社保补办卡")) == ["社保", "补办", "卡"]
    assert list(after.cut("社保补办卡")) == ["社保", "补办卡"]
