"""How likely it is that an entry is what a question means: comparable features, one small logistic, 0 to 1 (排序)."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from knowledge.entries import Entry
    from knowledge.index import Hit, Index, Phrasing


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """How a question and a phrasing compare; all from 0 to 1, and independent of the size of the bank."""

    words_said: float
    """how much of the question's words the phrasing holds, by rarity"""
    words_held: float
    """how much of the phrasing's words the question holds"""
    letters_said: float
    """the same for single characters: most of what short questions and titles share"""
    letters_held: float
    related: float
    """how much of the question's words is only related to the phrasing's"""
    body: float
    """how much of what the phrasing lacks stands in the answer, topic or sources"""
    ratio: float
    """edit similarity of the canonical forms"""
    same: float
    """the canonical forms are one"""
    kind_same: float
    kind_other: float
    number_other: float
    negation_other: float
    relative: float
    """the search score, against the best one"""
    lead: float
    """how far the search score is above that of the next entry, as far as the characters are shared at all"""


# Fitted together on public question sets, rounded; `body` and `same` by hand,
# for those sets have no answers and no question twice.
WEIGHTS = Features(
    words_said=0.1,
    words_held=0.3,
    letters_said=1.8,
    letters_held=2.9,
    related=1.65,
    body=0.5,
    ratio=0.5,
    same=2.5,
    kind_same=0.1,
    kind_other=-0.4,
    number_other=-0.4,
    negation_other=-0.3,
    relative=4.75,
    lead=3.2,
)
BIAS = -8.9
_NAMES = tuple(field.name for field in fields(Features))


WHOLE = 0.25
"""The least confidence where every telling word of the question is held: a topic alone is shown its entries."""
NEAR = 0.2
"""The share of the best search score from which another entry counts as near."""


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
    standing = _standing(hits)
    best: dict[int, float] = {}
    for hit in hits:
        place = hit.phrasing.entry
        features = compare(index, asked, hit.phrasing, relative=hit.score / hits[0].score, lead=standing[place])
        confidence = confidence_of(features)
        if asked.words and asked.words <= hit.phrasing.words:
            confidence = max(confidence, WHOLE)
        best[place] = max(confidence, best.get(place, 0.0))
    # Python sorts stably: among equals the better search score stays first.
    order = sorted(best.items(), key=lambda item: -item[1])
    return tuple(Ranked(entry=entry, confidence=confidence) for entry, confidence in order[:limit])


def near(index: Index, question: str, *, allowed: Callable[[Entry], bool], limit: int) -> tuple[Entry, ...]:
    """The allowed entries that share most with a question, best first, each once."""
    hits = index.search(index.phrase(question))
    places = dict.fromkeys(hit.phrasing.entry for hit in hits if hit.score >= NEAR * hits[0].score)
    return tuple(entry for entry in map(index.entries.__getitem__, places) if allowed(entry))[:limit]


def _standing(hits: Sequence[Hit]) -> dict[int, float]:
    """How far each entry's best score is above the next entry's, against the best of all; 0 but for the first."""
    best: dict[int, float] = {}
    for hit in hits:
        best.setdefault(hit.phrasing.entry, hit.score)
    first, second, *_ = (*best.values(), 0.0, 0.0)
    return {place: (score - second) / first if score == first else 0.0 for place, score in best.items()}


def confidence_of(features: Features) -> float:
    """The logistic of the weighted features."""
    total = BIAS + sum(getattr(WEIGHTS, name) * getattr(features, name) for name in _NAMES)
    return 1 / (1 + math.exp(-total))


def compare(index: Index, asked: Phrasing, phrasing: Phrasing, *, relative: float, lead: float = 0.0) -> Features:
    """Measure a question against a phrasing of the index."""
    body = index.bodies[phrasing.entry]
    shared = asked.words & phrasing.words
    lacking = asked.words - shared
    akin = {word for word in lacking if index.tokenizer.related(word).keys() & phrasing.words}
    letters = asked.letters & phrasing.letters
    letters_said = _part(index, letters, asked.letters)
    letters_held = _part(index, letters, phrasing.letters)
    return Features(
        words_said=_part(index, shared, asked.words),
        words_held=_part(index, shared, phrasing.words),
        letters_said=letters_said,
        letters_held=letters_held,
        related=_part(index, akin, asked.words),
        body=_part(index, (lacking & body) - akin, asked.words),
        ratio=fuzz.ratio(asked.canonical, phrasing.canonical) / 100,
        same=float(asked.canonical == phrasing.canonical),
        kind_same=float(bool(asked.kinds & phrasing.kinds)),
        kind_other=float(bool(asked.kinds and phrasing.kinds and not asked.kinds & phrasing.kinds)),
        number_other=float(bool(asked.numbers and phrasing.numbers and not asked.numbers & phrasing.numbers)),
        negation_other=float(asked.negated != phrasing.negated),
        relative=relative,
        lead=lead * letters_said * letters_held,
    )


def _part(index: Index, some: Collection[str], whole: Collection[str]) -> float:
    return sum(map(index.rarity, some)) / (sum(map(index.rarity, whole)) or 1.0)
