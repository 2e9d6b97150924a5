"""What somebody said in WeCom → what the core reads; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import File, Incoming
from knowledge.patterns import regex

if TYPE_CHECKING:
    from datetime import datetime

    from bot.channels.wecom.protocol import Media, Origin, Said

NAME = "wecom"
_CALLED = regex(r"^(?:\s*@\S+(?=\s|$))+\s*|\s+@\S+\s*$")
"""The bot's name, with which a message in a group begins or ends."""
_POINTING = regex(r"^(?:这|那|上面|上述|以上|它|请问这|请问那|怎么办[？?]?$|什么意思[？?]?$)")


def text_from(said: Said) -> str:
    """What they want to say.

    A quotation speaks for somebody who only calls the bot, and goes along with words that point at it (这个怎么办);
    beside anything else (知悉, 确认 4) it is only what those words answer to.
    """
    text = said.content.text
    if said.origin.group:
        text = _CALLED.sub("", text)
    text = text.strip()
    quoted = said.quoted.text.strip()
    if not text and not said.content.media:
        return quoted
    return f"{text}\n{quoted}" if quoted and _POINTING.match(text) and "http" not in text else text


def media_from(said: Said) -> tuple[Media, ...]:
    """The files that came along, or else those of the message that is quoted."""
    return said.content.media or said.quoted.media


def incoming_from(origin: Origin, text: str, *, at: datetime, files: tuple[File, ...] = ()) -> Incoming:
    """One message to the core; the platform names nobody, only their account."""
    return Incoming(
        channel=NAME,
        address=origin.userid,
        message_id=origin.msgid,
        text=text,
        at=at,
        files=files,
        group=origin.group,
    )
