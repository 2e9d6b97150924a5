"""Where WeCom calls this program: the address is verified with a GET, messages come as POST."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from starlette.background import BackgroundTask
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.wecom.crypto import UnsealedError
from bot.channels.wecom.envelopes import MOST_BYTES, HostileError, fields_from

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from bot.channels.wecom.crypto import Seal

PATH = "/wecom/callback"

log = logging.getLogger(__name__)


class Callback:
    """Opens what was posted and hands its fields on; whoever does not hold the key learns nothing.

    `called` is told that the platform found this address; `take` says whether a message has arrived.
    """

    def __init__(
        self,
        seal: Seal,
        *,
        called: Callable[[], Awaitable[None]],
        take: Callable[[Mapping[str, str]], Awaitable[bool]],
    ) -> None:
        self._seal = seal
        self._called = called
        self._take = take

    @property
    def route(self) -> Route:
        """The one address."""
        return Route(PATH, self._answer, methods=["GET", "POST"])

    async def _answer(self, request: Request) -> Response:
        """The opened text to a GET; nothing, with 200, to a message that has arrived."""
        try:
            if request.method != "POST":
                text = self._opened(request, request.query_params.get("echostr", ""))
                # exactly this text and within a second, or the platform does not take the address
                return Response(text, media_type="text/plain", background=BackgroundTask(self._called))
            if int(request.headers.get("content-length", "0")) > MOST_BYTES:
                return Response(status_code=413)
            fields = fields_from(await request.body())
            message = fields_from(self._opened(request, fields.get("Encrypt", "")))
            arrived = await self._take(message)
        except (UnsealedError, HostileError) as error:
            log.warning("callback_refused", extra={"why": str(error)})
            return Response(status_code=403 if isinstance(error, UnsealedError) else 400)
        return Response(status_code=200 if arrived else 503, background=BackgroundTask(self._called))

    def _opened(self, request: Request, sealed: str) -> bytes:
        said = request.query_params
        return self._seal.opened(
            sealed,
            signature=said.get("msg_signature", ""),
            timestamp=said.get("timestamp", ""),
            nonce=said.get("nonce", ""),
        )
