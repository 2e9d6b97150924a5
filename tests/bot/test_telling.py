"""What is left of an answer that could not be sent goes into the outbox, once, in its order."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.telling import answer_later
from reminders.outbox import DeliveryKind
from tests.bot.relay_room import Recorder, drain

if TYPE_CHECKING:
    from tests.bot.office_room import Room

REPLIES = tuple(Reply(body=str(number)) for number in range(12))


def later(room: Room, replies: tuple[Reply, ...], address: str = "citizen") -> int:
    return answer_later(
        room.house, room.now, channel="web", address=address, message_id="7:3", replies=replies, wait=90
    )


def test_what_is_left_is_sent_in_its_order_once_the_wait_is_over(room: Room) -> None:
    assert later(room, REPLIES) == 12
    channel = Recorder()
    drain(room, channel)
    assert channel.sent == []
    room.later(seconds=90)
    drain(room, channel)
    assert channel.sent == [("citizen", str(number)) for number in range(12)]


def test_it_goes_out_at_any_hour_and_is_an_answer(room: Room) -> None:
    later(room, REPLIES[:1])
    (one,) = room.store.outbox.with_prefix("")
    assert (one.kind, one.due_at) == (DeliveryKind.ANSWER, room.now + timedelta(seconds=90))


def test_a_message_that_comes_again_leaves_the_same_rest(room: Room) -> None:
    later(room, REPLIES)
    assert later(room, REPLIES[3:]) == 0


def test_what_is_shown_once_is_not_stored(room: Room) -> None:
    assert later(room, (Reply(body="code", once=True), Reply(body="then"))) == 1
    assert [reply.body for reply in room.outbox("citizen")] == ["then"]


def test_nobody_is_told_at_an_address_that_is_nobodys(room: Room) -> None:
    assert later(room, REPLIES, address="nowhere") == 0


def test_its_key_tells_nothing_of_the_person(room: Room) -> None:
    later(room, REPLIES[:1])
    (one,) = room.store.outbox.with_prefix("")
    assert "7:3" not in one.key
