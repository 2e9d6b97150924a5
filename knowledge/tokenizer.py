"""Chinese text as words: jieba with a dictionary closed over the bank, the office's synonyms and stop words (分词).

jieba's full dictionary takes half a second to prepare. Asking needs only the words that occur in the bank, so the
dictionary is cut down to those (and to the office's own), which is ready in a fraction of that and answers as well.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

from knowledge.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from knowledge.lexicon import Lexicon

_NAME_FREQUENCY = 5000
_LONGEST_NAME = 40
_POLICY_NAME = re.compile(r"《([^《》]{2,40})》")


class Tokenizer:
    """Cuts text into words of one bank; build it anew when the bank changes."""

    def __init__(self, lexicon: Lexicon, *, texts: Iterable[str] = (), names: Iterable[str] = ()) -> None:
        """Learn the words that occur in `texts`, and `names` of units and policies whole."""
        self._stopwords = lexicon.stopwords
        self._rewrites = _Rewrites(lexicon.synonyms)
        own = dict(lexicon.words)
        for word in (*lexicon.synonyms, *lexicon.synonyms.values(), *lexicon.stopwords):
            own.setdefault(word, 1)
        bank: set[str] = set()
        for text in texts:
            bank.update((plain := normal(text), self._rewrites.apply(plain)))
            for policy in _POLICY_NAME.findall(text):
                own[normal(policy)] = _NAME_FREQUENCY
        for name in names:
            if 1 < len(plain := normal(name)) <= _LONGEST_NAME:
                own[plain] = _NAME_FREQUENCY
        self._jieba = _segmenter((*bank, *own), own)

    def canonical(self, text: str) -> str:
        """The normal form with every spoken or short form replaced by the official word."""
        return self._rewrites.apply(normal(text))

    def words(self, text: str) -> tuple[str, ...]:
        """The words of the canonical form, without stop words."""
        return tuple(word for word in self.cut(self.canonical(text)) if word not in self._stopwords)

    def cut(self, canonical: str) -> tuple[str, ...]:
        """Every word of a text that is canonical already."""
        return tuple(word for word in self._jieba.cut(canonical, HMM=False) if word != " ")


def bigrams(text: str) -> tuple[str, ...]:
    """Neighbouring characters of a normal form; a single character stands for itself."""
    return tuple(text[i : i + 2] for i in range(len(text) - 1)) or ((text,) if text else ())


class _Rewrites:
    """Replaces the longest known variant at each place; official words are known too, so that no part of one is."""

    def __init__(self, synonyms: dict[str, str] | Any) -> None:
        meanings = {official: official for official in synonyms.values()} | dict(synonyms)
        self._by_first: dict[str, list[tuple[str, str]]] = {}
        for variant in sorted(meanings, key=lambda word: (-len(word), word)):
            self._by_first.setdefault(variant[:1], []).append((variant, meanings[variant]))

    def apply(self, text: str) -> str:
        return "".join(self._pieces(text))

    def _pieces(self, text: str) -> Iterator[str]:
        place = 0
        while place < len(text):
            for variant, official in self._by_first.get(text[place], ()):
                if text.startswith(variant, place):
                    yield official
                    place += len(variant)
                    break
            else:
                yield text[place]
                place += 1


def _segmenter(texts: Iterable[str], own: dict[str, int]) -> Any:
    """A jieba tokenizer that knows the words occurring in the texts; it reads jieba's dictionary and writes nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its source warns when compiled, and so may what it imports
        import jieba  # noqa: PLC0415 - a tenth of a second that only answering needs
    jieba.default_logger.removeHandler(jieba.log_console)
    tokenizer = jieba.Tokenizer()
    pairs = {pair for text in texts for pair in bigrams(text)}
    frequencies: dict[str, int] = {}
    with tokenizer.get_dict_file() as file:
        for line in file.read().decode().splitlines():
            if line[1] == " " or (line[:2] in pairs):
                word, frequency, *_ = line.split(" ")
                if all(pair in pairs for pair in bigrams(word)[1:]):
                    frequencies[word] = int(frequency)
    frequencies |= {word: max(frequency, frequencies.get(word, 0)) for word, frequency in own.items()}
    total = sum(frequencies.values())
    for word in list(frequencies):
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = frequencies, total, True
    return tokenizer
