"""Which answers did not help, and which help less than they did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ratings import Rating, Reason, Standing, Tally, standings, tally

NOW = datetime(2026, 11, 27, tzinfo=UTC)
SINCE = NOW - timedelta(days=30)
OLD = SINCE - timedelta(days=1)


def rated(useful: int, useless: int, *, at: datetime = NOW, entry: str = "E1") -> list[Rating]:
    return [Rating(entry_id=entry, useful=place < useful, at=at) for place in range(useful + useless)]


def test_reasons_are_counted_in_the_order_in_which_they_are_offered() -> None:
    given = [*rated(1, 1), Rating(entry_id="E1", useful=False, at=NOW, reason=Reason.OTHER)]
    given.append(Rating(entry_id="E1", useful=False, at=NOW, reason=Reason.OFF_POINT))
    found = tally(given)
    assert found == Tally(useful=1, useless=3, reasons=((Reason.OFF_POINT, 1), (Reason.OTHER, 1), (None, 1)))
    assert (found.total, found.share, Tally().share) == (4, 75, 0)


@pytest.mark.parametrize(
    ("recent", "before", "fell"),
    [
        ((3, 2), (0, 0), True),
        ((2, 2), (0, 0), False),
        ((4, 2), (0, 0), False),
        ((0, 5), (1, 9), True),
        ((3, 2), (3, 2), False),
        ((3, 2), (5, 5), False),
        ((3, 2), (7, 1), True),
    ],
)
def test_an_entry_falls_where_enough_were_not_helped_and_more_than_before(
    recent: tuple[int, int], before: tuple[int, int], fell: bool
) -> None:
    (one,) = standings([*rated(*recent), *rated(*before, at=OLD)], since=SINCE)
    assert one.fell is fell


def test_what_fell_comes_first_then_what_helped_least() -> None:
    given = [*rated(9, 6, entry="B"), *rated(4, 4, entry="A"), *rated(99, 7, entry="C"), *rated(1, 0, entry="D")]
    assert [(one.entry_id, one.fell) for one in standings(given, since=SINCE)] == [
        ("B", True),
        ("A", True),
        ("C", False),
    ]


def test_what_was_said_of_an_answer_that_has_changed_since_is_left_out() -> None:
    given = rated(0, 5, at=NOW - timedelta(days=2))
    assert standings(given, since=SINCE, looked={"E1": NOW - timedelta(days=1)}) == ()
    assert len(standings(given, since=SINCE, looked={"E1": NOW - timedelta(days=3)})) == 1


def test_what_people_wrote_stands_beside_the_numbers() -> None:
    given = [Rating(entry_id="E1", useful=False, at=NOW, reason=Reason.OTHER, note="太长"), *rated(0, 1)]
    (one,) = standings(given, since=SINCE)
    assert one.notes == ("太长",)


@given(
    st.lists(
        st.builds(
            Rating,
            entry_id=st.sampled_from("ABC"),
            useful=st.booleans(),
            at=st.sampled_from([NOW, OLD]),
            reason=st.none() | st.sampled_from(Reason),
            note=st.just(""),
        )
    )
)
def test_every_rating_is_counted_once(given: list[Rating]) -> None:
    whole = tally(given)
    assert (whole.useful, whole.total) == (sum(one.useful for one in given), len(given))
    assert sum(count for _, count in whole.reasons) == whole.useless
    found: tuple[Standing, ...] = standings(given, since=SINCE)
    assert sum(one.recent.useless for one in found) == sum(one.at == NOW and not one.useful for one in given)
