"""A unit confirms, the office reviews."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.ports.messages import File
from reminders.confirmations import Confirmation, EvidenceKind, ReviewState

if TYPE_CHECKING:
    from tests.bot.office_room import Room

LINK = "https://www.example.gov.cn/1.html"


def states(room: Room, task_id: str = "2022-4") -> list[str]:
    return [f"{one.unit} {one.state.value}" for one in room.store.confirmations.of_task(task_id)]


def test_a_typed_confirmation_with_a_link_is_stored_and_shown_to_the_office(room: Room) -> None:
    said = room.told("justice", f"确认 4 {LINK} 已录入")
    assert said.startswith("已收到并保存：“行政处罚信息公开”完成，附1个链接、1句说明。")
    (one,) = room.store.confirmations.waiting()
    assert (one.occurrence, one.unit, one.person_id) == ("2022-4/1/1", "区司法局", room.person("justice").id)
    (asked,) = room.outbox("admin")
    assert asked.title == f"【待审核 {one.id}】区司法局"
    assert [button.send for button in asked.buttons] == [f"通过 {one.id}", f"退回 {one.id}", LINK]
    assert "confirmation.submitted" in room.actions()


@pytest.mark.parametrize(
    ("text", "files", "kind"),
    [
        (LINK, (), EvidenceKind.LINK),
        ("10月20日已公布", (), EvidenceKind.TEXT),
        ("", (File(name="截图.png", content=b"png"),), EvidenceKind.FILE),
    ],
)
def test_a_button_then_one_proof_of_any_kind(
    room: Room, text: str, files: tuple[File, ...], kind: EvidenceKind
) -> None:
    assert "请发一样就行" in room.told("justice", "确认 4")
    room.say("justice", text, *files)
    (one,) = room.store.confirmations.waiting()
    assert [proof.kind for proof in one.evidence] == [kind]
    if files:
        assert room.store.files.get(one.evidence[0].digest) == b"png"


def test_an_empty_message_is_no_proof(room: Room) -> None:
    room.say("justice", "确认 4")
    assert "请发一样就行" in room.told("justice", "。")
    assert room.store.confirmations.waiting() == ()


def test_a_dialog_can_be_dropped_and_ends_by_itself(room: Room) -> None:
    room.say("justice", "确认 4")
    assert room.told("justice", "取消") == "好的，已取消，什么都没有改。"
    assert room.told("justice", "取消") == "现在没有正在办的事，不用取消。"
    room.say("justice", "确认 4")
    room.later(minutes=31)
    room.say("justice", LINK)
    assert room.store.confirmations.waiting() == ()


def test_one_proof_serves_several_tasks(room: Room) -> None:
    room.say("justice", f"确认 4,6.1 {LINK}")
    assert [one.task_id for one in room.store.confirmations.waiting()] == ["2022-4", "2022-6"]


def test_several_targets_without_proof_are_asked_for_one(room: Room) -> None:
    room.say("justice", "确认 4、6.2")
    room.say("justice", LINK)
    assert [one.occurrence for one in room.store.confirmations.waiting()] == ["2022-4/1/1", "2022-6/2/1"]


def test_of_several_deadlines_the_one_meant_is_asked(room: Room) -> None:
    (reply,) = room.say("justice", f"确认 6 {LINK}")
    assert [button.send for button in reply.buttons] == [f"确认 6.2 {LINK}", f"确认 6.1 {LINK}"]
    assert room.store.confirmations.waiting() == ()
    room.say("justice", f"确认 6.2 {LINK}")
    room.say("justice", f"确认 6 {LINK}")
    assert [one.occurrence for one in room.store.confirmations.waiting()] == ["2022-6/2/1", "2022-6/1/1"]
    assert "都已确认" in room.told("justice", f"确认 6 {LINK}")


@pytest.mark.parametrize(
    ("seat", "text", "answer"),
    [
        ("justice", f"确认 99 {LINK}", "没有第99项"),
        ("market", f"确认 17 {LINK}", "不是区市场监管局的任务"),
        ("justice", f"确认 7 {LINK}", "不用单独确认"),
        ("justice", f"确认 6.3 {LINK}", "只有2个时间节点，没有第3个"),
        ("citizen", f"确认 4 {LINK}", "要联络员来做"),
        ("admin", f"确认 4 {LINK}", "要联络员来做"),
    ],
)
def test_what_cannot_be_confirmed_gets_a_plain_answer_and_changes_nothing(
    room: Room, seat: str, text: str, answer: str
) -> None:
    before = len(room.store.audit.all())
    assert answer in room.told(seat, text)
    assert room.store.confirmations.waiting() == ()
    assert len(room.store.audit.all()) == before


def test_confirming_twice_changes_nothing(room: Room) -> None:
    room.say("justice", f"确认 4 {LINK}")
    assert "已经确认过，正在等审核" in room.told("justice", f"确认 4 {LINK}?2")
    room.say("admin", "通过 1")
    assert "您10月24日 09:30的确认已经审核通过" in room.told("justice", f"确认 4 {LINK}")
    assert states(room) == ["区司法局 passed"]


def test_a_target_that_changed_meanwhile_is_looked_up_again(room: Room) -> None:
    room.say("justice", "确认 4")
    room.store.people.add(replace(room.person("justice"), id=0), channel="web", address="colleague")
    room.say("colleague", f"确认 4 {LINK}")
    assert "已经确认过" in room.told("justice", LINK)
    assert len(states(room)) == 1


def test_a_repeated_frame_is_answered_the_same_and_done_once(room: Room) -> None:
    first = room.say("justice", f"确认 4 {LINK}", message_id="m1")
    assert room.say("justice", f"确认 4 {LINK}", message_id="m1") == first
    assert states(room) == ["区司法局 submitted"]


def test_returning_tells_the_unit_why_and_opens_the_duty_again(room: Room) -> None:
    room.say("justice", f"确认 4 {LINK}")
    assert "已退回：区司法局，4. 行政处罚信息公开" in room.told("admin", "退回 1：链接打不开")
    told = room.outbox("justice")[-1]
    assert told.title == "【退回补充】4. 行政处罚信息公开"
    assert told.body.startswith("原因：链接打不开")
    room.say("justice", f"确认 4 {LINK}?2")
    assert states(room) == ["区司法局 returned", "区司法局 submitted"]
    assert room.store.confirmations.of_task("2022-4")[0].reason == "链接打不开"


def test_a_reason_is_asked_for(room: Room) -> None:
    room.say("justice", f"确认 4 {LINK}")
    assert "原因是什么" in room.told("admin", "退回 1")
    assert "原因是什么" in room.told("admin", "")
    assert "看不清" in room.told("admin", "看不清")
    assert states(room) == ["区司法局 returned"]


def test_a_reason_that_comes_too_late_changes_nothing(room: Room) -> None:
    room.say("justice", f"确认 4 {LINK}")
    room.say("admin", "退回 1")
    room.store.confirmations.review(1, state=ReviewState.PASSED, by=room.person("admin").id, at=room.now)
    assert "已经由您通过了" in room.told("admin", "看不清")
    assert states(room) == ["区司法局 passed"]


def test_passing_says_how_far_the_task_is(room: Room) -> None:
    room.say("justice", f"确认 4 {LINK}")
    room.say("zone", f"确认 4 {LINK}")
    assert "这一项现在1/4已完成" in room.told("admin", "通过 1")
    assert room.outbox("justice")[-1].title == "【审核通过】4. 行政处罚信息公开"
    said = room.told("admin", "进度 4")
    assert "1/4已完成，待审核1" in said
    assert "尚未确认：区财政局、区市场监管局" in said


@pytest.mark.parametrize(
    ("text", "answer"),
    [("通过 9", "没有编号9"), ("退回 9 x", "没有编号9"), ("通过 1", "已经由您退回了"), ("退回 1 x", "已经由您退回了")],
)
def test_a_second_review_changes_nothing(room: Room, text: str, answer: str) -> None:
    room.say("justice", f"确认 4 {LINK}")
    room.say("admin", "退回 1 链接打不开")
    assert answer in room.told("admin", text)
    assert states(room) == ["区司法局 returned"]


def test_the_waiting_list_and_passing_all_of_it(room: Room) -> None:
    assert room.told("admin", "待审核") == "没有等待审核的确认。"
    assert room.told("admin", "全部通过") == "没有等待审核的确认。"
    room.say("justice", f"确认 4 {LINK}")
    room.say("zone", f"确认 4 {LINK}")
    (reply,) = room.say("auditor", "待审核")
    assert reply.title == "等待审核 2 条"
    assert "要管理员来做" in room.told("auditor", "全部通过")
    assert "先看一遍再通过" in room.told("admin", "全部通过")
    assert "将通过刚才列出的2条" in room.told("admin", "全部通过")
    assert states(room) == ["区司法局 submitted", "上党经开区 submitted"]
    assert room.told("admin", "确认全部通过") == "已通过2条，都已告诉各单位。"
    assert states(room) == ["区司法局 passed", "上党经开区 passed"]


def test_what_one_list_does_not_show_is_not_passed_unseen(room: Room) -> None:
    liaison = room.person("zone")
    for number in range(9):
        unit = f"第{number}局"
        room.store.confirmations.add(
            Confirmation(
                id=0,
                occurrence="2022-4/1/1",
                task_id="2022-4",
                unit=unit,
                person_id=liaison.id,
                evidence=(),
                state=ReviewState.SUBMITTED,
                submitted_at=room.now,
            )
        )
    (listed,) = room.say("admin", "待审核")
    assert "还有1条，审完再看" in listed.body
    assert "将通过刚才列出的8条" in room.told("admin", "全部通过")
    assert room.told("admin", "确认全部通过").startswith("已通过8条")
    assert [one.unit for one in room.store.confirmations.waiting()] == ["第8局"]


def test_the_monthly_round_is_answered_in_one_tap(room: Room) -> None:
    assert "还没到时候" in room.told("justice", "正常推进")
    room.later(days=2)
    assert "10月全年推进的任务1项，正常推进" in room.told("justice", "全部正常推进")
    assert "已经报过了" in room.told("justice", "正常推进")
    (one,) = room.store.confirmations.of_task("2022-7")
    assert (one.occurrence, one.state) == ("2022-7/round/2022-10", ReviewState.PASSED)
    assert "1/3已完成" in room.told("admin", "进度 7")


def test_a_difficulty_goes_to_the_office(room: Room) -> None:
    room.later(days=2)
    assert "请写成" in room.told("justice", "有困难")
    assert "没有第99项" in room.told("justice", "有困难 99 不会")
    assert "不是区司法局的任务" in room.told("justice", "有困难 17 不会")
    assert "已转给政务公开办" in room.told("justice", "有困难 7 系统还没开通")
    assert "已经报过了" in room.told("justice", "正常推进")
    assert room.outbox("admin") == []
    assert "已转给政务公开办" in room.told("justice", "有困难 4 人手不够")
    assert room.outbox("admin")[-1].text == "【有困难】区司法局\n第4项“行政处罚信息公开”：人手不够"
