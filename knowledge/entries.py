"""The policy Q&A bank: entries, their sources and validity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What an answer rests on (依据): title, 文号, issuer, date, article (第X条), status (现行有效, 已修改, 已废止)."""

    title: str
    number: str = ""
    issuer: str = ""
    date: dt.date | None = None
    article: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One question of the bank with its answer (问答条目)."""

    id: str
    question: str
    answer: str
    similar: tuple[str, ...] = ()
    topic: str = ""
    unit: str = ""
    sources: tuple[Source, ...] = ()
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    checked_on: dt.date | None = None
    sample: bool = False

    def in_force(self, today: dt.date) -> bool:
        """Whether the entry may be answered on that day."""
        return (self.valid_from is None or self.valid_from <= today) and (
            self.valid_until is None or today <= self.valid_until
        )
