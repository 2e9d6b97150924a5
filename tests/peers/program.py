"""The whole program in a process of its own, as `wenban run` starts it, with its clock set from outside.

Arguments: configuration file, data folder, the time. Prints {"ready": address}; then for each line read: {"now": …}
sets the clock, {"tick": true} ticks, {"office": text} says something at the office's console, {"memory": true} asks how
much is in use. Each is answered by one line; at the end of input the program stops as at a signal.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import config as configuration
from bot.app import App, open_app
from bot.ports.messages import Incoming

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


async def main(path: Path, folder: Path, start: str) -> None:
    """Serve until there is nothing more to read."""
    now = datetime.fromisoformat(start)
    config = configuration.load(path)
    app = open_app(folder, config, clock=lambda: now)
    serving = asyncio.create_task(app.serve(config, ready=lambda address: tell({"ready": address})))
    numbers = 0
    while line := await asyncio.to_thread(sys.stdin.readline):
        wish = json.loads(line)
        numbers += 1
        if "now" in wish:
            now = datetime.fromisoformat(wish["now"])
        tell(await answered(app, wish, f"{os.getpid()}:{numbers}"))
    signal.raise_signal(signal.SIGTERM)
    await serving
    app.close()


async def answered(app: App, wish: dict[str, Any], number: str) -> dict[str, Any]:
    """Do what a line asks for."""
    if "office" in wish:
        incoming = Incoming(channel="console", address="admin", message_id=number, text=wish["office"], at=app.now())
        return {"text": "\n".join(reply.text for reply in await app.receive(incoming))}
    if "memory" in wish:
        return {"bytes": resident_bytes(), "tasks": len(asyncio.all_tasks())}
    if "tick" in wish:
        return {"queued": (await app.tick()).queued}
    return {}


def resident_bytes() -> int:
    """How much memory the process holds."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES


def tell(said: dict[str, Any]) -> None:
    """One line to whoever started us."""
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: None)
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
