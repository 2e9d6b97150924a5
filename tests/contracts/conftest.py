"""Every store there is, for the suite that every store must pass."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ports.stores import Store
from bot.store import open_store


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(None if request.param == "memory" else tmp_path / "data")
    yield opened
    opened.close()
