"""What is said in groups, a group that is a unit's, and answers that come late."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.accounts import ledger_rows
from bot.alarms import unbound_units
from bot.handlers.commands import COMMANDS, Command, matching
from bot.ports.messages import File, Reply
from bot.ports.people import Person, Role
from bot.ports.wire import reply_from_json
from bot.texts import common, places
from reminders.outbox import DeliveryState
from tests.bot.office_room import furnished

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bot.office_room import Room

GROUP = "-100"
SUPPORT = "配合单位已确认0/3，还差上党经开区、区财政局、区市场监管局"
TYPED = "①确认 4 链接，②确认 6.1 链接"
SEATS = {"citizen": Role.CITIZEN, "justice": Role.LIAISON, "admin": Role.ADMIN, "auditor": Role.AUDITOR}


def bound(room: Room, unit: str = "区司法局", group: str = GROUP) -> Person:
    """The group, bound to the unit by the office."""
    room.say("admin", f"绑定本群 {unit}", group=group)
    return group_at(room, group)


def group_at(room: Room, group: str = GROUP) -> Person:
    found = room.store.people.at("web", group)
    assert found is not None
    return found


def to_group(room: Room, group: str = GROUP) -> list[Reply]:
    """What waits for a group or was sent to it, oldest first."""
    person = group_at(room, group)
    return [reply_from_json(one.payload) for one in room.store.outbox.with_prefix("") if one.person_id == person.id]


def leaned_on(room: Room) -> str:
    """The question before, to which the desk was told that the last one belongs."""
    return room.desk.before.question if room.desk.before else ""


# ---- binding -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seat", "text", "said"),
    [
        ("admin", "绑定本群 司法局", "好了，本群现在是区司法局的单位群。"),
        ("justice", "绑定本群", "好了，本群现在是区司法局的单位群。"),
        ("justice", "绑定本群：区司法局", "好了，本群现在是区司法局的单位群。"),
        ("justice", "绑定本群 区财政局", "您只能绑定、解绑区司法局的单位群"),
        ("admin", "绑定本群", "绑定给哪个单位？"),
        ("admin", "绑定本群 区司法", "单位目录里没有“区司法”"),
        ("citizen", "绑定本群 区司法局", "这个操作要联络员来做。"),
        ("auditor", "绑定本群 区司法局", "这个操作要联络员来做。"),
    ],
)
def test_who_may_bind_a_group(room: Room, seat: str, text: str, said: str) -> None:
    assert room.told(seat, text, group=GROUP).startswith(said)
    found = room.store.people.at("web", GROUP)
    assert (found is not None) == said.startswith("好了")
    assert ("group.bound" in room.actions()) == said.startswith("好了")


def test_a_leader_binds_the_group_of_the_own_unit(room: Room) -> None:
    room.store.people.add(Person(id=0, role=Role.LEADER, unit="区财政局"), channel="web", address="head")
    assert "区财政局的单位群" in room.told("head", "绑定本群", group=GROUP)
    assert group_at(room) == Person(id=group_at(room).id, role=Role.GROUP, unit="区财政局")


def test_a_near_name_is_offered_with_the_same_command(room: Room) -> None:
    (reply,) = room.say("admin", "绑定本群 区司法", group=GROUP)
    assert [one.send for one in reply.buttons] == ["绑定本群 区司法局"]


@pytest.mark.parametrize("text", ["绑定本群 区司法局", "解绑本群"])
def test_binding_is_said_in_the_group_itself(room: Room, text: str) -> None:
    assert room.told("admin", text).startswith("请在要绑定的群里@我说")


def test_a_group_that_is_bound_again_belongs_to_the_other_unit_and_what_waited_is_dropped(room: Room) -> None:
    group = bound(room)
    room.tick("2022-10-24T09:30")
    assert room.told("admin", "绑定本群 区司法局", group=GROUP) == "本群已经是区司法局的单位群，没有改动。"
    assert "本群原来是区司法局的单位群，已改为区财政局的。" in room.told("admin", "绑定本群 区财政局", group=GROUP)
    assert group_at(room) == replace(group, unit="区财政局")
    (waiting,) = room.store.outbox.with_prefix(f"remind:{group.id}:")
    assert (waiting.state, waiting.error) == (DeliveryState.DEAD, places.UNBOUND)
    last = room.store.audit.all()[-1]
    assert (last.action, last.subject) == ("group.bound", "区财政局")
    assert "区司法局" in last.detail


def test_a_group_is_unbound_by_the_unit_or_the_office_and_hears_nothing_more(room: Room) -> None:
    assert room.told("admin", "解绑本群", group=GROUP) == "本群没有绑定单位，没有改动。"
    bound(room)
    assert room.told("market", "解绑本群", group=GROUP).startswith("您只能绑定、解绑区市场监管局的单位群")
    assert room.told("justice", "解绑本群", group=GROUP).startswith("已解绑：本群不再是区司法局的单位群")
    assert room.actions()[-1] == "group.unbound"
    room.tick("2022-10-24T09:30")
    assert to_group(room) == []
    assert group_at(room).role is Role.GROUP
    assert "本群现在是区司法局的单位群" in room.told("justice", "绑定本群", group=GROUP)


def test_the_office_sees_every_group_and_which_cannot_be_reached(room: Room) -> None:
    assert room.told("admin", "单位群").startswith("还没有单位群。")
    room.store.people.add(Person(id=0, role=Role.GROUP, unit="区财政局"), channel="telegram", address="-7")
    bound(room)
    room.store.people.mark_dead("telegram", "-7", reason="bot was kicked")
    shown = "单位群 2 个，1个发不到\n· 区司法局：web，正常\n· 区财政局：Telegram，发不到，请看看我还在不在群里\n"
    assert room.told("admin", "单位群").startswith(shown)
    assert room.told("admin", "单位群", group="-9").startswith(shown)
    assert room.told("auditor", "单位群").startswith(shown)
    # in anybody else's mouth it is a question
    assert "问答库里还没有" in room.told("citizen", "单位群")


def test_more_groups_than_a_screen_holds_are_counted(room: Room) -> None:
    for number in range(places.MOST_LINES + 3):
        room.store.people.add(Person(id=0, role=Role.GROUP, unit="区司法局"), channel="wecom", address=f"g{number}")
    said = room.told("admin", "单位群")
    assert said.count("· 区司法局：企业微信，正常") == places.MOST_LINES
    assert "还有3个。" in said


def test_a_group_from_which_something_comes_can_be_reached_again(room: Room) -> None:
    group = bound(room)
    room.store.people.mark_dead("web", GROUP, reason="bot was kicked")
    assert room.store.people.addresses(group.id) == ()
    room.say("citizen", "帮助", group=GROUP)
    assert [one.address for one in room.store.people.addresses(group.id)] == [GROUP]


# ---- reminders ---------------------------------------------------------------------------------------------------


def test_the_units_group_gets_the_message_of_the_day_once(room: Room) -> None:
    group = bound(room)
    assert room.tick("2022-10-24T09:30") == 4
    (reply,) = to_group(room)
    assert reply.text.splitlines() == [
        "【工作提醒】区司法局  10月24日",
        "区司法局有2项工作临近或超过时限：",
        f"① 行政处罚信息公开（牵头）10月31日前，还有5个工作日；{SUPPORT}",
        "② 双随机监管信息公开（配合）10月31日前，还有5个工作日",
        f"办好后点“已完成”，或者回复本条（或@我）写：{TYPED}；还没办好写：已知悉、稍后提醒、申请延期",
        "为什么发到群里：距到期7天的例行提醒；本群是区司法局的单位群，一天只发一条，由区司法局联络员、分管负责人来办。",
    ]
    assert [one.send for one in reply.buttons] == [one.send for one in room.outbox("justice")[0].buttons]
    assert room.tick("2022-10-24T09:31") == 0
    assert room.tick("2022-10-25T09:30") == 3  # the round of the ongoing duties
    assert "本月例行" in to_group(room)[-1].body
    keys = {one.key for one in room.store.outbox.with_prefix(f"remind:{group.id}:")}
    assert keys == {f"remind:{group.id}:2022-10-24", f"remind:{group.id}:2022-10-25"}


def test_a_line_of_the_ledger_counts_as_told_when_it_reached_the_group(room: Room) -> None:
    group = bound(room)
    room.tick("2022-10-24T09:30")
    key = f"remind:{group.id}:2022-10-24"
    room.store.outbox.settle(key, state=DeliveryState.SENT, at=room.now)
    rows = ledger_rows(room.house, unit="区司法局")
    assert {(row["delivery"], row["state"]) for row in rows} == {(key, "sent")}


def test_a_unit_with_a_group_and_no_liaison_is_told_there_and_the_office_is_warned(room: Room) -> None:
    group = bound(room, "区财政局")
    room.tick("2022-10-24T09:30")
    (reply,) = to_group(room)
    assert "行政处罚信息公开（配合）" in reply.body
    rows = room.store.ledger.rows(unit="区财政局")
    assert {row["delivery"] for row in rows} == {f"remind:{group.id}:2022-10-24"}
    assert "区财政局" in {one.unit for one in unbound_units(room.house, room.now.date())}
    (warned,) = [one for one in room.outbox("admin") if "没有联络员" in one.title]
    assert "区财政局：第4项“行政处罚信息公开”，10月24日该提醒（提前7天），只发得到单位群，没有人能确认" in warned.body
    assert "只发得到单位群，没有人能确认" in room.told("admin", "今日")
    # whoever joins on the same day hears of what comes next, and the group not a second time
    room.store.people.add(Person(id=0, role=Role.LIAISON, unit="区财政局"), channel="web", address="finance")
    room.tick("2022-10-24T15:00")
    room.tick("2022-10-25T09:30")
    assert len(to_group(room)) == 2
    assert "本月例行" in room.outbox("finance")[-1].body


def test_a_rung_that_falls_after_the_groups_message_of_the_day_is_told_to_the_liaison_alone(room: Room) -> None:
    group = bound(room, "区财政局")
    room.tick("2022-10-24T09:30")
    room.say("admin", "采纳 17.11")
    room.say("admin", "里程碑 17.11 改 2022-10-26")
    room.tick("2022-10-24T10:00")
    assert [row["withheld"] for row in room.store.ledger.withheld(unit="区财政局")] == ["no_liaison"]
    room.store.people.add(Person(id=0, role=Role.LIAISON, unit="区财政局"), channel="web", address="finance")
    room.tick("2022-10-24T11:00")
    assert "财政信息公开" in room.outbox("finance")[0].body
    assert len(room.store.outbox.with_prefix(f"remind:{group.id}:")) == 1


def test_a_group_that_is_bound_at_noon_waits_for_the_next_message(room: Room) -> None:
    room.tick("2022-10-24T09:30")
    bound(room)
    room.tick("2022-10-24T12:00")
    assert to_group(room) == []
    room.tick("2022-10-25T09:30")
    assert len(to_group(room)) == 1


def test_a_group_that_cannot_be_reached_gets_nothing(room: Room) -> None:
    bound(room)
    room.store.people.mark_dead("web", GROUP, reason="bot was kicked")
    assert room.tick("2022-10-24T09:30") == 3


def test_a_group_is_nobody_who_speaks_for_the_unit(room: Room) -> None:
    bound(room, "区财政局")
    assert "区财政局还没有联络员" in room.told("admin", "联络员 区财政局")
    assert room.told("admin", f"移除联络员 {group_at(room).id}").startswith(f"没有编号{group_at(room).id}的联络员")
    assert "区财政局" in room.told("admin", "待明确")
    assert "没有联络员、收不到的：区财政局" in room.told("admin", "紧急 4 市里催")


def test_what_the_group_got_is_counted_with_the_units_burden_and_said(room: Room) -> None:
    bound(room)
    room.tick("2022-10-24T09:30")
    for one in room.store.outbox.with_prefix("remind:"):
        room.store.outbox.settle(one.key, state=DeliveryState.SENT, at=room.now)
    said = room.told("justice", "减负自查")
    assert "这个月系统给您单位发了2条消息，其中2条要您办事" in said
    assert "合起来提醒了2项次" in said
    assert "以上含发到单位群的1条。" in said
    assert "含发到单位群的1条。" in room.told("admin", "减负自查")
    assert "单位群" not in room.told("market", "减负自查")


# ---- notices -----------------------------------------------------------------------------------------------------


def noticed(room: Room, audience: str) -> str:
    room.say("admin", "/通知")
    room.say("admin", "明天上午九点开会。")
    preview = room.told("admin", audience)
    room.say("admin", "确认发送")
    return preview


@pytest.mark.parametrize(
    ("audience", "count", "groups"),
    [
        ("区司法局", "共1人和1个单位群", [GROUP]),
        ("区直部门", "共2人和2个单位群", [GROUP, "-200"]),
        ("全体联络员", "共3人和2个单位群", [GROUP, "-200"]),
        ("区财政局", "共1个单位群", ["-200"]),
        ("开发区", "共1人。", []),
        ("群众", "共1人。", []),
    ],
)
def test_a_notice_to_units_goes_to_their_groups_too(room: Room, audience: str, count: str, groups: list[str]) -> None:
    bound(room)
    bound(room, "区财政局", "-200")
    bound(room, "区司法局", "-300")
    room.say("admin", "解绑本群", group="-300")
    assert count in noticed(room, audience)
    assert [group for group in (GROUP, "-200", "-300") if to_group(room, group)] == groups


def test_who_taps_in_a_group_taps_for_themselves(room: Room) -> None:
    bound(room)
    noticed(room, "区司法局")
    (shown,) = to_group(room)
    assert shown.note == "政务公开办发出。请区司法局联络员点“收到”，也可以在群里回复：收到 1"
    (reply,) = room.say("citizen", "收到 1", group=GROUP)
    assert reply == Reply(body="这条通知由区司法局联络员点收，您看到就好，不用点。")
    assert room.told("citizen", "收到 1") == "没有编号1的通知，或者不是发给您的。"
    assert room.told("citizen", "收到 1", group="-9") == "没有编号1的通知，或者不是发给您的。"
    assert "另发到1个单位群。" in room.told("admin", "通知 1")
    (reply,) = room.say("justice", "收到 1", group=GROUP)
    assert (reply.body, reply.done) == ("好的，已点收。", "已点收")
    assert "共1人：已发出0，排队中1，没发出0；已点收1。" in room.told("admin", "通知 1")


# ---- what may be said --------------------------------------------------------------------------------------------


def test_a_group_gets_a_short_help(room: Room) -> None:
    assert "医保断缴了怎么办" in room.told("citizen", "帮助", group="-9")
    assert "投诉建议" not in room.told("admin", "帮助", group="-9")
    bound(room)
    assert "本群是区司法局的单位群" in room.told("justice", "", group=GROUP)


def test_a_question_in_a_group_is_answered_masked_and_leaned_on_there_only(room: Room) -> None:
    assert "可以向劳动保障监察机构投诉" in room.told("citizen", "工资被拖欠，我的手机13812345678", group=GROUP)
    room.say("citizen", "那要带什么材料")
    assert leaned_on(room) == ""
    room.say("citizen", "那要带什么材料", group=GROUP)
    assert leaned_on(room) == "工资被拖欠，我的手机〔手机号〕"
    said = room.told("citizen", "医保断缴13812345678", group=GROUP)
    assert "有了结果私聊告诉您（请先私聊我说句话，才发得到）" in said
    assert [one.text for one in room.store.gaps.open()] == ["医保断缴〔手机号〕"]
    assert "有了结果私聊告诉您" in room.told("citizen", "都不是 工资不发", group=GROUP)


def test_who_was_met_in_a_group_only_is_not_written_to_in_private(room: Room) -> None:
    room.say("newcomer", "你好", group=GROUP)
    assert room.store.people.addresses(room.person("newcomer").id) == ()
    assert "共1人" in noticed(room, "群众")
    room.say("newcomer", "你好")
    assert len(room.store.people.addresses(room.person("newcomer").id)) == 1
    room.store.people.mark_dead("web", "newcomer", reason="blocked")
    room.say("newcomer", "你好", group=GROUP)
    assert room.store.people.addresses(room.person("newcomer").id) == ()


def test_what_a_group_says_in_its_own_name_is_a_citizens_and_said_in_the_group(room: Room) -> None:
    bound(room)
    assert "可以向劳动保障监察机构投诉" in room.told(GROUP, "工资被拖欠", group=GROUP)
    assert room.told(GROUP, "加入 0123456789abcdef") == places.in_private().body
    assert room.told(GROUP, "确认 4 已办", group=GROUP).startswith("这个操作要联络员来做")
    assert group_at(room).role is Role.GROUP


def test_a_group_that_spoke_in_its_own_name_can_be_bound_later(room: Room) -> None:
    room.say(GROUP, "你好", group=GROUP)
    assert "共1人" in noticed(room, "群众")
    group = bound(room)
    assert len(room.store.people.addresses(group.id)) == 1
    room.tick("2022-10-24T09:30")
    assert len(to_group(room)) == 1


def test_a_liaison_confirms_in_the_group_step_by_step(room: Room) -> None:
    bound(room)
    assert "请发一样就行" in room.told("justice", "确认 4", group=GROUP)
    (reply,) = room.say("justice", "https://example.gov.cn/1", group=GROUP)
    assert "已收到并保存" in reply.body
    assert reply.done == "已确认"
    (confirmation,) = room.store.confirmations.waiting()
    assert (confirmation.unit, confirmation.person_id) == ("区司法局", room.person("justice").id)


def test_a_dialog_stays_where_it_began(room: Room) -> None:
    room.say("justice", "确认 4", group=GROUP)
    # in private the same words are a question, and a dialog of its own begins and ends
    assert "问答库里还没有" in room.told("justice", "在门户网站公开了")
    room.say("justice", "困难 7")
    assert room.told("justice", "取消").startswith("好的，已取消")
    assert room.told("justice", "取消", group="-9") == "现在没有正在办的事，不用取消。"
    assert "已收到并保存" in room.told("justice", "在门户网站公开了", group=GROUP)


@pytest.mark.parametrize("text", ["我的任务", "任务 4", "确认 4 已办", "已报牵头 6", "已知悉", "延期 4", "正常推进"])
def test_a_units_duties_are_for_its_own_people(room: Room, text: str) -> None:
    bound(room)
    said = room.told("citizen", text, group=GROUP)
    assert "行政处罚" not in said
    assert "双随机" not in said
    if text != "任务 4":  # which shows the own unit's share
        assert room.told("market", text, group=GROUP).startswith("本群是区司法局的单位群，这里只办区司法局的事")
        assert room.store.confirmations.waiting() == ()


def test_in_a_group_that_is_no_units_a_liaison_speaks_for_the_own_unit(room: Room) -> None:
    assert "双随机监管信息公开" in room.told("market", "我的任务", group="-9")
    assert "行政处罚信息公开" in room.told("admin", "进度 4", group="-9")


def test_a_file_in_a_group_imports_nothing(room: Room) -> None:
    table = File(name="任务表.csv", content=b"a,b")
    assert room.told("admin", "", table, group=GROUP) == places.in_private().body
    assert "不知道用在哪里" in room.told("justice", "", table, group=GROUP)


CLOSED = tuple(one for one in COMMANDS if not one.anywhere)


@pytest.fixture(scope="module")
def busy() -> Iterator[Room]:
    """A room for many examples: what is refused leaves nothing behind."""
    one = furnished()
    yield one
    one.store.close()


@settings(max_examples=400)
@given(data=st.data(), command=st.sampled_from(CLOSED), seat=st.sampled_from(sorted(SEATS)))
def test_what_is_for_a_private_chat_is_never_answered_in_a_group(
    busy: Room, data: st.DataObject, command: Command, seat: str
) -> None:
    pattern = re.compile(command.pattern.pattern, re.DOTALL)
    text = data.draw(st.from_regex(pattern, fullmatch=True)).strip()[:150]
    found = matching(text, SEATS[seat])
    assume(found is not None and not found[0].anywhere)
    who = found[0].who if found else ""
    assert busy.say(seat, text, group=GROUP) in {(places.in_private(),), (common.not_allowed(who),)}


def test_most_commands_of_the_office_are_for_a_private_chat(room: Room) -> None:
    said = ("加入码 区司法局", "待审核", "/通知", "台账 区司法局", "通过 1", "减负自查", "答复 G1 好", "草稿", "通报")
    assert {room.told("admin", text, group=GROUP) for text in said} == {places.in_private().body}
    assert {
        room.told("justice", text, group=GROUP) for text in ("交接", "日历", "减负自查", "本单位联络员", "起草")
    } == {places.in_private().body}
    assert {
        room.told("citizen", text, group=GROUP) for text in ("加入 0123456789abcdef", "我的提问", "投诉建议 太吵")
    } == {places.in_private().body}


# ---- late --------------------------------------------------------------------------------------------------------

EXCUSE = "您10月24日 09:19发来的消息，刚刚收到，让您久等了。"


@pytest.mark.parametrize(
    ("minutes", "excuse"),
    [(0, ""), (10, ""), (11, EXCUSE), (26 * 60, "您10月23日 07:30发来的消息，刚刚收到，让您久等了。")],
)
def test_an_answer_that_comes_late_excuses_itself_once(room: Room, minutes: int, excuse: str) -> None:
    first, *more = room.say(
        "citizen", "拖欠工资，另外第二件事", message_id="late", sent_at=room.now - timedelta(minutes=minutes)
    )
    assert first.body.startswith(f"{excuse}\n" if excuse else "可以向劳动")
    assert more
    assert not any("久等" in one.body for one in more)
    again = room.say("citizen", "拖欠工资，另外第二件事", message_id="late", sent_at=room.now - timedelta(days=3))
    assert again == (first, *more)


# ---- done --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seat", "text", "done"),
    [
        ("citizen", "有用 E001", "已评价"),
        ("citizen", "没解决 E001", "已评价"),
        ("citizen", "都不是 怎么办", "已记下"),
        ("justice", "已知悉", "已知悉"),
        ("justice", "稍后 全部 明天", "稍后提醒"),
        ("justice", "稍后提醒", ""),
        ("justice", "确认 4", ""),
        ("justice", "确认 4 已办", "已确认"),
        ("justice", "已报牵头 6", ""),
        ("justice", "已报牵头 6.1", "已报牵头"),
        ("justice", "困难 4 系统没开通", "已转告"),
        ("admin", "采纳 17.11", "已采纳"),
        ("admin", "忽略 17.11", "已忽略"),
        ("admin", "通过 1", ""),
        ("citizen", "工资被拖欠", ""),
    ],
)
def test_a_reply_says_what_the_tapped_button_has_become(room: Room, seat: str, text: str, done: str) -> None:
    room.store.entries.save([room.desk.entry])
    room.tick("2022-10-24T09:30")
    replies = room.say(seat, text, message_id="tap")
    assert [one.done for one in replies if one.done] == ([done] if done else [])
    assert room.say(seat, text, message_id="tap") == replies


def test_each_decision_of_the_office_is_done_once_and_stays_so(room: Room) -> None:
    room.say("justice", "确认 4 已办")
    room.say("market", "确认 6.1 已办")
    room.say("zone", "延期 4 2022-11-30 等批复")
    said = ("通过 1", "通过 1", "退回 2", "退回 2 缺链接", "退回 2 缺链接", "同意延期 1", "重开 1 链接失效")
    done = [room.say("admin", text)[-1].done for text in said]
    assert done == ["已通过", "已通过", "", "已退回", "已退回", "已同意", "已重开"]


@pytest.mark.parametrize(
    ("label", "done", "reads"),
    [
        ("收到", "已点收", "已点收"),
        ("①已完成", "已确认", "①已确认"),
        ("第4项已完成", "已确认", "第4项已确认"),
        ("通过 12", "已通过", "已通过 12"),
        ("采纳 17.11", "已采纳", "已采纳 17.11"),
        ("看草稿 D3", "已发布", "已发布 D3"),
        ("确认发送（5人）", "已发送", "已发送"),
    ],
)
def test_a_settled_button_keeps_what_tells_it_apart(label: str, done: str, reads: str) -> None:
    assert common.settled(label, done) == reads
