"""How the pages write sizes, rungs and audit lines."""

from __future__ import annotations

import pytest

from bot.texts.common import rung
from bot.web.words import action, detail, size


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 字节"), (1023, "1023 字节"), (1024, "1 KB"), (35 * 1024, "35 KB"), (3 * 1024 * 1024 // 2, "1.5 MB")],
)
def test_a_size_is_written_as_people_say_it(count: int, words: str) -> None:
    assert size(count) == words


@pytest.mark.parametrize(
    ("value", "words"), [("7", "提前7天"), ("0", "当天"), ("-3", "超期后第3个工作日"), ("round", "例行")]
)
def test_a_rung_is_written_in_words(value: str, words: str) -> None:
    assert rung(value) == words


def test_an_audit_line_is_written_in_words_and_an_unknown_word_stays() -> None:
    assert (action("confirmation.passed"), action("new.thing")) == ("审核通过", "new.thing")
    assert detail({"unit": "区司法局", "colour": "red"}) == "单位：区司法局；colour：red"
