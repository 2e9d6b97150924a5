"""Takes deliveries out of the outbox, one at a time, and hands each to the channel that reaches its person.

No transaction is open while a channel sends. A delivery claimed and never settled belongs to a process that died:
it is queued again at the next start, so a crash costs at most one message sent twice.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.ports.house import local
from bot.ports.messages import RefusedError, TransientError
from bot.ports.wire import reply_from_json
from reminders.burden import working_hours
from reminders.outbox import AHEAD, Delivery, DeliveryState, next_attempt

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.ports.front import Front
    from bot.ports.house import House
    from bot.ports.messages import Channel, Reply
    from bot.ports.people import Address, Person

log = logging.getLogger(__name__)

CLAIM_LIFETIME = timedelta(minutes=5)
"""A claim older than this belongs to a process that died: no channel takes so long over one message."""

NO_CHANNEL_WAIT = timedelta(minutes=1)
"""How long a delivery waits whose person is only reachable through a channel this process does not run."""


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
    delivery: Delivery
    person: Person | None
    addresses: tuple[Address, ...]


class Relay:
    """Sends what is due through the channels it was given."""

    def __init__(self, front: Front, channels: Mapping[str, Channel]) -> None:
        self._front = front
        self._channels = channels
        # one at a time, so that two drains never change the order of one person's messages
        self._sending = asyncio.Lock()

    async def recover(self) -> int:
        """Queue again what a dead process had claimed; called once at the start."""
        return await self._front.call(
            lambda house, now: house.store.outbox.reclaim(claimed_before=now + timedelta(microseconds=1))
        )

    async def drain(self) -> tuple[Outcome, ...]:
        """Send until nothing is due; return what was sent and what failed."""
        outcomes: list[Outcome] = []
        astray = await self._front.call(lambda house, now: house.store.outbox.bring_back(now=now))
        if astray:
            log.warning("clock_ran_ahead", extra={"deliveries": astray})
        await self._front.call(lambda house, now: house.store.outbox.reclaim(claimed_before=now - CLAIM_LIFETIME))
        while (claimed := await self._front.call(_claim)) is not None:
            outcome = await self._deliver(claimed)
            if outcome is not None:
                outcomes.append(outcome)
        return tuple(outcomes)

    async def _deliver(self, claimed: _Claimed) -> Outcome | None:
        """Send one delivery and settle it; None when no channel here reaches its person."""
        delivery = claimed.delivery
        person = claimed.person
        address = next((one for one in claimed.addresses if one.channel in self._channels), None)
        if person is None or address is None:
            error = "" if claimed.addresses else "这位用户没有可用的地址"
            await self._settle(delivery, error=error, refused=not claimed.addresses)
            return None
        reply = reply_from_json(delivery.payload)
        error = ""
        try:
            first = delivery.kind in AHEAD
            await self._channels[address.channel].send(address.address, reply, first=first)
        except RefusedError as fault:
            error = reason = str(fault)
            await self._front.call(
                lambda house, _: house.store.people.mark_dead(address.channel, address.address, reason=reason)
            )
            # another address may still work; with none left the next round settles it as dead
            await self._settle(delivery, error=error, retry_after=0)
        except TransientError as fault:
            error = str(fault)
            await self._settle(delivery, error=error, retry_after=fault.retry_after)
        except Exception as fault:
            log.exception("delivery_failed", extra={"delivery": delivery.key, "channel": address.channel})
            error = type(fault).__name__
            await self._settle(delivery, error=error)
        else:
            await self._front.call(
                lambda house, now: house.store.outbox.settle(delivery.key, state=DeliveryState.SENT, at=now)
            )
        return Outcome(delivery=delivery, person=person, address=address, reply=reply, error=error)

    async def _settle(
        self, delivery: Delivery, *, error: str, refused: bool = False, retry_after: float | None = None
    ) -> None:
        """Put a delivery back for later, or give it up."""

        def settle(house: House, now: datetime) -> None:
            again = None if refused else next_attempt(delivery.attempts, now=now, retry_after=retry_after)
            if not error and not refused:
                again = now + NO_CHANNEL_WAIT
            house.store.outbox.settle(
                delivery.key,
                state=DeliveryState.DEAD if again is None else DeliveryState.QUEUED,
                at=now,
                error=error,
                due_at=again,
            )

        await self._front.call(settle)


def _claim(house: House, now: datetime) -> _Claimed | None:
    """Claim the next delivery that may go out at this hour."""
    office = house.office
    working = working_hours(local(now), start=office.work_start, end=office.work_end, calendar=house.calendar)
    delivery = house.store.outbox.claim(now=now, urgent_only=not working)
    if delivery is None:
        return None
    return _Claimed(
        delivery=delivery,
        person=house.store.people.get(delivery.person_id),
        addresses=house.store.people.addresses(delivery.person_id),
    )
