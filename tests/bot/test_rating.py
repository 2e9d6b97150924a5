"""People say why an answer did not help; units hear once a week, the office sees what fell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.checkups import inspection
from bot.ports.bank import Change, Draft
from knowledge.entries import Entry
from knowledge.health import Kind
from knowledge.packages import Package
from knowledge.ratings import Rating, Reason
from knowledge.statutes import Article, Law
from reminders.questions import WAITING
from tests.bot.office_room import ENTRY, NEAR, Room

OURS = replace(ENTRY, unit="司法局")
ARTICLE = "L:大气污染防治行动计划实施情况考核办法:12"
LAW = Law(
    title="大气污染防治行动计划实施情况考核办法",
    date=date(2020, 1, 1),
    articles=(Article(id=ARTICLE, label="第十二条", heading="", text="工资要按时发。"),),
)
OTHER = Entry(id="E9", question="公证在哪里办？", answer="公证处。", unit="区财政局")


@pytest.fixture(autouse=True)
def bank(room: Room) -> None:
    room.store.entries.save([OURS, OTHER])
    room.desk.entry = OURS


def rate(room: Room, useful: int, useless: int, *, entry: str = "E001", first: int = 100) -> None:
    for place in range(useful + useless):
        rating = Rating(entry_id=entry, useful=place < useful, at=room.now)
        room.store.ratings.put(rating, person_id=first + place)


def kept(room: Room) -> Rating | None:
    return room.store.ratings.of("E001", person_id=room.person("citizen").id)


def listed(room: Room, seat: str) -> list[str]:
    return [one.text for one in room.outbox(seat) if "群众评价" in one.title]


def test_who_was_not_helped_is_offered_reasons_and_may_withdraw_the_question(room: Room) -> None:
    room.say("citizen", "工资被拖欠咋办")
    (reply,) = room.say("citizen", "没解决 E001")
    assert [one.label for one in reply.buttons] == ["答非所问", "已过时", "看不懂", "其他", "不用了"]
    assert reply.buttons[1].send == "没解决 E001 已过时"
    (reply,) = room.say("citizen", reply.buttons[1].send)
    assert (reply.body, reply.done) == ("记下了：已过时。会请解释单位看看，谢谢您。", "已评价")
    assert kept(room) == Rating(entry_id="E001", useful=False, at=room.now, reason=Reason.OUTDATED)
    assert len(room.store.matters.of_person(room.person("citizen").id)) == 1


@pytest.mark.parametrize(
    ("words", "reason", "note"),
    [
        (" 答非所问", Reason.OFF_POINT, ""),
        ("，过时", Reason.OUTDATED, ""),
        (" 看不懂 太绕了", Reason.UNCLEAR, "太绕了"),
        (" 其他：没写电话，我的是13812345678", Reason.OTHER, "没写电话，我的是〔手机号〕"),
        (" 太绕了，打13812345678", Reason.OTHER, "太绕了，打〔手机号〕"),
        ("\n没写在哪办", Reason.OTHER, "没写在哪办"),
        ("", None, ""),
    ],
)
def test_a_reason_may_be_typed_at_once_and_is_kept_masked(
    room: Room, words: str, reason: Reason | None, note: str
) -> None:
    assert room.told("citizen", f"没解决 E001{words}").startswith("抱歉没帮上忙")
    assert kept(room) == Rating(entry_id="E001", useful=False, at=room.now, reason=reason, note=note)


def test_a_rating_may_be_changed_and_a_reason_stays_until_it_is(room: Room) -> None:
    room.say("citizen", "没解决 E001 看不懂")
    room.say("citizen", "没解决 E001")
    assert "例如：没解决 刚才 没写要带什么" in room.told("citizen", "没解决 E001 其他")
    assert "记下了：您的话" in room.told("citizen", "没解决 刚才 太长")
    assert kept(room) == Rating(entry_id="E001", useful=False, at=room.now, reason=Reason.OTHER, note="太长")
    room.say("citizen", "有用 E001")
    assert kept(room) == Rating(entry_id="E001", useful=True, at=room.now)


@pytest.mark.parametrize(
    "text", ["没解决 E999 看不懂", "没解决 E999", "有用 E999", "有用 L:护照法:11", "没解决 T:社保"]
)
def test_what_is_not_there_cannot_be_rated(room: Room, text: str) -> None:
    assert "已经不在问答库里" in room.told("citizen", text)
    assert room.store.ratings.between() == ()


@pytest.mark.parametrize(
    ("words", "reason", "note"),
    [
        ("没解决", None, ""),
        ("👎", None, ""),
        ("差评！", None, ""),
        ("没解决 看不懂", Reason.UNCLEAR, ""),
        ("没解决，说得太绕 不好懂", Reason.OTHER, "说得太绕 不好懂"),
    ],
)
def test_without_an_id_what_was_answered_last_is_meant(
    room: Room, words: str, reason: Reason | None, note: str
) -> None:
    room.say("citizen", "工资被拖欠咋办")
    assert room.told("citizen", words).startswith("抱歉没帮上忙")
    assert kept(room) == Rating(entry_id="E001", useful=False, at=room.now, reason=reason, note=note)
    room.say("citizen", "👍")
    assert kept(room) == Rating(entry_id="E001", useful=True, at=room.now)
    assert len(room.store.matters.of_person(room.person("citizen").id)) == 1


@pytest.mark.parametrize("words", ["没解决", "没解决 太绕了", "👎", "👍", "有用", "没解决 刚才 看不懂"])
def test_where_nothing_was_answered_a_thumb_is_no_question(room: Room, words: str) -> None:
    assert "没看出您说的是哪条回答" in room.told("citizen", words)
    assert room.store.ratings.between() == ()
    assert room.desk.asked == []


@pytest.mark.parametrize(("after", "meant"), [("路灯坏了", False), ("能辞职不", False), ("你好", True)])
def test_a_thumb_after_what_got_no_answer_is_not_for_the_answer_before(room: Room, after: str, meant: bool) -> None:
    room.say("citizen", "工资被拖欠咋办")
    room.say("citizen", after)
    room.say("citizen", "👎")
    assert (kept(room) is not None) is meant


@pytest.mark.parametrize("words", ["没解决的欠薪怎么办", "有用的材料有哪些"])
def test_a_question_that_begins_so_is_a_question(room: Room, words: str) -> None:
    room.say("citizen", "工资被拖欠咋办")
    room.say("citizen", words)
    assert room.desk.asked[-1] == words
    assert kept(room) is None


def test_every_answer_of_a_conversation_can_be_said_not_to_have_helped(room: Room) -> None:
    room.store.entries.save([NEAR])
    room.say("citizen", "工资被拖欠咋办另外第二件事")
    room.later(minutes=20)
    room.say("citizen", "没解决 E001")
    room.say("citizen", "没解决 E002")
    asked = [(one.text, matter.entry_id) for one, matter in room.store.matters.of_person(room.person("citizen").id)]
    assert asked == [("工资被拖欠咋办", "E001"), ("第二件事", "E002")]


def test_an_answer_that_came_later_can_be_said_not_to_have_helped(room: Room) -> None:
    room.say("citizen", "路灯坏了找谁")
    room.say("admin", "答复 G1 打电话。")
    (matter,) = [one for _, one in room.store.matters.of_person(room.person("citizen").id)]
    room.later(days=1)
    assert "没帮上忙。" in room.told("citizen", f"没解决 {matter.entry_id}")
    asked = [(one.text, matter.entry_id) for one, matter in room.store.matters.of_person(room.person("citizen").id)]
    assert asked == [("路灯坏了找谁", matter.entry_id)] * 2


def test_what_only_a_laws_words_answered_has_no_answer_yet(room: Room) -> None:
    room.store.statutes.save(LAW, file="法.md", at=room.now)
    room.desk.entry = replace(ENTRY, id=ARTICLE, unit="", statute=True)
    room.say("citizen", "工资被拖欠咋办")
    (reply,) = room.say("citizen", f"没解决 {ARTICLE}")
    assert [one.send for one in reply.buttons][:2] == ["没解决 刚才 答非所问", "没解决 刚才 已过时"]
    assert all(len(one.send.encode()) <= 64 for one in reply.buttons)
    assert room.told("citizen", "没解决 刚才 看不懂") == "记下了：看不懂。谢谢您。"
    rating = room.store.ratings.of(ARTICLE, person_id=room.person("citizen").id)
    assert rating is not None
    assert rating.reason is Reason.UNCLEAR
    (asked,) = room.store.matters.all(WAITING)
    assert (asked.wordings, asked.matter.entry_id) == (("工资被拖欠咋办",), "")
    assert "您可以换个说法再问一次。" in room.told("zone", f"没解决 {ARTICLE}")


def test_a_topics_card_can_be_rated_too(room: Room) -> None:
    room.store.packages.save([Package(id="wages", title="农民工工资", entries=("E001",), unit="司法局", sample=True)])
    room.say("citizen", "工资被拖欠咋办")
    (card,) = room.say("citizen", "政策包 农民工工资")
    assert [one.send for one in card.buttons][-2:] == ["有用 T:wages", "没解决 T:wages"]
    room.say("citizen", "👎")
    assert "抱歉没帮上忙" in room.told("second", "没解决 T:wages 看不懂 找不到地方")
    assert kept(room) is None
    assert "政策包“农民工工资”（司法局）：没解决2（看不懂1、没说原因1）" in room.told("admin", "差评")
    room.tick("2022-10-31T09:30")
    (weekly,) = [one for one in room.outbox("justice") if "群众评价" in one.title]
    assert (
        "① 政策包“农民工工资”：没解决2（看不懂1、没说原因1），占评价的100%\n　“找不到地方”\n政策包由政务公开办改"
        in weekly.body
    )
    assert weekly.buttons == ()
    room.store.packages.remove_samples()
    assert "已经不在问答库里" in room.told("citizen", "没解决 T:wages")


def test_a_reason_does_not_ask_again_for_what_was_withdrawn(room: Room) -> None:
    room.say("citizen", "工资被拖欠咋办")
    room.say("citizen", "没解决 E001")
    room.say("citizen", "不用了")
    room.say("citizen", "没解决 E001 已过时")
    assert [one.state for one, _ in room.store.matters.of_person(room.person("citizen").id)] == ["withdrawn"]


def test_a_unit_hears_once_on_the_weeks_first_workday_and_the_office_of_what_is_nobodys(room: Room) -> None:
    room.say("citizen", "没解决 E001 已过时 不是这个数")
    rate(room, 1, 2)
    rate(room, 0, 1, entry="E9")
    for moment in ("2022-10-25T09:30", "2022-10-28T09:30", "2022-10-31T09:30", "2022-10-31T15:00", "2022-11-01T09:30"):
        room.tick(moment)
    assert listed(room, "justice") == [
        (
            "【群众评价】区司法局 10月31日\n"
            "上周有群众说这几条没解决问题：\n"
            "① E001 工资被拖欠了怎么办？：没解决3（已过时1、没说原因2），占评价的75%\n"
            "　“不是这个数”\n"
            "请看看要不要改；没有问题就点“仍有效”。\n"
            "为什么发给您：这些问答由您单位解释。一周最多发这一条，没有差评就不发。"
        )
    ]
    (reply,) = [one for one in room.outbox("justice") if "群众评价" in one.title]
    assert [one.send for one in reply.buttons] == ["修改 E001", "仍有效 E001"]
    (office,) = listed(room, "admin")
    assert "【群众评价】1条没有单位可转" in office
    assert "E9 公证在哪里办？（区财政局）：没解决1（没说原因1），占评价的100%" in office
    room.tick("2022-11-07T09:30")
    assert len(listed(room, "justice")) == 1


def test_whoever_was_asked_enough_today_is_told_tomorrow(room: Room) -> None:
    rate(room, 0, 1)
    house = room.house
    room.house = replace(house, office=replace(house.office, daily_cap=1))
    room.tick("2022-10-31T09:30")
    assert listed(room, "justice") == []
    room.house = house
    room.tick("2022-11-01T09:30")
    assert len(listed(room, "justice")) == 1


def test_a_week_begins_on_its_first_workday(room: Room) -> None:
    rate(room, 0, 1)
    days = replace(room.house.calendar, days=dict.fromkeys(_days("2022-10-31", "2022-11-01"), False))
    room.house = replace(room.house, calendar=days)
    room.tick("2022-11-02T09:30")
    assert len(listed(room, "justice")) == 1


def _days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


def test_an_entry_of_which_a_draft_waits_is_the_offices_turn(room: Room) -> None:
    rate(room, 0, 1)
    draft = Draft(id=0, fields={"answer": "新"}, person_id=1, written_at=room.now, unit="区司法局", entry_id="E001")
    room.store.drafts.add(draft)
    room.tick("2022-10-31T09:30")
    assert listed(room, "justice") == []


def test_many_entries_are_shown_a_few_at_a_time(room: Room) -> None:
    for number in range(9):
        room.store.entries.save([replace(OURS, id=f"F{number}", question=f"第{number}问？")])
        room.store.entries.save([replace(OTHER, id=f"G{number}", question=f"第{number}问？", unit="")])
        rate(room, 0, 1, entry=f"F{number}")
        rate(room, 0, 1, entry=f"G{number}")
    room.tick("2022-10-31T09:30")
    assert "还有6条，回复“差评”都能看到。" in listed(room, "justice")[0]
    assert "……共9条" in listed(room, "admin")[0]
    assert "（没有写解释单位）" in listed(room, "admin")[0]


def test_the_office_sees_what_fell_and_a_unit_its_own(room: Room) -> None:
    rate(room, 3, 3)
    rate(room, 0, 1, entry="E9")
    assert room.told("admin", "差评") == (
        "近30天没解决问题的问答2条\n"
        "其中1条差评变多，请先看。\n"
        "E001 工资被拖欠了怎么办？（司法局）：没解决3（没说原因3），占评价的50%，差评变多\n"
        "E9 公证在哪里办？（区财政局）：没解决1（没说原因1），占评价的100%\n"
        "改答案由解释单位起草，或者在办公页改；改过以后重新算。"
    )
    (own,) = room.say("justice", "差评")
    assert "E9" not in own.body
    assert [one.send for one in own.buttons] == ["修改 E001", "仍有效 E001"]
    assert room.told("zone", "差评") == "近30天没有群众说“没解决”的问答。"
    assert "没看出您说的是哪条回答" in room.told("citizen", "差评")
    (found,) = [one for one in inspection(room.house, now=room.now)() if one.kind is Kind.FELL]
    assert found.entries == ("E001",)


def test_what_was_worse_before_is_told_with_how_it_was(room: Room) -> None:
    room.later(days=-40)
    rate(room, 9, 1)
    room.later(days=40)
    rate(room, 3, 3, first=200)
    assert "占评价的50%，差评变多，以前是10%" in room.told("admin", "差评")


def test_an_answer_that_was_looked_at_since_starts_anew(room: Room) -> None:
    rate(room, 0, 6)
    room.later(days=1)
    change = Change(at=room.now, actor="person:1", action="draft.published")
    room.store.entries.save([replace(OURS, similar=("欠薪咋办",))], change=change)
    assert "没解决6" in room.told("admin", "差评")
    room.store.entries.save([replace(OURS, answer="新的答案。")], change=change)
    assert "近30天没有群众说" in room.told("admin", "差评")
    room.store.entries.remove(["E001"], change=change)
    assert "近30天没有群众说" in room.told("admin", "差评")
