"""The WeCom channel: hands what is said, tapped and rated to the core, and its replies to the sender."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from bot.channels.pacing import Limit, Pacer
from bot.channels.recent import Recent
from bot.channels.wecom import protocol
from bot.channels.wecom.checking import examined
from bot.channels.wecom.incoming import NAME, incoming_from, media_from, text_from
from bot.channels.wecom.link import TOO_OFTEN, AwayError, CodeError, SilentError
from bot.channels.wecom.longconn import LongConnection, Standing, Waits
from bot.channels.wecom.media import MediaError, fetched
from bot.channels.wecom.outgoing import forgotten, plain_from, rated_entry
from bot.channels.wecom.sending import Chat, Sender
from bot.ports.messages import InvalidError, RefusedError, TransientError
from bot.ports.people import Role
from bot.telling import answer_later, tell_office
from bot.texts import wecom as words
from bot.texts.common import moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.routing import BaseRoute

    from bot.channels.wecom.protocol import Entered, Frame, Origin, Rated, Said, Tapped
    from bot.config.sections import WecomConfig
    from bot.ports.front import Front
    from bot.ports.house import House
    from bot.ports.messages import Attachment, File, Reply

log = logging.getLogger(__name__)

CHAT_LIMITS = (Limit(30, 60.0), Limit(1000, 3600.0))
UPLOAD_LIMITS = (Limit(30, 60.0), Limit(1000, 3600.0))
MOST_SEEN = 5000
LATER_SECONDS = 30.0
WORKING_SECONDS = 4.0
"""A card can be replaced within five seconds after a tap; when the core takes longer it says that it works."""

GONE = frozenset({40003, 60111, 81013})
"""There is no such member."""
NEVER = frozenset({40058, 40201, 44004, 45002})
"""Malformed, stopped by the content filter, empty, too long: this message never, the person is fine."""
TOO_OFTEN_SECONDS = 60.0

_STANDING = "wecom_standing"
_ALARMS = {Standing.EVICTED: words.evicted, Standing.REFUSED: words.refused}


@dataclass(slots=True, weakref_slot=True)
class _Turns:
    """One person's messages are taken in order, and answered in order."""

    taking: asyncio.Lock = field(default_factory=asyncio.Lock)
    telling: asyncio.Lock = field(default_factory=asyncio.Lock)


class WecomChannel:
    """The 智能机器人 on its long connection."""

    def __init__(self, front: Front, config: WecomConfig, *, most_file_bytes: int, waits: Waits | None = None) -> None:
        self._front = front
        self._config = config
        self._most_file_bytes = most_file_bytes
        self._waits = waits or Waits()
        self._connection = LongConnection(config, waits=self._waits, came=self._came, stands=self._stands)
        self._sender = Sender(
            self._connection,
            pacer=Pacer(chat=CHAT_LIMITS),
            uploads=Pacer(chat=UPLOAD_LIMITS),
            content=self._content,
        )
        self._group: asyncio.TaskGroup | None = None
        self._turns: WeakValueDictionary[str, _Turns] = WeakValueDictionary()
        self._seen: Recent[str, None] = Recent(MOST_SEEN)

    @property
    def name(self) -> str:
        """The channel's name in addresses."""
        return NAME

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Nothing: the connection goes out."""
        return ()

    async def run(self) -> None:
        """Keep the connection, and handle what comes, until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                await self._connection.run()
        finally:
            self._group = None

    async def examine(self) -> tuple[str, ...]:
        """What is wrong, as Chinese sentences.

        Whether the secret is right only a subscription tells, and that would push the running program out: for this,
        what the running program last met is said.
        """
        host = urlsplit(self._config.host)
        port = host.port or (443 if host.scheme == "wss" else 80)
        fault = await examined(self._config, self._waits)
        kept = await self._front.call(lambda house, _: house.store.settings.get(_STANDING))
        standing, _, since = (kept or "").partition(" ")
        found = (
            words.fault(fault, host.hostname or "", port) if fault else "",
            words.state(standing, moment(datetime.fromisoformat(since))) if since else "",
        )
        return tuple(one for one in found if one)

    async def send(self, address: str, reply: Reply, *, first: bool = False) -> None:
        """Send one reply to a person or a group; what has gone out of it is not sent again."""

        def is_group(house: House, _: datetime) -> bool:
            person = house.store.people.at(NAME, address)
            return person is not None and person.role is Role.GROUP

        chat = Chat(address=address, group=await self._front.call(is_group))
        try:
            await self._sender.send(chat, reply, first=first)
        except (AwayError, SilentError, CodeError) as error:
            raise _fault(error) from error

    def _came(self, frame: Frame) -> None:
        """Handle a frame beside the others; one that is repeated is handled once."""
        if self._group is None or not isinstance(
            frame, protocol.Said | protocol.Tapped | protocol.Entered | protocol.Rated
        ):
            return
        msgid = frame.origin.msgid
        if msgid in self._seen:
            return
        self._seen[msgid] = None
        self._group.create_task(self._handled(frame))

    async def _handled(self, frame: Said | Tapped | Entered | Rated) -> None:
        try:
            match frame:
                case protocol.Said():
                    await self._on_said(frame)
                case protocol.Tapped():
                    await self._on_tapped(frame)
                case protocol.Entered():
                    await self._on_entered(frame)
                case protocol.Rated():
                    await self._on_rated(frame)
        except Exception:
            # sent once more, it may be handled
            self._seen.pop(frame.origin.msgid, None)
            log.exception("message_failed", extra={"channel": NAME})

    async def _on_said(self, said: Said) -> None:
        origin = said.origin
        turns = self._turns.setdefault(origin.userid, _Turns())
        async with turns.taking:
            replies = await self._heard(said)
        # nobody can come between: who waits for the other lock is woken later than this one is asked for
        async with turns.telling:
            await self._tell(origin, replies, answers=origin.req_id)

    async def _heard(self, said: Said) -> tuple[Reply, ...]:
        """Fetch what came along, and hand all of it to the core."""
        text = text_from(said)
        media = media_from(said)
        files = [file for one in media if (file := await self._file(one)) is not None]
        faults: tuple[Reply, ...] = ()
        if len(files) < len(media):
            faults = (words.file_not_fetched(),)
        elif said.content.unknown:
            faults = (words.unreadable(),)
        if faults and not text and not files:
            return faults
        incoming = incoming_from(said.origin, text, at=self._front.now(), files=tuple(files))
        return (*await self._front.receive(incoming), *faults)

    async def _file(self, media: protocol.Media) -> File | None:
        try:
            return await fetched(media, most_bytes=self._most_file_bytes, proxy=self._config.proxy)
        except MediaError:
            log.warning("file_not_fetched", extra={"channel": NAME}, exc_info=True)
            return None

    async def _on_tapped(self, tap: Tapped) -> None:
        """A tap is committed first; then its card says so, within the time there is; then come the replies."""
        if self._group is None:
            return
        working = self._group.create_task(self._say_working(tap))
        try:
            replies = await self._front.receive(incoming_from(tap.origin, tap.key, at=self._front.now()))
        finally:
            shown = working.done()
            working.cancel()
        done = next((one.done for one in replies if one.done), "")
        if done and not shown:
            await self._update(tap, done)
        await self._tell(tap.origin, replies)

    async def _say_working(self, tap: Tapped) -> None:
        await asyncio.sleep(WORKING_SECONDS)
        await self._update(tap, words.WORKING)

    async def _update(self, tap: Tapped, done: str) -> None:
        """Replace the tapped card; what fails here undoes nothing."""
        card = self._sender.card(tap.task_id) or forgotten(tap.key, tap.task_id)
        body = protocol.update_body(card.done(tap.key, done, said=words.done_at(done, self._front.now())))
        try:
            await self._connection.ask(protocol.UPDATE, body, req_id=tap.origin.req_id)
        except (AwayError, SilentError, CodeError):
            log.warning("wecom_card_not_updated", exc_info=True)

    async def _on_entered(self, entered: Entered) -> None:
        """The first visit of the day: what can be done here, for their role."""
        replies = await self._front.receive(incoming_from(entered.origin, words.HELP, at=self._front.now()))
        body = protocol.text_body("\n\n".join(plain_from(reply) for reply in replies))
        try:
            await self._connection.ask(protocol.WELCOME, body, req_id=entered.origin.req_id)
        except (AwayError, SilentError, CodeError):
            log.warning("wecom_not_welcomed", exc_info=True)

    async def _on_rated(self, rated: Rated) -> None:
        """A thumb says what the buttons 有用 and 没解决 say; a thanks for a thumb up would only disturb."""
        entry = rated_entry(rated.id)
        if rated.useful is None or not entry:
            return
        text = f"{words.USEFUL if rated.useful else words.USELESS} {entry}"
        replies = await self._front.receive(incoming_from(rated.origin, text, at=self._front.now()))
        if not rated.useful:
            await self._tell(rated.origin, replies)

    async def _tell(self, origin: Origin, replies: tuple[Reply, ...], *, answers: str = "") -> None:
        """Send the replies in order; what cannot be sent now is kept for later."""
        chat = Chat(address=origin.group or origin.userid, group=bool(origin.group))
        for at, reply in enumerate(replies):
            try:
                await self._sender.send(chat, reply, first=True, answers=answers)
            except (AwayError, SilentError, CodeError) as error:
                fault = _fault(error)
                log.warning("reply_not_sent", extra={"channel": NAME, "fault": type(fault).__name__})
                if isinstance(fault, TransientError):
                    await self._keep(chat, origin.msgid, replies[at:], wait=fault.retry_after or LATER_SECONDS)
                    return
                with contextlib.suppress(AwayError, SilentError, CodeError):
                    await self._sender.send(chat, words.not_shown(), first=True, answers=answers)
            answers = ""

    async def _keep(self, chat: Chat, msgid: str, replies: tuple[Reply, ...], *, wait: float) -> None:
        """What could not be said now goes into the outbox."""
        await self._front.call(
            lambda house, now: answer_later(
                house, now, channel=NAME, address=chat.address, message_id=msgid, replies=replies, wait=wait
            )
        )

    async def _content(self, file: Attachment) -> bytes | None:
        return await self._front.call(lambda house, _: house.store.files.get(file.digest))

    async def _stands(self, standing: Standing) -> None:
        """Keep how the bot stands; the office is told, once a day, when it no longer does."""

        def keep(house: House, now: datetime) -> None:
            before, _, _ = (house.store.settings.get(_STANDING) or "").partition(" ")
            if before != standing:
                house.store.settings.set(_STANDING, f"{standing} {now.isoformat()}")
            if standing in _ALARMS:
                tell_office(house, _ALARMS[standing](), key=f"wecom:{standing}:{now.date().isoformat()}", at=now)

        try:
            await self._front.call(keep)
        except Exception:
            log.exception("wecom_standing_not_kept", extra={"standing": standing})


def _fault(error: AwayError | SilentError | CodeError) -> Exception:
    """What a fault of the connection means to whoever sends."""
    match error:
        case AwayError():
            return TransientError("没有连上企业微信")
        case SilentError():
            return TransientError("企业微信没有回音，不知道送到没有")
    reason = words.refused_so(error.errcode, error.errmsg)
    if error.errcode in GONE:
        return RefusedError(reason)
    if error.errcode in NEVER:
        return InvalidError(reason)
    if error.errcode in TOO_OFTEN:
        # a limit of this chat alone: the relay keeps back what goes there, and nothing else
        return TransientError(reason, retry_after=TOO_OFTEN_SECONDS)
    return TransientError(words.not_taken(error.errcode, error.errmsg))
