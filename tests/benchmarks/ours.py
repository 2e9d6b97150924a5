"""Ours, asked in the same way as the peer: reads a bank file, says ready, answers each line of standard input."""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path

from bot.cli.measuring import peak_megabytes
from bot.imports import lexicon
from knowledge.answers import Answerer
from knowledge.entries import entries_from_jsonl


def main() -> None:
    entries, _ = entries_from_jsonl(Path(sys.argv[1]).read_text(encoding="utf-8"))
    answerer = Answerer(entries, lexicon=lexicon())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    took, best = [], []
    for question in sys.stdin:
        start = time.perf_counter()
        answer = answerer.ask(question.strip(), today=date(2026, 11, 24))
        took.append(time.perf_counter() - start)
        best.append(answer.candidates[0].entry.id if answer.candidates else "")
    json.dump({"took": took, "best": best, "rss_mb": peak_megabytes()}, sys.stdout)


if __name__ == "__main__":
    main()
