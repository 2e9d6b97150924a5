"""One engine in a process of its own, on one core: reads a bank file, builds, answers each line of standard input.

`python -m tests.benchmarks.engines NAME BANK` prints one JSON object: the seconds that building and each question took,
the entry found first, and the bytes that the engine holds after all questions, beyond the bank itself. Seconds are the
processor's, not the wall's: on a machine that others use too, only those are this engine's own.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import sqlite3
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.evaluation import bank_from_jsonl

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from knowledge.entries import Entry

    Find = Callable[[str], str]

TODAY = date(2026, 11, 24)
BEST = 10
WARM = 20
"""A bank of so many entries is built first, so that loading a library does not count as holding a bank."""


def ours(entries: Sequence[Entry]) -> Find:
    """The whole of it: normal form, words, candidates, ranking, decision."""
    from bot.imports import lexicon
    from knowledge.answers import Answerer

    answerer = Answerer(entries, lexicon=lexicon())

    def find(question: str) -> str:
        candidates = answerer.ask(question, today=TODAY).candidates
        return candidates[0].entry.id if candidates else ""

    return find


def fts5(entries: Sequence[Entry]) -> Find:
    """SQLite's full text search by trigrams, any of them."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(id UNINDEXED, body, tokenize='trigram')")
    database.executemany("INSERT INTO texts VALUES (?, ?)", _texts(entries))

    def find(question: str) -> str:
        plain = question.replace('"', "")
        query = " OR ".join(f'"{plain[start : start + 3]}"' for start in range(max(len(plain) - 2, 1)))
        found = database.execute(
            f"SELECT id FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT {BEST}",  # noqa: S608 - our own number
            (query,),
        ).fetchall()
        return str(found[0][0]) if found else ""

    return find


def tantivy(entries: Sequence[Entry]) -> Find:
    """tantivy over jieba's words and single characters: our features, without ranking."""
    from tantivy import Document, Index, Occur, Query, SchemaBuilder

    from tests.benchmarks.plainly import jieba

    def terms(text: str) -> set[str]:
        return {term for term in (*jieba.cut(text), *text) if term.strip()}

    builder = SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
    schema = builder.build()
    index = Index(schema)
    writer = index.writer(num_threads=1)
    for key, text in _texts(entries):
        writer.add_document(Document(id=key, body=" ".join(terms(text))))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def find(question: str) -> str:
        asked = [(Occur.Should, Query.term_query(schema, "body", term)) for term in terms(question)]
        found = searcher.search(Query.boolean_query(asked), limit=BEST, count=False).hits
        return str(searcher.doc(found[0][1])["id"][0]) if found else ""

    return find


def rank_bm25(entries: Sequence[Entry]) -> Find:
    """rank-bm25 over jieba's words, as one would write it in ten minutes."""
    from rank_bm25 import BM25Okapi

    from tests.benchmarks.plainly import jieba

    ids, texts = zip(*_texts(entries), strict=True)
    index = BM25Okapi([jieba.lcut(text) for text in texts])
    return lambda question: str(ids[int(index.get_scores(jieba.lcut(question)).argmax())])


ENGINES: dict[str, Callable[[Sequence[Entry]], Find]] = {
    "ours": ours,
    "fts5": fts5,
    "tantivy": tantivy,
    "rank-bm25": rank_bm25,
}


def one_core() -> None:
    """Stay on one core, where the system lets a process choose."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def held_bytes() -> int:
    """The memory that this process holds now, what is free given back first; 0 where the system does not say."""
    gc.collect()
    status = Path("/proc/self/statm")
    if not status.exists():
        return 0
    system = ctypes.CDLL(None)
    if hasattr(system, "malloc_trim"):
        system.malloc_trim(0)
    return int(status.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Measure the engine named on the command line."""
    one_core()
    name, path = sys.argv[1:]
    entries = bank_from_jsonl(Path(path).read_text(encoding="utf-8"))
    questions = sys.stdin.read().split("\n")
    warm = ENGINES[name](entries[:WARM])
    for question in questions[:WARM]:
        warm(question)
    before = held_bytes()
    start = time.process_time()
    find = ENGINES[name](entries)
    built = time.process_time() - start
    took, best = [], []
    for question in questions:
        start = time.process_time()
        found = find(question)
        took.append(time.process_time() - start)
        best.append(found)
    # only now, for some of what is held is made when first needed
    grown = held_bytes() - before
    json.dump({"took": took, "best": best, "built": built, "grown": grown}, sys.stdout)


def _texts(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    """Every phrasing with its entry's id, and with the answer where there is one to be searched."""
    return [
        (entry.id, f"{text}\n{entry.answer}" if len(entry.answer) > 1 else text)
        for entry in entries
        for text in (entry.question, *entry.similar)
    ]


if __name__ == "__main__":
    main()
