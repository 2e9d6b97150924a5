"""The month's report on questions (提问月报) as a page to read and print, and as a workbook."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from bot import inquiries
from bot.ports.house import local
from bot.texts import inquiries as said
from bot.texts.ratings import REASONS
from bot.web.console import XLSX
from bot.web.office import office_page
from bot.web.proofs import attachment
from bot.web.sessions import officer_of
from bot.web.sheets import Sheet
from bot.web.site import site_of
from reminders.periods import after, month_from

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from bot.inquiries import Report
    from bot.ports.house import House


async def show(request: Request) -> Response:
    """GET /office/papers/questions: the month's numbers, this month's or the one that the address names."""
    officer = await officer_of(request)
    report = await _report(request)
    month = report.counted.month
    this = local(site_of(request).front.now()).date().replace(day=1)
    context = {
        "report": report,
        "counted": report.counted,
        "month": month,
        "title": said.title(month),
        "columns": said.OUTCOMES,
        "before": (month - timedelta(days=1)).replace(day=1),
        "next": after(month) if month < this else None,
        "outcomes": said.outcomes,
        "topic_name": said.topic_name,
        "unit_name": said.unit_name,
        "entry_name": lambda key: said.entry_name(key, report.entries),
        "days": said.days,
        "took": said.took,
        "reasons": REASONS,
    }
    return await office_page(request, "inquiries.html", context, officer=officer)


async def sheet(request: Request) -> Response:
    """GET /office/papers/questions.xlsx: the same as a workbook, a number a row."""
    await officer_of(request)
    report = await _report(request)
    table = Sheet(
        title=said.title(report.counted.month),
        columns=said.COLUMNS,
        rows=tuple(said.rows(report.counted, entries=report.entries, matters=report.matters)),
    )
    return attachment(await run_in_threadpool(table.to_xlsx), f"{table.title}.xlsx", XLSX)


async def _report(request: Request) -> Report:
    wanted = request.query_params.get("month", "")

    def read(house: House, now: datetime) -> Report:
        today = local(now).date()
        return inquiries.of_month(house, month_from(wanted, today=today) or today.replace(day=1))

    return await site_of(request).front.call(read)
