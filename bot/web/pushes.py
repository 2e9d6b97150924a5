"""The office's page on pushing news of the bank (精准推送): what may go out, what went, who has subscribed to what."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot import pushing
from bot.web.office import office_page
from bot.web.sessions import officer_of
from bot.web.site import site_of
from reminders.subscriptions import NEWS_LASTS

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from starlette.requests import Request
    from starlette.responses import Response

    from bot.ports.house import House


async def show(request: Request) -> Response:
    """GET /office/pushes."""
    officer = await officer_of(request)

    def read(house: House, now: datetime) -> dict[str, Any]:
        offered = pushing.offered(house, now)
        sent = house.store.pushes.approved(since=now - NEWS_LASTS)
        subscribers = house.store.subscriptions.all()
        return {
            "offered": tuple(one for one in offered if one.people),
            "others": sum(not one.people for one in offered),
            "sent": tuple((one, house.store.entries.get(one.entry_id)) for one in reversed(sent)),
            "people": len(subscribers),
            "paused": sum(one.paused for one in subscribers),
            "topics": Counter(topic for one in subscribers for topic in one.topics),
        }

    return await office_page(request, "pushes.html", await site_of(request).front.call(read), officer=officer)
