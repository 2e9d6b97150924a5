"""A unit's calendar: its secret address, and what stands in it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import icalendar
import pytest

from bot import feeds
from bot.ports.house import Office
from reminders.directory import UnitDirectory
from reminders.schedule import Deadline, Kind
from reminders.tasks import assignments
from reminders.units import UnitPhrase
from tests.bot.calendar_reader import components, text
from tests.bot.office_room import TASKS, UNITS, task
from tests.bot.web_browser import Browser, Program

if TYPE_CHECKING:
    from tests.bot.office_room import Room


def secret_in(said: str) -> str:
    found = re.search(r"/calendar/([\w-]+)\.ics", said)
    assert found is not None
    return found[1]


def test_a_liaison_gets_the_units_address_once(room: Room) -> None:
    (shown,) = room.say("justice", "日历")
    assert shown.once
    secret = secret_in(shown.body)
    assert len(secret) == 32
    assert feeds.of_secret(room.house, secret, room.now) is not None
    room.later(days=1)
    (again,) = room.say("justice", "日历")
    assert "2022年10月24日已经生成过，只显示一次，没有再显示" in again.body
    assert [one.send for one in again.buttons] == ["重置日历"]
    assert room.actions() == ["calendar.opened"]


def test_a_reset_kills_the_old_address(room: Room) -> None:
    old = secret_in(room.told("justice", "日历"))
    new = secret_in(room.told("justice", "重置日历"))
    assert old != new
    assert feeds.of_secret(room.house, old, room.now) is None
    assert feeds.of_secret(room.house, new, room.now) is not None


def test_a_hand_over_ends_the_units_address(room: Room) -> None:
    old = secret_in(room.told("justice", "日历"))
    room.say("justice", "交接")
    (given,) = room.say("justice", "确认交接")
    assert feeds.of_secret(room.house, old, room.now) is not None
    room.say("citizen", f"/加入 {given.body.splitlines()[0]}")
    assert feeds.of_secret(room.house, old, room.now) is None
    assert "calendar.closed" in room.actions()
    assert [one.title for one in room.outbox("citizen")] == ["区司法局的日历地址已作废"]
    new = secret_in(room.told("citizen", "日历"))
    assert feeds.of_secret(room.house, new, room.now) is not None


def test_whoever_is_removed_takes_no_address_along(room: Room) -> None:
    old = secret_in(room.told("justice", "日历"))
    room.say("admin", f"移除联络员 {room.person('justice').id}")
    assert feeds.of_secret(room.house, old, room.now) is None
    assert [one for one in room.outbox("justice") if "日历" in one.title] == []


def test_the_address_is_whole_when_the_office_has_one(room: Room) -> None:
    assert "前面请加上平时打开问办网页的网址" in room.told("justice", "日历")
    room.house = replace(room.house, office=Office(address="http://zwgk.example.gov.cn"))
    body = room.told("justice", "重置日历")
    assert body.splitlines()[1].startswith("http://zwgk.example.gov.cn/calendar/")
    assert "前面请加上" not in body


def test_the_secret_is_nowhere_in_the_store(room: Room) -> None:
    secret = secret_in(room.told("justice", "日历"))
    assert secret not in "\n".join(room.store._sql.connection.iterdump())  # noqa: SLF001 - everything that is stored


@pytest.mark.parametrize("words", ["日历", "重置日历", "农历日历"])
def test_to_a_citizen_they_are_plain_words(room: Room, words: str) -> None:
    assert "/calendar/" not in room.told("citizen", words)


def test_every_dated_duty_of_the_unit_is_an_event(room: Room) -> None:
    content = feeds.calendar_of(room.house, "区司法局", room.now.date())
    calendar, events = components(content)
    assert (calendar["VERSION"], calendar["METHOD"], calendar["X-WR-CALNAME"]) == (
        "2.0",
        "PUBLISH",
        "政务公开工作·区司法局",
    )
    assert calendar["REFRESH-INTERVAL;VALUE=DURATION"] == "PT6H"
    assert [(text(one["SUMMARY"]), one["DTSTART;VALUE=DATE"]) for one in events] == [
        ("6. 双随机监管信息公开（配合）", "20220331"),
        ("4. 行政处罚信息公开（牵头）", "20221031"),
        ("6. 双随机监管信息公开（配合）", "20221031"),
    ]
    assert text(events[1]["DESCRIPTION"]) == (
        "2022年10月31日前办结。\n"
        "现在：还没有确认。\n"
        "办好后在“问办”里回复：确认 4 公开链接（一句说明或一个文件也可以）。"
    )
    assert "确认 6.2" in text(events[0]["DESCRIPTION"])
    assert {one["STATUS"] for one in events} == {"CONFIRMED"}
    assert len({one["UID"] for one in events}) == 3
    other = components(feeds.calendar_of(room.house, "上党经开区", room.now.date()))[1]
    assert [text(one["SUMMARY"]) for one in other] == ["4. 行政处罚信息公开（配合）"]
    assert other[0]["UID"] not in {one["UID"] for one in events}


def test_the_library_reads_it_too(room: Room) -> None:
    calendar = icalendar.Calendar.from_ical(feeds.calendar_of(room.house, "区司法局", room.now.date()))
    assert sorted(event.decoded("dtstart") for event in calendar.walk("VEVENT")) == [
        date(2022, 3, 31),
        date(2022, 10, 31),
        date(2022, 10, 31),
    ]


def lead(room: Room) -> dict[str, str]:
    events = components(feeds.calendar_of(room.house, "区司法局", room.now.date()))[1]
    return next(one for one in events if "牵头" in one["SUMMARY"])


def test_a_change_raises_the_sequence_and_nothing_else_changes_a_byte(room: Room) -> None:
    before = feeds.calendar_of(room.house, "区司法局", room.now.date())
    first = lead(room)
    room.later(hours=1)
    assert feeds.calendar_of(room.house, "区司法局", room.now.date() + timedelta(days=1)) == before
    room.say("market", "确认 4 https://example.gov.cn/other")
    assert feeds.calendar_of(room.house, "区司法局", room.now.date()) == before
    room.say("justice", "确认 4 https://example.gov.cn/1")
    second = lead(room)
    assert "已确认，待审核。" in second["DESCRIPTION"]
    assert "办好后" not in second["DESCRIPTION"]
    assert second["UID"] == first["UID"]
    assert int(second["SEQUENCE"]) > int(first["SEQUENCE"])
    assert second["LAST-MODIFIED"] == second["DTSTAMP"] == "20221024T023000Z"
    room.later(hours=1)
    room.say("admin", "退回 2 打不开")
    assert "被退回，请补充。" in lead(room)["DESCRIPTION"]
    assert "办好后" in lead(room)["DESCRIPTION"]
    room.say("justice", "确认 4 https://example.gov.cn/2")
    room.say("admin", "通过 3")
    assert text(lead(room)["SUMMARY"]) == "【已办结】4. 行政处罚信息公开（牵头）"
    assert lead(room)["LAST-MODIFIED"] == "20221024T033000Z"


def test_a_long_name_with_every_sign_comes_through(room: Room) -> None:
    name = '公开，含逗号,分号;反斜杠\\冒号:引号"“”\n换行' + "很长" * 40 + "😀"
    odd = task(
        40, name, UnitPhrase(lead=("区司法局",)), Deadline(wording="", kind=Kind.ONCE, occurrences=(date(2022, 12, 1),))
    )
    tasks = (*TASKS, odd)
    directory = UnitDirectory(UNITS)
    room.store.tasks.save(2022, "表", tasks, [one for each in tasks for one in assignments(each, directory)])
    events = components(feeds.calendar_of(room.house, "区司法局", room.now.date()))[1]
    assert text(events[-1]["SUMMARY"]) == f"40. {name}（牵头）"


def test_a_unit_without_duties_has_an_empty_calendar(room: Room) -> None:
    assert components(feeds.calendar_of(room.house, "示例一镇", room.now.date()))[1] == []


@pytest.fixture
def served() -> tuple[Browser, Program, str]:
    program = Program()
    path = feeds.new_address(program.house, "区司法局", by=1, now=program.time)
    return Browser(program), program, path


def test_the_calendar_is_served_to_whoever_holds_the_address(served: tuple[Browser, Program, str]) -> None:
    browser, _, path = served
    answer = browser.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert components(answer.content)[0]["X-WR-CALNAME"] == "政务公开工作·区司法局"
    again = browser.get(path, **{"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("secret", ["x", "a" * 32, "%E7%A7%98%E5%AF%86", "..", "a" * 3000])
def test_every_other_address_is_the_same_404(served: tuple[Browser, Program, str], secret: str) -> None:
    browser, _, _ = served
    page = browser.get(f"/calendar/{secret}.ics")
    assert page.status_code == 404
    assert page.text == browser.get("/calendar/unknown.ics").text.replace("unknown", secret)


def test_whoever_keeps_guessing_is_slowed_down_and_shuts_nobody_out(served: tuple[Browser, Program, str]) -> None:
    browser, program, path = served
    assert [browser.get("/calendar/guess.ics").status_code for _ in range(5)] == [404, 404, 404, 429, 429]
    assert browser.get(path).status_code == 200
    program.time += timedelta(minutes=16)
    assert browser.get("/calendar/guess.ics").status_code == 404


def test_a_reset_address_is_not_served_any_more(served: tuple[Browser, Program, str]) -> None:
    browser, program, path = served
    new = feeds.new_address(program.house, "区司法局", by=1, now=program.time)
    assert [browser.get(one).status_code for one in (path, new)] == [404, 200]
