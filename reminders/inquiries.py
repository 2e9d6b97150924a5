"""What was asked in a month and what became of it (提问月报), counted from the log, the matters and the ratings.

Each line of the log is counted once, and so are the sums: by topic and by unit they are the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, TypeVar

from reminders.questions import WAITING, MatterState, QuestionState
from reminders.reports import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from knowledge.ratings import Tally
    from reminders.calendar import WorkCalendar
    from reminders.questions import Matter, Question
    from reminders.units import Unit

MOST_HOT = 10
_ANSWERED = frozenset({"answer", "topic"})
_SUGGESTED = "suggest"
_REFERRED = "referred"
_Key = TypeVar("_Key", int, str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """One line of the log: what a question got, what it was about and whose it was, as far as was known."""

    decision: str
    entry_id: str = ""
    topic: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Questions of one topic or unit, by what they got; `referred` belong elsewhere (12345, 信访, small talk)."""

    name: str
    answered: int
    suggested: int
    unanswered: int
    referred: int

    @property
    def asked(self) -> int:
        """All of them."""
        return self.answered + self.suggested + self.unanswered + self.referred


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A matter that was answered: when its unit was asked, when it wrote, when those who asked were told."""

    matter: int
    unit: str
    asked_on: date
    due: date
    replied_on: date
    told_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How many workdays answers took, in the middle and at most; none without an answer."""

    count: int = 0
    in_time: int = 0
    middle: float | None = None
    slowest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """Matters of one unit, or of all, that were asked about in the month, where they stand, and what replies took.

    `units` is until the unit wrote, `told` until those who asked were told; both count the answers of the month.
    """

    unit: str
    matters: int
    answered: int
    closed: int
    waiting: int
    units: Times
    told: Times


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiries:
    """The month: by topic the most asked first, by unit in official order; what was asked most, by entry and matter.

    `questions` were asked of the matters by `people`, `withdrawn` of them not any more.
    """

    month: date
    whole: Count
    topics: tuple[Count, ...]
    units: tuple[Count, ...]
    hot: tuple[tuple[str, int], ...]
    hot_matters: tuple[tuple[int, int], ...]
    questions: int
    withdrawn: int
    people: int
    loop: Loop
    loops: tuple[Loop, ...]
    rated: Tally

    @property
    def quiet(self) -> bool:
        """Whether nothing at all was asked, answered or rated."""
        return not (self.whole.asked or self.questions or self.loop.told.count or self.rated.total)


def inquiries(
    month: date,
    *,
    log: Sequence[Logged],
    asked: Sequence[tuple[Matter, Sequence[Question]]],
    replies: Sequence[Reply],
    rated: Tally,
    units: Sequence[Unit],
    calendar: WorkCalendar,
) -> Inquiries:
    """Count a month: its log, the questions of the month in each matter, the matters answered in it, its ratings."""
    topics = _counts(log, lambda one: one.topic)
    by_unit = {one.name: one for one in _counts(log, lambda one: one.unit)}
    loops = dict.fromkeys((*(matter.unit for matter, _ in asked), *(one.unit for one in replies)))
    every = [one for _, some in asked for one in some]
    people = [(matter.id, len({one.person_id for one in some})) for matter, some in asked]
    return Inquiries(
        month=month,
        whole=_count("", log),
        topics=tuple(sorted(topics, key=lambda one: (not one.name, -one.asked, one.name))),
        units=tuple(by_unit[name] for name in _in_order(by_unit, units)),
        hot=_most(Counter(one.entry_id for one in log if one.entry_id).items()),
        hot_matters=_most(people),
        questions=len(every),
        withdrawn=sum(one.state is QuestionState.WITHDRAWN for one in every),
        people=len({one.person_id for one in every}),
        loop=_loop("", [matter for matter, _ in asked], replies, calendar),
        loops=tuple(
            _loop(
                name,
                [matter for matter, _ in asked if matter.unit == name],
                [one for one in replies if one.unit == name],
                calendar,
            )
            for name in _in_order(loops, units)
        ),
        rated=rated,
    )


def _in_order(names: Iterable[str], units: Sequence[Unit]) -> tuple[str, ...]:
    """In official order; what is nobody's comes last."""
    return tuple(sorted(in_order(names, units), key=lambda name: not name))


def _counts(log: Iterable[Logged], name_of: Callable[[Logged], str]) -> list[Count]:
    groups: dict[str, list[Logged]] = {}
    for one in log:
        groups.setdefault(name_of(one), []).append(one)
    return [_count(name, some) for name, some in groups.items()]


def _count(name: str, some: Sequence[Logged]) -> Count:
    answered = sum(one.decision in _ANSWERED for one in some)
    suggested = sum(one.decision == _SUGGESTED for one in some)
    referred = sum(one.decision == _REFERRED for one in some)
    return Count(
        name=name,
        answered=answered,
        suggested=suggested,
        unanswered=len(some) - answered - suggested - referred,
        referred=referred,
    )


def _most(counted: Iterable[tuple[_Key, int]]) -> tuple[tuple[_Key, int], ...]:
    return tuple(sorted(counted, key=lambda one: (-one[1], one[0]))[:MOST_HOT])


def _loop(name: str, matters: Sequence[Matter], replies: Sequence[Reply], calendar: WorkCalendar) -> Loop:
    answered = sum(one.state is MatterState.ANSWERED for one in matters)
    waiting = sum(one.state in WAITING for one in matters)
    return Loop(
        unit=name,
        matters=len(matters),
        answered=answered,
        closed=len(matters) - answered - waiting,
        waiting=waiting,
        units=_times([(one, one.replied_on) for one in replies], calendar),
        told=_times([(one, one.told_on) for one in replies], calendar),
    )


def _times(ended: Sequence[tuple[Reply, date]], calendar: WorkCalendar) -> Times:
    took = [calendar.workdays_between(one.asked_on, day) for one, day in ended]
    if not took:
        return Times()
    return Times(
        count=len(took),
        in_time=sum(day <= one.due for one, day in ended),
        middle=median(took),
        slowest=max(took),
    )
