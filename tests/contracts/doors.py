"""A channel as its person sees it: what is said goes in, what is answered comes out."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from bot.config import Config, Secret
from bot.config.sections import TelegramConfig
from bot.ports.messages import Button, Incoming, Reply, Rewriter
from bot.ports.people import Person, Role

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.app import App
    from bot.ports.front import T
    from tests.peers.bot_api import BotApi

MAILBOX_SEATS = {"web": "demo:liaison:区司法局", "console": "liaison:区司法局"}
UNIT = "区司法局"


class Door(Protocol):
    """One person at one channel; `seat` is a liaison's address, `newcomer` nobody's yet, `unknown` none."""

    channel: str
    seat: str
    newcomer: str
    unknown: str

    def say(self, text: str, message_id: str = "1", *, seat: str = "") -> tuple[Reply, ...]:
        """What is answered to a message; the same `message_id` is the same message once more."""
        ...

    def heard(self) -> list[str]:
        """Every message that came to the seat, oldest first."""
        ...

    def deliver(self) -> None:
        """Send what waits in the outbox."""
        ...

    def send(self, address: str, reply: Reply) -> str | None:
        """Send one reply straight away; how it is found again, None where it is not."""
        ...

    def rewrite(self, message: str, reply: Reply) -> None:
        """Let what was sent read so."""
        ...


class MailboxDoor:
    """A channel whose conversation is kept in the house."""

    newcomer = "newcomer"
    unknown = "nobody"

    def __init__(self, app: App, channel: str) -> None:
        self.channel = channel
        self.seat = MAILBOX_SEATS[channel]
        self._app = app

    def say(self, text: str, message_id: str = "1", *, seat: str = "") -> tuple[Reply, ...]:
        incoming = Incoming(
            channel=self.channel, address=seat or self.seat, message_id=message_id, text=text, at=self._app.now()
        )
        return asyncio.run(self._app.receive(incoming))

    def conversation(self) -> list[str]:
        """Everything in the mailbox, what was said marked as such."""
        person = self._app.house.store.people.at(self.channel, self.seat)
        assert person is not None
        mails = self._app.house.store.mailbox.read(person.id)
        return [mail.reply.text if mail.reply else f"> {mail.text}" for mail in mails]

    def heard(self) -> list[str]:
        return [line for line in self.conversation() if not line.startswith("> ")]

    def deliver(self) -> None:
        asyncio.run(self._app.drain())

    def send(self, address: str, reply: Reply) -> str | None:
        return asyncio.run(self._app.channels[self.channel].send(address, reply))

    def rewrite(self, message: str, reply: Reply) -> None:
        raise NotImplementedError((message, reply))


class TelegramDoor:
    """Telegram, through a Bot API service: the channel connects for each thing that is done, and hangs up after it."""

    channel = "telegram"
    seat = "7"
    newcomer = "88"
    unknown = "404"

    def __init__(self, app: App, api: BotApi) -> None:
        self._app = app
        self._api = api
        self._config = Config(telegram=TelegramConfig(token=Secret(api.token), base_url=api.url))
        self._given: dict[str, int] = {}
        api.clock(app.now())
        api.person(int(self.seat))
        person = Person(id=0, role=Role.LIAISON, unit=UNIT)
        app.house.store.people.add(person, channel=self.channel, address=self.seat)

    def say(self, text: str, message_id: str = "1", *, seat: str = "") -> tuple[Reply, ...]:
        chat = int(seat or self.seat)
        before = max((line["message_id"] for line in self._api.conversation(chat)), default=0)

        async def exchange() -> None:
            if message_id in self._given:
                await asyncio.to_thread(self._api.again, self._given[message_id])
            else:
                self._given[message_id] = (await asyncio.to_thread(self._api.say, chat, text))["update_id"]
            await asyncio.to_thread(self._api.expect, chat, "", after=before, seconds=60)
            # until the platform knows that it was taken, or it would come again
            await asyncio.to_thread(self._api.settle, 60)

        self._connected(exchange)
        return tuple(
            Reply(
                body=line["text"],
                buttons=tuple(Button(label=one["text"], send=one["callback_data"]) for one in line["buttons"]),
            )
            for line in self._api.conversation(chat)
            if line["who"] == "bot" and line["message_id"] > before
        )

    def heard(self) -> list[str]:
        return self._api.heard(int(self.seat))

    def deliver(self) -> None:
        self._connected(self._app.drain)

    def send(self, address: str, reply: Reply) -> str | None:
        return self._connected(lambda: self._app.channels[self.channel].send(address, reply))

    def rewrite(self, message: str, reply: Reply) -> None:
        async def rewrite() -> None:
            channel = self._app.channels[self.channel]
            assert isinstance(channel, Rewriter)
            await channel.rewrite(message, reply)

        self._connected(rewrite)

    def _connected(self, use: Callable[[], Awaitable[T]]) -> T:
        async def run() -> T:
            (channel,) = self._app.switch_on(self._config)
            running = asyncio.create_task(channel.run())
            try:
                return await use()
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running

        return asyncio.run(run())
