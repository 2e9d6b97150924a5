"""Where Telegram calls us: the secret is proved, an update is taken, and only then is it confirmed."""

from __future__ import annotations

import hmac
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from bot.channels.telegram.updates import Updates

PATH = "/telegram/webhook"
HEADER = "x-telegram-bot-api-secret-token"


class Hook:
    """The route, closed until the channel is connected; the platform tries again what it could not hand over."""

    def __init__(self, address: str) -> None:
        self.url = address.rstrip("/") + PATH
        self.secret = ""
        self._updates: Updates | None = None

    @property
    def route(self) -> Route:
        """Where the platform posts."""
        return Route(PATH, self._posted, methods=["POST"])

    @contextmanager
    def open_to(self, updates: Updates) -> Iterator[None]:
        """Take updates while this lasts."""
        self._updates = updates
        try:
            yield
        finally:
            self._updates = None

    async def _posted(self, request: Request) -> Response:
        """Answer one call: 403 for a stranger, 400 for what is no update, 200 once the core has committed."""
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
        await self._updates.take(update)
        return Response(status_code=200)
