"""The office's duties: tasks, who is assigned, when they fall due; and the table they come from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from knowledge.text import normal
from reminders.schedule import Kind
from reminders.units import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date

    from knowledge.documents import Problem
    from reminders.directory import UnitDirectory
    from reminders.schedule import Deadline
    from reminders.units import UnitPhrase


MILESTONES_FROM = 10
"""Milestone 1 of task 6 is typed 6.11: the deadlines of one cell never reach ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A date found in 任务内容, offered to the office and never added silently."""

    text: str
    occurrences: tuple[date, ...]
    source: str = ""

    @property
    def origin(self) -> str:
        """The words in 任务内容 that it came from; they differ from `text` once the office has changed it."""
        return self.source or self.text


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

    @property
    def ongoing(self) -> bool:
        """Whether it goes on all year (全年, 持续推进) and is asked about in the round."""
        return any(line.kind is Kind.ONGOING for line in self.deadlines)


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


def assignments(task: Task, directory: UnitDirectory) -> tuple[Assignment, ...]:
    """Every unit that has a part in a task, groups expanded, in the order written.

    A unit named itself stands over one that came through a group, and lead over responsible over support. A name
    that the directory does not hold stays as it is, marked uncertain, so that nothing is lost.
    """
    found: dict[str, Assignment] = {}
    named = (
        (Part.LEAD, task.units.lead),
        (Part.RESPONSIBLE, task.units.responsible),
        (Part.SUPPORT, task.units.support),
    )
    for direct in (True, False):
        for part, names in named:
            for name in names:
                meant = directory.expand(name)
                if direct is bool(meant.group):
                    continue
                for unit in meant.units:
                    one = Assignment(
                        task_id=task.id,
                        unit=unit,
                        part=part,
                        via=meant.group,
                        uncertain=meant.uncertain or not meant.known,
                    )
                    found.setdefault(unit, one)
    return tuple(found.values())


def occurrences(task: Task, accepted: Collection[int] = ()) -> tuple[Occurrence, ...]:
    """The dated occurrences of a task, deadline by deadline; then those of accepted milestones (counted from 1)."""
    found = [
        Occurrence(key=f"{task.id}/{place}/{index}", task_id=task.id, due=due, wording=deadline.wording)
        for place, deadline in enumerate(task.deadlines, start=1)
        for index, due in enumerate(deadline.occurrences, start=1)
    ]
    found += [
        Occurrence(key=f"{task.id}/m{place}/{index}", task_id=task.id, due=due, wording=milestone.text)
        for place, milestone in enumerate(task.milestones, start=1)
        if place in accepted
        for index, due in enumerate(milestone.occurrences, start=1)
    ]
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that a corrected table changes; `label` is its Chinese name."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskChange:
    """A task that a corrected table changes."""

    old: Task
    new: Task
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a table does to the stored one: `tasks` are its rows with ids, those of known tasks kept."""

    tasks: tuple[Task, ...]
    added: tuple[Task, ...]
    changed: tuple[TaskChange, ...]
    same: tuple[Task, ...]
    withdrawn: tuple[Task, ...]


_FIELDS: tuple[tuple[str, Callable[[Task], str]], ...] = (
    ("序号", lambda task: str(task.number)),
    ("任务名称", lambda task: task.name),
    ("任务内容", lambda task: task.content),
    ("责任单位", lambda task: task.units_text),
    ("时间节点", lambda task: task.deadline_text),
)
_LIKE_NAME = 70
_LIKE_CONTENT = 80
_TELLING = 20
"""A content shorter than this says too little to know a task by."""


def compare(old: Sequence[Task], new: Sequence[Task], *, gone: Sequence[Task] = ()) -> Changes:
    """Match a table's rows with the stored tasks: by name, then by number with a similar name or content.

    A matched row keeps its task's id, so that confirmations stay attached, and the places of its milestones; a row of
    the name of a withdrawn task (`gone`) brings that one back; a new one gets `year-number`.
    """
    partners = _partners(old, new)
    taken = {task.id for task in (*old, *gone)}
    back = {normal(task.name): task for task in gone}
    tasks: list[Task] = []
    for place, task in enumerate(new):
        partner = partners.get(place)
        before = old[partner] if partner is not None else back.pop(normal(task.name), None)
        if before is None:
            tasks.append(replace(task, id=_fresh_id(task, taken)))
            taken.add(tasks[-1].id)
        else:
            tasks.append(replace(task, id=before.id, milestones=carried(before.milestones, task.milestones)))
    pairs = [(old[partners[place]], task) for place, task in enumerate(tasks) if place in partners]
    changed = tuple(
        TaskChange(old=before, new=after, fields=fields)
        for before, after in pairs
        if (fields := _field_changes(before, after))
    )
    moved = {change.new.id for change in changed}
    return Changes(
        tasks=tuple(tasks),
        added=tuple(task for place, task in enumerate(tasks) if place not in partners),
        changed=changed,
        same=tuple(after for _, after in pairs if after.id not in moved),
        withdrawn=tuple(task for place, task in enumerate(old) if place not in partners.values()),
    )


def carried(old: Sequence[Milestone], new: Sequence[Milestone]) -> tuple[Milestone, ...]:
    """The milestones of a task whose content was read anew: each known one keeps its place and what was changed in it.

    A place is part of an occurrence's key; one that the content no longer names keeps its place too.
    """
    fresh = {one.origin: one for one in new}
    kept = [one if one.source else fresh.get(one.origin, one) for one in old]
    known = {one.origin for one in old}
    return (*kept, *(one for one in fresh.values() if one.origin not in known))


def _partners(old: Sequence[Task], new: Sequence[Task]) -> dict[int, int]:
    """Which stored task each row is: the surest pairs first, each task once."""
    partners: dict[int, int] = {}
    for like in (_same_name_and_number, _same_name, _same_number_and_alike, _same_content):
        for place, task in enumerate(new):
            if place in partners:
                continue
            free = (at for at in range(len(old)) if at not in partners.values())
            match = next((at for at in free if like(old[at], task)), None)
            if match is not None:
                partners[place] = match
    return partners


def _same_name(old: Task, new: Task) -> bool:
    return normal(old.name) == normal(new.name)


def _same_name_and_number(old: Task, new: Task) -> bool:
    return old.number == new.number and _same_name(old, new)


def _same_number_and_alike(old: Task, new: Task) -> bool:
    return old.number == new.number and (
        fuzz.ratio(old.name, new.name) >= _LIKE_NAME
        or (len(old.content) >= _TELLING and fuzz.ratio(old.content, new.content) >= _LIKE_CONTENT)
    )


def _same_content(old: Task, new: Task) -> bool:
    return len(old.content) >= _TELLING and normal(old.content) == normal(new.content)


def _field_changes(old: Task, new: Task) -> tuple[FieldChange, ...]:
    """The fields of which the text changed; a directory that reads the same text otherwise is no change."""
    return tuple(
        FieldChange(label=label, old=text(old), new=text(new)) for label, text in _FIELDS if text(old) != text(new)
    )


def _fresh_id(task: Task, taken: Collection[str]) -> str:
    """`year-number`, or with a suffix where a renumbered task holds that id already."""
    plain = f"{task.year}-{task.number}"
    suffixes = ("", *(f"-{count}" for count in range(2, len(taken) + 2)))
    return next(plain + suffix for suffix in suffixes if plain + suffix not in taken)
