"""Pacing: no limit is ever exceeded, messages are evenly spaced, order is kept, what somebody waits for goes first."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.pacing import STEP, Limit, Pace, Pacer

OVERALL, CHAT, GROUP = Limit(5, 1.0), Limit(1, 1.0), Limit(4, 10.0)
HOURLY = Limit(12, 20.0)


@dataclass
class Sent:
    """One turn that was called."""

    ticket: int
    at: float


@dataclass
class Line:
    """A queue and its clock: asks, waits as long as it is told, sends."""

    pace: Pace
    now: float = 0.0
    sent: list[Sent] = field(default_factory=list)
    asked: dict[int, tuple[str, bool, bool]] = field(default_factory=dict)

    def ask(self, chat: str, *, group: bool = False, first: bool = False) -> int:
        ticket = self.pace.ask(chat, group=group, first=first)
        self.asked[ticket] = (chat, group, first)
        return ticket

    def serve(self) -> None:
        while (ticket := self.pace.next(self.now)) is not None:
            self.pace.take(ticket, self.now)
            self.sent.append(Sent(ticket, self.now))

    def run(self, seconds: float = float("inf"), late: float = 0.0) -> None:
        """Let time pass, waking `late` each time."""
        until = self.now + seconds
        self.serve()
        while (wait := self.pace.wait(self.now)) is not None and self.now + wait + late <= until:
            self.now += wait + late
            self.serve()
        if seconds != float("inf"):
            self.now = until

    def order(self) -> list[str]:
        return [self.asked[one.ticket][0] for one in self.sent]


def kept(limit: Limit, times: list[float]) -> bool:
    return all(later - sooner >= limit.seconds for sooner, later in zip(times, times[limit.count :], strict=False))


CHATS = st.sampled_from(["a", "b", "c", "d"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), CHATS, st.booleans(), st.booleans()),
        st.tuples(st.just("pass"), st.floats(0, 3), st.floats(0, 0.5)),
        st.tuples(st.just("withdraw"), st.integers(0, 20)),
        st.tuples(st.just("pause"), CHATS, st.floats(0, 5)),
    ),
    max_size=60,
)


@given(STEPS)
def test_no_window_of_any_limit_is_exceeded_and_nobody_is_forgotten(steps: list[tuple[object, ...]]) -> None:
    line = Line(Pace(overall=(OVERALL, HOURLY), chat=(CHAT,), group=(GROUP,)))
    gone: set[int] = set()
    for step in steps:
        match step:
            case ("ask", str(chat), bool(group), bool(first)):
                # a name is a group's or a person's, never both
                line.ask(f"group {chat}" if group else chat, group=group, first=first)
            case ("pass", float(seconds), float(late)):
                line.run(seconds, late)
            case ("withdraw", int(ticket)) if ticket in line.asked:
                gone.add(ticket)
                line.pace.withdraw(ticket)
            case ("pause", str(chat), float(seconds)):
                line.pace.pause(chat, seconds, line.now)
    line.run()
    by_chat: dict[str, list[float]] = defaultdict(list)
    for one in line.sent:
        by_chat[line.asked[one.ticket][0]].append(one.at)
    assert kept(OVERALL, [one.at for one in line.sent])
    assert kept(HOURLY, [one.at for one in line.sent])
    for chat, times in by_chat.items():
        assert kept(CHAT, times)
        assert not chat.startswith("group") or kept(GROUP, times)
    tickets = [one.ticket for one in line.sent]
    assert set(tickets) | gone == set(line.asked)
    assert len(tickets) == len(set(tickets))
    # order is kept within a chat among equals
    for equals in set(line.asked.values()):
        mine = [ticket for ticket in tickets if line.asked[ticket] == equals]
        assert mine == sorted(mine)


@given(st.integers(2, 60), st.floats(0, 0.05))
def test_turns_are_evenly_spaced_and_lateness_does_not_add_up(number: int, late: float) -> None:
    line = Line(Pace(overall=(OVERALL,)))
    for chat in range(number):
        line.ask(str(chat))
    line.run(late=late)
    step = OVERALL.seconds / OVERALL.count * STEP
    gaps = [later.at - sooner.at for sooner, later in zip(line.sent, line.sent[1:], strict=False)]
    assert min(gaps) >= step - late - 1e-9
    # on average only a little slower than the limit itself
    assert line.sent[-1].at <= (number - 1) * step + number // OVERALL.count * late + late + 1e-9


def test_a_machine_that_was_busy_catches_up_at_twice_the_pace_and_within_the_limit() -> None:
    line = Line(Pace(overall=(OVERALL,)))
    for chat in range(40):
        line.ask(str(chat))
    line.run(2)
    line.now += 1
    line.run()
    step = OVERALL.seconds / OVERALL.count * STEP
    times = [one.at for one in line.sent]
    assert kept(OVERALL, times)
    assert min(later - sooner for sooner, later in pairwise(times)) >= step / 2 - 1e-9
    assert times[-1] < 39 * step + 0.5


def test_after_an_idle_time_nothing_is_saved_up_for_a_burst() -> None:
    line = Line(Pace(overall=(OVERALL,)))
    line.run(100)
    for chat in range(3):
        line.ask(str(chat))
    line.run()
    assert [round(one.at - 100, 3) for one in line.sent] == [0, 0.207, 0.414]


def test_what_somebody_waits_for_goes_ahead_but_not_against_its_chat() -> None:
    line = Line(Pace(overall=(OVERALL,), chat=(CHAT,)))
    for chat in "abc":
        line.ask(chat)
    line.run(0.1)
    line.ask("d", first=True)
    line.ask("a", first=True)
    line.run()
    assert line.order() == ["a", "d", "b", "c", "a"]
    assert line.sent[-1].at >= 1


def test_a_chat_that_must_wait_does_not_hold_up_the_others() -> None:
    line = Line(Pace(overall=(OVERALL,), chat=(CHAT,)))
    for chat in "aaab":
        line.ask(chat)
    line.run()
    assert line.order() == ["a", "b", "a", "a"]


def test_a_refused_chat_waits_alone_and_with_a_second_one_everybody() -> None:
    line = Line(Pace())
    line.pace.pause("a", 10, now=0)
    for chat in "ab":
        line.ask(chat)
    line.run(1)
    assert line.order() == ["b"]
    line.pace.pause("b", 20, now=line.now)
    line.ask("c")
    line.run()
    assert [(chat, one.at) for chat, one in zip(line.order(), line.sent, strict=True)] == [
        ("b", 0),
        ("a", 21),
        ("c", 21),
    ]


def test_a_pause_that_is_over_counts_no_more() -> None:
    line = Line(Pace())
    line.pace.pause("a", 10, now=0)
    line.now = 11
    line.pace.pause("b", 10, now=11)
    line.ask("c")
    line.run()
    assert line.sent[0].at == 11


def test_nobody_waits_when_nobody_asks() -> None:
    assert Pace(overall=(OVERALL,)).wait(0) is None


def test_chats_are_forgotten_once_no_limit_looks_back_on_them() -> None:
    line = Line(Pace(overall=(Limit(1000, 1.0),), chat=(CHAT,), group=(GROUP,)))
    for number in range(3000):
        line.ask(f"chat {number}", group=number % 100 == 0)
        line.run()
    assert line.pace.remembered <= 1100
    line.run(20)
    line.ask("one")
    line.run()
    assert line.pace.remembered == 1


FAST = Limit(100, 1.0)


def test_waiting_really_waits_and_keeps_the_order() -> None:
    async def send() -> tuple[list[str], float]:
        pacer = Pacer(overall=(FAST,), chat=(Limit(1, 0.1),))
        loop = asyncio.get_running_loop()
        start, done = loop.time(), list[str]()

        async def one(chat: str, *, first: bool = False) -> None:
            await pacer.turn(chat, first=first)
            done.append(chat)

        await asyncio.gather(one("a"), one("b"), one("a"), one("c"), one("d", first=True))
        return done, loop.time() - start

    done, seconds = asyncio.run(send())
    assert done == ["a", "d", "b", "c", "a"]
    assert seconds >= 0.1


def test_whoever_gives_up_waiting_costs_the_others_nothing() -> None:
    async def send() -> list[str]:
        pacer = Pacer(overall=(FAST,))
        done: list[str] = []

        async def one(chat: str) -> None:
            await pacer.turn(chat)
            done.append(chat)

        tasks = [asyncio.create_task(one(chat)) for chat in "abcd"]
        await asyncio.sleep(0)
        tasks[1].cancel()
        tasks[2].cancel()
        pacer.pause("x", 1)  # looks at the queue while two of it are on their way out
        await asyncio.gather(*tasks, return_exceptions=True)
        return done

    assert asyncio.run(send()) == ["a", "d"]


@pytest.mark.parametrize("rounds", [1, 2])
def test_a_pacer_goes_on_in_another_loop(rounds: int) -> None:
    pacer = Pacer(overall=(FAST,))
    for _ in range(rounds + 1):
        with pytest.raises(TimeoutError):
            asyncio.run(_given_up(pacer))
        asyncio.run(pacer.turn("b"))


async def _given_up(pacer: Pacer) -> None:
    pacer.pause("a", 0.05)
    async with asyncio.timeout(0.01):
        await pacer.turn("a")
