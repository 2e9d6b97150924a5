"""A broadcast through the whole program, killed once meanwhile: everybody is told, answers come, no limit is met.

At its full size, with the real limits: `tests/benchmarks/test_broadcast.py`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.broadcasts import Broadcast
from tests.peers.bot_api import bot_api_process

if TYPE_CHECKING:
    from pathlib import Path

CHATS = 200


@pytest.mark.slow
def test_everybody_is_told_though_the_program_is_killed(tmp_path: Path) -> None:
    with bot_api_process() as api:
        report = Broadcast(api, tmp_path / "data", chats=CHATS, scale=2, question="帮助").run(questions=4, kills=1)
    assert report.told == CHATS
    # a machine that stalls may have had a second one under way
    assert report.doubled <= 2
    assert report.refused == 0
    assert all(wait < math.inf for wait in report.waits)
