"""Plain text → the platform's Markdown, where nothing of the text is taken for a mark; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.channels.wecom.protocol import MOST_TEXT_BYTES
from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.ports.messages import Reply

_LINK = regex(r"https?://[^\s，。；、！？（）《》“”<>\"'】\[\]*`|\\]+", re.IGNORECASE)
_MARK = regex(r"[\\`*\[\]<>~|]|(?<![^\W_])_|_(?![^\W_])")
"""What marks something wherever it stands; an underscore inside a word (of a code, a name) is none."""
_LEADING = regex(r"(?m)^(?=#{1,6}(?:\s|$)|[-=]+\s*$)")
"""Where a line would become a heading, a rule, or make one of the line before it."""
_INDENT = regex(r"(?m)^[ \t]{2,}")
_ENDS = "。！？；\n"

WORST = 5
"""No text becomes longer than this many times itself."""


def escaped(text: str) -> str:
    """Text as Markdown that shows just it: links can be tapped, lines stay lines."""
    found: list[str] = []
    end = 0
    for link in _LINK.finditer(text):
        found.append(_plain(text[end : link.start()]))
        target = link.group().replace("(", "%28").replace(")", "%29")
        found.append(f"[{link.group()}]({target})")
        end = link.end()
    found.append(_plain(text[end:]))
    # two spaces before the end keep a line a line, whichever way single ends are read
    return "".join(found).replace("\n", "  \n")


def markdown_from(reply: Reply) -> str:
    """Title in bold, body, the quiet line as a quotation."""
    parts = [f"**{escaped(reply.title)}**"] if reply.title else []
    if reply.body:
        parts.append(escaped(reply.body))
    if reply.note:
        parts.append("\n".join(f"> {line}" for line in escaped(reply.note).split("\n")))
    return "\n\n".join(parts)


def pages(reply: Reply, *, more: str = "") -> tuple[str, ...]:
    """The whole reply and what is added to it, each page within the platform's bytes, cut after sentences."""
    whole = markdown_from(reply)
    if more:
        whole += f"\n\n{escaped(more)}"
    if len(whole.encode()) <= MOST_TEXT_BYTES:
        return (whole,)
    # marks must not be cut, so the text alone is
    text = f"{reply.text}\n{more}" if more else reply.text
    return tuple(escaped(piece) for piece in pieces(text, MOST_TEXT_BYTES // WORST))


def pieces(text: str, most: int) -> Iterator[str]:
    """The text in pieces of at most `most` bytes, cut after a sentence where one ends, never inside a character."""
    rest = text
    while len(rest.encode()) > most:
        head = rest.encode()[:most].decode(errors="ignore")
        end = max(head.rfind(mark) for mark in _ENDS)
        cut = end + 1 if end > 0 else len(head)
        yield rest[:cut].rstrip("\n")
        rest = rest[cut:].lstrip("\n")
    if rest:
        yield rest


def _plain(text: str) -> str:
    """Text without a link, with every mark made harmless."""
    marked = _MARK.sub(r"\\\g<0>", text)
    marked = _LEADING.sub(r"\\", marked)
    # what is indented would become code
    return _INDENT.sub(lambda found: "　" * (len(found.group()) // 2), marked)
