"""The office looks at confirmations: pass, or return with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.standing import standing
from bot.texts import duties as to_unit
from bot.texts import office as said
from reminders.confirmations import ReviewState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply
    from reminders.confirmations import Confirmation
    from reminders.reports import Progress
    from reminders.tasks import Task


def waiting(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """待审核."""
    return (said.waiting([(one, _task(visit, one)) for one in visit.store.confirmations.waiting()]),)


def pass_(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """通过 12."""
    found = _submitted(visit, int(parts["number"]))
    if not isinstance(found, tuple):
        return (found,)
    confirmation, task = found
    _pass(visit, confirmation, task)
    return (said.passed(confirmation, task, _progress(visit, confirmation, task)),)


def pass_all(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """全部通过: only what one list shows, so that nothing is passed unseen."""
    listed = visit.store.confirmations.waiting()
    if len(listed) > said.MOST_LINES:
        return (said.too_many_to_pass(len(listed), said.MOST_LINES),)
    for confirmation in listed:
        _pass(visit, confirmation, _task(visit, confirmation))
    return (said.passed_all(len(listed)),)


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


def _submitted(visit: Visit, number: int) -> tuple[Confirmation, Task] | Reply:
    """A confirmation that can still be reviewed, or what to say."""
    confirmation = visit.store.confirmations.get(number)
    if confirmation is None:
        return said.no_such_confirmation(number)
    if confirmation.state is not ReviewState.SUBMITTED:
        return said.reviewed_before(confirmation)
    return confirmation, _task(visit, confirmation)


def _pass(visit: Visit, confirmation: Confirmation, task: Task) -> None:
    visit.store.confirmations.review(confirmation.id, state=ReviewState.PASSED, by=visit.person.id, at=visit.now)
    visit.record("confirmation.passed", task.id, unit=confirmation.unit, confirmation=str(confirmation.id))
    visit.tell_unit(confirmation.unit, to_unit.passed(confirmation, task), key=f"reviewed:{confirmation.id}")


def _return(visit: Visit, confirmation: Confirmation, task: Task, reason: str) -> Reply:
    visit.store.confirmations.review(
        confirmation.id, state=ReviewState.RETURNED, by=visit.person.id, at=visit.now, reason=reason
    )
    visit.record("confirmation.returned", task.id, unit=confirmation.unit, confirmation=str(confirmation.id))
    reply = to_unit.returned(confirmation, task, reason)
    visit.tell_unit(confirmation.unit, reply, key=f"reviewed:{confirmation.id}")
    return said.returned(confirmation, task, reason)


def _task(visit: Visit, confirmation: Confirmation) -> Task:
    """A confirmation's task; withdrawn ones keep their record."""
    task = visit.store.tasks.get(confirmation.task_id)
    if task is None:
        raise LookupError(f"confirmation {confirmation.id} is of no task")
    return task


def _progress(visit: Visit, confirmation: Confirmation, task: Task) -> Progress:
    return standing(visit.house, task.year).progress(confirmation.occurrence, task.id)
