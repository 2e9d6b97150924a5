from datetime import date, datetime, time

import pytest

from reminders.calendar import WorkCalendar
from reminders.pauses import Span, asked, latest_day, put_off
from tests.reminders.test_burden import CALENDAR, local


@pytest.mark.parametrize(
    ("text", "which", "span"),
    [
        ("4 一小时", "4", Span.HOUR),
        ("4号，明天", "4", Span.TOMORROW),
        ("第４项 三个工作日", "4", Span.WORKDAYS),
        ("6.2 3天后", "6.2", Span.WORKDAYS),
        ("全部 1个小时", "全部", Span.HOUR),
        ("1小时", "", Span.HOUR),
        ("3个工作日", "", Span.WORKDAYS),
        ("明天", "", Span.TOMORROW),
        ("4", "4", None),
        ("4 下个月", "4", None),
        ("", "", None),
        ("再说", "", None),
    ],
)
def test_which_one_and_how_long_are_read_from_the_words(text: str, which: str, span: Span | None) -> None:
    assert asked(text) == (which, span)


@pytest.mark.parametrize(
    ("now", "span", "until"),
    [
        ("2022-10-24T09:30", Span.HOUR, "2022-10-24T10:30"),
        ("2022-10-24T17:00", Span.HOUR, "2022-10-25T09:00"),
        ("2022-10-24T06:00", Span.HOUR, "2022-10-24T09:00"),
        ("2022-10-28T23:30", Span.HOUR, "2022-10-31T09:00"),
        ("2022-10-24T09:30", Span.TOMORROW, "2022-10-25T09:00"),
        ("2022-10-07T09:30", Span.TOMORROW, "2022-10-08T09:00"),  # a Saturday worked
        ("2022-10-28T09:30", Span.TOMORROW, "2022-10-31T09:00"),
        ("2022-10-27T09:30", Span.WORKDAYS, "2022-11-01T09:00"),
    ],
)
def test_a_reminder_comes_again_in_working_hours(now: str, span: Span, until: str) -> None:
    assert put_off(local(now), span, start=time(9), end=time(17, 30), calendar=CALENDAR) == local(until)


def test_the_time_zone_is_kept() -> None:
    at = local("2022-10-24T09:30")
    for span in Span:
        assert put_off(at, span, start=time(9), end=time(17, 30), calendar=CALENDAR).tzinfo is at.tzinfo


@pytest.mark.parametrize(("due", "latest"), [("2022-10-31", "2022-10-28"), ("2022-10-09", "2022-10-08")])
def test_the_last_day_is_the_workday_before_the_date(due: str, latest: str) -> None:
    assert latest_day(date.fromisoformat(due), calendar=CALENDAR) == date.fromisoformat(latest)


def test_a_calendar_without_a_table_has_weekends_off() -> None:
    plain = WorkCalendar(days={})
    friday = datetime.fromisoformat("2022-10-28T09:30")
    assert put_off(friday, Span.TOMORROW, start=time(9), end=time(17), calendar=plain).day == 31
