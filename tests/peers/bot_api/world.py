"""What the platform knows: people, chats, what was said in them, and the queue of updates for the bot."""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.app import system_clock
from tests.peers.bot_api.errors import bad, forbidden
from tests.peers.bot_api.limits import Limits

if TYPE_CHECKING:
    from datetime import datetime

BOT = {
    "id": 123456,
    "is_bot": True,
    "first_name": "问办",
    "username": "wenban_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
OUTSIDE = {"left", "kicked"}
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


class Bell:
    """Wakes everybody who waits for something to have changed."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Something has changed."""
        event, self._event = self._event, asyncio.Event()
        event.set()

    async def wait(self, seconds: float) -> None:
        """Until it rings, or so long."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return


@dataclass(slots=True)
class Line:
    """A message in a chat, as the bot sees it, and what became of it; `at` is when, in seconds that never jump."""

    message: dict[str, Any]
    ours: bool
    at: float
    edits: int = 0
    deleted: bool = False


@dataclass(slots=True)
class Chat:
    """A private chat (its id is the person's) or a group, and how the bot stands in it."""

    id: int
    type: str = "private"
    name: str = ""
    started: bool = True
    status: str = "member"
    gone: bool = False
    forum: bool = False
    moved_to: int = 0
    lines: dict[int, Line] = field(default_factory=dict)

    @property
    def group(self) -> bool:
        """Whether more than one person reads it."""
        return self.type != "private"

    @property
    def json(self) -> dict[str, Any]:
        """The chat as it stands in a message."""
        name = {"title" if self.group else "first_name": self.name}
        return {"id": self.id, "type": self.type, **name} | ({"is_forum": True} if self.forum else {})

    def writable(self) -> None:
        """Raise as Telegram does when the bot cannot write here."""
        if self.moved_to:
            raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=self.moved_to)
        if self.gone:
            raise forbidden("user is deactivated")
        if self.status == "kicked":
            raise forbidden(
                f"bot was kicked from the {self.type} chat" if self.group else "bot was blocked by the user"
            )
        if self.status == "left":
            raise forbidden(f"bot is not a member of the {self.type} chat")
        if self.status == "restricted":
            raise bad("not enough rights to send text messages to the chat")
        if not self.started:
            raise forbidden("bot can't initiate conversation with a user")


@dataclass(slots=True)
class Webhook:
    """Where updates are posted; `via` stands for the proxy that ends TLS in front of the program."""

    url: str = ""
    secret: str = ""
    at_once: int = 1
    via: str = ""
    last_error: str = ""
    last_error_at: int = 0


class World:
    """Everything that is remembered between two calls."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.bot = dict(BOT)
        self.chats: dict[int, Chat] = {}
        self.pending: list[dict[str, Any]] = []
        self.again: list[dict[str, Any]] = []
        self.given: dict[int, dict[str, Any]] = {}
        self.reverse = False
        self.allowed: list[str] = []
        self.webhook = Webhook()
        self.taps: dict[str, bool] = {}
        self.files: dict[str, tuple[str, bytes, int]] = {}
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.profile: dict[str, str] = {}
        self.limits = Limits()
        self.counts: dict[str, int] = {}
        self.sends: list[tuple[float, int, int, str]] = []
        self.news = Bell()
        self.lines = Bell()
        self.closing = asyncio.Event()
        self.clock: datetime | None = None
        self.message_ids = itertools.count(1)
        self.update_ids = itertools.count(500_000_001)

    @property
    def seconds(self) -> int:
        """The date that a message of now bears."""
        return int((self.clock or system_clock()).timestamp())

    def count(self, what: str) -> None:
        """One more of these."""
        self.counts[what] = self.counts.get(what, 0) + 1

    def chat(self, chat_id: int) -> Chat:
        """A chat, or Telegram's refusal."""
        if chat_id not in self.chats:
            raise bad("chat not found")
        return self.chats[chat_id]

    def person(self, user_id: int, *, name: str = "", started: bool = True) -> Chat:
        """A person's private chat, made when it is not there yet."""
        chat = self.chats.setdefault(user_id, Chat(id=user_id, started=started))
        chat.name = name or chat.name or f"甲{user_id}"
        return chat

    def user(self, user_id: int) -> dict[str, Any]:
        """Who writes, as it stands in a message."""
        name = self.chats[user_id].name if user_id in self.chats else f"甲{user_id}"
        return {"id": user_id, "is_bot": False, "first_name": name, "language_code": "zh-hans"}

    def add(self, chat: Chat, message: dict[str, Any], *, ours: bool) -> Line:
        """A message is now in the chat."""
        line = Line(message=message, ours=ours, at=time.monotonic())
        chat.lines[message["message_id"]] = line
        self.lines.ring()
        return line

    def update(self, kind: str, content: dict[str, Any]) -> int:
        """Queue an update unless the bot did not ask for its kind; its number, 0 for none."""
        if kind not in self.allowed if self.allowed else kind in NOT_BY_DEFAULT:
            self.count(f"not_allowed:{kind}")
            return 0
        number = next(self.update_ids)
        self.pending.append({"update_id": number, kind: content})
        self.count("updates")
        self.news.ring()
        return number

    def batch(self, most: int) -> list[dict[str, Any]]:
        """What is to be given now, which stays until it has been acknowledged."""
        repeated, self.again = self.again[:most], self.again[most:]
        if repeated:
            self.lines.ring()
        waiting = self.pending[::-1] if self.reverse else self.pending
        given = [*repeated, *waiting[: most - len(repeated)]]
        for update in given:
            self.given[update["update_id"]] = update
            self.count("updates_given")
        return given

    def acknowledge(self, before: int) -> None:
        """What is numbered below has arrived."""
        kept = [one for one in self.pending if one["update_id"] >= before]
        if len(kept) != len(self.pending):
            self.pending = kept
            self.lines.ring()
