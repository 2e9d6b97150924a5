"""Topics as cards, hot questions, what stands under an answer, and entries that ask back: in the conversation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.handlers.packages import MOST_HOT
from bot.ports.house import Office
from bot.ports.messages import Reply
from knowledge.entries import Entry
from knowledge.guides import Guide, Option
from knowledge.packages import Package
from reminders.questions import WAITING
from tests.bot.office_room import ENTRY, NEAR

if TYPE_CHECKING:
    from tests.bot.office_room import Room

EXPIRED = date(2022, 10, 1)
WAGES = Package(
    id="wages",
    title="农民工工资",
    topic="工资支付",
    aliases=("欠薪", "讨薪"),
    summary="干了活就要拿到钱。",
    who=("农民工",),
    what=("足额的工资", "先行清偿", "法律援助"),
    where=("区人社局",),
    entries=("E001", "E003", "E002", "E004"),
    unit="区人社局",
    valid_until=date(2022, 12, 31),
    sample=True,
)
EMPTY = Package(id="empty", title="没有有效条目", entries=("E004",))
LATER = Entry(id="E003", question="工资几时发？", answer="按月。", sources=ENTRY.sources)
OLD = Entry(id="E004", question="旧问题？", answer="旧。", valid_until=EXPIRED, sources=ENTRY.sources)
GUIDE = Guide(
    ask="您是企业还是个人？", options=(Option(label="企业", entry="E003"), Option(label="个人", entry="E004"))
)


@pytest.fixture(autouse=True)
def shelf(room: Room) -> None:
    """The bank and two packages, of which one has nothing in force."""
    room.store.entries.save([ENTRY, NEAR, LATER, OLD])
    room.store.packages.save([WAGES, EMPTY])


def asks_back(room: Room, **fields: object) -> None:
    """Give the entry that is found a guide."""
    entry = replace(ENTRY, **{"guide": GUIDE, **fields})  # type: ignore[arg-type]
    room.store.entries.save([entry])
    room.desk.entry = entry


def buttons(reply: Reply) -> list[str]:
    return [one.send for one in reply.buttons]


@pytest.mark.parametrize("text", ["政策包", "办事主题", "按主题找", "/主题"])
def test_the_topics_are_buttons_and_one_without_anything_in_force_is_not_shown(room: Room, text: str) -> None:
    (reply,) = room.say("citizen", text)
    assert [(one.label, one.send) for one in reply.buttons] == [
        ("农民工工资", "政策包 农民工工资"),
        ("热门问题", "热门问题"),
    ]


def test_without_packages_that_is_said(room: Room) -> None:
    room.store.packages.remove_samples()
    assert room.told("citizen", "政策包") == "还没有政策包。有问题直接问就行。"


@pytest.mark.parametrize(
    "text", ["政策包 农民工工资", "办事主题：欠薪", "工资支付", "我想问问讨薪", "欠薪的政策有哪些"]
)
def test_a_topic_by_any_of_its_names_is_a_card(room: Room, text: str) -> None:
    (reply,) = room.say("citizen", text)
    assert reply.title == "农民工工资"
    assert reply.body == (
        "干了活就要拿到钱。\n【谁能办】农民工。\n【能得到什么】足额的工资；先行清偿……\n【去哪办】区人社局。"
    )
    assert reply.note == "依据：《保障农民工工资支付条例》\n有效期至2022年12月31日  解释单位：区人社局（示例）"
    assert buttons(reply) == [ENTRY.question, LATER.question, NEAR.question, "有用 T:wages", "没解决 T:wages"]


def test_a_card_with_nothing_written_shows_its_questions(room: Room) -> None:
    room.store.packages.save([Package(id="bare", title="工资", entries=("E002",))])
    (reply,) = room.say("citizen", "工资")
    assert (reply.body, reply.note) == ("点下面的问题看答案。", "")


def test_a_long_card_has_more_questions_and_a_page(room: Room) -> None:
    more = [Entry(id=f"M{place}", question=f"第{place}问？", answer="答。") for place in range(14)]
    room.store.entries.save(more)
    room.store.packages.save([replace(WAGES, entries=tuple(one.id for one in more))])
    room.house = replace(room.house, office=Office(address="https://zwgk.example.gov.cn"))
    (reply,) = room.say("citizen", "欠薪")
    assert [(one.label, one.send) for one in reply.buttons][4:] == [
        ("全部问题", "政策包 农民工工资 全部"),
        ("打开这一页", "https://zwgk.example.gov.cn/topics/wages"),
        ("有用", "有用 T:wages"),
        ("没解决", "没解决 T:wages"),
    ]
    (whole,) = room.say("citizen", "政策包 农民工工资 全部")
    assert (whole.title, whole.body) == ("农民工工资：14个问题", "点一个看答案。另外2个直接问就行。")
    assert len(whole.buttons) == 12
    room.store.packages.save([WAGES])
    assert room.told("citizen", "政策包 工资支付全部") == "农民工工资：3个问题\n点一个看答案，没有的直接问。"


def test_sources_on_a_card_are_named_as_far_as_a_screen_goes(room: Room) -> None:
    sources = tuple(replace(ENTRY.sources[0], title=f"第{place}法") for place in range(4))
    room.store.entries.save([replace(ENTRY, sources=sources)])
    assert "依据：《第0法》《第1法》《第2法》等5部\n" in room.told("citizen", "欠薪")


@pytest.mark.parametrize("text", ["政策包 上学", "政策包 没有有效条目", "政策包 上学 全部"])
def test_a_topic_that_there_is_not_is_said(room: Room, text: str) -> None:
    (reply,) = room.say("citizen", text)
    assert reply.body.startswith(f"没有叫“{text.removeprefix('政策包 ')}”的政策包。")
    assert buttons(reply) == ["政策包", "热门问题"]


def test_a_topic_that_was_asked_is_recorded_and_is_no_gap(room: Room) -> None:
    room.say("citizen", "欠薪")
    assert room.store.question_log.counts(since=room.now) == {"topic": 1}
    assert room.store.matters.all(WAITING) == ()


def test_more_than_a_topic_is_a_question(room: Room) -> None:
    (reply,) = room.say("citizen", "拖欠工资怎么办")
    assert reply.title == ENTRY.question


def test_hot_questions_are_the_most_asked_and_then_the_first_of_each_topic(room: Room) -> None:
    (reply,) = room.say("citizen", "热门问题")
    assert buttons(reply) == [ENTRY.question, "政策包"]
    for entry in (LATER, OLD, LATER, OLD, NEAR):
        room.store.question_log.add("问", decision="answer", entry_id=entry.id, confidence=0.9, at=room.now)
    (reply,) = room.say("citizen", "热门问题")
    assert buttons(reply) == [LATER.question, ENTRY.question, "政策包"]
    room.later(days=31)
    (reply,) = room.say("citizen", "热门")
    assert buttons(reply) == [ENTRY.question, "政策包"]


def test_there_are_never_too_many_hot_questions(room: Room) -> None:
    many = [Entry(id=f"H{place}", question=f"第{place}问？", answer="答。") for place in range(MOST_HOT + 3)]
    room.store.entries.save(many)
    for entry in (*many, *many):
        room.store.question_log.add("问", decision="answer", entry_id=entry.id, confidence=0.9, at=room.now)
    (reply,) = room.say("citizen", "热门问题")
    assert len(reply.buttons) == MOST_HOT + 1


def test_without_anything_asked_or_shelved_that_is_said(room: Room) -> None:
    room.store.packages.remove_samples()
    assert room.told("citizen", "热门问题") == "还没有热门问题。有问题直接问就行。"


@pytest.mark.parametrize("text", ["帮助", "你好"])
def test_help_and_a_greeting_offer_both_ways_in(room: Room, text: str) -> None:
    (reply,) = room.say("citizen", text)
    assert buttons(reply)[:2] == ["热门问题", "政策包"]


def related_of(reply: Reply) -> list[str]:
    return buttons(reply)[2:]


def test_under_an_answer_stand_near_ones_of_the_topic_then_its_card_never_itself_or_an_expired_one(room: Room) -> None:
    room.desk.near = (OLD, ENTRY, NEAR)
    (reply,) = room.say("citizen", "拖欠工资怎么办")
    assert related_of(reply) == [NEAR.question, LATER.question]


def test_near_ones_of_other_topics_come_last_and_there_are_three_at_most(room: Room) -> None:
    others = tuple(Entry(id=f"O{place}", question=f"别的{place}？", answer="答。", topic="别的") for place in range(5))
    room.desk.near = (*others, NEAR)
    (reply,) = room.say("citizen", "拖欠工资怎么办")
    assert related_of(reply) == [NEAR.question, LATER.question, "别的0？"]
    room.desk.entry = replace(ENTRY, topic="别的")
    (reply,) = room.say("citizen", "拖欠工资怎么办")
    assert related_of(reply) == ["别的0？", "别的1？", "别的2？"]


def test_what_was_just_answered_is_not_offered_again(room: Room) -> None:
    room.desk.near = (NEAR,)
    citizen = room.person("citizen")
    room.store.mailbox.append(citizen.id, text="", reply=Reply(title=NEAR.question, body="可以。"), at=room.now)
    (reply,) = room.say("citizen", "拖欠工资怎么办")
    assert related_of(reply) == [LATER.question]


def test_two_answers_of_one_message_do_not_offer_each_other(room: Room) -> None:
    room.desk.near = (NEAR, LATER)
    room.desk.second = NEAR
    first, second = room.say("citizen", "拖欠工资怎么办另外第二件事")
    assert (first.title, second.title) == (ENTRY.question, NEAR.question)
    assert NEAR.question not in related_of(first)
    assert ENTRY.question not in related_of(second)


def test_an_entry_that_asks_back_shows_its_answer_its_question_and_the_options_in_force(room: Room) -> None:
    asks_back(room)
    (reply,) = room.say("citizen", "拖欠工资怎么办")
    assert reply.body == "可以向劳动保障监察机构投诉。\n您是企业还是个人？"
    assert reply.note.startswith("依据：")
    assert [(one.label, one.send) for one in reply.buttons] == [("企业", LATER.question)]


@pytest.mark.parametrize(("text", "asked"), [("企业", LATER.question), ("1", LATER.question), ("个人", "个人")])
def test_a_reply_may_be_typed_and_one_that_leads_nowhere_is_a_question(room: Room, text: str, asked: str) -> None:
    asks_back(room, answer="")
    (reply,) = room.say("citizen", "拖欠工资怎么办")
    assert (reply.body, reply.note) == ("您是企业还是个人？", "")
    room.say("citizen", text)
    assert room.desk.asked[-1] == asked
    room.say("citizen", text)
    assert room.desk.asked[-1] == text


@pytest.mark.parametrize(
    ("answer", "said"),
    [("可以投诉。", "可以投诉。"), ("", "这件事的答案正在更新，现在不能给您准话。着急的话可以拨打12345。")],
)
def test_when_nothing_it_leads_to_is_in_force_it_says_what_it_can(room: Room, answer: str, said: str) -> None:
    room.store.entries.save([replace(LATER, valid_until=EXPIRED)])
    asks_back(room, answer=answer)
    (reply,) = room.say("citizen", "拖欠工资怎么办")
    assert reply.body == said


def test_a_question_back_does_not_end_what_somebody_is_in_the_middle_of(room: Room) -> None:
    asks_back(room)
    admin = room.person("admin")
    room.store.dialogs.set(admin.id, {"step": "import"}, expires_at=room.now + timedelta(minutes=5))
    room.say("admin", "拖欠工资怎么办")
    assert room.store.dialogs.get(admin.id, now=room.now) == {"step": "import"}
    citizen = room.person("citizen")
    room.store.dialogs.set(citizen.id, {"about": "工资"}, expires_at=room.now + timedelta(minutes=5))
    room.say("citizen", "拖欠工资怎么办")
    assert room.store.dialogs.get(citizen.id, now=room.now)["guide"] == ENTRY.id
    room.say("citizen", "企业")
    assert "guide" not in room.store.dialogs.get(citizen.id, now=room.now)


def test_an_entry_that_has_left_the_bank_asks_nothing_more(room: Room) -> None:
    asks_back(room)
    room.say("citizen", "拖欠工资怎么办")
    room.store.entries.remove([ENTRY.id])
    room.say("citizen", "企业")
    assert room.desk.asked[-1] == "企业"
