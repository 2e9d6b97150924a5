"""Engines on the same bank and questions, each in a process of its own, one after another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.entries import entry_to_dict
from knowledge.evaluation import percentile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.entries import Entry

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What an engine said of itself: seconds, entries found first, bytes held."""

    engine: str
    built: float
    grown: int
    took: tuple[float, ...] = field(repr=False)
    best: tuple[str, ...] = field(repr=False)

    def p(self, share: float, first: int | None = None) -> float:
        """The milliseconds that this share of the (first) questions does not exceed."""
        return percentile(self.took[:first], share) * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """Ours and the peers on one bank; peers may have been asked only the first of the questions."""

    ours: Run
    peers: tuple[Run, ...]

    def ratio(self, peer: str, share: float) -> float:
        """Our time by the peer's, over the questions that both were asked."""
        (run,) = (run for run in self.peers if run.engine == peer)
        return self.ours.p(share, len(run.took)) / run.p(share)


def save_bank(path: Path, entries: Iterable[Entry]) -> Path:
    """The bank as the file that engines read."""
    path.write_text(
        "".join(json.dumps(entry_to_dict(one), ensure_ascii=False) + "\n" for one in entries), encoding="utf-8"
    )
    return path


def run(engine: str, bank: Path, questions: Sequence[str]) -> Run:
    """One engine's figures."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.engines", engine, str(bank)],
        cwd=ROOT,
        input="\n".join(question.replace("\n", " ") for question in questions),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"},
    ).stdout
    found = json.loads(said)
    return Run(
        engine=engine, built=found["built"], grown=found["grown"], took=tuple(found["took"]), best=tuple(found["best"])
    )


def race(bank: Path, questions: Sequence[str], peers: dict[str, int]) -> Race:
    """Ours on all questions, each peer on so many of them."""
    return Race(
        ours=run("ours", bank, questions),
        peers=tuple(run(peer, bank, questions[:count]) for peer, count in peers.items()),
    )
