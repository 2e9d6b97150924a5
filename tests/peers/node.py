"""Packages from npm that the tests talk to; nothing of them is kept in the project.

Where Node.js or the package cannot be had a test is skipped and says why, unless WENBAN_PEERS=required: there absence
is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from pathlib import Path

REQUIRED = "required"
INSTALL_SECONDS = 240


def installed(package: str, folder: Path) -> Path:
    """`package` (name@version) installed under a folder; the path of its own folder."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        absent("no Node.js with npm on this machine")
    try:
        done = subprocess.run(
            [npm, "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, package],
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        absent(f"{package} could not be installed: no answer within {INSTALL_SECONDS} s")
    if done.returncode:
        absent(f"{package} could not be installed: {done.stderr[-500:]}")
    return folder / "node_modules" / package.rpartition("@")[0]


def absent(why: str) -> NoReturn:
    """Skip the test, or fail it where the peers are required."""
    if os.environ.get("WENBAN_PEERS") == REQUIRED:
        pytest.fail(why, pytrace=False)
    pytest.skip(why)
