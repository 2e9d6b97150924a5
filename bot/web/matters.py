"""What citizens asked and the bank does not hold, one row a matter (未答事项)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.matters import headline, nearly
from bot.ports.house import local
from bot.texts.matters import STATES
from bot.web.office import office_page
from bot.web.sessions import officer_of
from bot.web.site import site_of
from reminders.questions import WAITING

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import Any

    from starlette.requests import Request
    from starlette.responses import Response

    from bot.ports.bank import Draft
    from bot.ports.house import House
    from bot.ports.questions import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A matter as the pages show it: in a word each, its other wordings by place, and what waits to be approved."""

    asked: Asked
    text: str
    others: tuple[tuple[int, str], ...]
    state: str
    late: bool
    draft: Draft | None
    near: int
    """Another matter that waits and may be the same; 0 for none."""


def rows(house: House, today: date) -> tuple[Row, ...]:
    """The matters in which somebody waits, the one asked first on top."""
    drafts = {draft.gap_id: draft for draft in house.store.drafts.waiting() if draft.gap_id}
    return tuple(
        _row(one, drafts.get(one.matter.id), today, nearly(house, one.matter))
        for one in house.store.matters.all(WAITING)
    )


def _row(asked: Asked, draft: Draft | None, today: date, near: int) -> Row:
    text, due = headline(asked), asked.matter.due
    return Row(
        asked=asked,
        text=text,
        others=tuple((place, one) for place, one in enumerate(asked.wordings, start=1) if one != text),
        state=STATES[asked.matter.state],
        late=due is not None and due < today and draft is None,
        draft=draft,
        near=near,
    )


async def show(request: Request) -> Response:
    """GET /office/matters: the table with what can be done; `unit` shows one unit's."""
    officer = await officer_of(request)
    unit = request.query_params.get("unit", "")

    def read(house: House, now: datetime) -> dict[str, Any]:
        found = rows(house, local(now).date())
        return {
            "every": found,
            "matters": [one for one in found if not unit or one.asked.matter.unit == unit],
            "unit": unit,
            "asked_units": sorted({one.asked.matter.unit for one in found if one.asked.matter.unit}),
            "units": [one.name for one in house.store.units.all()],
        }

    return await office_page(request, "matters.html", await site_of(request).front.call(read), officer=officer)
