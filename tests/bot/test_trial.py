"""Trial running (试运行): what would go out to people is shown to the admins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import marking
from reminders.notices import Progress
from tests.bot.notice_room import LIAISONS, Wire, people, run, sent, write

if TYPE_CHECKING:
    from tests.bot.office_room import Room


def test_on_trial_a_notice_goes_to_the_admins_and_says_whom_it_was_for(room: Room) -> None:
    assert "现在是试运行" in room.told("admin", "试运行")
    assert "〔试运行〕现在只发给管理员" in write(room)
    assert "试运行，只发给管理员，马上发。" in room.told("admin", "确认发送")
    run(room, wire := Wire())
    ((address, reply),) = wire.sent
    assert address == "admin"
    assert "〔试运行〕本应发给全体联络员（3人），现在只发给管理员。" in reply.note
    assert people(room) == Progress(sent=1, silent=1)
    assert "〔试运行〕通知1" in room.told("admin", "通知 1")


def test_on_trial_reminders_stay_in_the_office_and_answers_do_not(room: Room) -> None:
    room.say("admin", "试运行")
    assert room.tick("2022-10-24T09:30") > 0
    run(room, wire := Wire())
    assert {address for address, _ in wire.sent} == {"admin"}
    shown = [reply for _, reply in wire.sent if reply.title.startswith("〔试运行〕")]
    assert any("本应发给区司法局联络员" in reply.note and not reply.buttons for reply in shown)


def test_the_trial_stops_what_is_under_way_and_ends_when_the_office_says_so(room: Room) -> None:
    sent(room)
    room.say("admin", "试运行")
    run(room, wire := Wire())
    assert wire.sent == []
    assert "现在是正式运行" in room.told("admin", "正式运行")
    room.say("admin", "继续 1")
    run(room, wire)
    assert wire.to("【通知】") == LIAISONS


def test_on_trial_people_keep_what_they_got_and_admins_tap_for_themselves(room: Room) -> None:
    sent(room)
    run(room, wire := Wire())
    room.say("admin", "试运行")
    room.say("admin", "更正 1 后天上午九点开会。")
    room.say("admin", "确认发送")
    room.say("admin", "提醒未点收 1")
    run(room, wire)
    (seat,) = wire.to("【请点收】")
    assert (seat, room.told(seat, wire.sent[-1][1].buttons[0].send)) == ("admin", "好的，已点收。")
    got = next(reply for seat, reply in wire.sent if seat == "justice")
    assert marking.marks_of(room.house, [got]) == {}
