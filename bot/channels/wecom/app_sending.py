"""Sends the self-built application's replies part by part: paced, what has gone out is not sent again."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Any

from bot.channels.pacing import Limit, Pacer
from bot.channels.recent import Recent
from bot.channels.wecom.app_incoming import NAME
from bot.channels.wecom.app_outgoing import app_parts_from, bodies_from, file_from, texts_from
from bot.channels.wecom.outgoing import Card, Upload
from bot.channels.wecom.wire import AnswerError, UnreachableError
from bot.texts import wecom, wecom_app

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.channels.wecom.app_api import WecomApi
    from bot.channels.wecom.outgoing import Part
    from bot.ports.messages import Attachment, Reply

LIMITS = (Limit(30, 60.0), Limit(1000, 3600.0))
"""What goes to one member beyond these is dropped by the platform without a word."""

REUSED_TASK_ID = 42014
LEAST_FILE_BYTES = 5
MOST_FILE_BYTES = 20 * 1024 * 1024
MOST_BEGUN = 500
MOST_CARDS = 2000

log = logging.getLogger(__name__)


class AppSender:
    """Turns replies into calls; remembers what was begun, and the cards that may still be tapped."""

    def __init__(self, api: WecomApi, *, content: Callable[[Attachment], Awaitable[bytes | None]]) -> None:
        self._api = api
        self._content = content
        self._pacer = Pacer(chat=LIMITS)
        self._begun: Recent[tuple[str, Reply], list[Part]] = Recent(MOST_BEGUN)
        self._cards: Recent[str, Card] = Recent(MOST_CARDS)

    async def send(self, person: str, reply: Reply, *, first: bool = False) -> None:
        """Send what is left of a reply; AnswerError, UnreachableError, RefusedError."""
        # taken out while it is under way, so that the same words said twice do not share one beginning
        left = self._begun.pop((person, reply), None) or list(app_parts_from(reply, fresh=_fresh))
        try:
            while left:
                await self._part(person, left[0], first=first)
                del left[0]
        except (AnswerError, UnreachableError):
            self._begun[person, reply] = left
            raise

    async def change_card(self, person: str, *, task_id: str, key: str, response_code: str, done: str) -> None:
        """Let the card that was tapped say what was done.

        A card of before a restart is not remembered: its buttons give way to what was done.
        """
        card = self._cards.get(task_id)
        change = {"template_card": card.done(key, done)} if card is not None else {"button": {"replace_name": done}}
        await self._api.change_card(person, response_code=response_code, change=change)

    async def _part(self, person: str, part: Part, *, first: bool) -> None:
        if isinstance(part, Upload):
            await self._file(person, part.file, first=first)
            return
        if isinstance(part, Card):
            self._cards[part.task_id] = part
        for body in bodies_from(part):
            try:
                await self._say(person, body, first=first)
            except AnswerError as error:
                if not isinstance(part, Card) or not _of_card(error):
                    raise
                if error.code != REUSED_TASK_ID:
                    await self._instead(person, part, error, first=first)
                # else it is there: an earlier try had arrived, though its answer had not

    async def _instead(self, person: str, card: Card, error: AnswerError, *, first: bool) -> None:
        """The same as words to type, where the platform does not take the card."""
        log.warning("card_not_taken", extra={"channel": NAME, "code": error.code})
        for body in texts_from(card.typed):
            await self._say(person, body, first=first)

    async def _file(self, person: str, file: Attachment, *, first: bool) -> None:
        """A stored file; one that the platform does not take, or that is gone, is named."""
        content = await self._content(file) or b""
        if LEAST_FILE_BYTES <= len(content) <= MOST_FILE_BYTES:
            await self._say(person, file_from(await self._api.upload(file.name, content)), first=first)
            return
        for body in texts_from(wecom.file_not_sent(file.name)):
            await self._say(person, body, first=first)

    async def _say(self, person: str, body: Mapping[str, Any], *, first: bool) -> None:
        await self._pacer.turn(person, first=first)
        await self._api.send(person, body)


def _fresh() -> str:
    """A text that was never given before."""
    return secrets.token_hex(16)


def _of_card(error: AnswerError) -> bool:
    """Whether the platform may take the same words without a card: it is no trouble that a text would meet too."""
    return error.code not in {*wecom_app.EXPLAINED, wecom_app.NOT_FROM_HERE}
