"""The office's round as pages to read and print: 倒排, 通报, 约谈名单; 减负自查; 投诉建议."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot import asked, rounds
from bot.ports.house import local
from bot.texts.asked import month_name
from bot.texts.rounds import dated, named, quarter_name, rule_words
from bot.web.office import office_page
from bot.web.sessions import officer_of
from bot.web.site import site_of
from reminders.asked import total
from reminders.periods import after, month_from, quarter_ended, quarter_from, quarter_of

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from starlette.requests import Request
    from starlette.responses import Response

    from bot.ports.house import House


async def papers(request: Request) -> Response:
    """GET /office/round: the countdown, the bulletin of a quarter, the talk list with every fact."""
    officer = await officer_of(request)
    wanted = request.query_params.get("quarter", "")

    def read(house: House, now: datetime) -> dict[str, Any]:
        today = local(now).date()
        quarter = quarter_from(wanted, today=today) or quarter_ended(today)
        talks = rounds.talks(house, today)
        return {
            "today": today,
            "countdown": rounds.countdown(house, today),
            "bulletin": rounds.bulletin(house, quarter, today),
            "quarter": quarter_name(quarter),
            "this": quarter_of(today),
            "released": rounds.released(house, quarter),
            "talks": talks,
            "decided": {talk.unit: rounds.decided(house, talk.unit) for talk in talks},
            "rule": rule_words(house.office.talk_rule),
            "named": lambda task: named(task, today),
            "dated": lambda due: dated(due, today),
        }

    return await office_page(request, "round.html", await site_of(request).front.call(read), officer=officer)


async def burden(request: Request) -> Response:
    """GET /office/burden: what the system asked of each unit in a month."""
    officer = await officer_of(request)
    wanted = request.query_params.get("month", "")

    def read(house: House, now: datetime) -> dict[str, Any]:
        today = local(now).date()
        this = today.replace(day=1)
        month = month_from(wanted, today=today) or this
        rows = asked.of_month(house, month)
        return {
            "month": month,
            "name": month_name(month),
            "rows": rows,
            "whole": total(rows),
            "before": (month - timedelta(days=1)).replace(day=1),
            "next": after(month) if month < this else None,
        }

    return await office_page(request, "burden.html", await site_of(request).front.call(read), officer=officer)


async def suggestions(request: Request) -> Response:
    """GET /office/suggestions: what people want the office to hear, with room to answer."""
    officer = await officer_of(request)

    def read(house: House, _: datetime) -> dict[str, Any]:
        kept = house.store.suggestions
        return {"open": kept.open(), "answered": kept.answered(limit=50)}

    return await office_page(request, "suggestions.html", await site_of(request).front.call(read), officer=officer)
