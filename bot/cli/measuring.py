"""Measure the answers on a labelled question set as a whole: ranking, decisions, time and memory."""

from __future__ import annotations

import gzip
import json
import sys
import time
from typing import TYPE_CHECKING, Any

from bot.cli.opening import WrongUseError
from bot.cli.output import tracked

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 1024 * 1024
GZIP = b"\x1f\x8b"


def measure(*, bank: bytes, queries: bytes, abstain: bytes, out: Path | None) -> dict[str, Any]:
    """The report of `wenban eval`; with `out`, a JSON line a query goes there.

    Raises WrongUseError when a file holds something else than it should.
    """
    from bot.app import system_clock
    from bot.imports import lexicon
    from knowledge.answers import Answerer
    from knowledge.evaluation import bank_from_jsonl, evaluate, percentile, queries_from_jsonl, report

    start = time.perf_counter()
    try:
        entries = bank_from_jsonl(_text(bank))
        answerer = Answerer(entries, lexicon=lexicon())
        built = time.perf_counter() - start
        asked, held_back = queries_from_jsonl(_text(queries)), queries_from_jsonl(_text(abstain))
    except (ValueError, KeyError, TypeError, EOFError, gzip.BadGzipFile) as error:
        raise WrongUseError(f"题库或问句文件的格式不对（应为一行一个 JSON，可以是 .gz）：{error}。") from error
    today = system_clock().date()
    outcomes = evaluate(
        lambda question: answerer.ask(question, today=today),
        tracked(asked, "问句"),
        abstain=tracked(held_back, "不该作答"),
        timer=time.perf_counter,
    )
    if out is not None:
        lines = (json.dumps(outcome.to_dict(), ensure_ascii=False) + "\n" for outcome in outcomes)
        out.write_text("".join(lines), encoding="utf-8")
    took = [outcome.took * 1000 for outcome in outcomes]
    return report(outcomes) | {
        "latency_ms": {"p50": percentile(took, 0.5), "p99": percentile(took, 0.99)},
        "build_s": built,
        "rss_mb": peak_megabytes(),
    }


def peak_megabytes() -> float:
    """The most memory this process has held; 0 where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / MEGABYTE if sys.platform == "darwin" else peak / 1024


def _text(data: bytes) -> str:
    return (gzip.decompress(data) if data.startswith(GZIP) else data).decode("utf-8-sig")
