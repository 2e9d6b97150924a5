"""WeCom's self-built application (自建应用), for offices that have a domain: it is called back, and sends by HTTP."""

from __future__ import annotations

import logging
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.channels.pacing import Limit, Pacer
from bot.channels.wecom import app_outgoing
from bot.channels.wecom.app_api import WecomApi
from bot.channels.wecom.app_incoming import NAME, Came, came_from
from bot.channels.wecom.callback import PATH, Callback
from bot.channels.wecom.crypto import Seal, key_from
from bot.channels.wecom.intake import Intake
from bot.channels.wecom.wire import AnswerError, UnreachableError, sending_error
from bot.ports.messages import File, InvalidError, RefusedError, TransientError
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
LIMITS = (Limit(30, 60), Limit(1000, 3600))
"""What goes to one member beyond these is dropped by the platform without a word."""

MOST_FILE_BYTES = 20 * 1024 * 1024
LEAST_FILE_BYTES = 5

log = logging.getLogger(__name__)


class WecomAppChannel:
    """Takes what WeCom posts, hands it to the core, sends replies and cards, changes the cards that were tapped."""

    def __init__(self, front: Front, config: WecomAppConfig, *, most_file_bytes: int) -> None:
        self._front = front
        self._most_file_bytes = most_file_bytes
        self._api = WecomApi(config)
        self._pacer = Pacer(chat=LIMITS)
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
        """Send one reply with its files; where the platform takes no card, its buttons are words to type."""
        bodies = app_outgoing.bodies_from(reply, task_id=secrets.token_hex(16))
        try:
            for at, body in enumerate(bodies):
                try:
                    await self._say(address, body, first=first)
                except AnswerError as error:
                    if body["msgtype"] != "template_card" or not _of_card(error):
                        raise
                    log.warning("card_not_taken", extra={"channel": NAME, "code": error.code})
                    for instead in app_outgoing.instead_of_card(reply, alone=at == 0):
                        await self._say(address, instead, first=first)
            for file in reply.files:
                await self._say_file(address, file, first=first)
        except (AnswerError, UnreachableError) as error:
            raise sending_error(error) from error

    async def _say(self, address: str, body: Mapping[str, Any], *, first: bool) -> None:
        await self._pacer.turn(address, first=first)
        await self._api.send(address, body)

    async def _say_file(self, address: str, file: Attachment, *, first: bool) -> None:
        """Send a stored file; what the platform does not take is named."""
        content = await self._front.call(lambda house, _: house.store.files.get(file.digest)) or b""
        if LEAST_FILE_BYTES <= len(content) <= MOST_FILE_BYTES:
            media_id = await self._api.upload(file.name, content)
            await self._say(address, {"msgtype": "file", "file": {"media_id": media_id}}, first=first)
        else:
            for body in app_outgoing.texts_from(wecom.file_not_sent(file.name)):
                await self._say(address, body, first=first)

    async def _take(self, fields: Mapping[str, str]) -> bool:
        """Whether what was posted has arrived; an event that asks for nothing always has."""
        came = came_from(fields, at=self._front.now())
        return came is None or await self._intake.take(came)

    async def _receive(self, came: Came) -> tuple[Reply, ...]:
        """The core's replies, or what to say about a message that this channel cannot read."""
        if came.unread:
            return (wecom_app.unread(came.unread) or wecom.unreadable(),)
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
            await self._change_card(address, came.response_code, done)
        for reply in replies:
            try:
                await self.send(address, reply, first=True)
            except (RefusedError, InvalidError, TransientError):
                log.warning("reply_not_sent", extra={"channel": NAME}, exc_info=True)

    async def _change_card(self, address: str, response_code: str, done: str) -> None:
        """The tapped card reads what was done; what was done stays done when it cannot be changed."""
        try:
            await self._api.replace_buttons(address, response_code=response_code, label=done)
        except (AnswerError, UnreachableError):
            log.warning("card_not_changed", extra={"channel": NAME}, exc_info=True)

    async def _was_called(self) -> None:
        """Remember, once a start, that the platform finds this address: the check asks for it."""
        if not self._called:
            await self._front.call(_remember_call)
            self._called = True


def _remember_call(house: House, now: datetime) -> None:
    house.store.settings.set(CALLED, now.isoformat())


def _of_card(error: AnswerError) -> bool:
    """Whether the platform may take the same words without a card: it is no trouble that a text would meet too."""
    return error.code not in {*wecom_app.EXPLAINED, wecom_app.NOT_FROM_HERE}
