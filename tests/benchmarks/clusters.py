"""How well questions without an answer are joined, on public sets (`python -m tests.benchmarks.clusters`).

Groups of wordings are drawn from each set, the bank keeps the rest, and the wordings come in by chance, one after
the other, as citizens would ask. What is counted are pairs: of those joined how many belong together, and of those that
belong together how many were joined. Two plain ways stand beside, each with the threshold that is best for it on that
set, which favours them; ours is asked with its one threshold. The weights of the features were
fitted on these very sets; the threshold is one for all.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.cli.output import say, show_table
from bot.imports import lexicon
from knowledge.answers import index_of
from knowledge.matters import SAME_FROM, Matter, Matters
from knowledge.meanings import unit
from knowledge.text import normal
from knowledge.tokenizer import bigrams
from tests.tuning.sets import SEED, load

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from numpy.typing import NDArray

    from knowledge.entries import Entry
    from tests.tuning.sets import EvalSet

    Likeness = NDArray[np.float32]

SETS = ("ncp_sim", "shenzhen_gov", "lcqmc")
GROUPS = 80
STRANGERS = 80
"""Further questions, each beside a group and of none."""
THRESHOLDS = tuple(round(number / 20, 2) for number in range(4, 20))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Wordings as they come, the group of each, and a bank that answers none of them."""

    texts: tuple[str, ...]
    groups: tuple[str, ...]
    bank: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Of the pairs joined the share that belongs together, of those that belong together the share joined."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def sample(
    one: EvalSet, *, groups: int = GROUPS, strangers: int = STRANGERS, bank: int | None = None, seed: int = SEED
) -> Sample:
    """Some groups of wordings, and questions beside them, in an order drawn by chance; `bank` bounds the bank."""
    chance = random.Random(seed)
    wordings: dict[str, list[str]] = {}
    for query in one.queries:
        if len(query.gold) == 1:
            wordings.setdefault(min(query.gold), []).append(query.text)
    drawn = chance.sample(sorted(wordings), min(groups, len(wordings)))
    asked = {text: entry_id for entry_id in drawn for text in wordings[entry_id]}
    asked |= {entry.question: entry.id for entry in one.bank if entry.id in wordings and entry.id in set(drawn)}
    beside = [near.text for near in one.near if near.not_ids & set(drawn) and near.text not in asked]
    asked |= {text: f"beside:{text}" for text in beside[:strangers]}
    order = sorted(asked)
    chance.shuffle(order)
    besides = [entry for entry in one.bank if entry.id not in set(drawn)]
    return Sample(
        texts=tuple(order),
        groups=tuple(asked[text] for text in order),
        bank=tuple(besides if bank is None else chance.sample(besides, min(bank, len(besides)))),
    )


def ours(made: Sample, *, least: float = SAME_FROM) -> list[int]:
    """The matter of each wording."""
    matters = Matters(index_of(made.bank, lexicon()))
    held: dict[int, list[str]] = {}
    placed = []
    for text in made.texts:
        open_ = [Matter(id=number, wordings=tuple(some)) for number, some in held.items()]
        found = matters.belongs(text, open_, least=least)
        number = len(held) if found is None else found
        held.setdefault(number, []).append(text)
        placed.append(number)
    return placed


def joined(likeness: Likeness, least: float) -> list[int]:
    """The matter of each wording where the mean likeness to a matter's wordings decides."""
    placed: list[int] = []
    for place in range(len(likeness)):
        number = max(placed, default=-1) + 1
        if placed:
            totals = np.bincount(placed, weights=likeness[place, :place]) / np.bincount(placed)
            if totals.max() >= least:
                number = int(totals.argmax())
        placed.append(number)
    return placed


def by_bigrams(made: Sample) -> Likeness:
    """The cosine of neighbouring characters, rare ones counting more (TF-IDF)."""
    terms = [bigrams(normal(text)) for text in made.texts]
    common = Counter(pair for some in terms for pair in set(some))
    places = {pair: place for place, pair in enumerate(sorted(common))}
    rows = np.zeros((len(terms), len(places)), dtype=np.float32)
    for row, some in enumerate(terms):
        for pair in some:
            rows[row, places[pair]] += math.log((1 + len(terms)) / (1 + common[pair])) + 1
    directed = unit(rows)
    return directed @ directed.T


def by_meaning(made: Sample) -> Likeness:
    """The cosine of the wordings' vectors."""
    meanings = lexicon().meanings
    directed = unit(np.array([meanings.of(normal(text)) for text in made.texts], dtype=np.float32))
    return directed @ directed.T


def marked(placed: Sequence[int], groups: Sequence[str]) -> Joined:
    """How right the pairs are."""
    together, found = _pairs(groups), _pairs(placed)
    right = _pairs(list(zip(placed, groups, strict=True)))
    return Joined(precision=right / found if found else 1.0, recall=right / together if together else 1.0)


def _pairs(of: Sequence[Hashable]) -> int:
    return sum(number * (number - 1) // 2 for number in Counter(of).values())


def main() -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=SETS, help=f"those to measure; else {' '.join(SETS)}")
    parser.add_argument("--groups", type=int, default=GROUPS)
    parser.add_argument("--strangers", type=int, default=STRANGERS)
    parser.add_argument("--bank", type=int, help="so many entries of the bank; else all")
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    rows = []
    for name in arguments.sets:
        one = load(name)
        if one is None:
            say(f"没有 ../shared/eval/{name}，跳过。")
            continue
        made = sample(
            one,
            groups=arguments.groups,
            strangers=arguments.strangers,
            bank=arguments.bank,
            seed=arguments.seed,
        )
        rows += [(name, *row) for row in measured(made)]
    if rows:
        show_table(("集", "方法", "准确", "找全", "F1"), rows)
    return 0


def measured(made: Sample) -> list[tuple[str, ...]]:
    """A row a way: ours, and the plain ones with their best thresholds."""
    began = time.monotonic()
    found = marked(ours(made), made.groups)
    each = (time.monotonic() - began) / len(made.texts) * 1000
    rows = [_row(f"问办（阈值 {SAME_FROM}，{len(made.texts)} 个问法，平均 {each:.0f} 毫秒）", found)]
    plain: tuple[tuple[str, Callable[[Sample], Likeness]], ...] = (
        ("二元字 TF-IDF", by_bigrams),
        ("语义向量", by_meaning),
    )
    for name, likeness in plain:
        alike = likeness(made)
        tried = {least: marked(joined(alike, least), made.groups) for least in THRESHOLDS}
        best = max(tried, key=lambda least: tried[least].f1)
        rows.append(_row(f"{name}（最好的阈值 {best}）", tried[best]))
    return rows


def _row(name: str, found: Joined) -> tuple[str, ...]:
    return (name, f"{found.precision:.3f}", f"{found.recall:.3f}", f"{found.f1:.3f}")


if __name__ == "__main__":
    sys.exit(main())
