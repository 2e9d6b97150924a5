"""A file comes into the office pages: first what it would change, then, when the office says so, the change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from bot import checkups, imports
from bot.ports.messages import File
from bot.web.chat import field
from bot.web.guard import posted
from bot.web.office import command_in, office_page
from bot.web.sessions import actor_of, officer_of
from bot.web.site import site_of
from knowledge.documents import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.requests import Request

    from bot.imports import BankImport, PackageImport, TaskImport
    from bot.ports.house import House
    from bot.web.sessions import Officer
    from knowledge.documents import Problem
    from knowledge.exam import Comparison
    from reminders.units import Unit

    Read = TaskImport | BankImport | PackageImport | tuple[tuple[Unit, ...], tuple[Problem, ...]]

TAKEN_TO = {"bank": "/office/bank", "packages": "/topics", "units": "/office/units"}
KINDS = ("tasks", "bank", "packages", "units")


async def show(request: Request) -> Response:
    """GET /office/import."""
    officer = await officer_of(request)
    return await office_page(request, "import.html", _nothing(), officer=officer)


async def look(request: Request) -> Response:
    """POST /office/import: what a file would change. A task table goes the way of the chat, up to 确认导入."""
    officer = await officer_of(request)
    site = site_of(request)
    async with posted(request) as form:
        kind = field(form, "kind") or KINDS[0]
        command = await command_in(request, officer, form)
    if kind not in KINDS or not command.files:
        raise HTTPException(status_code=400)
    file = command.files[0]
    replies = await site.front.receive(command) if kind == "tasks" else ()
    shown = _nothing() | {"kind": kind, "name": file.name}
    try:
        shown["read"] = await site.front.call(lambda house, now: _read(house, now, kind, file, officer, dry_run=True))
        foresee = await site.front.call(lambda house, now: _foresight(house, now, shown["read"]))
        shown["exam"] = await run_in_threadpool(foresee) if foresee else None
        shown["digest"] = await site.front.call(lambda house, _: house.store.files.put(file.content))
    except UnreadableError as error:
        shown["fault"] = str(error)
    return await office_page(request, "import.html", shown, officer=officer, flash=replies)


async def take(request: Request) -> Response:
    """POST /office/import/take: read in the bank or the directory that was looked at."""
    officer = await officer_of(request)
    async with posted(request) as form:
        kind, name, digest = field(form, "kind"), field(form, "name"), field(form, "digest")

    def read(house: House, now: datetime) -> bool:
        content = house.store.files.get(digest)
        if content is None:
            return False
        try:
            _read(house, now, kind, File(name=name, content=content), officer, dry_run=False)
        except UnreadableError:
            return False
        return True

    if kind not in KINDS[1:] or not await site_of(request).front.call(read):
        raise HTTPException(status_code=400)
    return RedirectResponse(TAKEN_TO[kind], status_code=303)


def _nothing() -> dict[str, object]:
    return {"kind": "tasks", "read": None, "exam": None, "fault": "", "name": "", "digest": ""}


def _foresight(house: House, now: datetime, read: object) -> Callable[[], Comparison | None] | None:
    """What a bank that was looked at would do to the mark, where the office keeps an exam."""
    if not isinstance(read, imports.BankImport):
        return None
    return checkups.foresight(house, read.entries, checkups.kept_exam(house), now=now)


def _read(house: House, now: datetime, kind: str, file: File, officer: Officer, *, dry_run: bool) -> Read:
    actor = actor_of(house, officer)
    if kind == "bank":
        return imports.import_bank(house, name=file.name, data=file.content, now=now, actor=actor, dry_run=dry_run)
    if kind == "packages":
        return imports.import_packages(house, name=file.name, data=file.content, now=now, actor=actor, dry_run=dry_run)
    if kind == "units":
        return imports.import_units(house, name=file.name, data=file.content, now=now, actor=actor, dry_run=dry_run)
    return imports.import_tasks(
        house, name=file.name, data=file.content, year=None, now=now, actor=actor, dry_run=dry_run
    )
