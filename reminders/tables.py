"""The year's table of tasks (任务分解表): its columns, its year, its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from knowledge.documents import Column, Problem, records
from knowledge.patterns import regex
from knowledge.text import narrow, number_from, without_spaces
from reminders import deadlines, units
from reminders.parsing import ParseError
from reminders.schedule import deadline_to_dict
from reminders.tasks import Milestone, Question, Task, TaskTable
from reminders.units import UnitPhrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.documents import Document, Record
    from reminders.directory import UnitDirectory
    from reminders.schedule import Deadline

T = TypeVar("T")

COLUMNS = (
    Column(name="序号", synonyms=("编号", "任务序号")),
    Column(
        name="任务名称",
        synonyms=("工作任务", "重点工作", "工作事项", "工作名称", "任务", "事项", "重点任务", "主要任务"),
        required=True,
    ),
    Column(
        name="任务内容",
        synonyms=("具体要求", "工作要求", "工作内容", "具体内容", "具体措施", "工作举措", "主要内容"),
    ),
    Column(name="牵头单位", synonyms=("牵头部门", "牵头责任单位", "主办单位")),
    Column(name="配合单位", synonyms=("配合部门", "协办单位", "参与单位")),
    Column(name="责任单位", synonyms=("责任科室", "承办单位", "责任部门", "落实单位", "承办科室", "责任主体")),
    Column(
        name="时间节点",
        synonyms=(
            "时间节点",
            "完成时限",
            "时限要求",
            "完成时间",
            "完成期限",
            "时限",
            "办结时限",
            "时间要求",
            "进度安排",
        ),
    ),
)
_YEAR = regex(r"([12]\d{3}|[〇零○一二三四五六七八九]{4})\s*年")
_DITTO = {"同上", "〃", "″", '"', "”"}
_NO_YEAR = "没有看出是哪一年的表，请在标题里写上年份，或者导入时指定年份（--year 2026）"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One row with what was read of it and what was not."""

    task: Task
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]


def read_table(document: Document, *, year: int | None, directory: UnitDirectory | None) -> TaskTable:
    """Read a task table; every row becomes a task or a problem, and what only a person can decide a question.

    Columns are found by name. A cell that cannot be read leaves its part of the task empty and asks the office; a
    row merged with the one above in number and name adds its units and deadlines to that task. The year is `year`, or
    the one in the title; without either nothing is read.
    """
    found = year if year is not None else year_of(document)
    if found is None:
        problem = Problem(where="标题", text=document.title, reason=_NO_YEAR)
        return TaskTable(title=document.title, year=0, tasks=(), problems=(problem,), questions=())
    rows, problems = records(document, COLUMNS)
    lines: list[_Line] = []
    above: Record | None = None
    for row in rows:
        row_read = _without_ditto(row, above)
        number = _number(row_read, lines)
        line = _line(row_read, number=number, year=found, directory=directory)
        if _continues(row) and lines:
            lines[-1] = _merged(lines[-1], line)
        else:
            lines.append(line)
        above = row_read
    tasks = tuple(line.task for line in lines)
    return TaskTable(
        title=document.title or f"{found}年任务表",
        year=found,
        tasks=tasks,
        problems=(*problems, *(one for line in lines for one in line.problems), *_twice(tasks)),
        questions=(
            *(one for line in lines for one in line.questions),
            *(_group_questions(tasks, directory) if directory is not None else ()),
        ),
    )


def year_of(document: Document) -> int | None:
    """The year that the title names, or else the lines above the table."""
    for text in (document.title, *document.paragraphs):
        match = _YEAR.search(narrow(text))
        if match:
            return number_from(match[1])
    return None


def _continues(row: Record) -> bool:
    """Whether a row is a further line of the task above it."""
    return "任务名称" in row.continued


def _without_ditto(row: Record, above: Record | None) -> Record:
    """同上 replaced by what stands above."""
    if above is None:
        return row
    values = {
        name: above.values[name] if without_spaces(value) in _DITTO else value for name, value in row.values.items()
    }
    return replace(row, values=values)


def _number(row: Record, lines: Sequence[_Line]) -> int:
    """The number in the table, or else one more than the last."""
    digits = re.sub(r"[^0-9]", "", narrow(row.values["序号"]).partition(".")[0])
    if digits and len(digits) <= 4:  # noqa: PLR2004 - no table has ten thousand rows
        return int(digits)
    written = number_from(without_spaces(row.values["序号"]).strip("、.（）()"))
    return written if written is not None else (lines[-1].task.number + 1 if lines else 1)


def _line(row: Record, *, number: int, year: int, directory: UnitDirectory | None) -> _Line:
    problems: list[Problem] = []
    questions: list[Question] = []
    named = f"{row.where}“{without_spaces(row.values['任务名称'])[:20]}”"
    try:
        phrase = _units(row, directory)
    except ParseError as error:
        phrase = UnitPhrase()
        problems.append(Problem(where=f"{named}责任单位", text=error.text, reason=error.reason))
        questions.append(
            Question(where=f"{named}责任单位", text=_units_text(row), ask=f"{error.reason}。这一项由哪些单位负责？")
        )
    try:
        dates = deadlines.parse(row.values["时间节点"], year)
    except ParseError as error:
        dates = ()
        problems.append(Problem(where=f"{named}时间节点", text=error.text, reason=error.reason))
        questions.append(
            Question(where=f"{named}时间节点", text=row.values["时间节点"], ask=f"{error.reason}。这一项什么时候完成？")
        )
    content = "\n".join(without_spaces(line) for line in row.values["任务内容"].splitlines())
    task = Task(
        year=year,
        number=number,
        name=without_spaces(row.values["任务名称"]),
        content=content,
        units=phrase,
        units_text=_units_text(row),
        deadlines=dates,
        deadline_text=without_spaces(row.values["时间节点"]),
        milestones=_milestones(content, year, dates),
        category=row.category,
    )
    return _Line(task=task, problems=tuple(problems), questions=tuple(questions))


def _units(row: Record, directory: UnitDirectory | None) -> UnitPhrase:
    values = row.values
    if values["牵头单位"] and not values["责任单位"]:
        return units.parse_columns(values["牵头单位"], values["配合单位"], directory)
    if values["牵头单位"]:
        return units.parse_columns(values["牵头单位"], f"{values['配合单位']}\n{values['责任单位']}", directory)
    return units.parse(values["责任单位"], directory)


def _units_text(row: Record) -> str:
    """The cells as one text, for people and for comparing."""
    values = row.values
    parts = (("牵头单位：", values["牵头单位"]), ("配合单位：", values["配合单位"]), ("", values["责任单位"]))
    if not values["牵头单位"]:
        return "、".join(values["责任单位"].split())
    return "；".join(label + "、".join(text.split()) for label, text in parts if text)


def _milestones(content: str, year: int, dates: Sequence[Deadline]) -> tuple[Milestone, ...]:
    """Dates in the running text, without those that only say again what the task's one deadline says."""
    only = dates[0].occurrences if len(dates) == 1 else None
    return tuple(
        Milestone(text=text, occurrences=days) for text, days in deadlines.milestones(content, year) if days != only
    )


def _merged(first: _Line, further: _Line) -> _Line:
    """One task of two lines: the units and deadlines of both, each once."""
    one, other = first.task, further.task
    phrase = UnitPhrase(
        lead=_once(one.units.lead, other.units.lead),
        support=_once(one.units.support, other.units.support),
        responsible=_once(one.units.responsible, other.units.responsible),
    )
    if phrase.lead:
        rest = _once(phrase.support, phrase.responsible)
        phrase = UnitPhrase(lead=phrase.lead, support=tuple(name for name in rest if name not in phrase.lead))
    task = replace(
        one,
        content="\n".join(_once((one.content,), (other.content,))),
        units=phrase,
        units_text="；".join(_once((one.units_text,), (other.units_text,))),
        deadlines=_once(one.deadlines, other.deadlines),
        deadline_text="；".join(_once((one.deadline_text,), (other.deadline_text,))),
        milestones=_once(one.milestones, other.milestones),
    )
    return _Line(
        task=task,
        problems=_once(first.problems, further.problems),
        questions=_once(first.questions, further.questions),
    )


def _once(first: tuple[T, ...], further: tuple[T, ...]) -> tuple[T, ...]:
    return (*first, *(one for one in further if one not in first))


def _twice(tasks: Iterable[Task]) -> Iterable[Problem]:
    """Numbers that two tasks share: a liaison could not say which one is done."""
    seen: dict[int, Task] = {}
    for task in tasks:
        if task.number in seen:
            reason = f"序号{task.number}与“{seen[task.number].name}”重复，请改成不同的序号"
            yield Problem(where=f"“{task.name}”", text=str(task.number), reason=reason)
        seen.setdefault(task.number, task)


def _group_questions(tasks: Iterable[Task], directory: UnitDirectory) -> Iterable[Question]:
    """Each group or name that the directory cannot decide, asked once for the whole table."""
    where: dict[str, list[int]] = {}
    for task in tasks:
        for name in (*task.units.lead, *task.units.support, *task.units.responsible):
            meant = directory.expand(name)
            if meant.uncertain or not meant.known:
                where.setdefault(name, []).append(task.number)
    for name, numbers in where.items():
        meant = directory.expand(name)
        if meant.known:
            ask = f"“{name}”指哪些单位？现在先按{len(meant.units)}个单位提醒，请明确"
        else:
            near = "、".join(directory.suggest(name))
            ask = f"单位目录里没有“{name}”" + (f"，是不是{near}？" if near else "，请补进目录或改正")
        shown = "、".join(map(str, numbers[:6])) + ("等" if len(numbers) > 6 else "")  # noqa: PLR2004 - what a line holds
        yield Question(where=f"第{shown}项责任单位", text=name, ask=ask)


def table_to_dict(table: TaskTable) -> dict[str, object]:
    """The table in the shape of `wenban tasks import --json`."""
    return {
        "title": table.title,
        "year": table.year,
        "tasks": [task_to_dict(task) for task in table.tasks],
        "problems": [{"where": one.where, "text": one.text, "reason": one.reason} for one in table.problems],
        "questions": [{"where": one.where, "text": one.text, "ask": one.ask} for one in table.questions],
    }


def task_to_dict(task: Task) -> dict[str, object]:
    """One task in the same shape."""
    return {
        "number": task.number,
        "name": task.name,
        "content": task.content,
        "units": {
            "lead": list(task.units.lead),
            "support": list(task.units.support),
            "responsible": list(task.units.responsible),
        },
        "deadlines": [deadline_to_dict(deadline) for deadline in task.deadlines],
        "milestones": [
            {"text": one.text, "occurrences": [day.isoformat() for day in one.occurrences]} for one in task.milestones
        ],
    }
