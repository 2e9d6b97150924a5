"""The Bot API as this house calls it: the token stands on the wire only, faults by what the caller can do."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram.outgoing import is_link
from bot.ports.messages import InvalidError, MovedError, RefusedError, TransientError

if TYPE_CHECKING:
    from ssl import SSLContext

    from bot.channels.telegram.outgoing import Rows
    from bot.config.sections import Secret, TelegramConfig

OFFICIAL = "https://api.telegram.org"
HIDDEN = "hidden-token"
"""Stands for the token in every address that the libraries see, log, or put into an error; no quoting changes it."""

UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
POLL_SECONDS = 30
READ_SECONDS = 20.0
UPLOAD_SECONDS = 120.0
CONNECTIONS = 64

DEAD_CHATS = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "chat_id_invalid",
    "chat was deleted",
    "chat was deactivated",
    "user is deactivated",
    "chat_write_forbidden",
    "have no rights to send",
    "not enough rights to send",
)
"""A 400 that speaks of the chat; every other one speaks of the message."""

ANSWER_ERRORS = (TelegramError, TypeError, ValueError, LookupError, AttributeError)
"""What a call can raise: the library does not check the shape of what it reads."""


class Api(Bot):
    """The library's bot, which also hands over updates as they came: one that cannot be read spoils no other."""

    async def updates(self, offset: int, *, seconds: int) -> list[object]:
        """The next updates, those before `offset` being done with; waits up to so many seconds for one."""
        answer = await self._post(
            "getUpdates",
            {"offset": offset, "timeout": seconds, "allowed_updates": list(UPDATES)},
            read_timeout=seconds + READ_SECONDS,
        )
        if not isinstance(answer, list):
            raise TelegramError("no list of updates")
        return answer

    async def hang_up(self) -> None:
        """Close every connection."""
        await asyncio.gather(*(request.shutdown() for request in self._request))


def open_api(config: TelegramConfig) -> Api:
    """A bot for this configuration; it connects when it is first used."""
    verify = httpx.create_ssl_context()
    base = (config.base_url or OFFICIAL).rstrip("/")
    return Api(
        token=HIDDEN,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=_request(config, verify, connections=CONNECTIONS),
        get_updates_request=_request(config, verify, connections=2),
    )


def fault_from(error: Exception) -> Exception:
    """What the caller can do about a fault of the platform."""
    match error:
        case RetryAfter():
            # the library gives seconds, or a timedelta when its own switch asks for one
            wait = error.retry_after
            seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
            return TransientError("Telegram 要求稍后再发", retry_after=seconds)
        case ChatMigrated():
            return MovedError(str(error.new_chat_id))
        case Forbidden() | BadRequest():  # before NetworkError: a 400 is of that kind too
            if isinstance(error, Forbidden) or any(words in error.message.lower() for words in DEAD_CHATS):
                return RefusedError(f"Telegram 拒绝：{error.message}")
            return InvalidError(f"Telegram 不收这条消息：{error.message}")
        case _:
            return TransientError("连不上 Telegram" if isinstance(error, TelegramError) else "Telegram 的回答看不懂")


def keyboard_from(rows: Rows) -> InlineKeyboardMarkup | None:
    """Buttons as the platform takes them: links open, the rest send their text."""
    markup = [
        [
            InlineKeyboardButton(one.label, url=one.send)
            if is_link(one.send)
            else InlineKeyboardButton(one.label, callback_data=one.send)
            for one in row
        ]
        for row in rows
    ]
    return InlineKeyboardMarkup(markup) if markup else None


def _request(config: TelegramConfig, verify: SSLContext, *, connections: int) -> HTTPXRequest:
    limits = httpx.Limits(max_connections=connections)
    transport = _Wire(config.token, proxy=config.proxy or None, limits=limits, verify=verify)
    return _Request(
        read_timeout=READ_SECONDS,
        write_timeout=READ_SECONDS,
        connect_timeout=10.0,
        pool_timeout=30.0,
        media_write_timeout=UPLOAD_SECONDS,
        httpx_kwargs={"transport": transport},
    )


class _Request(HTTPXRequest):
    """Reads answers as the library does, but logs nothing of what they hold."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError) as error:
            raise TelegramError("Invalid server response") from error
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        return answer


class _Wire(httpx.AsyncHTTPTransport):
    """Puts the token into the address at the last moment."""

    def __init__(self, token: Secret, *, proxy: str | None, limits: httpx.Limits, verify: SSLContext) -> None:
        super().__init__(proxy=proxy, limits=limits, verify=verify)
        self._token = token

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to the address it means."""
        path = request.url.raw_path.replace(HIDDEN.encode(), self._token.reveal().encode(), 1)
        return await super().handle_async_request(
            httpx.Request(
                request.method,
                request.url.copy_with(raw_path=path),
                headers=request.headers,
                stream=request.stream,
                extensions=request.extensions,
            )
        )
