"""Texts prepared for comparison: a question, and what is read of an entry (问法)."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.kinds import KINDS, kinds, negated, numbers
from knowledge.postings import code_of
from knowledge.text import normal
from knowledge.tokenizer import bigrams

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from knowledge.entries import Entry
    from knowledge.tokenizer import Tokenizer

BODY_CHARACTERS = 1500
"""So much of an answer is indexed: what a question asks for stands near its beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """One way to ask, prepared for comparison.

    Pairs are neighbouring characters, letters single ones, both of the text as written and of its canonical form.
    """

    plain: str
    canonical: str
    words: frozenset[str]
    related: Mapping[str, float]
    """words that are not said but may be meant, and how near each is"""
    pairs: frozenset[str]
    letters: frozenset[str]
    kinds: frozenset[str]
    numbers: frozenset[str]
    negated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An entry as read: its phrasings, each with whether it bars the entry; its body, and the words that tell there."""

    phrasings: tuple[tuple[Phrasing, bool], ...]
    body: str
    told: tuple[str, ...]


class Gathered:
    """Phrasings and bodies side by side, as they are read entry by entry."""

    def __init__(self) -> None:
        self.entry_of = array("i")
        self.barring = bytearray()
        self.plain: list[str] = []
        self.canonical: list[str] = []
        self.vocabulary: set[str] = set()
        self.numbers: dict[int, frozenset[str]] = {}
        self.kinds = array("i")
        self.negated = bytearray()
        self.words: list[array[int]] = []
        self.pairs: list[array[int]] = []
        self.letters: list[array[int]] = []
        self.told: list[array[int]] = []
        self.bodies: list[str] = []

    def take(self, place: int, reading: Reading) -> None:
        """Add an entry."""
        for one, barring in reading.phrasings:
            self.entry_of.append(place)
            self.barring.append(barring)
            if one.numbers:
                self.numbers[len(self.canonical)] = one.numbers
            self.plain.append(one.plain)
            self.canonical.append(one.canonical)
            self.vocabulary |= one.words
            self.kinds.append(kind_bits(one.kinds))
            self.negated.append(one.negated)
            self.words.append(array("q", map(code_of, one.words)))
            self.pairs.append(array("q", map(code_of, one.pairs)))
            self.letters.append(array("q", map(code_of, one.letters)))
        self.told.append(array("q", map(code_of, reading.told)))
        self.bodies.append(reading.body)


def phrase(text: str, tokenizer: Tokenizer) -> Phrasing:
    """A text as a phrasing."""
    plain = normal(text)
    cut = tokenizer.cut_normal(plain)
    canonical = "".join(cut)
    words = tokenizer.telling((*cut, *(part for word in cut for part in tokenizer.parts(word))))
    related: dict[str, float] = {}
    for word in words:
        for other, weight in tokenizer.related(word).items():
            if other not in words:
                related[other] = max(weight, related.get(other, 0.0))
    pairs = frozenset(bigrams(canonical))
    return Phrasing(
        plain=plain,
        canonical=canonical,
        words=words,
        related=related,
        pairs=pairs if plain == canonical else pairs.union(bigrams(plain)),
        letters=frozenset(plain + canonical),
        kinds=kinds(canonical),
        numbers=numbers(canonical),
        negated=negated(canonical),
    )


def kind_bits(some: Iterable[str]) -> int:
    """The kinds of a question as bits."""
    return sum(1 << KINDS.index(kind) for kind in some)


def reading_of(entry: Entry, tokenizer: Tokenizer) -> Reading:
    """An entry, read."""
    body = tokenizer.cut(_body(entry))
    return Reading(
        phrasings=tuple(
            (phrase(text, tokenizer), barring)
            for texts, barring in (((entry.question, *entry.similar), False), (entry.negative, True))
            for text in dict.fromkeys(texts)
        ),
        body="".join(body),
        told=tokenizer.told(body),
    )


def texts_of(entry: Entry) -> tuple[str, ...]:
    """All that is read of an entry."""
    return (entry.question, *entry.similar, *entry.negative, _body(entry))


def _body(entry: Entry) -> str:
    parts = (entry.topic, *(source.title for source in entry.sources), entry.answer[:BODY_CHARACTERS])
    return "\n".join(part for part in parts if part)
