"""A supporting unit has told its lead unit; the lead sees who has and who has not; every count adds up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.ports.messages import File
from bot.standing import may_see, standing
from reminders.confirmations import EvidenceKind, ReviewState

if TYPE_CHECKING:
    from tests.bot.office_room import Room

LINK = "https://www.example.gov.cn/1.html"


def second_liaison(room: Room, seat: str = "second", name: str = "李明") -> None:
    room.store.people.add(replace(room.person("justice"), id=0, name=name), channel="web", address=seat)


@pytest.mark.parametrize("text", ["已报牵头 4", "已报牵头单位 4", "第4项已报牵头单位", "确认 4 已报牵头单位"])
def test_a_supporting_unit_says_that_it_told_its_lead(room: Room, text: str) -> None:
    assert "“行政处罚信息公开”已报牵头单位（区司法局）" in room.told("zone", text)
    (one,) = room.store.confirmations.of_task("2022-4")
    assert [proof.kind for proof in one.evidence] == [EvidenceKind.REPORTED]
    assert (one.state, one.reviewed_by) == (ReviewState.PASSED, None)
    assert room.outbox("admin") == []
    assert "confirmation.reported" in room.actions()


def test_the_button_under_the_question_for_a_proof_says_it_too(room: Room) -> None:
    (asked,) = room.say("zone", "确认 4")
    assert "已报牵头单位" in [button.send for button in asked.buttons]
    assert "已记下" in room.told("zone", "已报牵头单位")
    (asked,) = room.say("justice", "确认 4")
    assert "已报牵头单位" not in [button.send for button in asked.buttons]


def test_a_lead_reads_who_told_it_and_who_is_still_open(room: Room) -> None:
    room.say("zone", "已报牵头 4")
    room.say("market", f"确认 4 {LINK}")
    wanted = "配合单位已确认2/3（1个已报您单位），还差区财政局"
    assert wanted in room.told("justice", "我的任务")
    assert wanted in room.told("justice", "任务 4")
    assert "行政处罚信息公开（配合）10月31日前，还有5个工作日；已确认，待审核" in room.told("market", "我的任务")
    assert "已报牵头单位" in room.told("zone", "任务 4")


@pytest.mark.parametrize(
    ("seat", "text", "answer"),
    [
        ("justice", "已报牵头 4", "您单位不是配合单位"),
        ("zone", "已报牵头 17", "不是上党经开区的任务"),
        ("zone", "已报牵头 99", "没有第99项"),
    ],
)
def test_who_cannot_say_so_is_told_why(room: Room, seat: str, text: str, answer: str) -> None:
    before = len(room.store.audit.all())
    assert answer in room.told(seat, text)
    assert len(room.store.audit.all()) == before
    assert room.store.confirmations.of_task("2022-4") == ()


def test_saying_so_twice_changes_nothing(room: Room) -> None:
    room.say("zone", "已报牵头 4")
    assert "已经报给牵头单位，不用再报" in room.told("zone", "已报牵头 4")


def test_a_duty_is_done_when_all_have_proved_or_reported_it(room: Room) -> None:
    room.store.people.add(replace(room.person("zone"), id=0, unit="区财政局"), channel="web", address="finance")
    for seat in ("zone", "finance"):
        room.say(seat, "已报牵头 4")
    for seat in ("justice", "market"):
        room.say(seat, f"确认 4 {LINK}")
    assert "2/4已完成（其中2个已报牵头单位），待审核2" in room.told("admin", "进度 4")
    room.say("admin", "待审核")
    room.say("admin", "全部通过")
    room.say("admin", "确认全部通过")
    assert "4/4已完成（其中2个已报牵头单位），全部办结，待审核0" in room.told("admin", "进度")
    found = standing(room.house, 2022).progress("2022-4/1/1", "2022-4")
    assert found.complete
    assert (found.total, found.passed + found.waiting + len(found.missing)) == (4, 4)


def test_what_was_only_reported_can_be_opened_again(room: Room) -> None:
    room.say("zone", "已报牵头 4")
    assert "已经按规定直接通过了" in room.told("admin", "通过 1")
    assert "已重开：上党经开区" in room.told("admin", "重开 1 牵头单位没有收到")
    told = room.outbox("zone")[-1]
    assert told.title == "【重开】4. 行政处罚信息公开"
    assert "原因：牵头单位没有收到" in told.body
    assert "被退回，请补充" in room.told("zone", "我的任务")


def test_liaisons_of_one_unit_see_what_the_other_did(room: Room) -> None:
    second_liaison(room)
    room.say("second", f"确认 4 {LINK}")
    assert "已确认，待审核（李明 10月24日 09:30确认）" in room.told("justice", "我的任务")
    room.say("admin", "通过 1")
    assert "4 2022年10月31日：已通过（李明 10月24日 09:30确认）" in room.told("justice", "任务 4")
    room.say("second", f"确认 6.1 {LINK}")
    assert "“双随机监管信息公开”李明10月24日 09:30已经确认过" in room.told("justice", f"确认 6.1 {LINK}")


def test_evidence_is_seen_by_the_office_the_unit_and_its_lead(room: Room) -> None:
    room.say("zone", "确认 4", File(name="说明.docx", content=b"PK"))
    (one,) = room.store.confirmations.waiting()
    seen = [
        seat
        for seat in ("admin", "auditor", "zone", "justice", "market", "citizen")
        if may_see(room.house, room.person(seat), one)
    ]
    assert seen == ["admin", "auditor", "zone", "justice"]
    assert "· 上党经开区：说明.docx 下载：/evidence/1/0" in room.told("justice", "任务 4")
    assert "说明.docx" not in room.told("market", "任务 4")
    gone = replace(one, task_id="gone")
    assert not may_see(room.house, room.person("justice"), gone)
