"""Who may do what: joining by code, roles, limits on messages, and what is said to everyone."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pytest

from bot.ports.messages import File
from bot.ports.people import Role
from reminders.confirmations import Confirmation, ReviewState

if TYPE_CHECKING:
    from tests.bot.office_room import Room


def issued(room: Room, what: str) -> str:
    (reply,) = room.say("admin", f"加入码 {what}")
    assert reply.once
    found = re.search(r"[A-Za-z0-9_-]{22,}", reply.body)
    assert found
    return found[0]


def test_a_code_makes_a_liaison_and_is_kept_as_a_hash_only(room: Room) -> None:
    code = issued(room, "区财政局")
    assert "好了，您现在是区财政局联络员。" in room.told("new", f"/加入 {code}")
    person = room.person("new")
    assert (person.role, person.unit) == (Role.LIAISON, "区财政局")
    kept = room.store.people.code(hashlib.sha256(code.encode()).hexdigest())
    assert kept is not None
    assert kept.used_by == person.id


@pytest.mark.parametrize(("what", "role"), [("管理员", Role.ADMIN), ("只读", Role.AUDITOR), ("司法局", Role.LIAISON)])
def test_codes_are_for_roles_and_units_by_any_name(room: Room, what: str, role: Role) -> None:
    room.say("new", f"/start {issued(room, what)}")
    assert room.person("new").role is role


@pytest.mark.parametrize(("name", "near"), [("区财政", "是不是“区财政局”"), ("火星局", "没有“火星局”")])
def test_a_code_for_an_unknown_unit_is_not_issued(room: Room, name: str, near: str) -> None:
    assert near in room.told("admin", f"加入码 {name}")


def test_wrong_used_and_expired_codes_get_the_same_sentence(room: Room) -> None:
    used, old = issued(room, "区财政局"), issued(room, "区财政局")
    room.say("new", f"/加入 {used}")
    room.later(days=8)
    answers = {room.told(f"other{at}", f"/加入 {code}") for at, code in enumerate((used, old, "wrong", ""))}
    assert len(answers) == 1
    assert room.person("other1").role is Role.CITIZEN


def test_after_five_wrong_codes_an_hour_passes(room: Room) -> None:
    good = issued(room, "区财政局")
    for _ in range(5):
        assert "不能用" in room.told("new", "/加入 wrong")
    assert "试得太多了" in room.told("new", f"/加入 {good}")
    room.later(hours=1, minutes=1)
    assert "好了" in room.told("new", f"/加入 {good}")


def test_only_an_admin_issues_codes(room: Room) -> None:
    for seat in ("citizen", "justice", "auditor"):
        assert "要管理员来做" in room.told(seat, "加入码 区财政局")


@pytest.mark.parametrize(
    ("seat", "words"),
    [
        ("citizen", "工资被拖欠了找谁"),
        ("justice", "您是区司法局联络员。"),
        ("admin", "您是管理员。"),
        ("auditor", "您可以查看，不能改动。"),
    ],
)
@pytest.mark.parametrize("text", ["帮助", "/start", "/help", ""])
def test_help_is_by_role(room: Room, seat: str, words: str, text: str) -> None:
    assert words in room.told(seat, text)


def test_a_long_message_and_a_large_file_are_refused_kindly(room: Room) -> None:
    assert "太长了" in room.told("citizen", "公" * 201)
    large = File(name="大.pdf", content=b"x" * (room.house.office.max_file_bytes + 1))
    assert "太大" in room.told("justice", "确认 4", large)
    assert room.store.confirmations.waiting() == ()


def test_a_file_without_a_place_is_not_kept(room: Room) -> None:
    assert "不知道用在哪里" in room.told("justice", "", File(name="a.png", content=b"a"))


def test_a_fault_is_told_and_nothing_is_stored(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    room.store.tasks.save(2022, "表", room.store.tasks.all(2022), [])
    room.store.confirmations.add(_orphan(room))
    before = len(room.store.audit.all())
    assert "没有办成" in room.told("admin", "通过 1")
    assert len(room.store.audit.all()) == before
    assert "message_failed" in caplog.text
    assert "通过 1" not in caplog.text


def _orphan(room: Room) -> Confirmation:
    return Confirmation(
        id=0,
        occurrence="gone/1/1",
        task_id="gone",
        unit="区司法局",
        person_id=room.person("justice").id,
        evidence=(),
        state=ReviewState.SUBMITTED,
        submitted_at=room.now,
    )


def test_narrow_and_wide_and_missing_spaces_are_the_same(room: Room) -> None:
    assert "没有编号9的确认" in room.told("admin", "通过９")
    assert "没有编号9的确认" in room.told("admin", "退回　９：不对")
