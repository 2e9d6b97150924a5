"""A store that is killed while it writes keeps every confirmation it has acknowledged."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.store import open_store

ROUNDS = 20


def acknowledged(folder: Path, turn: int, chance: random.Random) -> list[str]:
    """The lines a writer had said when it was killed at a random instant after its first."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bot.crash_writer", str(folder), str(turn)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(chance.uniform(0, 0.02))
        writer.kill()
        return [line.rstrip("\n") for line in (first, *writer.stdout) if line.endswith("\n")]


@pytest.mark.slow
def test_every_acknowledged_confirmation_is_there_after_twenty_kills(tmp_path: Path) -> None:
    chance = random.Random(20)
    told: list[str] = []
    for turn in range(ROUNDS):
        told += acknowledged(tmp_path, turn, chance)
    store = open_store(tmp_path)
    stored = [f"{one.id} {one.evidence[0].value}" for one in store.confirmations.waiting()]
    found = store.check_integrity()
    store.close()
    assert len(told) >= ROUNDS
    assert set(told) <= set(stored)
    assert len(stored) - len(told) <= ROUNDS
    assert found == ()
