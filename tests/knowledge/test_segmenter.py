import logging
import pickle
from importlib.util import find_spec, module_from_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.segmenter import Segmenter, dictionary

COUNTS = {"社会": 50, "保险": 50, "社会保险": 40, "费": 20, "险": 5}


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter(COUNTS, total=1000)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("社会保险费", ["社会保险", "费"]),
        ("社会保", ["社会", "保"]),
        ("买保险", ["买", "保险"]),
        ("Windows11", ["Windows11"]),
        ("", []),
    ],
)
def test_text_is_cut_into_the_likeliest_known_words(segmenter: Segmenter, text: str, words: list[str]) -> None:
    assert list(segmenter.cut(text)) == words


@given(st.text(alphabet="社会保险费的买ab12 ，\n", max_size=20))
def test_the_words_together_are_the_text(text: str) -> None:
    assert "".join(Segmenter(COUNTS, total=1000).cut(text)) == text


def test_further_words_are_learnt_by_another_segmenter(segmenter: Segmenter) -> None:
    learnt = segmenter.learning({"社会保险费": 60, "社会": 1})
    assert list(learnt.cut("社会保险费")) == ["社会保险费"]
    assert list(learnt.cut("社会")) == ["社会"]
    assert list(segmenter.cut("社会保险费")) == ["社会保险", "费"]


def test_of_a_known_word_the_greater_count_holds() -> None:
    rare = Segmenter({"社会": 1, "会保": 400, "社": 400, "保": 1}, total=1000)
    common = rare.learning({"社会": 900, "保": 900})
    assert list(rare.cut("社会保")) == ["社", "会保"]
    assert list(common.cut("社会保")) == ["社会", "保"]
    assert list(common.learning({"社会": 1}).cut("社会保")) == ["社会", "保"]


def test_a_segmenter_is_kept_without_jiebas_object(segmenter: Segmenter) -> None:
    list(segmenter.cut("社会"))
    kept = pickle.loads(pickle.dumps(segmenter))  # noqa: S301 - our own
    assert list(kept.cut("社会保险费")) == ["社会保险", "费"]


def test_the_dictionary_holds_a_word_a_count_and_a_kind_a_line() -> None:
    lines = dictionary().splitlines()
    assert len(lines) > 300_000
    assert all(len(line.split(" ")) == 3 and line.split(" ")[1].isdigit() for line in lines[::500])


def test_jieba_says_nothing_when_it_is_first_asked() -> None:
    spec = find_spec("knowledge.segmenter")
    assert spec is not None
    assert spec.loader is not None
    fresh = module_from_spec(spec)
    spec.loader.exec_module(fresh)
    assert "社会 " in fresh.dictionary()
    assert logging.getLogger("jieba").handlers == []
