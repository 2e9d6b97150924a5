"""Where Telegram calls us: the secret is proved, an update is taken, and only then is it confirmed."""

from __future__ import annotations

import asyncio
import hmac
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from starlette.responses import Response
from starlette.routing import Route

from bot.channels.recent import Recent

if TYPE_CHECKING:
    from asyncio import TaskGroup
    from collections.abc import Iterator

    from starlette.requests import Request

    from bot.channels.telegram.updates import Updates

PATH = "/telegram/webhook"
HEADER = "x-telegram-bot-api-secret-token"
HOLD_SECONDS = 20.0
"""The platform is kept waiting no longer; it comes again, and finds the update done with or still under way."""
REMEMBERED = 2000


class Hook:
    """The route, closed until the channel is connected; the platform tries again what it could not hand over."""

    def __init__(self, address: str) -> None:
        self.url = address.rstrip("/") + PATH
        self.secret = ""
        self._updates: Updates | None = None
        self._tasks: TaskGroup | None = None
        self._taken: Recent[int, asyncio.Task[None]] = Recent(REMEMBERED)

    @property
    def route(self) -> Route:
        """Where the platform posts."""
        return Route(PATH, self._posted, methods=["POST"])

    @contextmanager
    def open_to(self, updates: Updates, tasks: TaskGroup) -> Iterator[None]:
        """Take updates while this lasts."""
        self._updates, self._tasks = updates, tasks
        try:
            yield
        finally:
            self._updates, self._tasks = None, None
            self._taken.clear()

    async def _posted(self, request: Request) -> Response:
        """Answer one call: 403 for a stranger, 400 for what is no update, 200 once it is done with."""
        if not self.secret or self._updates is None:
            return Response(status_code=503)
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), self.secret.encode()):
            return Response(status_code=403)
        try:
            update = json.loads(await request.body())
        except (ValueError, RecursionError):
            return Response(status_code=400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return Response(status_code=400)
        taking = self._take(update)
        if taking is None:
            return Response(status_code=503)
        await asyncio.wait((taking,), timeout=HOLD_SECONDS)
        return Response(status_code=200 if taking.done() and not taking.cancelled() else 503)

    def _take(self, update: dict[str, object]) -> asyncio.Task[None] | None:
        """Begin on an update, once for its number; None when the channel has stopped meanwhile."""
        number = cast("int", update["update_id"])
        if number not in self._taken:
            if self._updates is None or self._tasks is None:
                return None
            self._taken[number] = self._tasks.create_task(self._updates.take(update))
        return self._taken[number]
