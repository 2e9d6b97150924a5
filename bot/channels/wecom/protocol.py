"""Frames of the 智能机器人 long connection ↔ values; pure.

A frame is one JSON object: {"cmd", "headers": {"req_id"}, "body"}; an acknowledgement has no cmd, but errcode and
errmsg, and belongs to the request with the same req_id. An event's payload stands under a field named like the event.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SUBSCRIBE = "aibot_subscribe"
PING = "ping"
RESPOND = "aibot_respond_msg"
WELCOME = "aibot_respond_welcome_msg"
UPDATE = "aibot_respond_update_msg"
SEND = "aibot_send_msg"
UPLOAD_BEGIN = "aibot_upload_media_init"
UPLOAD_CHUNK = "aibot_upload_media_chunk"
UPLOAD_END = "aibot_upload_media_finish"
MESSAGE = "aibot_msg_callback"
EVENT = "aibot_event_callback"

MOST_TEXT_BYTES = 20_480
MOST_KEY_BYTES = 1024
MOST_FEEDBACK_BYTES = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A frame that we send; its acknowledgement carries the same `req_id`."""

    cmd: str
    req_id: str
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """What the platform says to one of our frames; `errcode` 0 is yes."""

    req_id: str
    errcode: int
    errmsg: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


class MediaKind(StrEnum):
    """What a file is to the platform."""

    IMAGE = "image"
    FILE = "file"
    VIDEO = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file to be fetched within five minutes, and the key that opens it."""

    kind: MediaKind
    url: str
    aeskey: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a message says: its text (a voice's too), its files, and the kind that we cannot read, if any."""

    text: str = ""
    media: tuple[Media, ...] = ()
    unknown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Whom and where a frame comes from; `req_id` answers it, `msgid` tells a repeated one; `group` is empty alone."""

    req_id: str
    msgid: str
    userid: str
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Somebody wrote; `quoted` is what they answer to."""

    origin: Origin
    content: Content
    quoted: Content = field(default_factory=Content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Somebody opened the chat, for the first time that day."""

    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped:
    """Somebody tapped a card's button; `key` is what the button carries."""

    origin: Origin
    key: str
    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """Somebody rated an answer (👍/👎); `useful` is None when they took it back or said what we do not know."""

    origin: Origin
    id: str
    useful: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evicted:
    """Another program has subscribed as this bot; this connection gets nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A frame that is none of ours; `why` is a name for the log."""

    why: str


Frame = Ack | Said | Entered | Tapped | Rated | Evicted | Refused

_RATINGS = {1: True, 2: False}


class _FaultError(Exception):
    """Something is not where it has to be; the message is its name."""


def to_json(request: Request) -> str:
    """A request as it is sent."""
    frame: dict[str, Any] = {"cmd": request.cmd, "headers": {"req_id": request.req_id}}
    if request.body is not None:
        frame["body"] = request.body
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def read(data: str | bytes) -> Frame:
    """The value of any frame; what is none is refused by name, and nothing raises."""
    try:
        frame = json.loads(data)
    except (ValueError, RecursionError):
        return Refused(why="not_json")
    if not isinstance(frame, dict):
        return Refused(why="not_an_object")
    try:
        return _frame(frame)
    except _FaultError as fault:
        return Refused(why=str(fault))


def _frame(frame: Mapping[str, Any]) -> Frame:
    req_id = _named(_object(frame, "headers"), "req_id")
    cmd = _text(frame, "cmd")
    if not cmd:
        return _ack(frame, req_id)
    if cmd == MESSAGE:
        return _said(_object(frame, "body"), req_id)
    if cmd == EVENT:
        return _event(_object(frame, "body"), req_id)
    raise _FaultError("unknown_cmd")


def _ack(frame: Mapping[str, Any], req_id: str) -> Ack:
    errcode = frame.get("errcode")
    # true is an int in Python, and no code
    if type(errcode) is not int:
        raise _FaultError("no_errcode")
    body = frame.get("body")
    return Ack(
        req_id=req_id, errcode=errcode, errmsg=_text(frame, "errmsg"), body=body if isinstance(body, dict) else {}
    )


def _said(body: Mapping[str, Any], req_id: str) -> Said:
    quote = body.get("quote")
    return Said(
        origin=_origin(body, req_id),
        content=_content(body),
        quoted=_content(quote) if isinstance(quote, dict) else Content(),
    )


def _event(body: Mapping[str, Any], req_id: str) -> Frame:
    event = _object(body, "event")
    kind = _text(event, "eventtype")
    if kind == "disconnected_event":
        # nobody did this: it names no person
        return Evicted()
    if kind == "enter_chat":
        return Entered(origin=_origin(body, req_id))
    if kind == "template_card_event":
        payload = _object(event, kind)
        key, task_id = _named(payload, "event_key"), _named(payload, "task_id")
        return Tapped(origin=_origin(body, req_id), key=key, task_id=task_id)
    if kind == "feedback_event":
        payload = _object(event, kind)
        said = payload.get("type")
        useful = _RATINGS.get(said) if type(said) is int else None
        return Rated(origin=_origin(body, req_id), id=_text(payload, "id"), useful=useful)
    raise _FaultError("unknown_event")


def _origin(body: Mapping[str, Any], req_id: str) -> Origin:
    group = _text(body, "chatid") if _text(body, "chattype") == "group" else ""
    if _text(body, "chattype") == "group" and not group:
        raise _FaultError("no_chatid")
    return Origin(
        req_id=req_id,
        msgid=_named(body, "msgid"),
        userid=_named(_object(body, "from"), "userid"),
        group=group,
    )


def _content(body: Mapping[str, Any]) -> Content:
    """What a message or a quotation holds; what cannot be read is named, not refused: its writer is told so."""
    parts = list(_parts(body))
    return Content(
        text="\n".join(part for part in parts if isinstance(part, str) and part),
        media=tuple(part for part in parts if isinstance(part, Media)),
        unknown=next((part.why for part in parts if isinstance(part, Refused)), ""),
    )


def _parts(body: Mapping[str, Any]) -> Iterator[str | Media | Refused]:
    kind = _text(body, "msgtype")
    payload = body.get(kind)
    if not isinstance(payload, dict):
        yield Refused(why=kind or "no_msgtype")
    elif kind in {"text", "voice"}:
        yield _text(payload, "content")
    elif kind in set(MediaKind):
        url, aeskey = _text(payload, "url"), _text(payload, "aeskey")
        yield Media(kind=MediaKind(kind), url=url, aeskey=aeskey) if url else Refused(why=kind)
    elif kind == "mixed":
        items = payload.get("msg_item")
        for item in items if isinstance(items, list) else ():
            # what is mixed is text and pictures; a mixture in a mixture is none
            if isinstance(item, dict) and _text(item, "msgtype") != "mixed":
                yield from _parts(item)
    else:
        yield Refused(why=kind)


def _object(within: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = within.get(name)
    if not isinstance(found, dict):
        raise _FaultError(f"no_{name}")
    return found


def _named(within: Mapping[str, Any], name: str) -> str:
    """A text that has to be there."""
    found = _text(within, name)
    if not found:
        raise _FaultError(f"no_{name}")
    return found


def _text(within: Mapping[str, Any], name: str) -> str:
    """A text, or an empty one; half of a surrogate pair, which no file and no frame can hold, is a question mark."""
    found = within.get(name)
    return found.encode("utf-8", "replace").decode() if isinstance(found, str) else ""


def subscribe_body(bot_id: str, secret: str) -> dict[str, Any]:
    """Who we are."""
    return {"bot_id": bot_id, "secret": secret}


def stream_body(stream_id: str, text: str, *, feedback: str = "") -> dict[str, Any]:
    """A whole answer as a stream that is finished at once; with `feedback` it can be rated."""
    stream: dict[str, Any] = {"id": stream_id, "finish": True, "content": text}
    if feedback:
        stream["feedback"] = {"id": feedback}
    return {"msgtype": "stream", "stream": stream}


def markdown_body(text: str) -> dict[str, Any]:
    """Text that comes unasked; there is no plain text for it."""
    return {"msgtype": "markdown", "markdown": {"content": text}}


def text_body(text: str) -> dict[str, Any]:
    """The welcome."""
    return {"msgtype": "text", "text": {"content": text}}


def card_body(card: Mapping[str, Any]) -> dict[str, Any]:
    """A card with buttons."""
    return {"msgtype": "template_card", "template_card": card}


def update_body(card: Mapping[str, Any]) -> dict[str, Any]:
    """The card that stands in the place of the tapped one."""
    return {"response_type": "update_template_card", "template_card": card}


def media_body(kind: MediaKind, media_id: str) -> dict[str, Any]:
    """A file that was uploaded."""
    return {"msgtype": str(kind), str(kind): {"media_id": media_id}}


def to_chat(address: str, body: Mapping[str, Any], *, group: bool) -> dict[str, Any]:
    """The body of a message to somebody who did not just write."""
    return {"chatid": address, "chat_type": 2 if group else 1, **body}
