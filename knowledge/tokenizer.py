"""Chinese text as words: jieba's dictionary closed over the bank, the office's synonyms and stop words (分词).

jieba's full dictionary takes half a second to prepare. Asking needs only the words that occur in the bank, so the
dictionary is cut down to those (and to the office's own), which is ready in a fraction of that and answers as well.
"""

from __future__ import annotations

import math
import re
from copy import copy
from typing import TYPE_CHECKING

from knowledge.patterns import regex
from knowledge.segmenter import Segmenter, dictionary
from knowledge.text import normal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from knowledge.lexicon import Lexicon
    from knowledge.meanings import Meanings

_NAME_FREQUENCY = 5000
_LONGEST_NAME = 40
_COUNTED = 60_000_000
"""So many words jieba's dictionary was counted from."""
_POLICY_NAME = regex(r"《([^《》]{2,40})》")


class Tokenizer:
    """Cuts text into words of one bank; build it anew when the bank changes."""

    def __init__(self, lexicon: Lexicon, *, texts: Iterable[str] = (), names: Iterable[str] = ()) -> None:
        """Learn the words that occur in `texts`, and `names` of units and policies whole."""
        self._lexicon = lexicon
        frequencies = dict(lexicon.words)
        bank: set[str] = set()
        for text in texts:
            bank.add(normal(text))
            for policy in _POLICY_NAME.findall(text):
                frequencies[normal(policy)] = _NAME_FREQUENCY
        for name in names:
            if 1 < len(plain := normal(name)) <= _LONGEST_NAME:
                frequencies[plain] = _NAME_FREQUENCY
        whole = {*lexicon.synonyms, *lexicon.synonyms.values(), *lexicon.related}
        self._segmenter, self._counts, self._parts = _segmenter((*bank, *lexicon.stopwords), frequencies, sorted(whole))

    def learning(self, texts: Iterable[str]) -> Tokenizer:
        """A tokenizer that knows the dictionary's words of these texts too."""
        pairs = {pair for text in texts for pair in bigrams(normal(text))}
        new = _counted(pairs, _lines_of({pair[0] for pair in pairs}))
        counts = {word: count for word, count in new.items() if word not in self._counts}
        if not counts:
            return self
        learnt = copy(self)
        learnt._learn(counts)  # noqa: SLF001 - one of its own kind
        return learnt

    def _learn(self, counts: dict[str, int]) -> None:
        self._counts = self._counts | counts
        self._segmenter = self._segmenter.learning(counts)

    def cut(self, text: str) -> tuple[str, ...]:
        """The words of a text in order, every spoken or short form replaced by the official word."""
        return self.cut_normal(normal(text))

    def cut_normal(self, plain: str) -> tuple[str, ...]:
        """The same of a normal form."""
        meanings = self._lexicon.synonyms
        return tuple(meanings.get(word, word) for word in self._segmenter.cut(plain) if word != " ")

    @property
    def meanings(self) -> Meanings:
        """The vectors of wordings."""
        return self._lexicon.meanings

    def parts(self, word: str) -> tuple[str, ...]:
        """The words that one of the office's own long words is made of, official ones; none for other words."""
        meanings = self._lexicon.synonyms
        return tuple(meanings.get(part, part) for part in self._parts.get(word, ()))

    def telling(self, words: Iterable[str]) -> frozenset[str]:
        """The words without stop words."""
        return frozenset(words) - self._lexicon.stopwords

    def told(self, words: Iterable[str]) -> tuple[str, ...]:
        """The words without stop words, in order and as often as they were said."""
        stopwords = self._lexicon.stopwords
        return tuple(word for word in words if word not in stopwords)

    def tells(self, word: str) -> float:
        """How much a word tells by how common it is in the language at large, from 0 to 1; 1 where nothing is known."""
        return 1 - math.log(self._counts.get(word, 0) + 1) / math.log(_COUNTED)

    def letter_tells(self, letter: str) -> float:
        """The same of a single character."""
        return self._lexicon.letters.get(letter, 1.0)

    def variants(self, words: Collection[str]) -> dict[str, str]:
        """The spoken and short forms that mean one of these official words, with the word they mean."""
        return {variant: official for variant, official in self._lexicon.synonyms.items() if official in words}

    def related(self, word: str) -> Mapping[str, float]:
        """What who says this word may mean, each with how near it is, from 0 to 1."""
        return self._lexicon.related.get(word, {})


def bigrams(text: str) -> tuple[str, ...]:
    """Neighbouring characters of a normal form; a single character stands for itself."""
    return tuple(text[i : i + 2] for i in range(len(text) - 1)) or ((text,) if text else ())


def _segmenter(
    texts: Iterable[str], frequencies: Mapping[str, int], whole: Iterable[str]
) -> tuple[Segmenter, dict[str, int], dict[str, tuple[str, ...]]]:
    """A segmenter that knows the words of the texts, how often jieba counts them, and the parts of words in `whole`.

    Words in `whole` are made just common enough not to be cut into parts.
    """
    pairs = {pair for text in (*texts, *frequencies, *whole) for pair in bigrams(text)}
    counts = _counted(pairs, dictionary().splitlines())
    known = counts | {word: max(count, counts.get(word, 0)) for word, count in frequencies.items()}
    total = sum(known.values())
    segmenter = Segmenter(known, total=total)
    parts = {}
    for word in whole:
        cut = tuple(segmenter.cut(word))
        if len(cut) > 1:
            parts[word] = tuple(part for part in cut if len(part) > 1)
        likely = math.prod(max(known.get(part, 1), 1) / total for part in cut)
        known[word] = max(known.get(word, 0), int(likely * total) + 1)
    return Segmenter(known, total=total), counts, parts


def _counted(pairs: Collection[str], lines: Iterable[str]) -> dict[str, int]:
    """The words of these lines that these neighbouring characters make up, and all single ones; with their counts."""
    counts: dict[str, int] = {}
    for line in lines:
        if line[:2] in pairs or line[1:2] == " ":
            word, count, _ = line.split(" ", 2)
            if all(pair in pairs for pair in bigrams(word)[1:]):
                counts[word] = int(count)
    return counts


def _lines_of(letters: Collection[str]) -> list[str]:
    """The lines of the dictionary that begin with these characters."""
    beginnings = "".join(map(re.escape, letters))
    return re.findall(f"\n([{beginnings}].*)", f"\n{dictionary()}") if letters else []
