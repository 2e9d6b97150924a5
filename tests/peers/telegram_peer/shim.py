"""Stands between a bot and telegram-test-api, and fills what that peer lacks; the bot needs no change.

The peer keeps the messages, the updates and the webhook. Filled here: getMe.is_bot, dates in seconds, results of edits
and of answers, chat_instance, polls that wait and repeat until acknowledged, the webhook's secret and its retries,
files, and an answer to the methods that it does not know.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from tests.peers.bot_api.wire import answer, body_of, call_from

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from tests.peers.bot_api.methods import Call

POLL_SECONDS = 0.05
RETRY_SECONDS = 0.2
ME = {
    "is_bot": True,
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
TRUE = {"answerCallbackQuery", "setWebhook", "deleteWebhook", "deleteMessage"}
EDITS = {"editMessageText", "editMessageReplyMarkup"}
KNOWN = {"getMe", "sendMessage", *TRUE, *EDITS}
NO_BUTTONS = '{"inline_keyboard": []}'
READS: dict[str, Any] = {"getMyCommands": [], "getWebhookInfo": {"url": "", "has_custom_certificate": False}}


class Shim:
    """An ASGI application."""

    def __init__(self, peer: str) -> None:
        self._peer = httpx.AsyncClient(base_url=peer, trust_env=False, timeout=30)
        self.address = ""
        self._pending: list[dict[str, Any]] = []
        self._sent: dict[tuple[int, int], dict[str, Any]] = {}
        self._hook = ""
        self._secret = ""
        self.via = ""
        self.closing = False
        self.files: dict[str, tuple[str, bytes]] = {}
        self.filled: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request: of the bot's, or the peer's call of the webhook."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["path"] == "/hook":
            self._pending.append(mended(_json(await body_of(receive))))
            await answer(send, 200, {})
        elif scope["path"].startswith("/file/bot"):
            name = scope["path"].rpartition("/")[2]
            await answer(send, 200, self.files[name][1])
        else:
            bot, _, method = scope["path"].removeprefix("/").partition("/")
            result = await self._result(bot, method, await call_from(scope, receive))
            await answer(send, 200, {"ok": True, "result": result})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        posting = asyncio.create_task(self._post_for_ever())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        posting.cancel()
        await self._peer.aclose()
        await send({"type": "lifespan.shutdown.complete"})

    async def _result(self, bot: str, method: str, call: Call) -> Any:  # noqa: ANN401 - what the method gives
        if method == "getUpdates":
            return await self._updates(bot, call)
        if method in {"sendDocument", "sendPhoto"}:
            return await self._sent_file(bot, call)
        return await self._passed_on(bot, method, call) if method in KNOWN else self._filled(method, call)

    def _filled(self, method: str, call: Call) -> Any:  # noqa: ANN401 - as above
        """What the peer does not know."""
        self.filled.add(method)
        if method != "getFile":
            return READS.get(method, True)
        file_id = call.text("file_id")
        size = len(self.files[file_id][1])
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": size, "file_path": f"documents/{file_id}"}

    async def _passed_on(self, bot: str, method: str, call: Call) -> Any:  # noqa: ANN401 - as above
        """What the peer does, its result as the Bot API gives it."""
        fields = call.fields
        if method == "setWebhook":
            self._hook, self._secret = call.text("url"), call.text("secret_token")
            fields = {**fields, "url": f"{self.address}/hook"}
        elif method == "deleteWebhook":
            self._hook = ""
        elif method == "editMessageText":
            # the Bot API takes the buttons away when an edit names none; the peer leaves them
            fields = {"reply_markup": NO_BUTTONS, **fields}
        asked = await self._peer.post(f"/{bot}/{method}", data=fields)
        result = asked.raise_for_status().json()["result"]
        if method in TRUE:
            return True
        if method in EDITS:
            return self._edited(call)
        return self._kept(result) if method == "sendMessage" else result | ME

    async def _updates(self, bot: str, call: Call) -> list[dict[str, Any]]:
        """As long polls do: what waits until it is acknowledged, and nothing only after the time is over."""
        self._pending = [one for one in self._pending if one["update_id"] >= call.number("offset")]
        loop = asyncio.get_running_loop()
        until = loop.time() + call.number("timeout")
        while True:
            new = (await self._peer.get(f"/{bot}/getUpdates")).json()["result"]
            self._pending += [mended(one) for one in new]
            if self._pending or loop.time() >= until or self.closing:
                return self._pending[:100]
            await asyncio.sleep(POLL_SECONDS)

    async def _sent_file(self, bot: str, call: Call) -> dict[str, Any]:
        """The peer takes the caption as a message; the file stays here."""
        self.filled.add("sendDocument")
        ((name, content),) = call.files.values()
        file_id = self.keep(name, content)
        text = call.text("caption") or name
        sent = await self._passed_on(bot, "sendMessage", type(call)({**call.fields, "text": text}))
        document = {"file_id": file_id, "file_unique_id": file_id, "file_name": name, "file_size": len(content)}
        return {k: v for k, v in sent.items() if k != "text"} | {"caption": text, "document": document}

    def keep(self, name: str, content: bytes) -> str:
        """Hold a file; its id."""
        file_id = f"file{len(self.files)}"
        self.files[file_id] = (name, content)
        return file_id

    def _kept(self, sent: dict[str, Any]) -> dict[str, Any]:
        """A sent message as the Bot API gives it, remembered for its edits."""
        kept = {name: sent[name] for name in ("message_id", "chat", "text", "reply_markup") if sent.get(name)}
        kept["date"] = sent["date"] // 1000
        self._sent[kept["chat"]["id"], kept["message_id"]] = kept
        return kept

    def _edited(self, call: Call) -> dict[str, Any]:
        kept = self._sent[call.number("chat_id"), call.number("message_id")]
        kept |= {"text": call.fields["text"]} if "text" in call.fields else {}
        markup = call.text("reply_markup")
        kept.pop("reply_markup", None)
        return kept | ({"reply_markup": _json(markup.encode())} if markup else {})

    async def _post_for_ever(self) -> None:
        """Hand over what came to the webhook with the secret, again and again until it is taken."""
        while True:
            if not (self._hook and self._pending and self.via):
                await asyncio.sleep(POLL_SECONDS)
                continue
            url = self.via.rstrip("/") + urlsplit(self._hook).path
            headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret}
            try:
                taken = (await self._peer.post(url, json=self._pending[0], headers=headers)).is_success
            except httpx.HTTPError:
                taken = False
            if taken:
                del self._pending[0]
            else:
                await asyncio.sleep(RETRY_SECONDS)


def mended(update: dict[str, Any]) -> dict[str, Any]:
    """An update of the peer's with what the Bot API always gives."""
    if "callback_query" in update:
        update["callback_query"].setdefault("chat_instance", "1")
    return update


def _json(content: bytes) -> Any:  # noqa: ANN401 - what JSON holds
    return httpx.Response(200, content=content).json()
