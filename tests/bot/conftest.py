from collections.abc import Iterator

import pytest

from tests.bot.office_room import Room, furnished


@pytest.fixture
def room() -> Iterator[Room]:
    one = furnished()
    yield one
    one.store.close()
