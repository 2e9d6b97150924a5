"""Who has a share in the tasks after a change of plan: whom it lets go, whom it brings in, who stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.tasks import assignments

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from reminders.directory import UnitDirectory
    from reminders.tasks import Assignment, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Which shares a change takes away, which it gives, and which group shares stay because they are confirmed."""

    gone: tuple[Assignment, ...] = ()
    come: tuple[Assignment, ...] = ()
    kept: tuple[Assignment, ...] = ()

    @property
    def leaving(self) -> tuple[str, ...]:
        """The units that lose a share, each once."""
        return tuple(dict.fromkeys(one.unit for one in self.gone))

    @property
    def coming(self) -> tuple[str, ...]:
        """The units that get a share, each once."""
        return tuple(dict.fromkeys(one.unit for one in self.come))


def shared_anew(
    tasks: Sequence[Task],
    directory: UnitDirectory,
    *,
    before: Iterable[Assignment],
    confirmed: Collection[tuple[str, str]],
) -> tuple[tuple[Assignment, ...], Moved]:
    """The shares in these tasks as the directory reads them now, and how they differ from those before.

    A unit that came through a group and has confirmed (`confirmed`: task id and unit) keeps its share as long as the
    task names the group, though the group no longer means it.
    """
    old = {(one.task_id, one.unit): one for one in before}
    fresh = {(one.task_id, one.unit): one for task in tasks for one in assignments(task, directory)}
    named = {task.id: {*task.units.lead, *task.units.support, *task.units.responsible} for task in tasks}
    kept = {
        key: one
        for key, one in old.items()
        if key not in fresh and key in confirmed and one.via in named.get(one.task_id, ())
    }
    moved = Moved(
        gone=tuple(one for key, one in old.items() if key not in fresh and key not in kept),
        come=tuple(one for key, one in fresh.items() if key not in old),
        kept=tuple(kept.values()),
    )
    return (*fresh.values(), *kept.values()), moved
