"""What stands before every page: who may post here, how large, and what a browser may do with the answer."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "content-security-policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}

FORWARDED = ("x-forwarded-for", "x-real-ip", "forwarded")

TOKEN = "token"  # noqa: S105 - the name of a form field


class Guard:
    """Refuses what comes from another site or is too large, and sets the security headers on every answer."""

    def __init__(self, app: ASGIApp, *, max_body: int, refuse: Callable[[Scope, int], Awaitable[Response]]) -> None:
        self._app = app
        self._max_body = max_body
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        status = self._fault(scope)
        if status is None:
            await self._app(scope, receive, send_guarded)
        else:
            response = await self._refuse(scope, status)
            await response(scope, receive, send_guarded)

    def _fault(self, scope: Scope) -> int | None:
        """The status that refuses this request, or None."""
        if scope["method"] in {"GET", "HEAD"}:
            return None
        headers = Headers(scope=scope)
        if not same_origin(headers):
            return 403
        length = headers.get("content-length", "")
        if not length.isdecimal():
            # browsers always say how long a form is
            return 411
        return 413 if int(length) > self._max_body else None


def same_origin(headers: Headers) -> bool:
    """Whether a page of ours made the request, as far as the browser tells."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def is_local(request: Request) -> bool:
    """Whether a person at this very machine opened the page, under its own name and through no proxy."""
    if any(name in request.headers for name in FORWARDED):
        return False
    client = request.client
    return client is not None and is_loopback(client.host) and is_loopback(request.url.hostname or "")


def is_loopback(host: str) -> bool:
    """Whether a name or address is this very machine's."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def form_token(request: Request) -> str:
    """This browser's form token, made on first use."""
    token = request.session.get(TOKEN)
    if not isinstance(token, str):
        token = secrets.token_urlsafe(24)
        request.session[TOKEN] = token
    return token


@asynccontextmanager
async def posted(request: Request) -> AsyncIterator[FormData]:
    """The form of a request whose token fits, with its files open; 403 otherwise."""
    async with request.form(max_files=10, max_fields=40) as form:
        token = request.session.get(TOKEN)
        said = form.get(TOKEN)
        if not (isinstance(token, str) and isinstance(said, str)):
            raise HTTPException(status_code=403)
        if not hmac.compare_digest(token.encode(), said.encode()):
            raise HTTPException(status_code=403)
        yield form
