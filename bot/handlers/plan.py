"""The office changes one task between two tables: edited, withdrawn, restored; previewed, told and recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.tasks import year_of
from bot.planning import assigned, directory_of, save_plan
from bot.ports.people import Role
from bot.texts import duties
from bot.texts import plan as said
from knowledge.patterns import regex
from reminders.confirmations import ReviewState
from reminders.edits import Field, edited
from reminders.parsing import ParseError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply
    from bot.standing import Standing
    from reminders.shares import Moved
    from reminders.tasks import Task

_REASON = regex(r"[\s，,。；;（(]*原因[\s：:]*")
_FIELDS = {"时间节点": Field.DEADLINE, "时限": Field.DEADLINE, "责任单位": Field.UNITS, "单位": Field.UNITS}


def change(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """修改 4 时间节点 10月底前 原因 …: shown before it is done."""
    year, number = year_of(visit), int(parts["number"])
    task = year.task(number)
    if task is None:
        return (duties.no_such_task(number),)
    value, reason = _split(parts["rest"])
    if not reason:
        return (said.how_to_change(number),)
    field = _FIELDS.get(parts["field"], Field.NAME)
    try:
        after, moved = _read(visit, task, field, value)
    except ParseError as error:
        return (said.not_read(error.reason),)
    visit.begin({"step": "change_plan", "task": task.id, "field": field.value, "value": value, "reason": reason})
    confirmed = _confirmed(year, task)
    told = _seated(visit, _whom(year, task, field, moved))
    return (said.change_preview(task, after, field, reason=reason, moved=moved, confirmed=confirmed, told=told),)


def confirm_change(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """确认修改: what is true now is looked up again."""
    dialog = visit.dialog()
    year = year_of(visit)
    task = next((one for one in year.tasks if one.id == dialog.get("task")), None)
    if dialog.get("step") != "change_plan" or task is None:
        return (said.nothing_to_confirm(),)
    visit.end()
    field, reason = Field(dialog["field"]), dialog["reason"]
    try:
        after, moved = _read(visit, task, field, dialog["value"])
    except ParseError as error:
        return (said.not_read(error.reason),)
    save_plan(visit.house, year.year, [after if one.id == task.id else one for one in year.tasks])
    old, new = said.values(task, after, field)
    visit.record("task.changed", task.id, field=field.value, before=old, after=new, reason=reason)
    whom = _whom(year, task, field, moved)

    def letter(unit: str) -> Reply:
        if unit in moved.leaving:
            return said.let_go(unit, after, reason)
        return said.deadline_moved(unit, after, reason)

    return (said.changed(after, field, _tell(visit, whom, letter)),)


def withdraw(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """撤销任务 4 原因: shown before it is done."""
    year, number = year_of(visit), int(parts["number"])
    task = year.task(number)
    if task is None:
        return (duties.no_such_task(number),)
    reason = _REASON.sub("", parts["rest"], count=1).strip()
    if not reason:
        return (said.reason_for_withdrawal(number),)
    visit.begin({"step": "withdraw_task", "task": task.id, "reason": reason})
    told = _seated(visit, _units(year, task))
    return (said.withdraw_preview(task, reason=reason, confirmed=_confirmed(year, task), told=told),)


def confirm_withdrawal(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """确认撤销: reminders stop, the record stays."""
    dialog = visit.dialog()
    year = year_of(visit)
    task = next((one for one in year.tasks if one.id == dialog.get("task")), None)
    if dialog.get("step") != "withdraw_task" or task is None:
        return (said.nothing_to_confirm(),)
    visit.end()
    reason = dialog["reason"]
    visit.store.tasks.withdraw(task.id, reason=reason, on=visit.today)
    visit.record("task.withdrawn", task.id, reason=reason)
    told = _tell(visit, _units(year, task), lambda unit: said.withdrawn_for_unit(unit, task, reason))
    return (said.withdrawn(task, told),)


def withdrawn(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """已撤销."""
    return (said.withdrawn_list(visit.store.tasks.withdrawn(year_of(visit).year)),)


def restore(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """恢复任务 4: as it was, with its confirmations."""
    year, number = year_of(visit), int(parts["number"])
    gone = [one.task for one in visit.store.tasks.withdrawn(year.year) if one.task.number == number]
    if not gone:
        return (said.not_withdrawn(number),)
    other = year.task(number)
    if other is not None:
        return (said.number_taken(gone[-1], other),)
    save_plan(visit.house, year.year, [*year.tasks, gone[-1]])
    visit.record("task.restored", gone[-1].id)
    return (said.restored(gone[-1]),)


def _split(text: str) -> tuple[str, str]:
    """What was typed before 原因, and after it."""
    value, *rest = _REASON.split(text, maxsplit=1)
    return value.strip(), rest[0].strip(" ）)") if rest else ""


def _read(visit: Visit, task: Task, field: Field, value: str) -> tuple[Task, Moved]:
    """The task as it would be, and whom that lets go and brings in."""
    directory = directory_of(visit.house)
    after = edited(task, field, value, directory)
    tasks = [after if one.id == task.id else one for one in visit.store.tasks.all(task.year)]
    return after, assigned(visit.house, task.year, tasks, directory)[1]


def _whom(year: Standing, task: Task, field: Field, moved: Moved) -> tuple[str, ...]:
    """The units to be told once: those let go, and of a moved date those that have not confirmed everything."""
    if field is not Field.DEADLINE:
        return moved.leaving
    return tuple(unit for unit in _units(year, task) if not _done(year, task, unit))


def _done(year: Standing, task: Task, unit: str) -> bool:
    said_of = [year.confirmed.get((one.key, unit)) for one in year.falls(task.id)]
    return bool(said_of) and all(one is not None and one.state is not ReviewState.RETURNED for one in said_of)


def _units(year: Standing, task: Task) -> tuple[str, ...]:
    return tuple(one.unit for one in year.shares(task.id))


def _confirmed(year: Standing, task: Task) -> int:
    return sum(one.task_id == task.id for one in year.confirmed.values())


def _seated(visit: Visit, units: Sequence[str]) -> tuple[str, ...]:
    """Those of the units that somebody speaks for."""
    seated = {one.unit for one in visit.store.people.with_role(Role.LIAISON)}
    return tuple(unit for unit in units if unit in seated)


def _tell(visit: Visit, units: Sequence[str], letter: Callable[[str], Reply]) -> int:
    """Tell each unit once; how many have somebody to read it."""
    told = _seated(visit, units)
    for unit in told:
        visit.tell_unit(unit, letter(unit), key=f"plan:{visit.incoming.channel}:{visit.incoming.message_id}")
    return len(told)
