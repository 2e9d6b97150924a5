"""The tests' hand in the service: lay faults ready, set clocks and limits, look at what was said, wait for it."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.peers.bot_api.faults import Faults
    from tests.peers.bot_api.world import Line, World


def line_json(line: Line) -> dict[str, Any]:
    """A line of a conversation, as a test reads it."""
    message = line.message
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    return {
        "message_id": message["message_id"],
        "chat": message["chat"]["id"],
        "who": "bot" if line.ours else message["from"]["id"],
        "text": message.get("text", message.get("caption", "")),
        "entities": message.get("entities", message.get("caption_entities", [])),
        "buttons": [button for row in rows for button in row],
        "file": message.get("document", {}).get("file_name", "photo" if "photo" in message else ""),
        "reply_to": message.get("reply_to_message", {}).get("message_id", 0),
        "thread": message.get("message_thread_id", 0),
        "date": message["date"],
        "edits": line.edits,
        "deleted": line.deleted,
        "at": line.at,
    }


class Control:
    """Every method takes and gives what JSON holds."""

    def __init__(self, world: World, faults: Faults) -> None:
        self.world = world
        self.faults = faults

    def fault(self, **fault: Any) -> int:  # noqa: ANN401 - a fault's fields, as JSON holds them
        """Lay a fault ready."""
        self.faults.lay(**fault)
        return len(self.faults.ready)

    def close(self) -> None:
        """The service is about to stop: whoever waits is answered."""
        self.world.closing.set()
        self.world.news.ring()
        self.world.lines.ring()

    def mend(self) -> list[dict[str, Any]]:
        """Nothing goes wrong any more; what was left."""
        left = [asdict(fault) for fault in self.faults.ready if fault.times]
        self.faults.ready.clear()
        return left

    def set(self, **settings: Any) -> None:  # noqa: ANN401 - settings of several kinds
        """Settings by name: limits, scale, clock, reverse, via, at_once."""
        for name, value in settings.items():
            if name == "limits":
                self.world.limits.on = value
            elif name == "scale":
                self.world.limits.scale = value
            elif name == "clock":
                self.world.clock = datetime.fromisoformat(value) if value else None
            elif name == "reverse":
                self.world.reverse = value
            elif name in {"via", "at_once"}:
                setattr(self.world.webhook, name, value)
            else:
                raise KeyError(name)

    def again(self, update_id: int) -> None:
        """Deliver an update once more that was delivered before."""
        self.world.again.append(self.world.given[update_id])
        self.world.news.ring()

    def raw(self, update: dict[str, Any]) -> int:
        """Queue an update as it is; its number is given."""
        (kind, content), *_ = update.items()
        return self.world.update(kind, content)

    def state(self) -> dict[str, Any]:
        """Everything that was counted, and what waits."""
        world = self.world
        return {
            "counts": world.counts,
            "pending": len(world.pending),
            "allowed": world.allowed,
            "commands": world.commands,
            "profile": world.profile,
            "webhook": asdict(world.webhook),
            "taps": world.taps,
        }

    def conversation(self, chat: int) -> list[dict[str, Any]]:
        """Everything in a chat, oldest first."""
        return [line_json(line) for line in self.world.chats[chat].lines.values()] if chat in self.world.chats else []

    def sends(self, after: int) -> list[tuple[float, int, int, str]]:
        """What the bot sent, from the so-manyth on: when, where, its number, its text."""
        return self.world.sends[after:]

    async def wait(self, chat: int, after: int, words: str, seconds: float) -> dict[str, Any] | None:
        """The bot's first message in a chat after another one that holds the words, as soon as there is one."""
        heard: dict[str, Any] | None = await self._until(seconds, lambda: self._heard(chat, after, words))
        return heard

    async def settle(self, seconds: float) -> bool:
        """Whether every update has been taken, within so long."""
        return bool(await self._until(seconds, lambda: not self.world.pending and not self.world.again))

    def _heard(self, chat: int, after: int, words: str) -> dict[str, Any] | None:
        for line in self.world.chats[chat].lines.values() if chat in self.world.chats else ():
            if line.ours and line.message["message_id"] > after:
                seen = line_json(line)
                if words in seen["text"]:
                    return seen
        return None

    async def _until(self, seconds: float, found: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever was looked for
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while not (result := found()) and loop.time() < until:
            await self.world.lines.wait(until - loop.time())
        return result
