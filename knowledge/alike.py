"""Which of many questions nearly say the same (相近的问法), without comparing each with each."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING

from knowledge.kinds import numbers
from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NEARLY_SAME = 92
"""Edit similarity, of 100, from which two questions look like one."""
_ONE_WAY = (
    (regex(r"咋个|咋样|咋|怎么样|怎么|怎样|如何"), "怎"),
    (regex(r"什么|哪些|啥子|啥|哪几[样种个]"), "什"),
    (regex(r"能不能|可不可以|可以|能否|可否|行不行"), "能"),
    (regex(r"多长时间|多久|好久|几天"), "久"),
    (regex(r"什么地方|哪里|哪儿"), "哪"),
    (regex(r"办理"), "办"),
    (regex(r"[吗呢吧么的了呀啊]|不$"), ""),
)


def reduced(text: str) -> str:
    """The characters of a normal form, asking words written one way, in an order of their own (怎么补 is 补咋)."""
    for pattern, one in _ONE_WAY:
        text = pattern.sub(one, text)
    return "".join(sorted(text))


def alike(one: str, other: str) -> bool:
    """Whether two normal forms say nearly the same."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - most who read entries do not check them

    near = reduced(one) == reduced(other) or fuzz.ratio(one, other) >= NEARLY_SAME
    return near and numbers(one) == numbers(other)


def pairs(texts: Sequence[str]) -> list[tuple[int, int]]:
    """The places of every two different normal forms that nearly say the same; numbers make a difference."""
    return sorted({*_near(texts), *_turned(texts)})


def _turned(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Texts of the same words in another order."""
    first: dict[tuple[frozenset[str], str], int] = {}
    for place, text in enumerate(texts):
        words = reduced(text)
        earlier = first.setdefault((numbers(text), words), place)
        if words and earlier != place:
            yield earlier, place


def _near(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Texts a few characters apart.

    Only texts that share one of their rarest bigrams are compared. So many are taken of each that no pair escapes: two
    texts that nearly say the same share all bigrams but a few, so they share one of the few rarest and one more (prefix
    filtering).
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - as above

    bigrams = [{text[place : place + 2] for place in range(len(text) - 1)} for text in texts]
    common = Counter(pair for found in bigrams for pair in found)
    holders: defaultdict[tuple[frozenset[str], str], tuple[list[int], list[str]]] = defaultdict(lambda: ([], []))
    for place, (text, found) in enumerate(zip(texts, bigrams, strict=True)):
        rarest = sorted(found, key=lambda pair: (common[pair], pair))[: _lost(len(text)) + 1]
        figures = numbers(text)
        for pair in rarest:
            places, held = holders[figures, pair]
            for _, _, number in process.extract(text, held, scorer=fuzz.ratio, score_cutoff=NEARLY_SAME, limit=None):
                yield places[number], place
            places.append(place)
            held.append(text)


@cache
def _lost(length: int) -> int:
    """How many bigrams of a text of that length a text that nearly says the same can lack.

    Of the edits that the similarity allows, a character left out breaks two bigrams, a character put in breaks one.
    """
    allowed = (100 - NEARLY_SAME) / 100
    most = int(allowed * 3 * length) + 1
    return max(
        2 * out + put for out in range(most) for put in range(most) if out + put <= allowed * (2 * length - out + put)
    )
