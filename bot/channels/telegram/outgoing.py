"""Replies → what the Bot API takes, message by message; pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from telegram.constants import FileSizeLimit, InlineKeyboardButtonLimit, InlineKeyboardMarkupLimit, MessageLimit

from bot.ports.messages import Button
from bot.texts import telegram as said
from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.ports.messages import Reply

Rows = tuple[tuple[Button, ...], ...]

LINK = ("http://", "https://")
SHORT_LABEL = 10
"""Two labels of so many characters stand side by side on a phone."""
MOST_LABEL = 40
PICTURES = {b"\xff\xd8\xff": (".jpg", ".jpeg"), b"\x89PNG\r\n\x1a\n": (".png",)}

_SENTENCE = regex(r"[^。！？；\n]*(?:[。！？；]+[”’）》】」』]*\n*|\n+)|[^。！？；\n]+")
_PIECE = regex(r"\S*\s*")
_ADDRESS = regex(r"https?://[!#-;=?-~]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A file of a reply with its bytes; None when the house has it no more."""

    name: str
    content: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message: HTML, the address it previews (none: no preview), buttons; a file with the text as its caption."""

    html: str = ""
    preview: str = ""
    rows: Rows = ()
    name: str = ""
    content: bytes | None = None
    picture: bool = False


def outgoing_from(reply: Reply, files: Sequence[Loaded] = ()) -> tuple[Outgoing, ...]:
    """The messages that a reply becomes, in order; the buttons stand under the last one with the text."""
    rows, left = rows_from(reply.buttons)
    kept = [one for one in files if one.content is not None and len(one.content) <= FileSizeLimit.FILESIZE_UPLOAD]
    lines = [said.file_missing(one.name) for one in files if one not in kept]
    spoken = [one for one in left if one.send not in reply.text]
    whole = replace(reply, body="\n".join([reply.body, *lines, *([said.typed(spoken)] if spoken else [])]))
    caption = html_from(whole, most=MessageLimit.CAPTION_LENGTH) if kept else ()
    if len(caption) == 1:
        *others, last = map(_with_file, kept)
        return (*others, replace(last, html=caption[0], rows=rows))
    texts = html_from(whole)
    preview = "" if reply.once else only_link(whole)
    return (
        *map(_with_file, kept),
        *(
            Outgoing(html=html, preview=preview, rows=rows if at == len(texts) - 1 else ())
            for at, html in enumerate(texts)
        ),
    )


def html_from(reply: Reply, *, most: int = MessageLimit.MAX_TEXT_LENGTH) -> tuple[str, ...]:
    """The reply as HTML messages, each within the platform's length: the title bold, the note in italics.

    Cut after sentences where it can be; a mark that is cut is closed and opened again.
    """
    found: list[str] = []
    run: list[tuple[str, str]] = []
    size = 0
    for tag, text in _sentences(reply, most):
        more = _size(text) + (len(f"<{tag}></{tag}>") if tag and not (run and run[-1][0] == tag) else 0)
        if run and size + more > most:
            found.append(_html(run))
            run, size, more = [], 0, _size(text) + (len(f"<{tag}></{tag}>") if tag else 0)
        run.append((tag, text))
        size += more
    found.append(_html(run))
    return tuple(one for one in found if one)


def pieces(text: str, most: int) -> Iterator[str]:
    """The text in sentences; one that is longer than `most` in words, a word that is longer in the middle."""
    for sentence in _SENTENCE.findall(text):
        if _size(sentence) <= most:
            yield sentence
            continue
        for word in _PIECE.findall(sentence):
            rest = word
            while _size(rest) > most:
                end = len(rest)
                while _size(rest[:end]) > most:
                    end = max(1, end * most // _size(rest[:end]))
                yield rest[:end]
                rest = rest[end:]
            if rest:
                yield rest


def rows_from(buttons: Sequence[Button]) -> tuple[Rows, tuple[Button, ...]]:
    """Buttons row by row, two short ones side by side; and those that the platform does not take."""
    left = [one for one in buttons if not _fits(one)]
    fitting = [one for one in buttons if _fits(one)]
    left.extend(fitting[InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER :])
    rows: list[tuple[Button, ...]] = []
    for one in fitting[: InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER]:
        shown = replace(one, label=one.label if len(one.label) <= MOST_LABEL else f"{one.label[: MOST_LABEL - 1]}…")
        beside = rows[-1] if rows else ()
        if len(beside) == 1 and max(len(shown.label), len(beside[0].label)) <= SHORT_LABEL:
            rows[-1] = (*beside, shown)
        else:
            rows.append((shown,))
    return tuple(rows), tuple(left)


def done_rows(rows: Rows, data: str, done: str) -> Rows:
    """The same buttons after a tap: the one that was tapped says what has been done, the others stay."""
    return tuple(
        tuple(replace(one, label=f"{said.DONE_MARK}{done}"[:MOST_LABEL]) if one.send == data else one for one in row)
        for row in rows
    )


def only_link(reply: Reply) -> str:
    """The address of the reply's one source; nothing when there is none, or more than one."""
    links = {one.rstrip(".,;:!?)") for one in _ADDRESS.findall(reply.text)}
    links |= {one.send for one in reply.buttons if is_link(one.send)}
    return links.pop() if len(links) == 1 else ""


def is_link(send: str) -> bool:
    """Whether a button opens an address."""
    return send.startswith(LINK)


def utf16(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _size(text: str) -> int:
    """The length of a text once it is escaped."""
    return utf16(escape(text))


def _sentences(reply: Reply, most: int) -> Iterator[tuple[str, str]]:
    """Every sentence with the mark it stands in."""
    room = most - len("\n<b></b>")
    parts = [(tag, text) for tag, text in (("b", reply.title), ("", reply.body), ("i", reply.note)) if text.strip()]
    for at, (tag, text) in enumerate(parts):
        for piece in pieces(text, room):
            yield tag, piece
        if at < len(parts) - 1:
            yield "", "\n"


def _html(marked: Sequence[tuple[str, str]]) -> str:
    """Sentences as HTML, those of one mark in one pair of tags."""
    runs: list[tuple[str, str]] = []
    for tag, text in marked:
        if runs and runs[-1][0] == tag:
            runs[-1] = (tag, runs[-1][1] + text)
        else:
            runs.append((tag, text))
    return "".join(f"<{tag}>{escape(text)}</{tag}>" if tag else escape(text) for tag, text in runs).strip()


def _fits(button: Button) -> bool:
    """Whether the platform takes it: links lead to a named host, data is 1 to 64 bytes."""
    if is_link(button.send):
        try:
            return "." in (urlsplit(button.send).hostname or "") and bool(button.label)
        except ValueError:
            return False
    size = len(button.send.encode())
    limit = InlineKeyboardButtonLimit
    return bool(button.label) and limit.MIN_CALLBACK_DATA <= size <= limit.MAX_CALLBACK_DATA


def _with_file(file: Loaded) -> Outgoing:
    content = file.content or b""
    picture = len(content) <= FileSizeLimit.PHOTOSIZE_UPLOAD and any(
        content.startswith(start) and file.name.lower().endswith(ends) for start, ends in PICTURES.items()
    )
    return Outgoing(name=file.name, content=content, picture=picture)
