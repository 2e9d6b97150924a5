"""已知悉 and 稍后提醒, in the words a liaison reads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.ports.people import Person, Role

if TYPE_CHECKING:
    from tests.bot.office_room import Room


def again(room: Room, seat: str = "justice") -> list[str]:
    return [one.text for one in room.outbox(seat) if one.title.startswith("【稍后提醒】")]


def states(room: Room) -> list[str]:
    return [one.state.value for one in room.store.pauses.waiting()]


def test_an_acknowledgement_is_recorded_with_who_and_when(room: Room) -> None:
    room.tick("2022-10-24T09:30")
    said = room.told("justice", "已知悉")
    assert said == (
        "好的，已记下：“行政处罚信息公开”、“双随机监管信息公开”您单位已知悉，到下一档之前不再提醒。办好了记得确认。"
    )
    (row,) = room.store.ledger.rows(unit="区司法局", task_id="2022-4")
    assert row["acknowledged_by"] == str(room.person("justice").id)
    assert row["acknowledged_at"] == "2022-10-24T01:30:00.000000Z"
    assert "已知悉" in room.told("admin", "台账 区司法局")


def test_a_rung_acknowledged_before_it_was_told_is_not_told(room: Room) -> None:
    room.told("justice", "知悉 4")
    room.told("justice", "已知悉 ６．１")
    room.tick("2022-10-24T09:30")
    assert room.outbox("justice") == []
    room.tick("2022-10-27T09:30")
    assert "行政处罚信息公开" in room.outbox("justice")[0].body


def test_an_overdue_duty_is_quiet_until_its_next_rung(room: Room) -> None:
    room.tick("2022-11-02T09:30")
    room.now = room.now.replace(day=3, hour=8)
    room.told("justice", "知悉 4")
    room.told("justice", "知悉 6.1")
    room.tick("2022-11-03T09:30")
    assert len(room.outbox("justice")) == 1
    room.tick("2022-11-08T09:30")
    assert "已超期6个工作日" in room.outbox("justice")[-1].body


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("知悉 5", "今年的任务表里没有第5项。"),
        ("知悉 17", "第17项“财政信息公开”不是区司法局的任务"),
        ("知悉 7", "第7项“个人信息保护”是全年推进的任务"),
        ("知悉 6.3", "第6项只有2个时间节点，没有第3个"),
        ("稍后", "现在没有可以推迟的提醒。"),
    ],
)
def test_what_cannot_be_acknowledged_is_said_so(room: Room, said: str, answer: str) -> None:
    assert answer in room.told("justice", said)


def test_a_duty_far_from_its_date_needs_neither(room: Room) -> None:
    room.now = room.now.replace(month=9, day=1)
    assert "还没到提醒的时候，不用推迟" in room.told("justice", "稍后 4 明天")


def test_a_confirmed_duty_needs_no_acknowledgement(room: Room) -> None:
    room.told("justice", "确认 4 已办")
    assert "时间节点都已确认" in room.told("justice", "知悉 4")


def test_the_button_asks_for_how_long_and_the_answer_is_kept(room: Room) -> None:
    room.tick("2022-10-24T09:30")
    (reply,) = room.say("justice", "稍后提醒")
    assert reply.body == (
        "“行政处罚信息公开”、“双随机监管信息公开”什么时候再提醒您？\n只推迟其中一项，写成：稍后 任务号 明天"
    )
    assert [one.send for one in reply.buttons] == ["稍后 全部 一小时", "稍后 全部 明天", "稍后 全部 三个工作日"]
    (reply,) = room.say("justice", "稍后 全部 一小时")
    assert "10月24日 10:30再提醒您" in reply.body
    assert states(room) == ["waiting", "waiting"]


def test_it_comes_again_at_that_time_once_and_says_why(room: Room) -> None:
    room.tick("2022-10-24T09:30")
    room.told("justice", "稍后 4 一小时")
    assert room.tick("2022-10-24T10:29") == 0
    assert room.tick("2022-10-24T10:30") == 1
    assert room.tick("2022-10-24T10:31") == 0
    (text,) = again(room)
    assert text.splitlines() == [
        "【稍后提醒】区司法局  10月24日",
        "您单位有1项工作临近或超过时限：",
        (
            "① 行政处罚信息公开（牵头）10月31日前，还有5个工作日；配合单位已确认0/3，"
            "还差上党经开区、区财政局、区市场监管局"
        ),
        "办好后点“已完成”附上公开链接即可，也可回复：确认 4 链接",
        "为什么发给您：您让我这时候再提醒一次。",
    ]
    (row,) = (one for one in room.store.ledger.rows(unit="区司法局", beyond=True) if one["why"] == "snoozed")
    assert row["rung"] == "7"
    assert row["key"] not in {one["key"] for one in room.store.ledger.rows(unit="区司法局")}


@pytest.mark.parametrize(
    ("now", "span", "until"),
    [
        ("2022-10-24T09:30", "明天", "10月25日 09:00"),
        ("2022-10-24T09:30", "3个工作日", "10月27日 09:00"),
        ("2022-10-24T17:00", "一小时", "10月25日 09:00"),
        ("2022-10-21T09:30", "明天", "10月24日 09:00"),
    ],
)
def test_it_comes_again_in_working_hours(room: Room, now: str, span: str, until: str) -> None:
    room.tick(now)
    assert f"{until}再提醒您" in room.told("justice", f"稍后 4 {span}")


def test_it_is_never_put_off_beyond_the_workday_before_the_date(room: Room) -> None:
    room.tick("2022-10-27T09:30")
    said = room.told("justice", "稍后 4 三个工作日")
    assert said == "“行政处罚信息公开”离时限近了，最晚只能推到10月28日。要更晚，可以申请延期。"
    assert "10月28日 09:00再提醒您" in room.told("justice", "稍后 4 明天")
    room.tick("2022-10-31T09:30")
    assert "已经到时限了，不能再往后推" in room.told("justice", "稍后 4 一小时")


def test_a_nearer_rung_overtakes_it(room: Room) -> None:
    room.tick("2022-10-24T09:30")
    room.told("justice", "稍后 4 三个工作日")
    room.tick("2022-10-27T09:30")
    assert "距到期3天的例行提醒" in room.outbox("justice")[-1].note
    assert states(room) == []
    assert again(room) == []


@pytest.mark.parametrize("then", ["确认 4 已办", "知悉 4"])
def test_what_is_done_or_known_does_not_come_again(room: Room, then: str) -> None:
    room.tick("2022-10-24T09:30")
    room.told("justice", "稍后 4 一小时")
    room.told("justice", then)
    room.tick("2022-10-24T10:30")
    assert states(room) == []
    assert again(room) == []


def test_what_is_put_off_twice_comes_once(room: Room) -> None:
    room.tick("2022-10-24T09:30")
    room.told("justice", "稍后 4 一小时")
    room.told("justice", "稍后 4 明天")
    assert room.tick("2022-10-24T10:30") == 0
    room.tick("2022-10-25T09:30")
    assert "行政处罚信息公开" in room.outbox("justice")[-1].body


def test_what_was_put_off_until_tomorrow_joins_tomorrows_message(room: Room) -> None:
    room.tick("2022-10-24T09:30")
    room.told("justice", "稍后 4 明天")
    room.tick("2022-10-25T09:30")
    assert len(room.outbox("justice")) == 2
    last = room.outbox("justice")[-1]
    assert last.title.startswith("【工作提醒】")
    assert "行政处罚信息公开" in last.body
    assert "本月例行" in last.body


def test_the_days_cap_holds_and_the_rest_comes_tomorrow(room: Room) -> None:
    room.house = replace(room.house, office=replace(room.house.office, daily_cap=2))
    room.tick("2022-10-24T09:30")
    room.told("justice", "稍后 4 一小时")
    room.tick("2022-10-24T10:30")
    room.told("justice", "稍后 6.1 一小时")
    assert room.tick("2022-10-24T11:30") == 0
    room.tick("2022-10-25T09:30")
    assert "双随机监管信息公开" in room.outbox("justice")[-1].body


def test_it_comes_back_to_whoever_put_it_off(room: Room) -> None:
    room.store.people.add(Person(id=0, role=Role.LIAISON, unit="区司法局"), channel="web", address="second")
    room.tick("2022-10-24T09:30")
    room.told("second", "稍后 4 一小时")
    assert room.tick("2022-10-24T10:30") == 1
    assert (len(again(room)), len(again(room, "second"))) == (0, 1)


def test_knowing_when_nothing_was_told_is_recorded_too(room: Room) -> None:
    assert room.told("justice", "已知悉") == "好的，知道了。"
    assert room.actions() == ["reminder.noted"]


def test_all_that_is_past_its_date_can_no_longer_be_put_off(room: Room) -> None:
    room.tick("2022-11-03T09:30")
    assert room.told("justice", "稍后 全部 明天") == "现在没有可以推迟的提醒。"
