"""A unit's calendar at its secret address."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.feeds import of_secret
from bot.web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

CALENDAR = "text/calendar; charset=utf-8"


async def calendar(request: Request) -> Response:
    """GET /calendar/SECRET.ics: the calendar, or the same 404 for whatever opens none.

    Only wrong addresses are slowed down: a phone that still polls an old one must not shut out the others behind the
    same router.
    """
    site = site_of(request)
    secret = request.path_params["secret"]
    content = await site.front.call(lambda house, now: of_secret(house, secret, now))
    if content is None:
        client = request.client.host if request.client else ""
        wait = site.throttle.try_now(f"calendar:{client}", now=site.front.now())
        raise HTTPException(status_code=HTTPStatus.NOT_FOUND if wait is None else HTTPStatus.TOO_MANY_REQUESTS)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    # whoever holds the address may keep the answer, but asks each time whether it still holds
    headers = {"etag": tag, "cache-control": "private, no-cache", "x-robots-tag": "noindex"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, media_type=CALENDAR, headers=headers)
