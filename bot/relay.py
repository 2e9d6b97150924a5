"""Takes deliveries out of the outbox and hands each to the channel that reaches its person, several at a time.

No transaction is open while a channel sends, and one person is never sent two messages at once. A delivery claimed and
never settled belongs to a process that died: it is queued again at the next start, so a crash sends again only what was
under way. The channels keep their platforms' pace; what was sent is settled while the next ones wait for their turn.
Once a correction or a withdrawal is sent and stored, the messages that it makes void are rewritten where that can be:
once, as well as it goes, and lost when the program dies in between.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.marking import marked, outdated_by
from bot.ports.messages import InvalidError, MovedError, RefusedError, Rewriter, TransientError
from bot.ports.wire import reply_from_json
from bot.telling import lose_address
from bot.texts.trial import NOT_SENT
from bot.trial import kept_inside, show_office
from reminders.outbox import AHEAD, Delivery, DeliveryState, next_attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime

    from bot.marking import Outdated
    from bot.ports.front import Front
    from bot.ports.house import House
    from bot.ports.messages import Channel, Reply
    from bot.ports.people import Address, Person

log = logging.getLogger(__name__)

CLAIM_LIFETIME = timedelta(minutes=5)
"""A claim older than this belongs to a process that died: no channel takes so long over one message."""
SEND_SECONDS = 240.0
"""Nor may it: a message that has not gone by then, its turn included, is tried again later."""
NO_CHANNEL_WAIT = timedelta(minutes=1)
"""How long a delivery waits whose person is only reachable through a channel this process does not run."""
WIDTH = 20
"""So many messages under way keep a pace of thirty a second on a link that takes half a second for one."""
BATCH = 5
"""So many are claimed at once: a few milliseconds of the core's time."""
LOOK_SECONDS = 1.0
"""While messages are under way, so often is looked for what has become due."""
LANDING_SECONDS = 2.0
"""When the program stops, what is under way has so long to arrive."""
MOST_MOVES = 3
"""An address that moves again and again is looked at later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one delivery; `error` is empty when it was sent."""

    delivery: Delivery
    person: Person
    address: Address
    reply: Reply
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claimed:
    """A delivery that is ours to send, to a person who can be reached here."""

    delivery: Delivery
    person: Person
    address: Address
    reply: Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class _Landed:
    """How one sending ended; `fault` is None when it was sent."""

    claimed: _Claimed
    message: str | None = None
    fault: Exception | None = None


class Relay:
    """Sends what is due through the channels it was given."""

    def __init__(self, front: Front, channels: Mapping[str, Channel]) -> None:
        self._front = front
        self._channels = channels
        # one at a time, so that two drains never change the order of one person's messages
        self._sending = asyncio.Lock()
        self._landed: list[_Landed] = []
        self._outdated: list[Outdated] = []

    async def recover(self) -> int:
        """Queue again what a dead process had claimed; called once at the start."""
        return await self._front.call(
            lambda house, now: house.store.outbox.reclaim(claimed_before=now + timedelta(microseconds=1))
        )

    async def drain(self) -> tuple[Outcome, ...]:
        """Send until nothing is due; return what was sent and what failed."""
        outcomes: list[Outcome] = []
        await self.send_due(told=outcomes.append)
        return tuple(outcomes)

    async def send_due(self, *, told: Callable[[Outcome], object] = lambda _: None) -> None:
        """Send until nothing is due; `told` hears what became of each, once it is stored."""
        async with self._sending:
            # what was sent and could not be stored then is stored before anything is taken back
            await self._round((), told, room=0)
            astray = await self._front.call(lambda house, now: house.store.outbox.bring_back(now=now))
            if astray:
                log.warning("clock_ran_ahead", extra={"deliveries": astray})
            await self._front.call(lambda house, now: house.store.outbox.reclaim(claimed_before=now - CLAIM_LIFETIME))
            flying: dict[asyncio.Task[_Landed], int] = {}
            rewriting: set[asyncio.Task[None]] = set()
            try:
                await self._keep_flying(flying, rewriting, told)
            finally:
                await self._land(flying, rewriting, told)

    async def _keep_flying(
        self,
        flying: dict[asyncio.Task[_Landed], int],
        rewriting: set[asyncio.Task[None]],
        told: Callable[[Outcome], object],
    ) -> None:
        """Keep messages under way until nothing is due and all have arrived; `flying` says to whom they go."""
        while True:
            claimed, more = await self._round(flying.values(), told, room=self._room(flying))
            for one in claimed:
                flying[asyncio.create_task(self._deliver(one))] = one.person.id
            while self._outdated and len(rewriting) < WIDTH:
                rewriting.add(asyncio.create_task(self._rewrite(self._outdated.pop(0))))
            under_way: set[asyncio.Task[Any]] = {*flying, *rewriting}
            if not under_way and not more:
                return
            if under_way:
                wait = 0 if more and self._room(flying) else LOOK_SECONDS
                done, _ = await asyncio.wait(under_way, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
                rewriting -= done
                self._take(done & flying.keys(), flying)

    def _room(self, flying: Collection[object]) -> int:
        """How many may be claimed now; none while rewritings queue up, so that memory stays flat."""
        return 0 if self._outdated else min(BATCH, WIDTH - len(flying))

    async def _land(
        self,
        flying: dict[asyncio.Task[_Landed], int],
        rewriting: set[asyncio.Task[None]],
        told: Callable[[Outcome], object],
    ) -> None:
        """Let what is still under way arrive when the program stops or the data cannot be written."""
        under_way: set[asyncio.Task[Any]] = {*flying, *rewriting}
        if not under_way:
            return
        _, late = await asyncio.wait(under_way, timeout=LANDING_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        self._take([task for task in flying if not task.cancelled()], flying)
        # what cannot be stored now is stored at the beginning of the next time
        await asyncio.gather(self._round((), told, room=0), return_exceptions=True)

    def _take(self, done: Iterable[asyncio.Task[_Landed]], flying: dict[asyncio.Task[_Landed], int]) -> None:
        for task in done:
            del flying[task]
            self._landed.append(task.result())

    async def _round(
        self, busy: Iterable[int], told: Callable[[Outcome], object], *, room: int
    ) -> tuple[list[_Claimed], bool]:
        """Store how sendings ended and claim the next ones, in one transaction; whether there may be more."""
        landed, others, here = tuple(self._landed), set(busy), self._channels.keys()

        def use(house: House, now: datetime) -> tuple[list[Outcome], list[Outdated], list[_Claimed], bool]:
            outcomes = [_settle(house, now, one) for one in landed]
            outdated = [one for sent in outcomes if not sent.error for one in outdated_by(house, sent.delivery)]
            return outcomes, outdated, *_claim(house, now, room=room, busy=others, here=here)

        outcomes, outdated, claimed, more = await self._front.call(use)
        del self._landed[: len(landed)]
        self._outdated += outdated
        for outcome in outcomes:
            told(outcome)
        return claimed, more

    async def _deliver(self, one: _Claimed) -> _Landed:
        """Send one message, to where its address has moved if it has."""
        patience = asyncio.timeout(SEND_SECONDS)
        try:
            async with patience:
                for _ in range(MOST_MOVES):
                    try:
                        channel = self._channels[one.address.channel]
                        message = await channel.send(one.address.address, one.reply, first=one.delivery.kind in AHEAD)
                        return _Landed(claimed=one, message=message)
                    except MovedError as moved:
                        one = await self._moved(one, moved.address)
            return _Landed(claimed=one, fault=TransientError("地址一再变动"))
        except (RefusedError, InvalidError, TransientError) as fault:
            return _Landed(claimed=one, fault=fault)
        except Exception as fault:
            if patience.expired():
                return _Landed(claimed=one, fault=TransientError("等了很久没有发出"))
            log.exception("delivery_failed", extra={"delivery": one.delivery.key, "channel": one.address.channel})
            return _Landed(claimed=one, fault=fault)

    async def _rewrite(self, one: Outdated) -> None:
        """Put its mark on a message that was sent before; one that cannot be changed any more stays as it is."""
        channel, reply = self._channels.get(one.delivery.channel), _reply(one.delivery)
        if not isinstance(channel, Rewriter) or reply is None:
            return
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await channel.rewrite(one.delivery.message, marked(reply, one.label))
        except (RefusedError, InvalidError, TransientError, MovedError, TimeoutError) as fault:
            facts = {"batch": one.delivery.batch, "channel": channel.name, "error": type(fault).__name__}
            log.warning("message_not_rewritten", extra=facts)
        except Exception:
            log.exception("rewriting_failed", extra={"batch": one.delivery.batch, "channel": channel.name})

    async def _moved(self, one: _Claimed, to: str) -> _Claimed:
        """Write down the new address; RefusedError when it belongs to somebody else."""
        old = one.address
        if not await self._front.call(
            lambda house, _: house.store.people.move_address(old.channel, old.address, to=to)
        ):
            raise RefusedError("这里已并入另一个登记过的地址")
        return replace(one, address=replace(old, address=to))


def _claim(
    house: House, now: datetime, *, room: int, busy: set[int], here: Collection[str]
) -> tuple[list[_Claimed], bool]:
    """Claim the next deliveries that may go out at this hour, one a person; whether there may be more."""
    store, working = house.store, house.at_work(now)
    claimed: list[_Claimed] = []
    for _ in range(room):
        delivery = store.outbox.claim(now=now, urgent_only=not working, busy=busy)
        if delivery is None:
            return claimed, False
        person, addresses = store.people.get(delivery.person_id), store.people.addresses(delivery.person_id)
        address = next((one for one in addresses if one.channel in here), None)
        reply = _reply(delivery)
        if reply is None:
            _give_up(house, now, delivery, error="消息的内容读不出来")
        elif person is not None and kept_inside(house, delivery, person):
            _give_up(house, now, delivery, error=NOT_SENT)
            show_office(house, delivery, person, reply, at=now)
        elif person is None or not addresses:
            _give_up(house, now, delivery, error="这位用户没有可用的地址")
        elif address is None:
            store.outbox.settle(delivery.key, state=DeliveryState.QUEUED, at=now, due_at=now + NO_CHANNEL_WAIT)
        else:
            busy.add(person.id)
            claimed.append(_Claimed(delivery=delivery, person=person, address=address, reply=reply))
    return claimed, True


def _reply(delivery: Delivery) -> Reply | None:
    """The message itself; None when damage has made it unreadable."""
    try:
        return reply_from_json(delivery.payload)
    except (ValueError, KeyError, TypeError):
        log.exception("delivery_unreadable", extra={"delivery": delivery.key})
        return None


def _settle(house: House, now: datetime, landed: _Landed) -> Outcome:
    """Write down how one sending ended: sent, to be tried again, or given up."""
    one, fault = landed.claimed, landed.fault
    delivery = one.delivery
    error = ""
    match fault:
        case None:
            house.store.outbox.settle(delivery.key, state=DeliveryState.SENT, at=now, channel=one.address.channel)
            if landed.message is not None:
                house.store.outbox.keep_message(delivery.key, landed.message)
        case InvalidError():
            error = str(fault)
            _give_up(house, now, delivery, error=error)
        case RefusedError():
            error = str(fault)
            _refused(house, now, one, reason=error)
        case TransientError():
            error = str(fault)
            _try_again(house, now, delivery, error=error, retry_after=fault.retry_after, holds=True)
        case _:
            error = type(fault).__name__
            _try_again(house, now, delivery, error=error)
    return Outcome(delivery=delivery, person=one.person, address=one.address, reply=one.reply, error=error)


def _refused(house: House, now: datetime, one: _Claimed, *, reason: str) -> None:
    """The address is dead: another one is tried; when there is none, the office hears of its own people."""
    if lose_address(house, now, channel=one.address.channel, address=one.address.address, reason=reason):
        _try_again(house, now, one.delivery, error=reason, holds=True)
    else:
        _give_up(house, now, one.delivery, error=reason)


def _try_again(
    house: House,
    now: datetime,
    delivery: Delivery,
    *,
    error: str,
    retry_after: float | None = None,
    holds: bool = False,
) -> None:
    """Put a delivery back for later, or give it up when it has been tried often enough."""
    again = next_attempt(delivery.attempts, now=now, retry_after=retry_after)
    if again is None:
        _give_up(house, now, delivery, error=error)
    else:
        house.store.outbox.settle(
            delivery.key, state=DeliveryState.QUEUED, at=now, error=error, due_at=again, holds=holds
        )


def _give_up(house: House, now: datetime, delivery: Delivery, *, error: str) -> None:
    house.store.outbox.settle(delivery.key, state=DeliveryState.DEAD, at=now, error=error)
