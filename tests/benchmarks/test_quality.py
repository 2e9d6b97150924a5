"""The floors that answers must hold on the public sets; without the shared folder there is nothing to measure."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tests.benchmarks.quality import OURS, PRECISION, measure, ours, ranking, shuffled
from tests.tuning.sets import EvalSet, load

BANKS_OF_QUESTIONS = ("shenzhen_gov", "ncp_sim")
FLOORS = {
    "shenzhen_gov": (0.65, 0.82),
    "ncp_sim": (0.68, 0.0),
    "lcqmc": (0.84, 0.0),
    "stard_law": (0.38, 0.53),
}
"""Recall@1 and @3"""


def sample_of(name: str) -> EvalSet:
    sample = load(name)
    if sample is None:
        pytest.skip("../shared/eval with the public question sets is not there")
    return sample


@cache
def figures_of(sample: EvalSet) -> dict[str, Any]:
    # the peers take minutes on 58,734 articles; `make quality` shows them there too
    return measure(sample, peers=sample.name != "stard_law")


def test_citizens_words_find_their_matter() -> None:
    sample = sample_of("shenzhen_gov")
    found = ranking(OURS, ours(shuffled(sample.bank)), sample.queries)
    at_1, at_3 = FLOORS[sample.name]
    assert found.recall_at_1 >= at_1
    assert found.recall_at_3 >= at_3


@pytest.mark.benchmark
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", FLOORS)
def test_the_right_entry_is_found_and_no_plain_engine_finds_it_more_often(name: str) -> None:
    first, *peers = figures_of(sample_of(name))["ranking"]
    at_1, at_3 = FLOORS[name]
    assert first["recall_at_1"] >= at_1
    assert first["recall_at_3"] >= at_3
    assert [one["engine"] for one in peers if one["recall_at_1"] >= first["recall_at_1"]] == []


@pytest.mark.benchmark
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", BANKS_OF_QUESTIONS)
def test_confidence_tells_what_the_bank_holds_from_what_it_does_not(name: str) -> None:
    assert figures_of(sample_of(name))["honesty"]["auroc"] >= 0.80


@pytest.mark.benchmark
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", BANKS_OF_QUESTIONS)
def test_what_is_answered_is_right_and_half_of_what_can_be_is_answered(name: str) -> None:
    figures = figures_of(sample_of(name))["honesty"]
    assert figures["precision"] >= PRECISION
    assert figures["answered"] >= 0.5


@pytest.mark.benchmark
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", FLOORS)
def test_small_talk_is_hardly_ever_answered(name: str) -> None:
    assert figures_of(sample_of(name))["refusals"]["chitchat_answered"] < 0.01
