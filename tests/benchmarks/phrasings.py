"""A bank of any size for measuring speed, made by recombination: no data but ours and jieba's dictionary is needed.

The frame of a sample question (请问, 怎么, 需要 …) stays; its nouns and verbs are drawn from the dictionary by how
common they are. So the words are as many and as unevenly spread as in real text, which an index feels. Each entry has
five phrasings that vary one another; each question varies a phrasing once more, so that its entry is known.
"""

from __future__ import annotations

import random
from collections import defaultdict
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from knowledge.entries import Entry, entries_from_jsonl
from tests.benchmarks.plainly import jieba

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SEED = 20261124
PHRASINGS = 5
"""of each entry"""
DRAWN = 0.8
"""the share of nouns and verbs that are drawn anew"""
BEFORE = ("", "", "请问", "我想问一下", "麻烦问下", "那个")
AFTER = ("", "", "呢", "啊", "？", "，谢谢")

Frame = tuple[tuple[str, str], ...]
"""Words, each with n or v where another of its kind may stand, else with nothing"""


class Asked(NamedTuple):
    """A question and the id of the entry that it varies."""

    text: str
    gold: str


def bank(phrasings: int) -> tuple[Entry, ...]:
    """So many phrasings, five to an entry; a smaller bank is the beginning of a larger one."""
    chance = random.Random(SEED)
    return tuple(_entry(chance, number) for number in range(phrasings // PHRASINGS))


def questions(entries: Iterable[Entry], count: int) -> tuple[Asked, ...]:
    """A further wording of each of so many entries, drawn by chance."""
    chance = random.Random(SEED + 1)
    drawn = chance.choices(tuple(entries), k=count)
    return tuple(
        Asked(text=_varied(chance, tuple(jieba.cut(chance.choice((one.question, *one.similar))))), gold=one.id)
        for one in drawn
    )


def _entry(chance: random.Random, number: int) -> Entry:
    words = tuple(_filled(chance, chance.choice(_frames())))
    said = {"".join(words): None}
    while len(said) < PHRASINGS:
        said.setdefault(_varied(chance, words))
    question, *similar = said
    return Entry(id=f"g{number:06}", question=question, answer="答", similar=tuple(similar))


def _filled(chance: random.Random, frame: Frame) -> Iterator[str]:
    for word, kind in frame:
        if kind and chance.random() < DRAWN:
            words, weights = _words()[kind]
            yield chance.choices(words, cum_weights=weights)[0]
        else:
            yield word


def _varied(chance: random.Random, words: tuple[str, ...]) -> str:
    """The same words said a little differently: one left out or moved, something said before and after."""
    order = list(words)
    if len(order) > 2:
        word = order.pop(chance.randrange(len(order)))
        if chance.random() < 0.6:
            order.insert(chance.randrange(len(order) + 1), word)
    return chance.choice(BEFORE) + "".join(order) + chance.choice(AFTER)


@cache
def _frames() -> tuple[Frame, ...]:
    """The wordings of the sample bank, cut into words."""
    sample, _ = entries_from_jsonl((files("knowledge") / "data" / "sample_bank.jsonl").read_text(encoding="utf-8"))
    kinds = {word: kind for kind, (words, _) in _words().items() for word in words}
    return tuple(
        tuple((word, kinds.get(word, "")) for word in jieba.cut(text))
        for entry in sample
        for text in (entry.question, *entry.similar)
    )


@cache
def _words() -> dict[str, tuple[tuple[str, ...], tuple[int, ...]]]:
    """jieba's nouns and verbs of two to four characters, with the running sum of how common they are."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, often, kind = line.decode().split()
            if kind[0] in "nv" and 2 <= len(word) <= 4:
                found[kind[0]].append((word, int(often)))
    return {
        kind: (tuple(word for word, _ in words), tuple(accumulate(often for _, often in words)))
        for kind, words in found.items()
    }
