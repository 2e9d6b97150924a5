"""A tick: one message a person a day, in hours, for the rung that is reached."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot import jobs
from bot.accounts import ledger_rows
from bot.ports.ledger import OwnLadder
from reminders.calendar import WorkCalendar
from reminders.outbox import DeliveryState

if TYPE_CHECKING:
    from tests.bot.office_room import Room

SUPPORT = "配合单位已确认0/3，还差上党经开区、区财政局、区市场监管局"


def test_a_unit_gets_one_merged_message(room: Room) -> None:
    assert room.tick("2022-10-24T09:30") == 3
    (reply,) = room.outbox("justice")
    assert reply.text.splitlines() == [
        "【工作提醒】区司法局  10月24日",
        "您单位有2项工作临近或超过时限：",
        f"① 行政处罚信息公开（牵头）10月31日前，还有5个工作日；{SUPPORT}",
        "② 双随机监管信息公开（配合）10月31日前，还有5个工作日",
        "办好后点“已完成”附上公开链接即可，也可回复：确认 4 链接",
        "为什么发给您：距到期7天的例行提醒；您是区司法局联络员，今天只发这一条。",
    ]
    assert [(one.label, one.send) for one in reply.buttons] == [
        ("①已完成", "确认 4"),
        ("②已完成", "确认 6.1"),
        ("②已报牵头", "已报牵头 6.1"),
        ("已知悉", "已知悉"),
        ("稍后提醒", "稍后提醒"),
        ("申请延期", "申请延期"),
    ]


@pytest.mark.parametrize("now", ["2022-10-24T08:59", "2022-10-24T17:30", "2022-10-23T10:00"])
def test_nothing_is_queued_out_of_hours(room: Room, now: str) -> None:
    assert room.tick(now) == 0


def test_the_same_rung_is_told_once(room: Room) -> None:
    room.tick("2022-10-24T09:30")
    assert room.tick("2022-10-24T09:31") == 0
    assert room.tick("2022-10-25T09:30") == 2  # the round opens; the dated ones stay quiet
    reply = room.outbox("justice")[-1]
    assert "本月例行：全年推进的任务1项" in reply.body
    assert "临近" not in reply.body


def test_a_second_rung_of_the_day_waits_for_tomorrow(room: Room) -> None:
    room.tick("2022-10-24T09:30")
    task = room.store.tasks.get("2022-4")
    assert task is not None
    assert room.tick("2022-10-24T16:00") == 0
    assert len(room.outbox("justice")) == 1


def test_a_unit_without_a_liaison_is_told_as_soon_as_it_has_one(room: Room) -> None:
    room.tick("2022-10-24T09:30")
    assert room.store.ledger.rows(unit="区财政局") == ()
    room.store.people.add(replace(room.person("justice"), id=0, unit="区财政局"), channel="web", address="finance")
    room.tick("2022-10-25T09:30")
    assert "行政处罚信息公开（配合）" in room.outbox("finance")[0].body


def test_every_liaison_of_a_unit_is_told_and_the_ledger_counts_once(room: Room) -> None:
    room.store.people.add(replace(room.person("justice"), id=0), channel="web", address="second")
    room.tick("2022-10-24T09:30")
    assert len(room.outbox("justice")) == len(room.outbox("second")) == 1
    assert len(room.store.ledger.rows(unit="区司法局")) == 2


def test_confirmed_duties_are_not_reminded(room: Room) -> None:
    room.say("zone", "确认 4 已办")
    room.tick("2022-10-24T09:30")
    assert room.outbox("zone") == []


def test_a_long_list_is_cut_to_a_screen(room: Room) -> None:
    tasks = room.store.tasks.all(2022)
    many = [replace(tasks[0], id=f"2022-{number}", number=number, name=f"第{number}项") for number in range(20, 30)]
    shares = [
        replace(one, task_id=task.id)
        for task in many
        for one in room.store.tasks.assignments(2022)
        if one.task_id == "2022-4" and one.unit == "区司法局"
    ]
    room.store.tasks.save(2022, "表", many, shares)
    room.tick("2022-10-24T09:30")
    (reply,) = room.outbox("justice")
    assert "您单位有10项工作" in reply.body
    assert "还有4项，回复“我的任务”看全部。" in reply.body


def test_each_line_says_why_it_is_sent(room: Room) -> None:
    room.store.ladders.set(
        OwnLadder(task_id="2022-6", rungs=(10, 0), overdue_every=3, reason="年底事多", set_by=1, set_at=room.now)
    )
    room.tick("2022-10-25T09:30")
    assert room.outbox("justice")[0].note == (
        "为什么发给您：①距到期7天的例行提醒，②距到期10天的例行提醒，例行；您是区司法局联络员，今天只发这一条。"
    )


def test_a_quiet_tick_reads_nothing_until_something_changes(room: Room) -> None:
    room.tick("2022-10-24T09:30")
    looked = room.store.settings.get(jobs.LOOKED)
    assert room.tick("2022-10-24T09:31") == 0
    room.told("citizen", "工资被拖欠了怎么办")
    assert room.tick("2022-10-24T09:32") == 0
    assert room.store.settings.get(jobs.LOOKED) == looked
    room.told("zone", "确认 4 已办")
    room.tick("2022-10-24T09:33")
    assert room.store.settings.get(jobs.LOOKED) != looked


def test_a_changed_rule_makes_the_tick_look_again(room: Room) -> None:
    room.tick("2022-10-24T09:30")
    room.house = replace(room.house, office=replace(room.house.office, round_day=24))
    room.tick("2022-10-24T09:31")
    assert [one["withheld"] for one in room.store.ledger.withheld(unit="区司法局")] == ["told_today"]


def test_what_nobody_could_be_told_of_stands_in_the_ledger_with_why(room: Room) -> None:
    room.store.people.mark_dead("web", "market", reason="拒收")
    room.tick("2022-10-24T09:30")
    withheld = {(one["unit"], one["withheld"]) for one in room.store.ledger.withheld()}
    assert withheld == {("区财政局", "no_liaison"), ("区市场监管局", "no_address")}
    rows = ledger_rows(room.house, number=6)
    assert [(row["unit"], row["state"]) for row in rows] == [("区司法局", "queued"), ("区市场监管局", "due")]
    room.told("market", "我的任务")
    room.tick("2022-10-24T09:31")
    assert {one["unit"] for one in room.store.ledger.withheld()} == {"区财政局"}


def test_of_several_liaisons_the_message_that_came_furthest_counts(room: Room) -> None:
    second = room.store.people.add(replace(room.person("justice"), id=0), channel="web", address="second")
    room.tick("2022-10-24T09:30")
    first = f"remind:{room.person('justice').id}:2022-10-24"
    room.store.outbox.settle(first, state=DeliveryState.DEAD, at=room.now, error="拒收")
    room.store.outbox.settle(f"remind:{second.id}:2022-10-24", state=DeliveryState.SENT, at=room.now)
    assert {row["state"] for row in room.store.ledger.rows(unit="区司法局")} == {"sent"}


@pytest.mark.parametrize(
    ("today", "warned"),
    [("2022-10-31", 0), ("2022-11-01", 1), ("2022-12-30", 1), ("2024-03-01", 1)],
)
def test_missing_holidays_are_warned_of_once_a_month(room: Room, today: str, warned: int) -> None:
    room.house = replace(room.house, calendar=WorkCalendar(days={}, years=frozenset({2022})))
    for hour in ("09:30", "09:31"):
        room.tick(f"{today}T{hour}")
    warnings = [one for one in room.outbox("admin") if one.title.startswith("【节假日】")]
    assert len(warnings) == warned
    room.now = room.now.replace(year=2022, month=11, day=1)
    assert "2023年的放假调休安排还没有装入" in room.told("admin", "待明确")


def test_overdue_and_due_today_are_said_as_they_are(room: Room) -> None:
    room.tick("2022-10-31T09:30")
    assert "10月31日前，就在今天" in room.outbox("justice")[-1].body
    room.tick("2022-11-03T09:30")
    assert "10月31日到期，已超期3个工作日" in room.outbox("justice")[-1].body


def test_a_quarters_end_asks_for_the_quarter(room: Room) -> None:
    room.tick("2022-09-26T09:30")
    assert "本季例行" in room.outbox("justice")[-1].body
