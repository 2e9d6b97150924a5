"""Which documents hold which terms, both ways round, in sorted arrays (倒排索引).

Terms are integers (`code_of`), documents are numbered from 0. Numpy keeps a hundred thousand short documents within a
millisecond and some hundred bytes each. A field may count how often a document repeats a term, as long texts do.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Scores = NDArray[np.float64]
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


@lru_cache(maxsize=1 << 15)
def code_of(term: str) -> int:
    """A term as an integer: up to three characters as they are, longer ones by their digest."""
    if len(term) > _PACKED:
        return -int.from_bytes(blake2b(term.encode(), digest_size=7).digest())
    code = 0
    for character in term:
        code = code << _CHARACTER | ord(character)
    return code


def codes_of(terms: Collection[str]) -> Codes:
    """The codes of different terms, ascending."""
    return np.array(sorted(map(code_of, terms)), dtype=np.int64)


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
        like: Postings | None = None,
    ) -> None:
        """Number the terms of the documents.

        With `groups`, rarity is counted by group and not by document: an entry with ten phrasings must not make its own
        words look common. With `length` (0 to 1), repetitions count, the less the longer a document is.
        `tells` says of a term how much it tells in the language at large: a small bank knows little of that.
        With a larger field that this one belongs to (`like`), terms are as rare and documents as long as there.
        """
        flat, ends = array("q"), array("q", (0,))
        for document in documents:
            flat.extend(document)
            ends.append(len(flat))
        among = len(ends) - 1
        self.codes, terms = np.unique(np.frombuffer(flat, dtype=np.int64), return_inverse=True)
        bounds: Codes = np.frombuffer(ends, dtype=np.int64)
        sizes_of = bounds[1:] - bounds[:-1]
        of_document = np.arange(among, dtype=np.int64).repeat(sizes_of)
        held, counts = np.unique(of_document * max(len(self.codes), 1) + terms, return_counts=True)
        of_document, of_term = np.divmod(held, max(len(self.codes), 1))
        self.lengths: Numbers = np.bincount(of_document, minlength=among).astype(np.int32)
        self.terms: Numbers = of_term.astype(np.int32)
        order = np.argsort(of_term, kind="stable")
        self.documents: Numbers = of_document[order].astype(np.int32)
        holders = np.bincount(of_term, minlength=len(self.codes))
        self.first: Codes = np.concatenate(([0], np.cumsum(holders)))
        self.among: int
        self.among, holders = _holders(of_document, of_term, holders, groups, among)
        if like is not None:
            self.among += like.among
        self.rarity: Floats = np.log1p((self.among - holders + 0.5) / (holders + 0.5)).astype(np.float32)
        self.unseen = float(np.log1p(2 * (self.among + 1)))
        self.tell: float = like.tell if like is not None else 1.0
        if tells is not None and len(self.codes):
            at_large = np.array([tells(code) for code in self.codes.tolist()], dtype=np.float32)
            if like is None:
                self.tell = max(float(at_large.mean()), _LEAST_FLOAT)
            self.rarity *= at_large / np.float32(self.tell)
        if like is not None:
            known, there = like.rarities(self.codes)
            self.rarity = np.where(there, known, self.rarity)
            self.unseen = like.unseen
        self.size: float = 1.0
        self.impacts: Impacts | None = None
        self.impacts_by_document: Impacts | None = None
        if length:
            sizes = np.bincount(of_document, weights=counts, minlength=among)
            self.size = like.size if like is not None else max(float(sizes.mean()) if among else 0.0, _LEAST_FLOAT)
            slow = K1 * (1 - length + length * sizes / self.size)
            impacts = np.rint(_IMPACT * counts * (K1 + 1) / (counts + slow[of_document])).astype(np.uint8)
            self.impacts, self.impacts_by_document = impacts[order], impacts

    def read(self, asked: Codes, *, like: Postings) -> Terms:
        """A question's terms (`codes_of`), as rare as they are in this field, or in a larger one like it."""
        known = self._known(asked)
        rarity = self.rarity[known]
        total = float(rarity.sum()) + self.unseen * (len(asked) - len(known))
        if like is not self:
            elsewhere, _ = like.rarities(np.setdiff1d(asked, self.codes[known], assume_unique=True))
            total = float(rarity.sum()) + float(elsewhere.sum())
        return Terms(known=known, rarity=rarity, total=total)

    def rarities(self, codes: Codes) -> tuple[Floats, NDArray[np.bool_]]:
        """How much each of these terms tells, and whether it is known."""
        if not len(self.codes):
            return np.full(len(codes), self.unseen, dtype=np.float32), np.zeros(len(codes), dtype=bool)
        places = np.minimum(self.codes.searchsorted(codes), len(self.codes) - 1)
        known = self.codes[places] == codes
        return np.where(known, self.rarity[places], np.float32(self.unseen)), known

    def runs(self, terms: Numbers) -> tuple[list[slice], Codes]:
        """Where the documents that hold each of these terms stand, and how many they are."""
        first, after = self.first[terms], self.first[terms + 1]
        return [slice(*run) for run in zip(first.tolist(), after.tolist(), strict=True)], after - first

    def _known(self, asked: Codes) -> Numbers:
        if not len(self.codes):
            return np.zeros(0, dtype=np.int32)
        places = self.codes.searchsorted(asked)
        known: Numbers = places[self.codes.take(places, mode="clip") == asked].astype(np.int32)
        return known


def scores_of(among: int, weighted: Iterable[tuple[Postings, Numbers, Floats]]) -> tuple[Scores, Numbers, int]:
    """The weights of the terms that each document holds, added up; the documents, each for every term; and how many."""
    documents, values = [], []
    for field, terms, weights in weighted:
        runs, counts = field.runs(terms)
        if runs:
            documents += [field.documents[run] for run in runs]
            spread = weights.repeat(counts)
            if field.impacts is not None:
                spread *= np.concatenate([field.impacts[run] for run in runs]) * np.float32(1 / _IMPACT)
            values.append(spread)
    if not documents:
        return np.zeros(among), np.zeros(0, dtype=np.int32), 0
    which = np.concatenate(documents)
    scores: Scores = np.bincount(which, weights=np.concatenate(values), minlength=among).astype(np.float64, copy=False)
    return scores, which, len(documents)


def spans(starts: Codes | Numbers, ends: Codes | Numbers) -> Codes:
    """All places from each start to before its end."""
    counts = (ends - starts).astype(np.int64)
    after = np.cumsum(counts, dtype=np.int64)
    places: Codes = np.arange(after[-1] if len(after) else 0)
    places += (starts - (after - counts)).repeat(counts)
    return places


class Fields:
    """Several fields of the same documents, document by document: what each of them holds of a question."""

    def __init__(self, fields: Sequence[Postings]) -> None:
        """Lay the fields' terms side by side; each field gives its own up."""
        self._vocabularies = [0]
        for field in fields:
            self._vocabularies.append(self._vocabularies[-1] + len(field.codes))
        lengths = np.stack([field.lengths for field in fields], axis=1)
        bounds = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
        self.starts: Codes = bounds[:-1].reshape(lengths.shape)
        self.ends: Codes = bounds[1:].reshape(lengths.shape)
        counted = all(field.impacts_by_document is not None for field in fields)
        self.terms: Numbers = np.empty(bounds[-1], dtype=np.int32)
        self.impacts: Impacts | None = np.empty(bounds[-1], dtype=np.uint8) if counted else None
        for column, field in enumerate(fields):
            places = spans(self.starts[:, column], self.ends[:, column])
            self.terms[places] = field.terms + np.int32(self._vocabularies[column])
            if self.impacts is not None and field.impacts_by_document is not None:
                self.impacts[places] = field.impacts_by_document
            del field.terms, field.impacts_by_document
        self.rarity: Floats = np.concatenate([field.rarity for field in fields])

    @cached_property
    def mass(self) -> Floats:
        """How much each document's terms tell together, field by field."""
        sums = np.concatenate(([0.0], np.cumsum(self.rarity[self.terms], dtype=np.float64)))
        return (sums[self.ends] - sums[self.starts]).astype(np.float32)

    def within(self, documents: Numbers, asked: Sequence[Terms], *, besides: Terms | None = None) -> Held:
        """Which of the terms asked for in each field these documents hold, and which `besides` in the first."""
        known = [terms.known + self._vocabularies[field] for field, terms in enumerate(asked)]
        count = sum(map(len, known))
        table = np.zeros(self._vocabularies[-1], dtype=np.int16)
        if besides is not None:
            table[besides.known] = np.arange(count + 1, count + 1 + len(besides.known))
        table[np.concatenate(known)] = np.arange(1, count + 1)
        starts, ends = self.starts[documents], self.ends[documents]
        counts = ends[:, -1] - starts[:, 0]
        places = spans(starts[:, 0], ends[:, -1])
        return Held(
            places=places,
            which=table[self.terms[places]],
            documents=np.arange(len(documents)).repeat(counts),
            starts=starts - (starts[:, 0] - (np.cumsum(counts) - counts))[:, None],
            empty=starts == ends,
            asked=count,
        )

    def told(self, held: Held, weights: Sequence[Floats], *, counted: bool = False) -> Floats:
        """The weights of the terms held, added up for each document and field; `counted` by how often they stand."""
        values = np.concatenate((_NOTHING, *weights))[held.which]
        if counted and self.impacts is not None:
            values *= self.impacts[held.places] * np.float32(1 / _IMPACT)
        return held.reduced(np.add, values)

    def rarest_besides(self, held: Held) -> Floats:
        """How much the rarest term of each document and field tells that was not asked for."""
        values = self.rarity[self.terms[held.places]]
        values[(held.which > 0) & (held.which <= held.asked)] = 0
        return held.reduced(np.maximum, values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The terms of some documents: places, which of those asked for each is (from 1; 0: none), and whose it is.

    `starts` says where each document's run begins in each field.
    """

    places: Codes
    which: NDArray[np.int16]
    documents: Codes
    starts: Codes
    empty: NDArray[np.bool_]
    asked: int

    def reduced(self, how: np.ufunc, values: Floats) -> Floats:
        """The values of each document and field taken together."""
        # reduceat takes the next value where a run is empty, so there must be one, and it must not count
        taken: Floats = how.reduceat(np.append(values, np.float32(0)), self.starts.ravel()).reshape(self.starts.shape)
        taken[self.empty] = 0
        return taken

    def rarest_lacking(self, asked: Sequence[Terms]) -> Floats:
        """How much the rarest known term of each field tells that each document lacks."""
        rarity = np.concatenate([terms.rarity for terms in asked])
        lacking = np.empty((len(self.starts), len(rarity)), dtype=np.float32)
        lacking[:] = rarity
        found = (self.which > 0) & (self.which <= self.asked)
        lacking[self.documents[found], self.which[found] - 1] = 0
        ends = np.cumsum([len(terms.rarity) for terms in asked]).tolist()
        fields = zip((0, *ends), ends, strict=False)
        return np.stack([lacking[:, start:end].max(axis=1, initial=0.0) for start, end in fields], axis=1)


_NOTHING = np.zeros(1, dtype=np.float32)


def _holders(
    of_document: Codes, of_term: Codes, holders: Codes, groups: Numbers | None, among: int
) -> tuple[int, Codes]:
    """Among how many documents (or groups) rarity is counted, and how many of them hold each term."""
    if groups is None:
        return among, holders
    among = int(groups.max(initial=-1)) + 1
    pairs = np.unique(of_term * (among + 1) + groups[of_document])
    return among, np.bincount(pairs // (among + 1), minlength=len(holders))
