"""How near each phrasing is to a question, and how sure the best one is: two small linear models (排序与置信度).

Both are fitted on public question sets by `python -m tests.tuning.fit`; their few numbers stand in `weights.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from knowledge.features import FEATURES, features_of
from knowledge.phrasings import phrase
from knowledge.weights import ARTICLE_CONFIDENCE, CONFIDENCE, RANKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowledge.entries import Entry
    from knowledge.features import Matrix
    from knowledge.index import Index
    from knowledge.phrasings import Phrasing
    from knowledge.postings import Floats

POOL = 40
"""So many phrasings are compared."""
POOL_OF_ARTICLES = 100
"""So many articles of laws: a question shares few words with them, and the right one stands lower."""
SAME = 0.99
"""The confidence of a question that stands in the bank word for word."""
SAY = 2.0
"""What the odds count beside the total in saying what comes first: from 0 to 4 the best on all question sets alike."""
WHOLE = 0.25
"""The least confidence where every telling word of the question is held: a topic alone is shown its entries."""
SEVERAL = 0.5
"""The greatest confidence where a topic alone is held by several entries: any of them may be meant."""

SURENESS = (*FEATURES, "lead", "bias")
"""What the confidence is made of: the features, how far ahead of the others, and a constant."""
_RANKING = np.array([RANKING[name] for name in FEATURES], dtype=np.float32)
_CONFIDENCE = np.array([CONFIDENCE[name] for name in SURENESS], dtype=np.float32)
_ARTICLE_CONFIDENCE = np.array([ARTICLE_CONFIDENCE[name] for name in SURENESS], dtype=np.float32)
_ALL = 0.9999
_WORDS_SAID = FEATURES.index("words_said")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An entry with its confidence."""

    entry: Entry
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Entries compared with a question, best first, each by its nearest phrasing: texts, features and totals."""

    entries: tuple[Entry, ...]
    texts: tuple[str, ...]
    features: Matrix
    totals: Floats


def rank(
    index: Index, question: str, *, allowed: Callable[[Entry], bool] = lambda _: True, limit: int = 10
) -> tuple[Ranked, ...]:
    """The allowed entries most likely meant, best first."""
    asked = phrase(question, index.tokenizer)
    compared = compare(index, asked, allowed=allowed, weights=_RANKING, limit=limit)
    odds = odds_of(compared.features, compared.totals, articles=index.articles)
    sure = 1 / (1 + np.exp(-odds))
    whole = compared.features[:, _WORDS_SAID] >= _ALL
    several = not asked.kinds and np.count_nonzero(whole) > 1
    found = []
    # both models have their say in what comes first
    for place in (-compared.totals - SAY * odds).argsort(kind="stable").tolist():
        entry, confidence = compared.entries[place], float(sure[place])
        if compared.texts[place] == asked.canonical:
            confidence = max(confidence, SAME)
        elif whole[place]:
            confidence = min(max(confidence, WHOLE), SEVERAL if several else 1)
        found.append(Ranked(entry=entry, confidence=confidence))
    return tuple(sorted(found, key=lambda one: one.confidence < SAME))


def near(index: Index, question: str, *, allowed: Callable[[Entry, float], bool], limit: int) -> tuple[Entry, ...]:
    """The entries that share most with a question, best first; `allowed` gets each with its share of the best score."""
    found = [
        (-score, hits.part.entries[entry])
        for hits in index.search(phrase(question, index.tokenizer))
        for score, entry in zip(hits.scores.tolist(), hits.part.entry_of[hits.phrasings].tolist(), strict=True)
    ]
    found.sort(key=lambda one: one[0])
    worth = {entry.id: entry for score, entry in found if allowed(entry, score / found[0][0])}
    return tuple(worth.values())[:limit]


def compare(
    index: Index, asked: Phrasing, *, allowed: Callable[[Entry], bool], weights: Floats, limit: int = POOL
) -> Comparison:
    """The allowed entries nearest to a question; one is left out where a question that it must not answer is nearer."""
    found = index.search(asked, limit=pool_of(index))
    if not found:
        nothing = np.zeros((0, len(FEATURES)), dtype=np.float32)
        return Comparison(entries=(), texts=(), features=nothing, totals=nothing[:, 0])
    features = features_of(asked, found)
    totals = features @ weights
    compared = [
        one
        for number, hits in enumerate(found)
        for one in zip(
            repeat(number), hits.part.entry_of[hits.phrasings].tolist(), hits.phrasings.tolist(), strict=False
        )
    ]
    seen: set[tuple[int, int]] = set()
    entries, texts, places = [], [], []
    for row in (-totals).argsort(kind="stable").tolist():
        number, owner, place = compared[row]
        if (number, owner) in seen:
            continue
        seen.add((number, owner))
        part = found[number].part
        if not part.barring[place] and allowed(entry := part.entries[owner]):
            entries.append(entry)
            texts.append(part.canonical[place])
            places.append(row)
            if len(places) == limit:
                break
    return Comparison(entries=tuple(entries), texts=tuple(texts), features=features[places], totals=totals[places])


def pool_of(index: Index) -> int:
    """How many phrasings of this bank are compared."""
    return POOL_OF_ARTICLES if index.articles else POOL


def odds_of(features: Matrix, totals: Floats, *, articles: bool = False) -> Floats:
    """How likely each is what was meant, as log-odds: by itself, and by how far it is ahead of the best other one."""
    rows = np.column_stack((features, leads(totals), np.ones(len(totals), dtype=np.float32)))
    odds: Floats = (rows @ (_ARTICLE_CONFIDENCE if articles else _CONFIDENCE)).astype(np.float32)
    return odds


def odds_alone(features: Matrix) -> Floats:
    """How likely each means the same, as log-odds, as if nothing else were near."""
    alone, one = np.full(len(features), ALONE, dtype=np.float32), np.ones(len(features), dtype=np.float32)
    odds: Floats = (np.column_stack((features, alone, one)) @ _CONFIDENCE).astype(np.float32)
    return odds


def leads(totals: Floats) -> Floats:
    """How far each total, given best first, is ahead of the best other one; what is alone is far ahead."""
    if len(totals) < 2:  # noqa: PLR2004 - one has no other
        return np.full(len(totals), ALONE, dtype=np.float32)
    others = np.full(len(totals), totals[0], dtype=np.float32)
    others[0] = totals[1]
    ahead: Floats = np.minimum(totals - others, np.float32(ALONE)).astype(np.float32)
    return ahead


ALONE = 4.0
"""A greater lead than this tells nothing more."""
