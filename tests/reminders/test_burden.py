from datetime import UTC, date, datetime, time

import pytest

from reminders.burden import may_ask, next_hour, working_hours
from reminders.calendar import WorkCalendar

CALENDAR = WorkCalendar(days={date(2022, 10, 3): False, date(2022, 10, 8): True}, years=frozenset({2022}))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "working"),
    [
        ("2022-10-24T08:59", False),
        ("2022-10-24T09:00", True),
        ("2022-10-24T17:29", True),
        ("2022-10-24T17:30", False),
        ("2022-10-24T23:00", False),
        ("2022-10-03T10:00", False),  # a Monday off
        ("2022-10-08T10:00", True),  # a Saturday worked
        ("2022-10-29T10:00", False),
    ],
)
def test_the_bot_speaks_in_working_hours(now: str, working: bool) -> None:
    assert working_hours(local(now), start=time(9), end=time(17, 30), calendar=CALENDAR) is working


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2022-10-24T08:59", "2022-10-24T09:00"),
        ("2022-10-24T12:00", "2022-10-24T12:00"),
        ("2022-10-24T17:30", "2022-10-25T09:00"),
        ("2022-10-28T18:00", "2022-10-31T09:00"),
        ("2022-10-03T10:00", "2022-10-04T09:00"),
    ],
)
def test_out_of_hours_it_waits_for_the_next_working_hour(now: str, then: str) -> None:
    assert next_hour(local(now), start=time(9), end=time(17, 30), calendar=CALENDAR) == local(then)


@pytest.mark.parametrize(("asked", "may"), [(0, True), (2, True), (3, False), (9, False)])
def test_nobody_is_asked_more_often_a_day_than_the_cap(asked: int, may: bool) -> None:
    assert may_ask(asked, cap=3) is may
