"""Replies → what `message/send` takes of a self-built application; pure.

Texts go as plain text: it reads the same in WeCom and in its WeChat plugin, where Markdown shows nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.channels.wecom.splitting import pieces
from bot.texts.wecom import CHOOSE, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ports.messages import Button, Reply

Body = dict[str, Any]

TEXT_BYTES = 2048
CARD_TITLE = 26
CARD_TEXT = 112
"""Characters beyond which a card is cut short; the smallest figures that any page of the documentation gives."""

CARD_BUTTONS = 6
LABEL = 10
KEY_BYTES = 1024


def bodies_from(reply: Reply, *, task_id: str) -> tuple[Body, ...]:
    """The messages that say a reply: texts, and its buttons on a card with that number; a short reply is one card."""
    tappable, rest = parted(reply.buttons)
    if not tappable:
        return typed_from(reply)
    words = None if rest else _short_card(reply)
    if words is not None:
        return (_card(words, tappable, task_id),)
    return (*typed_from(reply, rest), _card({"main_title": {"title": CHOOSE}}, tappable, task_id))


def typed_from(reply: Reply, buttons: Sequence[Button] | None = None) -> tuple[Body, ...]:
    """The messages that say a reply with all its buttons, or these of them, as addresses and words to type."""
    chosen = reply.buttons if buttons is None else buttons
    links = [f"{one.label}：{one.send}" for one in chosen if is_link(one)]
    ways = typed(tuple((one.label, one.send) for one in chosen if not is_link(one)), group=False)
    return texts_from("\n".join(part for part in (reply.text, *links, ways) if part))


def instead_of_card(reply: Reply, *, alone: bool) -> tuple[Body, ...]:
    """The messages in place of a card that was not taken: the whole reply, or the words to type beneath its texts."""
    if alone:
        return typed_from(reply)
    tappable, _ = parted(reply.buttons)
    return texts_from(typed(tuple((one.label, one.send) for one in tappable), group=False))


def texts_from(text: str) -> tuple[Body, ...]:
    """A text as messages within the platform's length."""
    return tuple({"msgtype": "text", "text": {"content": piece}} for piece in pieces(text, TEXT_BYTES))


def parted(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
    """The buttons that a card can hold, and those that are typed instead: links, long ones, too many."""
    fitting = [one for one in buttons if not is_link(one) and len(one.send.encode()) <= KEY_BYTES]
    tappable = tuple(fitting[:CARD_BUTTONS])
    return tappable, tuple(one for one in buttons if one not in tappable)


def is_link(button: Button) -> bool:
    """Whether tapping it opens an address."""
    return button.send.startswith(("http://", "https://"))


def _short_card(reply: Reply) -> Body | None:
    """The words of a reply that is short enough for a card, or None."""
    below = "\n".join(part for part in (reply.body, reply.note) if part)
    if len(reply.title) > CARD_TITLE or len(below) > CARD_TEXT:
        return None
    title = {"main_title": {"title": reply.title}} if reply.title else {}
    return {**title, "sub_title_text": below}


def _card(words: Body, buttons: Sequence[Button], task_id: str) -> Body:
    return {
        "msgtype": "template_card",
        "template_card": {
            "card_type": "button_interaction",
            **words,
            "task_id": task_id,
            "button_list": [
                {"text": one.label[:LABEL], "style": 1 if at == 0 else 2, "key": one.send}
                for at, one in enumerate(buttons)
            ],
        },
    }
