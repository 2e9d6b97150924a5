from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.schedule import (
    Deadline,
    Kind,
    after_periods,
    ascending,
    day_in,
    deadline_to_dict,
    in_periods,
    weekly,
)

YEARS = st.integers(2000, 2099)
LENGTHS = st.sampled_from([1, 3, 6, 12])


def dates(*days: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(f"2022-{day}") for day in days)


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [
        (2022, 10, None, date(2022, 10, 31)),
        (2022, 2, None, date(2022, 2, 28)),
        (2024, 2, None, date(2024, 2, 29)),
        (2000, 2, 30, date(2000, 2, 29)),
        (2022, 4, 31, date(2022, 4, 30)),
        (2022, 4, 5, date(2022, 4, 5)),
    ],
)
def test_a_day_a_month_does_not_reach_is_its_last(year: int, month: int, day: int | None, expected: date) -> None:
    assert day_in(year, month, day) == expected


@pytest.mark.parametrize(
    ("months", "month", "days", "expected"),
    [
        (3, 3, (None,), ("03-31", "06-30", "09-30", "12-31")),
        (3, 1, (10,), ("01-10", "04-10", "07-10", "10-10")),
        (3, 4, (10,), ("01-10", "04-10", "07-10", "10-10")),
        (6, 6, (None,), ("06-30", "12-31")),
        (6, 7, (5,), ("01-05", "07-05")),
        (12, 12, (None,), ("12-31",)),
        (12, 3, (31, 1), ("03-01", "03-31")),
        (6, 2, (30, 31), ("02-28", "08-30", "08-31")),
    ],
)
def test_periods_have_their_days(
    months: int, month: int, days: tuple[int | None, ...], expected: tuple[str, ...]
) -> None:
    assert in_periods(2022, months=months, month=month, days=days) == dates(*expected)


@pytest.mark.parametrize(
    ("months", "days", "expected"),
    [
        (3, 10, ("01-10", "04-10", "07-10", "10-10")),
        (6, 45, ("02-14", "08-14")),
        (12, 31, ("01-31",)),
        (12, 400, ()),
    ],
)
def test_days_after_a_period_may_lie_in_the_next(months: int, days: int, expected: tuple[str, ...]) -> None:
    assert after_periods(2022, months=months, days=days) == dates(*expected)


@given(YEARS, LENGTHS, st.integers(1, 31))
def test_each_period_holds_one_date(year: int, months: int, day: int) -> None:
    found = in_periods(year, months=months, month=1, days=(day,))
    assert [(each.year, each.month) for each in found] == [(year, month) for month in range(1, 13, months)]


@given(YEARS, st.sets(st.integers(1, 7), min_size=1))
def test_weekdays_are_found_in_every_week(year: int, weekdays: set[int]) -> None:
    days = [date(year, 1, 1) + timedelta(days=count) for count in range(366)]
    assert weekly(year, weekdays) == tuple(day for day in days if day.year == year and day.isoweekday() in weekdays)


def test_days_ascend_once_each() -> None:
    assert ascending([date(2022, 3, 1), date(2022, 1, 1), date(2022, 3, 1)]) == dates("01-01", "03-01")


@pytest.mark.parametrize(
    ("deadline", "fields"),
    [
        (Deadline(wording="全年", kind=Kind.ONGOING), {"kind": "ongoing", "occurrences": []}),
        (
            Deadline(wording="10月底前", kind=Kind.ONCE, occurrences=dates("10-31")),
            {"kind": "once", "occurrences": ["2022-10-31"]},
        ),
        (
            Deadline(wording="每半年", kind=Kind.HALF_YEARLY, occurrences=dates("06-30", "12-31")),
            {"kind": "half-yearly", "occurrences": ["2022-06-30", "2022-12-31"]},
        ),
        (
            Deadline(wording="20个工作日内", kind=Kind.WITHIN, days=20, workdays=True),
            {"kind": "within", "occurrences": [], "days": 20, "workdays": True},
        ),
    ],
)
def test_a_deadline_has_its_shape_as_json(deadline: Deadline, fields: dict[str, object]) -> None:
    assert deadline_to_dict(deadline) == fields
