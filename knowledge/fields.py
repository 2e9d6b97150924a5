"""Several fields of the same documents, both ways round: who holds a term, and what a document holds (倒排索引).

Numpy keeps a hundred thousand short documents in some hundred bytes each. A question costs some sixty calls of it and
little else: the documents of common terms are looked through only where they can still matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import numpy as np

from knowledge.postings import CODES, IMPACT, K1, Vocabulary, spans

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

    from knowledge.postings import Codes, Floats, Impacts, Numbers, Postings, Scores

NOBODY = 0
"""The code of a term that every field knows and no document holds, lest anything be empty."""
_ENOUGH = 10
"""So many times as many documents as are wanted show what the last of them is worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """The terms of a question that are to be looked up, group by group; each group begins with the term of nobody."""

    codes: Codes
    """each with the number of its field before it"""
    fields: Sequence[int]
    """of each group"""
    starts: Sequence[int]
    near: Floats | None = None
    """how near each is to what was said, where not all were said"""


def looked(*groups: tuple[int, Collection[int]], near: Collection[float] = ()) -> Looked:
    """Groups of terms, each with the number of the field to look it up in; `near` tells of those of the first group."""
    codes = np.array([field * CODES + code for field, group in groups for code in (NOBODY, *group)], dtype=np.int64)
    weights = None
    if near:
        weights = np.ones(len(codes), dtype=np.float32)
        weights[1 : len(near) + 1] = tuple(near)
    return Looked(
        codes=codes,
        fields=[field for field, _ in groups],
        starts=list(accumulate((len(group) + 1 for _, group in groups), initial=0)),
        near=weights,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of a question that some fields know, group by group; each group begins with the term of nobody."""

    known: Codes
    weights: Floats
    """how much each tells, less what it is far from what was said"""
    starts: Sequence[int]
    """where each group begins, and where the last one ends"""
    totals: Floats
    """how much all terms of each group tell, those that no document holds counting most"""

    def __bool__(self) -> bool:
        """Whether any is known."""
        return len(self.known) >= len(self.starts)

    def first(self, *worth: float) -> tuple[Codes, Floats]:
        """The terms of the first groups and their weights, each group worth so much."""
        end = self.starts[len(worth)]
        weights = self.weights[:end].copy()
        for one, (start, after) in zip(worth, pairwise(self.starts), strict=False):
            weights[start:after] *= np.float32(one)
        return self.known[:end], weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The score of every document for some terms; and the documents, once for each term, those of rare terms first."""

    scores: Scores
    documents: Numbers
    ends: list[int]
    """where the documents of each term end"""
    most: list[float]
    """the most that each term adds to a score"""

    def best(
        self,
        limit: int,
        *,
        worth: Callable[[Numbers], Scores],
        gain: float = 1.0,
        added: float = 0.0,
        besides: Codes | None = None,
    ) -> tuple[Numbers, Scores]:
        """The documents worth most, above nothing, the first first among equals; and what they are worth.

        What a document is worth is at most its score times `gain` and what is `added`, but for those `besides`.
        """
        enough = next((number for number, end in enumerate(self.ends, 1) if end >= _ENOUGH * limit), len(self.ends))
        found = _different(self.documents[: self.ends[enough - 1]])
        values = worth(found)
        least = _least_of(values, limit)
        common, rest = len(self.ends), added
        while common > enough and rest + self.most[common - 1] * gain < least:
            # what holds nothing but these common terms cannot be among the best
            common -= 1
            rest += self.most[common] * gain
        further = self.documents[self.ends[enough - 1] : self.ends[common - 1]]
        if besides is not None:
            further = np.concatenate((further, besides))
        if len(further):
            found = _different(np.concatenate((found[values >= least], further[worth(further) >= least])))
            values = worth(found)
        kept = values >= max(_least_of(values, limit), np.finfo(np.float64).tiny)
        found, values = found[kept], values[kept]
        order = (-values).argsort(kind="stable")[:limit]
        return found[order], values[order]


def _different(documents: Numbers) -> Numbers:
    """The same, each once, ascending."""
    documents = np.sort(documents)
    new = np.ones(len(documents), dtype=bool)
    np.not_equal(documents[1:], documents[:-1], out=new[1:])
    return documents[new]


def _least_of(values: Scores, limit: int) -> float:
    """What the last of so many best ones is worth, if they are as many."""
    if len(values) < limit:
        return 0.0
    return max(float(np.partition(values, -limit)[-limit]), 0.0)


class Fields:
    """Several fields of the same documents, both ways round: who holds a term, and what a document holds."""

    def __init__(self, fields: Sequence[Postings]) -> None:
        """Lay the fields' terms side by side."""
        every = [field.vocabulary for field in fields]
        self._facts = tuple((one.among, one.unseen, one.tell, one.size) for one in every)
        self._begins = tuple(accumulate((len(one.codes) + 1 for one in every), initial=0))
        nobody, nothing = np.array([NOBODY]), np.zeros(1, dtype=np.float32)
        # the number of its field before each code makes the whole ascending
        self.codes: Codes = np.concatenate(
            [part + field * CODES for field, one in enumerate(every) for part in (nobody, one.codes)]
        )
        self.rarity: Floats = np.concatenate([part for one in every for part in (nothing, one.rarity)])
        before = accumulate((len(field.documents) for field in fields), initial=0)
        runs = [field.first + place for field, place in zip(fields, before, strict=False)]
        self.unseen: Floats = np.array([one.unseen for one in every], dtype=np.float32)
        self.documents: Numbers = np.concatenate([field.documents for field in fields])
        # the term of nobody begins and ends where the first one of its field begins
        self.first: Codes = np.concatenate([part for run in runs for part in (run[:1], run[:-1])] + [runs[-1][-1:]])
        lengths = np.stack([field.lengths for field in fields], axis=1)
        self.bounds: Codes = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
        self.terms: Numbers = np.empty(len(self.documents), dtype=np.int32)
        places = [
            spans(self.bounds[column : -1 : len(fields)], self.bounds[column + 1 :: len(fields)])
            for column in range(len(fields))
        ]
        self.impacts: Impacts | None = None
        self.impacts_by_document: Impacts | None = None
        for field, begin, column in zip(fields, self._begins, places, strict=False):
            self.terms[column] = field.terms + np.int32(begin + 1)
        counted = [field.impacts for field in fields if field.impacts is not None]
        by_document = [one.impacts_by_document for one in fields if one.impacts_by_document is not None]
        if counted:
            self.impacts = np.concatenate(counted)
            self.impacts_by_document = np.empty(len(self.documents), dtype=np.uint8)
            for impacts, column in zip(by_document, places, strict=True):
                self.impacts_by_document[column] = impacts

    def vocabulary(self, field: int) -> Vocabulary:
        """The terms of one of the fields."""
        own = slice(self._begins[field] + 1, self._begins[field + 1])
        among, unseen, tell, size = self._facts[field]
        return Vocabulary(
            codes=self.codes[own] - field * CODES,
            rarity=self.rarity[own],
            among=among,
            unseen=unseen,
            tell=tell,
            size=size,
        )

    def read(self, asked: Looked, *, like: Fields) -> Terms:
        """Look the terms up; they are as rare as here, or as in larger fields like these."""
        places = self.codes.searchsorted(asked.codes)
        there = self.codes.take(places, mode="clip") == asked.codes
        known = places[there]
        weights = self.rarity[known]
        if asked.near is not None:
            weights *= asked.near[there]
        hits, told = list(accumulate(there.tolist(), initial=0)), weights.tolist()
        starts = [hits[start] for start in asked.starts]
        totals = [sum(told[start:end]) for start, end in pairwise(starts)]
        if starts[-1] < len(asked.codes):
            for group, (field, (start, end)) in enumerate(zip(asked.fields, pairwise(asked.starts), strict=True)):
                if like is self:
                    totals[group] += self._facts[field][1] * (end - start - starts[group + 1] + starts[group])
                else:
                    totals[group] += like._tell(asked.codes[start:end][~there[start:end]], field)
        return Terms(known=known, weights=weights, starts=starts, totals=np.array(totals, dtype=np.float32))

    def _tell(self, codes: Codes, field: int) -> float:
        """How much these terms of a field tell together."""
        places = self.codes.searchsorted(codes)
        known = self.codes.take(places, mode="clip") == codes
        return float(np.where(known, self.rarity.take(places, mode="clip"), self.unseen[field]).sum())

    def walk(self, among: int, known: Codes, weights: Floats) -> Walk:
        """Score so many documents by these terms."""
        first = self.first[known]
        counts = self.first[known + 1] - first
        order = counts.argsort(kind="stable")
        weights, counts, first = weights[order], counts[order], first[order]
        runs = [slice(start, start + count) for start, count in zip(first.tolist(), counts.tolist(), strict=True)]
        documents = np.concatenate([self.documents[run] for run in runs])
        values = weights.astype(np.float64).repeat(counts)
        most = weights
        if self.impacts is not None:
            values *= np.concatenate([self.impacts[run] for run in runs]) * np.float32(1 / IMPACT)
            most = weights * np.float32(K1 + 1)
        return Walk(
            # without any document, bincount counts in whole numbers
            scores=np.bincount(documents, weights=values, minlength=among).astype(np.float64, copy=False),
            documents=documents,
            ends=np.cumsum(counts).tolist(),
            most=most.tolist(),
        )

    def within(self, documents: Numbers, asked: Terms) -> Held:
        """What these documents hold of a question."""
        width = len(self._begins)
        table = np.zeros(len(self.codes), dtype=np.int16)
        table[asked.known] = np.arange(len(asked.known), dtype=np.int16)
        bounds = self.bounds[(documents * np.int64(width - 1))[:, None] + np.arange(width)]
        first = bounds[:, 0]
        counts = bounds[:, -1] - first
        ends = counts.cumsum()
        shift = first - (ends - counts)
        places = shift.repeat(counts)
        places += np.arange(len(places))
        terms = self.terms[places]
        which = table[terms]
        cells = np.arange(0, len(documents) * len(asked.known), len(asked.known)).repeat(counts)
        cells += which
        present = np.zeros((len(documents), len(asked.known)), dtype=np.float32)
        present.ravel()[cells] = 1
        return Held(
            asked=asked,
            present=present,
            impacts=None if self.impacts_by_document is None else self.impacts_by_document[places],
            cells=cells,
            which=which,
            rarity=self.rarity[terms],
            starts=bounds[:, :-1] - shift[:, None],
            empty=bounds[:, :-1] == bounds[:, 1:],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What some documents hold of a question: which terms; and all their terms, document by document."""

    asked: Terms
    present: Floats
    """a row a document, 1 for each term that it holds; what was not asked for counts as the first term, nobody's"""
    cells: Codes
    impacts: Impacts | None
    which: NDArray[np.int16]
    rarity: Floats
    starts: Codes
    empty: NDArray[np.bool_]

    def told(self) -> Floats:
        """How much the terms of each group that a document holds tell together."""
        return self.present @ self._columns()

    def counted(self) -> Floats:
        """The same, by how often they stand there."""
        if self.impacts is None:
            return self.told()
        counted = np.zeros_like(self.present)
        counted.ravel()[self.cells] = self.impacts
        counted *= np.float32(1 / IMPACT)
        return counted @ self._columns()

    def rarest_lacking(self) -> Floats:
        """How much the rarest term of each group tells that a document lacks."""
        lacking = (1 - self.present) * self.asked.weights
        taken: Floats = np.maximum.reduceat(lacking, self.asked.starts[:-1], axis=1)
        return taken

    def mass(self) -> Floats:
        """How much all terms of a document tell together, field by field."""
        return self._reduced(np.add, self.rarity)

    def rarest_besides(self) -> Floats:
        """How much the rarest term of each field tells that was not said: only the first group was not."""
        return self._reduced(np.maximum, self.rarity * (self.which < self.asked.starts[1]))

    def _columns(self) -> Floats:
        starts = self.asked.starts
        columns = np.zeros((starts[-1], len(starts) - 1), dtype=np.float32)
        for group, (start, end) in enumerate(pairwise(starts)):
            columns[start:end, group] = self.asked.weights[start:end]
        return columns

    def _reduced(self, how: np.ufunc, values: Floats) -> Floats:
        # reduceat takes the next value where a run is empty, so there must be one, and it must not count
        taken: Floats = how.reduceat(np.append(values, np.float32(0)), self.starts.ravel()).reshape(self.starts.shape)
        taken[self.empty] = 0
        return taken
