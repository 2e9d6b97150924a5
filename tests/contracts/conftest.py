"""Every store there is, for the suite that every store must pass."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ports.stores import Store
from bot.store import open_store


@pytest.fixture(scope="session")
def new_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that was opened once: its database has taken every step."""
    folder = tmp_path_factory.mktemp("new") / "data"
    open_store(folder).close()
    return folder


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path, new_folder: Path) -> Iterator[Store]:
    opened = open_store(None if request.param == "memory" else shutil.copytree(new_folder, tmp_path / "data"))
    yield opened
    opened.close()
