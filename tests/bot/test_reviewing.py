"""The office decides: once, by name, only what it has seen; what had passed can be opened again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reminders.confirmations import ReviewState

if TYPE_CHECKING:
    from tests.bot.office_room import Room

LINK = "https://www.example.gov.cn/1.html"


@pytest.fixture
def deputy(room: Room) -> str:
    room.store.people.update(replace(room.person("admin"), name="王主任"))
    room.store.people.add(replace(room.person("admin"), id=0, name="赵科长"), channel="web", address="deputy")
    return "deputy"


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("通过 1", "通过 1", "已经由王主任通过了，没有改动。要改，请回复：重开 1 原因。"),
        ("通过 1", "退回 1 看不清", "已经由王主任通过了"),
        ("退回 1 看不清", "通过 1", "已经由王主任退回了，没有改动。等单位重新确认"),
        ("重开 1 有误", "重开 1 有误", "已经退回，只有通过了的才能重开"),
    ],
)
def test_two_who_decide_at_the_same_time_decide_once(
    room: Room, deputy: str, first: str, second: str, told: str
) -> None:
    room.say("justice", f"确认 4 {LINK}")
    if first.startswith("重开"):
        room.say("admin", "通过 1")
    room.say("admin", first)
    told_before = len(room.outbox("justice"))
    assert told in room.told(deputy, second)
    assert len(room.outbox("justice")) == told_before
    one = room.store.confirmations.get(1)
    assert one is not None
    assert one.reviewed_by == room.person("admin").id


def test_opening_again_tells_the_unit_why_and_what_to_do(room: Room) -> None:
    room.say("justice", f"确认 6.1 {LINK}")
    room.say("admin", "通过 1")
    assert "原因是什么" in room.told("admin", "重开 1")
    assert "原因是什么" in room.told("admin", "")
    assert "已重开：区司法局，6. 双随机监管信息公开" in room.told("admin", "链接已失效")
    (told,) = [one for one in room.outbox("justice") if one.title == "【重开】6. 双随机监管信息公开"]
    assert "原因：链接已失效\n已经通过的这一项需要重新确认" in told.body
    assert [button.send for button in told.buttons] == ["确认 6.1"]
    assert "已收到并保存" in room.told("justice", f"确认 6.1 {LINK}?2")
    events = [one for one in room.store.audit.all() if one.action == "confirmation.reopened"]
    assert [one.actor for one in events] == [f"person:{room.person('admin').id}"]
    assert "链接已失效" in events[0].detail


@pytest.mark.parametrize(
    ("seat", "text", "answer"),
    [
        ("admin", "重开 9 x", "没有编号9"),
        ("admin", "重开 1 x", "还在等审核，只有通过了的才能重开"),
        ("justice", "重开 1 x", "要管理员来做"),
        ("auditor", "确认全部通过", "要管理员来做"),
    ],
)
def test_what_cannot_be_opened_again(room: Room, seat: str, text: str, answer: str) -> None:
    room.say("justice", f"确认 4 {LINK}")
    assert answer in room.told(seat, text)
    assert len(room.store.confirmations.waiting()) == 1


def test_a_reason_for_opening_again_that_comes_too_late(room: Room, deputy: str) -> None:
    room.say("justice", f"确认 4 {LINK}")
    room.say("admin", "通过 1")
    room.say("admin", "重开 1")
    room.say(deputy, "重开 1 有误")
    assert "已经退回" in room.told("admin", "也觉得有误")


def test_only_what_the_list_held_is_passed_and_what_another_decided_is_named(room: Room, deputy: str) -> None:
    for seat in ("justice", "zone"):
        room.say(seat, f"确认 4 {LINK}")
    room.say("admin", "待审核")
    room.say("market", f"确认 4 {LINK}")
    (asked,) = room.say("admin", "全部通过")
    assert asked.body.splitlines() == [
        "将通过刚才列出的2条：",
        "1. 区司法局：4. 行政处罚信息公开",
        "2. 上党经开区：4. 行政处罚信息公开",
    ]
    assert [button.send for button in asked.buttons] == ["确认全部通过", "取消"]
    room.say(deputy, "退回 2 看不清")
    told = room.told("admin", "确认全部通过")
    assert "已通过1条" in told
    assert "编号2（上党经开区）10月24日 09:30已经由赵科长退回了" in told
    assert [one.unit for one in room.store.confirmations.waiting()] == ["区市场监管局"]
    assert "先看一遍再通过" in room.told("admin", "确认全部通过")


def test_a_list_on_a_page_names_what_it_holds(room: Room) -> None:
    for seat in ("justice", "zone", "market"):
        room.say(seat, f"确认 4 {LINK}")
    assert "将通过刚才列出的2条" in room.told("admin", "全部通过 1,3,99")
    room.say("admin", "确认全部通过")
    assert [one.state for one in room.store.confirmations.of_task("2022-4")] == [
        ReviewState.PASSED,
        ReviewState.SUBMITTED,
        ReviewState.PASSED,
    ]


def test_a_batch_can_be_dropped(room: Room) -> None:
    room.say("justice", f"确认 4 {LINK}")
    room.say("admin", "待审核")
    room.say("admin", "全部通过")
    assert "什么都没有改" in room.told("admin", "取消")
    assert "先看一遍" in room.told("admin", "确认全部通过")
    assert len(room.store.confirmations.waiting()) == 1
