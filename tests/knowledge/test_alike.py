"""Which questions nearly say the same, and that blocking loses none of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from knowledge.alike import NEARLY_SAME, pairs, reduced


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("居住证到期以后怎么续办理", "居住证到期以后怎么续办", True),
        ("身份证丢了怎么补", "身份证丢了咋补", True),
        ("怎么补办身份证", "身份证咋补办", True),
        ("在哪里能办居住证", "居住证在哪能办", True),
        ("身份证丢了怎么补", "居住证丢了怎么补", False),
        ("80岁老人每月补贴多少", "90岁老人每月补贴多少", False),
        ("问", "答", False),
    ],
)
def test_wordings_that_say_the_same_are_a_pair(one: str, other: str, *, alike: bool) -> None:
    assert list(pairs([one, other])) == [(0, 1)] * alike


def test_a_text_of_filler_alone_is_like_nothing() -> None:
    assert reduced("吗呢") == ""
    assert list(pairs(["吗呢", "了呀"])) == []


@given(st.lists(st.text("证件怎么补办丢了", min_size=1, max_size=24), unique=True, max_size=12))
def test_no_near_pair_escapes_the_blocking(texts: list[str]) -> None:
    found = set(pairs(texts))
    for later, text in enumerate(texts):
        for earlier in range(later):
            if fuzz.ratio(text, texts[earlier]) >= NEARLY_SAME:
                assert (earlier, later) in found
