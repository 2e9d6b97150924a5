"""The round of ongoing duties: one tap a duty, a difficulty that the office looks at, by month or by quarter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reminders.confirmations import ReviewState
from reminders.planner import Every
from reminders.schedule import Deadline, Kind
from reminders.tasks import Assignment
from reminders.units import Part, UnitPhrase
from tests.bot.office_room import at, task

if TYPE_CHECKING:
    from tests.bot.office_room import Room


def with_more(room: Room, count: int) -> None:
    """Give 区司法局 that many ongoing duties, numbered from 21."""
    ongoing = Deadline(wording="持续推进", kind=Kind.ONGOING)
    many = [task(21 + at, f"第{at + 1}件", UnitPhrase(responsible=("区司法局",)), ongoing) for at in range(count)]
    shares = [Assignment(task_id=one.id, unit="区司法局", part=Part.RESPONSIBLE) for one in many]
    room.store.tasks.save(2022, "表", many, shares)


def rounds(room: Room, task_id: str = "2022-7") -> list[tuple[str, ReviewState]]:
    return [(one.occurrence, one.state) for one in room.store.confirmations.of_task(task_id)]


def test_the_reminder_lists_each_duty_with_its_buttons(room: Room) -> None:
    with_more(room, 5)
    room.tick("2022-10-25T09:30")
    (reply,) = room.outbox("justice")
    assert "本月例行：全年推进的任务5项，是否正常？" in reply.body
    assert "· 21. 第1件" in reply.body
    assert "还有1项，先答上面的，再回复“例行”看其余的。" in reply.body
    sends = [button.send for button in reply.buttons]
    assert sends[:3] == ["正常推进", "正常 21", "正常 22"]
    assert "困难 24" in sends


def test_a_duty_is_answered_with_one_tap_and_the_rest_stays(room: Room) -> None:
    with_more(room, 2)
    room.now = at("2022-10-26T10:00")
    assert "第21项“第1件”10月正常推进。10月还有1项没报。" in room.told("justice", "正常 21")
    assert "第22项“第2件”10月正常推进。10月的例行都报完了" in room.told("justice", "正常推进 22 已更新12条")
    assert [one.value for one in room.store.confirmations.of_task("2022-22")[0].evidence] == [
        "正常推进",
        "已更新12条",
    ]
    assert "10月的例行已经报过了" in room.told("justice", "例行")
    assert room.store.confirmations.waiting() == ()


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("正常 7", "例行还没到时候"),
        ("正常 4", "有时限，不在例行里"),
        ("正常 99", "没有第99项"),
        ("正常 17", "不是区司法局的任务"),
        ("困难 99", "没有第99项"),
        ("例行", "还没到时候"),
    ],
)
def test_what_is_not_asked_changes_nothing(room: Room, text: str, answer: str) -> None:
    assert answer in room.told("justice", text)
    assert rounds(room) == []


def test_a_difficulty_waits_for_the_office(room: Room) -> None:
    room.later(days=2)
    assert [button.send for button in room.say("justice", "有困难")[0].buttons] == ["困难 7"]
    assert "写一句就行" in room.told("justice", "困难 7")
    assert "写一句就行" in room.told("justice", "")
    assert "已转给政务公开办" in room.told("justice", "缺人手")
    assert "您10月26日 09:30已经报过有困难，政务公开办还在看" in room.told("justice", "正常 7")
    (listed,) = room.say("admin", "待审核")
    assert "有困难：缺人手" in listed.body
    assert "有困难的1条请逐条看" in listed.note
    assert [button.send for button in listed.buttons] == ["通过 1"]
    assert "先看一遍" in room.told("admin", "全部通过")
    assert rounds(room) == [("2022-7/round/2022-10", ReviewState.SUBMITTED)]
    assert "已记下您知道了" in room.told("admin", "通过 1")
    assert room.outbox("justice")[-1].title == "【已了解】7. 个人信息保护"
    assert "已经报过有困难。" in room.told("justice", "正常 7")


def test_the_office_may_ask_a_unit_to_say_more(room: Room) -> None:
    room.later(days=2)
    room.say("justice", "困难 7 缺人手")
    room.say("admin", "退回 1 请写明缺几个人")
    told = room.outbox("justice")[-1]
    assert "也可回复：困难 7 说明" in told.body
    assert [button.send for button in told.buttons] == ["困难 7", "正常 7"]
    assert "正常推进" in room.told("justice", "正常 7")


def test_a_round_that_passed_can_be_asked_again(room: Room) -> None:
    room.later(days=2)
    room.say("justice", "正常 7")
    room.say("admin", "重开 1 请看看通报的情况")
    assert [button.send for button in room.outbox("justice")[-1].buttons] == ["正常 7", "困难 7"]
    assert "已转给政务公开办" in room.told("justice", "困难 7 确有困难")


def test_the_office_is_told_of_difficulties_once_a_morning(room: Room) -> None:
    room.later(days=2)
    room.say("justice", "困难 7 缺人手")
    room.say("zone", "确认 4 已办")
    room.tick("2022-10-27T09:00")
    room.tick("2022-10-27T09:01")
    (told,) = [one for one in room.outbox("admin") if one.title.startswith("【今日待办】")]
    assert told.body.splitlines() == [
        "等待审核1条。",
        "单位反映有困难1条：",
        "1. 区司法局：7. 个人信息保护：缺人手",
        "知道了请回复“通过 编号”，要单位再说说请回复“退回 编号 意见”。",
    ]


def test_a_task_that_is_no_longer_theirs_is_looked_up_again(room: Room) -> None:
    room.later(days=2)
    room.say("justice", "困难 7")
    room.store.tasks.save(2022, "表", [], [])
    assert "没有第7项" in room.told("justice", "缺人手")


def test_by_quarter_the_round_is_asked_once_a_quarter(room: Room) -> None:
    room.house = replace(room.house, office=replace(room.house.office, round_every=Every.QUARTER))
    room.now = at("2022-11-28T10:00")
    assert "四季度的例行已经报过了，或者还没到时候" in room.told("justice", "例行")
    room.tick("2022-12-26T09:30")
    assert "本季例行：全年推进的任务1项" in room.outbox("justice")[-1].body
    assert "四季度全年推进的任务1项，正常推进" in room.told("justice", "正常推进")
    assert rounds(room) == [("2022-7/round/2022-Q4", ReviewState.PASSED)]
    assert "1/3已完成" in room.told("admin", "进度 7")
