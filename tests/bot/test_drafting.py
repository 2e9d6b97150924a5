"""Units write for the bank, the office publishes or returns, and who wrote it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.ports.bank import DraftState
from knowledge.entries import Entry
from knowledge.sources import Source
from tests.bot.office_room import ENTRY

if TYPE_CHECKING:
    from tests.bot.office_room import Room

OURS = Entry(
    id="E5", question="法律援助找谁？", answer="找区司法局。", similar=("请不起律师",), unit="司法局", sample=True
)
WHOLE = "起草 公证在哪里办\n答案：公证处一楼。\n依据：《公证法》第二条"


def matter(room: Room, text: str, person_id: int, unit: str) -> None:
    """A matter that one person asked about."""
    begun = room.store.matters.open(unit=unit, entry_id="", at=room.now)
    room.store.matters.join(begun.id, text, person_id=person_id, at=room.now)


def test_a_new_entry_is_asked_for_line_by_line(room: Room) -> None:
    (first,) = room.say("justice", "起草")
    assert first.title == "起草：标准问题"
    assert "一次写完" in first.note
    assert room.say("justice", "公证在哪里办？")[0].title == "起草：答案"
    assert room.say("justice", "")[0].title == "起草：答案"
    (sources,) = room.say("justice", "公证处一楼。")
    assert [button.send for button in sources.buttons] == ["跳过", "就这些", "取消"]
    assert room.say("justice", "《公证法》第二条")[0].title == "起草：相似问法"
    assert room.say("justice", "跳过")[0].title == "起草：失效日期"
    (done,) = room.say("justice", "至2027年12月31日")
    assert done.title == "草稿D1已交给政务公开办"
    assert done.body.splitlines() == [
        "＋标准问题：公证在哪里办？",
        "＋答案：公证处一楼。",
        "＋解释单位：区司法局",
        "＋依据：公证法　第二条",
        "＋失效日期：2027年12月31日",
        "＋核对日期：2022年10月24日",
    ]
    assert [button.send for button in done.buttons] == ["撤回草稿 D1", "我的草稿"]
    assert room.told("justice", "取消") == "现在没有正在办的事，不用取消。"


@pytest.mark.parametrize("last", [("就这些",), ("跳过", "跳过", "跳过"), ("《公证法》", "问法：去哪公证", "跳过")])
def test_what_is_optional_may_be_left_out(room: Room, last: tuple[str, ...]) -> None:
    for text in ("起草 公证在哪里办", "公证处一楼。", *last):
        said = room.told("justice", text)
    assert said.startswith("草稿D1已交给政务公开办")


def test_a_new_entry_may_be_dropped_before_it_is_done(room: Room) -> None:
    room.say("justice", "起草 公证在哪里办")
    assert "什么都没有改" in room.told("justice", "取消")
    assert "您还没有写过草稿" in room.told("justice", "我的草稿")


def test_all_of_it_may_be_written_in_one_message(room: Room) -> None:
    assert room.told("justice", WHOLE).startswith("草稿D1已交给政务公开办")
    (told,) = room.outbox("admin")
    assert told.text == "【待审草稿 D1】区司法局\n新条目：公证在哪里办"
    assert [button.send for button in told.buttons] == ["看草稿 D1"]
    assert room.told("justice", "草稿") == "我的草稿 1 条\nD1 公证在哪里办（待审）"


def test_a_draft_that_asks_back_must_lead_to_entries_that_are_there(room: Room) -> None:
    room.store.entries.save([OURS, ENTRY])
    written = "起草 法律上的事找谁？\n答案：先说是哪一件。\n引导：哪一件？ 请律师→E5；讨工资→"
    assert "指向编号E9" in room.told("justice", f"{written}E9")
    assert f"＋引导：哪一件？ 请律师→E5；讨工资→{ENTRY.id}" in room.told(
        "justice", f"引导：哪一件？ 请律师→E5；讨工资→{ENTRY.id}"
    )
    room.store.entries.remove([OURS.id])
    assert "指向编号E5" in room.told("admin", "看草稿 D1")
    assert "指向编号E5" in room.told("admin", "发布 D1")
    room.store.entries.save([OURS])
    assert "已发布草稿D1" in room.told("admin", "发布 D1")


def test_what_cannot_be_read_is_said_and_the_rest_is_kept(room: Room) -> None:
    said = room.told("justice", f"{WHOLE}\n失效日期：明年")
    assert "· 失效日期：“失效日期”的日期“明年”读不懂" in said
    assert room.store.drafts.waiting() == ()
    assert "没有写明是哪一项" in room.told("justice", "后年")
    assert "＋失效日期：2023年12月31日" in room.told("justice", "失效日期：2023-12-31")


def test_what_no_bank_may_hold_is_not_kept(room: Room) -> None:
    assert "反例里，又是标准问题" in room.told("justice", f"{WHOLE}\n反例：公证在哪里办？")
    assert room.store.drafts.waiting() == ()


def test_a_draft_says_that_another_entry_answers_its_question(room: Room) -> None:
    room.store.entries.save([ENTRY])
    assert "注意：题库里已有E001" in room.told("justice", "起草 工资被拖欠了，怎么办\n答案：去告。")
    assert "注意：题库里已有E001" in room.told("justice", "起草 拖欠的工资怎么要\n答案：去告。")
    assert "注意" not in room.told("justice", WHOLE)


def test_a_unit_changes_its_own_entry(room: Room) -> None:
    room.store.entries.save([OURS])
    said = room.told("justice", "修改 E5 答案：找法律援助中心。\n相似问法：没钱打官司")
    assert "±答案：找区司法局。 → 找法律援助中心。" in said
    assert "＋相似问法：没钱打官司" in said
    assert "修改 E5：法律援助找谁？" in room.outbox("admin")[0].text


def test_a_change_may_be_written_after_looking(room: Room) -> None:
    room.store.entries.save([OURS])
    assert "现在的答案：找区司法局。" in room.told("justice", "修改 E5")
    assert "没有写明是哪一项" in room.told("justice", "找法律援助中心")
    assert "写的和E5现在的内容一样" in room.told("justice", "答案：找区司法局。")
    assert "写在反例里" in room.told("justice", "反例：请不起律师")
    assert "±答案" in room.told("justice", "答案：找法律援助中心。\n反例：请不起大律师")
    room.say("justice", "修改 E5")
    room.store.entries.remove(["E5"])
    assert "没有编号E5的条目" in room.told("justice", "答案：找谁。")


@pytest.mark.parametrize(
    ("seat", "text", "answer"),
    [
        ("market", "修改 E5 答案：不找。", "由司法局解释，不是区市场监管局的条目"),
        ("justice", "修改 E6 答案：不找。", "没有编号E6的条目"),
        ("justice", "修改 E7 答案：不找。", "由政务公开办解释"),
        ("justice", "撤回草稿 9", "没有编号D9的草稿"),
        ("citizen", "起草 劳动合同要写什么", "问答库里还没有这个问题"),
        ("citizen", "修改 名字要去哪里", "问答库里还没有这个问题"),
        ("citizen", "草稿", "要管理员来做"),
        ("auditor", "发布 D1", "要管理员来做"),
    ],
)
def test_who_may_not_and_what_is_not_there(room: Room, seat: str, text: str, answer: str) -> None:
    room.store.entries.save([OURS, replace(OURS, id="E7", unit="")])
    assert answer in room.told(seat, text)


def test_a_draft_is_taken_back_by_who_wrote_it(room: Room) -> None:
    room.say("justice", WHOLE)
    assert "没有编号D1的草稿" in room.told("market", "撤回草稿 D1")
    assert room.told("justice", "撤回 1") == "已撤回草稿D1，题库没有变。"
    assert "已撤回，没有改动" in room.told("justice", "撤回草稿 D1")
    assert "已撤回，没有改动" in room.told("admin", "发布 1")
    assert room.told("admin", "草稿") == "没有等待发布的草稿。"
    assert "（已撤回）" in room.told("justice", "我的草稿")


def test_the_office_looks_at_a_draft_and_publishes_it(room: Room) -> None:
    room.say("justice", WHOLE)
    assert "D1 区司法局 新条目：公证在哪里办" in room.told("admin", "草稿")
    (shown,) = room.say("auditor", "看草稿 1")
    assert shown.title == "草稿D1 区司法局 新条目：公证在哪里办"
    assert "＋答案：公证处一楼。" in shown.body
    assert [button.send for button in shown.buttons] == ["发布 D1", "退回草稿 D1"]
    assert "已发布草稿D1" in room.told("admin", "发布 D1")
    (entry,) = room.store.entries.all()
    assert (entry.question, entry.unit, entry.checked_on, entry.sample) == (
        "公证在哪里办",
        "区司法局",
        date(2022, 10, 24),
        False,
    )
    assert entry.sources == (Source(title="公证法", article="第二条"),)
    (version,) = room.store.entries.history(entry.id)
    assert version.change is not None
    assert (version.change.action, version.change.note) == ("draft.published", "D1")
    assert version.change.actor == f"person:{room.person('admin').id}"
    assert room.outbox("justice")[0].title == "草稿D1已发布"
    assert "已发布，没有改动" in room.told("admin", "发布 1")
    (after,) = room.say("admin", "看 D1")
    assert (after.buttons, "注意" in after.body) == ((), False)
    assert [action for action in room.actions() if action.startswith("draft.")] == ["draft.written", "draft.published"]


def test_a_published_change_keeps_what_it_does_not_name(room: Room) -> None:
    room.store.entries.save([OURS])
    room.say("justice", "修改 E5 答案：找法律援助中心。")
    room.store.entries.save([replace(OURS, topic="法律服务")])
    room.say("admin", "发布 1")
    assert room.store.entries.get("E5") == replace(
        OURS, topic="法律服务", answer="找法律援助中心。", checked_on=date(2022, 10, 24), sample=False
    )
    assert room.told("admin", "看草稿 1").splitlines()[1] == "内容没有变化。"


def test_a_draft_is_returned_with_a_reason(room: Room) -> None:
    room.say("justice", WHOLE)
    assert "原因是什么" in room.told("admin", "退回草稿 1")
    assert "原因是什么" in room.told("admin", "")
    assert "原因“写清几点开门”已告诉起草的人" in room.told("admin", "写清几点开门")
    (told,) = room.outbox("justice")
    assert "“公证在哪里办”没有发布，原因：写清几点开门" in told.body
    assert [button.send for button in told.buttons] == ["起草"]
    assert "（已退回：写清几点开门）" in room.told("justice", "我的草稿")
    assert "已退回，没有改动" in room.told("admin", "退回 D1 又一次")
    assert "没有编号D9" in room.told("admin", "退回草稿 9 没有")
    assert "没有编号D9" in room.told("admin", "看草稿 9")
    draft = room.store.drafts.get(1)
    assert draft is not None
    assert draft.state is DraftState.RETURNED


def test_a_draft_that_was_taken_back_meanwhile_is_not_returned(room: Room) -> None:
    room.say("justice", WHOLE)
    room.say("admin", "退回草稿 1")
    room.say("justice", "撤回草稿 1")
    assert "已撤回，没有改动" in room.told("admin", "写清几点开门")


def test_a_question_that_the_bank_holds_is_not_published_twice(room: Room) -> None:
    room.say("justice", WHOLE)
    room.say("justice", WHOLE)
    room.say("admin", "发布 1")
    (refused,) = room.say("admin", "发布 2")
    assert "没有发布" in refused.body
    assert refused.buttons[0].send.startswith("退回草稿 D2 与B1“")
    assert len(room.store.entries.all()) == 1


def test_a_new_entry_gets_an_id_that_can_be_typed_and_that_none_had(room: Room) -> None:
    room.say("justice", WHOLE)
    assert "B1“公证在哪里办”" in room.told("admin", "发布 1")
    room.store.entries.remove(["B1"])
    room.say("justice", WHOLE)
    assert "B2“公证在哪里办”" in room.told("admin", "发布 2")
    assert "草稿D3" in room.told("justice", "修改 B2 答案：二楼。")


def test_a_change_of_an_entry_that_is_gone_is_not_published(room: Room) -> None:
    room.store.entries.save([OURS])
    room.say("justice", "修改 E5 答案：找法律援助中心。")
    room.store.entries.remove(["E5"])
    assert "现在不能发布：没有写标准问题" in room.told("admin", "看草稿 1")
    assert "E5已经不在题库里了" in room.told("admin", "发布 1")


def test_a_draft_that_no_longer_fits_is_not_published(room: Room) -> None:
    room.store.entries.save([OURS])
    room.say("justice", "修改 E5 反例：没钱打官司")
    room.store.entries.save([replace(OURS, similar=("没钱打官司",))])
    assert "没有发布：“没钱打官司”写在反例里" in room.told("admin", "发布 1")


def test_many_drafts_are_listed_in_part(room: Room) -> None:
    for number in range(9):
        room.say("justice", f"起草 第{number}个问题是什么\n答案：第{number}个。")
    assert "还有1条，审完再看。" in room.told("admin", "草稿")
    assert "我的草稿 9 条" in room.told("justice", "我的草稿")


def test_a_question_without_an_answer_is_drafted_by_its_unit_and_answered_when_published(room: Room) -> None:
    assert room.told("justice", "未答") == "没有等您单位答复的群众提问。"
    citizen = room.person("citizen").id
    for text, unit in (("公证在哪里办", "司法局"), ("车牌〔车牌号〕咋过户", "区司法局"), ("别的事", "区财政局")):
        matter(room, text, citizen, unit)
    (listed,) = room.say("justice", "未答")
    assert listed.body == (
        "G1 公证在哪里办（1人问，10月31日前，还有5个工作日）\n"
        "G2 车牌〔车牌号〕咋过户（1人问，10月31日前，还有5个工作日）"
    )
    assert [button.send for button in listed.buttons] == ["答复 G1", "起草 G1", "答复 G2", "起草 G2"]
    assert room.say("justice", "起草 G1")[0].title == "起草：答案"
    room.say("justice", "公证处一楼。")
    room.say("justice", "就这些")
    assert "＋标准问题：公证在哪里办" in room.told("admin", "看草稿 1")
    room.say("admin", "发布 1")
    (told,) = room.outbox("citizen")
    assert told.text == "您问过：公证在哪里办\n公证处一楼。\n核对于2022年10月24日  解释单位：区司法局"
    assert "G1已经答复过了" in room.told("justice", "起草G1")
    assert "没有编号G3的提问" in room.told("justice", "起草 g3 去找财政局")
    assert room.say("justice", "起草 G2 去车管所")[0].title == "起草：标准问题"
    assert room.told("justice", "车怎么过户").startswith("起草：依据")


def test_a_question_that_was_answered_meanwhile_is_not_answered_twice(room: Room) -> None:
    matter(room, "公证在哪里办", room.person("citizen").id, "区司法局")
    room.say("justice", "起草 G1 公证处一楼。")
    room.say("admin", "只答复 G1 公证处")
    assert "没有改动" in room.told("admin", "发布 1")
    assert len(room.outbox("citizen")) == 1


def test_many_questions_are_listed_in_part(room: Room) -> None:
    for number in range(9):
        matter(room, f"第{number}件事", 1, "区司法局")
    assert "还有1个，答完再看。" in room.told("justice", "未答")
