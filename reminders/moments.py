"""A moment as people say it: 明天上午9点, 11月30日 14:00, 下周一早上8点半."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from knowledge.patterns import regex
from knowledge.text import NUMERALS, narrow, number_from, without_spaces
from reminders.parsing import ParseError
from reminders.timewords import SAID, Word

if TYPE_CHECKING:
    import re
    from datetime import date

_NUMBER = rf"(?:\d{{1,2}}|[{NUMERALS}]{{1,3}})"
_PART = "|".join(sorted(SAID[Word.DAYPART].split(), key=len, reverse=True))
_MOMENT = regex(
    r"(?:(?P<near>今天|今日|明天|明日|后天|大后天)"
    r"|(?P<next>下)?个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
    rf"|(?:(?P<year>\d{{4}})\s*[年/-]\s*)?(?P<month>{_NUMBER})\s*[月/-]\s*(?P<day>{_NUMBER})\s*(?:日|号)?)?"
    rf"\s*(?P<part>{_PART})?"
    rf"\s*(?P<hour>{_NUMBER})\s*[:时点](?:钟|整)?(?:(?P<half>半)|\s*(?P<minute>{_NUMBER})分?)?"
    r"\s*(?:发送|发出|发)?"
)
_NEAR = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3}
_WEEK = "一二三四五六日"
_AFTERNOON = {"下午", "晚上", "晚"}
_NOON = 12
_LONG_PAST = timedelta(days=183)
"""Whoever writes 11月1日 on the second has mistaken the day; whoever writes 1月5日 means the next."""
_UNCLEAR = "没看懂是什么时候，请写成“明天上午9点”“11月30日 14:00”"


def moment_from(text: str, *, now: datetime) -> datetime:
    """The moment that is meant, on the wall clock of `now`.

    ```
    moment := [day] [上午 | 下午 | …] hour (点 | 时 | :) [半 | minute]
    day    := 今天 | 明天 | 后天 | [下]周 weekday | [year 年] month 月 day 日 | year-month-day
    ```
    A day without a year that is long past means next year's. Raises ParseError for anything else, and for what has
    passed.
    """
    found = _MOMENT.fullmatch(narrow(text).strip())
    if found is None:
        raise ParseError(_UNCLEAR, text=text)
    try:
        at = _clock(found, _day(found, now.date()), now)
        if at <= now - _LONG_PAST and found["month"] and not found["year"]:
            at = at.replace(year=at.year + 1)
    except ValueError as error:
        raise ParseError("没有这个日子或这个时刻，请核对", text=text) from error
    if at <= now:
        raise ParseError("这个时间已经过了，请写以后的时间", text=text)
    return at


def _day(found: re.Match[str], today: date) -> date:
    if found["near"]:
        return today + timedelta(days=_NEAR[found["near"]])
    if found["weekday"]:
        monday = today - timedelta(days=today.weekday())
        wanted = _WEEK.index(found["weekday"].replace("天", "日"))
        return monday + timedelta(days=wanted + (7 if found["next"] else 0))
    if found["month"]:
        return today.replace(year=_number(found["year"]) or today.year, month=_number(found["month"]), day=1).replace(
            day=_number(found["day"])
        )
    return today


def _clock(found: re.Match[str], day: date, now: datetime) -> datetime:
    hour, part = _number(found["hour"]), found["part"] or ""
    if hour < _NOON and (part in _AFTERNOON or (part == "中午" and hour < _NOON - 1)):
        hour += _NOON
    minute = 30 if found["half"] else _number(found["minute"])
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=now.tzinfo)


def _number(text: str | None) -> int:
    return number_from(text) or 0 if text else 0


_EVERY = regex(rf"每(?:隔)?(?P<count>{_NUMBER})?个?工作[日天](?:一次)?|每天")


def rhythm_from(text: str) -> int:
    """Every how many workdays: 每2个工作日, 每个工作日, 每天; ParseError for anything else."""
    found = _EVERY.fullmatch(without_spaces(narrow(text)))
    count = (number_from(found["count"]) if found["count"] else 1) if found else None
    if not count:
        raise ParseError("没看懂多久一次，请写成“每2个工作日”", text=text)
    return count
