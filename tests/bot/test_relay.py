"""The relay: each delivery is settled, whatever the channel does."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.ports.messages import RefusedError, TransientError
from bot.relay import CLAIM_LIFETIME, Relay
from reminders.outbox import MOST_ATTEMPTS, DeliveryKind, DeliveryState
from tests.bot.relay_room import Front, Recorder, drain, put, state

if TYPE_CHECKING:
    from tests.bot.office_room import Room


def test_deliveries_are_sent_in_order_and_once(room: Room) -> None:
    for key in ("a", "b", "c"):
        put(room, key)
    channel = Recorder()
    assert [one.error for one in drain(room, channel)] == ["", "", ""]
    assert drain(room, channel) == ()
    assert channel.sent == [("justice", "a"), ("justice", "b"), ("justice", "c")]
    assert state(room, "a") is DeliveryState.SENT


def test_out_of_hours_only_answers_go(room: Room) -> None:
    put(room, "review")
    put(room, "answer", kind=DeliveryKind.ANSWER)
    room.later(hours=12)
    channel = Recorder()
    drain(room, channel)
    assert channel.sent == [("justice", "answer")]
    room.later(hours=12)
    drain(room, channel)
    assert channel.sent[-1] == ("justice", "review")


@pytest.mark.parametrize(
    ("fault", "wait"),
    [(TransientError("忙"), 60), (TransientError("限流", retry_after=600), 600), (RuntimeError("bug"), 60)],
)
def test_a_passing_fault_is_tried_again_later(room: Room, fault: Exception, wait: int) -> None:
    put(room, "a")
    channel = Recorder(faults=[fault])
    (outcome,) = drain(room, channel)
    assert outcome.error
    delivery = room.store.outbox.get("a")
    assert delivery is not None
    assert (delivery.state, delivery.due_at) == (DeliveryState.QUEUED, room.now + timedelta(seconds=wait))
    room.later(seconds=wait)
    assert [one.error for one in drain(room, channel)] == [""]


def test_a_fault_of_ours_is_logged_without_the_message(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    put(room, "a-key")
    drain(room, Recorder(faults=[RuntimeError("bug")]))
    assert "delivery_failed" in caplog.text
    assert [record.__dict__["delivery"] for record in caplog.records] == ["a-key"]


def test_too_many_faults_end_a_delivery(room: Room) -> None:
    put(room, "a")
    channel = Recorder(faults=[TransientError("忙")] * (MOST_ATTEMPTS + 5))
    for _ in range(MOST_ATTEMPTS + 5):
        drain(room, channel)
        room.later(days=7)
    assert state(room, "a") is DeliveryState.DEAD
    assert len(channel.faults) == 5


def test_a_refused_address_is_dead_and_the_next_one_is_tried(room: Room) -> None:
    room.store.people.add_address(room.person("justice").id, channel="console", address="other")
    room.store.people.touch("web", "justice", at=room.now)
    put(room, "a")
    web, console = Recorder(faults=[RefusedError("已拉黑")]), Recorder(name="console")
    (outcome,) = drain(room, web, console)
    assert outcome.error == "已拉黑"
    room.later(minutes=2)
    drain(room, web, console)
    assert (web.sent, console.sent) == ([], [("other", "a")])


def test_with_no_address_left_a_delivery_is_given_up(room: Room) -> None:
    put(room, "a")
    room.store.people.mark_dead("web", "justice", reason="已拉黑")
    assert drain(room, Recorder()) == ()
    delivery = room.store.outbox.get("a")
    assert delivery is not None
    assert (delivery.state, delivery.error) == (DeliveryState.DEAD, "这位用户没有可用的地址")


def test_a_person_of_another_process_channel_waits(room: Room) -> None:
    put(room, "a")
    assert drain(room, Recorder(name="console")) == ()
    assert state(room, "a") is DeliveryState.QUEUED
    room.later(minutes=1)
    channel = Recorder()
    drain(room, channel)
    assert channel.sent == [("justice", "a")]


def test_what_a_dead_process_had_claimed_goes_out_again(room: Room) -> None:
    put(room, "a")
    room.store.outbox.claim(now=room.now, urgent_only=False)
    channel = Recorder()
    drain(room, channel)
    assert channel.sent == []
    relay = Relay(Front(room), {"web": channel})
    assert asyncio.run(relay.recover()) == 1
    asyncio.run(relay.drain())
    assert channel.sent == [("justice", "a")]


def test_an_old_claim_is_taken_back_while_running(room: Room) -> None:
    put(room, "a")
    room.store.outbox.claim(now=room.now, urgent_only=False)
    room.now += CLAIM_LIFETIME + timedelta(seconds=1)
    channel = Recorder()
    drain(room, channel)
    assert channel.sent == [("justice", "a")]
