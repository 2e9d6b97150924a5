"""The Bot API over HTTP: /bot<token>/<method>, /file/bot<token>/<path>, and /control/<what> for the tests' hand."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from tests.peers.bot_api.control import Control
from tests.peers.bot_api.errors import HAS_WEBHOOK, NOT_FOUND, TWO_POLLERS, UNAUTHORIZED, ApiError
from tests.peers.bot_api.faults import HTML, Faults
from tests.peers.bot_api.methods import WRITING, Call
from tests.peers.bot_api.people import People
from tests.peers.bot_api.settings import SETTINGS, allow
from tests.peers.bot_api.wire import answer, body_of, call_from, cut

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from tests.peers.bot_api.faults import Fault
    from tests.peers.bot_api.world import World

METHODS = {name.lower(): (name, method) for name, method in (WRITING | SETTINGS).items()}
LONGEST_POLL = 50
RETRY_SECONDS = 0.2
WEBHOOK_SECONDS = 30.0


class Server:
    """The whole service; an ASGI application."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.faults = Faults()
        self._hands = (Control(world, self.faults), People(world))
        self._polls = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        _, first, rest = scope["path"].split("/", 2) if scope["path"].count("/") > 1 else ("", "", "")
        if first == "control":
            await self._control(rest, receive, send)
        elif first == "file" and rest.startswith("bot"):
            await self._download(rest.removeprefix("bot"), send)
        elif first.startswith("bot"):
            await self._method(first.removeprefix("bot"), rest, scope, receive, send)
        else:
            await answer(send, 404, NOT_FOUND.envelope)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Deliver to the webhook from the start to the end."""
        await receive()
        posting = asyncio.create_task(self._post_for_ever())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        posting.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    async def _method(self, token: str, asked: str, scope: Scope, receive: Receive, send: Send) -> None:
        """One call of the bot's."""
        world = self.world
        call = await call_from(scope, receive)
        name, method = METHODS.get(asked.lower(), (asked, None))
        name = "getUpdates" if asked.lower() == "getupdates" else name
        world.count(name)
        fault = self.faults.next(name, call.text("chat_id"))
        try:
            if token != world.token:
                raise UNAUTHORIZED if ":" in token else NOT_FOUND
            if fault is not None and not fault.done:
                await self._go_wrong(fault, send)
                if fault.kind != "slow":
                    return
            if name == "getUpdates":
                result: object = await self._updates(call)
            elif method is None:
                world.count(f"unknown:{asked}")
                raise NOT_FOUND
            else:
                result = method(world, call)
        except ApiError as error:
            world.count(f"refused:{error.code}")
            world.count(f"refused:{name}:{error.description}")
            await answer(send, error.code, error.envelope)
            return
        if fault is not None and fault.done:
            await self._go_wrong(fault, send)
        else:
            await answer(send, 200, {"ok": True, "result": result})

    async def _go_wrong(self, fault: Fault, send: Send) -> None:
        """Answer as the fault says, or not at all."""
        self.world.count(f"fault:{fault.kind}")
        if fault.kind == "error":
            raise fault.error
        if fault.kind == "html":
            await answer(send, 502, HTML)
        elif fault.kind == "malformed":
            await answer(send, 200, b'{"ok":true,"result":')
        elif fault.kind == "truncated":
            await answer(send, 200, b'{"ok":true,"resu', missing=100)
            cut(send, gently=True)
        elif fault.kind == "reset":
            cut(send)
        else:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.world.closing.wait(), fault.seconds)
            if fault.kind == "hang":
                cut(send)

    async def _updates(self, call: Call) -> list[dict[str, Any]]:
        """What waits for the bot, as soon as there is any; a second poller ends the first."""
        world = self.world
        if world.webhook.url:
            raise HAS_WEBHOOK
        self._polls += 1
        mine = self._polls
        world.news.ring()
        offset, most = call.number("offset"), min(max(call.number("limit") or 100, 1), 100)
        if offset > 0:
            world.acknowledge(offset)
        elif offset < 0:
            world.pending = world.pending[offset:]
        allow(world, call)
        loop = asyncio.get_running_loop()
        until = loop.time() + min(call.number("timeout"), LONGEST_POLL)
        while True:
            if self._polls != mine:
                raise TWO_POLLERS
            if world.webhook.url:
                raise HAS_WEBHOOK
            left = until - loop.time()
            if world.pending or world.again or left <= 0 or self.world.closing.is_set():
                return world.batch(most)
            await world.news.wait(left)

    async def _download(self, path: str, send: Send) -> None:
        """A file by the path that getFile gave."""
        token, _, wanted = path.partition("/")
        self.world.count("download")
        fault = self.faults.next("download", "")
        if token != self.world.token:
            await answer(send, 401, UNAUTHORIZED.envelope)
        elif fault is not None and fault.kind != "slow":
            try:
                await self._go_wrong(fault, send)
            except ApiError as error:
                await answer(send, error.code, error.envelope)
        else:
            if fault is not None:
                await self._go_wrong(fault, send)
            found = [content for where, content, _ in self.world.files.values() if where == wanted]
            await answer(send, 200 if found else 404, found[0] if found else NOT_FOUND.envelope)

    async def _post_for_ever(self) -> None:
        """Deliver what waits to the webhook, and again what it did not take."""
        world = self.world
        async with httpx.AsyncClient(trust_env=False, timeout=WEBHOOK_SECONDS) as client:
            while True:
                if not world.webhook.url or not (world.pending or world.again):
                    await world.news.wait(60)
                    continue
                batch = world.batch(world.webhook.at_once)
                if not all(await asyncio.gather(*(self._post(client, update) for update in batch))):
                    await asyncio.sleep(RETRY_SECONDS)

    async def _post(self, client: httpx.AsyncClient, update: dict[str, Any]) -> bool:
        """One update to the webhook; whether it was taken."""
        webhook = self.world.webhook
        parts = urlsplit(webhook.url)
        url = webhook.via.rstrip("/") + parts.path if webhook.via else webhook.url
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        self.world.count("webhook")
        try:
            taken = await client.post(url, json=update, headers=headers)
            webhook.last_error = "" if taken.is_success else f"Wrong response from the webhook: {taken.status_code}"
        except httpx.HTTPError as error:
            webhook.last_error = f"Connection failed: {type(error).__name__}"
        if webhook.last_error:
            webhook.last_error_at = self.world.seconds
            self.world.count("webhook_failed")
            return False
        self.world.pending = [one for one in self.world.pending if one["update_id"] != update["update_id"]]
        self.world.lines.ring()
        return True

    async def _control(self, what: str, receive: Receive, send: Send) -> None:
        """What a test asks or does; its arguments are the body's JSON."""
        arguments = json.loads(await body_of(receive) or b"{}")
        try:
            (hand, *_) = [hand for hand in self._hands if hasattr(hand, what)]
            result = getattr(hand, what)(**arguments)
            if asyncio.iscoroutine(result):
                result = await result
        except (KeyError, TypeError, ValueError) as error:
            await answer(send, 400, {"fault": f"{what}: {error!r}"})
            return
        await answer(send, 200, {"result": result})
