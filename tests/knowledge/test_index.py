import pytest

from knowledge.entries import Entry
from knowledge.index import Index
from knowledge.tokenizer import Tokenizer
from tests.knowledge.bank import BANK, lexicon


@pytest.fixture(scope="module")
def index() -> Index:
    texts = [text for one in BANK for text in (one.question, *one.similar, one.answer)]
    return Index(BANK, Tokenizer(lexicon(), texts=texts, names={one.unit for one in BANK}))


def found(index: Index, text: str) -> list[str]:
    return [index.entries[hit.phrasing.entry].id for hit in index.search(index.phrase(text))]


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("社会保障卡补领", "card-lost"),
        ("社保卡丢了", "card-lost"),
        ("外地住院", "remote"),
        ("80周岁", "elderly"),
        ("生育金", "maternity"),
    ],
)
def test_the_nearest_phrasing_comes_first(index: Index, question: str, entry: str) -> None:
    assert found(index, question)[0] == entry


def test_an_entry_is_found_by_a_related_word(index: Index) -> None:
    assert "card-lost" in found(index, "挂失")


def test_what_shares_nothing_finds_nothing(index: Index) -> None:
    assert found(index, "xyz") == []


def test_scores_fall_and_the_limit_is_kept(index: Index) -> None:
    hits = index.search(index.phrase("怎么申领社会保障卡"), limit=3)
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_rare_words_tell_more_and_unknown_words_most(index: Index) -> None:
    assert index.rarity("高龄津贴") < index.rarity("生育津贴") < index.rarity("没有这个词") == index.unseen


def test_the_vocabulary_holds_words_and_their_variants(index: Index) -> None:
    vocabulary = index.vocabulary()
    assert vocabulary["社会保障卡"] == vocabulary["社保卡"] == "社会保障卡"
    assert "个税" not in vocabulary


def test_an_empty_bank_can_be_asked() -> None:
    empty = Index((), Tokenizer(lexicon()))
    assert empty.search(empty.phrase("社保卡")) == ()


def test_an_entry_whose_words_all_say_nothing_is_held_too() -> None:
    only = (Entry(id="x", question="怎么了", answer="的"),)
    index = Index(only, Tokenizer(lexicon(), texts=["怎么了"]))
    assert [hit.phrasing.entry for hit in index.search(index.phrase("怎么了"))] == [0]
