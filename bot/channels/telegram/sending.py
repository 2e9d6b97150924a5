"""Sends a reply to a person or a group, and rewrites one that was sent, message by message, each in its turn."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from telegram import InputFile, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter

from bot.channels.telegram.api import ANSWER_ERRORS, fault_from, keyboard_from
from bot.channels.telegram.outgoing import Loaded, outgoing_from
from bot.ports.messages import InvalidError, RefusedError, TransientError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from telegram import Message

    from bot.channels.pacing import Pacer
    from bot.channels.telegram.api import Api
    from bot.channels.telegram.outgoing import Outgoing
    from bot.ports.front import Front
    from bot.ports.house import House
    from bot.ports.messages import Attachment, Reply

SAME = "message is not modified"
NO_TOPIC = ("thread not found", "topic_closed", "topic_deleted")


class Sender:
    """Turns replies into calls; raises what the Channel port allows and nothing else."""

    def __init__(self, api: Api, front: Front, pacer: Pacer) -> None:
        self._api = api
        self._front = front
        self._pacer = pacer

    async def send(self, address: str, reply: Reply, *, first: bool) -> str | None:
        """Send one reply, in as many messages as it needs; the chat and those of them that carry its text."""
        chat, thread = split(address)
        texts: list[int] = []
        for one in await self._outgoing(reply):
            async with self._turn(chat, first=first):
                message = await self._call(chat, thread, one)
            if one.html:
                texts.append(message.message_id)
        return " ".join(map(str, (chat, *texts))) if texts else None

    async def rewrite(self, message: str, reply: Reply) -> None:
        """Let the messages that `send` named read so from now on; their files stay."""
        chat, *texts = map(int, message.split())
        parts = [one for one in await self._outgoing(reply) if one.html]
        if len(parts) != len(texts):
            raise InvalidError("改写后的话，原来那几条放不下")
        for message_id, one in zip(texts, parts, strict=True):
            async with self._turn(chat):
                await self._edit(chat, message_id, one)

    async def _outgoing(self, reply: Reply) -> tuple[Outgoing, ...]:
        return outgoing_from(reply, await self._loaded(reply.files) if reply.files else ())

    @asynccontextmanager
    async def _turn(self, chat: int, *, first: bool = False) -> AsyncIterator[None]:
        """Wait until one more call may go to a chat; its faults as the port has them."""
        await self._pacer.turn(str(chat), group=chat < 0, first=first)
        try:
            yield
        except ANSWER_ERRORS as error:
            fault = fault_from(error)
            if isinstance(error, RetryAfter) and isinstance(fault, TransientError):
                self._pacer.pause(str(chat), fault.retry_after or 0.0)
            raise fault from error

    async def _loaded(self, files: tuple[Attachment, ...]) -> tuple[Loaded, ...]:
        def read(house: House, _: datetime) -> tuple[Loaded, ...]:
            return tuple(Loaded(name=one.name, content=house.store.files.get(one.digest)) for one in files)

        return await self._front.call(read)

    async def _call(self, chat: int, thread: int | None, one: Outgoing) -> Message:
        """Send one message; to a group whose topic is gone, without it; a picture that is refused, as a file."""
        try:
            return await self._post(chat, thread, one, as_picture=one.picture)
        except BadRequest as error:
            why = error.message.lower()
            if thread is not None and any(words in why for words in NO_TOPIC):
                return await self._post(chat, None, one, as_picture=one.picture)
            if one.picture and "photo" in why:
                return await self._post(chat, thread, one, as_picture=False)
            raise

    async def _edit(self, chat: int, message_id: int, one: Outgoing) -> None:
        """Change one message that stands; one that reads so already is as it shall be."""
        keyboard = keyboard_from(one.rows)
        try:
            if one.content is None:
                await self._api.edit_message_text(
                    one.html,
                    chat,
                    message_id,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_preview(one),
                    reply_markup=keyboard,
                )
            else:
                await self._api.edit_message_caption(
                    chat, message_id, caption=one.html, parse_mode=ParseMode.HTML, reply_markup=keyboard
                )
        except BadRequest as error:
            if SAME not in error.message.lower():
                raise

    async def _post(self, chat: int, thread: int | None, one: Outgoing, *, as_picture: bool) -> Message:
        keyboard = keyboard_from(one.rows)
        if one.content is None:
            return await self._api.send_message(
                chat,
                one.html,
                parse_mode=ParseMode.HTML,
                link_preview_options=_preview(one),
                reply_markup=keyboard,
                message_thread_id=thread,
            )
        file = InputFile(one.content, filename=one.name)
        caption = one.html or None
        if as_picture:
            return await self._api.send_photo(
                chat, file, caption, parse_mode=ParseMode.HTML, reply_markup=keyboard, message_thread_id=thread
            )
        return await self._api.send_document(
            chat, file, caption, parse_mode=ParseMode.HTML, reply_markup=keyboard, message_thread_id=thread
        )


def _preview(one: Outgoing) -> LinkPreviewOptions:
    return LinkPreviewOptions(url=one.preview) if one.preview else LinkPreviewOptions(is_disabled=True)


def split(address: str) -> tuple[int, int | None]:
    """The chat and the topic that an address names; RefusedError for one that is none of Telegram's."""
    chat, _, thread = address.partition(":")
    try:
        return int(chat), int(thread) if thread else None
    except ValueError as error:
        raise RefusedError(f"不是 Telegram 的地址：{address}") from error
