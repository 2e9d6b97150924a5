"""The office's own words, kept as plain text that a clerk can edit: synonyms, dictionary, stop words, duties (词表).

Lines of every file: empty lines and what follows `#` are skipped; full-width punctuation is as good as half-width.

    dictionary  := WORD [FREQUENCY]
    stop words  := WORD
    synonyms    := OFFICIAL "=" VARIANT {("," | "、") VARIANT}           the variants mean the official word
                 | WORD "~" WORD {("," | "、") WORD} ["@" WEIGHT]       the words have to do with each other
                 | SAID ">" MEANT {("," | "、") MEANT} ["@" WEIGHT]     who says the first may mean the others
    weight      := "0." DIGIT {DIGIT}                                  how near, 0.5 where nothing is written
    duties      := UNIT     "=" WORD {("," | "、") WORD}            what a department deals with, best words first
    letters     := {LETTER}                                        the commonest characters first
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.documents import Problem
from knowledge.meanings import NO_MEANINGS, Meanings
from knowledge.patterns import regex
from knowledge.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DEFAULT_FREQUENCY = 2000
"""How common a word of our own counts as, among the segmenter's words: above its parts, below everyday words."""

DEFAULT_WEIGHT = 0.5
"""How near related words count as, of 1 for words that mean the same."""

_SEPARATORS = regex(r"[,，、;；]")
_WEIGHT = regex(r"@\s*(0?\.\d+)\s*$")
_PARTS = 3
_SIGNS = str.maketrans("＝～＞＠", "=~>@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Words the segmenter must know, what means the same, what says nothing, and who deals with what."""

    words: Mapping[str, int] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)
    related: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    stopwords: frozenset[str] = frozenset()
    duties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    letters: Mapping[str, float] = field(default_factory=dict)
    """how much a common character tells, from 0 to 1; what is not here tells 1"""
    meanings: Meanings = NO_MEANINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    where: str
    head: str
    sign: str
    members: Mapping[str, str]
    """The words of the other side as written, each with its normal form."""
    weight: float


def lexicon_from(
    *,
    dictionary: str = "",
    synonyms: Mapping[str, str] | None = None,
    stopwords: str = "",
    duties: str = "",
    letters: str = "",
    meanings: Meanings = NO_MEANINGS,
) -> tuple[Lexicon, tuple[Problem, ...]]:
    """Read the files, synonyms by the name of each; a line that cannot be read is named and left out."""
    problems: list[Problem] = []
    pairs = tuple(
        pair
        for name, text in (synonyms or {}).items()
        for pair in _pairs_from(text, f"同义词表{name}", problems, signs="=~>")
    )
    lexicon = Lexicon(
        words=_words_from(dictionary, problems),
        synonyms=_synonyms_from((pair for pair in pairs if pair.sign == "="), problems),
        related=_related_from(pair for pair in pairs if pair.sign != "="),
        stopwords=frozenset(normal(word) for _, word in _lines(stopwords)),
        duties={pair.head: tuple(pair.members) for pair in _pairs_from(duties, "部门职责表", problems)},
        letters=_letters_from(letters),
        meanings=meanings,
    )
    return lexicon, tuple(problems)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.partition("#")[0].strip().removeprefix("\ufeff")
        if content:
            yield number, content


def _letters_from(text: str) -> dict[str, float]:
    """How much each character tells: its place by the logarithm, as common ones are common by a power (Zipf)."""
    ordered = "".join(line for _, line in _lines(text))
    return {letter: math.log(place) / math.log(len(ordered) + 1) for place, letter in enumerate(ordered, start=1)}


def _words_from(text: str, problems: list[Problem]) -> dict[str, int]:
    words: dict[str, int] = {}
    for number, line in _lines(text):
        word, _, frequency = line.partition(" ")
        if not frequency:
            words[normal(word)] = DEFAULT_FREQUENCY
        elif frequency.isascii() and frequency.isdigit() and int(frequency) > 0:
            words[normal(word)] = int(frequency)
        else:
            problems.append(
                Problem(
                    where=f"词典第{number}行", text=line, reason="词语后面只能空一格写一个正整数作为词频，也可以不写"
                )
            )
    return words


def _pairs_from(text: str, name: str, problems: list[Problem], signs: str = "=") -> Iterator[_Pair]:
    for number, line in _lines(text):
        parts = re.split(f"([{signs}])", line.translate(_SIGNS), maxsplit=1)
        head, sign, tail = parts if len(parts) == _PARTS else (line, "", "")
        weight = _WEIGHT.search(tail)
        tail = tail[: weight.start()] if weight else tail
        members = {part.strip(): plain for part in _SEPARATORS.split(tail) if (plain := normal(part))}
        if normal(head) and members:
            yield _Pair(
                where=f"{name}第{number}行",
                head=head.strip(),
                sign=sign,
                members=members,
                weight=float(weight[1]) if weight else DEFAULT_WEIGHT,
            )
        else:
            reason = f"请写成“词语 {' 或者 '.join(signs)} 词语，词语”的样子，两边都要有内容"
            problems.append(Problem(where=f"{name}第{number}行", text=line, reason=reason))


def _synonyms_from(pairs: Iterable[_Pair], problems: list[Problem]) -> dict[str, str]:
    meanings: dict[str, str] = {}
    for pair in pairs:
        official = normal(pair.head)
        for variant in pair.members.values():
            known = meanings.setdefault(variant, official)
            if known != official:
                reason = f"“{variant}”已经写在“{known}”后面，同一个说法只能对应一个正式名称，请删去一处"
                problems.append(Problem(where=pair.where, text=variant, reason=reason))
    return meanings


def _related_from(pairs: Iterable[_Pair]) -> dict[str, dict[str, float]]:
    related: dict[str, dict[str, float]] = defaultdict(dict)
    for pair in pairs:
        head = normal(pair.head)
        for member in pair.members.values():
            related[head][member] = pair.weight
            if pair.sign == "~":
                related[member][head] = pair.weight
    return dict(related)
