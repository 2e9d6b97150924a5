"""The Bot API service by itself: prints its address, then serves until it is stopped."""

from __future__ import annotations

import argparse
import sys

import uvicorn

from tests.peers.bot_api.client import TOKEN
from tests.peers.bot_api.server import Server
from tests.peers.bot_api.world import World
from tests.peers.serving import listen


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.peers.bot_api", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--limits", action="store_true", help="enforce Telegram's rates from the start")
    parser.add_argument("--scale", type=float, default=1.0, help="let the rates' seconds pass so much faster")
    asked = parser.parse_args()
    world = World(asked.token)
    world.limits.on, world.limits.scale = asked.limits, asked.scale
    listening = listen(asked.port)
    sys.stdout.write(f"http://127.0.0.1:{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    config = uvicorn.Config(Server(world), log_config=None, access_log=False, timeout_graceful_shutdown=2)
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
