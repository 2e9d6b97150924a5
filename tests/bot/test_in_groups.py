"""What may be said in a group, and where its dialogs stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.handlers.commands import COMMANDS, Command, matching
from bot.ports.messages import File
from bot.ports.people import Role
from bot.texts import common, places
from reminders.questions import WAITING
from tests.bot.group_room import GROUP, bound, group_at, noticed, to_group
from tests.bot.office_room import furnished

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bot.office_room import Room

SEATS = {"citizen": Role.CITIZEN, "justice": Role.LIAISON, "admin": Role.ADMIN, "auditor": Role.AUDITOR}


def leaned_on(room: Room) -> str:
    """The question before, to which the desk was told that the last one belongs."""
    return room.desk.before.question if room.desk.before else ""


def test_a_group_gets_a_short_help(room: Room) -> None:
    assert "医保断缴了怎么办" in room.told("citizen", "帮助", group="-9")
    assert "投诉建议" not in room.told("admin", "帮助", group="-9")
    bound(room)
    assert "本群是区司法局的单位群" in room.told("justice", "", group=GROUP)


def test_a_question_in_a_group_is_answered_masked_and_leaned_on_there_only(room: Room) -> None:
    assert "可以向劳动保障监察机构投诉" in room.told("citizen", "工资被拖欠，我的手机13812345678", group=GROUP)
    room.say("citizen", "那要带什么材料")
    assert leaned_on(room) == ""
    room.say("citizen", "那要带什么材料", group=GROUP)
    assert leaned_on(room) == "工资被拖欠，我的手机〔手机号〕"
    said = room.told("citizen", "医保断缴13812345678", group=GROUP)
    assert "有了结果私聊告诉您（请先私聊我说句话，才发得到）" in said
    assert [one.wordings for one in room.store.matters.all(WAITING)] == [("医保断缴〔手机号〕",)]
    assert "有了结果私聊告诉您" in room.told("citizen", "都不是 工资不发", group=GROUP)


def test_who_was_met_in_a_group_only_is_not_written_to_in_private(room: Room) -> None:
    room.say("newcomer", "你好", group=GROUP)
    assert room.store.people.addresses(room.person("newcomer").id) == ()
    assert "共1人" in noticed(room, "群众")
    room.say("newcomer", "你好")
    assert len(room.store.people.addresses(room.person("newcomer").id)) == 1
    room.store.people.mark_dead("web", "newcomer", reason="blocked")
    room.say("newcomer", "你好", group=GROUP)
    assert room.store.people.addresses(room.person("newcomer").id) == ()


def test_what_a_group_says_in_its_own_name_is_a_citizens_and_said_in_the_group(room: Room) -> None:
    bound(room)
    assert "可以向劳动保障监察机构投诉" in room.told(GROUP, "工资被拖欠", group=GROUP)
    assert room.told(GROUP, "加入 0123456789abcdef") == places.in_private().body
    assert room.told(GROUP, "确认 4 已办", group=GROUP).startswith("这个操作要联络员来做")
    assert group_at(room).role is Role.GROUP


def test_a_group_that_spoke_in_its_own_name_can_be_bound_later(room: Room) -> None:
    room.say(GROUP, "你好", group=GROUP)
    assert "共1人" in noticed(room, "群众")
    group = bound(room)
    assert len(room.store.people.addresses(group.id)) == 1
    room.tick("2022-10-24T09:30")
    assert len(to_group(room)) == 1


def test_a_liaison_confirms_in_the_group_step_by_step(room: Room) -> None:
    bound(room)
    assert "请发一样就行" in room.told("justice", "确认 4", group=GROUP)
    (reply,) = room.say("justice", "https://example.gov.cn/1", group=GROUP)
    assert "已收到并保存" in reply.body
    assert reply.done == "已确认"
    (confirmation,) = room.store.confirmations.waiting()
    assert (confirmation.unit, confirmation.person_id) == ("区司法局", room.person("justice").id)


def test_a_dialog_stays_where_it_began(room: Room) -> None:
    room.say("justice", "确认 4", group=GROUP)
    # in private the same words are a question, and a dialog of its own begins and ends
    assert "问答库里还没有" in room.told("justice", "在门户网站公开了")
    room.say("justice", "困难 7")
    assert room.told("justice", "取消").startswith("好的，已取消")
    assert room.told("justice", "取消", group="-9") == "现在没有正在办的事，不用取消。"
    assert "已收到并保存" in room.told("justice", "在门户网站公开了", group=GROUP)


@pytest.mark.parametrize("text", ["我的任务", "任务 4", "确认 4 已办", "已报牵头 6", "已知悉", "延期 4", "正常推进"])
def test_a_units_duties_are_for_its_own_people(room: Room, text: str) -> None:
    bound(room)
    said = room.told("citizen", text, group=GROUP)
    assert "行政处罚" not in said
    assert "双随机" not in said
    if text != "任务 4":  # which shows the own unit's share
        assert room.told("market", text, group=GROUP).startswith("本群是区司法局的单位群，这里只办区司法局的事")
        assert room.store.confirmations.waiting() == ()


def test_in_a_group_that_is_no_units_a_liaison_speaks_for_the_own_unit(room: Room) -> None:
    assert "双随机监管信息公开" in room.told("market", "我的任务", group="-9")
    assert "行政处罚信息公开" in room.told("admin", "进度 4", group="-9")


def test_a_file_in_a_group_imports_nothing(room: Room) -> None:
    table = File(name="任务表.csv", content=b"a,b")
    assert room.told("admin", "", table, group=GROUP) == places.in_private().body
    assert "不知道用在哪里" in room.told("justice", "", table, group=GROUP)


CLOSED = tuple(one for one in COMMANDS if not one.anywhere)


@pytest.fixture(scope="module")
def busy() -> Iterator[Room]:
    """A room for many examples: what is refused leaves nothing behind."""
    one = furnished()
    yield one
    one.store.close()


@settings(max_examples=400)
@given(data=st.data(), command=st.sampled_from(CLOSED), seat=st.sampled_from(sorted(SEATS)))
def test_what_is_for_a_private_chat_is_never_answered_in_a_group(
    busy: Room, data: st.DataObject, command: Command, seat: str
) -> None:
    pattern = re.compile(command.pattern.pattern, re.DOTALL)
    text = data.draw(st.from_regex(pattern, fullmatch=True)).strip()[:150]
    found = matching(text, SEATS[seat])
    assume(found is not None and not found[0].anywhere)
    who = found[0].who if found else ""
    assert busy.say(seat, text, group=GROUP) in {(places.in_private(),), (common.not_allowed(who),)}


def test_most_commands_of_the_office_are_for_a_private_chat(room: Room) -> None:
    said = ("加入码 区司法局", "待审核", "/通知", "台账 区司法局", "通过 1", "减负自查", "答复 G1 好", "草稿", "通报")
    assert {room.told("admin", text, group=GROUP) for text in said} == {places.in_private().body}
    assert {
        room.told("justice", text, group=GROUP) for text in ("交接", "日历", "减负自查", "本单位联络员", "起草")
    } == {places.in_private().body}
    assert {
        room.told("citizen", text, group=GROUP) for text in ("加入 0123456789abcdef", "我的提问", "投诉建议 太吵")
    } == {places.in_private().body}
