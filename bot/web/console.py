"""The office's pages: the first screen, the board, tasks, the bank, units, notices, imports, the audit trail."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from bot.alarms import unbound_units
from bot.ports.house import local
from bot.ports.people import Role
from bot.web import views
from bot.web.chat import number
from bot.web.office import office_page
from bot.web.proofs import attachment
from bot.web.sessions import officer_of
from bot.web.sheets import SHEETS
from bot.web.site import site_of

if TYPE_CHECKING:
    from typing import Any

    from starlette.requests import Request
    from starlette.responses import Response

    from bot.ports.house import House
    from bot.ports.people import Person
    from bot.web.views import Year
    from knowledge.answers import Answer
    from reminders.confirmations import Confirmation
    from reminders.tasks import Task

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_QUERY = 200


async def home(request: Request) -> Response:
    """GET /office: what is due, who has not confirmed, what waits; `month` shows another month."""
    officer = await officer_of(request)
    month = _month(request.query_params.get("month", ""))
    shown = await site_of(request).front.call(lambda house, now: views.read_home(house, now, month, _wanted(request)))
    return await office_page(request, "home.html", {"home": shown, "year": shown.year}, officer=officer)


async def board(request: Request) -> Response:
    """GET /office/board: tasks by units."""
    officer = await officer_of(request)
    year = await _year(request)
    return await office_page(request, "board.html", {"year": year, "board": year.board()}, officer=officer)


async def tasks(request: Request) -> Response:
    """GET /office/tasks: what was read from the table."""
    officer = await officer_of(request)

    def read(house: House, now: datetime) -> dict[str, Any]:
        year = views.read_year(house, now, _wanted(request))
        return {
            "year": year,
            "offers": views.read_offers(house, year),
            "questions": house.store.tasks.questions(year.year),
            "ladder": house.office.ladder,
            "milestones": views.read_milestones(house, year),
            "withdrawn": house.store.tasks.withdrawn(year.year),
            "learnt": house.store.groups.all(),
        }

    return await office_page(request, "tasks.html", await site_of(request).front.call(read), officer=officer)


async def cell(request: Request) -> Response:
    """GET /office/cell: everything that happened between one unit and one task."""
    officer = await officer_of(request)
    unit = request.query_params.get("unit", "")

    def read(house: House, now: datetime) -> dict[str, Any] | None:
        year = views.read_year(house, now, _wanted(request))
        task = year.task(number(request.query_params.get("task", "")))
        share = next((one for one in year.shares(task.id) if one.unit == unit), None) if task else None
        if task is None or share is None:
            return None
        confirmations = tuple(one for one in house.store.confirmations.of_task(task.id) if one.unit == unit)
        return {
            "year": year,
            "task": task,
            "share": share,
            "falls": year.falls(task.id),
            "confirmations": confirmations,
            "people": _people(house, confirmations),
            "ledger": house.store.ledger.rows(unit=unit, task_id=task.id),
            "events": _events(house, task, unit),
        }

    found = await site_of(request).front.call(read)
    if found is None:
        raise HTTPException(status_code=404)
    return await office_page(request, "cell.html", found, officer=officer)


async def bank(request: Request) -> Response:
    """GET /office/bank: the entries, and what a question would be answered."""
    officer = await officer_of(request)
    query = request.query_params.get("q", "").strip()[:LONGEST_QUERY]

    def read(house: House, now: datetime) -> dict[str, Any]:
        today = local(now).date()
        answers: tuple[Answer, ...] = house.desk.answer(query, today=today) if query else ()
        waiting = len(house.store.drafts.waiting()) + len(house.store.phrasings.waiting())
        return {
            "entries": house.store.entries.all(),
            "laws": house.store.statutes.editions(),
            "answers": answers,
            "query": query,
            "today": today,
            "waiting": waiting,
        }

    return await office_page(request, "bank.html", await site_of(request).front.call(read), officer=officer)


async def units(request: Request) -> Response:
    """GET /office/units: units in official order with their liaisons."""
    officer = await officer_of(request)

    def read(house: House, now: datetime) -> dict[str, Any]:
        seats: dict[str, list[Person]] = {}
        for person in house.store.people.with_role(Role.LIAISON):
            seats.setdefault(person.unit, []).append(person)
        year = views.read_year(house, now)
        duties: dict[str, int] = {}
        for one in year.assignments:
            duties[one.unit] = duties.get(one.unit, 0) + 1
        return {
            "year": year,
            "units": year.units,
            "seats": seats,
            "duties": duties,
            "days": house.office.code_days,
            "alarms": unbound_units(house, year.today),
        }

    return await office_page(request, "units.html", await site_of(request).front.call(read), officer=officer)


async def trail(request: Request) -> Response:
    """GET /office/trail: the newest lines of the audit log, and whether the chain holds."""
    officer = await officer_of(request)
    shown = await site_of(request).front.call(lambda house, _: views.read_trail(house))
    return await office_page(request, "trail.html", {"trail": shown}, officer=officer)


async def sheet(request: Request) -> Response:
    """GET /office/NAME.xlsx: a list as a workbook."""
    await officer_of(request)
    make = SHEETS.get(request.path_params["name"])
    if make is None:
        raise HTTPException(status_code=404)
    made = await site_of(request).front.call(
        lambda house, now: make(house, now, views.read_year(house, now, _wanted(request)))
    )
    return attachment(await run_in_threadpool(made.to_xlsx), f"{made.title}.xlsx", XLSX)


def _people(house: House, confirmations: tuple[Confirmation, ...]) -> dict[int, str]:
    """The names of those who submitted and reviewed."""
    ids = {one.person_id for one in confirmations} | {one.reviewed_by for one in confirmations if one.reviewed_by}
    found = (house.store.people.get(person_id) for person_id in ids)
    return {person.id: person.name or person.unit for person in found if person is not None}


def _events(house: House, task: Task, unit: str) -> tuple[views.Trace, ...]:
    """The audit lines about this task that concern this unit, or every unit."""
    events = (event for event in house.store.audit.all(subject=task.id))
    return views.traced(house, [event for event in events if views.details(event).get("unit", unit) == unit])


async def _year(request: Request) -> Year:
    return await site_of(request).front.call(lambda house, now: views.read_year(house, now, _wanted(request)))


def _wanted(request: Request) -> int | None:
    return number(request.query_params.get("year", "")) or None


def _month(text: str) -> date | None:
    """A month written 2026-10."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
