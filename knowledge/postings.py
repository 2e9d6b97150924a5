"""Documents read into sorted arrays: the terms of one field, and which documents hold which (倒排索引).

Terms are integers (`code_of`), documents are numbered from 0. A field may count how often a document repeats a term, as
long texts do. `fields.py` lays several fields side by side, and is asked.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Scores = NDArray[np.float64]
    Numbers = NDArray[np.int32]
    Codes = NDArray[np.int64]
    Impacts = NDArray[np.uint8]

K1 = 1.2
"""How soon further repetitions of a term in a document stop counting (BM25)."""
_PACKED = 2
_CHARACTER = 21
"""Bits of a code point."""
_DIGEST = 7
"""Bytes of a digest."""
CODES = 1 << (8 * _DIGEST + 1)
IMPACT = 100
"""Impacts are kept in hundredths, so that one byte is enough for 0 to K1 + 1."""
_LEAST_FLOAT = 1e-6


@lru_cache(maxsize=1 << 15)
def code_of(term: str) -> int:
    """A term as a whole number below `CODES`: one or two characters as they are, longer ones by their digest.

    No term is empty, and none holds the character of code 0: normal text has none.
    """
    if len(term) > _PACKED:
        return 1 << 8 * _DIGEST | int.from_bytes(blake2b(term.encode(), digest_size=_DIGEST).digest())
    code = 0
    for character in term:
        code = code << _CHARACTER | ord(character)
    return code


def codes_of(terms: Collection[str]) -> list[int]:
    """The codes of different terms, ascending."""
    return sorted(map(code_of, terms))


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The terms of one field, and how much they tell; `tell` on average at large, `size` a document's usual length."""

    codes: Codes
    rarity: Floats
    among: int
    unseen: float
    """how much a term tells that no document holds"""
    tell: float
    size: float

    def rarities(self, codes: Codes) -> tuple[Floats, NDArray[np.bool_]]:
        """How much each of these terms tells, and whether it is known."""
        if not len(self.codes):
            return np.full(len(codes), self.unseen, dtype=np.float32), np.zeros(len(codes), dtype=bool)
        places = np.minimum(self.codes.searchsorted(codes), len(self.codes) - 1)
        known = self.codes[places] == codes
        return np.where(known, self.rarity[places], np.float32(self.unseen)), known


class Postings:
    """One field of a bank as it is read: words, or neighbouring characters, or single ones."""

    def __init__(
        self,
        documents: Iterable[Iterable[int]],
        *,
        groups: Numbers | None = None,
        length: float = 0.0,
        tells: Callable[[int], float] | None = None,
        like: Vocabulary | None = None,
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
        every = np.frombuffer(flat, dtype=np.int64)
        order = every.argsort(kind="stable")
        codes, counts = different(every[order])
        terms = np.empty(len(every), dtype=np.int64)
        terms[order] = np.arange(len(codes)).repeat(counts)
        bounds: Codes = np.frombuffer(ends, dtype=np.int64)
        sizes_of = bounds[1:] - bounds[:-1]
        of_document = np.arange(among, dtype=np.int64).repeat(sizes_of)
        held, counts = different(np.sort(of_document * max(len(codes), 1) + terms))
        of_document, of_term = np.divmod(held, max(len(codes), 1))
        self.lengths: Numbers = np.bincount(of_document, minlength=among).astype(np.int32)
        self.terms: Numbers = of_term.astype(np.int32)
        order = np.argsort(of_term, kind="stable")
        self.documents: Numbers = of_document[order].astype(np.int32)
        holders = np.bincount(of_term, minlength=len(codes))
        self.first: Codes = np.concatenate(([0], np.cumsum(holders)))
        counted, holders = _holders(of_document, of_term, holders, groups, among)
        if like is not None:
            counted += like.among
        rarity: Floats = np.log1p((counted - holders + 0.5) / (holders + 0.5)).astype(np.float32)
        tell = like.tell if like is not None else 1.0
        if tells is not None and len(codes):
            at_large = np.array([tells(code) for code in codes.tolist()], dtype=np.float32)
            if like is None:
                tell = max(float(at_large.mean()), _LEAST_FLOAT)
            rarity *= at_large / np.float32(tell)
        if like is not None:
            known, there = like.rarities(codes)
            rarity = np.where(there, known, rarity)
        size = 1.0
        self.impacts: Impacts | None = None
        self.impacts_by_document: Impacts | None = None
        if length:
            sizes = np.bincount(of_document, weights=counts, minlength=among)
            size = like.size if like is not None else max(float(sizes.mean()) if among else 0.0, _LEAST_FLOAT)
            slow = K1 * (1 - length + length * sizes / size)
            impacts = np.rint(IMPACT * counts * (K1 + 1) / (counts + slow[of_document])).astype(np.uint8)
            self.impacts, self.impacts_by_document = impacts[order], impacts
        self.vocabulary: Vocabulary = Vocabulary(
            codes=codes,
            rarity=rarity,
            among=counted,
            unseen=like.unseen if like is not None else float(np.log1p(2 * (counted + 1))),
            tell=tell,
            size=size,
        )


def different(ascending: Codes) -> tuple[Codes, Codes]:
    """Each value once, and how often it stands there: as np.unique, which loads a tenth of a second of code."""
    new = np.ones(len(ascending), dtype=bool)
    np.not_equal(ascending[1:], ascending[:-1], out=new[1:])
    starts = new.nonzero()[0]
    return ascending[starts], np.diff(starts, append=len(ascending))


def spans(starts: Codes | Numbers, ends: Codes | Numbers) -> Codes:
    """All places from each start to before its end."""
    counts = (ends - starts).astype(np.int64)
    after = np.cumsum(counts, dtype=np.int64)
    places: Codes = np.arange(after[-1] if len(after) else 0)
    places += (starts - (after - counts)).repeat(counts)
    return places


def _holders(
    of_document: Codes, of_term: Codes, holders: Codes, groups: Numbers | None, among: int
) -> tuple[int, Codes]:
    """Among how many documents (or groups) rarity is counted, and how many of them hold each term."""
    if groups is None:
        return among, holders
    among = int(groups.max(initial=-1)) + 1
    pairs, _ = different(np.sort(of_term * (among + 1) + groups[of_document]))
    return among, np.bincount(pairs // (among + 1), minlength=len(holders))
