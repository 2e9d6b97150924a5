"""Where a year's duties stand now: the table with everything confirmed so far, read in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.texts.duties import Line
from reminders import planner, reports
from reminders.tasks import MILESTONES_FROM
from reminders.units import Part

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.ports.house import House
    from reminders.calendar import WorkCalendar
    from reminders.confirmations import Confirmation
    from reminders.planner import Duty, Reminder
    from reminders.reports import MonthList, Progress
    from reminders.tasks import Assignment, Occurrence, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One year's tasks, who has them, when they fall due, and what each unit last said."""

    year: int
    tasks: tuple[Task, ...]
    assignments: tuple[Assignment, ...]
    occurrences: tuple[Occurrence, ...]
    confirmed: Mapping[tuple[str, str], Confirmation]

    def task(self, number: int) -> Task | None:
        """The task of that number in the table."""
        return next((task for task in self.tasks if task.number == number), None)

    def shares(self, task_id: str) -> tuple[Assignment, ...]:
        """The units that have a part in a task."""
        return tuple(one for one in self.assignments if one.task_id == task_id)

    def falls(self, task_id: str) -> tuple[Occurrence, ...]:
        """The dated occurrences of a task, by date."""
        return tuple(one for one in self.occurrences if one.task_id == task_id)

    def line(self, occurrence: Occurrence, *, unit: str, today: date, calendar: WorkCalendar) -> Line:
        """One dated duty of a unit as its liaison reads it."""
        task = self._task_of(occurrence)
        shares = self.shares(task.id)
        part = next(one.part for one in shares if one.unit == unit)
        said = self.confirmed.get((occurrence.key, unit))
        others = tuple(one for one in shares if one.part is Part.SUPPORT) if part is Part.LEAD else ()
        return Line(
            number=task.number,
            name=task.name,
            part=part,
            due=occurrence.due,
            workdays=calendar.workdays_between(*sorted((today, occurrence.due))),
            late=today > occurrence.due,
            today=today == occurrence.due,
            send=f"确认 {self.name_of(occurrence)}",
            state=said.state if said else None,
            support=reports.progress(others, occurrence=occurrence.key, confirmed=self.confirmed) if others else None,
        )

    def name_of(self, occurrence: Occurrence) -> str:
        """What is typed for an occurrence: the task's number, with the deadline where the task has several."""
        task = self._task_of(occurrence)
        deadlines = {part_of(one) for one in self.falls(task.id)}
        return f"{task.number}.{part_of(occurrence)}" if len(deadlines) > 1 else str(task.number)

    def _task_of(self, occurrence: Occurrence) -> Task:
        return next(one for one in self.tasks if one.id == occurrence.task_id)

    def open_duties(self, house: House, today: date) -> tuple[Duty, ...]:
        """What waits for a unit on that day."""
        return planner.open_duties(
            tasks=self.tasks,
            assignments=self.assignments,
            occurrences=self.occurrences,
            confirmed={key: one.state for key, one in self.confirmed.items()},
            today=today,
            round_day=house.office.round_day,
            calendar=house.calendar,
        )

    def progress(self, occurrence: str, task_id: str) -> Progress:
        """How far the units are with one occurrence."""
        return reports.progress(self.shares(task_id), occurrence=occurrence, confirmed=self.confirmed)

    def month(self, house: House, today: date) -> MonthList:
        """The countdown of this month."""
        return reports.month_list(
            today,
            tasks=self.tasks,
            assignments=self.assignments,
            occurrences=self.occurrences,
            confirmed=self.confirmed,
            today=today,
            calendar=house.calendar,
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
    )


def planned(house: House, *, start: date, end: date) -> tuple[Reminder, ...]:
    """What would be sent from `start` to `end` if nothing more were confirmed."""
    years = tuple(standing(house, year) for year in range(start.year - 1, end.year + 1))
    return tuple(
        planner.plan(
            lambda day: tuple(duty for one in years for duty in one.open_duties(house, day)),
            start=start,
            end=end,
            calendar=house.calendar,
            ladder=house.office.ladder,
        )
    )
