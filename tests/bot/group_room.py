"""Groups in the office room: binding one, what it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.wire import reply_from_json

if TYPE_CHECKING:
    from bot.ports.messages import Reply
    from bot.ports.people import Person
    from tests.bot.office_room import Room

GROUP = "-100"


def bound(room: Room, unit: str = "区司法局", group: str = GROUP) -> Person:
    """The group, bound to the unit by the office."""
    room.say("admin", f"绑定本群 {unit}", group=group)
    return group_at(room, group)


def group_at(room: Room, group: str = GROUP) -> Person:
    found = room.store.people.at("web", group)
    assert found is not None
    return found


def to_group(room: Room, group: str = GROUP) -> list[Reply]:
    """What waits for a group or was sent to it, oldest first."""
    person = group_at(room, group)
    return [reply_from_json(one.payload) for one in room.store.outbox.with_prefix("") if one.person_id == person.id]


def noticed(room: Room, audience: str) -> str:
    room.say("admin", "/通知")
    room.say("admin", "明天上午九点开会。")
    preview = room.told("admin", audience)
    room.say("admin", "确认发送")
    return preview
