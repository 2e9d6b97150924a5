"""The built-in chat: one page, one form, one stream of events."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from bot.marking import marks_of
from bot.ports.messages import File, Incoming
from bot.web.guard import posted
from bot.web.lines import lines_from, linked, reply_line
from bot.web.login import CHANNEL
from bot.web.proofs import attachment
from bot.web.sessions import in_demo, visitor_of
from bot.web.site import page, site_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime

    from starlette.datastructures import FormData
    from starlette.requests import Request

    from bot.marking import Mark
    from bot.ports.house import House
    from bot.ports.messages import Reply
    from bot.ports.people import Person
    from bot.ports.stores import Mail
    from bot.web.lines import Line
    from bot.web.sessions import Visitor
    from bot.web.site import Site

HEARTBEAT_SECONDS = 15.0
BEATS = 240
MAX_ID = 200

_Said = tuple[tuple["Mail", ...], "Mapping[int, Mark]"]


async def show(request: Request) -> Response:
    """GET /: the conversation so far."""
    site = site_of(request)
    visitor = await visitor_of(request, request.query_params.get("as"))
    demo = await in_demo(request)

    def read(house: House, _: datetime) -> tuple[Person | None, _Said, str, tuple[str, ...]]:
        person = house.store.people.at(CHANNEL, visitor.address)
        said = ((), {}) if person is None else _said(house, person.id, after=0)
        units = tuple(unit.name for unit in house.store.units.all()) if demo else ()
        return person, said, house.office.name, units

    person, (mails, marks), office, units = await site.front.call(read)
    lines = lines_from([_shown(mail, {}) for mail in mails], now=site.front.now(), seat=visitor.seat, marks=marks)
    once = tuple(
        reply_line(reply, line_id=0, at=site.front.now()) for reply in site.flashes.take(_text(request, "flash"))
    )
    return page(
        request,
        "chat.html",
        {
            "lines": lines,
            "once": once,
            "last": lines[-1].id if lines else 0,
            "office": office,
            "units": units,
            "demo": demo,
            "seat": visitor.seat,
            "role": person.role.value if person else "citizen",
            "unit": person.unit if person else "",
            "framed": request.query_params.get("frame") == "1",
            "message_id": secrets.token_urlsafe(12),
            "max_file_bytes": site.max_file_bytes,
        },
    )


async def say(request: Request) -> Response:
    """POST /chat: one message; JSON for our script, a redirect for a plain form."""
    site = site_of(request)
    async with posted(request) as form:
        visitor = await visitor_of(request, field(form, "as"))
        incoming = await message_in(form, visitor.address, text=field(form, "text"), site=site)
    replies = await site.front.receive(incoming) if incoming.text or incoming.files else ()
    once = tuple(reply for reply in replies if reply.once)
    if request.headers.get("accept") == "application/json":
        after, card = number(field(form, "after")), number(field(form, "card"))
        return await _news(request, visitor, after=after, once=once, card=card)
    query = {"as": visitor.seat, "frame": field(form, "frame"), "flash": site.flashes.put(once) if once else ""}
    kept = urlencode({name: value for name, value in query.items() if value})
    return RedirectResponse(f"/?{kept}#end" if kept else "/#end", status_code=303)


async def message_in(
    form: FormData, address: str, *, text: str, site: Site, step: str = "", files: bool = True
) -> Incoming:
    """What a form says, as a message of that address; `step` tells apart the messages that one form makes.

    Its files go with one of them.
    """
    text = text.replace("\r\n", "\n").strip()
    attached = await _files_in(form, max_bytes=site.max_file_bytes) if files else ()
    return Incoming(
        channel=CHANNEL,
        address=address,
        message_id=message_id(address, step + field(form, "message_id"), text, attached),
        text=text,
        at=site.front.now(),
        files=attached,
    )


async def news(request: Request) -> Response:
    """GET /chat/lines: what was said after a line, for a page in the background."""
    visitor = await visitor_of(request, request.query_params.get("as"))
    return await _news(request, visitor, after=number(_text(request, "after")), once=())


async def events(request: Request) -> Response:
    """GET /chat/events: lines as they come, each event one line with its id; 204 when nobody is known yet."""
    visitor = await visitor_of(request, request.query_params.get("as"))
    after = number(request.headers.get("last-event-id") or _text(request, "after"))

    person_id = await _person_id(request, visitor)
    if person_id is None:
        return Response(status_code=204)
    stream = _stream(request, person_id, after, visitor.seat)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"x-accel-buffering": "no"})


async def file(request: Request) -> Response:
    """GET /chat/files/LINE/PLACE: a file of a reply to the person of this browser; 404 for anybody else's."""
    visitor = await visitor_of(request, request.query_params.get("as"))
    line_id, place = request.path_params["line"], request.path_params["place"]

    def read(house: House, _: datetime) -> tuple[str, bytes] | None:
        person = house.store.people.at(CHANNEL, visitor.address)
        mails = house.store.mailbox.read(person.id, after=line_id - 1) if person is not None else ()
        files = next((mail.reply.files for mail in mails if mail.id == line_id and mail.reply is not None), ())
        if place >= len(files):
            return None
        content = house.store.files.get(files[place].digest)
        return None if content is None else (files[place].name, content)

    found = await site_of(request).front.call(read)
    if found is None:
        raise HTTPException(status_code=404)
    name, content = found
    return attachment(content, name, "application/octet-stream")


async def _stream(request: Request, person_id: int, after: int, seat: str) -> AsyncIterator[str]:
    """Lines as they come; it ends now and then, so that the browser comes back and is let in anew."""
    site = site_of(request)
    yield "retry: 2000\n: connected\n\n"
    for _ in range(BEATS):
        if await site.front.wait_for_mail(person_id, after=after, seconds=HEARTBEAT_SECONDS):
            for line in await _lines(request, person_id, after, seat):
                after = line.id
                yield event(line.id, _markup(request, line))
        else:
            yield ": still here\n\n"


def event(line_id: int, markup: str) -> str:
    """One server-sent event; the browser joins its data rows with line feeds again."""
    rows = markup.replace("\r", "").split("\n")
    return f"id: {line_id}\n" + "".join(f"data: {row}\n" for row in rows) + "\n"


async def _news(request: Request, visitor: Visitor, *, after: int, once: tuple[Reply, ...], card: int = 0) -> Response:
    """The lines after `after`; a reply to be shown once stands in full in its line, this time only.

    Before them the line of `card`, on which a button was tapped, once more: what it reads now.
    """
    person_id = await _person_id(request, visitor)
    lines = () if person_id is None else await _lines(request, person_id, after, visitor.seat, once, card)
    shown = [
        {
            "id": line.id,
            "markup": _markup(request, line),
            "anew": line.id == card or any(line.spans == linked(one.body) for one in once),
        }
        for line in lines
    ]
    return JSONResponse({"lines": shown})


async def _person_id(request: Request, visitor: Visitor) -> int | None:
    def find(house: House, _: datetime) -> int | None:
        person = house.store.people.at(CHANNEL, visitor.address)
        return None if person is None else person.id

    return await site_of(request).front.call(find)


async def _lines(
    request: Request, person_id: int, after: int, seat: str, once: tuple[Reply, ...] = (), card: int = 0
) -> tuple[Line, ...]:
    """Each line after that id, and before them that of `card` as it stands now.

    The lines from there on are read too: for the time stamp of the first, and for what was tapped.
    """
    site = site_of(request)
    since = min(after, card or after)
    mails, marks = await site.front.call(lambda house, _: _said(house, person_id, after=max(since - 1, 0)))
    full = {one.concealed(): one for one in once}
    lines = lines_from([_shown(mail, full) for mail in mails], now=site.front.now(), seat=seat, marks=marks)
    return tuple(line for line in lines if line.id > after or line.id == card)


def _said(house: House, person_id: int, *, after: int) -> _Said:
    """What was said after a line, and what has become of the notices in it."""
    mails = house.store.mailbox.read(person_id, after=after)
    return mails, marks_of(house, (mail.reply for mail in mails if mail.reply is not None))


def _markup(request: Request, line: Line) -> str:
    macros = site_of(request).templates.get_template("_line.html").module
    return str(macros.line(line)).strip()  # type: ignore[attr-defined] # a macro is an attribute by its name


def _shown(mail: Mail, full: Mapping[Reply, Reply]) -> Mail:
    """A line as it may be shown: concealed if it is for once, unless it is in `full`."""
    if mail.reply is None:
        return mail
    kept = mail.reply.concealed()
    return replace(mail, reply=full.get(kept, kept))


async def _files_in(form: FormData, *, max_bytes: int) -> tuple[File, ...]:
    """The files of a form; of one that is too large only its name."""
    found: list[File] = []
    for upload in form.getlist("file"):
        if isinstance(upload, UploadFile) and upload.filename:
            content = await upload.read(max_bytes + 1)
            large = len(content) > max_bytes
            name = upload.filename.replace("\\", "/").rsplit("/", 1)[-1][:200]
            found.append(File(name=name, content=b"" if large else content, too_large=large))
    return tuple(found)


def message_id(address: str, nonce: str, text: str, files: tuple[File, ...]) -> str:
    """The identity of one sending: the same form sent again is the same message, another text never is."""
    digest = hashlib.sha256()
    for part in (address, nonce[:MAX_ID], text, *(file.name for file in files)):
        digest.update(part.encode())
        digest.update(b"\0")
    for file in files:
        digest.update(hashlib.sha256(file.content).digest())
    return digest.hexdigest()[:40]


def field(form: FormData, name: str) -> str:
    """A form's text field; empty when it is missing or a file."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _text(request: Request, name: str) -> str:
    return request.query_params.get(name, "")


def number(text: str) -> int:
    """A whole number a browser sent; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 16 else 0  # noqa: PLR2004 - ids are small; more digits are not ours
