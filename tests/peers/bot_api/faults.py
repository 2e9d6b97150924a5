"""What can go wrong on the way, laid ready for the next calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.peers.bot_api.errors import ApiError

WORDS = {
    401: "Unauthorized",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
}
HTML = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>"
)


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong: for a method (* is every one but getUpdates), in a chat (0: any), so many times.

    `kind` is error (as `code`, `description` and `parameters` say), html (a 502 page), slow and hang (`seconds`, the
    second without an answer), reset, malformed, truncated. With `done` the method is done all the same, and only its
    answer is lost.
    """

    kind: str
    method: str = "*"
    chat: int = 0
    times: int = 1
    code: int = 0
    description: str = ""
    parameters: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    done: bool = False

    def meets(self, method: str, chat: str) -> bool:
        """Whether this call is the one that goes wrong."""
        named = self.method == method if self.method != "*" else method != "getUpdates"
        return self.times != 0 and named and (not self.chat or str(self.chat) == chat)

    @property
    def error(self) -> ApiError:
        """The refusal that it stands for."""
        return ApiError(self.code, self.description or WORDS.get(self.code, "Error"), **self.parameters)


class Faults:
    """Everything laid ready, the oldest first."""

    def __init__(self) -> None:
        self.ready: list[Fault] = []

    def lay(self, **fault: Any) -> None:  # noqa: ANN401 - a fault's fields, as JSON holds them
        """One more."""
        self.ready.append(Fault(**fault))

    def next(self, method: str, chat: str) -> Fault | None:
        """What goes wrong with this call; used up."""
        for fault in self.ready:
            if fault.meets(method, chat):
                if fault.times > 0:
                    fault.times -= 1
                return fault
        return None
