"""The Telegram channel: keeps the connection, by polling or by webhook, and sends replies."""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import TYPE_CHECKING

from bot.channels.pacing import Limit, Pacer
from bot.channels.telegram.answers import Answers
from bot.channels.telegram.api import ANSWER_ERRORS, UPDATES, open_api
from bot.channels.telegram.examining import examine
from bot.channels.telegram.incoming import NAME, Me
from bot.channels.telegram.menus import Menus
from bot.channels.telegram.polling import Backoff, Poll, is_refused
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.updates import Updates
from bot.channels.telegram.webhook import Hook
from bot.ports.house import TELEGRAM_USERNAME

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from starlette.routing import BaseRoute

    from bot.config.sections import TelegramConfig
    from bot.ports.front import Front
    from bot.ports.house import House
    from bot.ports.messages import Reply

log = logging.getLogger(__name__)

OVERALL = (Limit(30, 1.0),)
A_CHAT = (Limit(1, 1.0),)
A_GROUP = (Limit(20, 60.0),)
AFTER_FAILURE = 30.0
HOOK_SECRET = "telegram_webhook_secret"  # noqa: S105 - the name of a setting


class TelegramChannel:
    """Telegram, with python-telegram-bot as the library for its types, calls and errors."""

    def __init__(self, front: Front, config: TelegramConfig, *, most_file_bytes: int) -> None:
        self._front = front
        self._config = config
        self._most_file_bytes = most_file_bytes
        self._api = open_api(config)
        self._sender = Sender(self._api, front, Pacer(overall=OVERALL, chat=A_CHAT, group=A_GROUP))
        self._hook = Hook(config.webhook) if config.webhook else None

    @property
    def name(self) -> str:
        """The channel's name in addresses."""
        return NAME

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Where the platform may call this program."""
        return (self._hook.route,) if self._hook else ()

    async def examine(self) -> tuple[str, ...]:
        """What is wrong with the connection, as Chinese sentences; nothing is sent to anyone."""
        return await examine(self._front, self._config)

    async def send(self, address: str, reply: Reply, *, first: bool = False) -> str | None:
        """Send one reply in its turn; where it stands."""
        return await self._sender.send(address, reply, first=first)

    async def rewrite(self, message: str, reply: Reply) -> None:
        """Let a reply that was sent read so from now on."""
        await self._sender.rewrite(message, reply)

    async def run(self) -> None:
        """Connect and take updates until cancelled; what can be mended is tried again for ever.

        A token that Telegram does not know stops the channel with one line in the log; the rest of the program runs on.
        """
        try:
            while True:
                try:
                    me = await self._connected()
                    if me is not None:
                        await self._take_updates(me)
                except Exception:
                    if _is_stopping():
                        raise
                    # the data cannot be written, or a fault of ours: the rest of the program runs on
                    log.exception("telegram_failed", extra={"again_in": AFTER_FAILURE})
                    await asyncio.sleep(AFTER_FAILURE)
                else:
                    return
        finally:
            await self._api.hang_up()

    async def _connected(self) -> Me | None:
        """Who we are, once the platform knows how we take updates; None when it does not know the token."""
        backoff = Backoff()
        while True:
            try:
                user = await self._api.get_me()
                if self._hook is None:
                    await self._api.delete_webhook(drop_pending_updates=False)
                else:
                    secret = self._config.webhook_secret.reveal() or await self._front.call(_hook_secret)
                    await self._api.set_webhook(self._hook.url, allowed_updates=UPDATES, secret_token=secret)
                    self._hook.secret = secret
                me = Me(id=user.id, username=user.username or "")
                break
            except ANSWER_ERRORS as error:
                if is_refused(error):
                    log.error("telegram_token_refused")  # noqa: TRY400 - said once, in one line
                    return None
                seconds = backoff.wait(error)
                log.warning("telegram_away", extra={"error": type(error).__name__, "again_in": round(seconds, 1)})
                await asyncio.sleep(seconds)
        await self._front.call(lambda house, _: house.store.settings.set(TELEGRAM_USERNAME, me.username))
        return me

    async def _take_updates(self, me: Me) -> None:
        async with asyncio.TaskGroup() as tasks:
            answers = Answers(self._front, self._sender, tasks)
            menus = Menus(self._front, self._api)
            updates = Updates(self._front, self._api, answers, menus, me=me, most_file_bytes=self._most_file_bytes)
            setting = tasks.create_task(menus.set_general())
            poll = Poll(self._front, self._api, updates, tasks) if self._hook is None else None
            try:
                if poll is not None:
                    await poll.run()
                elif self._hook is not None:
                    with self._hook.open_to(updates, tasks):
                        await asyncio.Event().wait()
            finally:
                setting.cancel()
                await answers.stop()
                if poll is not None:
                    await poll.stop()


def _is_stopping() -> bool:
    """Whether this task was cancelled, though what it ended with is an error."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _hook_secret(house: House, _: datetime) -> str:
    """What the platform proves itself with, made once."""
    secret = house.store.settings.get(HOOK_SECRET)
    if secret is None:
        secret = secrets.token_urlsafe(32)
        house.store.settings.set(HOOK_SECRET, secret)
    return secret
