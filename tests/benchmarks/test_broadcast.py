"""A broadcast to ten thousand chats at Telegram's own limits, beside the rate limiter of python-telegram-bot.

Run with `make bench`; it takes six minutes, as the limits have it. `BENCH_SCALE=5 BENCH_CHATS=2000` is a quick look:
the same code, the limits' seconds passing five times as fast.
"""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from telegram.ext import AIORateLimiter, ExtBot

from bot import noticing
from bot.app import open_app
from bot.cli.output import say, show_table
from bot.config import Config
from bot.handlers import router
from bot.ports.messages import Incoming
from reminders.outbox import DeliveryState
from tests.benchmarks.broadcasts import ADMIN, FIRST, MORNING, NOTICE, PER_SECOND, SECOND, Broadcast, prepare
from tests.peers.bot_api import TOKEN, bot_api_process

if TYPE_CHECKING:
    from pathlib import Path

    from bot.app import App
    from tests.benchmarks.broadcasts import Report
    from tests.peers.bot_api import BotApi

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(1200)]

CHATS = int(os.environ.get("BENCH_CHATS", "10000"))
SCALE = float(os.environ.get("BENCH_SCALE", "1"))
QUESTIONS, KILLS = 50, 2
PEER_SECONDS = 20
MOST_GROWTH = 8 * 1024 * 1024
MOST_QUEUEING = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """What the service saw of the peer."""

    rate: float
    refused: int


def test_ten_thousand_chats_at_the_limits(tmp_path: Path) -> None:
    with bot_api_process() as api:
        report = Broadcast(api, tmp_path / "data", chats=CHATS, scale=SCALE).run(questions=QUESTIONS, kills=KILLS)
        peer = peer_in(api)
    show(report, peer)
    assert report.told == CHATS
    assert report.doubled <= KILLS
    assert report.refused == 0
    assert report.rate >= 0.95
    assert report.p99 < 1
    assert report.growth <= MOST_GROWTH


def test_queueing_a_broadcast_keeps_nobody_waiting_for_long(tmp_path: Path) -> None:
    prepare(tmp_path / "data", CHATS)
    with closing(open_app(tmp_path / "data", Config(), clock=lambda: MORNING)) as app:
        took = [heard(app, number, text) for number, text in enumerate(("/通知", NOTICE, "群众", "确认发送"))]
        took.append(heard(app, len(took), "同意发送 1", SECOND))
        while (slice_ := advanced(app)) is not None:
            took.append(slice_)
        assert app.house.store.outbox.of_batch("notice:1") == {DeliveryState.QUEUED: CHATS}
    say(
        f"\nqueueing a broadcast to {CHATS}: preview {took[2] * 1000:.0f} ms, beginning {took[4] * 1000:.0f} ms,"
        f" a slice at most {max(took[5:]) * 1000:.0f} ms"
    )
    assert max(took) <= MOST_QUEUEING


def advanced(app: App) -> float | None:
    """How long the core is busy with the next slice; None when all are queued."""
    start = time.perf_counter()
    return time.perf_counter() - start if noticing.advance(app.house, MORNING) else None


def heard(app: App, number: int, text: str, admin: int = ADMIN) -> float:
    """How long the core is busy with what an admin says."""
    start = time.perf_counter()
    with app.house.store.transaction():
        router.handle(
            app.house,
            Incoming(channel="telegram", address=str(admin), message_id=str(number), text=text, at=MORNING),
        )
    return time.perf_counter() - start


def peer_in(api: BotApi) -> Peer:
    """The library's own bot with its own limiter, in a loop, as its guide shows."""
    before, refused = len(api.sends()), api.count("refused:429")
    asyncio.run(_send_all(api, int(PEER_SECONDS * PER_SECOND * SCALE)))
    times = [at for at, *_ in api.sends(before)]
    rate = (len(times) - 1) / (times[-1] - times[0]) / PER_SECOND / SCALE
    return Peer(rate=rate, refused=api.count("refused:429") - refused)


async def _send_all(api: BotApi, count: int) -> None:
    limiter = AIORateLimiter(overall_max_rate=PER_SECOND * SCALE, max_retries=3)
    bot: ExtBot[int] = ExtBot(
        TOKEN, base_url=f"{api.url}/bot", base_file_url=f"{api.url}/file/bot", rate_limiter=limiter
    )
    async with bot:
        for number in range(count):
            await bot.send_message(FIRST + number % CHATS, NOTICE)


def show(report: Report, peer: Peer) -> None:
    say(f"\na broadcast to {CHATS} chats, killed {KILLS} times, {QUESTIONS} questions meanwhile, limits x{SCALE:g}")
    show_table(
        ("", "of the permitted rate", "429", "doubled", "lost", "answer p99 ms", "growth MB"),
        [
            (
                "ours",
                f"{report.rate:.1%}",
                str(report.refused),
                str(report.doubled),
                str(CHATS - report.told),
                f"{report.p99 * 1000:.0f}",
                f"{report.growth / 1024 / 1024:.1f}",
            ),
            ("AIORateLimiter", f"{peer.rate:.1%}", str(peer.refused), "-", "-", "-", "-"),
            ("ratio", f"{report.rate / peer.rate:.2f}", "", "", "", "", ""),
        ],
    )
