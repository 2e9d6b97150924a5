"""Pictures of the pages, taken in a headless Chromium while a conversation is played."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx

from bot.web.server import create_app
from tests.flows.playing import ROOT
from tests.peers.serving import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.living import Living

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FOLDER = ROOT / "docs" / "flows" / "pictures"
WHAT = re.compile(r"(\S+) (\d+)x(\d+)")
PATIENCE_MS = 3000
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
"""A browser that asks nobody anything of its own accord."""


@contextmanager
def camera() -> Iterator[Callable[[Living, str, str], None]]:
    """Takes a picture of a page: its file's name, and what: the path and the size of the window."""
    if CHROMIUM is None:
        raise SystemExit("没有找到 Chromium，拍不了图。")
    with tempfile.TemporaryDirectory() as profile:

        def take(life: Living, name: str, what: str) -> None:
            found = WHAT.fullmatch(what)
            assert found, f"{name}: {what!r} is no path and size"
            application = create_app(life.app, secret="picture", loopback=True, max_file_bytes=1_000_000)
            with serving(application) as address:
                httpx.get(f"{address}{found[1]}", trust_env=False).raise_for_status()
                subprocess.run(
                    [
                        str(CHROMIUM),
                        *QUIET,
                        f"--user-data-dir={profile}",
                        f"--timeout={PATIENCE_MS}",
                        f"--window-size={found[2]},{found[3]}",
                        f"--screenshot={FOLDER / name}",
                        f"{address}{found[1]}",
                    ],
                    check=True,
                    capture_output=True,
                    timeout=60,
                )

        yield take
