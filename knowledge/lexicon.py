"""The office's own words, kept as plain text that a clerk can edit: synonyms, dictionary, stop words, duties (词表).

Lines of every file: empty lines and what follows `#` are skipped; full-width punctuation is as good as half-width.

    dictionary  := WORD [FREQUENCY]
    stop words  := WORD
    synonyms    := OFFICIAL "=" VARIANT {("," | "、") VARIANT}      the variants mean the official word
    duties      := UNIT     "=" WORD {("," | "、") WORD}            what a department deals with, best words first
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.documents import Problem
from knowledge.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEFAULT_FREQUENCY = 2000
"""How common a word of our own counts as, among the segmenter's words: above its parts, below everyday words."""

_SEPARATORS = re.compile(r"[,，、;；]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Words the segmenter must know, what means the same, what says nothing, and who deals with what."""

    words: Mapping[str, int] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)
    stopwords: frozenset[str] = frozenset()
    duties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def lexicon_from(
    *, dictionary: str = "", synonyms: str = "", stopwords: str = "", duties: str = ""
) -> tuple[Lexicon, tuple[Problem, ...]]:
    """Read the four files; a line that cannot be read is named and left out."""
    problems: list[Problem] = []
    words = _words_from(dictionary, problems)
    meanings = _synonyms_from(synonyms, problems)
    departments = {unit: tuple(names) for _, unit, names in _pairs_from(duties, "部门职责表", problems)}
    lexicon = Lexicon(
        words=words,
        synonyms=meanings,
        stopwords=frozenset(normal(word) for _, word in _lines(stopwords)),
        duties=departments,
    )
    return lexicon, tuple(problems)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.partition("#")[0].strip().removeprefix("\ufeff")
        if content:
            yield number, content


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


def _pairs_from(text: str, name: str, problems: list[Problem]) -> Iterator[tuple[int, str, list[str]]]:
    for number, line in _lines(text):
        head, equals, tail = line.replace("＝", "=").partition("=")
        members = [part.strip() for part in _SEPARATORS.split(tail) if part.strip()]
        if head.strip() and equals and members:
            yield number, head.strip(), members
        else:
            problems.append(
                Problem(
                    where=f"{name}第{number}行",
                    text=line,
                    reason="请写成“正式名称 = 别名，别名”的样子，等号两边都要有内容",
                )
            )


def _synonyms_from(text: str, problems: list[Problem]) -> dict[str, str]:
    meanings: dict[str, str] = {}
    for number, head, variants in _pairs_from(text, "同义词表", problems):
        official = normal(head)
        for variant in variants:
            known = meanings.setdefault(normal(variant), official)
            if known != official:
                problems.append(
                    Problem(
                        where=f"同义词表第{number}行",
                        text=variant,
                        reason=f"“{variant}”已经写在“{known}”后面，同一个说法只能对应一个正式名称，请删去一处",
                    )
                )
    return meanings
