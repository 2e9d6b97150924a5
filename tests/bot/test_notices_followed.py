"""A confirmed notice: stopped, failed and sent again, asked after, corrected, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import marking, noticing
from bot.ports.messages import InvalidError, RefusedError, TransientError
from bot.ports.people import Person, Role
from reminders.notices import NoticeState, Progress
from reminders.outbox import DeliveryState
from tests.bot.notice_room import LIAISONS, Wire, join, people, run, sent, state, write
from tests.bot.office_room import at

if TYPE_CHECKING:
    from tests.bot.office_room import Room


def test_nobody_is_asked_again_twice_a_day(room: Room) -> None:
    wire = Wire()
    sent(room)
    run(room, wire)
    room.say("admin", "提醒未点收 1")
    assert "今天提醒过了，不重复。明天起可以再提醒。" in room.told("admin", "提醒未点收 1")
    assert "不重复。以后每2个工作日再提醒还没点的，下一次10月26日" in room.told("admin", "提醒未点收 1 每2个工作日")
    run(room, wire)
    assert wire.to("【请点收】") == LIAISONS


def test_what_has_not_begun_is_stopped_and_resumed_without_a_number(room: Room) -> None:
    write(room)
    room.say("admin", "明天下午2点")
    room.say("admin", "确认发送")
    assert "还没有开始发，谁也没有收到。" in room.told("admin", "停止 1")
    assert "通知1接着发，10月25日 14:00发。" in room.told("admin", "继续 1")


def test_a_group_that_was_not_reached_is_counted_and_sent_again(room: Room) -> None:
    bound = Person(id=0, role=Role.GROUP, unit="区司法局")
    room.store.people.add(bound, channel="web", address="group")
    wire = Wire(faults={"group": InvalidError("平台不收")})
    sent(room, "区司法局")
    run(room, wire)
    (said,) = room.say("admin", "通知 1")
    assert "共1人：已发出1，排队中0，没发出0；已点收0。\n另发到单位群0/1个。\n没发出1个：平台不收" in said.body
    assert said.buttons[0].send == "重发失败 1"


def test_a_stopped_notice_sends_nothing_until_it_is_resumed(room: Room) -> None:
    wire = Wire()
    sent(room)
    assert "还没发的3人不会再发" in room.told("admin", "停止 1")
    run(room, wire)
    assert (wire.sent, people(room)) == ([], Progress(stopped=3))
    assert "现在是“已停止”" in room.told("admin", "停止 1")
    assert "接着发，还有3人" in room.told("admin", "继续 1")
    run(room, wire)
    assert (wire.to("【通知】"), people(room)) == (LIAISONS, Progress(sent=3, silent=3))
    assert "现在是“已发完”" in room.told("admin", "继续 1")
    assert "没有编号9的通知" in room.told("admin", "停止 9")


def test_what_was_under_way_and_failed_waits_for_the_resumption(room: Room) -> None:
    sent(room)
    claimed = room.store.outbox.claim(now=room.now, urgent_only=False)
    assert claimed is not None
    assert "正在路上的1条会发完，还没发的2人" in room.told("admin", "停止 1")
    room.store.outbox.settle(claimed.key, state=DeliveryState.QUEUED, at=room.now, due_at=room.now)
    assert people(room) == Progress(stopped=3)
    again = Wire()
    run(room, again)
    assert again.sent == []


def test_only_what_failed_is_sent_again_and_reasons_are_grouped(room: Room) -> None:
    wire = Wire(faults={"justice": RefusedError("拉黑了"), "market": InvalidError("平台不收")})
    sent(room)
    run(room, wire)
    assert people(room) == Progress(sent=1, failed=2, silent=1)
    said = room.told("admin", "通知 1")
    assert "没发出1个：平台不收" in said
    assert "没发出1个：拉黑了" in said
    room.say("justice", "你好")
    wire.faults.clear()
    assert "只重发没发出的2人" in room.told("admin", "重发失败 1")
    run(room, wire)
    assert (wire.to("【通知】"), people(room)) == (LIAISONS, Progress(sent=3, silent=3))
    assert "没有发送失败的" in room.told("admin", "重发失败 1")
    assert "没有编号9的通知" in room.told("admin", "重发失败 9")


def test_a_passing_fault_keeps_the_numbers_adding_up(room: Room) -> None:
    wire = Wire(faults={"justice": TransientError("忙")})
    sent(room)
    run(room, wire)
    assert (people(room), state(room)) == (Progress(sent=2, waiting=1, silent=2), NoticeState.SENDING)


def test_only_those_who_have_not_tapped_are_asked_again_on_the_rhythm(room: Room) -> None:
    wire = Wire()
    sent(room)
    run(room, wire)
    room.say("justice", "收到 1")
    said = room.told("admin", "提醒未点收 1 每2个工作日")
    assert "还没点收的2人" in said
    assert "下一次10月26日" in said
    run(room, wire)
    assert wire.to("【请点收】") == ["market", "zone"]
    assert wire.sent[-1][1].buttons[0].send == "收到 1"
    room.say("market", "收到 1")
    for day, expected in (("2022-10-25T09:30", 2), ("2022-10-26T09:30", 3), ("2022-10-28T09:30", 4)):
        room.now = at(day)
        run(room, wire)
        assert len(wire.to("【请点收】")) == expected
    room.say("zone", "收到 1")
    room.now = at("2022-11-01T09:30")
    run(room, wire)
    assert len(wire.to("【请点收】")) == 4
    assert "都点收了" in room.told("admin", "提醒未点收 1")
    assert "没看懂多久一次" in room.told("admin", "提醒未点收 1 常常")
    assert "不能这样做" in room.told("admin", "提醒未点收 2")


def test_who_taps_while_the_nudge_is_queued_is_not_asked_any_more(room: Room) -> None:
    wire = Wire()
    sent(room)
    run(room, wire)
    room.say("admin", "提醒未点收 1")
    room.say("market", "收到 1")
    run(room, wire)
    assert wire.to("【请点收】") == ["justice", "zone"]
    assert people(room, 2) == Progress(sent=2, silent=2)


def test_a_tap_under_a_correction_counts_for_what_it_corrects(room: Room) -> None:
    wire = Wire()
    sent(room)
    run(room, wire)
    room.say("admin", "更正 1 后天上午九点开会。")
    room.say("admin", "确认发送")
    run(room, wire)
    room.say("admin", "提醒未点收 1")
    assert room.told("market", "收到 2") == "好的，已点收。"
    run(room, wire)
    assert wire.to("【请点收】") == ["justice", "zone"]
    assert people(room) == people(room, 2) == Progress(sent=3, tapped=1, silent=2)
    assert room.told("market", "收到 1") == "您已经点过收到了。"


def test_asking_again_can_be_ended(room: Room) -> None:
    sent(room)
    wire = Wire()
    run(room, wire)
    room.say("admin", "提醒未点收 1 每个工作日")
    assert "每1个工作日提醒没点收的" in room.told("admin", "通知 1")
    assert "不再定期提醒" in room.told("admin", "不再提醒 1")
    assert "没有编号9的通知" in room.told("admin", "不再提醒 9")
    room.now = at("2022-10-27T09:30")
    run(room, wire)
    assert len(wire.to("【请点收】")) == 3


def test_a_correction_reaches_exactly_those_who_got_the_first(room: Room) -> None:
    wire = Wire(faults={"justice": RefusedError("拉黑了")})
    sent(room)
    run(room, wire)
    room.say("justice", "你好")
    wire.faults.clear()
    join(room, "new", role=Role.LIAISON, unit="区财政局")
    preview = room.told("admin", "更正 1 后天上午九点开会。")
    assert "发的通知1（“明天上午九点开会。”）有更正，以这一条为准：\n后天上午九点开会。" in preview
    assert "将发给收到通知1的人，共2人" in preview
    room.say("admin", "确认发送")
    run(room, wire)
    assert wire.to("【通知更正】") == ["market", "zone"]
    assert "更正：通知2（已发完）" in room.told("admin", "通知 1")


def test_a_correction_is_corrected_by_another_of_the_first(room: Room) -> None:
    wire = Wire()
    sent(room)
    assert "还没有人收到" in room.told("admin", "更正 1 后天上午九点开会。")
    run(room, wire)
    room.say("admin", "更正 1 后天上午九点开会。")
    room.say("admin", "确认发送")
    wire.faults["zone"] = TransientError("忙")
    run(room, wire)
    assert "发的通知1（" in room.told("admin", "更正 2 大后天上午九点开会。")
    room.say("admin", "确认发送")
    assert (state(room, 2), people(room, 2).stopped) == (NoticeState.STOPPED, 1)
    wire.faults.clear()
    room.later(hours=1)
    run(room, wire)
    told = [(seat, reply) for seat, reply in wire.sent if reply.title == "【通知更正】"]
    assert sorted(seat for seat, _ in told) == ["justice", "justice", "market", "market", "zone"]
    marks = marking.marks_of(room.house, [reply for _, reply in wire.sent])
    assert {number: mark.label for number, mark in marks.items()} == dict.fromkeys((1, 2), "已更正，以后面的为准")


def test_whoever_had_not_got_it_gets_the_corrected_words(room: Room) -> None:
    wire = Wire(faults={"justice": TransientError("忙")})
    sent(room)
    run(room, wire)
    assert "请写更正后的内容" in room.told("admin", "更正 1")
    room.say("admin", "后天上午九点开会。")
    assert "继续 1" in room.told("admin", "确认发送")
    assert people(room) == Progress(sent=2, stopped=1, silent=2)
    wire.faults.clear()
    assert "发的是更正后的内容" in room.told("admin", "继续 1")
    room.later(hours=1)
    run(room, wire)
    assert [reply.body for seat, reply in wire.sent if seat == "justice"] == ["后天上午九点开会。"]
    assert people(room) == Progress(sent=3, silent=3)


@pytest.mark.parametrize("number", [1, 7])
def test_nothing_is_corrected_that_nobody_got(room: Room, number: int) -> None:
    write(room)
    room.say("admin", "定时 明天上午9点")
    room.say("admin", "确认发送")
    assert "不用更正" in room.told("admin", f"更正 {number} 内容")


def test_a_withdrawal_tells_those_who_got_it_and_nobody_else(room: Room) -> None:
    wire = Wire(faults={"justice": TransientError("忙")})
    sent(room)
    run(room, wire)
    room.say("admin", "提醒未点收 1 每个工作日")
    assert "请写撤回的原因" in room.told("admin", "撤回通知 1")
    assert "请写撤回的原因" in room.told("admin", "")
    wire.faults.clear()
    said = room.told("admin", "会议取消了")
    assert "已撤回。还没发的1人不再发。正在告诉收到的2人。" in said
    room.later(days=2)
    run(room, wire)
    assert wire.to("【通知撤回】") == ["market", "zone"]
    assert (wire.to("【通知】"), wire.to("【请点收】")) == (["market", "zone"], [])
    withdrawal = next(reply for _, reply in wire.sent if reply.title == "【通知撤回】")
    assert "已撤回，请不要再按它办。\n原因：会议取消了" in withdrawal.body
    assert withdrawal.buttons == ()
    assert people(room) == Progress(sent=2, stopped=1, silent=2)
    assert "已经撤回了" in room.told("admin", "撤回通知 1 再来")
    assert "已经撤回了" in room.told("admin", "更正 1 再来")
    assert "撤回原因：会议取消了" in room.told("admin", "通知 1")
    assert "共2人：已发出2，排队中0，没发出0。" in room.told("admin", "通知 3")
    assert "不能这样做" in room.told("admin", "撤回 3 原因")
    assert "没有编号9的通知" in room.told("admin", "撤回 9 原因")


def test_what_nobody_got_is_withdrawn_without_a_word(room: Room) -> None:
    sent(room)
    assert room.told("admin", "撤回 1 写错了") == "通知1已撤回。还没发的3人不再发。"
    run(room, wire := Wire())
    assert wire.sent == []


def test_a_large_notice_is_queued_in_slices(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noticing, "SLICE", 2)
    sent(room)
    assert people(room) == Progress(waiting=3)
    assert room.store.outbox.of_batch("notice:1") == {DeliveryState.QUEUED: 2}
    assert not noticing.advance(room.house, room.now)
    assert room.store.outbox.of_batch("notice:1") == {DeliveryState.QUEUED: 3}
