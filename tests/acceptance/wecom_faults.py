"""What the weather over WeCom does, one fault at a time; each gives how long it takes to be noticed.

None: the connection may live on.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.peers import wecom_rules as rules
from tests.peers.wecom_line import Disturbance

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.acceptance.wecom_weather import Weather

CODES = (1000, 1001, 1002, 1003, 1005, 1006, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4000, 4999)
PASSING = (846601, 846602, 846609, 45009, -1)
ANSWERS = ("aibot_respond_msg", "aibot_send_msg")


async def _close(weather: Weather) -> float:
    weather.gateway.close(weather.chance.choice(CODES))
    return 0.0


async def _half_open(weather: Weather) -> float:
    weather.gateway.go_silent()
    return weather.silence


async def _restart(weather: Weather) -> float:
    weather.gateway.stop(weather.chance.choice((1001, 1006, 1012)))
    await asyncio.sleep(weather.chance.uniform(0.0, 0.3))
    weather.gateway.start()
    return 0.0


async def _forgotten(weather: Weather) -> float:
    """Nothing tells it but the answer to the next thing that is sent; unless it was about to subscribe again anyway."""
    gateway = weather.gateway
    refusals, subscriptions = len(gateway.refused), len(gateway.subscriptions)
    gateway.forget()
    while len(gateway.subscriptions) == subscriptions and not any(
        errcode == rules.NOT_SUBSCRIBED for _, errcode in gateway.refused[refusals:]
    ):
        await weather.push()
        await asyncio.sleep(0.1)
    return 0.0


async def _cut(weather: Weather) -> float:
    """Taken, and closed before the acknowledgement."""
    gateway = weather.gateway
    gateway.calm()
    gateway.disturb(Disturbance(command="aibot_respond_msg", cut=weather.chance.choice((1000, 1006, 1011))))
    weather.say()
    await weather.until(lambda: not gateway.disturbed, 30)
    return 0.0


async def _unacknowledged(weather: Weather) -> None:
    weather.gateway.disturb(Disturbance(command=weather.chance.choice(ANSWERS), lost=True))


async def _unsubscribed(weather: Weather) -> float:
    """Closed, and the next subscription is never acknowledged."""
    weather.gateway.disturb(Disturbance(command="aibot_subscribe", lost=True))
    weather.gateway.close(1006)
    return weather.waits.answer + weather.promise


async def _late(weather: Weather) -> None:
    delay = weather.chance.uniform(0.5, 2.0) * weather.waits.answer
    weather.gateway.disturb(Disturbance(command=weather.chance.choice(ANSWERS), delay=delay))


async def _twice(weather: Weather) -> None:
    weather.gateway.disturb(Disturbance(command=weather.chance.choice(ANSWERS), twice=True))


async def _repeated(weather: Weather) -> None:
    weather.gateway.repeat(weather.chance.choice(list(weather.said.values())[-20:]))


async def _refused(weather: Weather) -> None:
    command, errcode = weather.chance.choice(ANSWERS), weather.chance.choice(PASSING)
    weather.gateway.disturb(Disturbance(command=command, errcode=errcode))


async def _rubbish(weather: Weather) -> None:
    for raw in ("{", "[]", '{"headers":{}}', b"\xff\x00", '{"headers":{"req_id":"ping_x"},"errcode":"0"}'):
        weather.gateway.throw(raw)


FAULTS: dict[str, Callable[[Weather], Awaitable[float | None]]] = {
    "close": _close,
    "close again": _close,
    "half-open": _half_open,
    "restart": _restart,
    "forgotten": _forgotten,
    "cut": _cut,
    "unacknowledged": _unacknowledged,
    "unsubscribed": _unsubscribed,
    "late": _late,
    "twice": _twice,
    "repeated": _repeated,
    "refused": _refused,
    "rubbish": _rubbish,
}
SLOW = frozenset({"half-open", "unsubscribed"})
"""These happen less often, for they take long to be noticed."""
