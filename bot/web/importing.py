"""A file comes into the office pages: first what it would change, then, when the office says so, the change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from bot import checkups, imports
from bot.ports.messages import File
from bot.texts import imports as said
from bot.web.chat import field
from bot.web.guard import posted
from bot.web.office import command_in, office_page
from bot.web.sessions import actor_of, officer_of
from bot.web.site import site_of
from knowledge.documents import UnreadableError
from reminders.choices import careful, choose, seen
from reminders.parsing import ParseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.requests import Request

    from bot.imports import BankImport, Choose, PackageImport, TaskImport
    from bot.ports.house import House
    from bot.ports.messages import Reply
    from bot.web.sessions import Officer
    from knowledge.documents import Problem
    from knowledge.exam import Comparison
    from reminders.units import Unit

    Read = TaskImport | BankImport | PackageImport | tuple[tuple[Unit, ...], tuple[Problem, ...]]

TAKEN_TO = {"tasks": "/office/tasks", "bank": "/office/bank", "packages": "/topics", "units": "/office/units"}
KINDS = ("tasks", "bank", "packages", "units")


async def show(request: Request) -> Response:
    """GET /office/import."""
    officer = await officer_of(request)
    return await office_page(request, "import.html", _nothing(), officer=officer)


async def look(request: Request) -> Response:
    """POST /office/import: what a file would change."""
    officer = await officer_of(request)
    site = site_of(request)
    async with posted(request) as form:
        kind = field(form, "kind") or KINDS[0]
        command = await command_in(request, officer, form)
    if kind not in KINDS or not command.files:
        raise HTTPException(status_code=400)
    file = command.files[0]
    shown = _nothing() | {"kind": kind, "name": file.name}
    try:
        shown["read"] = await site.front.call(lambda house, now: _read(house, now, kind, file, officer, dry_run=True))
        shown |= await site.front.call(lambda house, _: _ticks(house, shown["read"]))  # type: ignore[arg-type] # just read
        foresee = await site.front.call(lambda house, now: _foresight(house, now, shown["read"]))
        shown["exam"] = await run_in_threadpool(foresee) if foresee else None
        shown["digest"] = await site.front.call(lambda house, _: house.store.files.put(file.content))
    except UnreadableError as error:
        shown["fault"] = str(error)
    return await office_page(request, "import.html", shown, officer=officer)


async def take(request: Request) -> Response:
    """POST /office/import/take: read in what was looked at; of a task table the changes that are ticked."""
    officer = await officer_of(request)
    async with posted(request) as form:
        kind, name, digest = field(form, "kind"), field(form, "name"), field(form, "digest")
        shown = field(form, "shown")
        ticked = "、".join(one for one in form.getlist("row") if isinstance(one, str))

    def read(house: House, now: datetime) -> tuple[str, tuple[Reply, ...]] | None:
        content = house.store.files.get(digest)
        if content is None:
            return None
        file = File(name=name, content=content)
        try:
            if kind != "tasks":
                _read(house, now, kind, file, officer, dry_run=False)
                return TAKEN_TO[kind], ()
            done = _tasks(house, now, file, officer, choice=lambda rows: choose(rows, ticked, shown=shown))
        except UnreadableError:
            return None
        except ParseError as error:
            return "/office/import", (said.not_chosen(error.reason),)
        left = len(done.rows) - len(done.accepted)
        return TAKEN_TO[kind], (said.imported(len(done.table.tasks), accepted=len(done.accepted), left=left),)

    site = site_of(request)
    taken = await site.front.call(read) if kind in KINDS else None
    if taken is None:
        raise HTTPException(status_code=400)
    where, replies = taken
    return RedirectResponse(f"{where}?flash={site.flashes.put(replies)}" if replies else where, status_code=303)


def _nothing() -> dict[str, object]:
    return {
        "kind": "tasks",
        "read": None,
        "exam": None,
        "fault": "",
        "name": "",
        "digest": "",
        "ticked": (),
        "shown": "",
    }


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
    return _tasks(house, now, file, officer)


def _tasks(house: House, now: datetime, file: File, officer: Officer, *, choice: Choose | None = None) -> TaskImport:
    """A task table looked at, or with a choice of its changes read in."""
    return imports.import_tasks(
        house,
        name=file.name,
        data=file.content,
        year=None,
        now=now,
        actor=actor_of(house, officer),
        dry_run=choice is None,
        choice=choice,
    )


def _ticks(house: House, read: Read) -> dict[str, object]:
    """The changes of a task table, which of them are ticked at first, and what tells this list from another."""
    if not isinstance(read, imports.TaskImport):
        return {}
    confirmed = {one.task_id for one in house.store.confirmations.latest_by_occurrence(read.table.year).values()}
    return {"ticked": careful(read.rows, confirmed=confirmed), "shown": seen(read.rows)}
