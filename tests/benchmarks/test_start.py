"""Start-up as ratios against peers: the command line, and the whole bot until its first answer.

Ours and the peer take turns, so that whatever else the machine does falls on both; medians are compared. The bot is
asked through its own web chat, as delivered; the naive one needs no answer to travel at all.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from bot.cli.output import say, show_table
from tests.benchmarks import phrasings
from tests.benchmarks.races import ROOT, save_bank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from knowledge.entries import Entry

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

TURNS = 7
COMPILED = Path(tempfile.gettempdir()) / "wenban-benchmarks-compiled"
"""Programs are compiled once and kept, as on any machine, whatever the tests' own environment says."""
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if not name.startswith(("PYTHONDONTWRITE", "WENBAN_"))
} | {"PYTHONPYCACHEPREFIX": str(COMPILED)}
PHRASINGS = int(os.environ.get("BENCH_PHRASINGS", "10000"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Seconds until the first answer, and the most memory held until then; 0 where the system does not say."""

    seconds: float
    megabytes: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """Ours by the peer's, medians."""

    seconds: float
    megabytes: float


def test_a_cold_question_takes_less_than_jieba_alone_takes_to_start(tmp_path: Path) -> None:
    folder = str(tmp_path / "data")

    def ask() -> Start:
        return finished("-m", "bot", "ask", "--data", folder, "失业金怎么领")

    ask()  # the first start loads the sample
    ratio = in_turn("wenban ask on the sample bank", ask, lambda: finished("-c", "import jieba; jieba.initialize()"))
    assert ratio.seconds <= 0.7


def test_the_whole_bot_is_ready_before_the_naive_one(tmp_path: Path) -> None:
    # a question that stands there twice is held back by the import
    entries = tuple({entry.question: entry for entry in phrasings.bank(PHRASINGS)}.values())
    bank = save_bank(tmp_path / "bank.jsonl", entries)
    folder = tmp_path / "data"
    finished("-m", "bot", "bank", "import", str(bank), "--data", str(folder))
    first = entries[0]
    bot_answered(folder, first)  # what is made once is made now
    ratio = in_turn(
        f"the whole bot until its first answer, {PHRASINGS} phrasings",
        lambda: bot_answered(folder, first),
        lambda: naive_answered(bank, first),
    )
    assert ratio.seconds <= 0.3
    assert ratio.megabytes <= 0.4


def in_turn(title: str, ours: Callable[[], Start], peer: Callable[[], Start]) -> Ratio:
    peer()
    starts = [(ours(), peer()) for _ in range(TURNS)]
    seconds = [statistics.median(start.seconds for start in side) for side in zip(*starts, strict=True)]
    megabytes = [statistics.median(start.megabytes for start in side) for side in zip(*starts, strict=True)]
    ratio = Ratio(seconds=seconds[0] / seconds[1], megabytes=megabytes[0] / megabytes[1] if megabytes[1] else 0.0)
    say(f"\n{title}; {TURNS} turns, medians")
    rows = [("seconds", *(f"{one:.2f}" for one in (*seconds, ratio.seconds)))]
    if megabytes[1]:
        rows.append(("peak MB", *(f"{one:.0f}" for one in megabytes), f"{ratio.megabytes:.2f}"))
    show_table(("", "ours", "peer", "ratio"), rows)
    return ratio


def finished(*arguments: str) -> Start:
    """A process from start to end."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=ENVIRONMENT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return Start(seconds=time.perf_counter() - start)


def bot_answered(folder: Path, entry: Entry) -> Start:
    """Our program from nothing until a citizen's page shows the answer."""
    start = time.perf_counter()
    with running("-m", "bot", "run", "--port", "0", "--data", str(folder)) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split("：")[1].strip()
        with httpx.Client(base_url=address, timeout=60) as browser:
            found = re.search(r'name="token" value="([^"]+)"', browser.get("/").text)
            assert found is not None
            said = browser.post(
                "/chat",
                data={"token": found[1], "text": entry.question, "message_id": "1"},
                headers={"accept": "application/json"},
            ).json()
        took = time.perf_counter() - start
        assert entry.question in said["lines"][-1]["markup"]
        return Start(seconds=took, megabytes=most_megabytes(process.pid))


def naive_answered(bank: Path, entry: Entry) -> Start:
    """The naive one from nothing until it has found the entry."""
    start = time.perf_counter()
    with running("-m", "tests.benchmarks.naive", str(bank), entry.question) as process:
        assert process.stdout is not None
        found = process.stdout.readline().strip()
        took = time.perf_counter() - start
        assert found == entry.id
        return Start(seconds=took, megabytes=most_megabytes(process.pid))


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def most_megabytes(pid: int) -> float:
    """The most memory that a process has held since it began its program."""
    # not getrusage: there a child begins with what its parent held
    status = Path(f"/proc/{pid}/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii")) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0
