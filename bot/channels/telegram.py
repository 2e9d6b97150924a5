"""Telegram: updates to messages, replies to Bot API calls, by long polling.

The conversions are pure and tested on recorded updates; `TelegramChannel` is the connection.
"""

from __future__ import annotations

import asyncio
import logging
from html import escape
from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.constants import ChatType, MessageLimit, ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from bot.ports.messages import File, Incoming, RefusedError, TransientError

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from telegram import Message

    from bot.config import TelegramConfig
    from bot.ports.front import Front
    from bot.ports.messages import Button, Reply

log = logging.getLogger(__name__)

NAME = "telegram"
CALLBACK_BYTES = 64
RETRY_SECONDS = 30
UPDATES = ["message", "callback_query"]


def incoming_from(update: Update, *, at: datetime) -> Incoming | None:
    """The message that an update carries, without its files; None for what is no private message or tap."""
    if update.callback_query is not None:
        query = update.callback_query
        return Incoming(
            channel=NAME,
            address=str(query.from_user.id),
            message_id=f"tap:{query.id}",
            text=query.data or "",
            at=at,
            sender_name=query.from_user.full_name,
        )
    message = update.message
    if message is None or message.from_user is None or message.chat.type != ChatType.PRIVATE:
        return None
    return Incoming(
        channel=NAME,
        address=str(message.chat.id),
        message_id=f"{message.chat.id}:{message.message_id}",
        text=message.text or message.caption or "",
        at=at,
        sender_name=message.from_user.full_name,
    )


def html_from(reply: Reply) -> tuple[str, ...]:
    """The reply as HTML messages, each within the platform's length; titles bold, the note in italics."""
    parts = [f"<b>{escape(reply.title)}</b>"] if reply.title else []
    parts.append(escape(reply.body))
    if reply.note:
        parts.append(f"<i>{escape(reply.note)}</i>")
    whole = "\n".join(parts)
    if len(whole) <= MessageLimit.MAX_TEXT_LENGTH:
        return (whole,)
    # too long for marks that must not be cut: plain text, cut at the end of a sentence
    return tuple(escape(piece) for piece in pieces(reply.text, MessageLimit.MAX_TEXT_LENGTH // 2))


def pieces(text: str, most: int) -> tuple[str, ...]:
    """The text in pieces of at most `most` characters, cut after a sentence where one ends, in the middle if not."""
    found: list[str] = []
    rest = text
    while len(rest) > most:
        end = max(rest.rfind(mark, 0, most) for mark in "。！？；\n")
        cut = end + 1 if end > 0 else most
        found.append(rest[:cut])
        rest = rest[cut:]
    return (*found, rest)


def keyboard_from(buttons: tuple[Button, ...]) -> InlineKeyboardMarkup | None:
    """Buttons two a row; links open, the rest send their text; what is too long for the platform can be typed."""
    fitting = [
        InlineKeyboardButton(button.label, url=button.send)
        if button.send.startswith(("http://", "https://"))
        else InlineKeyboardButton(button.label, callback_data=button.send)
        for button in buttons
        if button.send.startswith(("http://", "https://")) or len(button.send.encode()) <= CALLBACK_BYTES
    ]
    rows = [fitting[at : at + 2] for at in range(0, len(fitting), 2)]
    return InlineKeyboardMarkup(rows) if rows else None


class TelegramChannel:
    """The connection: polls, hands messages to the core, sends replies."""

    def __init__(self, front: Front, config: TelegramConfig, *, most_file_bytes: int) -> None:
        self._front = front
        self._most_file_bytes = most_file_bytes
        builder = ApplicationBuilder().token(config.token.reveal())
        if config.base_url:
            builder = builder.base_url(f"{config.base_url}/bot").base_file_url(f"{config.base_url}/file/bot")
        self._application: Application[Any, Any, Any, Any, Any, Any] = builder.build()
        self._application.add_handler(TypeHandler(Update, self._on_update))

    @property
    def name(self) -> str:
        """The channel's name in addresses."""
        return NAME

    async def run(self) -> None:
        """Connect, trying again while the network is away, and poll until cancelled.

        A token that Telegram does not know stops the channel with one line in the log; the rest of the program runs on.
        """
        try:
            while True:
                try:
                    await self._application.initialize()
                    break
                except InvalidToken:
                    log.error("telegram_token_refused")  # noqa: TRY400 - a traceback would show the address with the token
                    return
                except NetworkError:
                    log.warning("telegram_unreachable", extra={"again_in": RETRY_SECONDS})
                    await asyncio.sleep(RETRY_SECONDS)
            await self._application.start()
            if self._application.updater is not None:
                await self._application.updater.start_polling(allowed_updates=UPDATES, bootstrap_retries=-1)
            await asyncio.Event().wait()
        finally:
            if self._application.updater is not None and self._application.updater.running:
                await self._application.updater.stop()
            if self._application.running:
                await self._application.stop()
            await self._application.shutdown()

    async def send(self, address: str, reply: Reply) -> None:
        """Send one reply; a blocked bot or an unknown chat is refused, a passing fault is transient."""
        texts = html_from(reply)
        try:
            for at, text in enumerate(texts):
                await self._application.bot.send_message(
                    chat_id=int(address),
                    text=text,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                    reply_markup=keyboard_from(reply.buttons) if at == len(texts) - 1 else None,
                )
        except RetryAfter as error:
            # the library gives seconds, or a timedelta when its own switch asks for one
            wait = error.retry_after
            seconds = float(wait) if isinstance(wait, int) else wait.total_seconds()
            raise TransientError("Telegram 要求稍后再发", retry_after=seconds) from error
        except (Forbidden, BadRequest) as error:
            raise RefusedError(f"Telegram 拒绝：{error.message}") from error
        except NetworkError as error:
            raise TransientError("连不上 Telegram") from error

    async def _on_update(self, update: Update, _: object) -> None:
        incoming = incoming_from(update, at=self._front.now())
        if incoming is None:
            return
        if update.callback_query is not None:
            await update.callback_query.answer()
        if update.message is not None:
            incoming = await self._with_files(incoming, update.message)
        for reply in await self._front.receive(incoming):
            try:
                await self.send(incoming.address, reply)
            except (RefusedError, TransientError):
                log.warning("reply_not_sent", extra={"channel": NAME}, exc_info=True)

    async def _with_files(self, incoming: Incoming, message: Message) -> Incoming:
        """The message with its document or largest photo; one that is too large to take is only named."""
        part = message.document or (message.photo[-1] if message.photo else None)
        if part is None:
            return incoming
        large = (part.file_size or 0) > self._most_file_bytes
        try:
            content = b"" if large else bytes(await (await part.get_file()).download_as_bytearray())
        except TelegramError:
            log.warning("file_not_fetched", extra={"channel": NAME}, exc_info=True)
            return incoming
        name = message.document.file_name if message.document and message.document.file_name else "照片.jpg"
        return Incoming(
            channel=incoming.channel,
            address=incoming.address,
            message_id=incoming.message_id,
            text=incoming.text,
            at=incoming.at,
            files=(File(name=name, content=content, too_large=large),),
            sender_name=incoming.sender_name,
        )
