"""What goes to all citizens is agreed to by a second admin, who has seen just that, or goes back to its author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import TransientError
from reminders.notices import NoticeState
from tests.bot.notice_room import Wire, join, run, second_admin, sent, state, write
from tests.bot.office_room import at

if TYPE_CHECKING:
    from tests.bot.office_room import Room


def test_what_all_citizens_get_needs_another_admin_than_its_author(room: Room) -> None:
    wire = Wire()
    assert "可是现在只有您一位管理员" in sent(room, "群众")
    second_admin(room)
    run(room, wire)
    assert "是您写的" in room.told("admin", "同意发送 1")
    assert (wire.to("【通知】"), state(room)) == ([], NoticeState.WAITING)
    join(room, "a-minute-before")
    assert "已同意，通知1排好了" in room.told("second", "同意发送 1")
    join(room, "too-late")
    run(room, wire)
    assert wire.to("【通知】") == ["a-minute-before", "citizen"]
    assert room.outbox("admin")[-1].body == "王芳同意了通知1，已经排好。"
    assert state(room) is NoticeState.DONE
    assert "现在是“已发完”" in room.told("second", "同意发送 1")
    assert {"notice.sent", "notice.approved", "notice.begun"} <= set(room.actions())


def test_the_other_admin_is_shown_what_is_to_be_agreed_to(room: Room) -> None:
    second_admin(room)
    assert "已经请他们看了" in sent(room, "群众")
    (asked,) = room.outbox("second")
    assert "现在共1人" in asked.body
    assert asked.body.endswith("【通知】\n明天上午九点开会。")
    assert [button.label for button in asked.buttons] == ["同意发送 1", "不同意发送 1"]


def test_whoever_agrees_has_seen_what_goes_out(room: Room) -> None:
    second_admin(room)
    sent(room, "群众", "周三停水。")
    (old,) = room.outbox("second")
    room.say("admin", "不同意发送 1 日期写错了")
    room.say("admin", "修改通知 1")
    room.say("admin", "周四停水。")
    room.say("admin", "确认发送")
    before, again = room.say("second", old.buttons[0].send)
    assert "后来又改过。没有发送" in before.body
    assert again.body.endswith("周四停水。")
    assert state(room) is NoticeState.WAITING
    assert next(one.send for one in room.say("second", "通知 1")[0].buttons) == again.buttons[0].send
    assert "已同意" in room.told("second", again.buttons[0].send)


def test_what_is_not_agreed_to_goes_back_and_is_written_anew(room: Room) -> None:
    second_admin(room)
    sent(room, "群众")
    assert "请写明原因" in room.told("second", "不同意发送 1")
    assert "请写明原因" in room.told("second", "")
    assert "原因已经告诉作者" in room.told("second", "时间写错了")
    assert "王芳不同意发送通知1：时间写错了" in room.outbox("admin")[-1].body
    assert "请写通知内容" in room.told("admin", "修改通知 1")
    assert "后天上午九点开会。" in room.told("admin", "后天上午九点开会。")
    room.say("admin", "确认发送")
    room.say("second", "同意发送 1")
    wire = Wire()
    run(room, wire)
    assert [reply.body for _, reply in wire.sent if reply.title == "【通知】"] == ["后天上午九点开会。"]
    assert "不是还没发的草稿" in room.told("admin", "修改通知 1")
    assert "不能这样做" in room.told("second", "不同意发送 1 原因")
    assert "没有编号9的通知" in room.told("second", "不同意发送 9 原因")


def test_what_is_written_anew_keeps_its_time_while_that_is_to_come(room: Room) -> None:
    second_admin(room)
    write(room, "群众")
    room.say("admin", "明天下午2点")
    room.say("admin", "确认发送")
    asked = room.outbox("second")[-1]
    assert "同意后10月25日 14:00发。" in asked.body
    room.say("second", "不同意发送 1 写错了")
    room.say("admin", "修改通知 1")
    assert "定在10月25日 14:00发" in room.told("admin", "后天上午九点开会。")
    room.now = at("2022-10-26T09:30")
    room.say("admin", "修改通知 1")
    assert "定在" not in room.told("admin", "后天上午九点开会。")


def test_the_rest_waits_while_a_correction_waits_for_the_second_admin(room: Room) -> None:
    second_admin(room)
    join(room, "busy")
    wire = Wire(faults={"busy": TransientError("忙")})
    sent(room, "群众")
    room.say("second", "同意发送 1")
    run(room, wire)
    room.say("admin", "更正 1 后天上午九点开会。")
    assert "另一位管理员同意" in room.told("admin", "确认发送")
    assert "还在等另一位管理员同意" in room.told("admin", "继续 1")
    room.say("second", "同意发送 2")
    run(room, wire)
    assert wire.to("【通知更正】") == ["citizen"]


def test_the_word_of_a_withdrawal_to_citizens_needs_the_second_admin_too(room: Room) -> None:
    second_admin(room)
    wire = Wire()
    sent(room, "群众")
    room.say("second", "同意发送 1")
    run(room, wire)
    assert "等另一位管理员同意（通知2）" in room.told("admin", "撤回 1 写错了")
    run(room, wire)
    assert wire.to("【通知撤回】") == []
    room.say("second", "同意发送 2")
    run(room, wire)
    assert wire.to("【通知撤回】") == ["citizen"]
