"""A moment as people say it, and how often something is asked."""

import contextlib
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.moments import moment_from, rhythm_from
from reminders.parsing import ParseError

LOCAL = timezone(timedelta(hours=8))
FRIDAY = datetime(2026, 11, 27, 9, 30, tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("明天上午9点", "2026-11-28T09:00"),
        ("明天9：00", "2026-11-28T09:00"),
        ("后天晚上8点发", "2026-11-29T20:00"),
        ("11月30日 14:00", "2026-11-30T14:00"),
        ("12-3 14:00", "2026-12-03T14:00"),
        ("十二月一日下午2点15分", "2026-12-01T14:15"),
        ("2027-01-05 09:00", "2027-01-05T09:00"),
        ("1月3日9点", "2027-01-03T09:00"),
        ("下周一早上8点半", "2026-11-30T08:30"),
        ("周日中午12点", "2026-11-29T12:00"),
        ("今天中午1点钟", "2026-11-27T13:00"),
        ("下午三点", "2026-11-27T15:00"),
    ],
)
def test_a_moment_is_read_as_it_is_said(said: str, at: str) -> None:
    assert moment_from(said, now=FRIDAY) == datetime.fromisoformat(at).replace(tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("明天", "没看懂是什么时候"),
        ("改天", "没看懂是什么时候"),
        ("9点", "已经过了"),
        ("周一9点", "已经过了"),
        ("11月26日9点", "已经过了"),
        ("2月30日9点", "没有这个日子"),
        ("明天25点", "没有这个日子或这个时刻"),
    ],
)
def test_what_is_no_moment_to_come_is_refused_with_its_reason(said: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        moment_from(said, now=FRIDAY)


@pytest.mark.parametrize(("said", "days"), [("每2个工作日", 2), ("每两个工作日", 2), ("每个工作日", 1), ("每天", 1)])
def test_a_rhythm_is_read_in_workdays(said: str, days: int) -> None:
    assert rhythm_from(said) == days


@pytest.mark.parametrize("said", ["", "常常", "每0个工作日"])
def test_what_is_no_rhythm_is_refused(said: str) -> None:
    with pytest.raises(ParseError, match="没看懂多久一次"):
        rhythm_from(said)


@given(said=st.text(st.sampled_from("明天下周一二三上午9点半:月日-每个工作 "), max_size=14))
def test_any_text_is_a_moment_to_come_or_refused(said: str) -> None:
    with contextlib.suppress(ParseError):
        assert moment_from(said, now=FRIDAY) > FRIDAY
