"""The bank's health and its exam, as the office reads them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from bot import checkups
from bot.texts.checkups import KINDS, no_question
from bot.web.guard import posted
from bot.web.office import command_in, office_page
from bot.web.sessions import actor_of, officer_of
from bot.web.site import site_of
from knowledge.documents import UnreadableError
from knowledge.exam import RIGHT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Any

    from starlette.requests import Request
    from starlette.responses import Response

    from bot.ports.house import House
    from bot.ports.messages import File
    from bot.web.sessions import Officer
    from knowledge.health import Finding

MOST_SHOWN = 200


async def show(request: Request) -> Response:
    """GET /office/health: what a careful clerk would find, and the last mark."""
    officer = await officer_of(request)
    return await _page(request, officer, lambda house, _: {"marks": checkups.last_run(house)})


async def examine(request: Request) -> Response:
    """POST /office/health: mark the bank by the exam that comes, and keep it; by the kept one when none comes."""
    officer = await officer_of(request)
    async with posted(request) as form:
        command = await command_in(request, officer, form)
    file = command.files[0] if command.files else None
    return await _page(request, officer, lambda house, now: _examined(house, now, file, officer))


async def _page(request: Request, officer: Officer, use: Callable[[House, datetime], dict[str, Any]]) -> Response:
    """The page with what `use` adds to it; the bank is looked over beside the core's thread."""

    def read(house: House, now: datetime) -> tuple[dict[str, Any], Callable[[], tuple[Finding, ...]]]:
        added = use(house, now)
        kept = len(checkups.kept_exam(house))
        return {"kept": kept, "run": None, "marks": (), "problems": (), "fault": ""} | added, checkups.inspection(
            house, now=now
        )

    shown, look = await site_of(request).front.call(read)
    found = await run_in_threadpool(look)
    groups = [(KINDS[kind], tuple(group)) for kind, group in groupby(found, key=lambda one: one.kind)]
    missed = [(one, f"{one.points:g}") for one in shown["marks"] if one.points < RIGHT]
    context = shown | {"groups": groups, "total": len(found), "most": MOST_SHOWN, "missed": missed}
    return await office_page(request, "health.html", context, officer=officer)


def _examined(house: House, now: datetime, file: File | None, officer: Officer) -> dict[str, Any]:
    try:
        items, problems = checkups.read_exam(file.name, file.content) if file else (checkups.kept_exam(house), ())
    except UnreadableError as error:
        return {"fault": str(error)}
    if file is None and not items:
        raise HTTPException(status_code=400)
    if file is not None:
        if not items:
            return {"fault": no_question(file.name), "problems": problems}
        checkups.keep_exam(house, items, name=file.name, now=now, actor=actor_of(house, officer))
    run = checkups.examine(house, items, now=now)
    return {"run": run, "marks": run.marks, "problems": problems}
