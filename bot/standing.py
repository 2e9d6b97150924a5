"""Where a year's duties stand now: the table with everything confirmed so far, read in one go."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.ports.house import local
from bot.ports.people import Role
from bot.texts.duties import Line
from reminders import planner, reports
from reminders.planner import Extended
from reminders.tasks import MILESTONES_FROM
from reminders.units import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from bot.ports.house import House
    from bot.ports.people import Person
    from reminders.calendar import WorkCalendar
    from reminders.confirmations import Confirmation
    from reminders.planner import Duty, Ladder, Reminder
    from reminders.reports import MonthList, Progress
    from reminders.tasks import Assignment, Occurrence, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """Where to find a task, its units and its dates without looking through the year."""

    tasks: Mapping[str, Task]
    shares: Mapping[str, Sequence[Assignment]]
    falls: Mapping[str, Sequence[Occurrence]]
    occurrences: Mapping[str, Occurrence]
    parts: Mapping[tuple[str, str], Part]

    @classmethod
    def of(cls, tasks: Sequence[Task], assignments: Sequence[Assignment], occurrences: Sequence[Occurrence]) -> _Places:
        shares: dict[str, list[Assignment]] = {}
        falls: dict[str, list[Occurrence]] = {}
        for share in assignments:
            shares.setdefault(share.task_id, []).append(share)
        for fall in occurrences:
            falls.setdefault(fall.task_id, []).append(fall)
        return cls(
            tasks={one.id: one for one in tasks},
            shares=shares,
            falls=falls,
            occurrences={one.key: one for one in occurrences},
            parts={(one.task_id, one.unit): one.part for one in assignments},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One year's tasks, who has them, when they fall due, and what each unit last said."""

    year: int
    tasks: tuple[Task, ...]
    assignments: tuple[Assignment, ...]
    occurrences: tuple[Occurrence, ...]
    confirmed: Mapping[tuple[str, str], Confirmation]
    ladders: Mapping[str, Ladder] = field(default_factory=dict)
    extended: Mapping[tuple[str, str], Extended] = field(default_factory=dict)
    _places: _Places = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", _Places.of(self.tasks, self.assignments, self.occurrences))

    def task(self, number: int) -> Task | None:
        """The task of that number in the table."""
        return next((task for task in self.tasks if task.number == number), None)

    def shares(self, task_id: str) -> tuple[Assignment, ...]:
        """The units that have a part in a task."""
        return tuple(self._places.shares.get(task_id, ()))

    def falls(self, task_id: str) -> tuple[Occurrence, ...]:
        """The dated occurrences of a task, by date."""
        return tuple(self._places.falls.get(task_id, ()))

    def occurrence(self, key: str) -> Occurrence | None:
        """The dated occurrence of that key."""
        return self._places.occurrences.get(key)

    @property
    def later(self) -> Mapping[tuple[str, str], date]:
        """The later dates that the office granted to single units."""
        return {key: one.due for key, one in self.extended.items()}

    def due_of(self, occurrence: Occurrence, unit: str) -> date:
        """The date for that unit: the table's, or the later one that the office granted."""
        other = self.extended.get((occurrence.key, unit))
        return other.due if other else occurrence.due

    def line(
        self,
        occurrence: Occurrence,
        *,
        unit: str,
        today: date,
        calendar: WorkCalendar,
        calls: Callable[[int], str] | None = None,
    ) -> Line:
        """One dated duty of a unit as its liaison reads it; `calls` tells who of the unit has confirmed it."""
        task = self._places.tasks[occurrence.task_id]
        part = self._places.parts[task.id, unit]
        said = self.confirmed.get((occurrence.key, unit))
        due = self.due_of(occurrence, unit)
        return Line(
            number=task.number,
            name=task.name,
            part=part,
            due=due,
            workdays=calendar.workdays_between(*sorted((today, due))),
            late=today > due,
            today=today == due,
            extended=due != occurrence.due,
            send=f"确认 {self.name_of(occurrence)}",
            report=f"已报牵头 {self.name_of(occurrence)}" if self.may_report(task.id, unit=unit) else "",
            state=said.state if said else None,
            support=self.support(occurrence, unit=unit),
            reported=said is not None and said.reported,
            by=calls(said.person_id) if calls and said else "",
            at=said.submitted_at if said else None,
        )

    def may_report(self, task_id: str, *, unit: str) -> bool:
        """Whether the unit only supports, and there is a lead unit to tell (已报牵头单位)."""
        parts = {one.unit: one.part for one in self.shares(task_id)}
        return parts[unit] is Part.SUPPORT and Part.LEAD in parts.values()

    def support(self, occurrence: Occurrence, *, unit: str) -> Progress | None:
        """How far the supporting units of an occurrence are, for a lead; None for any other unit."""
        leads = self._places.parts[occurrence.task_id, unit] is Part.LEAD
        others = tuple(one for one in self.shares(occurrence.task_id) if one.part is Part.SUPPORT) if leads else ()
        if not others:
            return None
        return reports.progress(others, occurrence=occurrence.key, confirmed=self.confirmed)

    def name_of(self, occurrence: Occurrence) -> str:
        """What is typed for an occurrence: the task's number, with the deadline where the task has several."""
        task = self._places.tasks[occurrence.task_id]
        deadlines = {part_of(one) for one in self.falls(task.id)}
        return f"{task.number}.{part_of(occurrence)}" if len(deadlines) > 1 else str(task.number)

    def open_duties(self, house: House, today: date) -> tuple[Duty, ...]:
        """What waits for a unit on that day."""
        duties = planner.open_duties(
            tasks=self.tasks,
            assignments=self.assignments,
            occurrences=self.occurrences,
            confirmed={key: one.state for key, one in self.confirmed.items()},
            today=today,
            round_day=house.office.round_day,
            round_every=house.office.round_every,
            calendar=house.calendar,
        )
        if not self.ladders and not self.extended:
            return duties
        return tuple(planner.agreed(duties, ladders=self.ladders, extended=self.extended))

    def reached(self, house: House, today: date) -> tuple[Reminder, ...]:
        """The rung that each open duty stands on, told of or not."""
        duties = self.open_duties(house, today)
        return tuple(planner.reached(duties, today=today, calendar=house.calendar, ladder=house.office.ladder))

    def progress(self, occurrence: str, task_id: str) -> Progress:
        """How far the units are with one occurrence."""
        return reports.progress(self.shares(task_id), occurrence=occurrence, confirmed=self.confirmed)

    def month(self, house: House, today: date, *, shown: date | None = None) -> MonthList:
        """The countdown of this month, or of the one that `shown` lies in."""
        return reports.month_list(
            shown or today,
            tasks=self.tasks,
            assignments=self.assignments,
            occurrences=self.occurrences,
            confirmed=self.confirmed,
            today=today,
            calendar=house.calendar,
            later=self.later,
        )


def part_of(occurrence: Occurrence) -> int:
    """Which of its task's deadlines an occurrence belongs to; accepted milestones are counted from 11."""
    place = occurrence.key.rsplit("/", 2)[1]
    return MILESTONES_FROM + int(place[1:]) if place.startswith("m") else int(place)


def standing(house: House, year: int) -> Standing:
    """Read where a year stands."""
    tasks = house.store.tasks
    return Standing(
        year=year,
        tasks=tasks.all(year),
        assignments=tasks.assignments(year),
        occurrences=tasks.occurrences(year),
        confirmed=house.store.confirmations.latest_by_occurrence(year),
        ladders={
            task_id: replace(house.office.ladder, rungs=own.rungs, overdue_every=own.overdue_every)
            for task_id, own in house.store.ladders.all(year).items()
        },
        extended={
            (one.occurrence, one.unit): Extended(due=one.wanted, since=local(one.decided_at).date())
            for one in house.store.extensions.granted(year)
            if one.decided_at is not None
        },
    )


def living(house: House, today: date, *, about: int | None = None) -> tuple[Standing, ...]:
    """The years out of which something can be due on that day: the last, this one, and the next once it is read in.

    `about` is the year that is asked for where it is not near.
    """
    near = (today.year - 1, today.year, today.year + 1, about)
    return tuple(standing(house, year) for year in house.store.tasks.years() if year in near)


def may_see(house: House, person: Person, confirmation: Confirmation) -> bool:
    """Whether a person may see a confirmation's evidence."""
    task = house.store.tasks.get(confirmation.task_id)
    held = house.store.tasks.assignments(task.year) if task else ()
    return sees(person, confirmation, [one for one in held if one.task_id == confirmation.task_id])


def sees(person: Person, confirmation: Confirmation, shares: Sequence[Assignment]) -> bool:
    """The same where the shares in its task are at hand: the office, the unit itself, the lead unit of the task."""
    leads = {one.unit for one in shares if one.part is Part.LEAD}
    return person.role in {Role.ADMIN, Role.AUDITOR} or (
        bool(person.unit) and person.unit in {confirmation.unit, *leads}
    )


def planned(house: House, *, start: date, end: date) -> tuple[Reminder, ...]:
    """What would be sent from `start` to `end` if nothing more were confirmed."""
    years = tuple(standing(house, year) for year in range(start.year - 1, end.year + 2))
    return tuple(
        planner.plan(
            lambda day: tuple(duty for one in years for duty in one.open_duties(house, day)),
            start=start,
            end=end,
            calendar=house.calendar,
            ladder=house.office.ladder,
        )
    )
