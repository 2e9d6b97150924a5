"""The office's duties: tasks, who is assigned, when they fall due; and the table they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from knowledge.documents import Problem
    from reminders.schedule import Deadline
    from reminders.units import Part, UnitPhrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A date found in 任务内容, offered to the office and never added silently."""

    text: str
    occurrences: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A duty that the office tracks (工作任务); `id` is empty until the task is matched with what is stored."""

    year: int
    number: int
    name: str
    content: str
    units: UnitPhrase
    units_text: str
    deadlines: tuple[Deadline, ...]
    deadline_text: str
    milestones: tuple[Milestone, ...] = ()
    category: str = ""
    id: str = ""
    sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something in the table that only a person can decide (待明确事项)."""

    where: str
    text: str
    ask: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTable:
    """A year's table as read: the good rows, what is wrong, and what the office must decide."""

    title: str
    year: int
    tasks: tuple[Task, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One unit's share in one task; `via` is the group it came through, `uncertain` that a person should confirm it."""

    task_id: str
    unit: str
    part: Part
    via: str = ""
    uncertain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One falling due of one deadline of a task (一次到期).

    `key` is `task_id/deadline/index`, both counted from 1; it does not hold the date, so that a moved date keeps
    its confirmations.
    """

    key: str
    task_id: str
    due: date
    wording: str
