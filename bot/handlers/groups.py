"""The office says whom the table means: the answer counts at once, and for the tables of later years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.planning import directory_of, reassign
from bot.texts import office
from bot.texts import plan as said
from knowledge.text import without_spaces
from reminders.directory import GroupAnswer, UnitDirectory
from reminders.shares import Moved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply
    from bot.ports.stores import OpenQuestion
    from reminders.tasks import Task

ALL = {"全部", "所有", "都是", "全部单位", "全部部门", "所有单位", "所有部门", "整组"}


def answer_question(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """答复 Q3 区住建局、区教育局, or 全部; what is no question about units is noted as it was written."""
    number = int(parts["number"])
    question = visit.store.tasks.question(number)
    if question is None or not parts["rest"]:
        return (office.no_such_question(f"Q{number}"),)
    tasks = _naming(visit, question)
    if tasks:
        return (_answer_group(visit, question, tasks, parts["rest"]),)
    if question.answer:
        return (office.no_such_question(f"Q{number}"),)
    visit.store.tasks.answer_question(number, parts["rest"])
    visit.record("question.answered", f"question:{number}", answer=parts["rest"])
    return (office.question_answered(question),)


def learnt(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """已明确."""
    return (said.learnt(visit.store.tasks.answered(), visit.store.groups.all()),)


def _naming(visit: Visit, question: OpenQuestion) -> tuple[Task, ...]:
    """The tasks of that year of which a unit or group is named as the question quotes it."""
    return tuple(
        task
        for task in visit.store.tasks.all(question.year)
        if question.question.text in {*task.units.lead, *task.units.support, *task.units.responsible}
    )


def _answer_group(visit: Visit, question: OpenQuestion, tasks: tuple[Task, ...], text: str) -> Reply:
    wording = question.question.text
    units: tuple[str, ...] = ()
    if without_spaces(text).strip("。") in ALL:
        if not UnitDirectory(visit.store.units.all()).expand(wording).known:
            return said.all_of_nothing(question)
    else:
        directory = directory_of(visit.house)
        units, unknown = directory.read(text)
        if unknown or not units:
            return said.unknown_units(question, [(name, directory.suggest(name)) for name in unknown])
    answer = GroupAnswer(wording=wording, units=units, year=question.year)
    visit.store.groups.save(answer)
    for one in (question, *visit.store.tasks.questions()):
        if one.question.text == wording:
            visit.store.tasks.answer_question(one.id, text)
    years = [year for year in visit.store.tasks.years() if year >= question.year]
    changes = [reassign(visit.house, year) for year in years]
    moved = Moved(
        gone=tuple(one for each in changes for one in each.gone),
        come=tuple(one for each in changes for one in each.come),
        kept=tuple(one for each in changes for one in each.kept),
    )
    visit.record(
        "group.answered",
        f"question:{question.id}",
        text=wording,
        answer=text,
        dropped="、".join(moved.leaving),
        kept="、".join(dict.fromkeys(one.unit for one in moved.kept)),
    )
    return said.group_answered(answer, [task.number for task in tasks], moved)
