"""The WeCom channel on its gateway, with an office in memory behind it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.channels.wecom.channel import WecomChannel
from bot.channels.wecom.longconn import Waits
from bot.config import Secret
from bot.config.sections import WecomConfig
from bot.handlers import router
from tests.acceptance.living import at
from tests.bot.office_room import furnished
from tests.peers.wecom_line import BOT_ID, SECRET

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from bot.ports.front import T
    from bot.ports.house import House
    from bot.ports.messages import Incoming, Reply
    from tests.peers.wecom_chats import Bubble
    from tests.peers.wecom_gateway import Gateway

NOW = at("2022-10-24T10:00")
USER, GROUP = "zhangsan", "wrGROUP"
QUICK = Waits(
    opening=2, answer=0.3, pong=0.3, heartbeat=60, closing=0.2, first=0.02, most=0.1, again=0.02, unwelcome=0.1, long=60
)
MOST_FILE_BYTES = 2000


class Front:
    """The core: an office in memory, save for what the test answers itself."""

    def __init__(self) -> None:
        self.room = furnished()
        self.got: list[Incoming] = []
        self.replies: dict[str, tuple[Reply, ...]] = {}
        self.slow = 0.0

    async def receive(self, incoming: Incoming) -> tuple[Reply, ...]:
        self.got.append(incoming)
        await asyncio.sleep(self.slow)
        if incoming.text == "坏":
            raise RuntimeError(incoming.text)
        return self.replies.get(incoming.text) or router.handle(self.room.house, incoming)

    async def call(self, use: Callable[[House, datetime], T]) -> T:
        return use(self.room.house, NOW)

    async def wait_for_mail(self, person_id: int, *, after: int, seconds: float) -> bool:
        raise NotImplementedError((person_id, after, seconds))

    def now(self) -> datetime:
        return NOW


def channel_on(
    gateway: Gateway, front: Front, waits: Waits = QUICK, *, host: str = "", secret: str = SECRET
) -> WecomChannel:
    config = WecomConfig(bot_id=BOT_ID, secret=Secret(secret), host=host or gateway.url)
    return WecomChannel(front, config, most_file_bytes=MOST_FILE_BYTES, waits=waits)


@asynccontextmanager
async def running(channel: WecomChannel) -> AsyncIterator[asyncio.Task[None]]:
    """The channel runs; at the end it is stopped as the program stops it, and leaves nothing behind."""
    before = asyncio.all_tasks()
    task = asyncio.create_task(channel.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task}, timeout=2)
        assert task.done(), "it did not stop within two seconds"
        assert asyncio.all_tasks() <= before | {task}


async def happens(gateway: Gateway, what: Callable[[], object], seconds: float = 5) -> None:
    """Wait until it is so on the gateway."""
    assert await asyncio.to_thread(gateway.wait, what, seconds), [one.line for one in bubbles(gateway)]


def bubbles(gateway: Gateway, chat: str = USER) -> list[Bubble]:
    """What the robot said there."""
    return list(gateway.chat(chat).answers)


async def said(gateway: Gateway, count: int, chat: str = USER) -> list[Bubble]:
    """The robot's messages there, once there are so many and all are acknowledged."""
    await happens(
        gateway,
        lambda: (
            len(gateway.desk.chat(chat).answers) >= count
            and all(one.acknowledged for one in gateway.desk.chat(chat).answers)
        ),
    )
    found = bubbles(gateway, chat)
    assert len(found) == count, [one.line for one in found]
    return found


@asynccontextmanager
async def talking(gateway: Gateway, front: Front) -> AsyncIterator[WecomChannel]:
    """The channel runs, and a person has written to it and was answered, so that they may be pushed to."""
    channel = channel_on(gateway, front)
    async with running(channel):
        await happens(gateway, lambda: gateway.subscribed)
        gateway.say(USER, "取消")
        await said(gateway, 1)
        yield channel
