"""A conversation as it is shown: bubbles, cards, time stamps, links, buttons already tapped. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.ports.house import local
from bot.texts.common import settled
from bot.texts.notices_following import notice_of
from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.marking import Mark
    from bot.ports.messages import Button, Reply
    from bot.ports.stores import Mail

STAMP_GAP = timedelta(minutes=5)
NOTHING: Mapping[str, str] = MappingProxyType({})
UNMARKED: Mapping[int, Mark] = MappingProxyType({})
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
    """A button as shown: it sends, or it opens `href`; `done` once it was tapped, `settled` once that was done."""

    label: str
    send: str
    href: str = ""
    done: bool = False
    settled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file that goes with a reply; `href` is empty where it is not kept."""

    name: str
    href: str = ""


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
    downloads: tuple[Download, ...] = ()
    mark: str = ""
    void: bool = False


def lines_from(
    mails: Sequence[Mail],
    *,
    now: datetime,
    before: datetime | None = None,
    seat: str = "",
    marks: Mapping[int, Mark] = UNMARKED,
) -> tuple[Line, ...]:
    """The lines of a conversation; `before` is when the line above the first one was said, `seat` who looks.

    `marks` is what has become of the notices in it, by number.
    """
    tapped = _tapped(mails)
    lines: list[Line] = []
    for place, mail in enumerate(mails):
        shown = "" if before is not None and mail.at - before < STAMP_GAP else stamp(mail.at, now=now)
        before = mail.at
        if mail.reply is None:
            lines.append(_said(mail, shown))
        else:
            line = reply_line(mail.reply, line_id=mail.id, at=mail.at, stamp=shown, tapped=tapped[place], seat=seat)
            lines.append(_marked(line, marks.get(notice_of(mail.reply))))
    return tuple(lines)


def reply_line(
    reply: Reply,
    *,
    line_id: int,
    at: datetime,
    stamp: str = "",
    tapped: Mapping[str, str] = NOTHING,
    seat: str = "",
) -> Line:
    """One reply as a card; of each tapped button what became of it."""
    return Line(
        id=line_id,
        mine=False,
        at=at,
        stamp=stamp,
        spans=linked(reply.body),
        title=reply.title,
        note=linked(reply.note),
        taps=tuple(_tap(button, tapped) for button in reply.buttons),
        downloads=tuple(
            Download(name=file.name, href=_file_href(line_id, place, seat)) for place, file in enumerate(reply.files)
        ),
    )


def _marked(line: Line, mark: Mark | None) -> Line:
    """The line of a notice that was corrected after it, or withdrawn: of the latter nothing is left to tap."""
    if mark is None or not mark.stands_on(line.at):
        return line
    return replace(line, mark=mark.label, void=mark.gone, taps=() if mark.gone else line.taps)


def _said(mail: Mail, stamp: str) -> Line:
    rows = mail.text.split("\n")
    files = tuple(row.removeprefix(FILE_MARK) for row in rows if row.startswith(FILE_MARK))
    words = "\n".join(row for row in rows if not row.startswith(FILE_MARK)).strip()
    return Line(id=mail.id, mine=True, at=mail.at, stamp=stamp, spans=linked(words), files=files)


def _file_href(line_id: int, place: int, seat: str) -> str:
    """Where a line's file is downloaded; a reply that stands in no stored line has none."""
    return f"/chat/files/{line_id}/{place}" + (f"?{urlencode({'as': seat})}" if seat else "") if line_id else ""


def _tap(button: Button, tapped: Mapping[str, str]) -> Tap:
    opens = button.send.lower().startswith(("https://", "http://"))
    became = tapped.get(button.send, "")
    return Tap(
        label=settled(button.label, became) if became else button.label,
        send=button.send,
        href=button.send if opens else "",
        done=button.send in tapped,
        settled=bool(became),
    )


def _tapped(mails: Sequence[Mail]) -> tuple[Mapping[str, str], ...]:
    """For each line, which of its buttons were tapped and what became of it, empty while that is not done.

    What was said belongs to the nearest card above offering it; what became of it stands in the replies beneath.
    """
    tapped: list[dict[str, str]] = [{} for _ in mails]
    offered: dict[str, int] = {}
    said: tuple[int, str] | None = None
    for place, mail in enumerate(mails):
        if mail.reply is None:
            said = (offered[mail.text], mail.text) if mail.text in offered else None
            if said is not None:
                tapped[said[0]].setdefault(mail.text, "")
            continue
        offered.update((button.send, place) for button in mail.reply.buttons)
        if said is not None and mail.reply.done:
            tapped[said[0]][said[1]] = mail.reply.done
            said = None
    return tuple(tapped)


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
