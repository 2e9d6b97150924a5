"""Several messages under way, one a person: their order, and how each can end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bot import relay as relays
from bot.ports.messages import InvalidError, MovedError, RefusedError, Reply, TransientError
from bot.ports.people import Person, Role
from bot.ports.wire import reply_to_json
from bot.relay import BATCH, WIDTH, Outcome, Relay
from bot.store import StoreError
from reminders.outbox import Delivery, DeliveryKind, DeliveryState
from tests.bot.relay_room import Front, Recorder, drain, put, state

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.ports.front import T
    from bot.ports.house import House
    from tests.bot.office_room import Room


@dataclass
class Slow:
    """A channel on a slow link: it knows how many messages are under way, and to whom."""

    name: str = "web"
    flying: list[str] = field(default_factory=list)
    most: int = 0
    twice: int = 0
    sent: list[tuple[str, str]] = field(default_factory=list)
    first: list[str] = field(default_factory=list)
    go: asyncio.Event | None = None
    opens_at: int = 0

    async def send(self, address: str, reply: Reply, *, first: bool = False) -> None:
        self.twice += address in self.flying
        self.flying.append(address)
        self.most = max(self.most, len(self.flying))
        if first:
            self.first.append(reply.body)
        if self.go is not None and len(self.flying) == self.opens_at:
            self.go.set()
        try:
            if self.go is None:
                await asyncio.sleep(0.001)
            else:
                await self.go.wait()
        finally:
            self.flying.remove(address)
        self.sent.append((address, reply.body))


async def until(so: Callable[[], bool]) -> None:
    for _ in range(500):
        if so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError


def many(room: Room, number: int) -> list[str]:
    seats = [f"seat {one}" for one in range(number)]
    for seat in seats:
        room.store.people.add(Person(id=0, role=Role.CITIZEN), channel="web", address=seat)
    return seats


def test_many_are_under_way_and_no_more_than_a_few(room: Room) -> None:
    for seat in many(room, 3 * WIDTH):
        put(room, f"a {seat}", seat)
        put(room, f"b {seat}", seat)
    channel = Slow(go=asyncio.Event(), opens_at=WIDTH)
    assert len(drain(room, channel)) == 6 * WIDTH
    assert (channel.most, channel.twice) == (WIDTH, 0)
    for seat in ("seat 0", f"seat {3 * WIDTH - 1}"):
        assert [body for address, body in channel.sent if address == seat] == [f"a {seat}", f"b {seat}"]


def test_answers_and_what_is_urgent_go_before_the_rest(room: Room) -> None:
    seats = many(room, 4)
    put(room, "1", seats[0], DeliveryKind.REMINDER)
    put(room, "2", seats[1], DeliveryKind.NOTICE)
    put(room, "3", seats[2], DeliveryKind.URGENT)
    put(room, "4", seats[3], DeliveryKind.ANSWER)
    channel = Slow()
    drain(room, channel)
    assert [body for _, body in channel.sent] == ["4", "3", "1", "2"]
    assert channel.first == ["4", "3"]


def test_a_passing_fault_holds_what_the_person_gets_later(room: Room) -> None:
    put(room, "1")
    channel = Recorder(faults=[TransientError("忙", retry_after=100)])
    drain(room, channel)
    put(room, "2", kind=DeliveryKind.ANSWER)
    put(room, "other", "market")
    drain(room, channel)
    assert channel.sent == [("market", "other")]
    assert state(room, "2") is DeliveryState.QUEUED
    put(room, "0")
    room.later(seconds=99)
    drain(room, channel)
    assert channel.sent == [("market", "other")]
    room.later(seconds=1)
    drain(room, channel)
    assert [body for _, body in channel.sent] == ["other", "1", "2", "0"]


def test_what_may_not_go_at_this_hour_holds_nothing_that_may(room: Room) -> None:
    put(room, "1")
    drain(room, Recorder(faults=[TransientError("忙")]))
    room.later(hours=12)
    put(room, "2", kind=DeliveryKind.ANSWER)
    channel = Recorder()
    drain(room, channel)
    assert [body for _, body in channel.sent] == ["2"]


def test_a_fault_of_ours_holds_nothing(room: Room) -> None:
    put(room, "1")
    put(room, "2")
    channel = Recorder(faults=[RuntimeError("bug")])
    drain(room, channel)
    assert [body for _, body in channel.sent] == ["2"]


def test_what_is_given_up_holds_nothing(room: Room) -> None:
    put(room, "1")
    put(room, "2")
    channel = Recorder(faults=[TransientError("忙"), InvalidError("太长")])
    drain(room, channel)
    room.later(minutes=2)
    drain(room, channel)
    assert (state(room, "1"), state(room, "2")) == (DeliveryState.DEAD, DeliveryState.SENT)


def test_an_invalid_message_is_given_up_and_its_address_stays(room: Room) -> None:
    room.store.people.add_address(room.person("justice").id, channel="console", address="other")
    room.store.people.touch("web", "justice", at=room.now)
    put(room, "1")
    web, console = Recorder(faults=[InvalidError("消息太长")]), Recorder(name="console")
    (outcome,) = drain(room, web, console)
    assert outcome.error == "消息太长"
    room.later(hours=2)
    assert drain(room, web, console) == ()
    delivery = room.store.outbox.get("1")
    assert delivery is not None
    assert (delivery.state, delivery.error, delivery.attempts) == (DeliveryState.DEAD, "消息太长", 1)
    put(room, "2")
    drain(room, web, console)
    assert (web.sent, console.sent) == ([("justice", "2")], [])


@pytest.mark.parametrize(
    ("seat", "role", "unit", "who", "remedy"),
    [
        ("justice", Role.LIAISON, "区司法局", "区司法局联络员", "发一个新的加入码"),
        ("market", Role.LEADER, "区司法局", "区司法局分管负责人", "给机器人发一句话，就又能收到"),
        ("zone", Role.ADMIN, "", "管理员", "给机器人发一句话，就又能收到"),
    ],
)
def test_the_office_hears_once_that_one_of_its_own_can_be_reached_nowhere(
    room: Room, seat: str, role: Role, unit: str, who: str, remedy: str
) -> None:
    person = room.person(seat)
    room.store.people.update(Person(id=person.id, role=role, unit=unit, name="张三"))
    put(room, "1", seat)
    channel = Recorder(faults=[RefusedError("对方已停用机器人")])
    drain(room, channel)
    room.later(minutes=5)
    room.store.people.touch("web", seat, at=room.now)
    put(room, "2", seat)
    channel.faults.append(RefusedError("对方已停用机器人"))
    drain(room, channel)
    told = [text for address, text in channel.sent if address == "admin"]
    assert len(told) == 1
    assert told[0].startswith(f"【发不到】{who}张三\n对方已停用机器人。")
    assert remedy in told[0]
    assert state(room, "1") is DeliveryState.DEAD


def test_a_citizen_who_blocks_the_bot_is_no_news_for_the_office(room: Room) -> None:
    put(room, "1", "citizen")
    channel = Recorder(faults=[RefusedError("已拉黑")])
    drain(room, channel)
    assert (channel.sent, room.outbox("admin")) == ([], [])
    assert room.store.people.addresses(room.person("citizen").id) == ()


def test_a_moved_address_is_written_down_and_the_message_sent_there_at_once(room: Room) -> None:
    put(room, "1")
    put(room, "2")
    channel = Recorder(faults=[MovedError("grown")])
    assert [one.address.address for one in drain(room, channel)] == ["grown", "grown"]
    assert channel.sent == [("grown", "1"), ("grown", "2")]
    assert room.store.people.at("web", "justice") is None


def test_an_address_that_became_somebody_elses_is_refused(room: Room) -> None:
    put(room, "1")
    channel = Recorder(faults=[MovedError("market")])
    drain(room, channel)
    assert state(room, "1") is DeliveryState.DEAD
    assert "已并入另一个登记过的地址" in channel.sent[0][1]
    assert room.person("market").unit == "区市场监管局"


def test_an_address_that_moves_for_ever_is_looked_at_later(room: Room) -> None:
    put(room, "1")
    drain(room, Recorder(faults=[MovedError(str(number)) for number in range(9)]))
    delivery = room.store.outbox.get("1")
    assert delivery is not None
    assert (delivery.state, delivery.error) == (DeliveryState.QUEUED, "地址一再变动")


def test_a_message_that_never_arrives_is_tried_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relays, "SEND_SECONDS", 0.01)
    put(room, "1")
    channel = Slow(go=asyncio.Event())
    (outcome,) = drain(room, channel)
    assert outcome.error == "等了很久没有发出"
    assert state(room, "1") is DeliveryState.QUEUED


def test_what_cannot_be_read_is_given_up_and_stops_nothing(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    put(room, "1")
    put(room, "2")
    room.store._sql.write("UPDATE deliveries SET payload = '{' WHERE key = '1'")  # noqa: SLF001 - damage
    channel = Recorder()
    drain(room, channel)
    assert (state(room, "1"), state(room, "2")) == (DeliveryState.DEAD, DeliveryState.SENT)
    assert "delivery_unreadable" in caplog.text


def test_what_becomes_due_meanwhile_is_found_though_a_message_hangs(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relays, "LOOK_SECONDS", 0.01)

    async def run() -> list[tuple[str, str]]:
        hanging = asyncio.Event()
        slow, quick = Slow(go=hanging), Recorder(name="console")
        room.store.people.add(Person(id=0, role=Role.CITIZEN), channel="console", address="quick")
        relay = Relay(Front(room), {"web": slow, "console": quick})
        put(room, "1")
        sending = asyncio.create_task(relay.send_due())
        await asyncio.sleep(0.02)
        person = room.store.people.at("console", "quick")
        assert person is not None
        room.store.outbox.put(_delivery(room, "2", person))
        await until(lambda: bool(quick.sent))
        hanging.set()
        await sending
        return quick.sent

    assert asyncio.run(run()) == [("quick", "2")]


def _delivery(room: Room, key: str, person: Person) -> Delivery:
    return Delivery(
        key=key,
        person_id=person.id,
        kind=DeliveryKind.ANSWER,
        payload=reply_to_json(Reply(body=key)),
        due_at=room.now,
    )


@dataclass
class Full(Front):
    """A core whose disk is full for a while."""

    full: bool = False

    async def call(self, use: Callable[[House, datetime], T]) -> T:
        if self.full:
            raise StoreError("磁盘满了")
        return await Front.call(self, use)


def test_what_was_sent_while_nothing_could_be_stored_is_not_sent_again(room: Room) -> None:
    async def run() -> list[tuple[str, str]]:
        front, channel = Full(room), Slow(go=asyncio.Event())
        relay = Relay(front, {"web": channel})
        put(room, "1")
        put(room, "2", "market")
        sending = asyncio.create_task(relay.send_due())
        await until(lambda: len(channel.flying) == 2)
        front.full = True
        assert channel.go is not None
        channel.go.set()
        with pytest.raises(StoreError):
            await sending
        with pytest.raises(StoreError):
            await relay.send_due()
        front.full = False
        room.later(minutes=6)
        await relay.send_due()
        return channel.sent

    assert sorted(asyncio.run(run())) == [("justice", "1"), ("market", "2")]
    assert (state(room, "1"), state(room, "2")) == (DeliveryState.SENT, DeliveryState.SENT)


@pytest.mark.parametrize(("arrives", "after"), [(True, DeliveryState.SENT), (False, DeliveryState.CLAIMED)])
def test_a_stop_lets_what_is_under_way_arrive(
    room: Room, monkeypatch: pytest.MonkeyPatch, arrives: bool, after: DeliveryState
) -> None:
    monkeypatch.setattr(relays, "LANDING_SECONDS", 0.05)

    async def run() -> None:
        channel = Slow(go=asyncio.Event())
        relay = Relay(Front(room), {"web": channel})
        put(room, "1")
        sending = asyncio.create_task(relay.send_due())
        await until(lambda: bool(channel.flying))
        sending.cancel()
        await asyncio.sleep(0)
        assert channel.go is not None
        if arrives:
            channel.go.set()
        with pytest.raises(asyncio.CancelledError):
            await sending

    asyncio.run(run())
    assert state(room, "1") is after


def test_a_claim_of_many_is_made_in_small_steps(room: Room) -> None:
    """So that nobody who asks waits for it."""
    steps: list[int] = []

    @dataclass
    class Counting(Front):
        async def call(self, use: Callable[[House, datetime], T]) -> T:
            before = room.store.outbox.counts().get(DeliveryState.CLAIMED, 0)
            result = await Front.call(self, use)
            steps.append(room.store.outbox.counts().get(DeliveryState.CLAIMED, 0) - before)
            return result

    for seat in many(room, 50):
        put(room, seat, seat)
    outcomes: list[Outcome] = []
    asyncio.run(Relay(Counting(room), {"web": Slow()}).send_due(told=outcomes.append))
    assert len(outcomes) == 50
    assert max(steps) <= BATCH
