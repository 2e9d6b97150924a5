"""Replies → the platform's means: bubbles of Markdown, cards with buttons, files; pure.

A reply that a card holds whole is one card. Any other is text first, all of it, and then a card with its buttons; what
no card takes (more than six, too long a text, every button in a group) stands in the text as what can be typed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from bot.channels.wecom.markdown import pages
from bot.channels.wecom.protocol import MOST_FEEDBACK_BYTES, MOST_KEY_BYTES
from bot.ports.messages import Button
from bot.texts import wecom as said
from bot.texts.common import CIRCLED
from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.ports.messages import Attachment, Reply

MOST_BUTTONS = 6
MOST_LABEL = 10
MOST_TITLE = 26
MOST_DESCRIPTION = 30
MOST_SUBTITLE = 112
_RATING = regex(r"(?P<word>有用|没解决) *(?P<entry>\S+)")
_RATINGS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """Text; with `feedback` it can be rated with a thumb."""

    text: str
    feedback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card with buttons, and the text that says the same where no card is taken."""

    title: str
    text: str
    buttons: tuple[Button, ...]
    task_id: str
    typed: str

    def shown(self) -> dict[str, Any]:
        """The card as the platform takes it."""
        return _card(
            self.title,
            self.text,
            [{"text": one.label, "style": 1 if at == 0 else 2, "key": one.send} for at, one in enumerate(self.buttons)],
            self.task_id,
        )

    def done(self, key: str, done: str, *, said: str = "") -> dict[str, Any]:
        """The card after a tap: the tapped button says what was done, the others still ask.

        A button cannot be disabled; tapped again it sends the same again, which the core takes as said before.
        """
        buttons = [
            {"text": done[:MOST_LABEL], "style": 4, "key": one.send}
            if one.send == key
            else {"text": one.label, "style": 2, "key": one.send}
            for one in self.buttons
        ]
        # the words of what was done, and when, stand where there is room for them
        told = said or done
        return _card(self.title, f"{self.text}\n{told}" if self.text else told, buttons, self.task_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A stored file."""

    file: Attachment


Part = Bubble | Card | Upload


def forgotten(key: str, task_id: str) -> Card:
    """A card of before a restart, as far as its tap tells of it."""
    return Card(title=said.FORGOTTEN, text="", buttons=(Button(label=said.DONE, send=key),), task_id=task_id, typed="")


class Paged(Protocol):
    """How a reply and what is added to it become texts, each within what one message holds."""

    def __call__(self, reply: Reply, *, more: str = "") -> tuple[str, ...]:
        """The texts."""
        ...


def parts_from(
    reply: Reply, *, group: bool, rating: bool, fresh: Callable[[], str], paged: Paged = pages
) -> tuple[Part, ...]:
    """What is sent for a reply, in order.

    `rating`: its first bubble answers a message, so it can be rated with a thumb in place of 有用 and 没解决.
    `fresh` gives a text of eight letters and more that was never given before; `paged` writes the texts.
    """
    links, taps = parted(reply.buttons)
    feedback = ""
    if rating:
        feedback, taps = _thumbs(taps, fresh)
    cards, rest = ((), taps) if group else _on_card(taps)
    shown, numbered = _shortened(cards)
    more = "\n".join(
        part
        for part in (
            "\n".join(numbered),
            "\n".join(f"{one.label}：{one.send}" for one in links),
            _typed(rest, group=group),
        )
        if part
    )
    uploads = tuple(Upload(file=file) for file in reply.files)
    task_id = f"wb-{fresh()}"
    if cards and not more and not feedback and _fits(reply):
        title = reply.title or reply.body
        text = reply.body if reply.title else ""
        return (
            Card(title=title, text=text, buttons=shown, task_id=task_id, typed=_whole(reply, cards, paged)),
            *uploads,
        )
    texts = paged(reply, more=more)
    bubbles = tuple(Bubble(text=text, feedback=feedback if at == 0 else "") for at, text in enumerate(texts))
    if not cards:
        return (*bubbles, *uploads)
    title = reply.title[:MOST_TITLE] or said.CARD
    return (
        *bubbles,
        Card(title=title, text=said.CHOOSE, buttons=shown, task_id=task_id, typed=_typed(cards, group=False)),
        *uploads,
    )


def rated_entry(feedback: str) -> str:
    """The entry that a feedback's id carries."""
    return feedback.rpartition("@")[0]


def plain_from(reply: Reply) -> str:
    """A reply where neither marks nor cards are taken: its text and how its buttons are typed."""
    links, taps = parted(reply.buttons)
    lines = [f"{one.label}：{one.send}" for one in links]
    return "\n".join(part for part in (reply.text, *lines, _typed(taps, group=False)) if part)


def _card(title: str, text: str, buttons: Sequence[Mapping[str, Any]], task_id: str) -> dict[str, Any]:
    card: dict[str, Any] = {
        "card_type": "button_interaction",
        "main_title": {"title": title},
        "button_list": list(buttons),
        "task_id": task_id,
    }
    if text:
        card["sub_title_text"] = text
    return card


def parted(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
    """Those that open a page, and those that say something."""
    links = tuple(one for one in buttons if one.send.startswith(("http://", "https://")))
    return links, tuple(one for one in buttons if one not in links)


def _thumbs(taps: tuple[Button, ...], fresh: Callable[[], str]) -> tuple[str, tuple[Button, ...]]:
    """The id of the feedback that stands for 有用 and 没解决, and the buttons besides; none without such a pair."""
    rated = {one: found for one in taps if (found := _RATING.fullmatch(one.send))}
    entries = {found["entry"] for found in rated.values()}
    if len(rated) != _RATINGS or len(entries) != 1:
        return "", taps
    feedback = f"{entries.pop()}@{fresh()}"
    if len(feedback.encode()) > MOST_FEEDBACK_BYTES:
        return "", taps
    return feedback, tuple(one for one in taps if one not in rated)


def _on_card(taps: tuple[Button, ...]) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
    """The buttons that a card takes, and those that have to be typed; no key stands twice on a card."""
    cards: dict[str, Button] = {}
    for one in taps:
        if len(cards) < MOST_BUTTONS and len(one.send.encode()) <= MOST_KEY_BYTES:
            cards.setdefault(one.send, one)
    return tuple(cards.values()), tuple(one for one in taps if one.send not in cards)


def _shortened(buttons: tuple[Button, ...]) -> tuple[tuple[Button, ...], tuple[str, ...]]:
    """The buttons with labels that a button holds, and the lines that say them whole.

    Where one is too long all of them are numbered, and the text has them under their numbers.
    """
    if all(len(one.label) <= MOST_LABEL for one in buttons):
        return buttons, ()
    lines = tuple(f"{CIRCLED[at]}{one.label}" for at, one in enumerate(buttons))
    return tuple(
        replace(one, label=line if len(line) <= MOST_LABEL else f"{line[: MOST_LABEL - 1]}…")
        for one, line in zip(buttons, lines, strict=True)
    ), lines


def _fits(reply: Reply) -> bool:
    """Whether a card holds the whole reply."""
    if reply.note or reply.files:
        return False
    if not reply.title:
        return len(reply.body) <= MOST_TITLE and "\n" not in reply.body
    return len(reply.title) <= MOST_TITLE and len(reply.body) <= MOST_SUBTITLE and "http" not in reply.body


def _typed(buttons: Sequence[Button], *, group: bool) -> str:
    return said.typed(tuple((one.label, one.send) for one in buttons), group=group)


def _whole(reply: Reply, buttons: Sequence[Button], paged: Paged) -> str:
    """The whole reply in text, for when its card is not taken."""
    return "\n\n".join(paged(reply, more=_typed(buttons, group=False)))
