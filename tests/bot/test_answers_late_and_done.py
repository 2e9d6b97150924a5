"""Answers that come late, and what a tapped button has become."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.texts import common

if TYPE_CHECKING:
    from tests.bot.office_room import Room


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
