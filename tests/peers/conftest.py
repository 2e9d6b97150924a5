"""What the stories against foreign peers need."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.peers.node import installed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="session")
def node_package(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Gives the folder of an npm package by name@version, installed once a session."""
    folder = tmp_path_factory.mktemp("node")
    return cache(lambda package: installed(package, folder / package.rpartition("@")[0].replace("/", "-").strip("@")))
