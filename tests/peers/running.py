"""The whole program in a process of its own, and the hand that sets its clock."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from bot.store import SqliteStore, open_store
from tests.acceptance.living import at

if TYPE_CHECKING:
    from types import TracebackType

ROOT = Path(__file__).parents[2]


class Running:
    """A program that runs until the end of the `with`; `config` is what stands in its configuration file."""

    def __init__(self, folder: Path, now: str, config: str) -> None:
        self._data = folder / "data"
        file = folder / "config.toml"
        file.write_text(config, encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.peers.program", str(file), str(self._data), at(now).isoformat()],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.address = str(self._read()["ready"])
        self.store: SqliteStore = open_store(self._data)
        """The program's data, as another process may read it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()
        self._process.communicate(timeout=30)
        assert kind is not None or self._process.returncode == 0

    def tick(self, now: str) -> int:
        """One tick, after setting the clock; how much it queued."""
        return int(self._ask(now=at(now).isoformat(), tick=True)["queued"])

    def office(self, text: str) -> str:
        """What the office is answered at its console, as one text."""
        return str(self._ask(office=text)["text"])

    def memory(self) -> tuple[int, int]:
        """Bytes in use, and tasks alive."""
        said = self._ask(memory=True)
        return int(said["bytes"]), int(said["tasks"])

    def _ask(self, **wish: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(wish) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        said: dict[str, Any] = json.loads(self._process.stdout.readline())
        return said
