"""Which entries of the bank their units have to look at, and which rung of that each has reached (题库维护).

An entry is to be looked at by the day on which it stops to hold or its last check becomes too old, whichever comes
first; at once where a text that it rests on was repealed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.planner import rung_reached
from reminders.schedule import day_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from knowledge.entries import Entry
    from knowledge.sources import Source
    from reminders.calendar import WorkCalendar
    from reminders.planner import Ladder

_MONTHS = 12


class Cause(StrEnum):
    """Why an entry is to be looked at: it stops to hold, its check grows old, its source was repealed."""

    VALIDITY = "validity"
    REVIEW = "review"
    REPEALED = "repealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An entry that its unit has to look at by a day (核对)."""

    entry: Entry
    due: date
    cause: Cause

    def key(self, rung: int) -> str:
        """The identity of one asking."""
        return f"{self.entry.id}@{self.due.isoformat()}:{self.cause}:{rung}"


def looks(entries: Iterable[Entry], *, months: int, repealed: Mapping[str, date]) -> Iterator[Look]:
    """Yield what has to be looked at, the sample aside; `repealed` tells since when an entry rests on a dead text.

    Whoever checked an entry after its term had ended has let it go: nobody is asked about it any more.
    """
    for entry in entries:
        if entry.sample or entry.statute or _let_go(entry):
            continue
        whens: list[tuple[date | None, Cause]] = [
            (repealed.get(entry.id), Cause.REPEALED),
            (entry.valid_until, Cause.VALIDITY),
            (_later(entry.checked_on, months) if entry.checked_on else None, Cause.REVIEW),
        ]
        known = [(day, cause) for day, cause in whens if day is not None]
        if known:
            due, cause = min(known, key=lambda one: one[0])
            yield Look(entry=entry, due=due, cause=cause)


def repealed_since(versions: Iterable[tuple[date, Entry | None]]) -> date | None:
    """Since when an entry rests on a dead text and nobody has checked it; None where it does not, or somebody has.

    Its states with their days, oldest first; None is an entry that had left the bank.
    """
    since, checked = None, None
    known: frozenset[Source] = frozenset()
    for day, entry in versions:
        dead = frozenset(one for one in entry.sources if one.dead) if entry else frozenset()
        looked = entry.checked_on if entry else None
        if dead - known:
            since = day
        elif not dead or looked != checked:
            since = None
        known, checked = dead, looked
    return since


def reached(
    found: Iterable[Look], *, today: date, ladder: Ladder, calendar: WorkCalendar
) -> Iterator[tuple[Look, int]]:
    """Yield what stands on a rung, with the rung."""
    for one in found:
        rung = rung_reached(one.due, today=today, ladder=ladder, calendar=calendar)
        if rung is not None:
            yield one, rung


def _let_go(entry: Entry) -> bool:
    return entry.valid_until is not None and entry.checked_on is not None and entry.valid_until < entry.checked_on


def _later(day: date, months: int) -> date:
    """The same day so many months later, or that month's last."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return day_in(year, month + 1, day.day)
