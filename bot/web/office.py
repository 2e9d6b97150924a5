"""Coming in and going out of the office pages, and acting there: every action is a typed command."""

from __future__ import annotations

import secrets
from math import ceil
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from bot.web import login
from bot.web.chat import field, message_in
from bot.web.guard import is_local, posted
from bot.web.sessions import KEY, SEEN, has_password, in_demo, officer_of
from bot.web.site import page, site_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from starlette.datastructures import FormData
    from starlette.requests import Request

    from bot.ports.house import House
    from bot.ports.messages import Incoming, Reply
    from bot.web.sessions import Officer


async def office_page(
    request: Request, template: str, context: Mapping[str, Any], *, officer: Officer, flash: tuple[Reply, ...] = ()
) -> Response:
    """Render an office page with what the bot has just said."""
    site = site_of(request)
    said = site.flashes.take(request.query_params.get("flash", "")) + flash
    name = await site.front.call(lambda house, _: house.office.name)
    here = request.url.path if not request.url.query else f"{request.url.path}?{_without_flash(request)}"
    return page(
        request,
        template,
        {
            "demo": officer.demo,
            "office": name,
            "flash": said,
            "here": here.rstrip("?"),
            "now": site.front.now(),
            "message_id": secrets.token_urlsafe(12),
            **context,
        },
    )


def _without_flash(request: Request) -> str:
    return urlencode([(name, value) for name, value in request.query_params.multi_items() if name != "flash"])


async def act(request: Request) -> Response:
    """POST /office/do: one typed command, its reply shown on the page it came from."""
    officer = await officer_of(request)
    async with posted(request) as form:
        command = await command_in(request, officer, form)
        back = _safe(field(form, "back"))
    site = site_of(request)
    key = site.flashes.put(await site.front.receive(command))
    return RedirectResponse(f"{back}{'&' if '?' in back else '?'}flash={key}", status_code=303)


async def command_in(request: Request, officer: Officer, form: FormData) -> Incoming:
    """A form's command with what was typed beside it, the reason and files, as a message of the officer.

    413 when a file is too large.
    """
    parts = [field(form, name).strip() for name in ("text", "more")]
    reason = field(form, "reason").strip()
    parts.append(f"原因 {reason}" if reason else "")
    text = " ".join(part for part in parts if part)
    command = await message_in(form, officer.address, text=text, site=site_of(request))
    if any(file.too_large for file in command.files):
        raise HTTPException(status_code=413)
    return command


def _safe(back: str) -> str:
    """An address among the office pages, or the first of them."""
    parts = urlsplit(back)
    inside = back.startswith("/office") and not parts.scheme and not parts.netloc and "\\" not in back
    return back if inside else "/office"


async def enter(request: Request) -> Response:
    """GET and POST /office/login."""
    site = site_of(request)
    if not await has_password(request):
        if await in_demo(request):
            return RedirectResponse("/office", status_code=303)
        return page(request, "login.html", {"may_set": is_local(request), "set": False, "wait": 0, "wrong": False})
    wait, wrong = 0, False
    if request.method == "POST":
        async with posted(request) as form:
            password, back = field(form, "password"), _safe(field(form, "back"))
        client = request.client.host if request.client else ""
        pause = site.throttle.try_now(client, now=site.front.now())
        if pause is None:
            kept = await site.front.call(lambda house, _: house.store.settings.get(login.PASSWORD) or "")
            if await run_in_threadpool(login.password_fits, password, kept):
                site.throttle.forget(client)
                await _open(request)
                return RedirectResponse(back, status_code=303)
            wrong = True
        else:
            wait = ceil(pause.total_seconds())
    context = {"may_set": False, "set": True, "wait": wait, "wrong": wrong}
    return page(request, "login.html", context, status=429 if wait else 403 if wrong else 200)


async def set_password(request: Request) -> Response:
    """POST /office/password: the first password, from this machine only; the demo ends with it."""
    site = site_of(request)
    if not is_local(request) or await has_password(request):
        raise HTTPException(status_code=403)
    async with posted(request) as form:
        password, again = field(form, "password"), field(form, "again")
    short = not login.SHORTEST_PASSWORD <= len(password) <= login.LONGEST_PASSWORD
    if short or password != again:
        context = {"may_set": True, "set": False, "wait": 0, "wrong": True}
        return page(request, "login.html", context, status=400)
    kept = await run_in_threadpool(login.password_hash, password)

    def end(house: House, now: datetime) -> bool:
        if house.store.settings.get(login.PASSWORD):
            return False
        login.end_demo(house, now, kept=kept)
        return True

    if not await site.front.call(end):
        raise HTTPException(status_code=403)
    await _open(request)
    return RedirectResponse("/office", status_code=303)


async def leave(request: Request) -> Response:
    """POST /office/logout."""
    async with posted(request):
        key = request.session.pop(KEY, None)
    if isinstance(key, str):
        await site_of(request).front.call(lambda house, _: login.close_session(house, key))
    return RedirectResponse("/office/login", status_code=303)


async def _open(request: Request) -> None:
    site = site_of(request)
    request.session[KEY] = await site.front.call(login.open_session)
    request.session[SEEN] = site.front.now().isoformat()
