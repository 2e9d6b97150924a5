"""The synonyms as shipped are sound: whatever is wrong is named by file, line and word."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from knowledge.lexicon import lexicon_from
from knowledge.text import normal
from tests.knowledge.bank import DATA, lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ASKING = frozenset({"怎么", "什么", "是否"})
"""Stop words that are official words none the less: a question's kind is read from them before they are left out."""

_ALLOWED = re.compile(r"(?<=[：、]).(?=[、。（])")
"""The characters that a comment about single characters lists: 单个字只收：办、领（取）。"""

_SIGNS = re.compile(r"[=~>＝～＞]")
_WORDS = re.compile(r"[,，、;；=~>＝～＞]")
_WEIGHT = re.compile(r"[@＠]\s*(\S+)\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One line of a file, read by itself."""

    where: str
    text: str
    meanings: Mapping[str, str]
    related: Mapping[str, Mapping[str, float]]
    faulty: bool

    def pairs(self) -> Iterator[tuple[str, str, float]]:
        """The related words of the line, each with the word that leads to it and how near it is."""
        return ((said, meant, near) for said, others in self.related.items() for meant, near in others.items())


@cache
def _files() -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in sorted((DATA / "synonyms").iterdir())}


@cache
def _rows() -> tuple[_Row, ...]:
    return tuple(
        _Row(
            where=f"{name}第{number}行",
            text=text,
            meanings=read.synonyms,
            related=read.related,
            faulty=bool(problems),
        )
        for name, content in _files().items()
        for number, line in enumerate(content.splitlines(), start=1)
        if (text := line.partition("#")[0].strip())
        for read, problems in [lexicon_from(synonyms={name: text})]
    )


@cache
def _meanings() -> dict[str, str]:
    return {variant: official for row in _rows() for variant, official in row.meanings.items()}


def _found(faults: Iterable[str]) -> str:
    """The faults, one a line: an assertion on a list would show only the first."""
    return "\n".join(sorted(set(faults)))


def test_the_files_are_read_without_a_problem() -> None:
    _, problems = lexicon_from(synonyms=_files())
    assert _found(f"{one.where} {one.text}：{one.reason}" for one in problems) == ""
    assert _found(f"{row.where} {row.text}" for row in _rows() if row.faulty) == ""


def test_a_line_has_one_sign_and_a_weight_only_where_it_counts() -> None:
    assert _found(f"{row.where} {row.text}" for row in _rows() if len(_SIGNS.findall(row.text)) != 1) == ""
    weighed = [(row, found[1]) for row in _rows() if (found := _WEIGHT.search(row.text))]
    assert _found(f"{row.where} @{weight}" for row, weight in weighed if not re.fullmatch(r"0?\.\d+", weight)) == ""
    assert _found(f"{row.where} {row.text}" for row, _ in weighed if row.meanings) == ""


def test_a_word_is_written_in_full() -> None:
    """What the normal form leaves out (sighs, greetings, spaces) must not be part of a word: it would mean another."""
    lost = _found(
        f"{row.where} {word.strip()}"
        for row in _rows()
        for word in _WORDS.split(_WEIGHT.sub("", row.text))
        if len(normal(word)) != len(word.strip())
    )
    assert lost == ""


def test_a_variant_has_one_official_word_and_is_written_once() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for row in _rows():
        for variant, official in row.meanings.items():
            places[variant].append(f"{row.where} {official} = {variant}")
    assert _found("；".join(found) for found in places.values() if len(found) > 1) == ""


def test_a_variant_is_never_an_official_word() -> None:
    officials = {official: row.where for row in _rows() for official in row.meanings.values()}
    chained = _found(
        f"{row.where} {official} = {variant}；{officials[variant]} {variant} = …"
        for row in _rows()
        for variant, official in row.meanings.items()
        if variant in officials
    )
    assert chained == ""


def test_an_official_word_is_no_stop_word() -> None:
    silent = lexicon().stopwords - ASKING
    assert _found(f"{row.where} {word}" for row in _rows() for word in {*row.meanings.values()} & silent) == ""


def test_a_variant_of_one_character_has_its_reason_in_the_file() -> None:
    comments = [line for content in _files().values() for line in content.splitlines() if line.startswith("#")]
    allowed = {word for line in comments if "单个字" in line for word in _ALLOWED.findall(line)}
    alone = _found(
        f"{row.where} {official} = {variant}"
        for row in _rows()
        for variant, official in row.meanings.items()
        if len(variant) == 1 and variant not in allowed
    )
    assert alone == ""


def test_related_words_are_official_words() -> None:
    """A variant is replaced before it is compared, so that beside ~ and > it would never be found, or says = again."""
    hidden = _found(
        f"{row.where} {word}（{_meanings()[word]} = {word}）"
        for row in _rows()
        for said, meant, _ in row.pairs()
        for word in (said, meant)
        if word in _meanings()
    )
    assert hidden == ""


def test_a_word_is_not_related_to_itself_and_a_pair_is_written_once() -> None:
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in _rows():
        for said, meant, near in row.pairs():
            places[said, meant].append(f"{row.where} {said} {meant} @{near}")
    found = _found("；".join(one) for (said, meant), one in places.items() if said == meant or len(one) > 1)
    assert found == ""
