import json
import os
from pathlib import Path

import numpy as np
import pytest

from knowledge import answers
from knowledge.answers import SUGGEST_FROM
from knowledge.entries import Entry
from knowledge.evaluation import bank_from_jsonl, queries_from_jsonl
from knowledge.features import FEATURES
from knowledge.index import Index
from knowledge.lexicon import lexicon_from
from knowledge.phrasings import phrase
from knowledge.ranking import ALONE, POOL, POOL_OF_ARTICLES, compare, leads, near, odds_of, pool_of, rank
from tests.knowledge.bank import BANK, TODAY, entry, lexicon

EVAL = Path(os.environ.get("WENBAN_EVAL", Path(__file__).parents[3] / "shared" / "eval"))
KIND, NUMBER, DENIAL = (FEATURES.index(name) for name in ("kind_other", "number_other", "negation_other"))


def index_of(entries: tuple[Entry, ...]) -> Index:
    return answers.index_of(entries, lexicon())


@pytest.fixture(scope="module")
def index() -> Index:
    return index_of(BANK)


def best(index: Index, question: str) -> tuple[str, float]:
    first = rank(index, question)[0]
    return first.entry.id, first.confidence


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
    assert len({one.entry.id for one in ranked}) == len(ranked)
    assert ranked[0].confidence > 0.95


def test_confidence_falls_and_stays_between_0_and_1(index: Index) -> None:
    values = [one.confidence for one in rank(index, "高龄津贴")]
    assert values == sorted(values, reverse=True)
    assert all(0 < value < 1 for value in values)


def test_no_more_than_asked_for_are_ranked(index: Index) -> None:
    assert len(rank(index, "高龄津贴怎么领", limit=2)) == 2


def test_what_is_not_allowed_is_not_ranked(index: Index) -> None:
    ranked = rank(index, "疫情期间进出小区要登记吗", allowed=lambda one: one.in_force(TODAY))
    assert "old" not in {one.entry.id for one in ranked}
    assert best(index, "疫情期间进出小区要登记吗")[0] == "old"


def test_nothing_shared_is_nothing_ranked(index: Index) -> None:
    assert rank(answers.index_of(BANK, lexicon_from()[0]), "xyz") == ()
    assert all(one.confidence < SUGGEST_FROM for one in rank(index, "xyz"))


@pytest.mark.parametrize(
    ("nearer", "farther", "differs"),
    [
        ("高龄津贴每月发放多少钱", "高龄津贴在哪里申请", KIND),
        ("满80岁高龄津贴", "满90岁高龄津贴", NUMBER),
        ("能报销吗", "不能报销吗", DENIAL),
    ],
)
def test_kind_number_and_denial_weigh(nearer: str, farther: str, differs: int) -> None:
    index = index_of((entry("nearer", nearer), entry("farther", farther)))
    first, second = rank(index, nearer)
    assert (first.entry.id, second.entry.id) == ("nearer", "farther")
    compared = compare(
        index, phrase(nearer, index.tokenizer), allowed=lambda _: True, weights=np.ones(len(FEATURES), dtype=np.float32)
    )
    told = {one.id: row[differs] for one, row in zip(compared.entries, compared.features, strict=True)}
    assert told == {"nearer": 0, "farther": 1}


def test_a_question_that_an_entry_must_not_answer_bars_it() -> None:
    lost = Entry(id="card", question="居住证怎么办理", answer="到派出所。", negative=("居住证丢了怎么办",))
    other = entry("other", "居住证丢失后补办的手续")
    index = index_of((lost, other))
    assert [one.entry.id for one in rank(index, "居住证丢了怎么办")] == ["other"]
    assert best(index, "居住证怎么办理")[0] == "card"


def test_where_a_barred_entry_was_the_only_one_nothing_is_ranked() -> None:
    only = Entry(id="card", question="居住证怎么办理", answer="到派出所。", negative=("居住证丢了怎么办",))
    assert rank(index_of((only,)), "居住证丢了怎么办") == ()


@pytest.mark.parametrize(
    ("totals", "ahead"),
    [([], []), ([7.0], [ALONE]), ([3.0, 1.0, 0.5], [2.0, -2.0, -2.5]), ([9.0, 1.0], [ALONE, -8.0]), ([2, 2], [0, 0])],
)
def test_each_is_ahead_of_the_best_other_one(totals: list[float], ahead: list[float]) -> None:
    assert leads(np.array(totals, dtype=np.float32)).tolist() == ahead


def test_who_is_further_ahead_is_surer() -> None:
    same = np.zeros((2, len(FEATURES)), dtype=np.float32)
    close, far = (odds_of(same, np.array(totals, dtype=np.float32)) for totals in ((1.0, 0.9), (1.0, -1.0)))
    assert far[1] < close[1] < close[0] < far[0]


def test_more_articles_than_phrasings_are_compared(index: Index) -> None:
    laws = index_of(tuple(entry(f"L{number}", f"《某某法》第{number}条") for number in range(1, 4)))
    assert (pool_of(index), pool_of(laws)) == (POOL, POOL_OF_ARTICLES)


def test_a_law_is_meant_before_the_rules_made_under_it() -> None:
    text = "公民申请护照，应当提交本人的居民身份证。"
    titles = ("护照条例", "护照法")
    index = index_of(tuple(entry(title, f"《{title}》第三条", answer=text) for title in titles))
    assert [one.entry.id for one in rank(index, "申请护照提交什么")] == ["护照法", "护照条例"]


def test_entries_near_a_question_come_once_each_best_first(index: Index) -> None:
    found = near(index, "高龄津贴每月发放多少钱", allowed=lambda _, share: share >= 0.2, limit=3)
    assert [one.id for one in found][:2] == ["elderly-cost", "elderly"]
    assert len({one.id for one in found}) == len(found) <= 3
    barred = near(index, "高龄津贴每月发放多少钱", allowed=lambda one, _: one.topic != "养老", limit=3)
    assert not {"elderly", "elderly-cost"} & {one.id for one in barred}


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
    right = sum(bool(found and found[0].entry.id in query.gold) for query, found in firsts)
    assert right / len(queries) > least


def test_chit_chat_is_not_taken_for_a_question() -> None:
    path = EVAL / "chitchat" / "queries.jsonl"
    if not path.exists():
        pytest.skip("the public question sets are not on this machine")
    index = index_of(bank_from_jsonl((EVAL / "shenzhen_gov" / "bank.jsonl").read_text(encoding="utf-8")))
    said = [json.loads(line)["query"] for line in path.read_text(encoding="utf-8").splitlines()]
    sure = [text for text in said if (found := rank(index, text, limit=1)) and found[0].confidence >= 0.6]
    assert len(sure) / len(said) < 0.01
