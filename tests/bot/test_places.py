"""A group that is a unit's: bound, reminded, told of notices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.accounts import ledger_rows
from bot.alarms import unbound_units
from bot.ports.messages import Reply
from bot.ports.people import Person, Role
from bot.texts import places
from reminders.outbox import DeliveryState
from tests.bot.group_room import GROUP, bound, group_at, noticed, to_group

if TYPE_CHECKING:
    from tests.bot.office_room import Room

SUPPORT = "配合单位已确认0/3，还差上党经开区、区财政局、区市场监管局"
TYPED = "①确认 4 链接，②确认 6.1 链接"


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
    assert ("unit_group.bound" in room.actions()) == said.startswith("好了")


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
    assert (last.action, last.subject) == ("unit_group.bound", "区财政局")
    assert "区司法局" in last.detail


def test_a_group_is_unbound_by_the_unit_or_the_office_and_hears_nothing_more(room: Room) -> None:
    assert room.told("admin", "解绑本群", group=GROUP) == "本群没有绑定单位，没有改动。"
    bound(room)
    assert room.told("market", "解绑本群", group=GROUP).startswith("您只能绑定、解绑区市场监管局的单位群")
    assert room.told("justice", "解绑本群", group=GROUP).startswith("已解绑：本群不再是区司法局的单位群")
    assert room.actions()[-1] == "unit_group.unbound"
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


def test_what_is_urgent_goes_to_the_group_too(room: Room) -> None:
    bound(room)
    bound(room, "区财政局", "-200")
    room.say("admin", "紧急 4 市里催")
    for group in (GROUP, "-200"):
        (shown,) = to_group(room, group)
        assert shown.title == "【紧急】4. 行政处罚信息公开"


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
    assert "另发到单位群0/1个。" in room.told("admin", "通知 1")
    (reply,) = room.say("justice", "收到 1", group=GROUP)
    assert (reply.body, reply.done) == ("好的，已点收。", "已点收")
    assert "共1人：已发出0，排队中1，没发出0；已点收1。" in room.told("admin", "通知 1")
