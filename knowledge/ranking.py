"""How likely it is that an entry is what a question means: comparable features, one small logistic, 0 to 1 (排序)."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from knowledge.kinds import kinds, negated, numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from knowledge.entries import Entry
    from knowledge.index import Index, Phrasing


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """How a question and a phrasing compare; all from 0 to 1, and independent of the size of the bank."""

    words_said: float
    """how much of the question's words the phrasing holds, by rarity"""
    words_held: float
    """how much of the phrasing's words the question holds"""
    pairs_said: float
    """the same for neighbouring characters"""
    pairs_held: float
    body: float
    """how much of what the phrasing lacks stands in the answer, topic or sources"""
    ratio: float
    """edit similarity of the canonical forms"""
    partial: float
    """edit similarity of the shorter form with its best place in the longer"""
    characters: float
    """shared characters, whatever their order"""
    missing: float
    """the rarest word of the question that neither phrasing nor answer holds"""
    kind_same: float
    kind_other: float
    number_other: float
    negation_other: float
    relative: float
    """the search score, against the best one"""


WEIGHTS = Features(
    words_said=1.6,
    words_held=0.8,
    pairs_said=1.6,
    pairs_held=0.8,
    body=0.6,
    ratio=1.2,
    partial=0.8,
    characters=1.0,
    missing=-1.0,
    kind_same=0.3,
    kind_other=-0.4,
    number_other=-1.0,
    negation_other=-0.8,
    relative=1.5,
)
BIAS = -5.0
_NAMES = tuple(field.name for field in fields(Features))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An entry by its place in the bank, with its confidence."""

    entry: int
    confidence: float


def rank(
    index: Index, question: str, *, allowed: Callable[[Entry], bool] = lambda _: True, limit: int = 10, pool: int = 40
) -> tuple[Ranked, ...]:
    """The allowed entries most likely meant, best first, each by its nearest phrasing."""
    asked = index.phrase(question)
    hits = [hit for hit in index.search(asked, limit=pool) if allowed(index.entries[hit.phrasing.entry])]
    best: dict[int, float] = {}
    for hit in hits:
        features = compare(index, asked, hit.phrasing, relative=hit.score / hits[0].score)
        confidence = confidence_of(features)
        if confidence > best.get(hit.phrasing.entry, 0.0):
            best[hit.phrasing.entry] = confidence
    order = sorted(best.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Ranked(entry=entry, confidence=confidence) for entry, confidence in order[:limit])


def confidence_of(features: Features) -> float:
    """The logistic of the weighted features."""
    total = BIAS + sum(getattr(WEIGHTS, name) * getattr(features, name) for name in _NAMES)
    return 1 / (1 + math.exp(-total))


def compare(index: Index, asked: Phrasing, phrasing: Phrasing, *, relative: float) -> Features:
    """Measure a question against a phrasing of the index."""
    body = index.bodies[phrasing.entry]
    rarity = index.rarity
    shared = asked.words & phrasing.words
    lacking = asked.words - shared
    pairs = asked.bigrams & phrasing.bigrams
    said_kinds, held_kinds = kinds(asked.canonical), kinds(phrasing.canonical)
    said_numbers, held_numbers = numbers(asked.canonical), numbers(phrasing.canonical)
    letters, others = set(asked.canonical), set(phrasing.canonical)
    return Features(
        words_said=_part(index, shared, asked.words),
        words_held=_part(index, shared, phrasing.words),
        pairs_said=_pair_part(index, pairs, asked.bigrams),
        pairs_held=_pair_part(index, pairs, phrasing.bigrams),
        body=_part(index, lacking & body, asked.words),
        ratio=fuzz.ratio(asked.canonical, phrasing.canonical) / 100,
        partial=fuzz.partial_ratio(asked.canonical, phrasing.canonical) / 100,
        characters=len(letters & others) / (min(len(letters), len(others)) or 1),
        missing=max((rarity(word) for word in lacking - body), default=0.0) / index.unseen,
        kind_same=float(bool(said_kinds & held_kinds)),
        kind_other=float(bool(said_kinds and held_kinds and not said_kinds & held_kinds)),
        number_other=float(bool(said_numbers and held_numbers and not said_numbers & held_numbers)),
        negation_other=float(negated(asked.canonical) != negated(phrasing.canonical)),
        relative=relative,
    )


def _part(index: Index, some: Collection[str], all_: Collection[str]) -> float:
    return sum(map(index.rarity, some)) / (sum(map(index.rarity, all_)) or 1.0)


def _pair_part(index: Index, some: Collection[str], all_: Collection[str]) -> float:
    return sum(index.rarity(f"~{pair}") for pair in some) / (sum(index.rarity(f"~{pair}") for pair in all_) or 1.0)
