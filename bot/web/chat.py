"""The built-in chat: one page, one form, one stream of events."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from bot.ports.messages import File, Incoming
from bot.web.guard import posted
from bot.web.lines import lines_from, reply_line
from bot.web.login import CHANNEL
from bot.web.sessions import in_demo, visitor_of
from bot.web.site import page, site_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from starlette.datastructures import FormData
    from starlette.requests import Request

    from bot.ports.house import House
    from bot.ports.messages import Reply
    from bot.ports.stores import Mail
    from bot.web.sessions import Visitor

HEARTBEAT_SECONDS = 15.0
MAX_ID = 200


async def show(request: Request) -> Response:
    """GET /: the conversation so far."""
    site = site_of(request)
    visitor = await visitor_of(request, request.query_params.get("as"))
    demo = await in_demo(request)

    def read(house: House, _: datetime) -> tuple[tuple[Mail, ...], str, tuple[str, ...]]:
        person = house.store.people.at(CHANNEL, visitor.address)
        mails = () if person is None else house.store.mailbox.read(person.id)
        units = tuple(unit.name for unit in house.store.units.all()) if demo else ()
        return mails, house.office.name, units

    mails, office, units = await site.front.call(read)
    lines = lines_from(mails, now=site.front.now())
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
            "framed": request.query_params.get("frame") == "1",
            "message_id": secrets.token_urlsafe(12),
            "max_file_bytes": site.max_file_bytes,
        },
    )


async def say(request: Request) -> Response:
    """POST /chat: one message; JSON for our script, a redirect for a plain form."""
    site = site_of(request)
    form = await posted(request)
    visitor = await visitor_of(request, field(form, "as"))
    text = field(form, "text").replace("\r\n", "\n").strip()
    files = await files_in(form, max_bytes=site.max_file_bytes)
    replies: tuple[Reply, ...] = ()
    if text or files:
        incoming = Incoming(
            channel=CHANNEL,
            address=visitor.address,
            message_id=message_id(visitor.address, field(form, "message_id"), text, files),
            text=text,
            at=site.front.now(),
            files=files,
        )
        replies = await site.front.receive(incoming)
    once = tuple(reply for reply in replies if reply.once)
    if request.headers.get("accept") == "application/json":
        return await _news(request, visitor, after=number(field(form, "after")), once=once)
    query = {"as": visitor.seat, "frame": field(form, "frame"), "flash": site.flashes.put(once) if once else ""}
    kept = urlencode({name: value for name, value in query.items() if value})
    return RedirectResponse(f"/?{kept}#end" if kept else "/#end", status_code=303)


async def news(request: Request) -> Response:
    """GET /chat/lines: what was said after a line, for a page in the background."""
    visitor = await visitor_of(request, request.query_params.get("as"))
    return await _news(request, visitor, after=number(_text(request, "after")), once=())


async def events(request: Request) -> Response:
    """GET /chat/events: lines as they come, each event one line with its id; 204 when nobody is known yet."""
    site = site_of(request)
    visitor = await visitor_of(request, request.query_params.get("as"))
    after = number(request.headers.get("last-event-id") or _text(request, "after"))

    def find(house: House, _: datetime) -> int | None:
        person = house.store.people.at(CHANNEL, visitor.address)
        return None if person is None else person.id

    person_id = await site.front.call(find)
    if person_id is None:
        return Response(status_code=204)
    stream = _stream(request, person_id, after)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"x-accel-buffering": "no"})


async def _stream(request: Request, person_id: int, after: int) -> AsyncIterator[str]:
    site = site_of(request)
    yield "retry: 2000\n: connected\n\n"
    while True:
        if await site.front.wait_for_mail(person_id, after=after, seconds=HEARTBEAT_SECONDS):
            for line_id, markup in await _rendered(request, person_id, after):
                after = line_id
                data = "\n".join(f"data: {row}" for row in markup.splitlines())
                yield f"id: {line_id}\n{data}\n\n"
        else:
            yield ": still here\n\n"


async def _news(request: Request, visitor: Visitor, *, after: int, once: tuple[Reply, ...]) -> Response:
    """The lines after `after` as markup, with what is shown once at the end."""
    site = site_of(request)

    def find(house: House, _: datetime) -> int | None:
        person = house.store.people.at(CHANNEL, visitor.address)
        return None if person is None else person.id

    person_id = await site.front.call(find)
    rendered = [] if person_id is None else await _rendered(request, person_id, after)
    shown = [_markup(request, reply_line(reply, line_id=0, at=site.front.now())) for reply in once]
    return JSONResponse(
        {
            "lines": [{"id": line_id, "markup": markup} for line_id, markup in rendered],
            "once": shown,
        }
    )


async def _rendered(request: Request, person_id: int, after: int) -> list[tuple[int, str]]:
    """Each line after that id with its markup; the line itself is read too, for the time stamp of the next."""
    site = site_of(request)
    mails = await site.front.call(lambda house, _: house.store.mailbox.read(person_id, after=max(after - 1, 0)))
    before = next((mail.at for mail in mails if mail.id == after), None)
    new = [mail for mail in mails if mail.id > after]
    lines = lines_from(new, now=site.front.now(), before=before)
    return [(line.id, _markup(request, line)) for line in lines]


def _markup(request: Request, line: object) -> str:
    macros = site_of(request).templates.get_template("_line.html").module
    return str(macros.line(line)).strip()  # type: ignore[attr-defined] # a macro is an attribute by its name


async def files_in(form: FormData, *, max_bytes: int) -> tuple[File, ...]:
    """The files of a form; 413 when one is too large."""
    found: list[File] = []
    for upload in form.getlist("file"):
        if isinstance(upload, UploadFile) and upload.filename:
            content = await upload.read(max_bytes + 1)
            if len(content) > max_bytes:
                raise HTTPException(status_code=413)
            found.append(File(name=upload.filename.replace("\\", "/").rsplit("/", 1)[-1][:200], content=content))
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
