"""The fit learns what tells the right entry, on two tiny made-up sets."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.entries import Entry
from knowledge.evaluation import Query
from knowledge.features import FEATURES
from knowledge.ranking import SURENESS
from tests.tuning import fit
from tests.tuning.sets import EvalSet

NAMES = ("shenzhen_gov", "lcqmc")
"""Sets by whose names the fit knows how much they count."""
MATTERS = (
    ("公园停车场", "公园停车场几点关门", "公园停车场晚上开到几时"),
    ("公园游船", "公园游船多少钱一小时", "公园游船怎么收费"),
    ("图书馆借书证", "图书馆借书证怎么办理", "图书馆借书证到哪里办"),
    ("图书馆自习室", "图书馆自习室要预约吗", "图书馆自习室怎么预约座位"),
    ("博物馆门票", "博物馆门票多少钱", "博物馆门票要不要钱"),
    ("博物馆讲解", "博物馆讲解怎么预约", "博物馆讲解要提前预约吗"),
)


def made_up(name: str, side: int) -> EvalSet:
    half = MATTERS[side::2]
    return EvalSet(
        name=name,
        bank=tuple(Entry(id=key, question=question, answer=f"{key}按公告办。") for key, question, _ in half),
        queries=tuple(Query(text=asked, gold=frozenset({key})) for key, _, asked in half),
    )


SETS = {name: made_up(name, side) for side, name in enumerate(NAMES)}


@pytest.fixture(scope="module")
def pools() -> dict[str, list[fit.Pool]]:
    return {name: fit.pools_of(one.bank, one.queries, name) for name, one in SETS.items()}


def test_the_right_phrasing_comes_first_by_what_was_fitted(pools: dict[str, list[fit.Pool]]) -> None:
    weights = fit.fit_ranking(pools)
    assert {fit.recalls(some, weights) for some in pools.values()} == {(1.0, 1.0)}
    for some in pools.values():
        for pool in some:
            totals = pool.features @ weights
            assert totals[pool.right].min() > totals[~pool.right].max(initial=-np.inf)


def test_a_pool_of_nothing_or_of_right_ones_alone_hinders_nothing(pools: dict[str, list[fit.Pool]]) -> None:
    alone = fit.Pool(
        features=np.ones((1, len(FEATURES)), dtype=np.float32),
        entries=np.zeros(1, dtype=np.int32),
        right=np.ones(1, dtype=bool),
    )
    weights = fit.fit_ranking({name: [*some, fit.NOTHING_FOUND, alone] for name, some in pools.items()})
    assert {fit.recalls(some, weights) for some in pools.values()} == {(1.0, 1.0)}
    assert fit.recalls([fit.NOTHING_FOUND], weights) == (0.0, 0.0)


def test_confidence_parts_right_from_wrong() -> None:
    chance = np.random.default_rng(1)
    right = chance.random(200) < 0.5
    rows = chance.random((200, len(FEATURES) + 1))
    rows[:, FEATURES.index("words_said")] = right
    first = np.ones(200, dtype=bool)
    weights = fit.fit_confidence({NAMES[0]: (rows.astype(np.float32), right, first)})
    sure = 1 / (1 + np.exp(-(np.column_stack([rows, np.ones(200)]) @ weights)))
    assert sure[right].min() > 0.5 > sure[~right].max()


def test_what_was_fitted_is_written_as_it_is_read() -> None:
    ranking, confidence = np.arange(len(FEATURES)) / 7, np.arange(len(SURENESS)) / 9
    held: dict[str, object] = {}
    exec(fit.written(ranking, confidence, confidence + 1), held)  # noqa: S102 - what the fit itself writes
    assert held["RANKING"] == {name: round(value / 7, 4) for value, name in enumerate(FEATURES)}
    assert held["CONFIDENCE"] == {name: round(value / 9, 4) for value, name in enumerate(SURENESS)}
    assert held["ARTICLE_CONFIDENCE"] == {name: round(value / 9 + 1, 4) for value, name in enumerate(SURENESS)}


def test_the_sample_bank_is_asked_with_what_was_taken_out_of_it() -> None:
    own = fit.own()
    held = {entry.id: {entry.question, *entry.similar} for entry in own.bank}
    assert len(own.queries) == len(own.bank)
    assert all(query.text not in held[key] for query in own.queries for key in query.gold)
