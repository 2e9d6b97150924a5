"""The office's notices page: one is written and looked at, the others followed; the list of one as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from bot import exports
from bot.noticing import list_rows
from bot.texts import notices_following as said
from bot.trial import in_trial
from bot.web import views
from bot.web.chat import field, message_in
from bot.web.guard import posted
from bot.web.office import office_page
from bot.web.proofs import attachment
from bot.web.sessions import officer_of
from bot.web.site import site_of

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from starlette.requests import Request
    from starlette.responses import Response

    from bot.ports.house import House
    from bot.ports.messages import Reply

MOST_SHOWN = 20
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


async def show(request: Request) -> Response:
    """GET /office/notices: write one; what became of the others."""
    officer = await officer_of(request)

    def read(house: House, _: datetime) -> dict[str, Any]:
        directory = house.store.units.all()
        return {
            "notices": views.read_notices(house, limit=MOST_SHOWN),
            "units": directory,
            "groups": tuple(dict.fromkeys(unit.group for unit in directory if unit.group)),
            "trial": in_trial(house),
        }

    return await office_page(request, "notices.html", await site_of(request).front.call(read), officer=officer)


async def write(request: Request) -> Response:
    """POST /office/notices: the messages in which a notice is written in the chat; shows the preview."""
    officer = await officer_of(request)
    site = site_of(request)
    async with posted(request) as form:
        when = field(form, "when").strip()
        whom = field(form, "list").strip() or field(form, "whom")
        steps = ["/通知", field(form, "more"), whom]
        steps += [f"定时 {when}"] if when else []
        steps += ["紧急"] if field(form, "urgent") else []
        messages = [
            await message_in(form, officer.address, text=text, site=site, step=f"{place}:", files=place == 1)
            for place, text in enumerate(steps)
        ]
    replies: tuple[Reply, ...] = ()
    for message in messages:
        replies = await site.front.receive(message)
    return RedirectResponse(f"/office/notices?flash={site.flashes.put(replies)}", status_code=303)


async def receivers(request: Request) -> Response:
    """GET /office/notices/3.xlsx, .csv: every receiver, with state and times."""
    await officer_of(request)
    number, ending = request.path_params["number"], request.path_params["ending"]
    if ending not in TYPES:
        raise HTTPException(status_code=404)

    def read(house: House, _: datetime) -> tuple[tuple[str, ...], ...] | None:
        notice = house.store.notices.get(number)
        return None if notice is None else list_rows(house, notice)

    rows = await site_of(request).front.call(read)
    if rows is None:
        raise HTTPException(status_code=404)
    name = f"通知{number}名单.{ending}"
    content = await run_in_threadpool(exports.table_file, name, f"通知{number}", said.COLUMNS, rows)
    return attachment(content, name, TYPES[ending])
