from collections.abc import Iterator

import pytest

from tests.bot.office_room import Room, furnished
from tests.bot.wecom_room import Front
from tests.peers.wecom_gateway import Gateway


@pytest.fixture
def room() -> Iterator[Room]:
    one = furnished()
    yield one
    one.store.close()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway() as opened:
        yield opened


@pytest.fixture
def front() -> Iterator[Front]:
    one = Front()
    yield one
    one.room.store.close()
