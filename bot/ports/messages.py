"""What crosses between a channel and the core: messages in, replies out, and how sending fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

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

    `address` is who wrote, as the channel knows them; `group` is where, empty in a private chat: the replies go there.
    `message_id` is unique in the channel, so that a repeated frame is answered with the same replies and handled once.
    `sent_at` is when it was written, where the platform says so: after a stop that may be long before `at`.
    """

    channel: str
    address: str
    message_id: str
    text: str
    at: datetime
    files: tuple[File, ...] = ()
    sender_name: str = ""
    group: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to tap; typing `send` does the same."""

    label: str
    send: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A stored file that goes with a reply; `digest` finds it in the house's files."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One message to a person: an optional title, a body, an optional quiet line (source and date), buttons, files.

    `done` is what the button that was tapped reads from now on, once what it asks has been done (已点收); empty
    while it has not.

    A button whose `send` is an http(s) address opens it. A reply with `once` holds something that is shown once and
    never stored (a one-time code): storage keeps what `concealed` gives.
    """

    body: str
    title: str = ""
    note: str = ""
    buttons: tuple[Button, ...] = ()
    once: bool = False
    done: str = ""
    files: tuple[Attachment, ...] = ()

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


class InvalidError(Exception):
    """The platform will never take this message, though the address works; do not send it again."""


class MovedError(Exception):
    """The address has become another one (a group that grew); send there."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class Channel(Protocol):
    """A way to reach people."""

    @property
    def name(self) -> str:
        """The channel's name in addresses: web, console, telegram, wecom."""
        ...

    async def send(self, address: str, reply: Reply, *, first: bool = False) -> str | None:
        """Send one reply to a person or a group, in its turn; `first` goes ahead of what can wait.

        Return how a Rewriter finds it again, None where nothing sent can be changed. Raise TransientError,
        RefusedError, InvalidError or MovedError.
        """
        ...


@runtime_checkable
class Rewriter(Channel, Protocol):
    """A channel whose platform lets it change what it has sent."""

    async def rewrite(self, message: str, reply: Reply) -> None:
        """Let a message read so from now on, in its turn; `message` is what `send` returned.

        Raise what `send` raises; InvalidError too when the new words have no room where the old ones stood.
        """
        ...
