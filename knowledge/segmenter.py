"""Jieba over a dictionary of our own making: text as the likeliest row of words (分词)."""

from __future__ import annotations

import warnings
from copy import copy
from functools import cache
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Segmenter:
    """Cuts text into known words and, where there are none, single characters; Latin letters stay together."""

    def __init__(self, counts: Mapping[str, int], *, total: int) -> None:
        """Learn how often each word is counted in how many words of text."""
        self._total = total
        self._counts: dict[str, int] = {}
        self._jieba: Any = None
        self._learn(counts)

    def __getstate__(self) -> dict[str, object]:
        """What it knows, without jieba's own object, which is made when first asked."""
        return vars(self) | {"_jieba": None}

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
        if self._jieba is None:
            self._jieba = _jieba().Tokenizer()
            self._jieba.FREQ, self._jieba.total, self._jieba.initialized = self._counts, self._total, True
        words: Iterator[str] = self._jieba.cut(text, HMM=False)
        return words


def dictionary() -> str:
    """Jieba's own dictionary: a word, its count and its kind a line."""
    with TextIOWrapper(_jieba().Tokenizer().get_dict_file(), encoding="utf-8") as lines:
        return lines.read()


@cache
def _jieba() -> Any:  # noqa: ANN401 - jieba ships no types
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its source warns when compiled, and so may what it imports
        import jieba  # noqa: PLC0415 - a tenth of a second that only answering needs
    jieba.default_logger.removeHandler(jieba.log_console)
    return jieba
