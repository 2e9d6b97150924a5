"""Telegram: updates as the platform sends them, replies as it takes them, faults as it words them."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from telegram import Update

from bot.channels.telegram.connection import TelegramChannel
from bot.channels.telegram.incoming import incoming_from
from bot.channels.telegram.outgoing import html_from, keyboard_from, pieces
from bot.config import Secret
from bot.config.sections import TelegramConfig
from bot.ports.messages import Button, Incoming, RefusedError, Reply, TransientError
from tests.acceptance.living import at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from bot.ports.front import T
    from bot.ports.house import House

NOW = at("2026-11-24T10:00")
TOKEN = "123:SECRET-abc"
USER = {"id": 7, "is_bot": False, "first_name": "联络", "last_name": "员"}
PRIVATE = {"id": 7, "type": "private", "first_name": "联络"}


def message(**fields: object) -> dict[str, Any]:
    return {"message_id": 3, "date": 1, "chat": PRIVATE, "from": USER, **fields}


def update(**fields: object) -> Update:
    read = Update.de_json({"update_id": 1, **fields}, None)
    assert read is not None
    return read


def test_a_private_message_becomes_a_message() -> None:
    assert incoming_from(update(message=message(text="确认 4")), at=NOW) == Incoming(
        channel="telegram", address="7", message_id="7:3", text="确认 4", at=NOW, sender_name="联络 员"
    )


def test_a_caption_is_the_text_of_a_file() -> None:
    document = {"file_id": "f", "file_unique_id": "u", "file_name": "表.docx"}
    incoming = incoming_from(update(message=message(caption="确认 4", document=document)), at=NOW)
    assert incoming is not None
    assert incoming.text == "确认 4"


def test_a_tap_is_what_its_button_sends() -> None:
    tap = {"id": "99", "from": USER, "chat_instance": "x", "data": "通过 12"}
    incoming = incoming_from(update(callback_query=tap), at=NOW)
    assert incoming is not None
    assert (incoming.text, incoming.message_id, incoming.address) == ("通过 12", "tap:99", "7")


@pytest.mark.parametrize(
    "fields",
    [
        {"message": message(text="大家好", chat={"id": -5, "type": "group", "title": "群"})},
        {"edited_message": message(text="改过")},
        {"message": {"message_id": 3, "date": 1, "chat": PRIVATE, "text": "无人"}},
        {},
    ],
)
def test_what_is_no_private_message_is_passed_over(fields: dict[str, object]) -> None:
    assert incoming_from(update(**fields), at=NOW) is None


def test_a_reply_is_escaped_html() -> None:
    reply = Reply(title="<题>", body="a & b", note="注>")
    assert html_from(reply) == ("<b>&lt;题&gt;</b>\na &amp; b\n<i>注&gt;</i>",)
    assert html_from(Reply(body="只有正文")) == ("只有正文",)


def test_a_long_reply_is_cut_after_sentences() -> None:
    parts = html_from(Reply(title="题", body="一二三四五六七八九。" * 600))
    assert len(parts) > 1
    assert all(len(part) <= 4096 for part in parts)
    assert all(part.endswith("。") for part in parts)
    assert pieces("一" * 25, 10) == ("一" * 10, "一" * 10, "一" * 5)
    assert pieces("一。二二二二", 4) == ("一。", "二二二二")


def test_buttons_fit_the_platform_or_can_be_typed() -> None:
    keyboard = keyboard_from(
        (
            Button(label="通过", send="通过 12"),
            Button(label="打开", send="https://example.gov.cn"),
            Button(label="太长", send="长" * 30),
            Button(label="退回", send="退回 12"),
        )
    )
    assert keyboard is not None
    rows = [[(one.text, one.callback_data, one.url) for one in row] for row in keyboard.inline_keyboard]
    assert rows == [
        [("通过", "通过 12", None), ("打开", None, "https://example.gov.cn")],
        [("退回", "退回 12", None)],
    ]
    assert keyboard_from(()) is None


class Api(BaseHTTPRequestHandler):
    """A few methods of the Bot API, with the answers that the test lays ready."""

    answers: ClassVar[dict[str, list[tuple[int, dict[str, Any]]]]] = {}
    calls: ClassVar[list[tuple[str, str]]] = []
    plain: ClassVar[dict[str, Any]] = {
        "getMe": {"id": 1, "is_bot": True, "first_name": "问办", "username": "wenban_bot"},
        "getUpdates": [],
        "sendMessage": message(text="好"),
        "getFile": {"file_id": "f", "file_unique_id": "u", "file_path": "documents/a.txt"},
    }

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
        method = self.path.rpartition("/")[2]
        self.calls.append((method, body))
        ready = self.answers.get(method)
        status, answer = ready.pop(0) if ready else (200, {"ok": True, "result": self.plain.get(method, True)})
        self._say(status, json.dumps(answer).encode())

    def do_GET(self) -> None:
        self._say(200, b"proof")

    def _say(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture
def api() -> Iterator[str]:
    Api.answers, Api.calls = {}, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


class Front:
    """A core that answers everything with one reply, and keeps what it was told."""

    def __init__(self) -> None:
        self.got: list[Incoming] = []
        self.done = asyncio.Event()

    async def receive(self, incoming: Incoming) -> tuple[Reply, ...]:
        self.got.append(incoming)
        self.done.set()
        return (Reply(body="好", buttons=(Button(label="收到", send="收到 1"),)),)

    async def call(self, use: Callable[[House, datetime], T]) -> T:
        raise NotImplementedError(use)

    async def wait_for_mail(self, person_id: int, *, after: int, seconds: float) -> bool:
        raise NotImplementedError((person_id, after, seconds))

    def now(self) -> datetime:
        return NOW


def channel(front: Front, api: str, most: int = 100) -> TelegramChannel:
    return TelegramChannel(front, TelegramConfig(token=Secret(TOKEN), base_url=api), most_file_bytes=most)


def fault(status: int, description: str, **parameters: object) -> tuple[int, dict[str, Any]]:
    return status, {"ok": False, "error_code": status, "description": description, "parameters": parameters}


async def sent(api: str, reply: Reply) -> None:
    await channel(Front(), api).send("7", reply)


def test_a_reply_is_sent(api: str) -> None:
    asyncio.run(sent(api, Reply(title="题", body="正文", buttons=(Button(label="收到", send="收到 1"),))))
    ((method, body),) = Api.calls
    assert method == "sendMessage"
    assert "callback_data" in body


@pytest.mark.parametrize(
    ("answer", "error", "wait"),
    [
        (fault(429, "Too Many Requests", retry_after=7), TransientError, 7.0),
        (fault(403, "Forbidden: bot was blocked by the user"), RefusedError, None),
        (fault(400, "Bad Request: chat not found"), RefusedError, None),
        (fault(502, "Bad Gateway"), TransientError, None),
    ],
)
def test_a_fault_is_passing_or_final(
    api: str, answer: tuple[int, dict[str, Any]], error: type[Exception], wait: float | None
) -> None:
    Api.answers["sendMessage"] = [answer]
    with pytest.raises(error) as raised:
        asyncio.run(sent(api, Reply(body="正文")))
    assert getattr(raised.value, "retry_after", None) == wait
    assert TOKEN not in str(raised.value)


async def polled(front: Front, api: str, most: int = 100) -> None:
    """Run the channel until one message was handled and answered, then cancel it as the app would."""
    running = asyncio.create_task(channel(front, api, most).run())
    await asyncio.wait_for(front.done.wait(), 10)
    await asyncio.sleep(0.3)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def answered(api: str, *updates: dict[str, Any], most: int = 100) -> list[Incoming]:
    Api.answers["getUpdates"] = [(200, {"ok": True, "result": [{"update_id": 5, **one} for one in updates]})]
    front = Front()
    asyncio.run(polled(front, api, most))
    return front.got


def test_a_polled_message_is_answered(api: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    (incoming,) = answered(api, {"message": message(text="你好")})
    assert incoming.text == "你好"
    assert "sendMessage" in [method for method, _ in Api.calls]
    ours = [record for record in caplog.records if record.name.startswith("bot.")]
    assert not any(TOKEN in record.getMessage() for record in ours)


def test_a_tap_is_answered_at_once(api: str) -> None:
    tap = {"id": "99", "from": USER, "chat_instance": "x", "data": "收到 1"}
    (incoming,) = answered(api, {"callback_query": tap})
    assert incoming.text == "收到 1"
    assert "answerCallbackQuery" in [method for method, _ in Api.calls]


@pytest.mark.parametrize(
    ("part", "most", "names"),
    [
        ({"document": {"file_id": "f", "file_unique_id": "u", "file_name": "表.txt"}}, 100, ["表.txt"]),
        ({"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]}, 100, ["照片.jpg"]),
        ({"document": {"file_id": "f", "file_unique_id": "u", "file_size": 500}}, 100, ["照片.jpg"]),
    ],
)
def test_files_come_with_their_message(api: str, part: dict[str, Any], most: int, names: list[str]) -> None:
    (incoming,) = answered(api, {"message": message(caption="确认 4", **part)}, most=most)
    assert [file.name for file in incoming.files] == names
    assert all(file.content == (b"" if file.too_large else b"proof") for file in incoming.files)
    assert [file.too_large for file in incoming.files] == [part.get("document", {}).get("file_size", 0) > most]


def test_a_file_that_cannot_be_fetched_leaves_its_message(api: str) -> None:
    Api.answers["getFile"] = [fault(400, "Bad Request: file is too big")]
    document = {"file_id": "f", "file_unique_id": "u"}
    (incoming,) = answered(api, {"message": message(caption="确认 4", document=document)})
    assert (incoming.text, incoming.files) == ("确认 4", ())


def test_a_reply_that_cannot_be_sent_is_logged(api: str, caplog: pytest.LogCaptureFixture) -> None:
    Api.answers["sendMessage"] = [fault(403, "Forbidden")]
    answered(api, {"message": message(text="你好")})
    assert "reply_not_sent" in caplog.text


def test_a_group_message_is_not_answered(api: str) -> None:
    group = {"id": -5, "type": "group", "title": "群"}
    got = answered(
        api, {"message": message(text="群里", chat=group)}, {"message": message(text="私聊"), "update_id": 6}
    )
    assert [one.text for one in got] == ["私聊"]


def test_a_wrong_token_is_said_once_and_never_shown(api: str, caplog: pytest.LogCaptureFixture) -> None:
    Api.answers["getMe"] = [fault(401, "Unauthorized")]
    asyncio.run(channel(Front(), api).run())
    assert "telegram_token_refused" in caplog.text
    assert "SECRET" not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("bot."))


def test_while_the_network_is_away_it_is_tried_again(
    api: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.channels.telegram.connection.RETRY_SECONDS", 0.01)
    Api.answers["getMe"] = [fault(502, "Bad Gateway")]
    answered(api, {"message": message(text="你好")})
    assert "telegram_unreachable" in caplog.text
