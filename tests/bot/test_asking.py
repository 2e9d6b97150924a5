"""A citizen asks; the office answers what the bank could not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from knowledge.answers import Before
from reminders.outbox import DeliveryKind
from reminders.questions import WAITING
from tests.bot.office_room import ENTRY

if TYPE_CHECKING:
    from tests.bot.office_room import Room


def test_an_answer_shows_its_source_and_what_is_near(room: Room) -> None:
    (reply,) = room.say("citizen", "工资被拖欠咋办")
    assert reply.title == "工资被拖欠了怎么办？"
    assert reply.body == "可以向劳动保障监察机构投诉。"
    assert reply.note == (
        "依据：《保障农民工工资支付条例》第十条（2019年12月30日版，现行有效）\n核对于2022年10月1日  解释单位：区人社局"
    )
    assert [button.send for button in reply.buttons] == ["有用 E001", "没解决 E001", "工资不发可以辞职吗？"]


def test_candidates_are_offered_and_none_of_them_is_a_gap(room: Room) -> None:
    (reply,) = room.say("citizen", "能辞职不")
    assert reply.body == "我不太确定，您是不是想问："
    assert [button.send for button in reply.buttons] == [
        "工资不发可以辞职吗？",
        "工资被拖欠了怎么办？",
        "都不是 能辞职不",
    ]
    assert "看起来属于区人社局的职责" in room.told("citizen", "都不是 能辞职不")
    (one,) = room.store.matters.all(WAITING)
    assert (one.wordings, one.matter.unit) == (("能辞职不",), "区人社局")


def test_what_is_not_known_is_said_and_recorded(room: Room) -> None:
    (reply,) = room.say("citizen", "医保卡丢了找谁")
    assert reply.body.startswith("问答库里还没有这个问题，我不想猜。\n已经记下来，看起来属于区医保局的职责")
    assert "12345" in reply.body
    assert "（1人问，可能属于区医保局）" in room.told("admin", "未答")
    assert room.told("citizen", "不用了") == "好的，“医保卡丢了找谁”已经撤回，不再请单位答复。"
    assert room.told("citizen", "不用了") == "您没有正在等答复的问题。"
    assert room.told("admin", "未答") == "没有等待答复的群众提问。"
    assert "（已撤回）" in room.told("citizen", "我的提问")


def test_personal_data_is_masked_before_it_is_stored(room: Room) -> None:
    room.say("citizen", "我的电话13812345678，怎么打不通")
    (one,) = room.store.matters.all(WAITING)
    assert one.wordings == ("我的电话〔手机号〕，怎么打不通",)


def test_two_questions_in_one_message_get_two_replies(room: Room) -> None:
    first, second = room.say("citizen", "工资被拖欠咋办另外医保卡丢了找谁")
    assert first.title == "工资被拖欠了怎么办？"
    assert second.body.startswith("问答库里还没有“医保卡丢了找谁”这个问题，我不想猜。")


def test_the_last_answer_is_remembered_for_five_minutes(room: Room) -> None:
    room.say("citizen", "工资被拖欠咋办，我电话13812345678")
    room.later(minutes=4)
    room.say("citizen", "你好")
    assert room.desk.before == Before(question="工资被拖欠咋办，我电话〔手机号〕", entry_id="E001")
    room.later(minutes=2)
    room.say("citizen", "要带什么材料")
    assert room.desk.before is None


@pytest.mark.parametrize(("said", "before"), [("能辞职不", Before(question="能辞职不")), ("医保卡丢了找谁", None)])
def test_what_was_offered_is_remembered_and_what_is_not_known_is_not(
    room: Room, said: str, before: Before | None
) -> None:
    room.say("citizen", "工资被拖欠咋办")
    room.say("citizen", said)
    room.say("citizen", "要带什么材料")
    assert room.desk.before == before


def test_what_else_a_dialog_holds_stays(room: Room) -> None:
    citizen = room.person("citizen").id
    room.store.dialogs.set(citizen, {"guide": "E001"}, expires_at=room.now + timedelta(minutes=30))
    room.say("citizen", "工资被拖欠咋办")
    assert room.store.dialogs.get(citizen, now=room.now)["guide"] == "E001"
    room.say("citizen", "医保卡丢了找谁")
    held = room.store.dialogs.get(citizen, now=room.now)
    assert held == {"guide": "E001", "answered": '{"E001": "工资被拖欠咋办", "": ""}'}


def test_each_person_has_a_last_answer_of_their_own(room: Room) -> None:
    room.say("citizen", "工资被拖欠咋办")
    room.say("market", "要带什么材料")
    assert room.desk.before is None


def test_a_question_does_not_put_aside_what_a_person_is_in_the_middle_of(room: Room) -> None:
    visit = {"step": "import", "name": "表.xlsx", "digest": "0"}
    room.store.dialogs.set(room.person("admin").id, visit, expires_at=room.now + timedelta(minutes=30))
    room.say("admin", "工资被拖欠咋办")
    assert room.store.dialogs.get(room.person("admin").id, now=room.now) == visit
    assert room.told("admin", "取消") == "好的，已取消，什么都没有改。"


def test_a_remembered_answer_is_nothing_to_cancel(room: Room) -> None:
    room.say("citizen", "工资被拖欠咋办")
    assert room.told("citizen", "取消") == room.told("market", "取消")


def test_questions_beyond_five_are_named_to_be_asked_again(room: Room) -> None:
    *answers, last = room.say("citizen", "另外".join(["工资被拖欠咋办"] * 5 + ["能辞职不", "医保卡丢了找谁"]))
    assert len(answers) == 5
    assert last.body == "一次最多答5个问题，还有2个没有答，请点一下，或者再发一次："
    assert [button.send for button in last.buttons] == ["能辞职不", "医保卡丢了找谁"]


def test_small_talk_is_answered_and_not_recorded(room: Room) -> None:
    assert room.told("citizen", "你好") == "您好，有政策问题请直接问。"
    assert room.store.matters.all(WAITING) == ()


def test_the_office_answers_a_gap_and_who_asked_is_told(room: Room) -> None:
    room.say("citizen", "医保卡丢了找谁")
    assert "没有编号G9" in room.told("admin", "答复 G9 去窗口补办")
    assert "请用大白话写" in room.told("admin", "答复 G1")
    assert "已答复G1，会告诉1位提问的人" in room.told("admin", "去窗口补办")
    (told,) = room.outbox("citizen")
    assert told.text == "您问过：医保卡丢了找谁\n去窗口补办\n核对于2022年10月24日  解释单位：区医保局"
    delivery = room.store.outbox.get(f"matter:1:{room.person('citizen').id}")
    assert delivery is not None
    assert delivery.kind is DeliveryKind.ANSWER
    assert "G1已经答复过了，没有改动。要改答案，改B1那一条" in room.told("admin", "答复 G1 再答一次")
    assert "（已答复）" in room.told("citizen", "我的提问")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("有用 E001", "谢谢您的评价。"),
        ("没解决 E001", "抱歉没帮上忙。"),
        ("有用 E999", "已经不在问答库里"),
        ("我的提问", "没有等待答复的问题"),
        ("都不是", "没有正在等答复的问题"),
    ],
)
def test_a_citizens_small_commands(room: Room, text: str, answer: str) -> None:
    room.store.entries.save([ENTRY])
    assert answer in room.told("citizen", text)


def test_every_question_is_counted_without_the_person(room: Room) -> None:
    for text in ("工资被拖欠咋办", "能辞职不", "医保卡丢了找谁"):
        room.say("citizen", text)
    assert room.store.question_log.counts(since=room.now) == {"answer": 1, "suggest": 1, "none": 1}
