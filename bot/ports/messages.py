"""What crosses between a channel and the core: messages in, replies out, and how sending fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as received: the name its sender gave it and its bytes; none when it is `too_large`."""

    name: str
    content: bytes
    too_large: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message from a person.

    `address` is who wrote, as the channel knows them; `message_id` is unique in the channel, so that a repeated
    frame is answered with the same replies and handled once.
    """

    channel: str
    address: str
    message_id: str
    text: str
    at: datetime
    files: tuple[File, ...] = ()
    sender_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to tap; typing `send` does the same."""

    label: str
    send: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One message to a person: an optional title, a body, an optional quiet line (source and date), buttons.

    A button whose `send` is an http(s) address opens it. A reply with `once` holds something that is shown once and
    never stored (a one-time code): storage keeps what `concealed` gives.
    """

    body: str
    title: str = ""
    note: str = ""
    buttons: tuple[Button, ...] = ()
    once: bool = False

    @property
    def text(self) -> str:
        """The whole reply as plain text, for channels without cards and for machines."""
        return "\n".join(part for part in (self.title, self.body, self.note) if part)

    def concealed(self) -> Reply:
        """What storage may keep: the reply itself, or its title alone when it is to be shown once."""
        return Reply(title=self.title, body="（只显示一次，未保存）") if self.once else self


class TransientError(Exception):
    """Sending failed for now; try again later (`retry_after` seconds where the platform says so)."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class RefusedError(Exception):
    """Sending will never work for this address; mark it dead."""


class Channel(Protocol):
    """A way to reach people."""

    @property
    def name(self) -> str:
        """The channel's name in addresses: web, console, telegram."""
        ...

    async def send(self, address: str, reply: Reply) -> None:
        """Send one reply; raise TransientError or RefusedError."""
        ...
