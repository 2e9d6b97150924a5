"""A conversation as it is shown: bubbles, cards, time stamps, links, buttons already tapped. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.ports.house import local
from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.ports.messages import Button, Reply
    from bot.ports.stores import Mail

STAMP_GAP = timedelta(minutes=5)
FILE_MARK = "［文件］"

_LINK = regex(r"https?://[^\s，。；、！？（）《》“”<>\"'）】]+", re.IGNORECASE)
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of text; `href` where it is a link."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """A button as shown: it sends, or it opens `href`; `done` once it was tapped."""

    label: str
    send: str
    href: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One bubble or card; `stamp` stands above it where time has passed since the line before."""

    id: int
    mine: bool
    at: datetime
    stamp: str = ""
    spans: tuple[Span, ...] = ()
    files: tuple[str, ...] = ()
    title: str = ""
    note: tuple[Span, ...] = ()
    taps: tuple[Tap, ...] = ()


def lines_from(mails: Sequence[Mail], *, now: datetime, before: datetime | None = None) -> tuple[Line, ...]:
    """The lines of a conversation; `before` is when the line above the first one was said."""
    tapped = _tapped(mails)
    lines: list[Line] = []
    for place, mail in enumerate(mails):
        shown = "" if before is not None and mail.at - before < STAMP_GAP else stamp(mail.at, now=now)
        before = mail.at
        if mail.reply is None:
            lines.append(_said(mail, shown))
        else:
            lines.append(reply_line(mail.reply, line_id=mail.id, at=mail.at, stamp=shown, tapped=tapped[place]))
    return tuple(lines)


def reply_line(
    reply: Reply,
    *,
    line_id: int,
    at: datetime,
    stamp: str = "",
    tapped: frozenset[str] = frozenset(),
) -> Line:
    """One reply as a card."""
    return Line(
        id=line_id,
        mine=False,
        at=at,
        stamp=stamp,
        spans=linked(reply.body),
        title=reply.title,
        note=linked(reply.note),
        taps=tuple(_tap(button, done=button.send in tapped) for button in reply.buttons),
    )


def _said(mail: Mail, stamp: str) -> Line:
    rows = mail.text.split("\n")
    files = tuple(row.removeprefix(FILE_MARK) for row in rows if row.startswith(FILE_MARK))
    words = "\n".join(row for row in rows if not row.startswith(FILE_MARK)).strip()
    return Line(id=mail.id, mine=True, at=mail.at, stamp=stamp, spans=linked(words), files=files)


def _tap(button: Button, *, done: bool) -> Tap:
    opens = button.send.lower().startswith(("https://", "http://"))
    return Tap(label=button.label, send=button.send, href=button.send if opens else "", done=done)


def _tapped(mails: Sequence[Mail]) -> tuple[frozenset[str], ...]:
    """For each line, which of its buttons were tapped: what was said belongs to the nearest card above offering it."""
    tapped: list[set[str]] = [set() for _ in mails]
    offered: dict[str, int] = {}
    for place, mail in enumerate(mails):
        if mail.reply is not None:
            offered.update((button.send, place) for button in mail.reply.buttons)
        elif mail.text in offered:
            tapped[offered[mail.text]].add(mail.text)
    return tuple(frozenset(sent) for sent in tapped)


def linked(text: str) -> tuple[Span, ...]:
    """The text in runs, http(s) addresses as links; joined together it is the text again."""
    spans: list[Span] = []
    end = 0
    for match in _LINK.finditer(text):
        href = match[0].rstrip(".,;:!?)")
        if match.start() > end:
            spans.append(Span(text=text[end : match.start()]))
        spans.append(Span(text=href, href=href))
        end = match.start() + len(href)
    if end < len(text):
        spans.append(Span(text=text[end:]))
    return tuple(spans)


def stamp(at: datetime, *, now: datetime) -> str:
    """A time as WeChat writes it: 14:05, 昨天 14:05, 星期三 14:05, 10月3日 14:05, 2025年10月3日 14:05."""
    said = local(at)
    today = local(now).date()
    days = (today - said.date()).days
    clock = f"{said:%H:%M}"
    if days <= 0:
        return clock
    if days == 1:
        return f"昨天 {clock}"
    if days < len(_WEEKDAYS):
        return f"星期{_WEEKDAYS[said.weekday()]} {clock}"
    day = f"{said.month}月{said.day}日 {clock}"
    return day if said.year == today.year else f"{said.year}年{day}"
