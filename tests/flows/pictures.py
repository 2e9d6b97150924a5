"""Pictures of the pages, taken in a headless Chromium while a conversation is played."""

from __future__ import annotations

import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from bot.web.server import create_app
from tests.flows.playing import ROOT
from tests.peers.chromium import CHROMIUM, browse
from tests.peers.serving import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.living import Living

FOLDER = ROOT / "docs" / "flows" / "pictures"
WHAT = re.compile(r"(\S+) (\d+)x(\d+)")
PATIENCE_MS = 3000


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
                browse(
                    f"{address}{found[1]}",
                    Path(profile),
                    "--hide-scrollbars",
                    f"--window-size={found[2]},{found[3]}",
                    f"--screenshot={FOLDER / name}",
                    milliseconds=PATIENCE_MS,
                )

        yield take
