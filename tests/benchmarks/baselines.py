"""The plain engines that answers are measured beside, over one text an entry; only the ranking differs.

Numpy does the arithmetic, so that a set of ten thousand questions is measured in minutes.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.answers import Answer, Candidate, Decision
from knowledge.evaluation import DEPTH
from knowledge.tokenizer import bigrams
from tests.benchmarks.plainly import jieba

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from knowledge.entries import Entry

    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
    Terms = Callable[[str], Iterable[str]]
    Score = Callable[[str], Floats]

K1 = 1.2
B = 0.75
GRAMS = (1, 2, 3)


def plain(text: str) -> str:
    """Small letters, without punctuation: what every engine is given."""
    return re.sub(r"\W", "", text).lower()


def words(text: str) -> list[str]:
    """jieba's words, its whole dictionary behind them."""
    return list(jieba.cut(text))


def grams(text: str) -> list[str]:
    """All runs of one to three characters."""
    return [text[start : start + size] for size in GRAMS for start in range(len(text) - size + 1)]


class Counts:
    """How often each term stands in each text, by term."""

    def __init__(self, texts: Sequence[str], terms: Terms) -> None:
        self.number: dict[str, int] = {}
        held = [[self.number.setdefault(term, len(self.number)) for term in terms(text)] for text in texts]
        self.texts = len(texts)
        self.lengths = np.array([len(one) for one in held], dtype=np.float64)
        keys = np.concatenate([np.array(one, dtype=np.int64) * self.texts + place for place, one in enumerate(held)])
        keys, often = np.unique(keys, return_counts=True)
        term, self.places = np.divmod(keys, self.texts)
        self.often = often.astype(np.float64)
        self.starts = np.searchsorted(term, np.arange(len(self.number) + 1))
        self.spread = np.diff(self.starts).astype(np.float64)
        self.of_term = np.repeat(np.arange(len(self.number)), np.diff(self.starts))

    def added(self, asked: Iterable[tuple[str, float]], weights: Floats) -> Floats:
        """The sum over the asked terms of weight in the question times weight in the text."""
        scores = np.zeros(self.texts)
        for term, weight in asked:
            number = self.number.get(term)
            if number is not None:
                here = slice(self.starts[number], self.starts[number + 1])
                scores[self.places[here]] += weight * weights[here]
        return scores


def bm25(texts: Sequence[str], terms: Terms) -> Score:
    """Okapi BM25, as in Lucene."""
    counts = Counts(texts, terms)
    rarity = np.log(1 + (counts.texts - counts.spread + 0.5) / (counts.spread + 0.5))
    long = (1 - B + B * counts.lengths / counts.lengths.mean())[counts.places]
    weights = rarity[counts.of_term] * counts.often * (K1 + 1) / (counts.often + K1 * long)
    return lambda text: counts.added(((term, 1.0) for term in terms(text)), weights)


def tfidf(texts: Sequence[str], terms: Terms) -> Score:
    """The cosine of tf-idf vectors, smoothed, tf on a logarithmic scale."""
    counts = Counts(texts, terms)
    rarity = np.log((1 + counts.texts) / (1 + counts.spread)) + 1
    weights = (1 + np.log(counts.often)) * rarity[counts.of_term]
    norms = np.sqrt(np.bincount(counts.places, weights**2, minlength=counts.texts))
    weights /= norms[counts.places]

    def score(text: str) -> Floats:
        asked = Counter(term for term in terms(text) if term in counts.number)
        return counts.added(
            ((term, (1 + np.log(often)) * rarity[counts.number[term]]) for term, often in asked.items()), weights
        )

    return score


def ratio(texts: Sequence[str]) -> Score:
    """Edit similarity to every text."""
    return lambda text: process.cdist([text], texts, scorer=fuzz.ratio, dtype=np.float64)[0]


ENGINES: dict[str, Callable[[Sequence[str]], Score]] = {
    "jieba-BM25": lambda texts: bm25(texts, words),
    "bigram-BM25": lambda texts: bm25(texts, bigrams),
    "TF-IDF 1–3": lambda texts: tfidf(texts, grams),
    "rapidfuzz": ratio,
}


class Baseline:
    """A plain engine in the shape of ours: it ranks and decides nothing; equals stay in the bank's order."""

    def __init__(self, name: str, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.score = ENGINES[name]([plain(entry.question + entry.answer) for entry in entries])

    def ask(self, question: str) -> Answer:
        """The ten best, by their score as it is."""
        scores = self.score(plain(question))
        depth = min(DEPTH, len(scores))
        least = np.partition(scores, -depth)[-depth]
        found = np.flatnonzero((scores >= least) & (scores > 0))
        best = found[np.argsort(-scores[found], kind="stable")][:depth]
        candidates = tuple(Candidate(entry=self.entries[place], confidence=float(scores[place])) for place in best)
        return Answer(
            question=question,
            decision=Decision.SUGGEST,
            confidence=candidates[0].confidence if candidates else 0.0,
            candidates=candidates,
        )
