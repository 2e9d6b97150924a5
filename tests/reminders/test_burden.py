from datetime import UTC, date, datetime, time

import pytest

from reminders.burden import working_hours
from reminders.calendar import WorkCalendar

CALENDAR = WorkCalendar(days={date(2022, 10, 3): False, date(2022, 10, 8): True}, years=frozenset({2022}))


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
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert working_hours(at, start=time(9), end=time(17, 30), calendar=CALENDAR) is working
