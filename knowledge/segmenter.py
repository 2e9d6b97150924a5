"""Text as the likeliest row of words, cut as jieba cuts it, over a dictionary of our own making (分词)."""

from __future__ import annotations

import math
import re
from copy import copy
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_RUNS = re.compile(r"([\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+)")
"""What words are made of."""
_LATIN = re.compile(r"[a-zA-Z0-9]")


class Segmenter:
    """Cuts text into known words and, where there are none, single characters; Latin letters stay together."""

    def __init__(self, counts: Mapping[str, int], *, total: int) -> None:
        """Learn how often each word is counted in how many words of text."""
        self._total = total
        self._counts: dict[str, int] = {}
        self._learn(counts)

    def learning(self, counts: Mapping[str, int]) -> Segmenter:
        """A segmenter that knows these words too; of a word known already the greater count holds."""
        learnt = copy(self)
        learnt._counts = dict(self._counts)  # noqa: SLF001 - one of its own kind
        learnt._learn(counts)  # noqa: SLF001 - as above
        return learnt

    def _learn(self, counts: Mapping[str, int]) -> None:
        for word, count in counts.items():
            # jieba walks a word letter by letter and stops where a beginning is unknown
            for end in range(1, len(word)):
                self._counts.setdefault(word[:end], 0)
            self._counts[word] = max(count, self._counts.get(word, 0))

    def cut(self, text: str) -> Iterator[str]:
        """The words of a text, in order; together they are the text."""
        for number, piece in enumerate(_RUNS.split(text)):
            yield from _joined(self._likeliest(piece)) if number % 2 else piece

    def _likeliest(self, text: str) -> Iterator[str]:
        counts, total = self._counts, math.log(self._total)
        after, ends = [0.0] * (len(text) + 1), [0] * len(text)
        for start in range(len(text) - 1, -1, -1):
            best, best_end, end = -math.inf, 0, start + 1
            count = counts.get(text[start])
            while count is not None:
                if count and (likely := math.log(count) - total + after[end]) >= best:
                    best, best_end = likely, end
                if end == len(text):
                    break
                end += 1
                count = counts.get(text[start:end])
            if not best_end:
                best, best_end = after[start + 1] - total, start + 1
            after[start], ends[start] = best, best_end
        place = 0
        while place < len(text):
            yield text[place : ends[place]]
            place = ends[place]


def dictionary() -> str:
    """Jieba's own dictionary: a word, its count and its kind a line."""
    # found without importing jieba, which takes a tenth of a second and is not needed
    folder: str = getattr(find_spec("jieba"), "submodule_search_locations", [""])[0]
    return Path(folder, "dict.txt").read_text(encoding="utf-8")


def _joined(words: Iterator[str]) -> Iterator[str]:
    """Latin letters and digits that stand alone, side by side, are one word."""
    latin = ""
    for word in words:
        if len(word) == 1 and _LATIN.match(word):
            latin += word
            continue
        if latin:
            yield latin
            latin = ""
        yield word
    if latin:
        yield latin
