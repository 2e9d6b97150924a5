"""A run of text as the likeliest row of words, by how common each word is (分词)."""

from __future__ import annotations

import math
import re
from copy import copy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_RUN = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+|.", re.DOTALL)
_LATIN = re.compile(r"[a-zA-Z0-9]+")


class Segmenter:
    """Cuts text into known words and, where there are none, single characters; Latin letters stay together."""

    def __init__(self, counts: Mapping[str, int], *, total: int) -> None:
        """Learn how often each word is counted in how many words of text."""
        self._unknown = -math.log(total)
        # what only begins a word is there without a likelihood: a search for longer words stops where nothing is
        self._likely: dict[str, float | None] = {}
        self._learn(counts)

    def learning(self, counts: Mapping[str, int]) -> Segmenter:
        """A segmenter that knows these words too; of a word known already the greater count holds."""
        learnt = copy(self)
        learnt._likely = dict(self._likely)  # noqa: SLF001 - one of its own kind
        learnt._learn(counts)  # noqa: SLF001 - one of its own kind
        return learnt

    def _learn(self, counts: Mapping[str, int]) -> None:
        for word, count in counts.items():
            for end in range(1, len(word)):
                self._likely.setdefault(word[:end], None)
            likely = math.log(count) + self._unknown
            self._likely[word] = max(likely, self._likely.get(word) or -math.inf)

    def cut(self, text: str) -> Iterator[str]:
        """The words of a text, in order; together they are the text."""
        for run in _RUN.findall(text):
            if len(run) == 1:
                yield run
            else:
                yield from self._words(run)

    def _words(self, run: str) -> Iterator[str]:
        ends = self._ends(run)
        place, latin = 0, 0
        while place < len(run):
            end = ends[place]
            if end == place + 1 and _LATIN.match(run, place, end):
                latin += 1
            else:
                if latin:
                    yield run[place - latin : place]
                    latin = 0
                yield run[place:end]
            place = end
        if latin:
            yield run[place - latin :]

    def _ends(self, run: str) -> list[int]:
        """Where the word that begins at each character ends, along the likeliest row of words."""
        likely, unknown = self._likely, self._unknown
        length = len(run)
        best = [0.0] * (length + 1)
        ends = [0] * length
        for start in range(length - 1, -1, -1):
            most, where = -math.inf, 0
            end = start + 1
            while end <= length and (piece := run[start:end]) in likely:
                one = likely[piece]
                if one is not None and one + best[end] >= most:
                    most, where = one + best[end], end
                end += 1
            if not where:
                most, where = unknown + best[start + 1], start + 1
            best[start], ends[start] = most, where
        return ends
