"""Which questions without an answer are one matter (未答事项): each belongs to a matter that is open, or begins one.

A question is compared with the wordings of each matter as the bank compares it with its phrasings: the same features,
words weighed as the bank weighs them, and the model that says how sure an answer is. So a handful of matters is told
apart nearly as surely as hundreds are: what else is open changes only against which best score the search is counted.
The mean of a matter's nearest wordings counts; what is wanted done otherwise (补办, 激活) is another matter. A small
bank does not know yet which words are common, so there it takes more to be the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge.entries import Entry
from knowledge.features import features_of
from knowledge.kinds import deeds
from knowledge.patterns import regex
from knowledge.phrasings import Reading, phrase
from knowledge.ranking import odds_alone
from knowledge.text import normal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from knowledge.index import Index
    from knowledge.phrasings import Phrasing

SAME_FROM = 0.7
"""The likeness from which a question belongs to a matter."""
NEAR_FROM = 0.5
"""The likeness from which a matter that was answered says which unit may answer this one."""
NEAREST = 5
"""The mean of so many wordings of a matter counts: one that lies near by chance does not draw others in."""
UNLIKE = -9.0
"""The log-odds of a wording that shares nothing with the question."""
ENOUGH = 100
"""A bank of so many entries knows which words are common."""
CAUTION = 1.35
"""By so much the log-odds count for less in a bank of a tenth of that, by half of it in one of a third (measured by
`tests.benchmarks.clusters --bank`)."""
MOST_WORDINGS = 30
"""So many wordings of a matter are compared; more hardly tell more."""
REMEMBERED = 4000
"""So many matters and wordings are kept as they were read: they are compared again with each question that comes."""
_MASKED = regex(r"〔[^〔〕]{1,8}〕")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What several people asked, each in their own words, in the order in which they came."""

    id: int
    wordings: tuple[str, ...]


class Matters:
    """Tells matters apart by the words of one bank; what was read of a wording is kept while it is compared."""

    def __init__(self, index: Index) -> None:
        """Weigh words as this bank does."""
        self._index = index
        self._caution = CAUTION * max(0.0, math.log10(ENOUGH / max(1, len(index))))
        self._read: dict[str, Phrasing] = {}

    def belongs(self, question: str, matters: Collection[Matter], *, least: float = SAME_FROM) -> int | None:
        """The matter that a question belongs to, or None where it is a new one.

        The same words are the same matter; else the nearest is, where the likeness is at least `least` and the same is
        to be done: 补办 is no wording of 激活.
        """
        plain = _plain(question)
        said = {matter.id: _said(matter.wordings) for matter in matters}
        for matter_id, wordings in said.items():
            if plain in wordings:
                return matter_id
        wanted = deeds(plain)
        fit = {
            matter_id: kept
            for matter_id, wordings in said.items()
            if (kept := [text for text in wordings if _wanted(text) == wanted][:MOST_WORDINGS])
        }
        if not fit:
            return None
        self._read = {text: self._read[text] for some in said.values() for text in some if text in self._read}
        odds = self._odds(fit, plain)
        nearest = max(sorted(odds), key=odds.__getitem__)
        return nearest if 1 / (1 + math.exp(self._caution - odds[nearest])) >= least else None

    def _odds(self, said: Mapping[int, Sequence[str]], plain: str) -> dict[int, float]:
        """How likely a question means what each matter means, as log-odds: the mean of its nearest wordings."""
        index, asked = self._beside(said, plain)
        each: dict[int, list[float]] = {matter_id: [UNLIKE] * len(texts) for matter_id, texts in said.items()}
        found = index.search(asked, limit=sum(map(len, said.values())))
        likely = odds_alone(features_of(asked, found)).tolist() if found else []
        owners = [owner for hits in found for owner in hits.part.entry_of[hits.phrasings].tolist()]
        ids = tuple(said)
        for owner, odds in zip(owners, likely, strict=True):
            each[ids[owner]].append(odds)
        nearest = {
            matter_id: sorted(odds, reverse=True)[: min(NEAREST, len(said[matter_id]))]
            for matter_id, odds in each.items()
        }
        return {matter_id: sum(odds) / len(odds) for matter_id, odds in nearest.items()}

    def _beside(self, said: Mapping[int, Sequence[str]], plain: str) -> tuple[Index, Phrasing]:
        """The matters as entries of a small bank, and the question as it is read there."""
        shown = {Entry(id=str(matter_id), question=texts[0], answer=""): texts for matter_id, texts in said.items()}
        tokenizer = self._index.tokenizer
        for text in sorted({text for some in said.values() for text in some} - self._read.keys()):
            self._read[text] = phrase(text, tokenizer)
        readings = {
            entry: Reading(phrasings=tuple((self._read[text], False) for text in some), body="", told=())
            for entry, some in shown.items()
        }
        return self._index.beside(readings), phrase(plain, tokenizer)


@lru_cache(maxsize=REMEMBERED)
def _said(wordings: tuple[str, ...]) -> tuple[str, ...]:
    """The normal forms of a matter's wordings, each once."""
    return tuple(dict.fromkeys(map(_plain, wordings)))


_wanted = lru_cache(maxsize=REMEMBERED)(deeds)


def _plain(text: str) -> str:
    """The normal form, without what masking left in place of something personal."""
    return normal(_MASKED.sub("", text))
