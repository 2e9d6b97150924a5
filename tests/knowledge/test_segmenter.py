import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.segmenter import Segmenter, dictionary
from tests.benchmarks.plainly import jieba

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


@given(
    st.dictionaries(st.text(alphabet="社会保险a1", min_size=1, max_size=4), st.integers(1, 500), max_size=12),
    st.text(alphabet="社会保险费aBc12.+%ⅱ，\n ", max_size=12),
)
def test_text_is_cut_as_jieba_cuts_it(counts: dict[str, int], text: str) -> None:
    theirs = jieba.Tokenizer()
    theirs.FREQ = {word[:end]: 0 for word in counts for end in range(1, len(word))} | counts
    theirs.total, theirs.initialized = 1000, True
    assert list(Segmenter(counts, total=1000).cut(text)) == list(theirs.cut(text, HMM=False))


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


def test_the_dictionary_holds_a_word_a_count_and_a_kind_a_line() -> None:
    lines = dictionary().splitlines()
    assert len(lines) > 300_000
    assert all(len(line.split(" ")) == 3 and line.split(" ")[1].isdigit() for line in lines[::500])
