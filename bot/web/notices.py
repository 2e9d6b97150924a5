"""The office's notices page: one is written and looked at, the others followed; the list of one as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from bot import exports
from bot.noticing import list_rows
from bot.ports.house import local
from bot.texts import notices_following as said
from bot.texts.notices import audience_words
from bot.trial import in_trial
from bot.web import views
from bot.web.chat import field, message_in
from bot.web.guard import posted
from bot.web.login import CHANNEL
from bot.web.office import office_page
from bot.web.proofs import attachment
from bot.web.sessions import officer_of
from bot.web.site import site_of
from reminders.notices import Audience, AudienceKind, NoticeState

if TYPE_CHECKING:
    from typing import Any

    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

    from bot.ports.house import House
    from bot.ports.messages import Incoming, Reply
    from bot.web.sessions import Officer
    from bot.web.site import Site

MOST_SHOWN = 20
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What stands in the form: empty, or what the office is in the middle of writing; `number` of one refused."""

    number: int = 0
    text: str = ""
    whom: str = ""
    names: str = ""
    when: str = ""
    urgent: bool = False


async def show(request: Request) -> Response:
    """GET /office/notices: write one; what became of the others."""
    officer = await officer_of(request)

    def read(house: House, now: datetime) -> dict[str, Any]:
        directory = house.store.units.all()
        return {
            "draft": _draft(house, now, officer),
            "topics": [
                (Audience(kind=AudienceKind.TOPIC, name=name), count)
                for name, count in house.store.subscriptions.by_topic().items()
            ],
            "notices": views.read_notices(house, now, limit=MOST_SHOWN),
            "units": directory,
            "groups": tuple(dict.fromkeys(unit.group for unit in directory if unit.group)),
            "trial": in_trial(house),
        }

    return await office_page(request, "notices.html", await site_of(request).front.call(read), officer=officer)


def _draft(house: House, now: datetime, officer: Officer) -> Draft:
    """What the officer has written so far; what corrects another notice is written beside that one."""
    person = house.store.people.at(CHANNEL, officer.address)
    dialog = house.store.dialogs.get(person.id, now=now) if person else {}
    if dialog.get("step") not in {"notice", "audience"} or dialog.get("about", "0") != "0":
        return Draft()
    kind, name = dialog.get("kind"), dialog.get("name", "")
    audience = Audience(kind=AudienceKind(kind), name=name) if kind else None
    named = audience is not None and audience.kind in {AudienceKind.UNIT, AudienceKind.GROUP}
    due = dialog.get("due")
    return Draft(
        number=int(dialog.get("notice", "0")),
        text=dialog.get("text", ""),
        whom=name if named else audience_words(audience) if audience else "",
        names=name if kind == AudienceKind.LIST else "",
        when=f"{local(datetime.fromisoformat(due)):%Y-%m-%d %H:%M}" if due else "",
        urgent=bool(dialog.get("urgent")),
    )


async def write(request: Request) -> Response:
    """POST /office/notices: the messages in which a notice is written in the chat; shows the preview."""
    officer = await officer_of(request)
    site = site_of(request)
    async with posted(request) as form:
        messages = await _messages_in(form, officer, site)
    shown = await _written(messages, site)
    return RedirectResponse(f"/office/notices?flash={site.flashes.put(shown)}", status_code=303)


async def _messages_in(form: FormData, officer: Officer, site: Site) -> tuple[Incoming, ...]:
    refused = int(field(form, "notice") or "0") if field(form, "notice").isdecimal() else 0
    again = refused and await site.front.call(lambda house, _: _may_be_rewritten(house, refused))
    when = field(form, "when").strip()
    steps = [f"修改通知 {refused}" if again else "/通知", field(form, "more")]
    steps.append(field(form, "list").strip() or field(form, "whom"))
    # the time comes last: what is wrong with it is what is said
    steps.append("紧急" if field(form, "urgent") else "不紧急")
    steps.append(f"定时 {when}" if when else "马上发")
    return tuple(
        [
            await message_in(form, officer.address, text=text, site=site, step=f"{place}:", files=place == 1)
            for place, text in enumerate(steps)
        ]
    )


def _may_be_rewritten(house: House, number: int) -> bool:
    notice = house.store.notices.get(number)
    return notice is not None and notice.state is NoticeState.DRAFT


async def _written(messages: tuple[Incoming, ...], site: Site) -> tuple[Reply, ...]:
    """The last answer, after what was said of files that are too large; what is not understood is the last."""
    refused: tuple[Reply, ...] = ()
    replies: tuple[Reply, ...] = ()
    for place, message in enumerate(messages):
        replies = await site.front.receive(message)
        refused += replies[: sum(file.too_large for file in message.files)]
        if place > 1 and len(replies) == 1:
            # a preview has two parts: this is no preview
            break
    return (*refused, *replies)


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
