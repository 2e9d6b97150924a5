"""How the time of a question grows with the bank, from a thousand phrasings to a million (`make growth`)."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.output import say, show_table, tracked
from tests.benchmarks import phrasings, races
from tests.benchmarks.plot import Series, svg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmarks.races import Run

OUT = races.ROOT / "docs" / "growth.svg"
SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
DECADES = (1_000, 10_000, 100_000, 1_000_000)
QUESTIONS = 500
PEERS = {"tantivy": (500, 1_000_000), "fts5": (60, 1_000_000), "rank-bm25": (30, 100_000)}
"""Of each peer, so many questions and banks up to this size: the slow ones would take hours"""


def measure(most: int) -> dict[tuple[str, int], Run]:
    """Every engine at every size up to `most`; peers at the powers of ten."""
    sizes = [size for size in SIZES if size <= most]
    runs = [("ours", QUESTIONS, size) for size in sizes] + [
        (peer, count, size)
        for peer, (count, largest) in PEERS.items()
        for size in sizes
        if size in DECADES and size <= largest
    ]
    entries = phrasings.bank(sizes[-1])
    found: dict[tuple[str, int], Run] = {}
    with tempfile.TemporaryDirectory() as folder:
        for engine, count, size in tracked(runs, "各种大小的题库"):
            part = entries[: size // phrasings.PHRASINGS]
            path = Path(folder) / f"{size}.jsonl"
            if not path.exists():
                races.save_bank(path, part)
            asked = [one.text for one in phrasings.questions(part, count)]
            found[engine, size] = races.run(engine, path, asked)
    return found


def picture(runs: dict[tuple[str, int], Run]) -> str:
    """The plot of a measurement."""
    lines = [_line(runs, "ours", 0.5, "问办 p50"), _line(runs, "ours", 0.99, "问办 p99")]
    lines += [_line(runs, peer, 0.5, f"{peer} p50") for peer in PEERS if any(engine == peer for engine, _ in runs)]
    return svg("题库长大，一问要多久", "题库里的问法（句）", "毫秒", lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.growth", description="题库长大，一问要多久")
    parser.add_argument("--most", type=int, choices=SIZES, default=SIZES[-1], metavar="句数", help="量到多大的题库")
    parser.add_argument("--out", type=Path, default=OUT, metavar="文件", help="图画到哪里")
    chosen = parser.parse_args(arguments)
    runs = measure(chosen.most)
    show_table(
        ("", "问法", "p50 ms", "p99 ms", "建库 s", "每句字节"),
        [
            (
                engine,
                f"{size:,}",
                f"{run.p(0.5):.3f}",
                f"{run.p(0.99):.3f}",
                f"{run.built:.1f}",
                f"{run.grown / size:.0f}",
            )
            for (engine, size), run in runs.items()
        ],
    )
    chosen.out.write_text(picture(runs), encoding="utf-8")
    say(f"已画到 {chosen.out}")
    return 0


def _line(runs: dict[tuple[str, int], Run], engine: str, share: float, name: str) -> Series:
    points = tuple((float(size), run.p(share)) for (one, size), run in runs.items() if one == engine)
    return Series(name=name, points=points, ours=engine == "ours", dashed=share > 0.5)


if __name__ == "__main__":
    sys.exit(main())
