"""Start, memory and time a question, as ratios against a plain jieba + rank-bm25 script in the same run.

Run with `make bench`. The figures are printed; what is asserted is only that both did the same work.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.benchmark

ROOT = Path(__file__).parents[2]
BANK = ROOT / "knowledge" / "data" / "sample_bank.jsonl"
RUNS = 5


def questions() -> list[tuple[str, str]]:
    """Wordings that stand in no bank: every similar wording with its first and last word's place changed."""
    asked = []
    for line in BANK.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        asked += [(entry["id"], f"请问{wording}啊") for wording in entry["similar"]]
    return asked


def measured(module: str, asked: list[str]) -> dict[str, Any]:
    """One whole process: seconds until it is ready, then what it says of itself."""
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", f"tests.benchmarks.{module}", str(BANK)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        ready = time.perf_counter() - start
        said, _ = process.communicate("\n".join(asked))
    report: dict[str, Any] = json.loads(said)
    return report | {"ready_s": ready}


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def test_against_plain_jieba_and_bm25(capsys: pytest.CaptureFixture[str]) -> None:
    gold, asked = zip(*questions(), strict=True)
    runs = {name: [measured(name, list(asked)) for _ in range(RUNS)] for name in ("ours", "peer")}
    figures: dict[str, dict[str, float]] = {}
    for name, reports in runs.items():
        took = [one * 1000 for report in reports for one in report["took"]]
        hits = sum(best == wanted for best, wanted in zip(reports[0]["best"], gold, strict=True))
        figures[name] = {
            "ready, s": statistics.median(report["ready_s"] for report in reports),
            "memory, MB": statistics.median(report["rss_mb"] for report in reports),
            "ask p50, ms": percentile(took, 0.5),
            "ask p99, ms": percentile(took, 0.99),
            "right on top": hits / len(gold),
        }
    with capsys.disabled():
        sys.stdout.write(f"\n{len(asked)} questions, {RUNS} runs each, medians\n")
        for figure, ours in figures["ours"].items():
            peer = figures["peer"][figure]
            sys.stdout.write(f"{figure:>14}: ours {ours:8.3f}  peer {peer:8.3f}  ratio {ours / peer:5.2f}\n")
    assert all(len(report["best"]) == len(asked) for reports in runs.values() for report in reports)


def test_the_whole_program_until_its_page_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def ready(folder: Path) -> float:
        start = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", "bot", "run", "--port", "0", "--data", str(folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        ) as process:
            assert process.stdout is not None
            address = process.stdout.readline().split("：")[1].strip()
            assert httpx.get(f"{address}healthz", timeout=10).status_code == 200
            took = time.perf_counter() - start
            process.terminate()
        return took

    first = ready(tmp_path / "data")
    again = statistics.median(ready(tmp_path / "data") for _ in range(RUNS))
    peer = statistics.median(measured("peer", ["工资"])["ready_s"] for _ in range(RUNS))
    with capsys.disabled():
        sys.stdout.write(
            f"\nserver ready: first start {first:.2f} s, later {again:.2f} s, peer {peer:.2f} s, "
            f"ratio {again / peer:.2f}\n"
        )
    assert first > 0
