"""The connection to Telegram: takes updates, hands messages to the core, sends replies."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from bot.channels.telegram.incoming import NAME, incoming_from
from bot.channels.telegram.outgoing import html_from, keyboard_from
from bot.ports.messages import File, Incoming, RefusedError, TransientError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from starlette.routing import BaseRoute
    from telegram import Message

    from bot.config.sections import TelegramConfig
    from bot.ports.front import Front
    from bot.ports.messages import Reply

log = logging.getLogger(__name__)

RETRY_SECONDS = 30
UPDATES = ["message", "callback_query"]


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

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Where the platform may call this program."""
        return ()

    async def examine(self) -> tuple[str, ...]:
        """What is wrong with the connection, as Chinese sentences; nothing is sent to anyone."""
        return ()

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

    async def send(self, address: str, reply: Reply, *, first: bool = False) -> None:
        """Send one reply; a blocked bot or an unknown chat is refused, a passing fault is transient."""
        del first
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
