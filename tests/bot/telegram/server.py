"""A few methods of the Bot API on loopback, with the answers that a test lays ready; and a core that answers all."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from bot.channels.telegram.connection import TelegramChannel
from bot.config import Secret
from bot.config.sections import TelegramConfig
from bot.ports.messages import Reply
from tests.acceptance.living import at

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.ports.front import T
    from bot.ports.house import House
    from bot.ports.messages import Incoming

NOW = at("2026-11-24T10:00")
TOKEN = "123:SECRET-abc"
USER = {"id": 7, "is_bot": False, "first_name": "联络", "last_name": "员"}
PRIVATE = {"id": 7, "type": "private", "first_name": "联络"}
GROUP = {"id": -5, "type": "supergroup", "title": "群"}
ME = {"id": 1, "is_bot": True, "first_name": "问办", "username": "wenban_bot"}

Answer = tuple[int, Any]


def message(**fields: object) -> dict[str, Any]:
    return {"message_id": 3, "date": 1, "chat": PRIVATE, "from": USER, **fields}


def fault(status: int, description: str, **parameters: object) -> Answer:
    return status, {"ok": False, "error_code": status, "description": description, "parameters": parameters}


class Api:
    """The server: `ready` holds answers by method, `calls` what it was asked, `waiting` the updates not confirmed."""

    def __init__(self) -> None:
        self.ready: dict[str, list[Answer]] = {}
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.paths: list[str] = []
        self.waiting: list[dict[str, Any]] = []
        self.plain: dict[str, Any] = {
            "getMe": ME,
            "sendMessage": message(text="好"),
            "sendDocument": message(),
            "sendPhoto": message(),
            "getFile": {"file_id": "f", "file_unique_id": "u", "file_path": "documents/a.txt"},
            "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
            "getMyCommands": [{"command": "help", "description": "能做什么"}],
        }
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(0.02), daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]

    def fields(self, method: str) -> list[dict[str, str]]:
        return [fields for one, fields in self.calls if one == method]

    def answer(self, method: str, fields: dict[str, str]) -> Answer:
        ready = self.ready.get(method)
        if ready:
            return ready.pop(0)
        if method == "getUpdates":
            offset = int(fields.get("offset", 0))
            self.waiting = [one for one in self.waiting if one["update_id"] >= offset]
            return 200, {"ok": True, "result": list(self.waiting)}
        return 200, {"ok": True, "result": self.plain.get(method, True)}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                method = self.path.rpartition("/")[2]
                fields = _fields(self.headers.get("Content-Type") or "", body)
                api.paths.append(self.path)
                api.calls.append((method, fields))
                status, answer = api.answer(method, fields)
                if method == "getUpdates" and not answer:
                    threading.Event().wait(0.05)
                self._say(status, answer if isinstance(answer, bytes) else json.dumps(answer).encode())

            def do_GET(self) -> None:
                api.paths.append(self.path)
                self._say(200, b"proof")

            def _say(self, status: int, content: bytes) -> None:
                # who stops does not wait for the answer
                with contextlib.suppress(ConnectionError):
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
                """Say nothing."""

        return Handler


def _fields(kind: str, body: bytes) -> dict[str, str]:
    """The fields of a form; files are shown by their name."""
    if not kind.startswith("multipart/"):
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    form = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body, policy=HTTP)
    return {
        str(part.get_param("name", header="content-disposition")): part.get_filename()
        or bytes(part.get_payload(decode=True)).decode("utf-8", "replace")
        for part in form.iter_parts()
    }


class Front:
    """A core that answers everything with one reply, and keeps what it was told; `house` for what asks more."""

    def __init__(self, *replies: Reply, house: House | None = None) -> None:
        self.replies = replies or (Reply(body="好"),)
        self.house = house
        self.got: list[Incoming] = []
        self.heard = asyncio.Event()

    async def receive(self, incoming: Incoming) -> tuple[Reply, ...]:
        self.got.append(incoming)
        self.heard.set()
        return self.replies

    async def call(self, use: Callable[[House, datetime], T]) -> T:
        assert self.house is not None
        return use(self.house, NOW)

    async def wait_for_mail(self, person_id: int, *, after: int, seconds: float) -> bool:
        raise NotImplementedError((person_id, after, seconds))

    def now(self) -> datetime:
        return NOW


def channel(front: Front, api: Api, most: int = 100, *, webhook: str = "") -> TelegramChannel:
    settings = TelegramConfig(token=Secret(TOKEN), base_url=api.address, webhook=webhook)
    return TelegramChannel(front, settings, most_file_bytes=most)
