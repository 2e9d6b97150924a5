"""今日待办: once a workday, what waits for the office, and nothing when nothing waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.people import Person, Role
from knowledge.ratings import Rating
from tests.bot.office_room import ENTRY

if TYPE_CHECKING:
    from bot.ports.messages import Reply
    from tests.bot.office_room import Room


def mornings(room: Room) -> list[Reply]:
    return [one for one in room.outbox("admin") if one.title.startswith("【今日待办】")]


def test_all_that_waits_for_the_office_stands_in_one_message(room: Room) -> None:
    room.store.people.add(Person(id=0, role=Role.ADMIN, name="另一位"), channel="web", address="admin2")
    room.later(days=1)
    room.say("zone", "确认 4 已办")
    room.say("justice", "起草 问题：公证在哪里办？ 答案：一楼。")
    room.say("citizen", "在哪盖章")
    room.say("justice", "延期 4 2022-11-20 系统没开通")
    for text in ("/通知", "停电检修", "群众", "确认发送"):
        room.say("admin", text)
    room.store.entries.save([ENTRY])
    for number in range(5):
        room.store.ratings.put(Rating(entry_id=ENTRY.id, useful=False, at=room.now), person_id=100 + number)
    room.tick("2022-10-26T09:00")
    room.tick("2022-10-26T10:00")
    (told,) = mornings(room)
    assert told.body == (
        "等待审核1条，等待发布的草稿1条，没有单位可转的群众提问1件，等待决定的延期申请1条，"
        "等另一位管理员同意的通知1条，差评变多的问答1条。"
    )
    assert [one.send for one in told.buttons] == ["待审核", "草稿", "未答", "延期申请", "通知", "差评"]
    shown = {one.send: room.told("admin", one.send) for one in told.buttons}
    for send, words in {
        "待审核": "上党经开区：4.",
        "草稿": "公证在哪里办",
        "未答": "在哪盖章",
        "延期申请": "系统没开通",
        "通知": "停电检修",
        "差评": ENTRY.question,
    }.items():
        assert words in shown[send]


def test_nothing_is_said_when_nothing_waits(room: Room) -> None:
    room.tick("2022-10-25T09:00")
    assert mornings(room) == []
