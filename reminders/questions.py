"""A matter that citizens asked about and the bank does not hold (未答事项): where it stands, and whom it presses when.

```
open ──a unit is asked──▶ asked ──it answers──▶ proposed ──the office approves──▶ answered
  ▲                         │  ◀──sent back to it──┘
  └──the unit gives it back─┘          any of them ──▶ closed (not the office's, nobody waits, part of another)
```
A unit that is asked has a number of workdays. It is reminded on the rungs of a ladder of its own and reported to its
leader and the office as an overdue duty is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.escalation import escalated
from reminders.planner import Duty, Reminder, reached
from reminders.units import Part

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from reminders.calendar import WorkCalendar
    from reminders.escalation import Steps
    from reminders.planner import Ladder


class MatterState(StrEnum):
    """待转, 等单位答复, 等审定, 已答复, 已了结."""

    OPEN = "open"
    ASKED = "asked"
    PROPOSED = "proposed"
    ANSWERED = "answered"
    CLOSED = "closed"


WAITING = (MatterState.OPEN, MatterState.ASKED, MatterState.PROPOSED)
"""The states in which somebody waits for an answer, and in which another question may join."""


class QuestionState(StrEnum):
    """等答复, 已撤回, 已告知."""

    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    TOLD = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One citizen's question in a matter; `text` is masked, `entry_id` the answer that did not help, if one was given.

    `matter` is where it stands now; a merged or split matter takes its questions along.
    """

    id: int
    matter: int
    text: str
    person_id: int
    asked_at: datetime
    state: QuestionState = QuestionState.WAITING
    entry_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What several people asked (未答事项): the unit it is with, since when and until when.

    `unit` is also the one that seems responsible while none is asked. `entry_id` is the entry that answers it now, or
    the one that did not help; `reason` why it was closed without an answer; `near` the matter that seemed nearly the
    same when this one began, 0 for none.
    """

    id: int
    state: MatterState
    opened_at: datetime
    unit: str = ""
    asked_on: date | None = None
    due: date | None = None
    entry_id: str = ""
    reason: str = ""
    near: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """A unit's turn with a matter: from when until when, and how it ended (moved, returned, answered, closed)."""

    matter: int
    unit: str
    asked_on: date
    due: date
    ended_on: date | None = None
    ended: str = ""
    reason: str = ""


def first_key(matter: Matter) -> str:
    """The identity of the message by which a unit is asked first."""
    return f"{_occurrence(matter)}@{matter.due}:asked:{matter.unit}"


def pressing(
    matters: Iterable[Matter],
    *,
    today: date,
    ladder: Ladder,
    steps: Steps,
    leaders: Collection[str],
    calendar: WorkCalendar,
) -> tuple[Reminder, ...]:
    """What units, leaders and the office have to hear of matters that units were asked about on an earlier day.

    Told of or not: each is to be told once. `leaders` are the units whose leader can be told.
    """
    duties = [_duty(one) for one in matters if one.state is MatterState.ASKED and one.asked_on != today]
    stood = tuple(reached(duties, today=today, calendar=calendar, ladder=ladder))
    late = escalated(stood, steps=steps, leaders=leaders, today=today, calendar=calendar)
    return (*stood, *late)


def _duty(matter: Matter) -> Duty:
    """To answer, as a duty of the unit."""
    return Duty(
        task_id="",
        number=matter.id,
        name="",
        occurrence=_occurrence(matter),
        due=matter.due,
        unit=matter.unit,
        part=Part.RESPONSIBLE,
        since=matter.asked_on,
    )


def _occurrence(matter: Matter) -> str:
    return f"G{matter.id}"
