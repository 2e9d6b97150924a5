"""Questions that found no answer: whose they seem to be (未答问题)."""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from typing import TYPE_CHECKING

from knowledge.phrasings import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from knowledge.index import Index

_LEAST_SHARE = 0.34
_DUTY_VOTE = 2.0
_VOTERS = 10


class Departments:
    """Who deals with what, as far as words tell: the departments' duties, and the units of the bank's entries."""

    def __init__(self, index: Index, *, duties: Mapping[str, tuple[str, ...]], unit_names: Iterable[str] = ()) -> None:
        """Give each duty to the office's own unit of that kind, where there is just one."""
        self._index = index
        names = tuple(unit_names)
        self._duties = tuple(
            (_own(department, names), "".join(index.tokenizer.cut(matter)))
            for department, matters in duties.items()
            for matter in matters
        )

    def over(self, index: Index) -> Departments:
        """The same of the bank after an edit."""
        edited = copy(self)
        edited._index = index  # noqa: SLF001 - one of its own kind
        return edited

    def likely(self, question: str) -> str | None:
        """The unit that seems responsible for a question, or None when nothing speaks for one more than for others."""
        asked = phrase(question, self._index.tokenizer)
        best_duty: dict[str, int] = {}
        for unit, matter in self._duties:
            if matter in asked.canonical:
                best_duty[unit] = max(best_duty.get(unit, 0), len(matter))
        votes: dict[str, float] = defaultdict(float)
        for unit, length in best_duty.items():
            votes[unit] += _DUTY_VOTE * length
        for hits in self._index.search(asked, limit=_VOTERS):
            units = [hits.part.entries[entry].unit for entry in hits.part.entry_of[hits.phrasings].tolist()]
            said = hits.part.said
            words = said.within(hits.phrasings, hits.asked.said).told()[:, 1] / said.unseen[0]
            for unit, share in zip(units, words.tolist(), strict=True):
                if unit and share:
                    votes[unit] += share
        if not votes:
            return None
        best = max(sorted(votes), key=votes.__getitem__)
        return best if votes[best] >= _LEAST_SHARE * sum(votes.values()) else None


def _own(department: str, names: tuple[str, ...]) -> str:
    # a district's own may be a branch of the city's: 公安分局
    own = [name for name in names if name.endswith((department, f"{department.removesuffix('局')}分局"))]
    return own[0] if len(own) == 1 else department
