"""A question without an answer goes to the unit that should know, comes back to who asked, and closes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.imports import import_bank
from bot.ports.bank import Change
from bot.ports.people import Person, Role
from bot.versions import roll_back
from knowledge.entries import Entry
from knowledge.matters import NEAR_FROM
from knowledge.referrals import Referral
from reminders.questions import WAITING, MatterState, QuestionState
from tests.bot.office_room import ENTRY, Desk, Room, furnished

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from knowledge.answers import Answer
    from knowledge.matters import Matter

NOTARY, WHERE = "公证在哪里办", "公证处在哪"
ANSWER = "公证处一楼，带身份证。"


class Asked(Desk):
    """公证 seems to be 区司法局's."""

    def _one(self, question: str, today: date) -> Answer:
        answer = super()._one(question, today)
        named = {"公证": "区司法局", "预算": "区财政局"}
        unit = next((unit for word, unit in named.items() if word in question), "")
        return replace(answer, refer=Referral(to=unit, why="可能")) if unit else answer

    def belongs(self, question: str, matters: Collection[Matter], *, least: float) -> int | None:
        """Those that begin with the same character are nearly one matter."""
        if least > NEAR_FROM:
            return super().belongs(question, matters, least=least)
        return next((one.id for one in matters if any(text[0] == question[0] for text in one.wordings)), None)


@pytest.fixture
def room() -> Room:
    made = furnished()
    desk = Asked()
    made.desk, made.house = desk, replace(made.house, desk=desk)
    return made


def state(room: Room, matter_id: int = 1) -> MatterState:
    matter = room.store.matters.get(matter_id)
    assert matter is not None
    return matter.state


def asked_of(room: Room, seat: str) -> list[str]:
    """The questions a seat was sent, a body each."""
    return [reply.body for reply in room.outbox(seat) if "群众提问" in reply.title]


def answers(room: Room, seat: str) -> list[str]:
    return [reply.text for reply in room.outbox(seat) if reply.title.startswith("您问过")]


def test_who_asks_hears_where_the_question_went_and_until_when(room: Room) -> None:
    (reply,) = room.say("citizen", NOTARY)
    assert reply.body == (
        "问答库里还没有这个问题，我不想猜。\n"
        "看起来属于区司法局的职责，已经转给区司法局，预计10月31日前答复，答复后在这里告诉您。\n"
        "着急的话可以拨打12345。"
    )
    assert [button.send for button in reply.buttons] == ["不用了 G1"]
    assert room.told("citizen", "我的提问") == (
        "您问过、问答库当时没有的问题\n· 公证在哪里办（G1，已转给区司法局，预计10月31日前答复）\n"
        "不想等的，点“不用了”就撤回。"
    )


def test_a_liaison_is_asked_once_for_all_who_asked(room: Room) -> None:
    room.say("citizen", NOTARY)
    room.say("second", WHERE)
    room.tick("2022-10-24T09:31")
    (asked,) = asked_of(room, "justice")
    assert asked == (
        "群众问了、问答库里还没有，看起来归您单位：\n"
        "G1 公证在哪里办（2人问，10月31日前，还有5个工作日）\n"
        "　也有人问：公证处在哪\n"
        "答的话直接写：答复 G1 内容。审定后由问办告诉每一位提问的人。"
    )
    room.say("third", "公证要几天")
    room.tick("2022-10-24T09:32")
    assert len(asked_of(room, "justice")) == 1


def test_what_the_unit_answers_is_told_when_the_office_has_approved_it(room: Room) -> None:
    room.say("citizen", NOTARY)
    room.say("second", WHERE)
    assert room.told("justice", f"答复 G1 {ANSWER}").startswith("草稿D1已交给政务公开办")
    assert state(room) is MatterState.PROPOSED
    assert "区司法局已写答复，正在审定" in room.told("citizen", "我的提问")
    assert "区司法局已经写了答复，政务公开办审定后在这里告诉您" in room.told("late", "公证还要排队吗")
    assert "已答，等审定" in room.told("admin", "未答")
    assert answers(room, "citizen") == []
    room.say("admin", "发布 1")
    for seat, words in (("citizen", NOTARY), ("second", WHERE), ("late", "公证还要排队吗")):
        (told,) = answers(room, seat)
        assert told.startswith(f"您问过：{words}\n{ANSWER}")
    matter = room.store.matters.get(1)
    assert matter is not None
    entry = room.store.entries.get(matter.entry_id)
    assert entry is not None
    assert (entry.question, entry.unit) == (NOTARY, "区司法局")
    assert entry.similar == (WHERE, "公证还要排队吗")
    assert "（已答复）" in room.told("citizen", "我的提问")
    assert [one.ended for one in room.store.matters.hands(1)] == ["answered"]


def test_the_answer_may_be_written_after_looking(room: Room) -> None:
    room.say("citizen", NOTARY)
    assert "1. 公证在哪里办\n10月24日转区司法局，10月31日前" in room.told("justice", "看提问 G1")
    assert "请用大白话写" in room.told("justice", "答复 G1")
    assert "请用大白话写" in room.told("justice", "")
    assert room.told("justice", ANSWER).startswith("草稿D1")
    assert "已经有草稿D1在等审定" in room.told("justice", "答复 G1 再写一次")
    assert "看草稿" in [one.label for one in room.say("admin", "看提问 1")[0].buttons]


def test_of_two_liaisons_the_second_hears_that_the_first_has_answered(room: Room) -> None:
    room.store.people.add(Person(id=0, role=Role.LIAISON, unit="区司法局"), channel="web", address="colleague")
    room.say("citizen", NOTARY)
    room.say("justice", "答复 G1")
    room.say("colleague", "答复 1 到一楼。")
    assert room.told("justice", ANSWER) == "G1您单位的同事已经答了，草稿D1在等审定。要补充，请和同事商量。"
    assert "G1您单位的同事已经答了" in room.told("justice", "退回提问 G1 不归我们")
    assert len(room.store.drafts.waiting()) == 1


def test_who_was_answering_hears_that_the_matter_was_moved(room: Room) -> None:
    room.say("citizen", NOTARY)
    room.say("justice", "答复 G1")
    room.say("admin", "转给 G1 区市场监管局")
    for words in (ANSWER, f"答复 G1 {ANSWER}", "起草 G1", "退回提问 G1 不归我们", "看提问 G1"):
        assert room.told("justice", words) == "G1已经转给区市场监管局，不用您单位答复了。"
    assert room.store.drafts.waiting() == ()


@pytest.mark.parametrize("words", ["答复 G1 别的", "只答复 G1 别的", "转给 G1 区财政局", "用 E5 答复 G1", "合并 G2 G1"])
def test_what_is_answered_stays_as_it_is(room: Room, words: str) -> None:
    room.say("citizen", NOTARY)
    room.say("second", "预算在哪里看")
    room.say("admin", f"只答复 G1 {ANSWER}")
    assert room.told("admin", words) == "G1已经答复过了，没有改动。"
    room.say("second", "不用了")
    assert room.told("admin", "转给 G2 区司法局") == "G2已经了结，没有改动。"
    assert len(answers(room, "citizen")) == 1


def test_a_day_that_has_passed_is_promised_no_more(room: Room) -> None:
    room.say("citizen", NOTARY)
    room.later(days=8)
    late = "原定10月31日前答复，现在还没有，正在催"
    assert f"已经转给区司法局，{late}，答复后在这里告诉您" in room.told("second", WHERE)
    assert f"（G1，已转给区司法局，{late}）" in room.told("citizen", "我的提问")


def test_what_is_not_published_is_asked_again_by_the_same_date(room: Room) -> None:
    room.say("citizen", NOTARY)
    room.say("justice", "答复 G1 不知道")
    room.say("admin", "退回草稿 1 请写清楚")
    assert state(room) is MatterState.ASKED
    room.say("justice", f"答复 G1 {ANSWER}")
    room.say("justice", "撤回草稿 2")
    assert state(room) is MatterState.ASKED
    assert answers(room, "citizen") == []


def test_the_office_puts_the_units_answer_in_other_words(room: Room) -> None:
    room.say("citizen", NOTARY)
    room.say("justice", "答复 G1 去公证处")
    assert "已答复G1，会告诉1位提问的人" in room.told("admin", f"答复 G1 {ANSWER}")
    (told,) = answers(room, "citizen")
    assert ANSWER in told
    published = room.outbox("justice")[-1]
    assert published.title == "草稿D1已发布"
    assert f"政务公开办改过后发布，现在这样答：\n{ANSWER}" in published.body
    assert "没有改动" in room.told("admin", "发布 1")


def test_a_unit_that_is_not_the_one_gives_it_back_with_a_reason(room: Room) -> None:
    room.say("citizen", NOTARY)
    room.tick("2022-10-24T09:31")
    assert "原因是什么" in room.told("justice", "退回提问 G1")
    assert "原因是什么" in room.told("justice", "")
    assert "已把G1退回政务公开办" in room.told("justice", "这是公证处的事")
    assert any("【区司法局退回提问】G1\n公证在哪里办\n原因：这是公证处的事" in one.text for one in room.outbox("admin"))
    assert state(room) is MatterState.OPEN
    assert "等待转给责任单位" in room.told("citizen", "我的提问")
    assert room.told("justice", "退回提问 G1 还是不归") == "G1已经退回政务公开办，不用您单位答复了。"
    room.tick("2022-10-24T09:32")
    assert len(asked_of(room, "justice")) == 1
    assert "已把G1转给区市场监管局，10月31日前答复" in room.told("admin", "转给 G1 区市场监管局")
    room.tick("2022-10-24T09:33")
    assert len(asked_of(room, "market")) == 1
    assert [one.ended for one in room.store.matters.hands(1)] == ["returned", ""]
    assert room.actions().count("matter.moved") == 1


def test_a_unit_that_was_asked_hears_that_it_need_not_answer(room: Room) -> None:
    room.say("citizen", NOTARY)
    room.tick("2022-10-24T09:31")
    room.say("justice", f"答复 G1 {ANSWER}")
    room.say("admin", "转给 G1 区市场监管局")
    texts = [one.text for one in room.outbox("justice")]
    assert any("G1“公证在哪里办”不用您单位答复了" in text for text in texts)
    assert any("草稿D1被退回" in text for text in texts)
    assert room.store.drafts.waiting() == ()


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("转给 G1 不知道什么局", "没有转：单位目录里没有“不知道什么局”"),
        ("转给 G1 区财政局", "没有能收到消息的联络员"),
        ("转给 G7 区财政局", "没有编号G7"),
        ("合并 G1 G7", "没有编号G7"),
        ("合并 G7 G1", "没有编号G7"),
        ("合并 G1 G1", "没有合并：请写把哪件并进G1"),
        ("合并 G1", "没有合并：请写把哪件并进G1"),
        ("拆分 G1", "没有拆：请写G1里问法的序号"),
        ("答复 7 好", "没有编号G7"),
        ("拆分 G1 1", "没有拆"),
        ("拆分 G7 1", "没有编号G7"),
        ("拆分 G1 5", "没有拆"),
        ("不属于 G1", "请写清要告诉提问的人的话，例如：不属于 G1"),
        ("只答复 G7 好", "没有编号G7"),
        ("用 E9 答复 G1", "题库里没有编号E9的条目"),
        ("用 E9 答复 G7", "没有编号G7"),
        ("看提问 7", "没有编号G7"),
    ],
)
def test_what_the_office_cannot_do_is_said(room: Room, said: str, heard: str) -> None:
    room.say("citizen", NOTARY)
    assert heard in room.told("admin", said)
    assert state(room) in WAITING
    assert answers(room, "citizen") == []


def test_a_matter_goes_to_its_unit_as_soon_as_somebody_speaks_for_it(room: Room) -> None:
    (reply,) = room.say("citizen", "预算在哪里看")
    assert "看起来属于区财政局的职责，政务公开办会请责任单位答复" in reply.body
    room.tick("2022-10-24T09:31")
    assert any("· G1 预算在哪里看（看起来归区财政局，没有联络员）" in text for text in asked_of(room, "admin"))
    room.tick("2022-10-25T09:31")
    assert len(asked_of(room, "admin")) == 1
    room.store.people.add(Person(id=0, role=Role.LIAISON, unit="区财政局"), channel="web", address="finance")
    room.tick("2022-10-26T09:31")
    assert len(asked_of(room, "finance")) == 1
    assert state(room) is MatterState.ASKED


def test_a_matter_that_is_withdrawn_by_all_closes_and_the_unit_is_told(room: Room) -> None:
    room.say("citizen", NOTARY)
    room.say("second", WHERE)
    room.tick("2022-10-24T09:31")
    assert room.say("citizen", "不用了")[0].done == "已撤回"
    assert state(room) is MatterState.ASKED
    room.say("second", "不用了 G1")
    assert state(room) is MatterState.CLOSED
    assert any("不用您单位答复了" in one.body for one in room.outbox("justice"))
    assert room.told("justice", f"答复 G1 {ANSWER}") == "G1已经了结，没有改动。"
    assert room.told("citizen", "不用了") == "您没有正在等答复的问题。"


def test_what_was_answered_is_withdrawn_no_more(room: Room) -> None:
    room.say("citizen", NOTARY)
    room.say("admin", f"答复 G1 {ANSWER}")
    assert room.told("citizen", "不用了 G1") == "这个问题已经答复您了，不用撤回。还想知道什么，直接问就行。"
    assert room.told("citizen", "不用了") == room.told("second", "不用了 G1") == "您没有正在等答复的问题。"


def test_who_withdrew_is_not_told(room: Room) -> None:
    room.say("citizen", NOTARY)
    room.say("second", WHERE)
    room.say("citizen", "不用了")
    room.say("admin", f"答复 G1 {ANSWER}")
    assert answers(room, "citizen") == []
    assert len(answers(room, "second")) == 1


def test_who_asked_twice_is_told_once(room: Room) -> None:
    room.say("citizen", NOTARY)
    room.say("citizen", WHERE)
    room.say("admin", f"答复 G1 {ANSWER}")
    assert len(answers(room, "citizen")) == 1
    states = [question.state for question, _ in room.store.matters.of_person(room.person("citizen").id)]
    assert states == [QuestionState.TOLD, QuestionState.TOLD]


def test_matters_are_joined_and_parted_by_the_office(room: Room) -> None:
    room.say("citizen", NOTARY)
    room.say("second", "在哪公证")
    room.say("third", WHERE)
    assert "G2并入G1，提问的人一起等G1的答复" in room.told("admin", "合并 G1 G2")
    shown = room.say("admin", "看提问 G1")[0]
    assert shown.body.startswith("1. 公证在哪里办\n2. 在哪公证\n3. 公证处在哪")
    assert "已从G1拆出G3" in room.told("admin", "拆分 G1 3")
    assert [one.wordings for one in room.store.matters.all(WAITING)] == [(NOTARY, "在哪公证"), (WHERE,)]
    room.say("admin", f"答复 G1 {ANSWER}")
    assert [len(answers(room, seat)) for seat in ("citizen", "second", "third")] == [1, 1, 0]


def test_where_all_who_waited_are_taken_out_nobody_is_asked_any_more(room: Room) -> None:
    room.say("citizen", NOTARY)
    room.say("second", WHERE)
    room.say("citizen", "不用了")
    room.tick("2022-10-24T09:31")
    assert "已从G1拆出G2" in room.told("admin", "拆分 G1 1")
    assert [one.matter.id for one in room.store.matters.all(WAITING)] == [2]
    assert any("G1“公证在哪里办”不用您单位答复了" in one.body for one in room.outbox("justice"))


def test_a_matter_that_is_nobodys_goes_to_the_unit_of_what_is_put_into_it(room: Room) -> None:
    room.say("citizen", "在哪领表")
    room.say("second", NOTARY)
    room.say("admin", "合并 G1 G2")
    matter = room.store.matters.get(1)
    assert matter is not None
    assert (matter.state, matter.unit) == (MatterState.ASKED, "区司法局")


def test_what_is_none_of_the_offices_business_is_said_to_who_asked(room: Room) -> None:
    room.say("citizen", NOTARY)
    assert "G1已了结，会告诉1位提问的人" in room.told("admin", "不属于 G1 这是您个人的案子，请到法院问。")
    (told,) = answers(room, "citizen")
    assert "这个问题不在政务公开办能答的范围里。这是您个人的案子" in told
    assert "（已说明）" in room.told("citizen", "我的提问")
    assert room.store.entries.all() == ()


def test_an_entry_of_the_bank_answers_and_learns_the_wording(room: Room) -> None:
    room.store.entries.save([Entry(id="E5", question="公证处地址", answer=ANSWER, unit="区司法局")])
    room.say("citizen", NOTARY)
    assert "直接按E5“公证处地址”回答" in room.told("admin", "用 E5 答复 G1")
    entry = room.store.entries.get("E5")
    assert entry is not None
    assert entry.similar == (NOTARY,)
    assert [one.change.action for one in room.store.entries.history("E5") if one.change] == ["matter.answered"]
    assert len(answers(room, "citizen")) == 1


def test_the_office_answers_in_place_of_an_entry_that_is_there(room: Room) -> None:
    room.store.entries.save([Entry(id="E5", question=NOTARY, answer="旧答案。")])
    room.say("citizen", NOTARY)
    (reply,) = room.say("admin", f"答复 G1 {ANSWER}")
    assert reply.body.startswith("没有答复：E5“公证在哪里办”已经是这个问法")
    assert [button.send for button in reply.buttons] == ["用 E5 答复 G1"]
    assert answers(room, "citizen") == []


def test_what_holds_personal_data_is_no_question_of_the_bank(room: Room) -> None:
    room.say("citizen", "公证找谁，我电话13812345678")
    assert "先写一句通用的问题" in room.told("justice", f"答复 G1 {ANSWER}")
    assert "只答提问的人，请写：只答复 G1 内容" in room.told("admin", f"答复 G1 {ANSWER}")
    room.say("second", NOTARY)
    room.say("admin", f"答复 G1 {ANSWER}")
    (entry,) = room.store.entries.all()
    assert (entry.question, entry.similar) == (NOTARY, ())
    assert answers(room, "citizen")[0].startswith("您问过：公证找谁，我电话〔手机号〕")


def test_an_answer_that_did_not_help_goes_to_the_unit_that_gave_it(room: Room) -> None:
    room.store.entries.save([replace(ENTRY, unit="区司法局")])
    room.desk.entry = replace(ENTRY, unit="区司法局")
    room.say("citizen", "工资被拖欠咋办")
    (reply,) = room.say("citizen", "没解决 E001")
    assert reply.body.startswith("抱歉没帮上忙。看起来属于区司法局的职责，已经转给区司法局")
    room.say("justice", f"答复 G1 {ANSWER}")
    (draft,) = room.store.drafts.waiting()
    assert (draft.entry_id, draft.gap_id) == ("E001", 1)
    room.say("admin", "发布 1")
    entry = room.store.entries.get("E001")
    assert entry is not None
    assert (entry.answer, entry.similar) == (ANSWER, ("工资被拖欠咋办",))
    assert len(answers(room, "citizen")) == 1


def test_who_was_not_helped_hears_when_the_answer_is_changed_by_another_way(room: Room) -> None:
    own = replace(ENTRY, unit="区司法局")
    room.store.entries.save([own], change=Change(at=room.now, actor="wenban", action="bank.imported"))
    room.desk.entry = own
    room.say("citizen", "工资被拖欠咋办")
    room.say("citizen", "没解决 E001")
    room.later(minutes=1)
    room.say("justice", "仍有效 E001")
    room.say("admin", "发布 1")
    room.tick("2022-10-24T10:40")
    assert state(room) is MatterState.ASKED, "that it holds is no new answer"
    room.say("justice", f"修改 E001 答案：{ANSWER}")
    room.tick("2022-10-24T10:41")
    assert answers(room, "citizen") == [], "nobody hears what the office has not published"
    room.say("admin", "发布 2")
    room.tick("2022-10-24T10:42")
    room.tick("2022-10-24T10:43")
    assert [text.splitlines()[:2] for text in answers(room, "citizen")] == [["您问过：工资被拖欠咋办", ANSWER]]
    assert state(room) is MatterState.ANSWERED
    assert room.actions()[-1] == "matter.answered"
    assert "没有" in room.say("justice", "未答")[0].body


@pytest.mark.parametrize("way", ["import", "roll back"])
def test_a_newer_bank_or_an_older_version_tells_who_was_not_helped_too(room: Room, way: str) -> None:
    own, first = replace(ENTRY, unit="区司法局", sample=False), replace(ENTRY, answer=ANSWER)
    change = Change(at=room.now, actor="wenban", action="bank.imported")
    room.store.entries.save([first], change=change)
    room.store.entries.save([own], change=change)
    room.desk.entry = own
    room.say("citizen", "工资被拖欠咋办")
    room.say("citizen", "没解决 E001")
    if way == "import":
        table = f"编号,标准问题,答案\nE001,{own.question},{ANSWER}\nE002,别的,别的\n"
        import_bank(room.house, name="b.csv", data=table.encode(), now=room.now, actor="person:1", dry_run=False)
    else:
        assert roll_back(room.house, room.store.entries.history("E001")[0], now=room.now, actor="person:1")
    assert [text.splitlines()[:2] for text in answers(room, "citizen")] == [["您问过：工资被拖欠咋办", ANSWER]]
    assert [event.action for event in room.store.audit.all() if event.subject == "G1"] == ["matter.answered"]


def test_what_one_answer_did_not_solve_is_another_matter_than_what_has_none(room: Room) -> None:
    room.store.entries.save([ENTRY])
    room.say("citizen", "工资被拖欠咋办")
    room.say("citizen", "没解决 E001")
    room.say("second", "工资条看不懂")
    assert len(room.store.matters.all(WAITING)) == 2


def test_a_unit_that_answered_such_a_matter_before_is_asked_again(room: Room) -> None:
    room.say("citizen", "在哪领表")
    room.say("admin", "转给 G1 区市场监管局")
    room.say("admin", "答复 G1 在一楼。")
    (reply,) = room.say("second", "在哪盖章")
    assert "已经转给区市场监管局" in reply.body


def test_what_may_be_the_same_is_said_to_the_office_and_joined_with_a_tap(room: Room) -> None:
    room.say("citizen", "在哪领表")
    room.say("second", "在村里盖章")
    assert "\nG2 在村里盖章（1人问，等转办，可能和G1是同一件事）" in room.told("admin", "未答")
    (shown,) = room.say("admin", "看提问 G2")
    assert "，待转办，可能和G1是同一件事。" in shown.note
    assert [one.send for one in shown.buttons] == ["合并 G1 G2", "看提问 G1"]
    assert room.say("auditor", "看提问 G2")[0].buttons == ()
    room.say("admin", shown.buttons[0].send)
    assert [one.wordings for one in room.store.matters.all(WAITING)] == [("在哪领表", "在村里盖章")]


def test_what_waits_no_more_is_named_to_nobody(room: Room) -> None:
    room.say("citizen", "在哪领表")
    room.say("second", "在村里盖章")
    room.say("admin", "不属于 G1 请问村委会。")
    assert "同一件事" not in room.told("admin", "未答")
    assert all("合并" not in one.send for one in room.say("admin", "看提问 G2")[0].buttons)


def test_a_unit_is_reminded_and_then_reported(room: Room) -> None:
    room.store.people.add(Person(id=0, role=Role.LEADER, unit="区司法局"), channel="web", address="leader")
    room.say("citizen", NOTARY)
    room.store.tasks.withdraw_samples()
    heard: dict[str, list[int]] = {"justice": [], "leader": [], "admin": []}
    days = [f"2022-10-{day}" for day in range(24, 32)] + [f"2022-11-{day:02}" for day in range(1, 12)]
    for day in days:
        before = {seat: len(asked_of(room, seat)) for seat in heard}
        room.tick(f"{day}T09:31")
        for seat in heard:
            heard[seat] += [int(day[-2:])] * (len(asked_of(room, seat)) - before[seat])
    assert heard == {"justice": [24, 27, 28, 31, 3, 8, 11], "leader": [3], "admin": [8]}


def test_a_day_has_its_cap(room: Room) -> None:
    room.house = replace(room.house, office=replace(room.house.office, daily_cap=1))
    room.tick("2022-10-24T09:30")
    room.say("citizen", NOTARY)
    room.tick("2022-10-24T09:31")
    assert asked_of(room, "justice") == []
    room.tick("2022-10-25T09:31")
    assert len(asked_of(room, "justice")) <= 1


def test_many_matters_stand_in_one_message(room: Room) -> None:
    for number in range(5):
        room.say("citizen", f"{number}号公证怎么办")
    room.tick("2022-10-24T09:31")
    (body,) = asked_of(room, "justice")
    assert "①G1 0号公证怎么办（1人问" in body
    assert "还有2个，回复“未答”看全部。" in body
    for number in range(5, 20):
        room.say("citizen", f"{number}号公证怎么办")
    assert "在办公页上看" in room.told("admin", "未答")
    assert "还有12个，答完再看。" in room.told("justice", "未答")
    assert "（G20" in room.told("citizen", "我的提问")


def test_another_units_matter_is_not_shown(room: Room) -> None:
    room.say("citizen", NOTARY)
    assert "没有编号G1" in room.told("market", "看提问 G1")
    assert "没有编号G1" in room.told("market", f"答复 G1 {ANSWER}")
