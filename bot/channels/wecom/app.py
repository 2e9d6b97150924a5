"""WeCom's self-built application (自建应用), for offices that have a domain: it is called back, and sends by HTTP."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.channels.wecom.app_api import WecomApi
from bot.channels.wecom.app_incoming import NAME, Came, came_from
from bot.channels.wecom.app_sending import AppSender
from bot.channels.wecom.callback import PATH, Callback
from bot.channels.wecom.crypto import Seal, key_from
from bot.channels.wecom.intake import Intake
from bot.channels.wecom.wire import AnswerError, UnreachableError, sending_error
from bot.ports.messages import File, InvalidError, RefusedError, TransientError
from bot.telling import answer_later
from bot.texts import wecom, wecom_app

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from starlette.routing import BaseRoute

    from bot.config.sections import WecomAppConfig
    from bot.ports.front import Front
    from bot.ports.house import House
    from bot.ports.messages import Attachment, Reply

CALLED = "wecom_app_called"
log = logging.getLogger(__name__)


class WecomAppChannel:
    """Takes what WeCom posts, hands it to the core, sends replies and cards, changes the cards that were tapped."""

    def __init__(self, front: Front, config: WecomAppConfig, *, most_file_bytes: int) -> None:
        self._front = front
        self._most_file_bytes = most_file_bytes
        self._api = WecomApi(config)
        self._sender = AppSender(self._api, content=self._content)
        self._intake = Intake(self._receive, self._answer)
        seal = Seal(token=config.token.reveal(), key=key_from(config.aes_key.reveal()), receiver=config.corp_id)
        self._callback = Callback(seal, called=self._was_called, take=self._take)
        self._called = False

    @property
    def name(self) -> str:
        """The channel's name in addresses."""
        return NAME

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Where the platform may call this program."""
        return (self._callback.route,)

    async def run(self) -> None:
        """Take messages until cancelled."""
        try:
            await self._intake.run()
        finally:
            await self._api.close()

    async def examine(self) -> tuple[str, ...]:
        """What is wrong with the application, as Chinese sentences; nothing is sent to anyone."""
        found = []
        try:
            known = await self._api.describe()
        except (AnswerError, UnreachableError) as error:
            found.append(wecom_app.of_app(str(error)))
        else:
            if known.get("close") == 1:
                found.append(wecom_app.closed())
        finally:
            await self._api.close()
        if await self._front.call(lambda house, _: house.store.settings.get(CALLED)) is None:
            found.append(wecom_app.never_called(PATH))
        return tuple(found)

    async def send(self, address: str, reply: Reply, *, first: bool = False) -> None:
        """Send one reply with its files; what has gone out of it is not sent again."""
        try:
            await self._sender.send(address, reply, first=first)
        except (AnswerError, UnreachableError) as error:
            raise sending_error(error) from error

    async def _take(self, fields: Mapping[str, str]) -> bool:
        """Whether what was posted has arrived; an event that asks for nothing always has."""
        came = came_from(fields, at=self._front.now())
        return came is None or await self._intake.take(came)

    async def _receive(self, came: Came) -> tuple[Reply, ...]:
        """The core's replies, or what to say about a message that this channel cannot read."""
        if came.unread:
            return (wecom_app.unheard() if came.unread == "voice" else wecom.unreadable(),)
        if not came.media_id:
            return await self._front.receive(came.incoming)
        try:
            fetched = await self._api.fetch(came.media_id, most_bytes=self._most_file_bytes)
        except (AnswerError, UnreachableError):
            log.warning("file_not_fetched", extra={"channel": NAME}, exc_info=True)
            return (wecom.file_not_fetched(),)
        file = File(name=came.file_name, content=fetched.content or b"", too_large=fetched.content is None)
        return await self._front.receive(replace(came.incoming, files=(file,)))

    async def _answer(self, came: Came, replies: tuple[Reply, ...]) -> None:
        """Change the card that was tapped, then send the replies in order."""
        address = came.incoming.address
        done = next((reply.done for reply in replies if reply.done), "")
        if came.response_code and done:
            await self._change_card(came, done)
        left = list(replies)
        try:
            while left:
                await self.send(address, left[0], first=True)
                del left[0]
        except (RefusedError, InvalidError):
            log.warning("reply_not_sent", extra={"channel": NAME}, exc_info=True)
        except TransientError as fault:
            await self._later(came, left, wait=fault.retry_after or 0.0)
        except asyncio.CancelledError:
            await self._later(came, left, wait=0.0)
            raise

    async def _later(self, came: Came, replies: Sequence[Reply], *, wait: float) -> None:
        """What cannot be said now is kept in the outbox."""
        log.warning("answer_put_off", extra={"channel": NAME, "replies": len(replies)})
        await self._front.call(
            lambda house, now: answer_later(
                house,
                now,
                channel=NAME,
                address=came.incoming.address,
                message_id=came.incoming.message_id,
                replies=replies,
                wait=wait,
            )
        )

    async def _change_card(self, came: Came, done: str) -> None:
        """The tapped card says what was done; what was done stays done when it cannot be changed."""
        tap = came.incoming
        try:
            await self._sender.change_card(
                tap.address, task_id=came.task_id, key=tap.text, response_code=came.response_code, done=done
            )
        except (AnswerError, UnreachableError):
            log.warning("card_not_changed", extra={"channel": NAME}, exc_info=True)

    async def _content(self, file: Attachment) -> bytes | None:
        return await self._front.call(lambda house, _: house.store.files.get(file.digest))

    async def _was_called(self) -> None:
        """Remember, once a start, that the platform finds this address: the check asks for it."""
        if not self._called:
            await self._front.call(_remember_call)
            self._called = True


def _remember_call(house: House, now: datetime) -> None:
    house.store.settings.set(CALLED, now.isoformat())
