"""Questions that found no answer: whose they seem to be (未答问题)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from knowledge.index import Index

_LEAST_SHARE = 0.34
_DUTY_VOTE = 2.0


def likely_unit(
    question: str, index: Index, *, duties: Mapping[str, tuple[str, ...]], unit_names: Iterable[str] = ()
) -> str | None:
    """The unit that seems responsible for a question, or None when nothing speaks for one.

    Two kinds of voters: what each department is known to deal with, and the units of entries that share the
    question's own words.
    """
    asked = index.phrase(question)
    names = tuple(unit_names)
    votes: dict[str, float] = defaultdict(float)
    for department, matters in duties.items():
        found = [matter for matter in matters if index.tokenizer.canonical(matter) in asked.canonical]
        if found:
            votes[_named(department, names)] += _DUTY_VOTE * max(map(len, found))
    for hit in index.search(asked, limit=10):
        unit = index.entries[hit.phrasing.entry].unit
        shared = asked.words & hit.phrasing.words
        if unit and shared:
            votes[unit] += sum(map(index.rarity, shared)) / index.unseen
    if not votes:
        return None
    best = max(votes, key=lambda unit: (votes[unit], unit))
    return best if votes[best] >= _LEAST_SHARE * sum(votes.values()) else None


def _named(department: str, names: tuple[str, ...]) -> str:
    """The office's own unit of that kind, where there is just one (区医疗保障局 for 医疗保障局)."""
    own = [name for name in names if name.endswith(department)]
    return own[0] if len(own) == 1 else department
