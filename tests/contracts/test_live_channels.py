"""What every channel with a connection of its own must do, seen from the chats that its platform shows."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

import pytest

from bot.app import App, open_app
from bot.channels.wecom.channel import WecomChannel
from bot.config import Config, Secret
from bot.config.sections import WecomConfig
from bot.ports.messages import Button, Reply
from bot.ports.wire import reply_to_json
from reminders.outbox import Delivery, DeliveryKind, DeliveryState
from reminders.questions import WAITING
from tests.acceptance.living import at
from tests.peers.wecom_gateway import Gateway
from tests.peers.wecom_line import BOT_ID, SECRET

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    Played = Callable[[Callable[["Platform"], Awaitable[None]]], None]

NOW = at("2026-11-24T10:00")
ANNA, BERTA, GROUP = "anna", "berta", "wrGROUP"
SECONDS = 20.0


class Platform(Protocol):
    """A messenger and the program behind it, as a test plays them."""

    name: str
    app: App

    def say(self, user: str, text: str, group: str = "") -> str:
        """Somebody writes; the message's own id."""
        ...

    def repeat(self, message: str) -> None:
        """The platform sends a message once more."""
        ...

    def shows(self, chat: str) -> list[str]:
        """What the program said there, in order."""
        ...

    def tap(self, user: str, button: str) -> None:
        """Somebody taps the newest button that reads so."""
        ...


class Wecom:
    """WeCom: the gateway of our own."""

    name = "wecom"

    def __init__(self, gateway: Gateway, app: App) -> None:
        self.app = app
        self._gateway = gateway

    def say(self, user: str, text: str, group: str = "") -> str:
        return self._gateway.say(user, text, group)

    def repeat(self, message: str) -> None:
        self._gateway.repeat(message)

    def shows(self, chat: str) -> list[str]:
        return [one.text.replace("*", "") for one in self._gateway.chat(chat).answers]

    def tap(self, user: str, button: str) -> None:
        self._gateway.click(user, self._gateway.card(user, button), button)


@asynccontextmanager
async def wecom() -> AsyncIterator[Platform]:
    app = open_app(None, Config(), clock=lambda: NOW)
    with Gateway() as gateway:
        config = WecomConfig(bot_id=BOT_ID, secret=Secret(SECRET), host=gateway.url)
        channel = WecomChannel(app, config, most_file_bytes=1 << 20)
        app.add(channel)
        running = asyncio.create_task(channel.run())
        await until(lambda: gateway.subscribed)
        yield Wecom(gateway, app)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    app.close()


OPENED: dict[str, Callable[[], AbstractAsyncContextManager[Platform]]] = {"wecom": wecom}


async def until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


@pytest.fixture(params=sorted(OPENED))
def played(request: pytest.FixtureRequest) -> Played:
    """Runs a test on every platform."""

    def run(test: Callable[[Platform], Awaitable[None]]) -> None:
        async def whole() -> None:
            async with OPENED[request.param]() as platform:
                await test(platform)

        asyncio.run(whole())

    return run


def put(platform: Platform, key: str, reply: Reply, user: str = ANNA) -> None:
    person = platform.app.house.store.people.at(platform.name, user)
    assert person is not None
    platform.app.house.store.outbox.put(
        Delivery(key=key, person_id=person.id, kind=DeliveryKind.ANSWER, payload=reply_to_json(reply), due_at=NOW)
    )


async def met(platform: Platform, user: str = ANNA) -> None:
    """Somebody has written once, and was answered."""
    platform.say(user, "收到 9")
    await until(lambda: platform.shows(user))


def test_what_is_said_is_answered_where_it_was_said(played: Played) -> None:
    async def test(platform: Platform) -> None:
        platform.say(ANNA, "收到 7")
        platform.say(BERTA, "收到 8")
        await until(lambda: platform.shows(ANNA) and platform.shows(BERTA))
        assert ["编号7" in text for text in platform.shows(ANNA)] == [True]
        assert ["编号8" in text for text in platform.shows(BERTA)] == [True]

    played(test)


def test_in_a_group_the_answer_goes_to_the_group(played: Played) -> None:
    async def test(platform: Platform) -> None:
        platform.say(ANNA, "收到 7", GROUP)
        await until(lambda: platform.shows(GROUP))
        assert "编号7" in platform.shows(GROUP)[0]
        assert platform.shows(ANNA) == []

    played(test)


def test_a_repeated_message_is_answered_once(played: Played) -> None:
    async def test(platform: Platform) -> None:
        message = platform.say(ANNA, "收到 7")
        platform.repeat(message)
        await until(lambda: platform.shows(ANNA))
        platform.repeat(message)
        platform.say(ANNA, "收到 8")
        await until(lambda: len(platform.shows(ANNA)) > 1)
        assert ["编号7" in text for text in platform.shows(ANNA)] == [True, False]

    played(test)


def test_messages_of_one_person_are_answered_in_order(played: Played) -> None:
    async def test(platform: Platform) -> None:
        for number in range(1, 9):
            platform.say(ANNA, f"收到 {number}")
        await until(lambda: len(platform.shows(ANNA)) == 8)
        assert all(f"编号{number}的" in text for number, text in enumerate(platform.shows(ANNA), 1))

    played(test)


def test_deliveries_arrive_once_and_in_order(played: Played) -> None:
    async def test(platform: Platform) -> None:
        await met(platform)
        for number in range(3):
            put(platform, f"k{number}", Reply(body=f"第{number}条"))
        await platform.app.drain()
        await platform.app.drain()
        assert platform.shows(ANNA)[-3:] == ["第0条", "第1条", "第2条"]
        assert platform.app.house.store.outbox.counts() == {DeliveryState.SENT: 3}

    played(test)


def test_a_button_that_comes_unasked_can_be_tapped(played: Played) -> None:
    async def test(platform: Platform) -> None:
        await met(platform)
        put(platform, "k", Reply(title="【通知】", body="明天开会", buttons=(Button(label="收到", send="收到 7"),)))
        await platform.app.drain()
        platform.tap(ANNA, "收到")
        await until(lambda: "编号7" in platform.shows(ANNA)[-1])

    played(test)


def test_a_long_text_arrives_whole(played: Played) -> None:
    async def test(platform: Platform) -> None:
        await met(platform)
        sentences = [f"第{number}句，说的是公开的事。" for number in range(1500)]
        put(platform, "k", Reply(body="".join(sentences)))
        await platform.app.drain()
        whole = "".join(platform.shows(ANNA)[1:])
        assert all(sentence in whole for sentence in sentences)

    played(test)


def test_someone_new_is_a_citizen_and_personal_data_is_not_kept(played: Played) -> None:
    async def test(platform: Platform) -> None:
        platform.say(ANNA, "我的手机是13812345678，火星上的飞碟补贴怎么领")
        await until(lambda: platform.shows(ANNA))
        person = platform.app.house.store.people.at(platform.name, ANNA)
        assert person is not None
        assert person.role.value == "citizen"
        (matter,) = platform.app.house.store.matters.all(WAITING)
        assert matter.wordings == ("我的手机是〔手机号〕，火星上的飞碟补贴怎么领",)

    played(test)
