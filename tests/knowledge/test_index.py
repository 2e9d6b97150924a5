import numpy as np
import pytest

from knowledge.answers import index_of
from knowledge.entries import Entry
from knowledge.index import LOOKED_AT_WHOLE, Index
from knowledge.lexicon import lexicon_from
from knowledge.phrasings import BODY_CHARACTERS, phrase
from knowledge.postings import code_of
from knowledge.tokenizer import Tokenizer
from tests.knowledge.bank import BANK, entry, lexicon, meanings


@pytest.fixture(scope="module")
def index() -> Index:
    texts = [text for one in BANK for text in (one.question, *one.similar, one.answer)]
    return Index(BANK, Tokenizer(lexicon(), texts=texts, names={one.unit for one in BANK}))


def plain_index(*bank: Entry) -> Index:
    """An index that knows no word lists."""
    return index_of(bank, lexicon_from()[0])


def hits(index: Index, text: str, limit: int = 50) -> list[tuple[str, float]]:
    return [
        (hits.part.entries[entry].id, score)
        for hits in index.search(phrase(text, index.tokenizer), limit=limit)
        for entry, score in zip(hits.part.entry_of[hits.phrasings].tolist(), hits.scores.tolist(), strict=True)
    ]


def found(index: Index, text: str) -> list[str]:
    return [entry for entry, _ in sorted(hits(index, text), key=lambda hit: -hit[1])]


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


def test_a_very_large_bank_is_searched_by_words_alone() -> None:
    rows = (entry("rows", "第0号", *(f"第{number}号" for number in range(1, LOOKED_AT_WHOLE + 1))), BANK[0])
    large = Index(rows, Tokenizer(lexicon()))
    assert found(large, BANK[0].question)[0] == BANK[0].id
    assert found(large, "卡片遗失") == found(large, "卡片遗失xyz")
    assert all(score > 0 for _, score in hits(large, "卡片遗失"))


def test_what_shares_nothing_finds_nothing() -> None:
    assert found(plain_index(*BANK), "xyz") == []


def test_what_shares_nothing_but_a_likeness_has_no_score(index: Index) -> None:
    assert {score for _, score in hits(index, "xyz")} <= {0.0}


def test_what_shares_no_character_is_found_by_its_meaning() -> None:
    alike = index_of((entry("a", "养老金", answer="。"),), lexicon_from(meanings=meanings())[0])
    assert hits(alike, "退休工资") == [("a", 0.0)]


def test_scores_fall_and_the_limit_is_kept() -> None:
    three = hits(plain_index(*BANK), "怎么申领社会保障卡", limit=3)
    assert len(three) == 3
    assert [score for _, score in three] == sorted((score for _, score in three), reverse=True)


def test_scores_fall_where_meanings_find_some_too(index: Index) -> None:
    scores = [score for _, score in hits(index, "怎么申领社会保障卡", limit=3)]
    assert len(scores) > 3
    assert scores == sorted(scores, reverse=True)


def test_rare_words_tell_more_and_unknown_words_most() -> None:
    words = plain_index(entry("a", "高龄 养老"), entry("b", "高龄 住房"))._parts[0].said.vocabulary(0)  # noqa: SLF001 - what it is made of
    asked = np.array([code_of(word) for word in ("高龄", "住房", "没有")], dtype=np.int64)
    (common, rare, unknown), known = words.rarities(asked)
    assert common < rare
    assert known.tolist() == [True, True, False]
    assert unknown == pytest.approx(words.unseen)


def test_more_phrasings_do_not_make_an_entrys_own_words_common() -> None:
    few = plain_index(entry("a", "高龄津贴"), entry("b", "住房补贴"))
    many = plain_index(entry("a", "高龄津贴", "高龄津贴多少", "高龄津贴谁发"), entry("b", "住房补贴"))
    assert found(many, "高龄津贴")[0] == "a"
    asked = np.array([code_of("高龄"), code_of("住房")], dtype=np.int64)
    for one in (few, many):
        rarities, _ = one._parts[0].said.vocabulary(1).rarities(asked)  # noqa: SLF001 - as above
        assert rarities[0] == rarities[1]


def test_an_entry_is_found_by_the_beginning_of_its_answer_only() -> None:
    long = entry("long", "甲事怎么办", answer="图书馆" + "某" * BODY_CHARACTERS + "体育场")
    assert found(plain_index(long), "图书馆") == ["long"]
    assert found(plain_index(long), "体育场") == []


def test_questions_that_an_entry_must_not_answer_are_found_and_marked() -> None:
    only = Entry(id="a", question="居住证办理", answer="", negative=("居住证丢了",))
    (hits,) = plain_index(only).search(phrase("居住证丢了", plain_index(only).tokenizer))
    assert hits.part.barring[hits.phrasings].tolist() == [True, False]


@pytest.mark.parametrize(
    ("names", "articles"),
    [(("《甲法》第一条", "《甲法》第二条", "怎么办"), True), (("《甲法》第一条", "怎么办"), False), ((), False)],
)
def test_a_bank_of_laws_holds_mostly_articles(names: tuple[str, ...], articles: bool) -> None:
    assert plain_index(*(entry(name, name) for name in names)).articles is articles


def test_an_edited_index_holds_the_bank_as_it_stands_now(index: Index) -> None:
    fresh = entry("fresh", "图书馆周末开门吗？")
    edited = index.edited({"fresh": fresh, "card-lost": None})
    assert edited is not None
    assert {one.id for one in edited.entries} == {one.id for one in BANK} - {"card-lost"} | {"fresh"}
    assert len(edited) == len(edited.entries)
    assert found(edited, "图书馆周末开门吗")[0] == "fresh"
    assert "card-lost" not in found(edited, "社会保障卡遗失后怎么补领")
    assert index.entries == BANK
    assert len(index) == len(BANK)


def test_an_edited_word_tells_as_much_as_it_would_in_the_whole_bank(index: Index) -> None:
    edited = index.edited({"fresh": entry("fresh", "社会保障卡")})
    assert edited is not None
    whole, small = (one.asked.said for one in edited.search(phrase("社会保障卡补领", index.tokenizer)))
    assert small.totals[1:] == pytest.approx(whole.totals[1:])


def test_the_vocabulary_holds_words_and_their_variants(index: Index) -> None:
    vocabulary = index.vocabulary()
    assert vocabulary["社会保障卡"] == vocabulary["社保卡"] == "社会保障卡"
    assert "个税" not in vocabulary


def test_an_empty_bank_can_be_asked() -> None:
    empty = Index((), Tokenizer(lexicon()))
    assert empty.search(phrase("社保卡", empty.tokenizer)) == ()


def test_an_entry_whose_words_all_say_nothing_is_held_too() -> None:
    only = (Entry(id="x", question="怎么了", answer="的"),)
    assert found(Index(only, Tokenizer(lexicon(), texts=["怎么了"])), "怎么了") == ["x"]
