"""Which wordings mean alike though they share few characters: one small vector a wording (语义).

A wording's vector is the sum of those of its characters and neighbouring pairs. They are learnt from what the
project itself holds: its word lists, the wordings of its sample bank, its list of matters, and the national laws; never
from a question set. `python -m tests.tuning.meanings` makes them anew.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from knowledge.postings import Codes, Floats

SCALE = 127
"""Vectors are kept in bytes, -127 to 127 standing for -1 to 1."""
_LONGEST = 2
_LEAST = 1e-6


class Meanings:
    """The vectors of all runs of characters, hashed into rows; unknown runs share a row with known ones by chance."""

    def __init__(self, vectors: NDArray[np.int8]) -> None:
        """Take a row of small whole numbers for each hash."""
        self._vectors = vectors

    @property
    def width(self) -> int:
        """The length of a vector."""
        return int(self._vectors.shape[1])

    def of(self, plain: str) -> Floats:
        """The vector of a normal form, of length 1; zeros for nothing."""
        rows = self._vectors[rows_of(plain, len(self._vectors))]
        total = rows.sum(axis=0, dtype=np.float32)
        length = max(float(np.linalg.norm(total)), _LEAST)
        unit: Floats = (total / length).astype(np.float32)
        return unit

    def packed(self, texts: Iterable[str]) -> NDArray[np.int8]:
        """The vectors of normal forms, kept in bytes, a row each."""
        return np.array([np.rint(self.of(text) * SCALE) for text in texts], dtype=np.int8).reshape(-1, self.width)


def meanings_from(data: bytes) -> Meanings:
    """The vectors of a file in numpy's own form."""
    return Meanings(np.load(BytesIO(data), allow_pickle=False))


NO_MEANINGS = Meanings(np.zeros((1, 1), dtype=np.int8))
"""Where nothing was learnt every two wordings are equally far."""


def rows_of(plain: str, among: int) -> Codes:
    """The rows that make up a normal form."""
    runs = (plain[i : i + size] for size in range(1, _LONGEST + 1) for i in range(len(plain) - size + 1))
    return np.fromiter((crc32(run.encode()) % among for run in runs), dtype=np.int64)
