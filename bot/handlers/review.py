"""The office looks at confirmations: pass, return with a reason, open again what had passed.

A named person decides, and only once: who taps second is told who was first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.standing import standing
from bot.texts import confirming as to_unit
from bot.texts import office as said
from reminders.confirmations import ReviewState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply
    from reminders.confirmations import Confirmation
    from reminders.reports import Progress
    from reminders.tasks import Task

_LIST = "batch"


def waiting(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """待审核: the list, which 全部通过 then goes by."""
    items = visit.store.confirmations.waiting()
    _keep(visit, [one for one in items[: said.MOST_LINES] if not one.difficult])
    return (said.waiting([(one, _task(visit, one)) for one in items]),)


def pass_(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """通过 12."""
    found = _submitted(visit, int(parts["number"]))
    if not isinstance(found, tuple):
        return (found,)
    confirmation, task = found
    _pass(visit, confirmation, task)
    return (said.passed(confirmation, task, None if confirmation.difficult else _progress(visit, confirmation, task)),)


def pass_all(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """全部通过: what the list last shown held (or those named), once more to be confirmed; nothing passes unseen."""
    named = {int(number) for number in parts.get("numbers", "").replace("、", ",").split(",") if number.strip()}
    shown = named or set(_kept(visit))
    listed = [one for one in visit.store.confirmations.waiting() if one.id in shown and not one.difficult]
    if not listed:
        return (said.no_list(), *waiting(visit, {})) if visit.store.confirmations.waiting() else (said.waiting(()),)
    _keep(visit, listed, asked=True)
    return (said.pass_all_asked([(one, _task(visit, one)) for one in listed]),)


def pass_listed(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """确认全部通过: those that were named, and no other."""
    if "asked" not in visit.dialog():
        return (said.no_list(), *waiting(visit, {}))
    numbers = _kept(visit)
    visit.end()
    found = [_submitted(visit, number) for number in numbers]
    for one in found:
        if isinstance(one, tuple):
            _pass(visit, *one)
    return (
        said.passed_all(sum(isinstance(one, tuple) for one in found)),
        *(one for one in found if not isinstance(one, tuple)),
    )


def return_(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """退回 12 原因; without a reason it is asked for."""
    found = _submitted(visit, int(parts["number"]))
    if not isinstance(found, tuple):
        return (found,)
    confirmation, task = found
    reason = parts["rest"]
    if not reason:
        visit.begin({"step": "return", "confirmation": str(confirmation.id)})
        return (said.reason_asked(confirmation),)
    return (_return(visit, confirmation, task, reason),)


def reason_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The reason that was asked for."""
    found = _submitted(visit, int(visit.dialog()["confirmation"]))
    if not text and isinstance(found, tuple):
        return (said.reason_asked(found[0]),)
    visit.end()
    return (_return(visit, *found, text),) if isinstance(found, tuple) else (found,)


def reopen(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """重开 12 原因: what had passed is asked for again; without a reason it is asked for."""
    found = _passed(visit, int(parts["number"]))
    if not isinstance(found, tuple):
        return (found,)
    if not parts["rest"]:
        visit.begin({"step": "reopen", "confirmation": parts["number"]})
        return (said.reason_asked(found[0], reopen=True),)
    return (_reopen(visit, *found, parts["rest"]),)


def reopening_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The reason for opening it again."""
    found = _passed(visit, int(visit.dialog()["confirmation"]))
    if not text and isinstance(found, tuple):
        return (said.reason_asked(found[0], reopen=True),)
    visit.end()
    return (_reopen(visit, *found, text),) if isinstance(found, tuple) else (found,)


def _keep(visit: Visit, listed: list[Confirmation], *, asked: bool = False) -> None:
    """Remember what a list held, so that only that can be passed together."""
    numbers = ",".join(str(one.id) for one in listed)
    visit.begin({"step": _LIST, "numbers": numbers} | ({"asked": "1"} if asked else {}))


def _kept(visit: Visit) -> list[int]:
    """The numbers of the list last shown."""
    dialog = visit.dialog()
    numbers = dialog.get("numbers", "") if dialog.get("step") == _LIST else ""
    return [int(number) for number in numbers.split(",") if number]


def _submitted(visit: Visit, number: int) -> tuple[Confirmation, Task] | Reply:
    """A confirmation that can still be reviewed, or what to say."""
    confirmation = visit.store.confirmations.get(number)
    if confirmation is None:
        return said.no_such_confirmation(number)
    if confirmation.state is not ReviewState.SUBMITTED:
        return _reviewed_before(visit, confirmation)
    return confirmation, _task(visit, confirmation)


def _passed(visit: Visit, number: int) -> tuple[Confirmation, Task] | Reply:
    """A confirmation that had passed, or what to say."""
    confirmation = visit.store.confirmations.get(number)
    if confirmation is None:
        return said.no_such_confirmation(number)
    if confirmation.state is not ReviewState.PASSED:
        return said.not_passed(confirmation)
    return confirmation, _task(visit, confirmation)


def _reviewed_before(visit: Visit, confirmation: Confirmation) -> Reply:
    by = visit.calls(confirmation.reviewed_by) if confirmation.reviewed_by is not None else ""
    return said.reviewed_before(confirmation, by=by)


def _pass(visit: Visit, confirmation: Confirmation, task: Task) -> None:
    visit.store.confirmations.review(confirmation.id, state=ReviewState.PASSED, by=visit.person.id, at=visit.now)
    visit.record("confirmation.passed", task.id, unit=confirmation.unit, confirmation=str(confirmation.id))
    visit.tell_unit(confirmation.unit, to_unit.passed(confirmation, task), key=f"reviewed:{confirmation.id}")


def _return(visit: Visit, confirmation: Confirmation, task: Task, reason: str) -> Reply:
    visit.store.confirmations.review(
        confirmation.id, state=ReviewState.RETURNED, by=visit.person.id, at=visit.now, reason=reason
    )
    visit.record("confirmation.returned", task.id, unit=confirmation.unit, confirmation=str(confirmation.id))
    reply = to_unit.returned(confirmation, task, reason, name=_name(visit, confirmation, task))
    visit.tell_unit(confirmation.unit, reply, key=f"reviewed:{confirmation.id}")
    return said.returned(confirmation, task, reason)


def _reopen(visit: Visit, confirmation: Confirmation, task: Task, reason: str) -> Reply:
    visit.store.confirmations.reopen(confirmation.id, by=visit.person.id, at=visit.now, reason=reason)
    visit.record(
        "confirmation.reopened", task.id, unit=confirmation.unit, confirmation=str(confirmation.id), reason=reason
    )
    reply = to_unit.returned(confirmation, task, reason, name=_name(visit, confirmation, task), reopened=True)
    visit.tell_unit(confirmation.unit, reply, key=f"reopened:{confirmation.id}")
    return said.reopened(confirmation, task, reason)


def _task(visit: Visit, confirmation: Confirmation) -> Task:
    """A confirmation's task; withdrawn ones keep their record."""
    task = visit.store.tasks.get(confirmation.task_id)
    if task is None:
        raise LookupError(f"confirmation {confirmation.id} is of no task")
    return task


def _name(visit: Visit, confirmation: Confirmation, task: Task) -> str:
    """What is typed to confirm the same occurrence again: the task's number, with the deadline where it has several."""
    year = standing(visit.house, task.year)
    found = next((one for one in year.falls(task.id) if one.key == confirmation.occurrence), None)
    return year.name_of(found) if found else str(task.number)


def _progress(visit: Visit, confirmation: Confirmation, task: Task) -> Progress:
    return standing(visit.house, task.year).progress(confirmation.occurrence, task.id)
