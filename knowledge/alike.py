"""Which of many questions nearly say the same (相近的问法), without comparing each with each."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from knowledge.kinds import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NEARLY_SAME = 92
"""Edit similarity, of 100, from which two questions look like one."""
_LOST = 0.35
"""At most so many bigrams a character can two texts that are nearly the same not share: 0.08 of both lengths are
edits, the longer is at most 1.08 / 0.92 of the shorter, and an edit breaks at most two bigrams."""

_ONE_WAY = (
    (re.compile(r"咋个|咋样|咋|怎么样|怎么|怎样|如何"), "怎"),
    (re.compile(r"什么|哪些|啥子|啥|哪几[样种个]"), "什"),
    (re.compile(r"能不能|可不可以|可以|能否|可否|行不行"), "能"),
    (re.compile(r"多长时间|多久|好久|几天"), "久"),
    (re.compile(r"什么地方|哪里|哪儿"), "哪"),
    (re.compile(r"办理"), "办"),
    (re.compile(r"[吗呢吧么的了呀啊]|不$"), ""),
)


def reduced(text: str) -> str:
    """The characters of a normal form, asking words written one way, in an order of their own (怎么补 is 补咋)."""
    for pattern, one in _ONE_WAY:
        text = pattern.sub(one, text)
    return "".join(sorted(text))


def pairs(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of every two different normal forms that nearly say the same; numbers make a difference."""
    for later, earlier in sorted({*_near(texts), *_turned(texts)}):
        if numbers(texts[earlier]) == numbers(texts[later]):
            yield earlier, later


def _turned(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Texts of the same words in another order."""
    first: dict[str, int] = {}
    for place, text in enumerate(texts):
        key = reduced(text)
        if key and first.setdefault(key, place) != place:
            yield place, first[key]


def _near(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Texts a few characters apart.

    Only texts that share one of their rarest bigrams are compared; with `_LOST` no pair escapes (prefix filtering).
    """
    from rapidfuzz import fuzz  # noqa: PLC0415 - most who read entries do not check them

    bigrams = [{text[place : place + 2] for place in range(len(text) - 1)} for text in texts]
    common = Counter(pair for found in bigrams for pair in found)
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for place, (text, found) in enumerate(zip(texts, bigrams, strict=True)):
        rarest = sorted(found, key=lambda pair: (common[pair], pair))[: int(_LOST * len(text)) + 1]
        for other in {other for pair in rarest for other in holders[pair]}:
            if fuzz.ratio(text, texts[other], score_cutoff=NEARLY_SAME):
                yield place, other
        for pair in rarest:
            holders[pair].append(place)
