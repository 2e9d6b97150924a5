"""Updates as Telegram sends them → what they mean for the house; pure, tested on recorded updates.

Any update becomes one of these values or None, which is silence: service messages, channels, bots, talk in a group
that is not for us. Nothing raises: what is not of the Bot API's shape is a Malformed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram import Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.telegram.words import meant, without_mention
from bot.ports.messages import Button, Incoming, Reply
from bot.texts import telegram as said

if TYPE_CHECKING:
    from datetime import datetime

    from telegram import CallbackQuery, ChatMemberUpdated

NAME = "telegram"
GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
SHAPE_ERRORS = (TypeError, ValueError, LookupError, AttributeError, OverflowError, OSError, RecursionError)
"""What reading an update can raise when it is not of the Bot API's shape: the library does not check what it reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """The bot itself, as getMe says."""

    id: int
    username: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A file that Telegram keeps for us; `size` in bytes, 0 when it is not said."""

    file_id: str
    name: str
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """The button that was tapped: its query, the message it stands in and that message's buttons, row by row."""

    query_id: str
    chat_id: int
    message_id: int
    data: str
    rows: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message for the core; `aside` is said before its answer, `source` tells an edit from what is edited."""

    incoming: Incoming
    remote: Remote | None = None
    tap: Tap | None = None
    aside: Reply | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported:
    """A message that the channel answers itself: a kind that is not read, a command that is none."""

    address: str
    kind: str
    reply: Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A group that became another one."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """We were blocked, or removed from a group."""

    address: str
    group: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """We were unblocked, or taken into a group."""

    address: str
    group: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Malformed:
    """What is no update of the Bot API's shape; `why` names the fault without the content."""

    why: str


Meaning = Heard | Unsupported | Moved | Left | Returned | Malformed


def meaning_of(raw: object, *, me: Me, at: datetime) -> Meaning | None:
    """What an update means; None is silence."""
    try:
        if not isinstance(raw, dict):
            return Malformed(why=type(raw).__name__)
        update = Update.de_json(raw, None)
        if update.message is not None:
            return _message(update.message, me=me, at=at)
        if update.edited_message is not None:
            return _edited(update.edited_message, me=me, at=at)
        if update.callback_query is not None:
            return _tapped(update.callback_query, at=at)
        if update.my_chat_member is not None:
            return _membership(update.my_chat_member)
    except SHAPE_ERRORS as error:
        return Malformed(why=type(error).__name__)
    return None


def chat_of(raw: object) -> str:
    """The chat whose updates keep their order; empty for what has none."""
    if isinstance(raw, dict):
        for kind in ("message", "edited_message", "my_chat_member", "callback_query"):
            part = raw.get(kind)
            part = part.get("message") or part.get("from") if kind == "callback_query" and _is(part) else part
            chat = part.get("chat", part) if _is(part) else None
            if _is(chat) and isinstance(chat.get("id"), int):
                return str(chat["id"])
    return ""


def _is(part: object) -> bool:
    return isinstance(part, dict)


def _message(message: Message, *, me: Me, at: datetime) -> Meaning | None:
    chat, user = message.chat, message.from_user
    if message.migrate_to_chat_id is not None:
        return Moved(old=str(_int(chat.id)), new=str(_int(message.migrate_to_chat_id)))
    if message.migrate_from_chat_id is not None:
        return Moved(old=str(_int(message.migrate_from_chat_id)), new=str(_int(chat.id)))
    group = chat.type in GROUPS
    if user is None or message.is_automatic_forward or not (group or chat.type == ChatType.PRIVATE):
        return None
    said_text = _str(message.text or message.caption or "")
    named, plain = without_mention(said_text, me.username)
    words = meant(plain, me.username)
    if group and not (named or words.ours or _answers_us(message, me)):
        return None
    if message.sender_chat is not None and _int(message.sender_chat.id) == _int(chat.id):
        return Unsupported(address=_place(message), kind="anonymous", reply=said.anonymous())
    if user.is_bot:
        return None
    if words.unknown:
        # in a group it may be meant for another bot
        known_to_be_ours = words.addressed or named or not group
        reply = said.unknown_command(words.unknown)
        return Unsupported(address=_place(message), kind="command", reply=reply) if known_to_be_ours else None
    kind = _unread_kind(message)
    if kind and not said_text:
        # a group is spared talk about stickers
        return None if group else Unsupported(address=_place(message), kind=kind, reply=said.unread(kind))
    remote = None if kind else _remote(message)
    if remote is None and not message.text and not message.caption:
        return None
    return Heard(
        incoming=Incoming(
            channel=NAME,
            address=str(_int(user.id)),
            message_id=f"{_int(chat.id)}:{_int(message.message_id)}",
            text=words.text,
            at=at,
            sender_name=_str(user.full_name),
            group=_place(message) if group else "",
            sent_at=message.date,
        ),
        remote=remote,
        aside=said.unread(kind) if kind else None,
        source=f"{chat.id}:{message.message_id}",
    )


def _edited(message: Message, *, me: Me, at: datetime) -> Meaning | None:
    """An edit is a new message; without its date, or of a kind that is not read, nothing was said anew."""
    heard = _message(message, me=me, at=at)
    if message.edit_date is None or not isinstance(heard, Heard) or heard.aside is not None:
        return None
    incoming = heard.incoming
    return Heard(
        incoming=Incoming(
            channel=incoming.channel,
            address=incoming.address,
            message_id=f"{incoming.message_id}:{int(message.edit_date.timestamp())}",
            text=incoming.text,
            at=at,
            sender_name=incoming.sender_name,
            group=incoming.group,
            sent_at=message.edit_date,
        ),
        remote=heard.remote,
        source=heard.source,
    )


def _tapped(query: CallbackQuery, *, at: datetime) -> Meaning | None:
    message, user = query.message, query.from_user
    if query.data is None or user.is_bot or (message is not None and message.chat.type == ChatType.CHANNEL):
        return None
    group = message is not None and message.chat.type in GROUPS
    data = _str(query.data)
    rows: tuple[tuple[Button, ...], ...] = ()
    if isinstance(message, Message) and message.reply_markup is not None:
        rows = tuple(
            tuple(Button(label=_str(one.text), send=_str(one.url or one.callback_data or "")) for one in row)
            for row in message.reply_markup.inline_keyboard
        )
    return Heard(
        incoming=Incoming(
            channel=NAME,
            address=str(_int(user.id)),
            message_id=f"tap:{_str(query.id)}",
            text=data,
            at=at,
            sender_name=_str(user.full_name),
            group=_place(message) if message is not None and group else "",
        ),
        tap=Tap(
            query_id=query.id,
            chat_id=_int(message.chat.id) if message is not None else 0,
            message_id=_int(message.message_id) if message is not None else 0,
            data=data,
            rows=rows,
        ),
    )


def _membership(change: ChatMemberUpdated) -> Meaning | None:
    chat = change.chat
    group = chat.type in GROUPS
    if not group and chat.type != ChatType.PRIVATE:
        return None
    address = str(_int(chat.id))
    before, now = change.old_chat_member.status in GONE, change.new_chat_member.status in GONE
    if before == now:
        return None
    return Left(address=address, group=group) if now else Returned(address=address, group=group)


def _answers_us(message: Message, me: Me) -> bool:
    """Whether it replies to a message of ours; every message in a topic replies to the one that opened it."""
    before = message.reply_to_message
    if before is None or before.from_user is None or before.forum_topic_created is not None:
        return False
    return before.from_user.id == me.id


def _place(message: object) -> str:
    """-100123, or -100123:7 in a topic of its own."""
    chat = message.chat  # type: ignore[attr-defined] # a message, or what is left of one
    thread = getattr(message, "message_thread_id", None) if getattr(message, "is_topic_message", None) else None
    return f"{_int(chat.id)}:{_int(thread)}" if thread is not None else str(_int(chat.id))


def _unread_kind(message: Message) -> str:
    """The kind of a message that is not read, or nothing; an animation is a document too."""
    return next((kind for kind in said.UNREAD_KINDS if getattr(message, kind, None) is not None), "")


def _remote(message: Message) -> Remote | None:
    """The document or the largest photo."""
    if message.document is not None:
        document = message.document
        name = re.sub(r"[\x00-\x1f/\\]", "_", _str(document.file_name or said.FILE_NAME))
        return Remote(file_id=_str(document.file_id), name=name, size=_int(document.file_size or 0))
    if message.photo:
        photo = max(message.photo, key=lambda one: (one.width * one.height, one.file_size or 0))
        return Remote(file_id=_str(photo.file_id), name=said.PHOTO_NAME, size=_int(photo.file_size or 0))
    return None


def _int(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("no number")
    return value


def _str(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value
