"""申请延期 from the asking to the reminders of the new date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.bot.office_room import Room


def asked(room: Room, number: str = "4", wanted: str = "2022-11-30") -> None:
    room.told("justice", f"延期 {number} {wanted} 系统还没开通")


def test_it_is_asked_for_in_one_line(room: Room) -> None:
    said = room.told("justice", "延期 4 2022-11-30 系统还没开通")
    assert said == (
        "已收到并保存：第4项“行政处罚信息公开”申请延到2022年11月30日。\n"
        "由政务公开办决定，结果会告诉您；决定以前仍按2022年10月31日提醒。\n申请编号1。"
    )
    (reply,) = room.outbox("admin")
    assert reply.text.splitlines() == [
        "【申请延期 1】区司法局",
        "4. 行政处罚信息公开",
        "2022年10月31日 → 2022年11月30日",
        "原因：系统还没开通",
        "10月24日 09:30申请。也可回复：同意延期 1，或 不同意延期 1 原因",
    ]
    assert [one.send for one in reply.buttons] == ["同意延期 1", "不同意延期 1"]


def test_what_is_not_said_is_asked_for_one_thing_at_a_time(room: Room) -> None:
    (reply,) = room.say("justice", "申请延期")
    assert "6.1 双随机监管信息公开" in reply.body
    assert "6.2 双随机监管信息公开" in reply.body
    assert "现在的时限是2022年10月31日，想延到哪一天？" in room.told("justice", "4")
    assert "想延到哪一天" in room.told("justice", "尽快")
    assert "想延到2022年11月10日，原因是什么？" in room.told("justice", "11月10日")
    assert "原因是什么" in room.told("justice", "")
    assert "申请延到2022年11月10日" in room.told("justice", "系统还没开通")
    assert room.store.extensions.waiting()[0].reason == "系统还没开通"


def test_a_reason_said_before_the_date_is_kept(room: Room) -> None:
    assert "想延到哪一天" in room.told("justice", "延期 4 系统还没开通")
    assert "申请延到2022年11月10日" in room.told("justice", "11月10日前")
    assert room.store.extensions.waiting()[0].reason == "系统还没开通"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("延期 4 2022-10-31 来不及", "要晚于它和今天"),
        ("延期 4 2022-10-01 来不及", "要晚于它和今天"),
        ("延期 5 2022-11-30 来不及", "没有第5项"),
        ("延期 17 2022-11-30 来不及", "不是区司法局的任务"),
        ("延期 6 2022-11-30 来不及", "哪一项要延期？"),
        ("延期 6.3 2022-11-30 来不及", "没有第3个"),
    ],
)
def test_what_cannot_be_asked_for_is_said_so(room: Room, said: str, answer: str) -> None:
    assert answer in room.told("justice", said)
    assert room.store.extensions.waiting() == ()


def test_one_request_waits_at_a_time(room: Room) -> None:
    asked(room)
    assert "已经申请延到2022年11月30日（编号1）" in room.told("justice", "延期 4 2022-12-30 来不及")
    assert len(room.store.extensions.waiting()) == 1


def test_a_unit_with_nothing_open_is_told_so(room: Room) -> None:
    for number in ("4", "6.1", "6.2"):
        room.told("justice", f"确认 {number} 已办")
    assert "没有等您单位办的" in room.told("justice", "申请延期")


def test_a_granted_one_moves_the_date_of_that_unit_alone(room: Room) -> None:
    asked(room)
    assert room.told("admin", "同意延期 1") == (
        "已同意：区司法局，4. 行政处罚信息公开，延到2022年11月30日。已告诉该单位，提醒改按新的日期；别的单位不变。"
    )
    assert "您单位的时限改为2022年11月30日" in room.outbox("justice")[0].text
    assert "11月30日前（已延期）" in room.told("justice", "我的任务")
    assert "2022年11月30日（已延期）：未确认" in room.told("justice", "任务 4")
    assert "10月31日前，还有" in room.told("zone", "我的任务")
    assert "已延期：区司法局到11月30日" in room.told("admin", "进度 4")
    room.tick("2022-10-24T09:31")
    assert not any("行政处罚" in one.body for one in room.outbox("justice") if one.title.startswith("【工作提醒】"))
    assert "行政处罚" in room.outbox("zone")[0].body
    room.tick("2022-11-15T09:30")
    assert "行政处罚信息公开（牵头）11月30日前（已延期），还有11个工作日" in room.outbox("justice")[-1].body
    (row,) = (one for one in room.store.ledger.rows(unit="区司法局", task_id="2022-4") if one["on"] == "2022-11-15")
    assert (row["rung"], row["key"]) == ("15", "2022-4/1/1@2022-11-30:15:区司法局")


def test_a_rung_that_lay_before_the_grant_is_not_told(room: Room) -> None:
    asked(room, wanted="2022-11-20")
    room.told("admin", "同意延期 1")
    days = {row["on"]: row["rung"] for row in _told(room, "2022-10-25", "2022-11-08")}
    assert days == {"2022-11-04": "15"}


def _told(room: Room, start: str, end: str) -> list[dict[str, str]]:
    day, last = date.fromisoformat(start), date.fromisoformat(end)
    while day <= last:
        room.tick(f"{day}T09:30")
        day = date.fromordinal(day.toordinal() + 1)
    return [dict(one) for one in room.store.ledger.rows(unit="区司法局", task_id="2022-4")]


def test_a_refused_one_changes_nothing_and_says_why(room: Room) -> None:
    asked(room)
    assert "原因是什么" in room.told("admin", "不同意延期 1")
    assert "原因是什么" in room.told("admin", "")
    assert "原因“市里催得紧”已告诉该单位" in room.told("admin", "市里催得紧")
    assert "原因：市里催得紧\n时限仍是2022年10月31日" in room.outbox("justice")[0].text
    assert room.store.extensions.granted(2022) == ()
    assert "已经没有同意过了" in room.told("admin", "不同意延期 1 再想想")
    asked(room)
    assert [one.id for one in room.store.extensions.waiting()] == [2]


def test_a_decision_is_made_once_and_by_the_office(room: Room) -> None:
    asked(room)
    assert "等待决定的延期申请 1 条" in room.told("auditor", "延期申请")
    assert "要管理员来做" in room.told("auditor", "同意延期 1")
    assert "没有编号9的延期申请" in room.told("admin", "同意延期 9")
    assert "没有编号9的延期申请" in room.told("admin", "不同意延期 9 不行")
    room.told("admin", "同意延期 1")
    assert "已经同意过了" in room.told("admin", "同意延期 1")
    assert "没有等待决定的延期申请" in room.told("admin", "延期申请")
    assert room.actions()[-1] == "extension.granted"


def test_a_reason_that_comes_after_the_decision_changes_nothing(room: Room) -> None:
    asked(room)
    room.told("admin", "不同意延期 1")
    room.store.extensions.decide(1, state=room.store.extensions.waiting()[0].state.GRANTED, by=1, at=room.now)
    assert "已经同意过了" in room.told("admin", "晚了")


def test_a_date_that_is_past_by_then_cannot_be_granted(room: Room) -> None:
    asked(room, wanted="2022-11-01")
    room.now = room.now.replace(month=11, day=1)
    assert "已经过了，同意也没有用" in room.told("admin", "同意延期 1")
