"""kill -9 at random instants: what was acknowledged is there, and a crash costs at most one message sent twice.

A thousand crashes: `uv run python -m tests.acceptance.crash_worker DIR/data 1000 SEED`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROUNDS = 120
KINDS = {"confirmed", "passed", "returned", "edited"}


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_crashes_lose_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.acceptance.crash_worker", str(tmp_path / "data"), str(ROUNDS), "7"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["rounds"] == ROUNDS
    assert report["acknowledged"].keys() == KINDS
    assert sum(report["acknowledged"].values()) > ROUNDS
    assert report["sent"] > 0
    assert report["missing"] == []
    assert (report["broken"], report["chain"]) == ([], None)
    assert report["doubled"] <= ROUNDS
