"""What WeCom posts to a self-built application (自建应用) → messages; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.channels.wecom.envelopes import HostileError
from bot.ports.messages import Incoming
from bot.texts import wecom

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "wecom_app"

MEDIA = {"image": f"{wecom.PICTURE}.jpg", "video": wecom.VIDEO, "file": wecom.FILE}
"""What brings a file, and what the file is called when its sender gave it no name."""

MOST_SECONDS = 10**11


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A message with what is still to be done about it.

    `media_id` and `file_name`: the file to be fetched; `task_id` and `response_code`: the card that was tapped, and
    what it can be changed with, once; `unread`: the kind of a message that this channel cannot read.
    """

    incoming: Incoming
    media_id: str = ""
    file_name: str = ""
    task_id: str = ""
    response_code: str = ""
    unread: str = ""


def came_from(fields: Mapping[str, str], *, at: datetime) -> Came | None:
    """The message that the fields carry; None for an event that asks for nothing, HostileError for no message."""
    kind = fields.get("MsgType", "")
    person = fields.get("FromUserName", "")
    if not person or not kind:
        raise HostileError("no sender or no kind")
    if kind == "event":
        return _tapped(fields, person, at=at)
    if not fields.get("MsgId"):
        raise HostileError("no number")
    text = _text(fields, kind)
    media_id = fields.get("MediaId", "") if kind in MEDIA else ""
    return Came(
        incoming=_incoming(fields, person, fields["MsgId"], text, at=at),
        media_id=media_id,
        file_name=fields.get("FileName", "") or MEDIA.get(kind, ""),
        unread="" if text or media_id or kind == "text" else kind,
    )


def _text(fields: Mapping[str, str], kind: str) -> str:
    """What the message says in words: itself, what was heard in it, or the address that it leads to."""
    if kind == "text":
        return fields.get("Content", "")
    if kind == "voice":
        return fields.get("Recognition", "")
    return fields.get("Url", "") if kind == "link" else ""


def _tapped(fields: Mapping[str, str], person: str, *, at: datetime) -> Came | None:
    """A button of a card, or an entry of the menu: what it sends is its key."""
    event, key = fields.get("Event", ""), fields.get("EventKey", "")
    if event not in {"template_card_event", "click"} or not key:
        return None
    # an event has no number: a repeated one is known by who did what to which card, and when
    task_id = fields.get("TaskId", "")
    number = ":".join((event, person, fields.get("CreateTime", ""), task_id, key))
    return Came(
        incoming=_incoming(fields, person, number, key, at=at),
        task_id=task_id,
        response_code=fields.get("ResponseCode", ""),
    )


def _incoming(fields: Mapping[str, str], person: str, number: str, text: str, *, at: datetime) -> Incoming:
    seconds = fields.get("CreateTime", "")
    dated = seconds.isascii() and seconds.isdecimal() and int(seconds) < MOST_SECONDS
    return Incoming(
        channel=NAME,
        address=person,
        message_id=number,
        text=text,
        at=at,
        sent_at=datetime.fromtimestamp(int(seconds), UTC) if dated else None,
    )
