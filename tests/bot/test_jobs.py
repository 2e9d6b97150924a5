"""A tick: one message a person a day, in hours, for the rung that is reached."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

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
        "为什么发给您：您是区司法局联络员，今天只发这一条。",
    ]
    assert [(one.label, one.send) for one in reply.buttons] == [
        ("①已完成", "确认 4"),
        ("②已完成", "确认 6.1"),
        ("②已报牵头", "已报牵头 6.1"),
        ("已知悉", "已知悉"),
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


def test_overdue_and_due_today_are_said_as_they_are(room: Room) -> None:
    room.tick("2022-10-31T09:30")
    assert "10月31日前，就在今天" in room.outbox("justice")[-1].body
    room.tick("2022-11-03T09:30")
    assert "10月31日到期，已超期3个工作日" in room.outbox("justice")[-1].body


def test_a_quarters_end_asks_for_the_quarter(room: Room) -> None:
    room.tick("2022-09-26T09:30")
    assert "本季例行" in room.outbox("justice")[-1].body
