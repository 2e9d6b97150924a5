"""Programs of others that run on Node, fetched into a cache of the machine; nothing of theirs lies in the project."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest


def node_package(name_at_version: str) -> Path:
    """The folder of an installed package; skips the test when it cannot be had, unless WENBAN_PEERS=required."""
    name, _, _ = name_at_version.rpartition("@")
    prefix = Path(tempfile.gettempdir()) / "wenban-node" / name_at_version.replace("/", "-")
    folder = prefix / "node_modules" / name
    if folder.exists():
        return folder
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return _absent("node and npm are not on this machine")
    prefix.mkdir(parents=True, exist_ok=True)
    command = [npm, "install", "--no-save", "--prefix", str(prefix), name_at_version]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    return folder if done.returncode == 0 else _absent(f"{name_at_version} cannot be installed: {done.stderr[-300:]}")


def _absent(why: str) -> Path:
    if os.environ.get("WENBAN_PEERS") == "required":
        pytest.fail(why)
    pytest.skip(why)
