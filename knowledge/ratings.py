"""What people say of answers (评价): why one did not help, and which entries help less than they did (差评变多)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

FELL_FROM = 5
"""So many ratings say something of an entry; one or two may be anybody's mood."""
FELL_SHARE = 40
"""From this share of 没解决, in a hundred, an entry is looked at."""


class Reason(StrEnum):
    """Why an answer did not help: 答非所问, 已过时, 看不懂, 其他."""

    OFF_POINT = "off_point"
    OUTDATED = "outdated"
    UNCLEAR = "unclear"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What one person says of an entry now; `note` is theirs, masked."""

    entry_id: str
    useful: bool
    at: datetime
    reason: Reason | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What was rated, and the unit that explains it: an entry of the bank by its question, or a topic's `card`."""

    id: str
    name: str
    unit: str
    card: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Ratings counted; `reasons` in the order in which they are offered, those without one last."""

    useful: int = 0
    useless: int = 0
    reasons: tuple[tuple[Reason | None, int], ...] = ()

    @property
    def total(self) -> int:
        """All of them."""
        return self.useful + self.useless

    @property
    def share(self) -> int:
        """How many in a hundred were not helped."""
        return round(100 * self.useless / self.total) if self.total else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an entry is rated lately, and how it was before."""

    entry_id: str
    recent: Tally
    before: Tally
    notes: tuple[str, ...] = ()

    @property
    def fell(self) -> bool:
        """Whether enough people were not helped lately, and more of them than before."""
        now, then = self.recent, self.before
        enough = now.total >= FELL_FROM and 100 * now.useless >= FELL_SHARE * now.total
        return enough and (not then.total or now.useless * then.total > then.useless * now.total)


def tally(ratings: Iterable[Rating]) -> Tally:
    """Ratings counted."""
    held = tuple(ratings)
    why = Counter(one.reason for one in held if not one.useful)
    return Tally(
        useful=sum(one.useful for one in held),
        useless=sum(why.values()),
        reasons=tuple((reason, why[reason]) for reason in (*Reason, None) if why[reason]),
    )


def standings(
    ratings: Iterable[Rating], *, since: datetime, looked: Mapping[str, datetime] | None = None
) -> tuple[Standing, ...]:
    """Every entry with a 没解决 since then, those that fell first, then by how many were not helped.

    `looked` tells when the entry's answer was looked at last: what was said of it before speaks of another answer.
    """
    fresh: dict[str, list[Rating]] = {}
    old: dict[str, list[Rating]] = {}
    for one in ratings:
        seen = (looked or {}).get(one.entry_id)
        if one.at < since:
            old.setdefault(one.entry_id, []).append(one)
        elif seen is None or one.at >= seen:
            fresh.setdefault(one.entry_id, []).append(one)
    found = [
        Standing(
            entry_id=key,
            recent=tally(some),
            before=tally(old.get(key, ())),
            notes=tuple(one.note for one in some if one.note),
        )
        for key, some in fresh.items()
        if not all(one.useful for one in some)
    ]
    return tuple(sorted(found, key=lambda one: (not one.fell, -one.recent.useless, one.entry_id)))
