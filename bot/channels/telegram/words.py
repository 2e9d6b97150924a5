"""Whom a text calls and which command it holds: Telegram's Latin commands become the house's words (命令)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.texts.telegram import JOIN, WORDS
from knowledge.patterns import regex

_COMMAND = regex(r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<bot>[A-Za-z0-9_]{1,64}))?(?:\s+(?P<rest>.*))?", re.DOTALL)
_AFTER_A_NAME = "，,、：:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A text in the house's words.

    `ours`: it is a command, and not for another bot; `addressed`: it names us; `unknown`: a command that is none.
    """

    text: str
    ours: bool = False
    addressed: bool = False
    unknown: str = ""


def without_mention(text: str, username: str) -> tuple[bool, str]:
    """Whether @username is called, and the text without it; /help@username stays, it is one word."""
    if not username or "@" not in text:
        return False, text
    pattern = re.compile(rf"(?<![A-Za-z0-9_/.@])@{re.escape(username)}(?![A-Za-z0-9_])", re.IGNORECASE)
    parts = pattern.split(text)
    if len(parts) == 1:
        return False, text
    rest = " ".join(part.strip() for part in (parts[0], *(part.lstrip(_AFTER_A_NAME + " ") for part in parts[1:])))
    return True, rest.strip()


def meant(text: str, username: str) -> Meant:
    """What a text says in the house's words."""
    match = _COMMAND.fullmatch(text.strip())
    if match is None:
        return Meant(text=text)
    name, bot, rest = match["name"].lower(), match["bot"], (match["rest"] or "").strip()
    addressed = bot is not None and bot.lower() == username.lower()
    if bot is not None and not addressed:
        return Meant(text=text)
    if name == "start":
        # a link with ?start=CODE, or the first tap in a private chat
        return Meant(text=f"{JOIN.send} {rest}" if rest else WORDS["help"].send, ours=True, addressed=addressed)
    word = WORDS.get(name)
    if word is None:
        return Meant(text=text, ours=True, addressed=addressed, unknown=match["name"])
    return Meant(text=f"{word.send} {rest}".strip(), ours=True, addressed=addressed)
