"""The web adapter's entrance: routes, middleware, pages for what goes wrong."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.web import (
    chat,
    console,
    feeds,
    health,
    importing,
    inquiries,
    matters,
    notices,
    office,
    papers,
    proofs,
    pushes,
    topics,
    versions,
)
from bot.web.guard import HEADERS, Guard
from bot.web.sessions import LoginNeededError, in_demo
from bot.web.site import CARE_COOKIE, STATIC, Flashes, Site, open_templates, page, site_of
from bot.web.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from starlette.routing import BaseRoute
    from starlette.types import Scope

    from bot.ports.front import Front
    from bot.ports.house import House

SESSION_SECONDS = 180 * 24 * 3600
FORM_OVERHEAD = 1024 * 1024
YEAR_SECONDS = 365 * 24 * 3600

log = logging.getLogger(__name__)


def create_app(
    front: Front,
    *,
    secret: str,
    loopback: bool = True,
    max_file_bytes: int = 20 * 1024 * 1024,
    more: Sequence[BaseRoute] = (),
) -> Starlette:
    """The web application over the running program; `secret` signs sessions, `loopback`: only this machine comes.

    `more` is where other channels' platforms call.
    """
    app = Starlette(
        routes=[
            *more,
            Route("/", chat.show),
            Route("/chat", chat.say, methods=["POST"]),
            Route("/chat/lines", chat.news),
            Route("/chat/events", chat.events),
            Route("/chat/files/{line:int}/{place:int}", chat.file),
            Route("/topics", topics.index),
            Route("/topics/{package:str}", topics.show),
            Route("/calendar/{secret:str}.ics", feeds.calendar),
            Route("/demo", demo),
            Route("/care", care),
            Route("/healthz", healthz),
            Route("/office", console.home),
            Route("/office/do", office.act, methods=["POST"]),
            Route("/office/login", office.enter, methods=["GET", "POST"]),
            Route("/office/logout", office.leave, methods=["POST"]),
            Route("/office/password", office.set_password, methods=["POST"]),
            Route("/office/board", console.board),
            Route("/office/tasks", console.tasks),
            Route("/office/cell", console.cell),
            Route("/office/bank", console.bank),
            Route("/office/entry", versions.entry),
            Route("/office/drafts", versions.waiting),
            Route("/office/pushes", pushes.show),
            Route("/office/health", health.examine, methods=["POST"]),
            Route("/office/health", health.show),
            Route("/office/units", console.units),
            Route("/office/notices", notices.write, methods=["POST"]),
            Route("/office/notices", notices.show),
            Route("/office/notices/{number:int}.{ending:str}", notices.receivers),
            Route("/office/import", importing.look, methods=["POST"]),
            Route("/office/import", importing.show),
            Route("/office/import/take", importing.take, methods=["POST"]),
            Route("/office/papers", papers.show),
            Route("/office/papers/questions", inquiries.show),
            Route("/office/papers/questions.xlsx", inquiries.sheet),
            Route("/office/burden", papers.burden),
            Route("/office/burden.xlsx", papers.burden_sheet),
            Route("/office/suggestions", papers.suggestions),
            Route("/office/matters", matters.show),
            Route("/office/trail", console.trail),
            Route("/office/evidence/{confirmation:int}/{place:int}", proofs.for_office),
            Route("/evidence/{confirmation:int}/{place:int}", proofs.for_unit),
            Route("/office/{name:str}.xlsx", console.sheet),
            Mount("/static", app=_Static(directory=STATIC), name="static"),
        ],
        middleware=[
            Middleware(Guard, max_body=max_file_bytes + FORM_OVERHEAD, refuse=_refused),
            Middleware(SessionMiddleware, secret_key=secret, max_age=SESSION_SECONDS, session_cookie="wenban"),
        ],
        exception_handlers={LoginNeededError: _login, HTTPException: _problem, Exception: _fault},
    )
    app.state.site = Site(
        front=front,
        loopback=loopback,
        max_file_bytes=max_file_bytes,
        templates=open_templates(),
        flashes=Flashes(),
        throttle=Throttle(),
    )
    return app


async def healthz(_: Request) -> Response:
    """Whether the program answers at all."""
    return PlainTextResponse("ok")


async def demo(request: Request) -> Response:
    """Three seats side by side: a citizen, a liaison, the office."""
    if not await in_demo(request):
        raise HTTPException(status_code=404)

    def read(house: House, _: datetime) -> tuple[str, ...]:
        return tuple(unit.name for unit in house.store.units.all())

    units = await site_of(request).front.call(read)
    wanted = request.query_params.get("unit", "")
    unit = wanted if wanted in units else next((name for name in units if "司法" in name), units[0] if units else "")
    return page(request, "demo.html", {"units": units, "unit": unit})


async def care(request: Request) -> Response:
    """Turn large type and high contrast (关怀版) on or off, and go back."""
    back = request.query_params.get("back", "/")
    if not back.startswith("/") or back.startswith(("//", "/\\")):
        back = "/"
    response = RedirectResponse(back, status_code=303)
    value = "1" if request.query_params.get("on") == "1" else "0"
    response.set_cookie(CARE_COOKIE, value, max_age=YEAR_SECONDS, httponly=True, samesite="lax")
    return response


class _Static(StaticFiles):
    """Our own files; browsers keep them, their addresses change with their content."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type] # handed through as they came
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


async def _login(request: Request, _: Exception) -> Response:
    """Send whoever needs to log in to the login page, and afterwards back."""
    back = request.url.path if request.method == "GET" else "/office"
    return RedirectResponse(f"/office/login?{urlencode({'back': back})}", status_code=303)


async def _refused(scope: Scope, status: int) -> Response:
    """The page for a request that the guard stopped."""
    scope.setdefault("session", {})
    return _problem_page(Request(scope), status)


async def _problem(request: Request, error: Exception) -> Response:
    """The page for a request that cannot be served."""
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    return _problem_page(request, status)


async def _fault(request: Request, error: Exception) -> Response:
    """The page for a fault of ours; the traceback goes to the log."""
    # what opens a calendar is a secret, and has no place in the log
    path = "/calendar" if request.url.path.startswith("/calendar/") else request.url.path
    log.error("page_failed", exc_info=error, extra={"path": path})
    request.scope.setdefault("session", {})
    response = _problem_page(request, HTTPStatus.INTERNAL_SERVER_ERROR)
    response.headers.update(HEADERS)
    return response


def _problem_page(request: Request, status: int) -> Response:
    template = site_of(request).templates.get_template("_problems.html")
    title, advice = (
        str(template.module.title(status)).strip(),  # type: ignore[attr-defined] # a macro is an attribute by its name
        str(template.module.advice(status)).strip(),  # type: ignore[attr-defined] # as above
    )
    if request.headers.get("accept") == "application/json":
        return JSONResponse({"problem": f"{title}。{advice}"}, status_code=status)
    return page(request, "problem.html", {"title": title, "advice": advice}, status=status)
