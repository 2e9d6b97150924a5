"""投诉建议: heard, kept, answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.handlers import suggestions
from bot.handlers.commands import matching
from bot.ports.people import Role

if TYPE_CHECKING:
    from tests.bot.office_room import Room


def test_a_suggestion_is_kept_and_reaches_the_office(room: Room) -> None:
    assert room.told("justice", "投诉建议：提醒太多了") == (
        "已收下，编号1，如实转给了政务公开办。有了答复会在这里告诉您，谢谢。"
    )
    assert room.outbox("admin")[-1].text == (
        "【投诉建议 1】区司法局联络员\n提醒太多了\n答复写成：回复建议 1 内容。会告诉提的人。"
    )
    assert room.actions() == ["complaint.received"]


def test_without_words_they_are_asked_for(room: Room) -> None:
    assert "请讲，下一条消息会如实转给政务公开办" in room.told("citizen", "投诉建议")
    assert "已收下，编号1" in room.told("citizen", "大厅的椅子坏了")
    assert room.outbox("admin")[-1].title == "【投诉建议 1】群众"
    assert "问答库里还没有" in room.told("citizen", "大厅的椅子坏了")
    room.say("citizen", "投诉建议")
    assert "请讲" in room.told("citizen", "　")
    assert "已取消" in room.told("citizen", "取消")
    assert len(room.store.suggestions.open()) == 1


def test_what_names_a_person_is_masked_before_it_is_kept(room: Room) -> None:
    room.say("citizen", "投诉建议 我是13800138000，身份证11010519491231002X，窗口没人")
    (kept,) = room.store.suggestions.open()
    assert "13800138000" not in kept.text
    assert "11010519491231002X" not in kept.text
    assert "13800138000" not in room.outbox("admin")[-1].text


def test_a_suggestion_does_not_end_what_the_person_is_in_the_middle_of(room: Room) -> None:
    room.say("justice", "确认 4")
    assert "已收下" in room.told("justice", "投诉建议 太麻烦")
    assert "已收到并保存" in room.told("justice", "https://example.gov.cn/1")


def test_without_an_admin_it_waits_in_the_list(room: Room) -> None:
    admin = room.person("admin")
    room.store.people.mark_dead("web", "admin", reason="没有了")
    room.say("justice", "投诉建议 提醒太多了")
    assert [one.text for one in room.store.suggestions.open()] == ["提醒太多了"]
    assert admin.role is Role.ADMIN


def test_the_office_answers_and_the_person_is_told_once(room: Room) -> None:
    room.say("justice", "投诉建议 提醒太多了")
    room.say("citizen", "投诉建议 窗口没人")
    assert room.told("auditor", "投诉建议列表") == (
        "等待答复的投诉建议 2 条\n"
        "1. 区司法局联络员 10月24日 09:30：提醒太多了\n"
        "2. 群众 10月24日 09:30：窗口没人\n"
        "答复写成：回复建议 1 内容"
    )
    assert "要怎么答复？" in room.told("admin", "回复建议 1")
    assert room.told("admin", "回复建议 1 已改为一天一条") == "已答复编号1的投诉建议，会告诉提的人。"
    assert room.outbox("justice")[-1].text == (
        "【投诉建议的答复】\n已改为一天一条\n政务公开办　您10月24日 09:30提的：提醒太多了"
    )
    assert room.told("admin", "回复建议 1 再说一遍") == "编号1的投诉建议10月24日 09:30已经答复过，没有再发。"
    assert len(room.outbox("justice")) == 1
    assert "没有编号9的投诉建议" in room.told("admin", "回复建议 9 好")
    assert room.told("admin", "投诉建议列表") == (
        "等待答复的投诉建议 1 条\n"
        "2. 群众 10月24日 09:30：窗口没人\n"
        "最近答复的：\n"
        "1. 提醒太多了 → 已改为一天一条\n"
        "答复写成：回复建议 2 内容"
    )


def test_a_long_list_shows_the_oldest_first(room: Room) -> None:
    assert room.told("admin", "投诉建议列表") == "还没有人提过投诉建议。"
    for number in range(10):
        room.say("citizen", f"投诉建议 第{number}条，" + "长" * 70)
    listed = room.told("admin", "投诉建议列表")
    assert "还有2条，答完再看。" in listed
    assert "第7条" in listed
    assert "第8条" not in listed
    room.say("admin", "回复建议 1 好")
    assert "1. 第0条，" + "长" * 56 + "…… → 好" in room.told("admin", "投诉建议列表")


@pytest.mark.parametrize(
    ("text", "role", "run"),
    [
        ("投诉建议列表", Role.ADMIN, suggestions.listed),
        ("投诉建议列表", Role.CITIZEN, suggestions.take),
        ("投诉建议，椅子坏了", Role.CITIZEN, suggestions.take),
        ("投诉建议", Role.LIAISON, suggestions.take),
    ],
)
def test_each_way_of_saying_it(text: str, role: Role, run: object) -> None:
    found = matching(text, role)
    assert found is not None
    assert found[0].run == run
