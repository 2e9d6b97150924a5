"""A headless Chromium that asks nobody anything of its own accord."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_SECONDS = 60


def browse(url: str, profile: Path, *flags: str, milliseconds: int) -> subprocess.CompletedProcess[str]:
    """Open a page, give its scripts so long, and do what the flags say; `profile` is the browser's own folder."""
    return subprocess.run(
        [str(CHROMIUM), *_QUIET, f"--user-data-dir={profile}", f"--timeout={milliseconds}", *flags, url],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=True,
    )
