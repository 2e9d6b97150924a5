"""Sends replies part by part: paced, and never twice where the platform lets us tell.

A stream is told by its id and a card by its task id, so asking again after silence is harmless. Other messages are told
by nothing: they are asked again only by whoever sends the reply again, and then only what is still left of it.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.channels.recent import Recent
from bot.channels.wecom import media
from bot.channels.wecom.link import PASSING, AwayError, CodeError, SilentError, accepted
from bot.channels.wecom.outgoing import Bubble, Card, Upload, parts_from
from bot.channels.wecom.protocol import (
    RESPOND,
    SEND,
    UPLOAD_BEGIN,
    UPLOAD_CHUNK,
    UPLOAD_END,
    Ack,
    card_body,
    markdown_body,
    media_body,
    stream_body,
    to_chat,
)
from bot.texts import wecom as said

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable, Mapping
    from typing import Any

    from bot.channels.pacing import Pacer
    from bot.channels.wecom.longconn import LongConnection
    from bot.channels.wecom.outgoing import Part
    from bot.channels.wecom.protocol import MediaKind
    from bot.ports.messages import Attachment, Reply

log = logging.getLogger(__name__)

INVALID_REQ_ID = 846605
EXPIRED = 846608
REUSED_TASK_ID = 42014
TRIES = 3
CONNECT_SECONDS = 5.0
MOST_BEGUN = 500
MOST_CARDS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """Where a message goes."""

    address: str
    group: bool = False


class _TooLateError(Exception):
    """A message can no longer be answered where it was written."""


@dataclass(slots=True)
class _Begun:
    """What is left of a reply, and what nobody could say about the part under way.

    `answers` is the req_id of the message that the next part answers, while it does; tried again much later, it still
    answers there, where the platform tells it from its like.
    """

    left: list[Part]
    stream_id: str
    answers: str
    doubted: bool = False
    late: list[asyncio.Future[Ack]] = field(default_factory=list)
    """Each asking for the part under way whose answer may still come."""

    def unanswered(self, silent: SilentError) -> None:
        """Nobody said whether the part arrived."""
        self.doubted = True
        if silent.late is not None:
            self.late.append(silent.late)


def fresh() -> str:
    """A text that was never given before."""
    return secrets.token_hex(8)


def _parts(chat: Chat, reply: Reply, *, rating: bool) -> list[Part]:
    return list(parts_from(reply, group=chat.group, rating=rating, fresh=fresh))


class Sender:
    """Turns replies into requests; remembers what is under way, and the cards that may still be tapped."""

    def __init__(
        self,
        connection: LongConnection,
        *,
        pacer: Pacer,
        uploads: Pacer,
        content: Callable[[Attachment], Awaitable[bytes | None]],
    ) -> None:
        self._connection = connection
        self._pacer = pacer
        self._uploads = uploads
        self._content = content
        self._begun: Recent[tuple[Chat, Reply], _Begun] = Recent(MOST_BEGUN)
        self._cards: Recent[str, Card] = Recent(MOST_CARDS)

    def card(self, task_id: str) -> Card | None:
        """A card that was sent since the start, if it is still remembered."""
        return self._cards.get(task_id)

    async def send(self, chat: Chat, reply: Reply, *, first: bool = False, answers: str = "") -> None:
        """Send what is left of a reply; its first part answers the message with the req_id `answers`, if any.

        Raise AwayError, SilentError or CodeError; what has been sent by then is not sent again.
        """
        key = (chat, reply)
        # taken out while it is under way, so that the same words said twice do not share one beginning
        begun = self._begun.pop(key, None) or _Begun(
            left=_parts(chat, reply, rating=bool(answers)), stream_id=fresh(), answers=answers
        )
        try:
            while begun.left:
                await self._pacer.turn(chat.address, group=chat.group, first=first)
                try:
                    await self._part(chat, begun)
                    del begun.left[0]
                except _TooLateError:
                    # unasked, it cannot be rated with a thumb: its buttons come back
                    begun.left = _parts(chat, reply, rating=False)
                # the req_id belongs to the one part that answers, so that what is said to us belongs to one part
                begun.answers, begun.doubted, begun.late = "", False, []
        except (AwayError, SilentError, CodeError):
            self._begun[key] = begun
            raise

    async def _part(self, chat: Chat, begun: _Begun) -> None:
        part = begun.left[0]
        if isinstance(part, Card):
            await self._card(chat, part, begun)
        elif isinstance(part, Upload):
            await self._upload(chat, part, begun)
        elif begun.answers:
            await self._stream(part, begun)
        else:
            await self._push(chat, markdown_body(part.text), begun)

    async def _stream(self, bubble: Bubble, begun: _Begun) -> None:
        """Answer a message; the same stream asked again changes nothing."""
        body = stream_body(begun.stream_id, bubble.text, feedback=bubble.feedback)
        try:
            await self._insist(RESPOND, body, begun, req_id=begun.answers)
        except CodeError as error:
            if error.errcode == EXPIRED and begun.doubted:
                # it is there, and closed: the first asking had arrived
                return
            if error.errcode in {INVALID_REQ_ID, EXPIRED}:
                raise _TooLateError from error
            raise

    async def _card(self, chat: Chat, card: Card, begun: _Begun) -> None:
        """A card, or the text that says the same where it is not taken."""
        self._cards[card.task_id] = card
        body = card_body(card.shown())
        try:
            if begun.answers:
                await self._insist(RESPOND, body, begun, req_id=begun.answers)
            else:
                await self._insist(SEND, to_chat(chat.address, body, group=chat.group), begun)
        except CodeError as error:
            if error.errcode == REUSED_TASK_ID and begun.doubted:
                # it is there: the first asking had arrived
                return
            if begun.answers and error.errcode in {INVALID_REQ_ID, EXPIRED}:
                raise _TooLateError from error
            if error.errcode in PASSING:
                raise
            log.warning("wecom_card_refused", extra={"errcode": error.errcode})
            begun.left[0] = Bubble(text=card.typed)
            begun.answers, begun.doubted = "", False
            await self._push(chat, markdown_body(card.typed), begun)

    async def _insist(self, cmd: str, body: Mapping[str, Any], begun: _Begun, *, req_id: str = "") -> None:
        """Ask again after silence, a few times: for what the platform tells by an id."""
        for left in reversed(range(TRIES)):
            if any(map(accepted, begun.late)):
                return
            try:
                await self._connection.ask(cmd, body, req_id=req_id, wait=CONNECT_SECONDS)
            except SilentError as error:
                begun.unanswered(error)
                if not left:
                    raise
            else:
                return

    async def _push(self, chat: Chat, body: Mapping[str, Any], begun: _Begun) -> None:
        """A message that nothing tells from its like: after silence it is for the caller to try again."""
        if await self._connection.came_late(begun.late):
            return
        try:
            await self._connection.ask(SEND, to_chat(chat.address, body, group=chat.group), wait=CONNECT_SECONDS)
        except SilentError as error:
            begun.unanswered(error)
            raise

    async def _upload(self, chat: Chat, upload: Upload, begun: _Begun) -> None:
        """A stored file; one that the platform does not take, or that is gone, is named."""
        name = upload.file.name
        content = await self._content(upload.file)
        kind = media.sent_as(name, content) if content is not None else None
        if content is None or kind is None:
            begun.left[0] = Bubble(text=said.file_not_sent(name))
            await self._push(chat, markdown_body(said.file_not_sent(name)), begun)
            return
        media_id = await self._uploaded(name, content, kind)
        await self._push(chat, media_body(kind, media_id), begun)

    async def _uploaded(self, name: str, content: bytes, kind: MediaKind) -> str:
        """Upload in chunks; give the platform's id for the file."""
        await self._uploads.turn("")
        begin = await self._ask_for(UPLOAD_BEGIN, media.upload_body(name, content, kind), "upload_id")
        for number, piece in enumerate(media.chunks(content)):
            body = {"upload_id": begin, "chunk_index": number, "base64_data": piece}
            await self._connection.ask(UPLOAD_CHUNK, body)
        return await self._ask_for(UPLOAD_END, {"upload_id": begin}, "media_id")

    async def _ask_for(self, cmd: str, body: Mapping[str, Any], name: str) -> str:
        """Ask for something that the answer has to hold."""
        ack = await self._connection.ask(cmd, body, wait=CONNECT_SECONDS)
        found = ack.body.get(name)
        if not isinstance(found, str):
            raise CodeError(ack.errcode, f"no {name}")
        return found
