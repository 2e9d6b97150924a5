"""Months, quarters and half-years as the office names them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.calendar import WorkCalendar
from reminders.periods import after, last_half, month_from, opening, quarter_ended, quarter_from, quarter_of

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "2026-Q3"),
        ("上季度", "2026-Q3"),
        ("上个季度", "2026-Q3"),
        ("本季度", "2026-Q4"),
        ("这个季度", "2026-Q4"),
        ("三季度", "2026-Q3"),
        ("第2季度", "2026-Q2"),
        ("2022年第四季度", "2022-Q4"),
        ("２０２２年 １季度", "2022-Q1"),
        ("2022-Q3", "2022-Q3"),
        ("2022q3", "2022-Q3"),
        ("Q1", "2026-Q1"),
        ("五季度", None),
        ("0000-Q1", None),
        ("去年", None),
    ],
)
def test_a_quarter_is_named_in_many_ways(text: str, name: str | None) -> None:
    found = quarter_from(text, today=TODAY)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("today", "ended"), [("2026-01-04", "2025-Q4"), ("2026-03-31", "2025-Q4"), ("2026-04-01", "2026-Q1")]
)
def test_the_quarter_that_ended_last_may_lie_in_the_year_before(today: str, ended: str) -> None:
    assert quarter_ended(date.fromisoformat(today)).name == ended


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)))
def test_every_day_lies_in_its_quarter_and_after_the_one_that_ended_last(day: date) -> None:
    quarter = quarter_of(day)
    assert quarter.start <= day <= quarter.end
    assert (quarter.start - quarter_ended(day).end).days == 1
    assert quarter_from(quarter.name, today=TODAY) == quarter


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("", "2026-11-01"),
        ("本月", "2026-11-01"),
        ("上月", "2026-10-01"),
        ("上个月", "2026-10-01"),
        ("2026-09", "2026-09-01"),
        ("2025年12月", "2025-12-01"),
        ("３月", "2026-03-01"),
        ("13月", None),
        ("0000-01", None),
        ("冬天", None),
    ],
)
def test_a_month_is_named_in_many_ways(text: str, first: str | None) -> None:
    found = month_from(text, today=TODAY)
    assert (found.isoformat() if found else None) == first


def test_january_comes_after_december() -> None:
    assert after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert after(date(2026, 1, 1)) == date(2026, 2, 1)
    assert month_from("上月", today=date(2027, 1, 5)) == date(2026, 12, 1)


@pytest.mark.parametrize(("today", "half"), [("2027-01-04", "2026-H2"), ("2026-07-01", "2026-H1")])
def test_a_talk_list_is_of_the_half_year_that_ended_last(today: str, half: str) -> None:
    assert last_half(date.fromisoformat(today)) == half


def test_a_month_opens_on_its_first_workday() -> None:
    holidays = WorkCalendar(days={date(2022, 10, day): False for day in range(1, 8)} | {date(2022, 10, 8): True})
    assert opening(date(2022, 10, 20), calendar=holidays) == date(2022, 10, 8)
    assert opening(date(2022, 11, 1), calendar=holidays) == date(2022, 11, 1)
