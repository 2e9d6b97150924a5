"""A notice goes out and comes back tapped."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.ports.people import Person, Role
from reminders.outbox import DeliveryState
from tests.bot.notice_room import Wire, run

if TYPE_CHECKING:
    from tests.bot.office_room import Room


def drafted(room: Room, audience: str) -> str:
    room.say("admin", "/通知")
    room.say("admin", "明天上午九点开会。")
    return room.told("admin", audience)


def agreed(room: Room) -> None:
    """Confirmed by its author, and by a second admin where one is needed."""
    room.say("admin", "确认发送")
    room.store.people.add(Person(id=0, role=Role.ADMIN, name="王芳"), channel="web", address="second")
    room.say("second", "同意发送 1")


def test_a_notice_is_written_previewed_sent_and_tapped(room: Room) -> None:
    assert room.told("admin", "/通知").startswith("请写通知内容")
    (asked,) = room.say("admin", "明天上午九点开会。")
    assert [button.send for button in asked.buttons] == [
        "全体联络员",
        "开发区",
        "乡镇",
        "区直部门",
        "分管负责人",
        "群众",
        "取消",
    ]
    preview, count = room.say("admin", "全体联络员")
    assert "将发给全体联络员，共3人" in count.body
    assert "发给3人" in room.told("admin", "确认发送")
    (got,) = room.outbox("justice")
    assert preview == replace(got, buttons=(replace(got.buttons[0], send="收到 0"),))
    assert got.text == "【通知】\n明天上午九点开会。\n政务公开办发出。看到后请点“收到”。"
    assert [button.send for button in got.buttons] == ["收到 1"]
    for seat in ("justice", "zone"):
        room.store.outbox.settle(f"notice:1:{room.person(seat).id}", state=DeliveryState.SENT, at=room.now)
    assert room.told("justice", "收到 1") == "好的，已点收。"
    assert room.told("justice", "收到1") == "您已经点过收到了。"
    said = room.told("admin", "通知 1")
    assert "共3人：已发出2，排队中1，没发出0；已点收1。" in said
    assert said.endswith("还没点收：上党经开区")
    assert "1. 10月24日 09:30 ［发送中］明天上午九点开会。" in room.told("auditor", "通知")


@pytest.mark.parametrize(
    ("audience", "count", "receivers"),
    [
        ("区直部门", 2, ("justice", "market")),
        ("区司法局", 1, ("justice",)),
        ("群众", 1, ("citizen",)),
        ("各开发区", 1, ("zone",)),
    ],
)
def test_an_audience_is_exactly_who_is_in_it(room: Room, audience: str, count: int, receivers: tuple[str, ...]) -> None:
    assert f"共{count}人" in drafted(room, audience)
    agreed(room)
    assert [seat for seat in ("justice", "market", "zone", "citizen") if room.outbox(seat)] == list(receivers)


def test_an_audience_of_nobody_is_said(room: Room) -> None:
    assert "没有人能收到" in drafted(room, "乡镇")


def test_an_unknown_audience_is_asked_again(room: Room) -> None:
    assert "没有找到这个单位或单位组" in drafted(room, "火星局")
    assert "共1人" in room.told("admin", "区司法局")


def test_nothing_goes_out_without_a_draft_or_before_an_audience(room: Room) -> None:
    assert "没有等着确认的通知" in room.told("admin", "确认发送")
    room.say("admin", "/通知")
    assert "请写通知内容" in room.told("admin", "")
    room.say("admin", "内容")
    assert "没有等着确认的通知" in room.told("admin", "确认发送")
    room.say("admin", "取消")
    assert room.store.notices.all() == ()


def test_a_notice_that_was_not_for_someone_cannot_be_tapped(room: Room) -> None:
    drafted(room, "区司法局")
    room.say("admin", "确认发送")
    assert "不是发给您的" in room.told("market", "收到 1")
    assert "不是发给您的" in room.told("market", "收到 9")
    assert "没有编号9的通知" in room.told("admin", "通知 9")


def test_no_notices_yet(room: Room) -> None:
    assert room.told("admin", "通知") == "还没有发过通知。"


def test_citizens_who_have_not_tapped_are_numbers(room: Room) -> None:
    drafted(room, "群众")
    agreed(room)
    assert "还没点收" not in room.told("admin", "通知 1")
    run(room, Wire())
    assert f"还没点收：群众{room.person('citizen').id}" in room.told("admin", "通知 1")
