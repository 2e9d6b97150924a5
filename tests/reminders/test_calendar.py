from datetime import date, timedelta

import pytest
from chinese_calendar import constants
from hypothesis import given
from hypothesis import strategies as st

from reminders.calendar import WorkCalendar, calendar_from

CALENDAR = calendar_from(holidays=constants.holidays, workdays=constants.workdays, overrides={})
DAYS = st.dates(date(2021, 1, 1), date(2023, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(f"2022-{text}")


@pytest.mark.parametrize(
    ("on", "worked"),
    [
        ("10-01", False),  # National Day, a Saturday
        ("10-03", False),  # a Monday off
        ("10-07", False),
        ("10-08", True),  # a Saturday worked in return
        ("10-09", True),
        ("10-10", True),
        ("10-15", False),
        ("10-16", False),
        ("01-29", True),
        ("01-31", False),
    ],
)
def test_holidays_and_make_up_days_are_known(on: str, *, worked: bool) -> None:
    assert CALENDAR.is_workday(day(on)) is worked


@pytest.mark.parametrize(
    ("on", "before", "after"),
    [
        ("10-10", "10-10", "10-10"),
        ("10-01", "09-30", "10-08"),
        ("10-07", "09-30", "10-08"),
        ("10-15", "10-14", "10-17"),
        ("05-01", "04-29", "05-05"),
    ],
)
def test_the_nearest_workdays_of_a_day(on: str, before: str, after: str) -> None:
    assert CALENDAR.previous_workday(day(on)) == day(before)
    assert CALENDAR.next_workday(day(on)) == day(after)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("09-30", 0, "09-30"),
        ("10-01", 0, "10-01"),
        ("09-30", 1, "10-08"),
        ("10-03", 1, "10-08"),
        ("09-30", 3, "10-10"),
        ("10-10", 20, "11-07"),
        ("10-08", -1, "09-30"),
        ("10-10", -2, "10-08"),
    ],
)
def test_workdays_are_added(start: str, count: int, end: str) -> None:
    assert CALENDAR.add_workdays(day(start), count) == day(end)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("10-31", "10-31", 0),
        ("10-31", "11-03", 3),
        ("09-30", "10-07", 0),
        ("09-30", "10-09", 2),
        ("10-09", "09-30", -2),
        ("10-14", "10-17", 1),
    ],
)
def test_workdays_between_count_the_last_day_and_not_the_first(start: str, end: str, count: int) -> None:
    assert CALENDAR.workdays_between(day(start), day(end)) == count


def test_a_calendar_covers_the_years_of_its_holidays() -> None:
    calendar = calendar_from(holidays=[day("10-03")], workdays=[], overrides={date(2030, 1, 4): False})
    assert calendar.covers(2022)
    assert not calendar.covers(2030)


def test_the_office_overrides_the_published_table() -> None:
    calendar = calendar_from(
        holidays=[day("10-03")], workdays=[day("10-08")], overrides={day("10-03"): True, day("10-08"): False}
    )
    assert calendar.is_workday(day("10-03"))
    assert not calendar.is_workday(day("10-08"))


def test_a_calendar_without_a_table_works_monday_to_friday() -> None:
    calendar = WorkCalendar(days={})
    assert [calendar.is_workday(day("10-03") + timedelta(days=count)) for count in range(7)] == [True] * 5 + [False] * 2
    assert not calendar.covers(2022)


@given(DAYS, st.integers(-60, 60))
def test_adding_workdays_and_counting_them_agree(start: date, count: int) -> None:
    end = CALENDAR.add_workdays(CALENDAR.previous_workday(start), count)
    assert CALENDAR.is_workday(end)
    assert CALENDAR.workdays_between(CALENDAR.previous_workday(start), end) == count


@given(DAYS, DAYS, DAYS)
def test_counts_of_workdays_add_up(one: date, two: date, three: date) -> None:
    between = CALENDAR.workdays_between
    assert between(one, two) + between(two, three) == between(one, three)


@pytest.mark.parametrize(
    ("today", "years", "missing"),
    [
        ("2026-10-31", {2026}, None),
        ("2026-11-01", {2026}, 2027),
        ("2026-12-31", {2026}, 2027),
        ("2026-12-31", {2026, 2027}, None),
        ("2027-01-01", {2026}, 2027),
        ("2027-06-01", {2026}, 2027),
        ("2026-12-31", set(), None),  # no table at all: weekends are all the office wants
    ],
)
def test_a_missing_year_is_noticed_from_november_on(today: str, years: set[int], missing: int | None) -> None:
    calendar = WorkCalendar(days={}, years=frozenset(years))
    assert calendar.missing(date.fromisoformat(today)) == missing


def test_a_year_without_a_table_has_weekends_off_and_no_make_up_days() -> None:
    calendar = WorkCalendar(days={}, years=frozenset({2026}))
    days = [date(2027, 1, 1) + timedelta(days=offset) for offset in range(365)]
    assert all(calendar.is_workday(day) == (day.weekday() < 5) for day in days)
