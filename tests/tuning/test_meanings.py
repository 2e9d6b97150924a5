"""Twins are drawn together and strangers pushed apart, on a tiny made-up list."""

from __future__ import annotations

import random

import numpy as np
import pytest

from knowledge.meanings import runs_of, unit
from tests.tuning import meanings

PAIRS = [("甲乙", "丙丁"), ("戊己", "庚辛"), ("子丑", "寅卯"), ("天地", "玄黄")]


def rows() -> dict[str, meanings.Rows]:
    """Each character has a row of its own."""
    letters = "".join(text for pair in PAIRS for text in pair)
    return {text: np.array([letters.index(one) for one in text]) for pair in PAIRS for text in pair}


def test_twins_come_nearer_than_strangers() -> None:
    bags = rows()
    vectors = np.random.default_rng(1).normal(0, 0.1, (16, 8)).astype(np.float32)
    heat = np.full(vectors.shape, 1e-6, dtype=np.float32)
    losses = [meanings.step(vectors, heat, PAIRS, bags) for _ in range(60)]
    assert losses[-1] < losses[0] / 2
    one, other = (meanings.summed(vectors, [bags[pair[side]] for pair in PAIRS])[0] for side in (0, 1))
    alike = one @ other.T
    twins, strangers = np.diag(alike), alike[~np.eye(len(PAIRS), dtype=bool)]
    assert twins.min() > strangers.max()


@pytest.mark.parametrize(("size", "drawn"), [(1, 0), (2, 1), (4, 6), (9, 12), (20, 20)])
def test_large_groups_do_not_drown_small_ones(size: int, drawn: int) -> None:
    group = [str(number) for number in range(size)]
    pairs = meanings.drawn(group, random.Random(1))
    assert len(set(pairs)) == len(pairs) == drawn


def test_only_whole_batches_are_learnt_from() -> None:
    pairs = [(str(number), "x") for number in range(2 * meanings.BATCH + 1)]
    assert [len(batch) for batch in meanings.batches(pairs)] == [meanings.BATCH] * 2


def test_runs_that_are_not_known_are_left_out() -> None:
    codes = np.unique(runs_of("甲乙丙"))
    places = meanings.rows_in(codes, runs_of("甲丁丙"))
    assert set(codes[places].tolist()) == {*runs_of("甲").tolist(), *runs_of("丙").tolist()}


def test_runs_that_were_met_once_are_not_kept() -> None:
    pairs = [(f"甲乙{letter}", "甲乙") for letter in "子丑寅卯"] * meanings.BATCH
    codes, vectors = meanings.learnt(pairs[: meanings.BATCH], random.Random(1))
    assert set(codes.tolist()) == {*runs_of("甲乙").tolist()}
    assert (len(vectors), np.abs(vectors).max()) == (len(codes), 127)


def test_each_row_of_a_softmax_is_a_whole() -> None:
    assert meanings.softmax(np.array([[0, 0], [9, -900]], dtype=np.float32)).sum(axis=1).tolist() == [1, 1]


def test_matters_and_bank_teach_pairs_of_normal_forms() -> None:
    chance = random.Random(1)
    for pairs in (meanings.from_matters(chance), meanings.from_bank(chance), meanings.from_lexicon(chance)):
        assert len(pairs) > 100
        assert all(len(pair) == 2 for pair in pairs)


def test_directions_gather_amid_those_that_are_near() -> None:
    near = np.array([[10, 1, 0], [10, -1, 0], [0, 1, 10], [0, -1, 10]], dtype=np.float32)
    middles = meanings.gathered(unit(near), 2)
    assert sorted(np.rint(middles).tolist()) == [[0, 0, 1], [1, 0, 0]]


def test_more_places_than_directions_are_not_filled() -> None:
    directions = np.eye(3, dtype=np.float32)
    assert meanings.gathered(directions, 9).shape == (3, 3)
