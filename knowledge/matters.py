"""Which questions without an answer are one matter (未答事项): each belongs to a matter that is open, or begins one.

A matter is compared as the bank compares its entries: its wordings are the phrasings of one entry, and what is read
there is read with the words weighed as the bank weighs them, so that a handful of matters is told apart as surely as
hundreds are. The confidence that ranks answers then says how surely a question means the same; it falls where a second
matter is as near.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.entries import Entry
from knowledge.kinds import deeds
from knowledge.phrasings import Reading, phrase
from knowledge.ranking import RANKED, compare, odds_alone
from knowledge.text import normal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from knowledge.index import Index
    from knowledge.phrasings import Phrasing

SAME_FROM = 0.5
"""The likeness from which a question belongs to a matter: more likely than not."""
NEAR_FROM = 0.3
"""The likeness from which a matter that was answered says which unit may answer this one."""
MOST_NEAR = 10
"""So many of the nearest matters are looked at more closely."""
MOST_WORDINGS = 30
"""So many wordings of a matter are compared; more hardly tell more."""


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
        self._read: dict[str, Phrasing] = {}

    def belongs(self, question: str, matters: Collection[Matter], *, least: float = SAME_FROM) -> int | None:
        """The matter that a question belongs to, or None where it is a new one.

        The same words are the same matter; else the nearest is, where the likeness is at least `least` and the same is
        to be done: 补办 is no wording of 激活. What else is open changes nothing.
        """
        plain = normal(question)
        said = {matter.id: tuple(dict.fromkeys(map(normal, matter.wordings))) for matter in matters}
        for matter_id, wordings in said.items():
            if plain in wordings:
                return matter_id
        wanted = deeds(plain)
        fit = {
            matter_id: kept
            for matter_id, wordings in said.items()
            if (kept := [text for text in wordings if deeds(text) == wanted][:MOST_WORDINGS])
        }
        if not fit:
            return None
        index, asked = self._beside(fit, plain)
        compared = compare(index, asked, allowed=lambda _: True, weights=RANKED, limit=MOST_NEAR)
        if not compared.entries:
            return None
        odds = odds_alone(compared.features)
        nearest = int(odds.argmax())
        likeness = 1 / (1 + math.exp(-float(odds[nearest])))
        return int(compared.entries[nearest].id) if likeness >= least else None

    def _beside(self, said: Mapping[int, Sequence[str]], plain: str) -> tuple[Index, Phrasing]:
        """The matters as entries of a small bank, and the question as it is read there."""
        shown = {Entry(id=str(matter_id), question=texts[0], answer=""): texts for matter_id, texts in said.items()}
        texts = {text for some in said.values() for text in some}
        tokenizer = self._index.tokenizer
        self._read |= {text: phrase(text, tokenizer) for text in sorted(texts - self._read.keys())}
        readings = {
            entry: Reading(phrasings=tuple((self._read[text], False) for text in some), body="", told=())
            for entry, some in shown.items()
        }
        return self._index.beside(readings), phrase(plain, tokenizer)
