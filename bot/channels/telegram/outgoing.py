"""Replies → what the Bot API takes; pure."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageLimit

if TYPE_CHECKING:
    from bot.ports.messages import Button, Reply

CALLBACK_BYTES = 64


def html_from(reply: Reply) -> tuple[str, ...]:
    """The reply as HTML messages, each within the platform's length; titles bold, the note in italics."""
    parts = [f"<b>{escape(reply.title)}</b>"] if reply.title else []
    parts.append(escape(reply.body))
    if reply.note:
        parts.append(f"<i>{escape(reply.note)}</i>")
    whole = "\n".join(parts)
    if len(whole) <= MessageLimit.MAX_TEXT_LENGTH:
        return (whole,)
    # too long for marks that must not be cut: plain text, cut at the end of a sentence
    return tuple(escape(piece) for piece in pieces(reply.text, MessageLimit.MAX_TEXT_LENGTH // 2))


def pieces(text: str, most: int) -> tuple[str, ...]:
    """The text in pieces of at most `most` characters, cut after a sentence where one ends, in the middle if not."""
    found: list[str] = []
    rest = text
    while len(rest) > most:
        end = max(rest.rfind(mark, 0, most) for mark in "。！？；\n")
        cut = end + 1 if end > 0 else most
        found.append(rest[:cut])
        rest = rest[cut:]
    return (*found, rest)


def keyboard_from(buttons: tuple[Button, ...]) -> InlineKeyboardMarkup | None:
    """Buttons two a row; links open, the rest send their text; what is too long for the platform can be typed."""
    fitting = [
        InlineKeyboardButton(button.label, url=button.send)
        if button.send.startswith(("http://", "https://"))
        else InlineKeyboardButton(button.label, callback_data=button.send)
        for button in buttons
        if button.send.startswith(("http://", "https://")) or len(button.send.encode()) <= CALLBACK_BYTES
    ]
    rows = [fitting[at : at + 2] for at in range(0, len(fitting), 2)]
    return InlineKeyboardMarkup(rows) if rows else None
