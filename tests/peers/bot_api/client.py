"""A test's side of the Bot API service: what people do, what goes wrong, what was said. Works from any process."""

from __future__ import annotations

import base64
import contextlib
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from tests.peers.bot_api.server import Server
from tests.peers.bot_api.world import World
from tests.peers.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

TOKEN = "123456:TEST-token_of-the-peer"
WAIT = 10.0
ROOT = Path(__file__).parents[3]
Line = dict[str, Any]


class BotApi:
    """The service at an address, seen by a test."""

    rewrites = True

    def __init__(self, url: str, token: str = TOKEN) -> None:
        self.url = url
        self.token = token
        self._http = httpx.Client(base_url=url, timeout=120, trust_env=False)

    def close(self) -> None:
        """Nothing more is asked."""
        self._http.close()

    def do(self, what: str, **arguments: object) -> Any:  # noqa: ANN401 - whatever the service tells
        """One thing by name; the methods below give the names."""
        answer = self._http.post(f"/control/{what}", json=arguments)
        if answer.is_error:
            raise AssertionError(answer.text)
        return answer.json()["result"]

    # people

    def say(
        self,
        user: int,
        text: str,
        *,
        chat: int = 0,
        reply_to: int = 0,
        thread: int = 0,
        date: int = 0,
        **content: object,
    ) -> Line:
        """Somebody writes, in private or in a group; gives message_id and update_id (0: the bot is not told)."""
        return self.message(user, {"text": text, **content}, chat=chat, reply_to=reply_to, thread=thread, date=date)

    def message(
        self, user: int, content: Line, *, chat: int = 0, reply_to: int = 0, thread: int = 0, date: int = 0
    ) -> Line:
        """Somebody sends any kind of message: its own part, as the Bot API words it (sticker, voice, location)."""
        told: Line = self.do(
            "message", user=user, chat=chat, content=content, reply_to=reply_to, thread=thread, date=date
        )
        return told

    def send_file(
        self,
        user: int,
        name: str,
        content: bytes,
        *,
        caption: str = "",
        chat: int = 0,
        photo: bool = False,
        size: int = 0,
        mime: str = "application/octet-stream",
        album: str = "",
    ) -> Line:
        """Somebody sends a file or a photo; `size` pretends another size, `album` is the group it was sent in."""
        coded = base64.b64encode(content).decode()
        part = self.do("document", user=user, name=name, content=coded, size=size, mime=mime, photo=photo)
        more = ({"caption": caption} if caption else {}) | ({"media_group_id": album} if album else {})
        return self.message(user, {**part, **more}, chat=chat)

    def edit(self, user: int, message_id: int, text: str, *, chat: int = 0) -> Line:
        """Somebody changes what was written."""
        told: Line = self.do("edit", user=user, chat=chat, message_id=message_id, text=text)
        return told

    def tap(self, user: int, button: str, *, chat: int = 0, message_id: int = 0, data: str = "") -> Line:
        """Somebody taps a button, by its label or its data, on the newest message that has it; `data` forges it."""
        told: Line = self.do("tap", user=user, button=button, chat=chat, message_id=message_id, data=data)
        return told

    def people(self, first: int, count: int) -> None:
        """So many people who have started the bot."""
        self.do("people", first=first, count=count)

    def person(self, user: int, name: str = "", *, gone: bool = False) -> None:
        """Somebody who has started the bot; `gone` has closed the account since."""
        self.do("person", user=user, name=name, gone=gone)

    def stranger(self, user: int, name: str = "") -> None:
        """Somebody whom the bot cannot write to first."""
        self.do("stranger", user=user, name=name)

    def in_group(
        self, chat: int, title: str = "工作群", *, kind: str = "supergroup", status: str = "member", forum: bool = False
    ) -> None:
        """A group in which the bot is already; `my_chat_member` adds it with an update."""
        self.do("group", chat=chat, title=title, kind=kind, status=status, forum=forum)

    def my_chat_member(self, user: int, status: str, *, chat: int = 0, date: int = 0) -> Line:
        """The bot is blocked (kicked) or unblocked (member) in private; added, removed, promoted in a group."""
        told: Line = self.do("member", user=user, chat=chat, status=status, date=date)
        return told

    def migrate(self, user: int, chat: int, to: int, *, told: bool = True) -> None:
        """A group grows; when the bot is not `told`, it learns of it when it writes."""
        if told:
            self.do("migrate", user=user, chat=chat, to=to)
        else:
            self.do("silent_migrate", chat=chat, to=to)

    def privacy(self, *, on: bool) -> None:
        """Whether the bot is told only of what is meant for it in groups; on, as Telegram begins."""
        self.do("privacy", on=on)

    # the platform

    def fault(
        self,
        kind: str | int,
        *,
        method: str = "*",
        chat: int = 0,
        times: int = 1,
        description: str = "",
        seconds: float = 0.0,
        done: bool = False,
        **parameters: int,
    ) -> None:
        """The next calls go wrong: a code (429 with retry_after=3, 400 with migrate_to_chat_id=-1001), or html, slow,
        hang, reset, malformed, truncated. `times` -1: until mended; `done`: only the answer is lost.
        """
        if isinstance(kind, int):
            wait = parameters.get("retry_after", 0)
            words = description or (f"Too Many Requests: retry after {wait}" if kind == 429 else "")
            named = {"kind": "error", "code": kind, "description": words, "parameters": parameters}
        else:
            named = {"kind": kind}
        self.do("fault", method=method, chat=chat, times=times, seconds=seconds, done=done, **named)

    def mend(self) -> list[Line]:
        """Nothing goes wrong any more; the faults that were not met."""
        left: list[Line] = self.do("mend")
        return left

    def limits(self, *, on: bool = True, scale: float = 1.0) -> None:
        """Enforce 30 a second, 1 a second in a chat, 20 a minute in a group, with seconds `scale` times as fast."""
        self.do("set", limits=on, scale=scale)

    def clock(self, now: datetime | None) -> None:
        """The date that messages bear from now on; None: the machine's."""
        self.do("set", clock=now.isoformat() if now else "")

    def reverse(self, *, on: bool) -> None:
        """Give what waits newest first."""
        self.do("set", reverse=on)

    def webhook_via(self, url: str, *, at_once: int = 1) -> None:
        """Post to the webhook's path at this address, as the proxy does that ends TLS; so many `at_once`."""
        self.do("set", via=url, at_once=at_once)

    def again(self, update_id: int) -> None:
        """Deliver an update once more."""
        self.do("again", update_id=update_id)

    def raw(self, kind: str, content: Line) -> int:
        """Queue an update of any kind as it is."""
        number: int = self.do("raw", update={kind: content})
        return number

    # what was said

    def conversation(self, chat: int) -> list[Line]:
        """Everything in a chat, oldest first."""
        lines: list[Line] = self.do("conversation", chat=chat)
        return lines

    def heard(self, chat: int, after: int = 0) -> list[str]:
        """The bot's words in a chat after a message."""
        return [line["text"] for line in self.conversation(chat) if line["who"] == "bot" and line["message_id"] > after]

    def expect(self, chat: int, words: str = "", *, after: int = 0, seconds: float = WAIT) -> Line:
        """The bot's first message after another that holds the words; fails when it does not come."""
        line: Line | None = self.do("wait", chat=chat, after=after, words=words, seconds=seconds)
        assert line is not None, f"no {words!r} in {self.heard(chat, after)}"
        return line

    def settle(self, seconds: float = WAIT) -> None:
        """Wait until the bot has taken every update."""
        assert self.do("settle", seconds=seconds), f"{self.state()['pending']} updates not taken"

    def sends(self, after: int = 0) -> list[tuple[float, int, int, str]]:
        """What the bot sent, from the so-manyth on: when (monotonic), where, message number, text."""
        return [(at, chat, number, text) for at, chat, number, text in self.do("sends", after=after)]

    def state(self) -> dict[str, Any]:
        """Counts, what waits, menus, the webhook, which taps were answered."""
        state: dict[str, Any] = self.do("state")
        return state

    def count(self, what: str) -> int:
        """How often: a method's name, refused:429, webhook_failed, updates_given, answered_twice."""
        return int(self.state()["counts"].get(what, 0))


@contextlib.contextmanager
def bot_api(port: int = 0, token: str = TOKEN) -> Iterator[BotApi]:
    """The service in a thread of this process."""
    with serving(Server(World(token)), port) as address:
        api = BotApi(address, token)
        try:
            yield api
        finally:
            with contextlib.suppress(httpx.HTTPError):
                api.do("close")
            api.close()


@contextlib.contextmanager
def bot_api_process(*more: str) -> Iterator[BotApi]:
    """The service in a process of its own, which costs this one nothing."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.peers.bot_api", "--port", "0", *more], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        api = BotApi(process.stdout.readline().strip())
        try:
            yield api
        finally:
            api.close()
            process.terminate()
