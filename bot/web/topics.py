"""Topics as pages that anybody may open (政策包): the list, and each with a QR code of its own address to print."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import quote

import segno
from starlette.exceptions import HTTPException

from bot.handlers.packages import hot_questions, shelf
from bot.ports.house import local
from bot.texts.packages import parts
from bot.web.guard import is_loopback
from bot.web.site import page, site_of
from knowledge.circles import CIRCLES
from knowledge.packages import cards

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from starlette.requests import Request
    from starlette.responses import Response

    from bot.ports.house import House

QUIET_ZONE = 4
"""So many light modules around a QR code, as its standard asks."""


async def index(request: Request) -> Response:
    """GET /topics: every topic, and what many ask."""

    def read(house: House, now: datetime) -> dict[str, Any]:
        return {
            "packages": tuple(shelf(house, local(now).date())),
            "hot": hot_questions(house, now),
            "circles": tuple(one.name for one in CIRCLES),
            "office": house.office,
        }

    return _page(request, "topics.html", await site_of(request).front.call(read))


async def show(request: Request) -> Response:
    """GET /topics/ID: one topic, calm and whole, for a phone and for paper."""
    wanted = request.path_params["package"]

    def read(house: House, now: datetime) -> dict[str, Any]:
        package = house.store.packages.get(wanted)
        held = cards([package] if package else [], house.store.entries.get, today=local(now).date())
        return {"card": next(held, None), "office": house.office}

    context = await site_of(request).front.call(read)
    card, office = context["card"], context["office"]
    if card is None:
        raise HTTPException(status_code=404)
    base = office.address or f"{request.url.scheme}://{request.url.netloc}"
    address = f"{base}/topics/{quote(card.package.id)}"
    context |= {
        "parts": parts(card.package),
        "code": qr(address),
        "address": address.partition("://")[2],
        "only_here": not office.address and is_loopback(request.url.hostname or ""),
    }
    return _page(request, "topic.html", context)


def _page(request: Request, template: str, context: dict[str, Any]) -> Response:
    return page(request, template, context | {"message_id": secrets.token_urlsafe(12), "here": request.url.path})


def qr(address: str) -> str:
    """The QR code of an address as an SVG that stands in the page, dark on light whatever the theme."""
    code = segno.make_qr(address, error="m")
    return code.svg_inline(omitsize=True, border=QUIET_ZONE, dark="#000", light="#fff", svgclass="qr", lineclass=None)
