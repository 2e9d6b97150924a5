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

from knowledge.kinds import kinds, negated, numbers
from knowledge.text import normal
from knowledge.tokenizer import bigrams

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from knowledge.entries import Entry
    from knowledge.tokenizer import Tokenizer

K1 = 1.2
LENGTH_OF_PHRASING = 0.5
LENGTH_OF_BODY = 0.75
WORD_WEIGHT = 1.0
PAIR_WEIGHT = 0.5
RELATED_WEIGHT = 0.4
BODY_WEIGHT = 0.7
BODY_CHARACTERS = 1500
"""So much of an answer is indexed: what a question asks for stands near its beginning."""

Postings = dict[str, tuple[tuple[int, float], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """One way to ask for an entry, prepared for comparison; `entry` is its place in the bank.

    Pairs are neighbouring characters, marked `~`; letters are single characters, marked `'`; both of the text as
    written and of its canonical form.
    """

    entry: int
    canonical: str
    words: frozenset[str]
    pairs: frozenset[str]
    letters: frozenset[str]
    kinds: frozenset[str]
    numbers: frozenset[str]
    negated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A phrasing that shares words or characters with the question, and how much (BM25)."""

    phrasing: Phrasing
    score: float


class Index:
    """The bank, ready to be searched."""

    def __init__(self, entries: Sequence[Entry], tokenizer: Tokenizer) -> None:
        """Read every phrasing and body once."""
        self.entries = tuple(entries)
        self.tokenizer = tokenizer
        self.phrasings = tuple(
            self.phrase(text, place)
            for place, entry in enumerate(self.entries)
            for text in dict.fromkeys((entry.question, *entry.similar))
        )
        self.bodies = tuple(tokenizer.telling(tokenizer.cut(_body(entry))) for entry in self.entries)
        self._phrasings_of: dict[int, list[int]] = defaultdict(list)
        for number, phrasing in enumerate(self.phrasings):
            self._phrasings_of[phrasing.entry].append(number)
        self._rarity = _rarities(self.phrasings, len(self.entries))
        self.unseen = math.log(1 + 2 * (len(self.entries) + 1))
        terms = [phrasing.words | phrasing.pairs for phrasing in self.phrasings]
        self._postings = _postings(terms, self._rarity, LENGTH_OF_PHRASING)
        body_rarity = _rarities_of(self.bodies)
        self._body_postings = _postings(self.bodies, body_rarity, LENGTH_OF_BODY)

    def phrase(self, text: str, entry: int = -1) -> Phrasing:
        """A text as a phrasing."""
        plain = normal(text)
        words = self.tokenizer.cut(text)
        canonical = "".join(words)
        return Phrasing(
            entry=entry,
            canonical=canonical,
            words=self.tokenizer.telling(words),
            pairs=frozenset(f"~{pair}" for form in {plain, canonical} for pair in bigrams(form)),
            letters=frozenset(f"'{letter}" for letter in plain + canonical),
            kinds=kinds(canonical),
            numbers=numbers(canonical),
            negated=negated(canonical),
        )

    def rarity(self, term: str) -> float:
        """How much a word, pair or letter tells (idf); one that the bank never uses tells most."""
        return self._rarity.get(term, self.unseen)

    def vocabulary(self) -> dict[str, str]:
        """The words of all phrasings, and the spoken and short forms that mean one of them, with what they mean."""
        words = {word: word for phrasing in self.phrasings for word in phrasing.words}
        return words | self.tokenizer.variants(words)

    def search(self, question: Phrasing, *, limit: int = 50) -> tuple[Hit, ...]:
        """The phrasings nearest to the question, best first."""
        scores: dict[int, float] = defaultdict(float)
        related = {other for word in question.words for other in self.tokenizer.related(word)} - question.words
        for terms, weight in (
            (question.words, WORD_WEIGHT),
            (question.pairs, PAIR_WEIGHT),
            (related, RELATED_WEIGHT),
        ):
            _add_up(scores, self._postings, terms, weight)
        bodies: dict[int, float] = defaultdict(float)
        _add_up(bodies, self._body_postings, question.words, BODY_WEIGHT)
        for place, score in nlargest(limit, bodies.items(), key=lambda item: (item[1], -item[0])):
            for number in self._phrasings_of[place]:
                scores[number] += score
        best = nlargest(limit, scores.items(), key=lambda item: (item[1], -item[0]))
        return tuple(Hit(phrasing=self.phrasings[number], score=score) for number, score in best)


def _body(entry: Entry) -> str:
    parts = (entry.topic, entry.unit, *(source.title for source in entry.sources), entry.answer[:BODY_CHARACTERS])
    return "\n".join(part for part in parts if part)


def _rarities(phrasings: Iterable[Phrasing], entries: int) -> dict[str, float]:
    # Counted by entry: an entry with ten phrasings must not make its own words look common.
    terms: list[set[str]] = [set() for _ in range(entries)]
    for phrasing in phrasings:
        terms[phrasing.entry] |= phrasing.words | phrasing.pairs | phrasing.letters
    return _rarities_of(terms)


def _rarities_of(documents: Sequence[Collection[str]]) -> dict[str, float]:
    found = Counter(term for terms in documents for term in terms)
    return {term: math.log(1 + (len(documents) - count + 0.5) / (count + 0.5)) for term, count in found.items()}


def _postings(documents: Sequence[Collection[str]], rarity: dict[str, float], length: float) -> Postings:
    """For each term, the documents that hold it, with their BM25 weight."""
    average = sum(map(len, documents)) / max(len(documents), 1) or 1.0
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, terms in enumerate(documents):
        weight = (K1 + 1) / (1 + K1 * (1 - length + length * len(terms) / average))
        for term in terms:
            postings[term].append((number, weight * rarity[term]))
    return {term: tuple(places) for term, places in postings.items()}


def _add_up(scores: dict[int, float], postings: Postings, terms: Iterable[str], weight: float) -> None:
    for term in terms:
        for number, value in postings.get(term, ()):
            scores[number] += weight * value
