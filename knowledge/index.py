"""Which entries may be meant: an inverted index over words and neighbouring characters (倒排索引).

Every phrasing (the standard question and each similar one) is a document of its own, so that an entry with many
phrasings is found by the nearest of them. What stands beside the question (answer, topic, sources) is one more
document an entry, with less weight: it finds questions that use the answer's words. Plain Python keeps start-up
short and is fast enough to some ten thousand phrasings; `Index.search` is all that another engine would replace.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING

from knowledge.text import normal
from knowledge.tokenizer import bigrams

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.entries import Entry
    from knowledge.tokenizer import Tokenizer

K1 = 1.2
B_PHRASING = 0.5
B_BODY = 0.75
BODY_WEIGHT = 0.15
BIGRAM_WEIGHT = 0.5
BODY_CHARACTERS = 1500
"""So much of an answer is indexed: what a question asks for stands near its beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """One way to ask for an entry, prepared for comparison; `entry` is its place in the bank."""

    entry: int
    plain: str
    canonical: str
    words: frozenset[str]
    bigrams: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A phrasing that shares words or characters with the question, and how much (BM25)."""

    phrasing: Phrasing
    score: float


class Index:
    """The bank, ready to be searched."""

    def __init__(self, entries: Sequence[Entry], tokenizer: Tokenizer) -> None:
        self.entries = tuple(entries)
        self.tokenizer = tokenizer
        self.phrasings = tuple(
            self.phrase(text, place)
            for place, entry in enumerate(self.entries)
            for text in dict.fromkeys((entry.question, *entry.similar))
        )
        self.bodies = tuple(frozenset(tokenizer.words(_body(entry))) for entry in self.entries)
        self._phrasings_of: dict[int, list[int]] = defaultdict(list)
        for number, phrasing in enumerate(self.phrasings):
            self._phrasings_of[phrasing.entry].append(number)
        self._postings, self._idf = _weighted([_terms(phrasing) for phrasing in self.phrasings], B_PHRASING)
        self._body_postings, _ = _weighted([Counter(body) for body in self.bodies], B_BODY)
        self.unseen = math.log(1 + 2 * (len(self.phrasings) + 1))

    def phrase(self, text: str, entry: int = -1) -> Phrasing:
        """A text as a phrasing."""
        plain = normal(text)
        canonical = self.tokenizer.canonical(text)
        return Phrasing(
            entry=entry,
            plain=plain,
            canonical=canonical,
            words=frozenset(self.tokenizer.words(text)),
            bigrams=frozenset(bigrams(plain)) | frozenset(bigrams(canonical)),
        )

    def rarity(self, term: str) -> float:
        """How much a word or pair of characters tells (idf); a term the bank never uses tells most."""
        return self._idf.get(term, self.unseen)

    def search(self, question: Phrasing, *, limit: int = 50) -> tuple[Hit, ...]:
        """The phrasings nearest to the question, best first."""
        scores: dict[int, float] = defaultdict(float)
        for term in _terms(question):
            for number, weight in self._postings.get(term, ()):
                scores[number] += weight
        bodies: dict[int, float] = defaultdict(float)
        for word in question.words:
            for place, weight in self._body_postings.get(word, ()):
                bodies[place] += weight
        for place, score in nlargest(limit, bodies.items(), key=lambda item: item[1]):
            for number in self._phrasings_of[place]:
                scores[number] += BODY_WEIGHT * score
        best = nlargest(limit, scores.items(), key=lambda item: (item[1], -item[0]))
        return tuple(Hit(phrasing=self.phrasings[number], score=score) for number, score in best)


def _body(entry: Entry) -> str:
    parts = (entry.topic, entry.unit, *(source.title for source in entry.sources), entry.answer[:BODY_CHARACTERS])
    return "\n".join(part for part in parts if part)


def _terms(phrasing: Phrasing) -> Counter[str]:
    # Words and pairs share one table; a word of two characters is the pair as well, and counts for both.
    return Counter((*phrasing.words, *(f"~{pair}" for pair in phrasing.bigrams)))


def _weighted(
    documents: Iterable[Counter[str]], b: float
) -> tuple[dict[str, tuple[tuple[int, float], ...]], dict[str, float]]:
    """Postings with BM25 weights, and each term's idf."""
    documents = list(documents)
    average = sum(map(len, documents)) / max(len(documents), 1) or 1.0
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, terms in enumerate(documents):
        for term, count in terms.items():
            places[term].append((number, count))
    idf = {
        term: math.log(1 + (len(documents) - len(found) + 0.5) / (len(found) + 0.5)) for term, found in places.items()
    }
    norms = [K1 * (1 - b + b * len(terms) / average) for terms in documents]
    postings = {
        term: tuple(
            (
                number,
                (BIGRAM_WEIGHT if term[0] == "~" else 1.0) * idf[term] * count * (K1 + 1) / (count + norms[number]),
            )
            for number, count in found
        )
        for term, found in places.items()
    }
    return postings, idf
