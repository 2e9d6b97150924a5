from itertools import count

import pytest

from knowledge.answers import Answer, Candidate, Decision
from knowledge.entries import Entry
from knowledge.evaluation import bank_from_jsonl, evaluate, percentile, queries_from_jsonl, report

BANK = {key: Entry(id=key, question=key, answer="答") for key in "abcd"}


def ask(text: str) -> Answer:
    """Ranks the entries in the order in which the question names them."""
    candidates = tuple(Candidate(entry=BANK[key], confidence=0.9) for key in text)
    decision = (Decision.NONE, Decision.ANSWER, Decision.SUGGEST, Decision.SUGGEST)[len(text)]
    return Answer(question=text, decision=decision, confidence=0.9 if text else 0.0, candidates=candidates)


def test_a_run_is_measured() -> None:
    queries = queries_from_jsonl(
        '\ufeff{"query": "a", "gold": ["a"]}\n{"query": "ab", "gold": ["b", "x"]}\n\n'
        '{"query": "abc", "gold": ["d"]}\n{"query": "", "gold": [1]}\n'
    )
    ticks = count()
    outcomes = evaluate(
        ask, queries, abstain=queries_from_jsonl('{"query": "a", "not": ["b"]}'), timer=lambda: next(ticks)
    )
    assert report(outcomes) == {
        "queries": 4,
        "recall_at_1": 0.25,
        "recall_at_3": 0.5,
        "mrr_at_10": 0.375,
        "decisions": {"answer": 1, "suggest": 2, "none": 1},
        "abstain": {"queries": 1, "decisions": {"answer": 1, "suggest": 0, "none": 0}},
    }
    assert [outcome.took for outcome in outcomes] == [1] * 5
    assert outcomes[1].to_dict() == {
        "query": "ab",
        "ids": ["a", "b"],
        "confidence": 0.9,
        "decision": "suggest",
        "abstain": False,
    }
    assert outcomes[-1].abstain


def test_no_questions_are_no_figures() -> None:
    assert report(evaluate(ask, (), timer=lambda: 0.0)) == {
        "queries": 0,
        "recall_at_1": 0.0,
        "recall_at_3": 0.0,
        "mrr_at_10": 0.0,
        "decisions": {"answer": 0, "suggest": 0, "none": 0},
    }


@pytest.mark.parametrize(
    ("values", "share", "value"),
    [
        ([], 0.5, 0.0),
        ([3.0], 0.99, 3.0),
        ([4.0, 1.0, 3.0, 2.0], 0.5, 3.0),
        (range(100), 0.99, 99),
        ([1.0, 2.0], 1.0, 2.0),
    ],
)
def test_a_percentile_is_one_of_the_values(values: list[float], share: float, value: float) -> None:
    assert percentile(values, share) == value


def test_an_evaluation_bank_needs_no_answers() -> None:
    bank = bank_from_jsonl(
        '{"id": 1, "question": "甲"}\n{"id": "b", "question": "乙", "answer": "答", "similar": ["丙"]}'
    )
    assert bank == (
        Entry(id="1", question="甲", answer=""),
        Entry(id="b", question="乙", answer="答", similar=("丙",)),
    )
