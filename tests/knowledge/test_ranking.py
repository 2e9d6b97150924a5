import json
import os
from pathlib import Path

import pytest

from knowledge.entries import Entry
from knowledge.evaluation import bank_from_jsonl, queries_from_jsonl
from knowledge.index import Index
from knowledge.ranking import compare, confidence_of, rank
from knowledge.tokenizer import Tokenizer
from tests.knowledge.bank import BANK, TODAY, lexicon

EVAL = Path(os.environ.get("WENBAN_EVAL", Path(__file__).parents[3] / "shared" / "eval"))


def index_of(entries: tuple[Entry, ...]) -> Index:
    texts = [text for one in entries for text in (one.question, *one.similar, one.answer)]
    return Index(entries, Tokenizer(lexicon(), texts=texts))


@pytest.fixture(scope="module")
def index() -> Index:
    return index_of(BANK)


def best(index: Index, question: str) -> tuple[str, float]:
    first = rank(index, question)[0]
    return index.entries[first.entry].id, first.confidence


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("社保卡丢了咋补", "card-lost"),
        ("第一次办社保卡", "card-first"),
        ("生育津贴如何申领", "maternity"),
        ("高龄补贴一个月多少钱", "elderly-cost"),
        ("多大年纪能领高龄补贴，有什么条件", "elderly"),
        ("公积金提取要带啥", "house"),
        ("在外地看病怎么备案", "remote"),
    ],
)
def test_the_entry_that_is_meant_comes_first(index: Index, question: str, entry: str) -> None:
    assert best(index, question)[0] == entry


def test_the_same_question_is_all_but_certain(index: Index) -> None:
    assert best(index, "请问生育津贴咋领取")[1] > 0.95


def test_an_entry_appears_once_by_its_nearest_phrasing(index: Index) -> None:
    ranked = rank(index, "社保卡不见了到哪里补")
    assert len({one.entry for one in ranked}) == len(ranked)
    assert ranked[0].confidence > 0.95


def test_confidence_falls_and_stays_between_0_and_1(index: Index) -> None:
    values = [one.confidence for one in rank(index, "高龄津贴")]
    assert values == sorted(values, reverse=True)
    assert all(0 < value < 1 for value in values)


def test_what_is_not_allowed_is_not_ranked(index: Index) -> None:
    ranked = rank(index, "疫情期间进出小区要登记吗", allowed=lambda one: one.in_force(TODAY))
    assert "old" not in {index.entries[one.entry].id for one in ranked}
    assert best(index, "疫情期间进出小区要登记吗")[0] == "old"


def test_nothing_shared_is_nothing_ranked(index: Index) -> None:
    assert rank(index, "xyz") == ()


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        ("高龄津贴每月发放多少钱", "高龄津贴在哪里申请"),
        ("满80岁高龄津贴", "满90岁高龄津贴"),
        ("能报销吗", "不能报销吗"),
    ],
)
def test_kind_number_and_denial_weigh(index: Index, nearer: str, farther: str) -> None:
    held = index.phrase(nearer)
    same = compare(index, index.phrase(nearer), index.phrase(nearer, 0), relative=1.0)
    other = compare(index, index.phrase(farther), held if held.entry >= 0 else index.phrase(nearer, 0), relative=1.0)
    assert confidence_of(same) > confidence_of(other)
    assert other.kind_other + other.number_other + other.negation_other >= 1


@pytest.mark.parametrize(
    ("name", "least"),
    [("shenzhen_gov", 0.58), ("ncp_sim", 0.68)],
)
def test_public_question_sets_are_ranked_better_than_by_plain_search(name: str, least: float) -> None:
    folder = EVAL / name
    if not folder.exists():
        pytest.skip("the public question sets are not on this machine")
    index = index_of(bank_from_jsonl((folder / "bank.jsonl").read_text(encoding="utf-8")))
    queries = queries_from_jsonl((folder / "queries.jsonl").read_text(encoding="utf-8"))[:900]
    firsts = [(query, rank(index, query.text, limit=1)) for query in queries]
    right = sum(bool(found and index.entries[found[0].entry].id in query.gold) for query, found in firsts)
    assert right / len(queries) > least


def test_chit_chat_is_not_taken_for_a_question() -> None:
    path = EVAL / "chitchat" / "queries.jsonl"
    if not path.exists():
        pytest.skip("the public question sets are not on this machine")
    index = index_of(bank_from_jsonl((EVAL / "shenzhen_gov" / "bank.jsonl").read_text(encoding="utf-8")))
    said = [json.loads(line)["query"] for line in path.read_text(encoding="utf-8").splitlines()]
    sure = [text for text in said if (found := rank(index, text, limit=1)) and found[0].confidence >= 0.6]
    assert len(sure) / len(said) < 0.01
