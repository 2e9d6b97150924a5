"""One task changed by the office between two tables: its date, its units or its name; a milestone's date or words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.patterns import regex
from knowledge.text import narrow, without_spaces
from reminders import deadlines, units
from reminders.parsing import ParseError
from reminders.schedule import Deadline, Kind
from reminders.tasks import Milestone

if TYPE_CHECKING:
    from reminders.directory import UnitDirectory
    from reminders.tasks import Task

_DATE = regex(r"([12]\d{3})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_DATED = regex(r"\d|[一二三四五六七八九十]月|月底|季度|年底|年前|每[年月季]")


class Field(StrEnum):
    """What of a task can be changed; the value is its column in the table."""

    DEADLINE = "时间节点"
    UNITS = "责任单位"
    NAME = "任务名称"


def edited(task: Task, field: Field, value: str, directory: UnitDirectory) -> Task:
    """The task with one field as the office now writes it; raise ParseError when it cannot be read whole."""
    if not value.strip():
        raise ParseError(f"没有写新的{field.value}", text=value)
    if field is Field.DEADLINE:
        return replace(task, deadlines=_deadlines(value, task.year), deadline_text=without_spaces(value))
    if field is Field.NAME:
        return replace(task, name=without_spaces(value))
    phrase = units.parse(value, directory)
    for name in (*phrase.lead, *phrase.responsible, *phrase.support):
        if not directory.expand(name).known:
            near = "、".join(directory.suggest(name))
            raise ParseError(f"单位目录里没有“{name}”" + (f"，是不是{near}" if near else ""), text=value)
    return replace(task, units=phrase, units_text=without_spaces(value))


def _deadlines(value: str, year: int) -> tuple[Deadline, ...]:
    day = _day(value)
    if day is None:
        return deadlines.parse(value, year)
    return (Deadline(wording=without_spaces(value), kind=Kind.ONCE, occurrences=(day,)),)


def moved(milestone: Milestone, value: str, year: int) -> Milestone:
    """The milestone with another date (2026-06-30, 6月底前) or, when no date is meant, other words.

    Raises ParseError for what looks like a date and is none.
    """
    plain = without_spaces(value)
    if not plain:
        raise ParseError("没有写改成什么，请写新的日期或者新的说法", text=value)
    if not _DATED.search(narrow(plain)):
        return Milestone(text=plain, occurrences=milestone.occurrences, source=milestone.origin)
    days = tuple(day for one in _deadlines(value, year) for day in one.occurrences)
    if not days:
        raise ParseError(f"“{plain}”没有具体日期，请写成 2026-06-30 或者 6月底前", text=value)
    return Milestone(text=milestone.text, occurrences=days, source=milestone.origin)


def _day(value: str) -> date | None:
    """The one day that a text is; None when it is something else."""
    match = _DATE.fullmatch(without_spaces(narrow(value)))
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as error:
        raise ParseError(f"没有{value.strip()}这一天", text=value) from error
