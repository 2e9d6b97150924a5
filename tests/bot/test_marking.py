"""A correction or a withdrawal marks what was sent before, where the platform lets a message be rewritten."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bot import noticing
from bot import relay as relays
from bot.ports.messages import InvalidError, MovedError, RefusedError, TransientError
from bot.relay import WIDTH, Relay
from reminders.outbox import DeliveryState
from tests.bot.notice_room import LIAISONS, Wire, join, run, sent
from tests.bot.relay_room import Front, state

if TYPE_CHECKING:
    from bot.ports.messages import Reply
    from tests.bot.office_room import Room

CORRECTED, WITHDRAWN = "已更正，以后面的为准", "已撤回"


@dataclass
class Board(Wire):
    """A channel whose messages can be rewritten; `reads` is what each seat reads now, in order."""

    reads: dict[str, list[Reply]] = field(default_factory=dict)
    rewritten: int = 0
    fault: Exception | None = None
    go: asyncio.Event | None = None
    busy: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, address: str, reply: Reply, *, first: bool = False) -> str | None:
        await super().send(address, reply, first=first)
        lines = self.reads.setdefault(address, [])
        lines.append(reply)
        return f"{address} {len(lines) - 1}"

    async def rewrite(self, message: str, reply: Reply) -> None:
        self.busy.set()
        if self.go is not None:
            await self.go.wait()
        if self.fault is not None:
            raise self.fault
        address, place = message.rsplit(" ", 1)
        self.reads[address][int(place)] = reply
        self.rewritten += 1

    def titles(self, seat: str) -> list[str]:
        return [reply.title.replace("\n", " ") for reply in self.reads[seat]]


def correct(room: Room, number: int = 1) -> None:
    room.later(minutes=1)
    room.say("admin", f"更正 {number} 后天上午九点开会。")
    room.say("admin", "确认发送")


def withdraw(room: Room, number: int = 1) -> None:
    room.later(minutes=1)
    room.say("admin", f"撤回通知 {number} 会不开了")


def corrected(room: Room, board: Board) -> None:
    sent(room)
    run(room, board)
    correct(room)
    run(room, board)


def test_a_correction_marks_the_first_message_and_leaves_nothing_to_tap_there(room: Room) -> None:
    board = Board()
    corrected(room, board)
    for seat in LIAISONS:
        assert board.titles(seat) == [f"{CORRECTED} 【通知】", "【通知更正】"]
        first, last = board.reads[seat]
        assert (first.body, first.buttons) == ("明天上午九点开会。", ())
        assert [one.send for one in last.buttons] == ["收到 2"]
    assert board.rewritten == len(LIAISONS)


def test_a_withdrawal_marks_the_first_message_and_its_corrections(room: Room) -> None:
    board = Board()
    corrected(room, board)
    withdraw(room)
    run(room, board)
    assert board.titles("justice") == [f"{WITHDRAWN} 【通知】", f"{WITHDRAWN} 【通知更正】", "【通知撤回】"]
    assert [reply.buttons for reply in board.reads["justice"]] == [(), (), ()]


def test_when_a_correction_is_withdrawn_the_first_message_holds_again(room: Room) -> None:
    board = Board()
    corrected(room, board)
    withdraw(room, 2)
    run(room, board)
    assert board.titles("justice") == ["【通知】", f"{WITHDRAWN} 【通知更正】", "【通知撤回】"]
    assert [one.send for one in board.reads["justice"][0].buttons] == ["收到 1"]


def test_what_asked_once_more_is_marked_too(room: Room) -> None:
    board = Board()
    sent(room)
    run(room, board)
    room.say("admin", "提醒未点收 1")
    run(room, board)
    correct(room)
    run(room, board)
    assert board.titles("justice") == [f"{CORRECTED} 【通知】", f"{CORRECTED} 【请点收】", "【通知更正】"]


def test_who_got_the_corrected_words_from_the_beginning_keeps_them(room: Room) -> None:
    board = Board(faults={"zone": TransientError("忙")})
    sent(room)
    run(room, board)
    correct(room)
    run(room, board)
    room.later(hours=1)
    board.faults.clear()
    room.say("admin", "继续 1")
    run(room, board)
    assert board.titles("zone") == ["【通知】"]
    withdraw(room, 2)
    run(room, board)
    assert board.titles("justice")[0] == "【通知】"


def test_the_first_is_marked_where_it_went_though_the_correction_goes_elsewhere(room: Room) -> None:
    board = Board()
    sent(room)
    run(room, board)
    console = Wire(name="console")
    room.store.people.add_address(room.person("justice").id, channel="console", address="desk")
    room.later(minutes=1)
    room.store.people.touch("console", "desk", at=room.now)
    correct(room)
    while noticing.advance(room.house, room.now):
        pass
    asyncio.run(Relay(Front(room), {"web": board, "console": console}).drain())
    assert [reply.title for _, reply in console.sent] == ["【通知更正】"]
    assert board.titles("justice") == [f"{CORRECTED} 【通知】"]


def test_where_nothing_can_be_rewritten_nothing_is(room: Room) -> None:
    wire = Wire()
    sent(room)
    run(room, wire)
    correct(room)
    run(room, wire)
    board = Board()
    correct(room)
    run(room, board)
    assert (wire.to("【通知更正】"), board.to("【通知更正】")) == (LIAISONS, LIAISONS)
    assert board.rewritten == 0


def test_a_channel_that_is_switched_off_meanwhile_rewrites_nothing(room: Room) -> None:
    board, wire = Board(), Wire()
    sent(room)
    run(room, board)
    correct(room)
    run(room, wire)
    assert (wire.to("【通知更正】"), board.titles("zone")) == (LIAISONS, ["【通知】"])


@pytest.mark.parametrize(
    ("fault", "event"),
    [
        (InvalidError("message can't be edited"), "message_not_rewritten"),
        (RefusedError("已拉黑"), "message_not_rewritten"),
        (MovedError("-1009"), "message_not_rewritten"),
        (TransientError("限流", retry_after=600), "message_not_rewritten"),
        (RuntimeError("bug"), "rewriting_failed"),
    ],
)
def test_a_message_that_cannot_be_rewritten_holds_nothing_up(
    room: Room, caplog: pytest.LogCaptureFixture, fault: Exception, event: str
) -> None:
    board = Board(fault=fault)
    corrected(room, board)
    assert board.to("【通知更正】") == LIAISONS
    assert room.store.outbox.of_batch("notice:2") == {DeliveryState.SENT: 3}
    assert [record.getMessage() for record in caplog.records] == [event] * 3
    assert {record.__dict__["batch"] for record in caplog.records} == {"notice:1"}
    assert "开会" not in caplog.text
    board.fault = None
    run(room, board)
    assert board.rewritten == 0


def test_a_rewriting_that_hangs_is_let_go(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(relays, "SEND_SECONDS", 0.01)
    board = Board(go=asyncio.Event())
    corrected(room, board)
    assert board.to("【通知更正】") == LIAISONS
    assert {record.__dict__["error"] for record in caplog.records} == {"TimeoutError"}


def test_a_first_message_that_cannot_be_read_is_passed_over(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    board = Board()
    sent(room)
    run(room, board)
    room.store._sql.write("UPDATE deliveries SET payload = '{'")  # noqa: SLF001 - damage
    correct(room)
    run(room, board)
    assert (board.to("【通知更正】"), board.rewritten) == (LIAISONS, 0)
    assert "delivery_unreadable" in caplog.text


def test_corrections_go_on_while_rewritings_wait_and_no_more_than_a_few_are_under_way(room: Room) -> None:
    board = Board()
    join(room, *(f"seat {number}" for number in range(3 * WIDTH)), role=room.person("justice").role, unit="区司法局")
    corrected(room, board)
    assert board.rewritten == len(board.reads) == 3 * WIDTH + 3
    assert all(board.titles(seat) == [f"{CORRECTED} 【通知】", "【通知更正】"] for seat in board.reads)


def test_a_stop_leaves_a_message_unmarked_and_loses_no_correction(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relays, "LANDING_SECONDS", 0.01)
    board = Board(go=asyncio.Event())
    sent(room)
    run(room, board)
    correct(room)
    while noticing.advance(room.house, room.now):
        pass

    async def story() -> None:
        sending = asyncio.create_task(Relay(Front(room), {"web": board}).send_due())
        await board.busy.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending

    asyncio.run(story())
    keys = [f"notice:2:{room.person(seat).id}" for seat in LIAISONS]
    assert [state(room, key) for key in keys] == [DeliveryState.SENT] * 3
    assert board.rewritten == 0
