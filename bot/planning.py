"""The plan as it stands and how it changes: who is assigned, whom a change lets go, whom it brings in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.directory import UnitDirectory
from reminders.shares import shared_anew

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ports.house import House
    from reminders.shares import Moved
    from reminders.tasks import Assignment, Task


def directory_of(house: House) -> UnitDirectory:
    """The unit directory with everything the office has answered about groups."""
    return UnitDirectory(house.store.units.all(), house.store.groups.all())


def assigned(
    house: House, year: int, tasks: Sequence[Task], directory: UnitDirectory
) -> tuple[tuple[Assignment, ...], Moved]:
    """Who is assigned to these tasks of a year, and how that differs from what is stored."""
    latest = house.store.confirmations.latest_by_occurrence(year)
    return shared_anew(
        tasks,
        directory,
        before=house.store.tasks.assignments(year),
        confirmed={(one.task_id, one.unit) for one in latest.values()},
    )


def save_plan(house: House, year: int, tasks: Sequence[Task], *, title: str | None = None) -> Moved:
    """Make these the year's tasks, with their assignments as the directory now reads them."""
    shares, moved = assigned(house, year, tasks, directory_of(house))
    house.store.tasks.save(year, house.store.tasks.title(year) if title is None else title, tasks, shares)
    return moved


def reassign(house: House, year: int) -> Moved:
    """Assign the year's tasks anew, after the directory or an answer about a group has changed."""
    return save_plan(house, year, house.store.tasks.all(year))
