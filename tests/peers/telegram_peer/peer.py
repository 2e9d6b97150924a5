"""telegram-test-api behind its shim, and the people who use it: they write, tap, send files, read."""

from __future__ import annotations

import contextlib
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from bot.app import system_clock
from tests.peers.bot_api import TOKEN
from tests.peers.bot_api.markup import from_html
from tests.peers.serving import listen, serving
from tests.peers.telegram_peer.shim import Shim

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

PACKAGE = "telegram-test-api@4.2.1"
SERVER = Path(__file__).with_name("server.cjs")
Line = dict[str, Any]


class NodePeer:
    """The peer at an address, seen by a test; `url` is where the bot finds it, through the shim."""

    rewrites = True

    def __init__(self, url: str, peer: str, shim: Shim) -> None:
        self.url = url
        self.token = TOKEN
        self.shim = shim
        self._now: datetime | None = None
        self._http = httpx.Client(base_url=peer, trust_env=False, timeout=30)

    def clock(self, now: datetime | None) -> None:
        """The date of what is written from now on; None: the machine's."""
        self._now = now

    def say(self, user: int, text: str, **content: object) -> None:
        """Somebody writes in private; a command has its entity."""
        person = {"id": user, "first_name": f"甲{user}"}
        message = {
            "botToken": self.token,
            "date": self._date,
            "from": {**person, "is_bot": False},
            "chat": {**person, "type": "private"},
            **({"text": text} if text else {}),
            **content,
        }
        if text.startswith("/"):
            entities = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
            self._post("sendCommand", message | {"entities": entities})
        else:
            self._post("sendMessage", message)

    def send_file(self, user: int, name: str, content: bytes, *, caption: str = "") -> None:
        """Somebody sends a file."""
        file_id = self.shim.keep(name, content)
        document = {"file_id": file_id, "file_unique_id": file_id, "file_name": name, "file_size": len(content)}
        self.say(user, "", document=document, caption=caption)

    def tap(self, user: int, button: str) -> None:
        """Somebody taps a button by its label or its data, on the newest message that has it."""
        message, data = next(
            (line, one["callback_data"])
            for line in reversed(self.conversation(user))
            for one in line["buttons"]
            if button in {one["text"], one.get("callback_data")} and "callback_data" in one
        )
        person = {"id": user, "first_name": f"甲{user}"}
        date = self._date
        shown = {
            "message_id": message["message_id"],
            "date": date,
            "text": message["text"],
            "chat": {**person, "type": "private"},
            "reply_markup": {"inline_keyboard": [[one] for one in message["buttons"]]},
        }
        query = {"botToken": self.token, "date": date, "from": {**person, "is_bot": False}, "message": shown}
        self._post("sendCallback", query | {"data": data})

    def conversation(self, user: int) -> list[Line]:
        """What the bot has said to somebody, oldest first."""
        lines = []
        for one in self._post("getUpdatesHistory", {"token": self.token}):
            said = one.get("message", {})
            if str(said.get("chat_id")) == str(user):
                rows = said.get("reply_markup", {}).get("inline_keyboard", ())
                text, _ = from_html(said.get("text", ""))
                buttons = [button for row in rows for button in row]
                lines.append({"who": "bot", "message_id": one["messageId"], "text": text, "buttons": buttons})
        return lines

    def webhook_via(self, url: str) -> None:
        """Post to the webhook's path at this address, as the proxy does that ends TLS."""
        self.shim.via = url

    def close(self) -> None:
        """Nothing more is asked."""
        self._http.close()

    @property
    def _date(self) -> int:
        return int((self._now or system_clock()).timestamp())

    def _post(self, what: str, content: dict[str, Any]) -> Any:  # noqa: ANN401 - what the peer tells
        return self._http.post(f"/{what}", json=content).raise_for_status().json()["result"]


@contextlib.contextmanager
def node_peer(package: Path) -> Iterator[NodePeer]:
    """The peer in its process, the shim in a thread of this one."""
    with listen(0) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        ["node", SERVER, package, str(port)],  # noqa: S607 - wherever the machine has it
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        shim = Shim(f"http://127.0.0.1:{port}")
        with serving(shim) as address:
            shim.address = address
            peer = NodePeer(address, f"http://127.0.0.1:{port}", shim)
            try:
                yield peer
            finally:
                peer.close()
                shim.closing = True
                process.terminate()
