"""What the WeCom robot gateway (智能机器人长连接) takes and refuses: limits, windows, codes, shapes of cards; pure.

Sources are in the facts of the protocol. Codes marked "ours" are nowhere documented: there a client may count on the
refusal, not on its number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

NOT_SUBSCRIBED = 846609
INVALID_REQUEST = 846605
STREAM_EXPIRED = 846608
BAD_SECRET = 853000
TASK_ID_REUSED = 42014
CARD_ACTION_MISSING = 42045
TOO_LONG = 45002  # ours
TOO_OFTEN = 45009  # ours
NOT_OPENED = 990001  # ours: a push before the person or the group has said anything
NO_CARDS_HERE = 990002  # ours: a card pushed to a group
BAD_TYPE = 40008  # ours
BAD_SHAPE = 40058  # ours
BAD_MEDIA = 40007  # ours

REPLY_SECONDS = 24 * 3600
STREAM_SECONDS = 6 * 60
EVENT_SECONDS = 5
MEDIA_URL_SECONDS = 5 * 60
UPLOAD_SECONDS = 30 * 60
MEDIA_SECONDS = 3 * 24 * 3600
RATES = ((30, 60), (1000, 3600))
"""How many messages to one chat (and how many uploads of one robot) in how many seconds."""

TEXT_BYTES = 20480
CHUNK_BYTES = 512 * 1024
MOST_CHUNKS = 100
MEDIA_BYTES = {"file": 20 << 20, "image": 2 << 20, "voice": 2 << 20, "video": 10 << 20}

_TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")
_CARD_TYPES = ("text_notice", "news_notice", "button_interaction", "vote_interaction", "multiple_interaction")
_NEEDS_TASK_ID = ("button_interaction", "vote_interaction", "multiple_interaction")


class RefusalError(Exception):
    """The gateway does not take a frame; the client reads the code."""

    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(f"{errcode} {errmsg}")
        self.errcode = errcode
        self.errmsg = errmsg


@dataclass(frozen=True, slots=True, kw_only=True)
class CardButton:
    """A button as the card shows it."""

    text: str
    key: str


def text_of(part: object, *, field: str = "content") -> str:
    """The text of a message's body, within the limit of bytes."""
    text = part.get(field) if isinstance(part, dict) else None
    if not isinstance(text, str) or not text:
        raise RefusalError(BAD_SHAPE, f"{field} missing")
    if len(text.encode()) > TEXT_BYTES:
        raise RefusalError(TOO_LONG, f"{field} exceeds {TEXT_BYTES} bytes")
    return text


def check_card(card: object) -> None:
    """Refuse a card that the platform would refuse; lengths that it only cuts are let through."""
    if not isinstance(card, dict) or card.get("card_type") not in _CARD_TYPES:
        raise RefusalError(BAD_SHAPE, "card_type invalid")
    kind = card["card_type"]
    task_id = card.get("task_id")
    if task_id is None and (kind in _NEEDS_TASK_ID or "action_menu" in card):
        raise RefusalError(BAD_SHAPE, "task_id required")
    if task_id is not None and not (isinstance(task_id, str) and _TASK_ID.fullmatch(task_id)):
        raise RefusalError(BAD_SHAPE, "task_id invalid")
    if not _said(card.get("main_title"), "title") and not card.get("sub_title_text"):
        raise RefusalError(BAD_SHAPE, "main_title.title or sub_title_text required")
    _check_rows(card.get("horizontal_content_list", []))
    if kind in {"text_notice", "news_notice"} and not _leads_somewhere(card.get("card_action")):
        raise RefusalError(CARD_ACTION_MISSING, "card_action missing or invalid")
    if kind == "button_interaction":
        _check_buttons(card.get("button_list"))


def buttons_of(card: dict[str, Any]) -> tuple[CardButton, ...]:
    """The buttons that a card shows, in order."""
    return tuple(CardButton(text=one["text"], key=one["key"]) for one in card.get("button_list", ()))


def words_of(card: dict[str, Any]) -> str:
    """What a card says, line by line, its buttons in brackets at the end."""
    title = card.get("main_title", {})
    quote = card.get("quote_area", {})
    rows = (f"{row.get('keyname', '')}：{row.get('value', '')}" for row in card.get("horizontal_content_list", ()))
    lines = (
        title.get("title", ""),
        title.get("desc", ""),
        card.get("sub_title_text", ""),
        quote.get("title", ""),
        quote.get("quote_text", ""),
        *rows,
        "".join(f"〔{button.text}〕" for button in buttons_of(card)),
    )
    return "\n".join(line for line in lines if line)


def _check_buttons(buttons: object) -> None:
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 6:
        raise RefusalError(BAD_SHAPE, "button_list needs 1 to 6 buttons")
    for button in buttons:
        if not (_said(button, "text") and _said(button, "key")) or len(button["key"].encode()) > 1024:
            raise RefusalError(BAD_SHAPE, "button needs text and a key of at most 1024 bytes")
        if button.get("style", 1) not in (1, 2, 3, 4):
            raise RefusalError(BAD_SHAPE, "button style is 1 to 4")
    if len({button["key"] for button in buttons}) < len(buttons):
        raise RefusalError(BAD_SHAPE, "button keys are not unique")


def _check_rows(rows: object) -> None:
    if not isinstance(rows, list) or len(rows) > 6 or not all(_said(row, "keyname") for row in rows):
        raise RefusalError(BAD_SHAPE, "horizontal_content_list takes 6 rows with a keyname")


def _leads_somewhere(action: object) -> bool:
    """Whether a card's action opens an address (1) or a mini program (2)."""
    if not isinstance(action, dict):
        return False
    return (action.get("type") == 1 and _said(action, "url")) or (action.get("type") == 2 and _said(action, "appid"))


def _said(part: object, field: str) -> bool:
    return isinstance(part, dict) and isinstance(part.get(field), str) and bool(part[field])
