"""The office's pages on the bank's life: an entry with its history; drafts and wordings that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from bot.ports.house import local
from bot.proposals import waiting_drafts, waiting_wordings
from bot.versions import revisions
from bot.web.office import office_page
from bot.web.sessions import officer_of
from bot.web.site import site_of

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from starlette.requests import Request
    from starlette.responses import Response

    from bot.ports.house import House


async def entry(request: Request) -> Response:
    """GET /office/entry: an entry as it is, and every version with what it changed."""
    officer = await officer_of(request)
    entry_id = request.query_params.get("id", "")

    def read(house: House, now: datetime) -> dict[str, Any]:
        return {
            "id": entry_id,
            "entry": house.store.entries.get(entry_id),
            "revisions": revisions(house, entry_id),
            "today": local(now).date(),
        }

    found = await site_of(request).front.call(read)
    if not found["revisions"]:
        raise HTTPException(status_code=404)
    return await office_page(request, "entry.html", found, officer=officer)


async def waiting(request: Request) -> Response:
    """GET /office/drafts: drafts to publish or return, wordings to take or leave."""
    officer = await officer_of(request)

    def read(house: House, now: datetime) -> dict[str, Any]:
        return {
            "drafts": waiting_drafts(house, today=local(now).date()),
            "wordings": waiting_wordings(house),
        }

    return await office_page(request, "drafts.html", await site_of(request).front.call(read), officer=officer)
