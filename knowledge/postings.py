"""Which documents hold which terms, both ways round, in sorted arrays (倒排索引).

Terms are integers (`code_of`), documents are numbered from 0. Numpy keeps a hundred thousand short documents within a
millisecond and some hundred bytes each. A field may count how often a document repeats a term, as long texts do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int32]
    Codes = NDArray[np.int64]
    Impacts = NDArray[np.uint8]

K1 = 1.2
"""How soon further repetitions of a term in a document stop counting (BM25)."""
_PACKED = 3
_CHARACTER = 21
"""Bits of a code point."""
_IMPACT = 100
"""Impacts are kept in hundredths, so that one byte is enough for 0 to K1 + 1."""
_LEAST_FLOAT = 1e-6


def code_of(term: str) -> int:
    """A term as an integer: up to three characters as they are, longer ones by their digest."""
    if len(term) > _PACKED:
        return -int.from_bytes(blake2b(term.encode(), digest_size=7).digest())
    code = 0
    for character in term:
        code = code << _CHARACTER | ord(character)
    return code


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of a question in one field: which are known, ascending, and how much all of them tell."""

    known: Numbers
    rarity: Floats
    """of the known ones, in the same order"""
    total: float
    """of all, those that no document holds counting most"""


class Postings:
    """One field of a bank: words, or neighbouring characters, or single ones."""

    def __init__(
        self,
        documents: Iterable[Iterable[int]],
        *,
        groups: Numbers | None = None,
        length: float = 0.0,
        tells: Callable[[int], float] | None = None,
    ) -> None:
        """Number the terms of the documents.

        With `groups`, rarity is counted by group and not by document: an entry with ten phrasings must not make its own
        words look common. With `length` (0 to 1), repetitions count, the less the longer a document is.
        `tells` says of a term how much it tells in the language at large: a small bank knows little of that.
        """
        lengths, flat = [0], []
        for document in documents:
            flat.extend(document)
            lengths.append(len(flat))
        among = len(lengths) - 1
        self.codes, terms = np.unique(np.array(flat, dtype=np.int64), return_inverse=True)
        of_document = np.repeat(np.arange(among, dtype=np.int64), np.diff(np.array(lengths)))
        held, counts = np.unique(of_document * max(len(self.codes), 1) + terms, return_counts=True)
        of_document, of_term = np.divmod(held, max(len(self.codes), 1))
        self.lengths: Numbers = np.bincount(of_document, minlength=among).astype(np.int32)
        self.starts: Codes = np.concatenate(([0], np.cumsum(self.lengths)))
        self.terms: Numbers = of_term.astype(np.int32)
        order = np.argsort(of_term, kind="stable")
        self.documents: Numbers = of_document[order].astype(np.int32)
        holders = np.bincount(of_term, minlength=len(self.codes))
        self.first: Codes = np.concatenate(([0], np.cumsum(holders)))
        self.rarity, self.unseen = _rarities(of_document, of_term, holders, groups, among)
        if tells is not None and len(self.codes):
            at_large = np.array([tells(code) for code in self.codes.tolist()], dtype=np.float32)
            self.rarity *= at_large / max(float(at_large.mean()), _LEAST_FLOAT)
        self.impacts: Impacts | None = None
        self.impacts_by_document: Impacts | None = None
        if length:
            sizes = np.bincount(of_document, weights=counts, minlength=among)
            slow = K1 * (1 - length + length * sizes / max(sizes.mean() if among else 0.0, _LEAST_FLOAT))
            impacts = np.rint(_IMPACT * counts * (K1 + 1) / (counts + slow[of_document])).astype(np.uint8)
            self.impacts, self.impacts_by_document = impacts[order], impacts

    @cached_property
    def mass(self) -> Floats:
        """How much each document's terms tell together."""
        return self._added(self.rarity[self.terms], self.starts[:-1], self.starts[1:])

    def read(self, codes: Iterable[int], *, like: Postings | None = None) -> Terms:
        """A question's terms, as rare as they are in this field, or in the larger one that it belongs `like`."""
        asked = np.unique(np.fromiter(codes, dtype=np.int64))
        known = self._known(asked)
        if like is None:
            rarity = self.rarity[known]
            total = float(rarity.sum()) + self.unseen * (len(asked) - len(known))
            return Terms(known=known, rarity=rarity, total=total)
        return Terms(known=known, rarity=like.rarities(self.codes[known]), total=float(like.rarities(asked).sum()))

    def rarities(self, codes: Codes) -> Floats:
        """How much each of these terms tells."""
        places = np.minimum(np.searchsorted(self.codes, codes), max(len(self.codes) - 1, 0))
        if not len(self.codes):
            return np.full(len(codes), self.unseen, dtype=np.float32)
        return np.where(self.codes[places] == codes, self.rarity[places], np.float32(self.unseen))

    def add(self, scores: Floats, terms: Numbers, weights: Floats) -> None:
        """Add each term's weight to the score of every document that holds it."""
        for term, weight in zip(terms.tolist(), weights.tolist(), strict=True):
            run = slice(self.first[term], self.first[term + 1])
            if self.impacts is None:
                scores[self.documents[run]] += weight
            else:
                scores[self.documents[run]] += self.impacts[run] * np.float32(weight / _IMPACT)

    def within(self, documents: Numbers, terms: Numbers) -> Held:
        """Which of the (ascending) terms these documents hold."""
        counts = self.lengths[documents]
        ends = np.cumsum(counts, dtype=np.int64)
        starts = ends - counts
        flat = np.arange(ends[-1] if len(ends) else 0) + np.repeat(self.starts[documents] - starts, counts)
        held = self.terms[flat]
        if not len(terms):
            which = np.full(len(flat), -1)
        else:
            which = np.minimum(np.searchsorted(terms, held), len(terms) - 1)
            which[terms[which] != held] = -1
        return Held(places=flat, which=which, starts=starts, ends=ends)

    def told(self, held: Held, weights: Floats, *, counted: bool = False) -> Floats:
        """The weights of the terms held, added up for each document; `counted` by how often they stand there."""
        if not len(weights):
            return np.zeros(len(held.ends), dtype=np.float32)
        values = np.where(held.which < 0, np.float32(0), weights[held.which])
        if counted and self.impacts_by_document is not None:
            values *= self.impacts_by_document[held.places] * np.float32(1 / _IMPACT)
        return self._added(values, held.starts, held.ends)

    def rarest_lacking(self, held: Held, terms: Terms) -> Floats:
        """How much the rarest known term tells that each document lacks."""
        lacking = np.broadcast_to(terms.rarity, (len(held.ends), len(terms.known))).copy()
        document = np.repeat(np.arange(len(held.ends)), held.ends - held.starts)
        found = held.which >= 0
        lacking[document[found], held.which[found]] = 0
        return lacking.max(axis=1, initial=0.0)

    def rarest_besides(self, held: Held) -> Floats:
        """How much the rarest term of each document tells that was not asked for."""
        values = np.where(held.which < 0, self.rarity[self.terms[held.places]], np.float32(0))
        rarest = np.zeros(len(held.ends), dtype=np.float32)
        filled = held.ends > held.starts
        if filled.any():
            rarest[filled] = np.maximum.reduceat(values, held.starts[filled])
        return rarest

    def _known(self, asked: Codes) -> Numbers:
        places = np.searchsorted(self.codes, asked)
        found = places < len(self.codes)
        found[found] = self.codes[places[found]] == asked[found]
        return places[found].astype(np.int32)

    @staticmethod
    def _added(values: Floats, starts: Codes, ends: Codes) -> Floats:
        sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
        return (sums[ends] - sums[starts]).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The terms of some documents: their places in the field, which of those asked for each is (-1: none of them), and
    each document's run of them.
    """

    places: Codes
    which: Codes
    starts: Codes
    ends: Codes


def _rarities(
    of_document: Codes, of_term: Codes, holders: Codes, groups: Numbers | None, among: int
) -> tuple[Floats, float]:
    """How much each term tells (idf), and how much one that is nowhere."""
    if groups is not None:
        among = int(groups.max(initial=-1)) + 1
        pairs = np.unique(of_term * (among + 1) + groups[of_document])
        holders = np.bincount(pairs // (among + 1), minlength=len(holders))
    rarity = np.log1p((among - holders + 0.5) / (holders + 0.5)).astype(np.float32)
    return rarity, float(np.log1p(2 * (among + 1)))
