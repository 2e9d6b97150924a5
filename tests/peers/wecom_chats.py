"""What the chats of a WeCom robot show now: streams replaced, cards updated; and how much was sent to each."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from tests.peers import wecom_rules as rules


@dataclass(slots=True, kw_only=True)
class Bubble:
    """One message as a chat shows it; `by` is the person who said it, empty for the robot's."""

    kind: str
    text: str
    by: str = ""
    cause: str = ""
    """The msgid that it answers; empty when it was pushed."""
    stream_id: str = ""
    finished: bool = True
    card: dict[str, Any] = field(default_factory=dict)
    file: bytes = b""
    feedback_id: str = ""
    began: float = 0.0
    changes: int = 0
    yes_to: str = ""
    """The request to which the robot was told that it was taken; the line may have lost that. Empty: it was not."""

    @property
    def acknowledged(self) -> bool:
        """Whether the robot was told that it was taken."""
        return bool(self.yes_to)

    @property
    def line(self) -> str:
        """The message as a line of the conversation."""
        return f"> {self.text}" if self.by else self.text


class Chat:
    """A private chat (its id is the person) or a group with the robot."""

    def __init__(self, name: str, *, group: bool) -> None:
        self.name = name
        self.group = group
        self.opened = False
        self.bubbles: list[Bubble] = []
        self.rate = Rate()

    @property
    def answers(self) -> tuple[Bubble, ...]:
        """What the robot said, in order."""
        return tuple(bubble for bubble in self.bubbles if not bubble.by)

    def stream(self, stream_id: str) -> Bubble | None:
        """The message that this stream shows, if it has begun."""
        return next((one for one in self.bubbles if one.stream_id == stream_id), None)

    def card(self, task_id: str) -> Bubble | None:
        """The card with this task id."""
        return next((one for one in self.bubbles if one.card.get("task_id") == task_id), None)


class Rate:
    """Counts what was taken lately, against the platform's limits."""

    def __init__(self) -> None:
        self._taken: deque[float] = deque(maxlen=max(count for count, _ in rules.RATES))
        self.most = 0
        """The most in a minute."""

    def take(self, now: float) -> None:
        """Count one more, or refuse it."""
        for count, seconds in rules.RATES:
            if len(self._taken) >= count and now - self._taken[-count] < seconds:
                raise rules.RefusalError(rules.TOO_OFTEN, f"more than {count} in {seconds} s")
        self._taken.append(now)
        self.most = max(self.most, sum(now - at < rules.RATES[0][1] for at in self._taken))
