"""The plain engines do what their names say; the big runs are marked `benchmark`."""

from __future__ import annotations

import pytest

from knowledge.entries import Entry
from tests.benchmarks.baselines import ENGINES, Baseline
from tests.benchmarks.quality import auroc, shuffled, within_reach

BANK = tuple(
    Entry(id=text, question=text, answer="")
    for text in ("怎么办理身份证？", "生育津贴给多少", "公租房谁能申请", "护照怎么补办")
)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("question", "first"), [("身份证怎么办理", 0), ("公租房，谁能申请？", 2), ("补办护照", 3)])
def test_the_text_that_shares_most_stands_first(engine: str, question: str, first: int) -> None:
    assert Baseline(engine, BANK).ask(question).candidates[0].entry == BANK[first]


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_shared_is_nothing_found(engine: str) -> None:
    answer = Baseline(engine, BANK).ask("xyz")
    assert (answer.candidates, answer.confidence) == ((), 0.0)


@pytest.mark.parametrize(
    ("known", "unknown", "area"),
    [
        ([3, 4], [1, 2], 1.0),
        ([1, 2], [3, 4], 0.0),
        ([1, 1], [1, 1], 0.5),
        ([0, 2], [1, 2], 0.375),
        ([2, 2, 3], [2], 2 / 3),
    ],
)
def test_the_area_is_the_chance_that_the_known_lies_above_the_unknown(
    known: list[float], unknown: list[float], area: float
) -> None:
    assert auroc(known, unknown) == pytest.approx(area)


@pytest.mark.parametrize(
    ("known", "unknown", "share"),
    [
        ([(0.9, True), (0.8, True)], [], 1.0),
        ([(0.9, True), (0.8, False)], [], 0.5),
        ([(0.9, True), (0.8, True)], [0.85], 0.5),
        ([(0.9, True), (0.8, True)], [0.9], 0.0),
        ([(0.9, False)], [], 0.0),
    ],
)
def test_a_threshold_reaches_as_far_as_it_is_right(
    known: list[tuple[float, bool]], unknown: list[float], share: float
) -> None:
    assert within_reach(known, unknown) == share


def test_the_bank_s_own_order_helps_nobody() -> None:
    assert shuffled(BANK) == shuffled(BANK[::-1])
    assert set(shuffled(BANK)) == set(BANK)
