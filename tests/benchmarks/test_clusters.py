"""The measure of joined questions counts pairs; ours is right on wordings of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from knowledge.evaluation import Query
from tests.benchmarks.clusters import Joined, Sample, by_bigrams, by_meaning, joined, marked, ours, sample
from tests.knowledge.bank import BANK, entry
from tests.tuning.sets import EvalSet, Near

if TYPE_CHECKING:
    from collections.abc import Sequence

MADE = Sample(
    texts=("狗证怎么办理", "养老院收费标准", "怎么办理狗证", "养老院的收费标准"), groups=("a", "b", "a", "b"), bank=BANK
)


@pytest.mark.parametrize(
    ("placed", "found"),
    [
        ((0, 1, 0, 1), Joined(precision=1, recall=1)),
        ((0, 0, 0, 0), Joined(precision=2 / 6, recall=1)),
        ((0, 1, 2, 3), Joined(precision=1, recall=0)),
        ((0, 0, 1, 1), Joined(precision=0, recall=0)),
    ],
)
def test_pairs_are_counted(placed: Sequence[int], found: Joined) -> None:
    assert marked(placed, MADE.groups) == found
    assert found.f1 == pytest.approx(2 * found.precision * found.recall / ((found.precision + found.recall) or 1))


def test_like_wordings_are_joined_by_every_way() -> None:
    assert ours(MADE) == [0, 1, 0, 1]
    assert joined(by_bigrams(MADE), 0.5) == [0, 1, 0, 1]
    assert joined(by_meaning(MADE), 0.8) == [0, 1, 0, 1]


def test_a_sample_leaves_its_groups_out_of_the_bank() -> None:
    bank = (entry("E1", "一"), entry("E2", "二"))
    queries = (Query(text="壹", gold=frozenset({"E1"})), Query(text="多", gold=frozenset({"E1", "E2"})))
    near = (Near(text="一点", not_ids=frozenset({"E1"})), Near(text="二点", not_ids=frozenset({"E2"})))
    made = sample(EvalSet(name="own", bank=bank, queries=queries, near=near))
    assert dict(zip(made.texts, made.groups, strict=True)) == {"一": "E1", "壹": "E1", "一点": "beside:一点"}
    assert made.bank == bank[1:]
