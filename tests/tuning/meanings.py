"""Learn which wordings mean alike from the project's own word lists, matters and sample bank, and from the laws.

Run with `uv run python -m tests.tuning.meanings`; writes `knowledge/data/meanings.npz`. A wording is drawn towards its
twin and pushed from the others of its batch (contrastive, both ways); numpy alone, the same result each time.
"""

from __future__ import annotations

import itertools
import random
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.imports import lexicon
from knowledge.entries import entries_from_jsonl
from knowledge.meanings import SCALE, Meanings, runs_of, unit
from knowledge.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DATA = ROOT / "knowledge" / "data"
FILE = DATA / "meanings.npz"
LAWS = ROOT.parent / "shared" / "laws"
WIDTH = 96
OFTEN = 2
"""A run that is met less often teaches nothing that holds elsewhere."""
EPOCHS, BATCH, SHARPNESS, RATE = 5, 1024, 10.0, 0.03
TWINS = 12
"""So many pairs at most are drawn from one matter."""
CLAUSE = (6, 40)
MATTERS = 512
"""The directions that the matters of the list are gathered into."""
GATHERINGS = 30

Pairs = list[tuple[str, str]]
Codes = NDArray[np.uint32]
Vectors = NDArray[np.int8]
Matrix = NDArray[np.float32]
Rows = NDArray[np.int64]


def main() -> int:
    """Learn and write."""
    if not FILE.exists():  # the word lists are read with what was learnt last: nothing, at first
        nothing = np.zeros((0, WIDTH), dtype=np.int8)
        np.savez(FILE, codes=np.zeros(0, dtype=np.uint32), vectors=nothing, matters=nothing)
    codes, vectors, directions = learnt_here(bank=True)
    np.savez(FILE, codes=codes, vectors=vectors, matters=directions)
    return 0


def learnt_here(*, bank: bool) -> tuple[Codes, Vectors, Vectors]:
    """The vectors learnt from all that the project holds, without the sample bank where that is to be asked; matters.

    The matters of the list that are near each other are one.
    """
    chance = random.Random(5)
    pairs = [*from_lexicon(chance), *from_matters(chance), *(from_bank(chance) if bank else ()), *from_laws()]
    pairs = [(one, other) for one, other in pairs if one and other and one != other]
    sys.stderr.write(f"{len(pairs)} pairs\n")
    codes, vectors = learnt(pairs, chance)
    known = Meanings(codes, vectors, vectors[:0])
    listed = np.array([sum(known.of(wording) for wording in matter) for matter in matters()], dtype=np.float32)
    return codes, vectors, np.rint(SCALE * gathered(unit(listed), MATTERS)).astype(np.int8)


def from_lexicon(chance: random.Random) -> Pairs:
    """Words that mean the same, or have to do with each other."""
    words = lexicon()
    together: dict[str, list[str]] = {}
    for variant, official in words.synonyms.items():
        together.setdefault(official, [official]).append(variant)
    pairs = [pair for group in together.values() for pair in drawn(group, chance)]
    return pairs + [(word, other) for word, others in words.related.items() for other in others]


def from_matters(chance: random.Random) -> Pairs:
    """The ways to ask for one matter."""
    pairs: Pairs = []
    for wordings in matters():
        pairs += drawn(wordings, chance)
        pairs += [(wordings[0], wording) for wording in wordings[1:]]
    return pairs


def matters() -> Iterator[list[str]]:
    """The wordings of each matter of the list."""
    for file in sorted((DATA / "matters").glob("*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            wordings = [normal(part) for part in line.partition("#")[0].split("|") if part.strip()]
            if wordings:
                yield wordings


def from_bank(chance: random.Random) -> Pairs:
    """The ways to ask for one entry, and its answer."""
    pairs: Pairs = []
    for entry in entries_from_jsonl((DATA / "sample_bank.jsonl").read_text(encoding="utf-8"))[0]:
        wordings = [normal(text) for text in (entry.question, *entry.similar)]
        pairs += drawn(wordings, chance)
        pairs += [(wording, normal(entry.answer)[:120]) for wording in wordings[:4]]
    return pairs


def from_laws() -> Pairs:
    """Clauses that follow each other in a law."""
    pairs: Pairs = []
    for file in sorted(LAWS.glob("*.md")):
        for paragraph in file.read_text(encoding="utf-8").splitlines():
            clauses = [part for part in re.split("[，。；：]", paragraph) if CLAUSE[0] <= len(part) <= CLAUSE[1]]
            pairs += [(normal(one), normal(other)) for one, other in itertools.pairwise(clauses)]
    return pairs


def drawn(group: list[str], chance: random.Random) -> Pairs:
    """Some pairs of a group."""
    pairs = list(itertools.combinations(group, 2))
    return chance.sample(pairs, min(len(pairs), max(TWINS, len(group))))


def learnt(pairs: Pairs, chance: random.Random) -> tuple[Codes, Vectors]:
    """The codes of the runs, and their vectors in bytes."""
    texts = sorted({text for pair in pairs for text in pair})
    runs = [runs_of(text) for text in texts]
    met, counts = np.unique(np.concatenate(runs), return_counts=True)
    codes = met[counts >= OFTEN]
    bags = {text: rows_in(codes, one) for text, one in zip(texts, runs, strict=True)}
    pairs = [pair for pair in pairs if len(bags[pair[0]]) and len(bags[pair[1]])]
    vectors = np.random.default_rng(5).normal(0, 0.1, (len(codes), WIDTH)).astype(np.float32)
    heat = np.full(vectors.shape, 1e-6, dtype=np.float32)
    for epoch in range(EPOCHS):
        chance.shuffle(pairs)
        losses = [step(vectors, heat, batch, bags) for batch in batches(pairs)]
        sys.stderr.write(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}\n")
    packed: Vectors = np.rint(vectors * (127 / np.abs(vectors).max())).astype(np.int8)
    return codes, packed


def gathered(directions: Matrix, most: int) -> Matrix:
    """So many directions that lie amid all of these, each of them by its nearest (spherical k-means)."""
    middles = directions[np.random.default_rng(5).permutation(len(directions))[:most]]
    for _ in range(GATHERINGS):
        whose = (directions @ middles.T).argmax(axis=1)
        total = np.zeros_like(middles)
        np.add.at(total, whose, directions)
        middles = np.where(total.any(axis=1, keepdims=True), unit(total), middles)
    return middles


def rows_in(codes: Codes, asked: Codes) -> Rows:
    """Where these codes stand; those that do not are left out."""
    places: Rows = np.minimum(codes.searchsorted(asked), len(codes) - 1)
    rows: Rows = places[codes[places] == asked]
    return rows


def batches(pairs: Pairs) -> Iterator[Pairs]:
    """The pairs, some at a time."""
    return (pairs[start : start + BATCH] for start in range(0, len(pairs) - BATCH + 1, BATCH))


def step(vectors: Matrix, heat: Matrix, batch: Pairs, bags: dict[str, Rows]) -> float:
    """Learn from one batch (Adagrad); the loss before."""
    sides = [summed(vectors, [bags[pair[side]] for pair in batch]) for side in (0, 1)]
    (one, norm_one, *_), (other, norm_other, *_) = sides
    alike: Matrix = (SHARPNESS * one @ other.T).astype(np.float32, copy=False)
    rows, columns = softmax(alike), softmax(alike.T).T
    truth = np.eye(len(batch), dtype=np.float32)
    slope = SHARPNESS * (rows + columns - 2 * truth) / (2 * len(batch))
    for facing, norm, towards, (*_, flat, lengths) in (
        (one, norm_one, slope @ other, sides[0]),
        (other, norm_other, slope.T @ one, sides[1]),
    ):
        turn = (towards - facing * (towards * facing).sum(axis=1, keepdims=True)) / norm
        spread = np.repeat(turn, lengths, axis=0)
        order = np.argsort(flat, kind="stable")
        touched, starts = np.unique(flat[order], return_index=True)
        total = np.add.reduceat(spread[order], starts, axis=0)
        heat[touched] += total**2
        vectors[touched] -= RATE * total / np.sqrt(heat[touched])
    return float(-np.log(np.diag(rows) + 1e-9).mean())


def summed(vectors: Matrix, bags: list[Rows]) -> tuple[Matrix, Matrix, Rows, Rows]:
    """Unit vectors of some bags, their lengths before, and the bags laid end to end."""
    lengths = np.array([len(bag) for bag in bags])
    flat = np.concatenate(bags)
    total = np.add.reduceat(vectors[flat], np.concatenate(([0], np.cumsum(lengths)[:-1])), axis=0)
    norm = np.linalg.norm(total, axis=1, keepdims=True) + 1e-6
    return total / norm, norm, flat, lengths


def softmax(values: Matrix) -> Matrix:
    """Row by row."""
    powers: Matrix = np.exp(values - values.max(axis=1, keepdims=True))
    powers /= powers.sum(axis=1, keepdims=True)
    return powers


if __name__ == "__main__":
    raise SystemExit(main())
