"""Updates as Telegram sends them → what they mean for the house; pure, tested on recorded updates.

Any update becomes one of these values or None, which is silence: service messages, channels, bots, talk in a group
that is not for us. Nothing raises: what is not of the Bot API's shape is a Malformed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

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
    remotes: tuple[Remote, ...] = ()
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


def meaning_of(raw: object, *, me: Me, at: datetime, called: bool = False) -> Meaning | None:
    """What an update means; None is silence. `called`: it is for us even though it does not say so."""
    try:
        # the fault is named as it would be for anything else that is no update
        update = Update.de_json(cast("dict[str, Any]", raw), None)
        meaning: Meaning | None = None
        if update.message is not None:
            meaning = _message(update.message, me=me, at=at, called=called)
        elif update.edited_message is not None:
            meaning = _edited(update.edited_message, me=me, at=at)
        elif update.callback_query is not None:
            meaning = _tapped(update.callback_query, at=at)
        elif update.my_chat_member is not None:
            meaning = _membership(update.my_chat_member)
    except SHAPE_ERRORS as error:
        return Malformed(why=type(error).__name__)
    return meaning


def chat_of(raw: object) -> str:
    """The chat whose updates keep their order; empty for what has none."""
    update = raw if isinstance(raw, dict) else {}
    tap = update.get("callback_query")
    holders = [update.get(kind) for kind in ("message", "edited_message", "my_chat_member")]
    holders.extend((tap.get("message"), {"chat": tap.get("from")}) if isinstance(tap, dict) else ())
    chats = (one.get("chat") for one in holders if isinstance(one, dict))
    return next((str(chat["id"]) for chat in chats if isinstance(chat, dict) and "id" in chat), "")


def _message(message: Message, *, me: Me, at: datetime, called: bool = False) -> Meaning | None:
    """A message that a person wrote and that is for us, or a group that became another one."""
    if message.migrate_to_chat_id is not None or message.migrate_from_chat_id is not None:
        return _moved(message)
    written = _str(message.text or message.caption or "")
    named, plain = without_mention(written, me.username)
    words = meant(plain, me.username)
    by_name = named or words.addressed or (words.ours and not words.unknown)
    if not _is_for_us(message, me, called=called or by_name):
        return None
    kind = _unread_kind(message)
    refused = _refused(message, words.unknown, "" if written else kind)
    remote = None if kind else _remote(message)
    if refused is not None or message.from_user is None or not (remote or written):
        return refused
    return Heard(
        incoming=Incoming(
            channel=NAME,
            address=str(_int(message.from_user.id)),
            message_id=f"{_int(message.chat.id)}:{_int(message.message_id)}",
            text=words.text,
            at=at,
            sender_name=_str(message.from_user.full_name or ""),
            group=_place(message) if message.chat.type in GROUPS else "",
            sent_at=message.date,
        ),
        remotes=(remote,) if remote else (),
        aside=said.unread(kind) if kind else None,
        source=f"{message.chat.id}:{message.message_id}",
    )


def _moved(message: Message) -> Moved:
    """Both groups say it: the old one where to, the new one from where."""
    here = str(_int(message.chat.id))
    if message.migrate_to_chat_id is not None:
        return Moved(old=here, new=str(_int(message.migrate_to_chat_id)))
    return Moved(old=str(_int(message.migrate_from_chat_id)), new=here)


def _is_for_us(message: Message, me: Me, *, called: bool) -> bool:
    """A person's, in a private chat; in a group only when we are called or one of our messages is replied to."""
    user = message.from_user
    if user is None or message.is_automatic_forward or (user.is_bot and not _is_anonymous(message)):
        return False
    return message.chat.type == ChatType.PRIVATE or (
        message.chat.type in GROUPS and (called or _answers_us(message, me))
    )


def _is_anonymous(message: Message) -> bool:
    """Whether an admin writes in the name of the group itself."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def _refused(message: Message, unknown: str, kind: str) -> Unsupported | None:
    """What the channel says itself; a group is spared talk about stickers."""
    if _is_anonymous(message):
        return Unsupported(address=_place(message), kind="anonymous", reply=said.anonymous())
    if unknown:
        return Unsupported(address=_place(message), kind="command", reply=said.unknown_command(unknown))
    if kind and message.chat.type == ChatType.PRIVATE:
        return Unsupported(address=_place(message), kind=kind, reply=said.unread(kind))
    return None


def _edited(message: Message, *, me: Me, at: datetime) -> Meaning | None:
    """An edit is a new message; without its date, or of a kind that is not read, nothing was said anew."""
    heard = _message(message, me=me, at=at)
    if message.edit_date is None or not isinstance(heard, Heard) or heard.aside is not None:
        return None
    incoming = heard.incoming
    number = f"{incoming.message_id}:{int(message.edit_date.timestamp())}"
    return replace(heard, incoming=replace(incoming, message_id=number, sent_at=message.edit_date))


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
            sender_name=_str(user.full_name or ""),
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
