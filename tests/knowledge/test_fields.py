"""Fields against plain Python: the same scores, the same best, the same things held."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.fields import Fields, looked
from knowledge.postings import K1, Postings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.fields import Terms, Walk
    from knowledge.postings import Numbers, Scores

LENGTH = 0.75
ROUNDED = 0.005
"""Impacts are kept in hundredths."""
DOCUMENTS = st.lists(st.lists(st.integers(1, 9), max_size=8), min_size=1, max_size=7)
MANY = st.lists(st.lists(st.integers(1, 9), max_size=4), min_size=1, max_size=40)
ASKED = st.sets(st.integers(1, 11), min_size=1, max_size=5)


def read(fields: Fields, *groups: Iterable[int], near: Sequence[float] = ()) -> Terms:
    """Each group in the field of its number."""
    return fields.read(looked(*((field, sorted(group)) for field, group in enumerate(groups)), near=near), like=fields)


def walked(documents: list[list[int]], asked: Iterable[int], *, length: float = 0.0) -> Walk:
    fields = Fields((Postings(documents, length=length),))
    return fields.walk(len(documents), *read(fields, asked).first(1))


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
    walk = walked(documents, asked, length=LENGTH)
    off = ROUNDED * sum(rarity(documents, term) for term in asked) + 1e-4
    assert walk.scores.tolist() == pytest.approx(bm25(documents, asked), abs=off)
    assert set(walk.documents.tolist()) == {place for place, one in enumerate(documents) if asked & set(one)}


@given(DOCUMENTS, ASKED)
def test_short_documents_score_by_the_rarity_of_what_they_hold(documents: list[list[int]], asked: set[int]) -> None:
    plain = [sum(rarity(documents, term) for term in asked & set(one)) for one in documents]
    assert walked(documents, asked).scores.tolist() == pytest.approx(plain, abs=1e-4)


def test_repetition_counts_the_less_the_longer_a_document_is() -> None:
    once, twice, long = walked([[1], [1, 1], [1, 2, 2, 2, 2, 2]], {1}, length=LENGTH).scores.tolist()
    assert long < once < twice


@given(MANY, ASKED, st.integers(1, 3), st.integers(1, 9))
def test_the_best_are_those_of_all(documents: list[list[int]], asked: set[int], limit: int, every: int) -> None:
    walk = walked(documents, asked)
    others = np.arange(len(documents), dtype=np.int64)[::every]
    gains = (np.arange(len(documents)) * 7 % 9 + 1) / 9
    added = np.zeros(len(documents))
    added[others] = 1.5

    def worth(places: Numbers) -> Scores:
        totals: Scores = walk.scores[places] * gains[places] + added[places]
        return totals

    found, values = walk.best(limit, worth=worth, besides=others)
    all_of_them = worth(np.arange(len(documents), dtype=np.int32))
    expected = sorted(
        (place for place, one in enumerate(all_of_them.tolist()) if one > 0),
        key=lambda place: (-all_of_them[place], place),
    )[:limit]
    assert found.tolist() == expected
    assert values.tolist() == all_of_them[expected].tolist()


def test_of_very_many_that_hold_a_common_term_only_the_best_are_kept() -> None:
    documents = [[1, 2] if place % 10 == 0 else [1] for place in range(200)]
    walk = walked(documents, {1, 2})
    found, values = walk.best(2, worth=walk.scores.__getitem__)
    assert found.tolist() == [0, 10]
    assert values[0] == values[1] == pytest.approx(rarity(documents, 1) + rarity(documents, 2), abs=1e-5)


@given(DOCUMENTS, ASKED)
def test_terms_that_nobody_holds_tell_most(documents: list[list[int]], asked: set[int]) -> None:
    fields = Fields((Postings(documents),))
    terms = read(fields, asked)
    known = asked & {term for one in documents for term in one}
    assert fields.codes[terms.known[1:]].tolist() == sorted(known)
    assert bool(terms) is bool(known)
    unknown = len(asked - known) * float(fields.unseen[0])
    assert terms.totals.tolist() == [pytest.approx(float(terms.weights.sum()) + unknown, abs=1e-4)]


def test_in_a_small_part_terms_tell_as_much_as_in_the_large_one() -> None:
    large = Fields((Postings([[1, 1], [1, 2], [3]], length=LENGTH),))
    small = Fields((Postings([[1, 3], [9]], length=LENGTH, like=large.vocabulary(0)),))
    asked = looked((0, [1, 2, 3]))
    assert small.read(asked, like=large).totals == pytest.approx(large.read(asked, like=large).totals)


def test_what_is_less_near_tells_less() -> None:
    fields = Fields((Postings([[1], [2]]), Postings([[7], [8]])))
    plain, less = read(fields, {1, 2}, {7}), read(fields, {1, 2}, {7}, near=(0.5, 1.0))
    assert less.weights.tolist() == [0, plain.weights[1] / 2, plain.weights[2], 0, plain.weights[4]]


def test_groups_are_walked_for_what_they_are_worth() -> None:
    fields = Fields((Postings([[1], [2]]), Postings([[7], [8]])))
    known, weights = read(fields, {1}, {8}).first(1, 0.5)
    one, other = fields.walk(2, known, weights).scores.tolist()
    assert one == pytest.approx(2 * other)


def test_fields_of_nothing_hold_nothing() -> None:
    for empty in (Postings([]), Postings([[], []], length=LENGTH)):
        fields = Fields((empty,))
        terms = read(fields, {1, 2})
        assert not terms
        assert terms.totals.tolist() == [pytest.approx(2 * empty.vocabulary.unseen)]
        walk = fields.walk(2, *terms.first(1))
        assert (walk.scores.tolist(), len(walk.documents)) == ([0, 0], 0)
        assert [len(found) for found in walk.best(3, worth=walk.scores.__getitem__)] == [0, 0]
    held = fields.within(np.array([0, 1], dtype=np.int32), terms)
    assert (held.told().tolist(), held.mass().tolist()) == ([[0], [0]], [[0], [0]])


@given(st.lists(st.tuples(st.sets(st.integers(1, 6)), st.sets(st.integers(1, 6))), min_size=1, max_size=6), ASKED)
def test_fields_hold_of_a_question_what_plain_sets_share(
    documents: list[tuple[set[int], set[int]]], asked: set[int]
) -> None:
    both = [Postings([sorted(one[side]) for one in documents]) for side in (0, 1)]
    fields = Fields(both)
    vocabularies = [fields.vocabulary(side) for side in (0, 1)]
    tells = [dict(zip(one.codes.tolist(), one.rarity.tolist(), strict=True)) for one in vocabularies]
    terms = fields.read(looked((0, []), (0, sorted(asked)), (1, sorted(asked))), like=fields)
    held = fields.within(np.arange(len(documents), dtype=np.int32), terms)
    told, lacking, besides, mass = held.told(), held.rarest_lacking(), held.rarest_besides(), held.mass()
    assert (held.counted() == told).all()
    for place, document in enumerate(documents):
        for side, holds in enumerate(document):
            tell = tells[side]
            known = asked & set(tell)
            assert told[place, side + 1] == pytest.approx(sum(tell[one] for one in asked & holds), abs=1e-4)
            assert mass[place, side] == pytest.approx(sum(tell[one] for one in holds), abs=1e-4)
            assert lacking[place, side + 1] == pytest.approx(max((tell[one] for one in known - holds), default=0.0))
            assert besides[place, side] == pytest.approx(max((tell[one] for one in holds - asked), default=0.0))


def test_what_may_be_meant_is_told_apart_and_counts_as_not_said() -> None:
    fields = Fields((Postings([[1, 2], [3]]), Postings([[7], [8]])))
    terms = fields.read(looked((0, [2, 3]), (0, [1]), (1, [7]), near=(1.0, 1.0)), like=fields)
    held = fields.within(np.array([0, 1], dtype=np.int32), terms)
    assert held.told()[:, 0].tolist() == terms.weights[1:3].tolist()
    assert held.rarest_besides()[:, 0].tolist() == terms.weights[1:3].tolist()


def test_repetitions_count_where_they_are_counted() -> None:
    fields = Fields((Postings([[1, 1], [1]], length=LENGTH),))
    held = fields.within(np.array([0, 1], dtype=np.int32), read(fields, {1}))
    twice, once = held.counted()[:, 0].tolist()
    assert twice > once
    assert held.told()[0] == held.told()[1]
