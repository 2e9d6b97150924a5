"""The naive bot: the same libraries put together as one would in an afternoon, until its first answer.

`python -m tests.benchmarks.naive BANK QUESTION` prints the id found first, then waits for the end of its input.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def finder(bank: Path) -> Callable[[str], str]:
    """rank-bm25 over jieba's words of every phrasing."""
    from rank_bm25 import BM25Okapi

    from tests.benchmarks.plainly import jieba

    jieba.initialize()
    ids, texts = [], []
    for line in bank.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        for text in (entry["question"], *entry["similar"]):
            ids.append(entry["id"])
            texts.append(jieba.lcut(text))
    index = BM25Okapi(texts)
    return lambda question: str(ids[int(index.get_scores(jieba.lcut(question)).argmax())])


async def main(find: Callable[[str], str], question: str) -> None:
    """Start everything, answer once."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler
    from telegram.ext import Application, MessageHandler, filters

    application = Application.builder().token("1:naive").build()
    application.add_handler(MessageHandler(filters.TEXT, _nothing))
    scheduler = AsyncIOScheduler()
    scheduler.add_job(_nothing, "interval", minutes=1)
    scheduler.start()
    sys.stdout.write(f"{find(question)}\n")
    sys.stdout.flush()
    sys.stdin.read()
    scheduler.shutdown(wait=False)


async def _nothing(*_: object) -> None:
    """What a message and a tick would lead to."""


if __name__ == "__main__":
    asyncio.run(main(finder(Path(sys.argv[1])), sys.argv[2]))
