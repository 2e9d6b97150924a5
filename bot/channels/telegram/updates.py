"""Handles updates: those of one chat in order, different chats side by side; done with once answered."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from telegram.constants import ChatAction
from telegram.error import BadRequest

from bot.channels.recent import Recent
from bot.channels.telegram import places
from bot.channels.telegram.albums import album_of, together
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
"""The files of so many messages are held in memory at a time."""
ALBUM_SECONDS = 1.0
"""The parts of an album come one after the other, within a moment."""
REMEMBERED = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Album:
    """Updates that are handled together, and when they have been."""

    raws: list[object]
    done: asyncio.Event = field(default_factory=asyncio.Event)


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
        self._albums: dict[str, _Album] = {}
        self._fetching = asyncio.Semaphore(FILES_AT_ONCE)
        self._last_said: Recent[str, int] = Recent(REMEMBERED)
        self._shown: Recent[tuple[int, int], Rows] = Recent(REMEMBERED)

    async def take(self, raw: object) -> None:
        """Handle one update; it may be forgotten by the platform once this returns."""
        name = album_of(raw)
        begun = self._albums.get(name)
        if begun is not None:
            begun.raws.append(raw)
            await begun.done.wait()
            return
        album = _Album(raws=[raw])
        try:
            await self._take(album, name)
        finally:
            album.done.set()

    async def _take(self, album: _Album, name: str) -> None:
        """Handle an update, or those of an album together, after the chat's others."""
        if name:
            self._albums[name] = album
        order = self._order.setdefault(chat_of(album.raws[0]), asyncio.Lock())
        answer: Answer | None = None
        async with order:
            try:
                if name:
                    await asyncio.sleep(ALBUM_SECONDS)
            finally:
                self._albums.pop(name, None)
            try:
                meaning = together(album.raws, me=self._me, at=self._front.now())
                if meaning is not None:
                    answer = await self._do(meaning, number=_number(album.raws[0]))
            except Exception:
                log.exception("update_failed", extra={"channel": NAME})
        if answer is not None:
            await answer.settled.wait()

    async def _do(self, meaning: Meaning, *, number: str) -> Answer | None:
        """Do what an update asks; what is said to it, which is on its way then."""
        match meaning:
            case Heard():
                return await self._hear(meaning)
            case Unsupported():
                return self._said(meaning.address, number, (meaning.reply,))
            case Moved():
                await self._front.call(lambda house, now: places.moved(house, now, meaning.old, meaning.new))
            case Left():
                await self._front.call(lambda house, now: places.left(house, now, meaning.address))
            case Returned():
                await self._front.call(lambda house, now: places.returned(house, now, meaning.address))
                if meaning.group:
                    return self._said(meaning.address, number, (said.greeting(self._me.username),))
            case Malformed():
                log.warning("update_malformed", extra={"channel": NAME, "why": meaning.why})
        return None

    def _said(self, place: str, message_id: str, replies: tuple[Reply, ...]) -> Answer:
        """An answer on its way."""
        answer = Answer(place=place, message_id=message_id, replies=replies)
        self._answers.put(answer)
        return answer

    async def _hear(self, heard: Heard) -> Answer | None:
        if not self._is_news(heard):
            return None
        incoming = heard.incoming
        place = incoming.group or incoming.address
        asides = [heard.aside] if heard.aside else []
        async with contextlib.AsyncExitStack() as held:
            if heard.remotes:
                await held.enter_async_context(self._fetching)
            await held.enter_async_context(self._typing(place, at_once=bool(heard.remotes)))
            for remote in heard.remotes:
                file = await self._fetched(remote)
                if file is None:
                    asides.append(said.file_not_fetched(remote.name))
                else:
                    incoming = replace(incoming, files=(*incoming.files, file))
            if asides and not incoming.text and not incoming.files:
                replies: tuple[Reply, ...] = ()
            else:
                _, replies = await asyncio.gather(self._answer_tap(heard.tap), self._front.receive(incoming))
        answer = self._said(place, incoming.message_id, (*asides, *replies))
        if heard.tap is not None:
            done = next((one.done for one in replies if one.done), "")
            if done:
                await self._mark_done(heard.tap, done)
        if not incoming.group:
            await self._menus.refresh(incoming.address)
        return answer

    def _is_news(self, heard: Heard) -> bool:
        """Whether something was said: an update of an edit also comes when only a preview or a keyboard changed."""
        if not heard.source:
            return True
        # not the words themselves: nothing of what people say is kept here
        words = hash((heard.incoming.text, *(one.file_id for one in heard.remotes)))
        edited = heard.incoming.message_id != heard.source
        before = self._last_said.get(heard.source)
        self._last_said[heard.source] = words
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
        self._shown[message] = rows
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
