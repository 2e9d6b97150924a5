"""Files handed in as evidence, for whoever may see them: the office, the unit itself, the lead unit of its task."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.standing import may_see
from bot.web import login
from bot.web.sessions import officer_of, visitor_of
from bot.web.site import site_of

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request

    from bot.ports.house import House
    from reminders.confirmations import Confirmation


async def for_office(request: Request) -> Response:
    """GET /office/evidence/CONFIRMATION/PLACE, for the office after its login."""
    await officer_of(request)
    return await _file(request, None)


async def for_unit(request: Request) -> Response:
    """GET /evidence/CONFIRMATION/PLACE, for the person of this browser; 404 for whoever may not see it."""
    return await _file(request, (await visitor_of(request, request.query_params.get("as"))).address)


async def _file(request: Request, address: str | None) -> Response:
    """The file, to be saved and never shown in place; `address` is whose right is looked at, None for the office."""
    confirmation_id, place = request.path_params["confirmation"], request.path_params["place"]

    def read(house: House, _: datetime) -> tuple[str, bytes] | None:
        confirmation = house.store.confirmations.get(confirmation_id)
        if confirmation is None or not (address is None or _may(house, address, confirmation)):
            return None
        proofs = confirmation.evidence
        if not 0 <= place < len(proofs) or not proofs[place].digest:
            return None
        content = house.store.files.get(proofs[place].digest)
        return None if content is None else (proofs[place].value, content)

    found = await site_of(request).front.call(read)
    if found is None:
        raise HTTPException(status_code=404)
    name, content = found
    return attachment(content, name, "application/octet-stream")


def _may(house: House, address: str, confirmation: Confirmation) -> bool:
    person = house.store.people.at(login.CHANNEL, address)
    return person is not None and may_see(house, person, confirmation)


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """A file that the browser saves under its name."""
    headers = {"content-disposition": f"attachment; filename*=utf-8''{quote(name, safe='')}"}
    return Response(content, media_type=media_type, headers=headers)
