"""Sends a reply to a person or a group, message by message, each in its turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InputFile, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter

from bot.channels.telegram.api import ANSWER_ERRORS, fault_from, keyboard_from
from bot.channels.telegram.outgoing import Loaded, outgoing_from
from bot.ports.messages import RefusedError, TransientError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.channels.pacing import Pacer
    from bot.channels.telegram.api import Api
    from bot.channels.telegram.outgoing import Outgoing
    from bot.ports.front import Front
    from bot.ports.house import House
    from bot.ports.messages import Attachment, Reply

NO_TOPIC = ("thread not found", "topic_closed", "topic_deleted")


class Sender:
    """Turns replies into calls; raises what the Channel port allows and nothing else."""

    def __init__(self, api: Api, front: Front, pacer: Pacer) -> None:
        self._api = api
        self._front = front
        self._pacer = pacer

    async def send(self, address: str, reply: Reply, *, first: bool) -> None:
        """Send one reply, in as many messages as it needs."""
        chat, thread = split(address)
        files = await self._loaded(reply.files) if reply.files else ()
        for one in outgoing_from(reply, files):
            await self._pacer.turn(str(chat), group=chat < 0, first=first)
            try:
                await self._call(chat, thread, one)
            except ANSWER_ERRORS as error:
                fault = fault_from(error)
                if isinstance(error, RetryAfter) and isinstance(fault, TransientError):
                    self._pacer.pause(str(chat), fault.retry_after or 0.0)
                raise fault from error

    async def _loaded(self, files: tuple[Attachment, ...]) -> tuple[Loaded, ...]:
        def read(house: House, _: datetime) -> tuple[Loaded, ...]:
            return tuple(Loaded(name=one.name, content=house.store.files.get(one.digest)) for one in files)

        return await self._front.call(read)

    async def _call(self, chat: int, thread: int | None, one: Outgoing) -> None:
        """Send one message; to a group whose topic is gone, without it; a picture that is refused, as a file."""
        try:
            await self._post(chat, thread, one, as_picture=one.picture)
        except BadRequest as error:
            why = error.message.lower()
            if thread is not None and any(words in why for words in NO_TOPIC):
                await self._post(chat, None, one, as_picture=one.picture)
            elif one.picture and "photo" in why:
                await self._post(chat, thread, one, as_picture=False)
            else:
                raise

    async def _post(self, chat: int, thread: int | None, one: Outgoing, *, as_picture: bool) -> None:
        keyboard = keyboard_from(one.rows)
        if one.content is None:
            preview = LinkPreviewOptions(url=one.preview) if one.preview else LinkPreviewOptions(is_disabled=True)
            await self._api.send_message(
                chat,
                one.html,
                parse_mode=ParseMode.HTML,
                link_preview_options=preview,
                reply_markup=keyboard,
                message_thread_id=thread,
            )
            return
        file = InputFile(one.content, filename=one.name)
        caption = one.html or None
        if as_picture:
            await self._api.send_photo(
                chat, file, caption, parse_mode=ParseMode.HTML, reply_markup=keyboard, message_thread_id=thread
            )
        else:
            await self._api.send_document(
                chat, file, caption, parse_mode=ParseMode.HTML, reply_markup=keyboard, message_thread_id=thread
            )


def split(address: str) -> tuple[int, int | None]:
    """The chat and the topic that an address names; RefusedError for one that is none of Telegram's."""
    chat, _, thread = address.partition(":")
    try:
        return int(chat), int(thread) if thread else None
    except ValueError as error:
        raise RefusedError(f"不是 Telegram 的地址：{address}") from error
