"""Wordings learnt from taps: remembered, proposed, decided by the office."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.handlers.wordings import MOST_OF_AN_ENTRY
from bot.ports.people import Person, Role
from tests.bot.office_room import ENTRY, FURTHER, NEAR

if TYPE_CHECKING:
    from tests.bot.office_room import Room


@pytest.fixture(autouse=True)
def bank(room: Room) -> None:
    room.store.entries.save([ENTRY, NEAR])


def proposed(room: Room) -> list[tuple[str, str, int]]:
    return [(one.entry_id, one.text, one.people) for one in room.store.phrasings.waiting()]


@pytest.mark.parametrize("tap", ["工资不发可以辞职吗？", "工资不发可以辞职吗"])
def test_a_tapped_candidate_proposes_what_was_asked(room: Room, tap: str) -> None:
    room.say("citizen", "老板不发钱能辞职不")
    room.say("citizen", tap)
    room.say("citizen", tap)
    assert proposed(room) == [("E002", "老板不发钱能辞职不", 1)]


def test_each_person_counts_once(room: Room) -> None:
    room.store.people.add(Person(id=0, role=Role.CITIZEN), channel="web", address="other")
    for seat in ("citizen", "other", "citizen"):
        room.say(seat, "老板不发钱能辞职不")
        room.say(seat, "工资不发可以辞职吗？")
    assert proposed(room) == [("E002", "老板不发钱能辞职不", 2)]


@pytest.mark.parametrize(
    ("asked", "then", "minutes"),
    [
        ("老板不发钱能辞职不", "都不是 老板不发钱能辞职不", 0),
        ("老板不发钱能辞职不", "医保卡丢了找谁", 0),
        ("老板不发钱能辞职不", "工资不发可以辞职吗？", 31),
        ("我叫王小明能辞职不", "工资不发可以辞职吗？", 0),
        ("辞职", "工资不发可以辞职吗？", 0),
        (FURTHER, "工资不发可以辞职吗？", 0),
        ("我想问一下" + "这个那个" * 20 + "能辞职不", "工资不发可以辞职吗？", 0),
        ("工资被拖欠咋办", "工资不发可以辞职吗？", 0),
    ],
)
def test_nothing_is_proposed(room: Room, asked: str, then: str, minutes: int) -> None:
    room.say("citizen", asked)
    room.later(minutes=minutes)
    room.say("citizen", then)
    assert proposed(room) == []


def test_none_of_these_forgets_only_what_it_was_said_of(room: Room) -> None:
    room.say("citizen", "老板不发钱能辞职不另外能马上辞职不")
    room.say("citizen", "都不是 医保的事")
    room.say("citizen", "都不是 老板不发钱能辞职不")
    room.say("citizen", "工资不发可以辞职吗？")
    assert proposed(room) == [("E002", "能马上辞职不", 1)]


def test_an_entry_that_left_meanwhile_learns_nothing(room: Room) -> None:
    room.say("citizen", "老板不发钱能辞职不")
    room.store.entries.remove(["E002"])
    room.say("citizen", "工资不发可以辞职吗？")
    assert proposed(room) == []


def test_only_so_many_wordings_of_an_entry_wait(room: Room) -> None:
    for number in range(MOST_OF_AN_ENTRY + 3):
        room.say("citizen", f"第{number}次问能辞职不")
        room.say("citizen", "工资不发可以辞职吗？")
    assert len(proposed(room)) == MOST_OF_AN_ENTRY
    (reply,) = room.say("admin", "待学问法")
    assert "还有12条，定完再看。" in reply.body


def learnt(room: Room) -> None:
    room.say("citizen", "老板不发钱能辞职不")
    room.say("citizen", "工资不发可以辞职吗？")


def test_the_office_takes_a_wording(room: Room) -> None:
    assert "没有待学的问法" in room.told("admin", "待学问法")
    learnt(room)
    (reply,) = room.say("auditor", "待学问法")
    assert reply.body == "W1 老板不发钱能辞职不（1人）\n　点了E002“工资不发可以辞职吗？”"
    assert [button.send for button in reply.buttons] == ["采纳 W1", "不要 W1", "反例 W1"]
    assert "已采纳：“老板不发钱能辞职不”加进E002" in room.told("admin", "采纳 1")
    assert room.store.entries.get("E002") == replace(NEAR, similar=("老板不发钱能辞职不",))
    change = room.store.entries.history("E002")[-1].change
    assert change is not None
    assert (change.action, change.note) == ("phrasing.taken", "老板不发钱能辞职不")
    assert "已经定过了" in room.told("admin", "采纳 W1")
    assert "已经定过了" in room.told("admin", "不要 W1")
    assert room.actions() == ["phrasing.taken"]


def test_the_office_refuses_a_wording(room: Room) -> None:
    learnt(room)
    assert "不再提了" in room.told("admin", "不要 w1")
    learnt(room)
    assert proposed(room) == []
    assert room.store.entries.get("E002") == NEAR
    assert room.actions() == ["phrasing.refused"]


def test_the_office_makes_a_wording_one_that_is_not_answered(room: Room) -> None:
    learnt(room)
    assert "已记为反例" in room.told("admin", "反例 W1")
    assert room.store.entries.get("E002") == replace(NEAR, negative=("老板不发钱能辞职不",))
    assert room.actions() == ["phrasing.negative"]


def test_another_entrys_question_is_never_learnt(room: Room) -> None:
    learnt(room)
    room.store.entries.save([replace(ENTRY, similar=("老板不发钱，能辞职不？",))])
    (reply,) = room.say("admin", "采纳 W1")
    assert "没有采纳：“老板不发钱能辞职不”已经是E001" in reply.body
    assert room.store.entries.get("E002") == NEAR
    assert len(proposed(room)) == 1


@pytest.mark.parametrize(("command", "field"), [("采纳", "negative"), ("反例", "similar")])
def test_what_the_entry_holds_otherwise_is_not_taken(room: Room, command: str, field: str) -> None:
    learnt(room)
    room.store.entries.save([replace(NEAR, **{field: ("老板不发钱能辞职不",)})])  # type: ignore[arg-type]
    assert "没有改动：" in room.told("admin", f"{command} W1")


@pytest.mark.parametrize("command", ["采纳 W1", "反例 W1"])
def test_a_wording_of_an_entry_that_is_gone_can_only_be_left(room: Room, command: str) -> None:
    learnt(room)
    room.store.entries.remove(["E002"])
    assert "（已不在题库里）" in room.told("admin", "待学问法")
    assert "E002已经不在题库里了" in room.told("admin", command)


@pytest.mark.parametrize("command", ["采纳 7", "不要 7", "反例 7"])
def test_a_wording_that_is_not_there(room: Room, command: str) -> None:
    assert "没有编号W7的问法" in room.told("admin", command)
    assert "要管理员来做" in room.told("citizen", command)
