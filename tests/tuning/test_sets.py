"""Sets lose whole entries, and never a question."""

from __future__ import annotations

import pytest

from knowledge.entries import Entry
from knowledge.evaluation import Query
from tests.tuning import sets

SAMPLE = sets.EvalSet(
    name="made up",
    bank=tuple(Entry(id=f"e{number}", question=f"问{number}", answer="") for number in range(50)),
    queries=tuple(
        Query(text=f"{number}", gold=frozenset({f"e{number}", f"e{number + number % 2}"})) for number in range(49)
    ),
)


@pytest.mark.parametrize(("fraction", "left"), [(0.2, 40), (0.0, 50), (1.0, 0)])
def test_a_share_of_the_entries_is_left_out_and_every_question_stays(fraction: float, left: int) -> None:
    bank, answerable, unanswerable = SAMPLE.left_out(fraction)
    ids = {entry.id for entry in bank}
    assert len(bank) == left
    assert {*answerable, *unanswerable} == {*SAMPLE.queries}
    assert all(query.gold & ids for query in answerable)
    assert not any(query.gold & ids for query in unanswerable)


def test_another_seed_leaves_out_other_entries() -> None:
    assert SAMPLE.left_out(seed=1) == SAMPLE.left_out(seed=1)
    assert SAMPLE.left_out(seed=1).bank != SAMPLE.left_out(seed=2).bank


def test_a_set_that_is_not_there_is_none() -> None:
    assert sets.load("no such set") is None


@pytest.mark.skipif(not sets.FOLDER.is_dir(), reason="../shared/eval with the public question sets is not there")
@pytest.mark.parametrize(
    ("name", "bank", "queries", "hard", "near"),
    [("shenzhen_gov", 328, 874, 0, 0), ("ncp_sim", 5711, 4056, 169, 1690), ("lcqmc", 21821, 9844, 252, 4140)],
)
def test_the_public_sets_are_read_whole(name: str, bank: int, queries: int, hard: int, near: int) -> None:
    sample = sets.load(name)
    assert sample is not None
    assert (len(sample.bank), len(sample.queries), len(sample.hard), len(sample.near)) == (bank, queries, hard, near)
    ids = {entry.id for entry in sample.bank}
    assert all(query.gold <= ids for query in sample.queries)
    assert all(one.not_ids <= ids for one in (*sample.hard, *sample.near))


@pytest.mark.skipif(not sets.FOLDER.is_dir(), reason="../shared/eval with the public question sets is not there")
def test_small_talk_and_pairs_are_read_whole() -> None:
    assert (len(sets.chitchat()), len(sets.pairs())) == (648, 9646)
    assert 0 < sum(pair.same for pair in sets.pairs()) < 9646
