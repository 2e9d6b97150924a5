"""A confirmed notice: agreed to, stopped, failed and sent again, asked after, corrected, withdrawn; trial running."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import noticing
from bot.ports.messages import File, InvalidError, RefusedError, TransientError
from bot.ports.people import Role
from reminders.notices import NoticeState, Progress
from reminders.outbox import DeliveryState
from tests.bot.notice_room import Wire, join, people, run, second_admin, sent, write
from tests.bot.office_room import at

if TYPE_CHECKING:
    from tests.bot.office_room import Room

LIAISONS = ["justice", "market", "zone"]


def state(room: Room, number: int = 1) -> NoticeState:
    notice = room.store.notices.get(number)
    assert notice is not None
    return notice.state


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
    assert [button.send for button in asked.buttons] == ["同意发送 1", "不同意发送 1"]


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


def test_a_stopped_notice_sends_nothing_until_it_is_resumed(room: Room) -> None:
    wire = Wire()
    sent(room)
    assert "还没发的3人不会再发" in room.told("admin", "停止 1")
    run(room, wire)
    assert (wire.sent, people(room)) == ([], Progress(stopped=3))
    assert "现在是“已停止”" in room.told("admin", "停止 1")
    assert "接着发，还有3人" in room.told("admin", "继续 1")
    run(room, wire)
    assert (wire.to("【通知】"), people(room)) == (LIAISONS, Progress(sent=3))
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
    assert people(room) == Progress(sent=1, failed=2)
    said = room.told("admin", "通知 1")
    assert "没发出1人：平台不收" in said
    assert "没发出1人：拉黑了" in said
    room.say("justice", "你好")
    wire.faults.clear()
    assert "只重发没发出的2人" in room.told("admin", "重发失败 1")
    run(room, wire)
    assert (wire.to("【通知】"), people(room)) == (LIAISONS, Progress(sent=3))
    assert "没有发送失败的" in room.told("admin", "重发失败 1")
    assert "没有编号9的通知" in room.told("admin", "重发失败 9")


def test_a_passing_fault_keeps_the_numbers_adding_up(room: Room) -> None:
    wire = Wire(faults={"justice": TransientError("忙")})
    sent(room)
    run(room, wire)
    assert (people(room), state(room)) == (Progress(sent=2, waiting=1), NoticeState.SENDING)


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


def test_whoever_had_not_got_it_gets_the_corrected_words(room: Room) -> None:
    wire = Wire(faults={"justice": TransientError("忙")})
    sent(room)
    run(room, wire)
    assert "请写更正后的内容" in room.told("admin", "更正 1")
    room.say("admin", "后天上午九点开会。")
    assert "继续 1" in room.told("admin", "确认发送")
    assert people(room) == Progress(sent=2, stopped=1)
    wire.faults.clear()
    assert "发的是更正后的内容" in room.told("admin", "继续 1")
    room.later(hours=1)
    run(room, wire)
    assert [reply.body for seat, reply in wire.sent if seat == "justice"] == ["后天上午九点开会。"]
    assert people(room) == Progress(sent=3)


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
    assert people(room) == Progress(sent=2, stopped=1)
    assert "已经撤回了" in room.told("admin", "撤回通知 1 再来")
    assert "已经撤回了" in room.told("admin", "更正 1 再来")
    assert "撤回原因：会议取消了" in room.told("admin", "通知 1")
    assert "不能这样做" in room.told("admin", "撤回 3 原因")
    assert "没有编号9的通知" in room.told("admin", "撤回 9 原因")


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


def test_what_nobody_got_is_withdrawn_without_a_word(room: Room) -> None:
    sent(room)
    assert room.told("admin", "撤回 1 写错了") == "通知1已撤回。还没发的3人不再发。"
    run(room, wire := Wire())
    assert wire.sent == []


def test_a_scheduled_notice_goes_at_its_time_to_who_is_there_then(room: Room) -> None:
    wire = Wire()
    write(room)
    assert "定在10月25日 14:00发" in room.told("admin", "明天下午2点")
    assert "已经过了" in room.told("admin", "定时 今天上午8点")
    assert "10月25日 14:00开始发" in room.told("admin", "确认发送")
    assert "定在10月25日 14:00发" in room.told("admin", "通知 1")
    room.now = at("2022-10-25T13:59")
    run(room, wire)
    assert wire.sent == []
    join(room, "new", role=Role.LIAISON, unit="区财政局")
    room.now = at("2022-10-25T14:00")
    run(room, wire)
    assert wire.to("【通知】") == ["justice", "market", "new", "zone"]


@pytest.mark.parametrize(("urgent", "when"), [(False, []), (True, LIAISONS)])
def test_only_what_is_marked_urgent_goes_out_at_night(room: Room, *, urgent: bool, when: list[str]) -> None:
    room.now = at("2022-10-24T21:00")
    write(room)
    room.say("admin", "紧急")
    if not urgent:
        assert "已标为紧急" not in room.told("admin", "不紧急")
    room.say("admin", "确认发送")
    run(room, wire := Wire())
    assert sorted(address for address, _ in wire.sent) == when
    details = [event.detail for event in room.store.audit.all() if event.action == "notice.sent"]
    assert ["urgent" in detail for detail in details] == [urgent]


def test_at_once_takes_a_time_back(room: Room) -> None:
    write(room)
    room.say("admin", "明天下午2点")
    assert "定在" not in room.told("admin", "马上发")
    assert "没看懂是什么时候" in room.told("admin", "定时 改天")


def test_a_notice_is_tested_on_its_author_alone(room: Room) -> None:
    write(room)
    assert "只有您收到了" in room.told("admin", "试发")
    run(room, wire := Wire())
    ((address, reply),) = wire.sent
    assert (address, reply.title, [button.send for button in reply.buttons]) == ("admin", "【通知】", ["收到 0"])
    assert "这是试发的" in room.told("admin", "收到 0")
    assert room.store.notices.all() == ()


def test_files_go_with_a_notice(room: Room) -> None:
    room.say("admin", "/通知")
    assert "附件存好了：图.png。请再写通知内容" in room.told("admin", "", File(name="图.png", content=b"picture"))
    room.say("admin", "见附件。")
    room.say("admin", "全体联络员")
    preview, _ = room.say("admin", "", File(name="表.xlsx", content=b"table"))
    assert [file.name for file in preview.files] == ["图.png", "表.xlsx"]
    room.say("admin", "确认发送")
    run(room, wire := Wire())
    contents = [room.store.files.get(file.digest) for file in wire.sent[0][1].files]
    assert contents == [b"picture", b"table"]


def test_other_words_keep_the_audience(room: Room) -> None:
    write(room, "区司法局")
    assert "请写通知内容" in room.told("admin", "改内容")
    assert "新内容" in room.told("admin", "新内容")
    room.say("admin", "确认发送")
    run(room, wire := Wire())
    assert [(address, reply.body) for address, reply in wire.sent] == [("justice", "新内容")]


def test_the_list_is_shown_before_it_is_confirmed(room: Room) -> None:
    join(room, *(f"more{number}" for number in range(40)), role=Role.LIAISON, unit="区财政局")
    write(room)
    (shown,) = room.say("admin", "名单")
    assert shown.title == "全体联络员，现在是43人"
    assert "……共43人" in shown.body
    assert [file.name for file in shown.files] == ["名单.xlsx"]
    write(room, "群众")
    assert f"群众{room.person('citizen').id}" in room.told("admin", "名单")


@pytest.mark.parametrize(
    ("said", "seats"),
    [
        ("区司法局、上党经开区", ["justice", "zone"]),
        ("区司法局，李明", ["justice", "market"]),
        ("分管负责人", ["leader"]),
        ("区司法局、#{citizen}", ["citizen", "justice"]),
    ],
)
def test_a_list_names_units_and_people(room: Room, said: str, seats: list[str]) -> None:
    join(room, "leader", role=Role.LEADER, unit="区司法局")
    room.say("market", "你好")
    named = room.person("market")
    room.store.people.update(type(named)(id=named.id, role=named.role, unit=named.unit, name="李明"))
    write(room, said.format(citizen=room.person("citizen").id))
    room.say("admin", "确认发送")
    run(room, wire := Wire())
    assert wire.to("【通知】") == seats


def test_a_list_may_be_a_file(room: Room) -> None:
    room.say("admin", "/通知")
    room.say("admin", "开会")
    wrong = File(name="名单.csv", content="单位\n区司法局\n火星局\n".encode())
    assert "名单里这些没有找到：火星局" in room.told("admin", "", wrong)
    assert "没有读到名单" in room.told("admin", "", File(name="空.csv", content="单位\n".encode()))
    assert "认不出这种文件" in room.told("admin", "", File(name="a.exe", content=b"text"))
    right = File(name="名单.csv", content="序号,单位\n1,区司法局\n2,上党经开区\n".encode())
    assert "区司法局、上党经开区2个单位的联络员，共2人" in room.told("admin", "", right)


def test_subscribers_of_a_topic_are_asked_of_who_knows_them(room: Room) -> None:
    assert "没有“养鸟”这个可以订阅的主题" in write(room, "订阅养鸟的人")
    assert "订阅“老年人”的人现在没有人能收到" in write(room, "订阅老人的人")


def test_on_trial_a_notice_goes_to_the_admins_and_says_whom_it_was_for(room: Room) -> None:
    assert "现在是试运行" in room.told("admin", "试运行")
    sent(room)
    run(room, wire := Wire())
    ((address, reply),) = wire.sent
    assert address == "admin"
    assert "〔试运行〕本应发给全体联络员（3人），现在只发给管理员。" in reply.note
    assert people(room) == Progress(sent=1)
    assert "〔试运行〕通知1" in room.told("admin", "通知 1")


def test_on_trial_reminders_stay_in_the_office_and_answers_do_not(room: Room) -> None:
    room.say("admin", "试运行")
    assert room.tick("2022-10-24T09:30") > 0
    run(room, wire := Wire())
    assert {address for address, _ in wire.sent} == {"admin"}
    shown = [reply for _, reply in wire.sent if reply.title.startswith("〔试运行〕")]
    assert any("本应发给区司法局联络员" in reply.note and not reply.buttons for reply in shown)


def test_the_trial_stops_what_is_under_way_and_ends_when_the_office_says_so(room: Room) -> None:
    sent(room)
    room.say("admin", "试运行")
    run(room, wire := Wire())
    assert wire.sent == []
    assert "现在是正式运行" in room.told("admin", "正式运行")
    room.say("admin", "继续 1")
    run(room, wire)
    assert wire.to("【通知】") == LIAISONS


def test_a_large_notice_is_queued_in_slices(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noticing, "SLICE", 2)
    sent(room)
    assert people(room) == Progress(waiting=3)
    assert room.store.outbox.of_batch("notice:1") == {DeliveryState.QUEUED: 2}
    assert not noticing.advance(room.house, room.now)
    assert room.store.outbox.of_batch("notice:1") == {DeliveryState.QUEUED: 3}
