"""Which wordings mean alike though they share few characters: one small vector a wording (语义).

A wording's vector is the sum of those of its characters and neighbouring pairs. They are learnt from what the
project itself holds: its word lists, the wordings of its sample bank, its list of matters, and the national laws; never
from a question set. `python -m tests.tuning.meanings` makes them anew.

Beside them stand some hundred matters that people come with (事项), as directions. Two wordings near in general may lie
by different matters: 户口迁移 and 户口注销. What a wording lies by says which matter it is about.
"""

from __future__ import annotations

import math
from functools import lru_cache
from io import BytesIO
from operator import add
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


SCALE = 127
"""Vectors are kept in bytes, -127 to 127 standing for -1 to 1."""
_LEAST = 1e-6
_SHARPNESS = 6.0
"""How much more the nearest matters count than the others."""


_REMEMBERED = 4000
"""So many texts are kept as they were read; the vectors of a bank are not among them."""


class Meanings:
    """The vectors of the runs of characters that were met in learning; others say nothing."""

    def __init__(self, codes: NDArray[np.uint32], vectors: NDArray[np.int8], matters: NDArray[np.int8]) -> None:
        """Take the ascending codes of the runs, and a row of small whole numbers for each, and for each matter."""
        self._codes = codes
        self._vectors = vectors
        self._towards = np.ascontiguousarray(unit(matters.astype(np.float32)).T * np.float32(_SHARPNESS))

    @property
    def width(self) -> int:
        """The length of a vector."""
        return int(self._vectors.shape[1])

    def of(self, plain: str) -> Floats:
        """The vector of a normal form; its length is the share of its runs that are known, from 0 to 1."""
        asked = runs_of(plain)
        if not len(asked) or not len(self._codes):
            return np.zeros(self.width, dtype=np.float32)
        places = self._codes.searchsorted(asked)
        known = places[self._codes.take(places, mode="clip") == asked]
        total = np.ones(len(known), dtype=np.float32) @ self._vectors[known].astype(np.float32)
        length = math.sqrt(total @ total) + _LEAST
        vector: Floats = (total * (len(known) / len(asked) / length)).astype(np.float32)
        return vector

    def packed(self, texts: Iterable[str]) -> NDArray[np.int8]:
        """The vectors of normal forms, kept in bytes, a row each."""
        return np.array([_small(self, text) for text in texts], dtype=np.int8).reshape(-1, self.width)

    def packed_again(self, texts: Iterable[str]) -> NDArray[np.int8]:
        """The same of texts that are read again and again, such as what is compared with each question that comes."""
        return np.array([_kept(self, text) for text in texts], dtype=np.int8).reshape(-1, self.width)

    def same_matter(self, vector: Floats, packed: NDArray[np.int8]) -> Floats:
        """How far each of the packed wordings lies by the same matters as the other one, from 0 to 1."""
        if not self._towards.size:
            return np.zeros(len(packed), dtype=np.float32)
        by = np.exp(unit(vector) @ self._towards)
        others = np.exp(unit(packed.astype(np.float32)) @ self._towards)
        alike: Floats = unit(others) @ unit(by)
        return alike


def _small(meanings: Meanings, plain: str) -> NDArray[np.int8]:
    packed: NDArray[np.int8] = np.rint(meanings.of(plain) * SCALE).astype(np.int8)
    return packed


_kept = lru_cache(maxsize=_REMEMBERED)(_small)


def meanings_from(data: bytes) -> Meanings:
    """The vectors of a file in numpy's own form (npz): `codes`, `vectors` and `matters`."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        return Meanings(arrays["codes"], arrays["vectors"], arrays["matters"])


def unit(rows: Floats) -> Floats:
    """The same directions, each of length 1; nothing stays nothing."""
    directed: Floats = rows / np.maximum(np.sqrt((rows * rows).sum(axis=-1, keepdims=True)), np.float32(_LEAST))
    return directed


NO_MEANINGS = Meanings(np.zeros(0, dtype=np.uint32), np.zeros((0, 1), np.int8), np.zeros((0, 1), np.int8))
"""Where nothing was learnt every two wordings are equally far."""


def runs_of(plain: str) -> NDArray[np.uint32]:
    """The codes of the characters and neighbouring pairs of a normal form."""
    runs = (*plain, *map(add, plain, plain[1:]))
    return np.array([*map(crc32, map(str.encode, runs))], dtype=np.uint32)
