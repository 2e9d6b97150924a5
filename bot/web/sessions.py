"""Who sits at the browser: a visitor, a seat of the demo, or the office after its login."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from bot.web import login
from bot.web.guard import is_local
from bot.web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from bot.ports.house import House


SEAT_PREFIX = "demo:"
OFFICE_SEAT = "office"
KEY = "office"
SEEN = "office_seen"


class LoginNeededError(Exception):
    """The page is for the office, and nobody has logged in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Who acts on the office pages: the office, or the demo's admin."""

    address: str
    demo: bool


def actor_of(house: House, officer: Officer) -> str:
    """How the audit log names whoever acts on the office pages."""
    person = house.store.people.at(login.CHANNEL, officer.address)
    return f"person:{person.id}" if person else officer.address


async def officer_of(request: Request) -> Officer:
    """Whoever may see the office pages; LoginNeededError otherwise."""
    if await in_demo(request):
        return Officer(address=f"{SEAT_PREFIX}admin", demo=True)
    if await logged_in(request):
        return Officer(address=login.OFFICE, demo=False)
    raise LoginNeededError


async def logged_in(request: Request) -> bool:
    """Whether this browser holds a session of the office that lives."""
    site = site_of(request)
    now = site.front.now()
    key, seen = request.session.get(KEY), request.session.get(SEEN)
    if not (isinstance(key, str) and isinstance(seen, str)):
        return False
    idle = now - datetime.fromisoformat(seen)
    if idle > login.IDLE_LIFE or not await site.front.call(lambda house, at: login.session_lives(house, at, key)):
        return False
    if idle > login.IDLE_LIFE / 60:
        request.session[SEEN] = now.isoformat()
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """The person of a request: an address in the web channel; `seat` is theirs in the demo, such as 'citizen'."""

    address: str
    seat: str = ""


async def in_demo(request: Request) -> bool:
    """Whether roles may be tried out here: on this machine only, and until the office sets its password."""
    site = site_of(request)
    return site.loopback and is_local(request) and not await has_password(request)


async def has_password(request: Request) -> bool:
    """Whether the office has set its password."""

    def read(house: House, _: datetime) -> bool:
        return bool(house.store.settings.get(login.PASSWORD))

    return await site_of(request).front.call(read)


async def visitor_of(request: Request, seat: str | None) -> Visitor:
    """Whoever sits there; `seat` is the role asked for, 403 where there is no demo, 404 for an unknown seat."""
    if not seat:
        return Visitor(address=guest_address(request))
    if seat == OFFICE_SEAT and await logged_in(request):
        return Visitor(address=login.OFFICE, seat=seat)
    if not await in_demo(request):
        raise HTTPException(status_code=403)
    address = SEAT_PREFIX + seat

    def known(house: House, _: datetime) -> bool:
        return house.store.people.at(login.CHANNEL, address) is not None

    if not await site_of(request).front.call(known):
        raise HTTPException(status_code=404)
    return Visitor(address=address, seat=seat)


def guest_address(request: Request) -> str:
    """This browser's own address, made on the first visit."""
    guest = request.session.get("guest")
    if not isinstance(guest, str):
        guest = f"guest-{secrets.token_urlsafe(18)}"
        request.session["guest"] = guest
    return guest
