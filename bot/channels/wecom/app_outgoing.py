"""Replies → what `message/send` takes of a self-built application; pure.

Texts go as plain text: it reads the same in WeCom and in its WeChat plugin, where Markdown shows nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.channels.wecom.markdown import pieces
from bot.channels.wecom.outgoing import Card, Upload, parts_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.channels.wecom.outgoing import Part
    from bot.ports.messages import Reply

Body = dict[str, Any]

TEXT_BYTES = 2048


def app_parts_from(reply: Reply, *, fresh: Callable[[], str]) -> tuple[Part, ...]:
    """What is sent for a reply, in order; each bubble is one text within the platform's bytes."""
    return parts_from(reply, group=False, rating=False, fresh=fresh, paged=_texts)


def bodies_from(part: Part) -> tuple[Body, ...]:
    """The messages that say a text or a card; a file is uploaded first."""
    match part:
        case Card():
            return ({"msgtype": "template_card", "template_card": part.shown()},)
        case Upload():
            return ()
    return texts_from(part.text)


def texts_from(text: str) -> tuple[Body, ...]:
    """A text as messages within the platform's bytes."""
    return tuple({"msgtype": "text", "text": {"content": piece}} for piece in pieces(text, TEXT_BYTES))


def file_from(media_id: str) -> Body:
    """The message that shows a file that was uploaded."""
    return {"msgtype": "file", "file": {"media_id": media_id}}


def _texts(reply: Reply, *, more: str = "") -> tuple[str, ...]:
    return tuple(pieces("\n".join(part for part in (reply.text, more) if part), TEXT_BYTES))
