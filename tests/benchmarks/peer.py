"""The peer: a plain jieba + rank-bm25 script over the same bank, as one would write it in ten minutes.

Reads a bank file, builds its index, says ready, then answers each line of standard input with the best entry's id.
At the end it prints the microseconds each question took and its peak memory.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import jieba
from rank_bm25 import BM25Okapi

from bot.cli.measuring import peak_megabytes


def main() -> None:
    jieba.setLogLevel(60)
    ids, documents = [], []
    for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        for phrasing in (entry["question"], *entry["similar"]):
            ids.append(entry["id"])
            documents.append(jieba.lcut(phrasing))
    index = BM25Okapi(documents)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    took, best = [], []
    for question in sys.stdin:
        start = time.perf_counter()
        scores = index.get_scores(jieba.lcut(question.strip()))
        best.append(ids[int(scores.argmax())])
        took.append(time.perf_counter() - start)
    json.dump({"took": took, "best": best, "rss_mb": peak_megabytes()}, sys.stdout)


if __name__ == "__main__":
    main()
