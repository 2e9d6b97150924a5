"""What the Bot API checks in a text and in its buttons."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from tests.peers.bot_api.errors import bad

MOST_ENTITIES = 100
MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
CALLBACK_BYTES = 64

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)?([^<>]*)>?")
ATTRIBUTE = re.compile(r"\s+([a-z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'))?")
SEEN = re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}|(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w{4,32})?|https?://[^\s，。；）]+")


def units(text: str) -> int:
    """The length as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def parsed(text: str, mode: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and its entities; refuse marks that Telegram refuses."""
    if mode.lower() == "html":
        return from_html(text)
    if mode:
        raise bad("unsupported parse_mode")
    return text, seen(text)


def seen(text: str) -> list[dict[str, Any]]:
    """The entities that Telegram finds by itself: mentions, commands, links."""
    kinds = {"@": "mention", "/": "bot_command", "h": "url"}
    return [
        {"type": kinds[found[0][0]], "offset": units(text[: found.start()]), "length": units(found[0])}
        for found in SEEN.finditer(text)
    ]


def from_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Telegram's HTML."""
    plain = ""
    entities: list[dict[str, Any]] = []
    opened: list[tuple[str, int, dict[str, str]]] = []
    at = 0
    while at < len(source):
        mark = source.find("<", at)
        plain += unescape(source[at : mark if mark >= 0 else len(source)])
        if mark < 0:
            break
        found = TAG.match(source, mark)
        assert found is not None
        where = len(source[:mark].encode())
        closing, name, rest = found[1], (found[2] or "").lower(), found[3]
        if not found[0].endswith(">"):
            raise bad(f"can't parse entities: Unclosed start tag at byte offset {where}")
        if closing:
            if not opened:
                raise bad(f"can't parse entities: Unexpected end tag at byte offset {where}")
            tag, start, attributes = opened.pop()
            if name and name != tag:
                raise bad(
                    f'can\'t parse entities: Unmatched end tag at byte offset {where}, expected "</{tag}>", '
                    f'found "</{name}>"'
                )
            entities += entity(tag, plain, start, attributes)
        else:
            if name not in TAGS:
                raise bad(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {where}')
            attributes = {one[1]: unescape(one[2] or one[3] or "") for one in ATTRIBUTE.finditer(rest)}
            opened.append((name, len(plain), attributes))
        at = found.end()
    if opened:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{opened[-1][0]}\"")
    entities += [one for one in seen(plain) if not any(overlap(one, other) for other in entities)]
    return plain, sorted(entities, key=lambda one: (one["offset"], -one["length"]))


def entity(tag: str, plain: str, start: int, attributes: dict[str, str]) -> list[dict[str, Any]]:
    """What a closed tag has marked; nothing when it holds nothing."""
    length = units(plain[start:])
    if not length or (tag == "a" and not attributes.get("href")):
        return []
    more = {"url": attributes["href"]} if tag == "a" else {}
    return [{"type": TAGS[tag], "offset": units(plain[:start]), "length": length, **more}]


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether a link that was found lies in a mark that holds no others."""
    if other["type"] not in {"text_link", "code", "pre"}:
        return False
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def structure(value: Any, kind: type, what: str) -> Any:  # noqa: ANN401 - what JSON holds
    """A parameter that is JSON, sent as an object or as text; None when it is not there."""
    if value is None or value == "":
        return None
    try:
        read = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        read = None
    if not isinstance(read, kind):
        raise bad(f"can't parse {what} JSON object")
    return read


def keyboard(value: Any) -> dict[str, Any] | None:  # noqa: ANN401 - what JSON holds
    """A message's markup, checked."""
    markup: dict[str, Any] | None = structure(value, dict, "reply keyboard markup")
    if markup is None:
        return None
    kinds = markup.keys() & {"inline_keyboard", "keyboard", "remove_keyboard", "force_reply"}
    if len(kinds) != 1:
        raise bad("object expected as reply markup")
    for row in markup.get("keyboard", ()):
        for button in row:
            if not (button if isinstance(button, str) else button.get("text", "")):
                raise bad("keyboard button text must be non-empty")
    rows = markup.get("inline_keyboard", ())
    if sum(len(row) for row in rows) > MOST_BUTTONS or any(len(row) > MOST_IN_A_ROW for row in rows):
        raise bad("REPLY_MARKUP_TOO_LONG")
    for row in rows:
        for button in row:
            check_button(button)
    return markup


def check_button(button: dict[str, Any]) -> None:
    """One inline button: a text, and exactly one thing that it does."""
    if not button.get("text"):
        raise bad("inline keyboard button text is empty")
    actions = button.keys() - {"text", "style", "icon_custom_emoji_id"}
    if len(actions) != 1:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= CALLBACK_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button:
        parts = urlsplit(button["url"])
        if parts.scheme not in {"http", "https", "tg"} or (parts.scheme != "tg" and "." not in (parts.hostname or "")):
            raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
