from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.telegram.server import Api

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def api() -> Iterator[Api]:
    server = Api()
    yield server
    server.close()
