"""Handles updates: those of one chat in order, different chats side by side; done with once the core has committed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import OrderedDict
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from telegram.constants import ChatAction
from telegram.error import BadRequest

from bot.channels.telegram import places
from bot.channels.telegram.answers import Answer
from bot.channels.telegram.api import ANSWER_ERRORS, keyboard_from
from bot.channels.telegram.incoming import (
    NAME,
    Heard,
    Left,
    Malformed,
    Moved,
    Returned,
    Unsupported,
    chat_of,
    meaning_of,
)
from bot.channels.telegram.outgoing import done_rows
from bot.channels.telegram.sending import split
from bot.ports.messages import File
from bot.texts import telegram as said

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.channels.telegram.answers import Answers
    from bot.channels.telegram.api import Api
    from bot.channels.telegram.incoming import Me, Meaning, Remote, Tap
    from bot.channels.telegram.menus import Menus
    from bot.channels.telegram.outgoing import Rows
    from bot.ports.front import Front
    from bot.ports.messages import Reply

log = logging.getLogger(__name__)

TYPING_AFTER = 1.0
TYPING_LASTS = 4.5
FETCH_SECONDS = 300.0
FETCH_TRIES = 3
FETCH_PAUSE = 2.0
FILES_AT_ONCE = 3
"""So many files are held in memory at a time."""
REMEMBERED = 2000


class Updates:
    """What is done with each update."""

    def __init__(self, front: Front, api: Api, answers: Answers, menus: Menus, *, me: Me, most_file_bytes: int) -> None:
        self._front = front
        self._api = api
        self._answers = answers
        self._menus = menus
        self._me = me
        self._most_file_bytes = most_file_bytes
        self._order: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._fetching = asyncio.Semaphore(FILES_AT_ONCE)
        self._last_said: OrderedDict[str, tuple[str, str]] = OrderedDict()
        self._shown: OrderedDict[tuple[int, int], Rows] = OrderedDict()

    async def take(self, raw: object) -> None:
        """Handle one update; it may be forgotten by the platform once this returns."""
        chat = chat_of(raw)
        order = self._order.setdefault(chat, asyncio.Lock())
        async with order:
            meaning = meaning_of(raw, me=self._me, at=self._front.now())
            if meaning is None:
                return
            try:
                await self._do(meaning, number=_number(raw))
            except Exception:
                log.exception("update_failed", extra={"channel": NAME})

    async def _do(self, meaning: Meaning, *, number: str) -> None:
        match meaning:
            case Heard():
                await self._hear(meaning)
            case Unsupported():
                self._answers.put(Answer(place=meaning.address, message_id=number, replies=(meaning.reply,)))
            case Moved():
                await self._front.call(lambda house, now: places.moved(house, now, meaning.old, meaning.new))
            case Left():
                await self._front.call(lambda house, now: places.left(house, now, meaning.address))
            case Returned():
                await self._front.call(lambda house, now: places.returned(house, now, meaning.address))
                if meaning.group:
                    greeting = said.greeting(self._me.username)
                    self._answers.put(Answer(place=meaning.address, message_id=number, replies=(greeting,)))
            case Malformed():
                log.warning("update_malformed", extra={"channel": NAME, "why": meaning.why})

    async def _hear(self, heard: Heard) -> None:
        if not self._is_news(heard):
            return
        incoming = heard.incoming
        place = incoming.group or incoming.address
        asides = [heard.aside] if heard.aside else []
        async with contextlib.AsyncExitStack() as held:
            if heard.remote is not None:
                await held.enter_async_context(self._fetching)
            await held.enter_async_context(self._typing(place, at_once=heard.remote is not None))
            if heard.remote is not None:
                file = await self._fetched(heard.remote)
                if file is None:
                    asides.append(said.file_not_fetched(heard.remote.name))
                else:
                    incoming = replace(incoming, files=(file,))
            if asides and not incoming.text and not incoming.files:
                replies: tuple[Reply, ...] = ()
            else:
                _, replies = await asyncio.gather(self._answer_tap(heard.tap), self._front.receive(incoming))
        self._answers.put(Answer(place=place, message_id=incoming.message_id, replies=(*asides, *replies)))
        if heard.tap is not None:
            done = next((one.done for one in replies if one.done), "")
            if done:
                await self._mark_done(heard.tap, done)
        if not incoming.group:
            await self._menus.refresh(incoming.address)

    def _is_news(self, heard: Heard) -> bool:
        """Whether something was said: an update of an edit also comes when only a preview or a keyboard changed."""
        if not heard.source:
            return True
        words = (heard.incoming.text, heard.remote.file_id if heard.remote else "")
        edited = heard.incoming.message_id != heard.source
        before = self._last_said.get(heard.source)
        _remember(self._last_said, heard.source, words)
        return not (edited and before == words)

    async def _answer_tap(self, tap: Tap | None) -> None:
        """Take the waiting sign off the button; too late is too late."""
        if tap is not None:
            with contextlib.suppress(*ANSWER_ERRORS):
                await self._api.answer_callback_query(tap.query_id)

    async def _mark_done(self, tap: Tap, done: str) -> None:
        """Let the tapped button say what has been done; a message that cannot be changed any more stays as it is."""
        message = (tap.chat_id, tap.message_id)
        # a tap that was on its way shows the buttons as they stood before the last change
        rows = done_rows(self._shown.get(message, tap.rows), tap.data, done)
        if not rows or rows == self._shown.get(message):
            return
        _remember(self._shown, message, rows)
        with contextlib.suppress(*ANSWER_ERRORS):
            await self._api.edit_message_reply_markup(*message, reply_markup=keyboard_from(rows))

    async def _fetched(self, remote: Remote) -> File | None:
        """A file with its bytes, or only named when it is too large; None when it cannot be had."""
        large = File(name=remote.name, content=b"", too_large=True)
        if remote.size > self._most_file_bytes:
            return large
        for tried in range(FETCH_TRIES):
            if tried:
                await asyncio.sleep(FETCH_PAUSE)
            try:
                async with asyncio.timeout(FETCH_SECONDS):
                    handle = await self._api.get_file(remote.file_id)
                    if (handle.file_size or 0) > self._most_file_bytes:
                        return large
                    return File(name=remote.name, content=bytes(await handle.download_as_bytearray()))
            except BadRequest as error:
                if "too big" in error.message.lower():
                    return large
                break
            except (*ANSWER_ERRORS, RuntimeError, TimeoutError):
                continue
        log.warning("file_not_fetched", extra={"channel": NAME})
        return None

    @asynccontextmanager
    async def _typing(self, place: str, *, at_once: bool) -> AsyncIterator[None]:
        """Show that an answer is being written, when it takes long."""
        showing = asyncio.create_task(self._show_typing(place, at_once=at_once))
        try:
            yield
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)

    async def _show_typing(self, place: str, *, at_once: bool) -> None:
        chat, thread = split(place)
        if not at_once:
            await asyncio.sleep(TYPING_AFTER)
        while True:
            with contextlib.suppress(*ANSWER_ERRORS):
                await self._api.send_chat_action(chat, ChatAction.TYPING, message_thread_id=thread)
            await asyncio.sleep(TYPING_LASTS)


def _number(raw: object) -> str:
    return f"update:{raw.get('update_id') if isinstance(raw, dict) else ''}"


def _remember(kept: OrderedDict[Any, Any], key: object, value: object) -> None:
    """Keep the newest, and so many."""
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > REMEMBERED:
        kept.popitem(last=False)
