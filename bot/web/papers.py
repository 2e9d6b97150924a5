"""The office's papers as pages to read and print: 倒排, 通报, 约谈名单; 减负自查; 投诉建议."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from bot import asked, papers
from bot.ports.house import local
from bot.texts.asked import month_name
from bot.texts.papers import dated, named, quarter_name, rule_words
from bot.web.console import XLSX
from bot.web.office import office_page
from bot.web.proofs import attachment
from bot.web.sessions import officer_of
from bot.web.sheets import Sheet
from bot.web.site import site_of
from reminders.asked import total
from reminders.periods import after, month_from, quarter_ended, quarter_from, quarter_of

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import Any

    from starlette.requests import Request
    from starlette.responses import Response

    from bot.ports.house import House
    from reminders.asked import Asked


async def show(request: Request) -> Response:
    """GET /office/papers: the countdown, the bulletin of a quarter, the talk list with every fact."""
    officer = await officer_of(request)
    wanted = request.query_params.get("quarter", "")

    def read(house: House, now: datetime) -> dict[str, Any]:
        today = local(now).date()
        quarter = quarter_from(wanted, today=today) or quarter_ended(today)
        talks = papers.talks(house, today)
        return {
            "today": today,
            "countdown": papers.countdown(house, today),
            "bulletin": papers.bulletin(house, quarter, today),
            "quarter": quarter_name(quarter),
            "this": quarter_of(today),
            "released": papers.released(house, quarter),
            "talks": talks,
            "decided": {talk.unit: papers.decided(house, talk.unit) for talk in talks},
            "rule": rule_words(house.office.talk_rule),
            "named": lambda task: named(task, today),
            "dated": lambda due: dated(due, today),
        }

    return await office_page(request, "papers.html", await site_of(request).front.call(read), officer=officer)


async def burden(request: Request) -> Response:
    """GET /office/burden: what the system asked of each unit in a month."""
    officer = await officer_of(request)
    month, rows = await _asked(request)
    this = local(site_of(request).front.now()).date().replace(day=1)
    context = {
        "month": month,
        "name": month_name(month),
        "rows": rows,
        "whole": total(rows),
        "before": (month - timedelta(days=1)).replace(day=1),
        "next": after(month) if month < this else None,
    }
    return await office_page(request, "burden.html", context, officer=officer)


async def burden_sheet(request: Request) -> Response:
    """GET /office/burden.xlsx: the same as a workbook."""
    await officer_of(request)
    month, rows = await _asked(request)
    sheet = Sheet(
        title=f"{month_name(month)}减负自查",
        columns=("单位", "消息", "要求办事", "工作提醒", "提醒项次", "退回补充", "点收通知"),
        rows=tuple(
            (
                one.unit or "合计",
                *map(str, (one.messages, one.requests, one.reminders, one.duties, one.returned, one.notices)),
            )
            for one in (*rows, total(rows))
        ),
    )
    return attachment(await run_in_threadpool(sheet.to_xlsx), f"{sheet.title}.xlsx", XLSX)


async def _asked(request: Request) -> tuple[date, tuple[Asked, ...]]:
    """The month that the address names, this one where it names none, and what was asked in it."""
    wanted = request.query_params.get("month", "")

    def read(house: House, now: datetime) -> tuple[date, tuple[Asked, ...]]:
        today = local(now).date()
        month = month_from(wanted, today=today) or today.replace(day=1)
        return month, asked.of_month(house, month)

    return await site_of(request).front.call(read)


async def suggestions(request: Request) -> Response:
    """GET /office/suggestions: what people want the office to hear, with room to answer."""
    officer = await officer_of(request)

    def read(house: House, _: datetime) -> dict[str, Any]:
        kept = house.store.suggestions
        return {"open": kept.open(), "answered": kept.answered(limit=50)}

    return await office_page(request, "suggestions.html", await site_of(request).front.call(read), officer=officer)
