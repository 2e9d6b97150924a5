"""The bank's health and its exam, as the office reads them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

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
    from datetime import datetime
    from typing import Any

    from starlette.requests import Request
    from starlette.responses import Response

    from bot.checkups import Run
    from bot.ports.house import House
    from bot.ports.messages import File
    from bot.web.sessions import Officer

MOST_SHOWN = 200


async def show(request: Request) -> Response:
    """GET /office/health: what a careful clerk would find, and the last mark."""
    officer = await officer_of(request)
    shown = await site_of(request).front.call(_read)
    return await office_page(request, "health.html", shown, officer=officer)


async def examine(request: Request) -> Response:
    """POST /office/health: mark the bank by the exam that comes, and keep it; by the kept one when none comes."""
    officer = await officer_of(request)
    async with posted(request) as form:
        command = await command_in(request, officer, form)

    def run(house: House, now: datetime) -> dict[str, Any]:
        try:
            return _examined(house, now, command.files[0] if command.files else None, officer)
        except UnreadableError as error:
            return _read(house, now) | {"fault": str(error)}

    return await office_page(request, "health.html", await site_of(request).front.call(run), officer=officer)


def _examined(house: House, now: datetime, file: File | None, officer: Officer) -> dict[str, Any]:
    items, problems = checkups.read_exam(file.name, file.content) if file else (checkups.kept_exam(house), ())
    if not items:
        if file is None:
            raise HTTPException(status_code=400)
        return _read(house, now) | {"fault": no_question(file.name), "problems": problems}
    if file is not None:
        checkups.keep_exam(house, items, name=file.name, now=now, actor=actor_of(house, officer))
    run = checkups.examine(house, items, now=now)
    return _read(house, now, run) | {"problems": problems}


def _read(house: House, now: datetime, run: Run | None = None) -> dict[str, Any]:
    found = checkups.findings(house, now=now)
    marks = run.marks if run else checkups.last_run(house)
    return {
        "groups": [(KINDS[kind], tuple(group)) for kind, group in groupby(found, key=lambda one: one.kind)],
        "total": len(found),
        "most": MOST_SHOWN,
        "kept": len(checkups.kept_exam(house)),
        "run": run,
        "marks": marks,
        "missed": [(one, f"{one.points:g}") for one in marks if one.points < RIGHT],
        "problems": (),
        "fault": "",
    }
