"""Sorted arrays against plain Python: the same documents, the same scores."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.postings import K1, Fields, Postings, Terms, code_of, codes_of, scores_of, spans

LENGTH = 0.75
ROUNDED = 0.005
"""Impacts are kept in hundredths."""
DOCUMENTS = st.lists(st.lists(st.integers(1, 9), max_size=8), min_size=1, max_size=7)
ASKED = st.sets(st.integers(1, 11), min_size=1, max_size=5)


def codes(terms: set[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(sorted(terms), dtype=np.int64)


def read(field: Postings, terms: set[int]) -> Terms:
    return field.read(codes(terms), like=field)


def rarity(documents: list[list[int]], term: int) -> float:
    holders = sum(term in one for one in documents)
    return math.log1p((len(documents) - holders + 0.5) / (holders + 0.5))


def bm25(documents: list[list[int]], asked: set[int]) -> list[float]:
    """As the books have it."""
    usual = sum(map(len, documents)) / len(documents) or 1
    scores = []
    for one in documents:
        counts = Counter(one)
        slow = K1 * (1 - LENGTH + LENGTH * len(one) / usual)
        scores.append(
            sum(
                rarity(documents, term) * counts[term] * (K1 + 1) / (counts[term] + slow)
                for term in asked
                if counts[term]
            )
        )
    return scores


@given(DOCUMENTS, ASKED)
def test_long_documents_score_as_by_plain_bm25(documents: list[list[int]], asked: set[int]) -> None:
    field = Postings(documents, length=LENGTH)
    terms = read(field, asked)
    scores, which, times = scores_of(len(documents), [(field, terms.known, terms.rarity)])
    off = ROUNDED * sum(terms.rarity.tolist()) + 1e-4
    assert scores.tolist() == pytest.approx(bm25(documents, asked), abs=off)
    assert set(which.tolist()) == {place for place, one in enumerate(documents) if asked & set(one)}
    assert times == len(terms.known)


@given(DOCUMENTS, ASKED)
def test_short_documents_score_by_the_rarity_of_what_they_hold(documents: list[list[int]], asked: set[int]) -> None:
    field = Postings(documents)
    terms = read(field, asked)
    scores, _, _ = scores_of(len(documents), [(field, terms.known, terms.rarity)])
    plain = [sum(rarity(documents, term) for term in asked & set(one)) for one in documents]
    assert scores.tolist() == pytest.approx(plain, abs=1e-4)


@given(DOCUMENTS)
def test_a_run_names_the_documents_that_hold_a_term(documents: list[list[int]]) -> None:
    field = Postings(documents)
    runs, counts = field.runs(np.arange(len(field.codes), dtype=np.int32))
    for term, run, count in zip(field.codes.tolist(), runs, counts.tolist(), strict=True):
        assert field.documents[run].tolist() == [place for place, one in enumerate(documents) if term in one]
        assert len(field.documents[run]) == count


@given(DOCUMENTS, ASKED)
def test_terms_that_nobody_holds_tell_most(documents: list[list[int]], asked: set[int]) -> None:
    field = Postings(documents)
    terms = read(field, asked)
    known = asked & {term for one in documents for term in one}
    assert field.codes[terms.known].tolist() == sorted(known)
    unknown = len(asked - known)
    assert terms.total == pytest.approx(float(terms.rarity.sum()) + unknown * field.unseen, abs=1e-4)
    assert all(one < field.unseen for one in terms.rarity.tolist())


def test_rarity_counts_groups_and_not_documents() -> None:
    documents = [[1, 2], [1], [1, 3], [4]]
    alone = Postings(documents)
    grouped = Postings(documents, groups=np.array([0, 0, 0, 1], dtype=np.int32))
    assert alone.rarity[0] < alone.rarity[3]
    assert grouped.rarity[0] == grouped.rarity[1] == grouped.rarity[3]
    assert grouped.rarity[0] == pytest.approx(rarity([[1], [4]], 1))


def test_repetition_counts_the_less_the_longer_a_document_is() -> None:
    field = Postings([[1], [1, 1], [1, 2, 2, 2, 2, 2]], length=LENGTH)
    terms = read(field, {1})
    scores, _, _ = scores_of(3, [(field, terms.known, terms.rarity)])
    once, twice, long = scores.tolist()
    assert long < once < twice


def test_impacts_stand_beside_the_documents_in_both_orders() -> None:
    field = Postings([[1, 1, 2], [2]], length=LENGTH)
    assert field.impacts is not None
    assert field.impacts_by_document is not None
    assert sorted(field.impacts.tolist()) == sorted(field.impacts_by_document.tolist())
    assert Postings([[1]]).impacts is None


def test_a_word_that_is_common_at_large_tells_less() -> None:
    at_large = {1: 0.2, 2: 0.8}
    field = Postings([[1], [2]], tells=at_large.__getitem__)
    assert field.rarity[0] * 4 == pytest.approx(field.rarity[1])
    assert field.tell == pytest.approx(0.5)


def test_in_a_small_part_terms_are_as_rare_as_in_the_large_one() -> None:
    large = Postings([[1, 1], [1, 2], [3]], length=LENGTH, tells=lambda term: term / 4)
    small = Postings([[1, 3], [9]], length=LENGTH, tells=lambda _: 1.0, like=large)
    ones, threes = (large.rarity[large.codes.tolist().index(term)] for term in (1, 3))
    assert small.rarity.tolist()[:2] == [ones, threes]
    assert (small.unseen, small.size, small.tell) == (large.unseen, large.size, large.tell)
    asked = codes({1, 2, 3})
    assert small.read(asked, like=large).total == pytest.approx(large.read(asked, like=large).total)


def test_a_field_of_nothing_knows_nothing() -> None:
    for empty in (Postings([]), Postings([[], []], length=LENGTH)):
        terms = read(empty, {1, 2})
        assert len(terms.known) == 0
        assert terms.total == pytest.approx(2 * empty.unseen)
        scores, which, times = scores_of(2, [(empty, terms.known, terms.rarity)])
        assert (scores.tolist(), len(which), times) == ([0, 0], 0, 0)
    rarities, known = Postings([]).rarities(codes({1}))
    assert (len(rarities), known.tolist()) == (1, [False])


@pytest.mark.parametrize(
    ("starts", "ends", "places"),
    [([], [], []), ([3], [3], []), ([5, 0], [7, 1], [5, 6, 0]), ([1, 4, 2], [2, 4, 4], [1, 2, 3])],
)
def test_spans_hold_every_place_between(starts: list[int], ends: list[int], places: list[int]) -> None:
    assert spans(np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)).tolist() == places


@given(st.lists(st.text(max_size=6), unique=True, max_size=20))
def test_different_terms_have_different_codes(terms: list[str]) -> None:
    assert len(set(codes_of(terms).tolist())) == len(terms)
    assert codes_of(terms).tolist() == sorted(map(code_of, terms))


@given(st.lists(st.tuples(st.sets(st.integers(1, 6)), st.sets(st.integers(1, 6))), min_size=1, max_size=6), ASKED)
def test_fields_hold_of_a_question_what_plain_sets_share(
    documents: list[tuple[set[int], set[int]]], asked: set[int]
) -> None:
    both = [Postings([sorted(one[side]) for one in documents]) for side in (0, 1)]
    tells = [dict(zip(field.codes.tolist(), field.rarity.tolist(), strict=True)) for field in both]
    terms = [read(field, asked) for field in both]
    fields = Fields(both)
    held = fields.within(np.arange(len(documents), dtype=np.int32), terms)
    told = fields.told(held, [one.rarity for one in terms])
    lacking, besides, mass = held.rarest_lacking(terms), fields.rarest_besides(held), fields.mass
    for place, document in enumerate(documents):
        for side, holds in enumerate(document):
            tell = tells[side]
            known = asked & set(tell)
            assert told[place, side] == pytest.approx(sum(tell[one] for one in asked & holds), abs=1e-4)
            assert mass[place, side] == pytest.approx(sum(tell[one] for one in holds), abs=1e-4)
            assert lacking[place, side] == pytest.approx(max((tell[one] for one in known - holds), default=0.0))
            assert besides[place, side] == pytest.approx(max((tell[one] for one in holds - asked), default=0.0))


def test_what_is_held_besides_is_told_apart() -> None:
    words, pairs = Postings([[1, 2], [3]]), Postings([[7], [8]])
    asked, related, none = read(words, {1}), read(words, {2, 3}), read(pairs, {7})
    fields = Fields((words, pairs))
    held = fields.within(np.array([0, 1], dtype=np.int32), (asked, none), besides=related)
    told = fields.told(held, [0 * asked.rarity, 0 * none.rarity, related.rarity])
    assert told[:, 0].tolist() == related.rarity.tolist()
    assert told[:, 1].tolist() == [0, 0]


def test_repetitions_count_where_they_are_counted() -> None:
    field = Postings([[1, 1], [1]], length=LENGTH)
    terms = read(field, {1})
    fields = Fields((field,))
    held = fields.within(np.array([0, 1], dtype=np.int32), (terms,))
    twice, once = fields.told(held, (terms.rarity,), counted=True)[:, 0].tolist()
    assert twice > once
    plain = fields.told(held, (terms.rarity,))[:, 0].tolist()
    assert plain[0] == plain[1]
