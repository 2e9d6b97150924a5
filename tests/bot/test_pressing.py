"""The office's own hand on a task: 提醒档 and 紧急."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.bot.office_room import Room


def test_a_task_gets_a_ladder_of_its_own_with_a_reason(room: Room) -> None:
    assert "用默认的提醒档：到期前30、15、7、3、1天和当天提醒" in room.told("admin", "提醒档 4")
    assert "原因是什么" in room.told("admin", "提醒档 4 10、5、0")
    assert "原因是什么" in room.told("admin", "")
    assert room.told("admin", "年底事多") == (
        "好的，第4项“行政处罚信息公开”到期前10、5天和当天提醒，超期后每3个工作日提醒一次。从现在起按新的提醒。"
    )
    assert "用自己的提醒档：到期前10、5天和当天提醒，超期后每3个工作日提醒一次。原因：年底事多。" in room.told(
        "admin", "提醒档 4"
    )
    room.tick("2022-10-24T09:30")
    assert [row["rung"] for row in room.store.ledger.rows(unit="区司法局")] == ["10", "7"]
    assert room.actions()[-1] == "ladder.set"


def test_the_rhythm_after_the_date_can_be_set_alone(room: Room) -> None:
    assert "超期后每5个工作日" in room.told("admin", "提醒档 4 默认 超期每5个工作日 少打扰")
    room.tick("2022-11-07T09:30")
    assert "-5" in {row["rung"] for row in room.store.ledger.rows(unit="区司法局")}


def test_the_default_comes_back(room: Room) -> None:
    room.told("admin", "提醒档 4 10、0 年底事多")
    assert "恢复默认：到期前30、15、7、3、1天和当天提醒" in room.told("admin", "提醒档 4 默认 恢复正常")
    assert room.store.ladders.all(2022) == {}


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("提醒档 5 30、0 试试", "没有第5项"),
        ("提醒档 4 早点", "没有看懂提醒档，没有改动"),
        ("提醒档 4 400、0 早点", "没有看懂提醒档，没有改动"),
        ("紧急 5 市里催", "没有第5项"),
        ("紧急 7 市里催", "没有要催的单位"),
    ],
)
def test_what_cannot_be_set_is_said_so(room: Room, said: str, answer: str) -> None:
    assert answer in room.told("admin", said)
    assert room.store.ladders.all(2022) == {}


def test_a_task_withdrawn_in_between_keeps_its_ladder(room: Room) -> None:
    room.told("admin", "提醒档 4 10、0")
    room.store.tasks.save(2022, "表", [one for one in room.store.tasks.all(2022) if one.number != 4], [])
    assert "没有第4项" in room.told("admin", "年底事多")


def test_only_the_office_presses(room: Room) -> None:
    room.told("justice", "紧急 4 市里催")
    room.told("citizen", "紧急120怎么打")
    assert room.outbox("market") == []
    assert "要管理员来做" in room.told("justice", "提醒档 4 10、0 催")


def test_an_urgent_one_goes_out_at_once_to_who_has_not_confirmed_and_says_why(room: Room) -> None:
    room.told("zone", "确认 4 已办")
    room.now = room.now.replace(hour=22)
    assert "会马上发给还没确认的单位，夜里也发。原因是什么" in room.told("admin", "紧急 4")
    assert room.told("admin", "市里明天核查") == (
        "已按紧急发给2个单位：区司法局、区市场监管局。\n没有联络员、收不到的：区财政局。请打电话。"
    )
    reply = room.outbox("justice")[-1]
    assert reply.text.splitlines() == [
        "【紧急】4. 行政处罚信息公开",
        "政务公开办请您单位尽快办理：市里明天核查",
        "① 行政处罚信息公开（牵头）10月31日前，还有5个工作日；配合单位已确认1/3，还差区财政局、区市场监管局",
        "办好后回复：确认 4 链接；办不完请回复：有困难 4 原因",
        "为什么发给您：政务公开办把这一项标为紧急，所以不受时间和条数限制。",
    ]
    assert not any(one.title.startswith("【紧急】") for one in room.outbox("zone"))
    claimed = room.store.outbox.claim(now=room.now, urgent_only=True)
    assert claimed is not None
    assert claimed.key.startswith("urgent:")
    assert "紧急" in room.told("admin", "台账 区司法局")


def test_one_deadline_of_several_can_be_pressed(room: Room) -> None:
    room.told("admin", "紧急 6.1 市里催")
    assert "10月31日" in room.outbox("justice")[-1].body
    room.told("admin", "紧急 6.2 市里催")
    assert "3月31日" in room.outbox("justice")[-1].body


def test_pressing_counts_neither_as_a_rung_nor_against_the_cap(room: Room) -> None:
    room.told("admin", "紧急 4 市里催")
    assert room.tick("2022-10-24T09:31") == 3
