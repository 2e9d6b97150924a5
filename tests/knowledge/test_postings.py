"""Sorted arrays against plain Python: the same terms, the same documents."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.postings import Postings, code_of, codes_of, spans

LENGTH = 0.75
DOCUMENTS = st.lists(st.lists(st.integers(1, 9), max_size=8), min_size=1, max_size=7)


def codes(terms: set[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(sorted(terms), dtype=np.int64)


def rarity(documents: list[list[int]], term: int) -> float:
    holders = sum(term in one for one in documents)
    return math.log1p((len(documents) - holders + 0.5) / (holders + 0.5))


@given(DOCUMENTS)
def test_the_documents_of_a_term_stand_together(documents: list[list[int]]) -> None:
    field = Postings(documents)
    for place, term in enumerate(field.vocabulary.codes.tolist()):
        run = slice(field.first[place], field.first[place + 1])
        assert field.documents[run].tolist() == [number for number, one in enumerate(documents) if term in one]


@given(DOCUMENTS)
def test_what_few_hold_tells_more_and_what_nobody_holds_most(documents: list[list[int]]) -> None:
    vocabulary = Postings(documents).vocabulary
    for term, tells in zip(vocabulary.codes.tolist(), vocabulary.rarity.tolist(), strict=True):
        assert tells == pytest.approx(rarity(documents, term))
        assert tells < vocabulary.unseen


def test_rarity_counts_groups_and_not_documents() -> None:
    documents = [[1, 2], [1], [1, 3], [4]]
    alone = Postings(documents).vocabulary
    grouped = Postings(documents, groups=np.array([0, 0, 0, 1], dtype=np.int32)).vocabulary
    assert alone.rarity[0] < alone.rarity[3]
    assert grouped.rarity[0] == grouped.rarity[1] == grouped.rarity[3]
    assert grouped.rarity[0] == pytest.approx(rarity([[1], [4]], 1))


def test_impacts_stand_beside_the_documents_in_both_orders() -> None:
    field = Postings([[1, 1, 2], [2]], length=LENGTH)
    assert field.impacts is not None
    assert field.impacts_by_document is not None
    assert sorted(field.impacts.tolist()) == sorted(field.impacts_by_document.tolist())
    assert Postings([[1]]).impacts is None


def test_a_word_that_is_common_at_large_tells_less() -> None:
    at_large = {1: 0.2, 2: 0.8}
    field = Postings([[1], [2]], tells=at_large.__getitem__).vocabulary
    assert field.rarity[0] * 4 == pytest.approx(field.rarity[1])
    assert field.tell == pytest.approx(0.5)


def test_in_a_small_part_terms_are_as_rare_as_in_the_large_one() -> None:
    large = Postings([[1, 1], [1, 2], [3]], length=LENGTH, tells=lambda term: term / 4).vocabulary
    small = Postings([[1, 3], [9]], length=LENGTH, tells=lambda _: 1.0, like=large).vocabulary
    ones, threes = (large.rarity[large.codes.tolist().index(term)] for term in (1, 3))
    assert small.rarity.tolist()[:2] == [ones, threes]
    assert (small.unseen, small.size, small.tell) == (large.unseen, large.size, large.tell)


@pytest.mark.parametrize("documents", [[], [[], []]])
def test_a_field_of_nothing_knows_nothing(documents: list[list[int]]) -> None:
    for length in (0.0, LENGTH):
        vocabulary = Postings(documents, length=length).vocabulary
        rarities, known = vocabulary.rarities(codes({1}))
        assert (rarities.tolist(), known.tolist()) == ([pytest.approx(vocabulary.unseen)], [False])


@pytest.mark.parametrize(
    ("starts", "ends", "places"),
    [([], [], []), ([3], [3], []), ([5, 0], [7, 1], [5, 6, 0]), ([1, 4, 2], [2, 4, 4], [1, 2, 3])],
)
def test_spans_hold_every_place_between(starts: list[int], ends: list[int], places: list[int]) -> None:
    assert spans(np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)).tolist() == places


_TEXT = st.characters(codec="utf-8", exclude_characters="\0")


@given(st.lists(st.text(_TEXT, min_size=1, max_size=6), unique=True, max_size=20))
def test_different_terms_have_different_codes(terms: list[str]) -> None:
    assert len(set(codes_of(terms))) == len(terms)
    assert codes_of(terms) == sorted(map(code_of, terms))
