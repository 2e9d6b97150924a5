"""The round of ongoing duties (例行): one tap 正常推进 or 有困难, a line of text if the unit likes, no proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.meant import own_task
from bot.handlers.tasks import year_of
from bot.ports.messages import Reply
from bot.texts import office
from bot.texts import rounds as said
from reminders.confirmations import Confirmation, Evidence, EvidenceKind, ReviewState, date_in
from reminders.planner import round_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.standing import Standing
    from reminders.planner import Duty
    from reminders.tasks import Task


def listed(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """例行: what of this round is still to be said."""
    open_ = _asked(visit, year_of(visit))
    return (said.listed([(one.number, one.name) for one in open_], _period(visit)),)


def all_well(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """正常推进: all that is still open of this round in one tap; no proof asked, none reviewed."""
    rounds = _asked(visit, year_of(visit))
    for duty in rounds:
        _answer(visit, duty, said.WELL)
    if rounds:
        visit.record("round.confirmed", visit.person.unit, month=_period(visit), tasks=str(len(rounds)))
    return (said.all_confirmed(len(rounds), _period(visit)),)


def well(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """正常 7: one duty goes on as it should."""
    year = year_of(visit)
    found = _mine(visit, year, int(parts["number"]))
    if not isinstance(found, tuple):
        return (found,)
    task, duty = found
    if duty is None:
        return (_not_asked(visit, year, task),)
    _answer(visit, duty, said.WELL, *filter(None, [parts["rest"]]))
    visit.record("round.confirmed", task.id, unit=visit.person.unit, month=_period(visit))
    return (said.confirmed(task.number, task.name, _period(visit), left=len(_asked(visit, year_of(visit)))),)


def difficulty(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """有困难 4 原因: to the office; an ongoing duty's round counts as answered."""
    if not parts["number"]:
        return (said.difficulty_asked([(one.number, one.name) for one in _asked(visit, year_of(visit))]),)
    found = _mine(visit, year_of(visit), int(parts["number"]))
    if not isinstance(found, tuple):
        return (found,)
    task, duty = found
    if not parts["rest"]:
        visit.begin({"step": "difficulty", "number": parts["number"]})
        return (said.difficulty_which(task.number, task.name),)
    return (_difficult(visit, task, duty, parts["rest"]),)


def difficulty_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The line that was asked for; what is true now is looked up again."""
    found = _mine(visit, year_of(visit), int(visit.dialog()["number"]))
    if not text and isinstance(found, tuple):
        return (said.difficulty_which(found[0].number, found[0].name),)
    visit.end()
    return (_difficult(visit, *found, text) if isinstance(found, tuple) else found,)


def _difficult(visit: Visit, task: Task, duty: Duty | None, reason: str) -> Reply:
    """Keep a difficulty of the round until the office has looked at it; any other is told to the office now."""
    if duty is not None:
        _answer(visit, duty, reason, difficult=True)
    else:
        reply = office.difficulty(visit.person.unit, task, reason)
        visit.tell_office(reply, key=f"difficulty:{visit.incoming.channel}:{visit.incoming.message_id}")
    visit.record("difficulty.reported", task.id, unit=visit.person.unit)
    return said.difficulty_taken(task.number, task.name)


def _answer(visit: Visit, duty: Duty, *words: str, difficult: bool = False) -> None:
    """Record what the unit says in the round: 正常推进 passes by itself, a difficulty waits for the office."""
    kind = EvidenceKind.DIFFICULT if difficult else EvidenceKind.TEXT
    visit.store.confirmations.add(
        Confirmation(
            id=0,
            occurrence=duty.occurrence,
            task_id=duty.task_id,
            unit=visit.person.unit,
            person_id=visit.person.id,
            evidence=tuple(Evidence(kind=kind, value=one, dated=date_in(one)) for one in words),
            state=ReviewState.SUBMITTED if difficult else ReviewState.PASSED,
            submitted_at=visit.now,
            reviewed_at=None if difficult else visit.now,
        )
    )


def _asked(visit: Visit, year: Standing) -> tuple[Duty, ...]:
    """The ongoing duties that this round still asks the unit about."""
    open_ = year.open_duties(visit.house, visit.today)
    return tuple(duty for duty in open_ if duty.unit == visit.person.unit and duty.due is None)


def _mine(visit: Visit, year: Standing, number: int) -> tuple[Task, Duty | None] | Reply:
    """The unit's task of that number, and its open round if there is one; or what to say when it is not theirs."""
    task = own_task(visit, year, number)
    if isinstance(task, Reply):
        return task
    return task, next((duty for duty in _asked(visit, year) if duty.task_id == task.id), None)


def _not_asked(visit: Visit, year: Standing, task: Task) -> Reply:
    """Why 正常 7 changes nothing: answered already (by whom), not asked yet, or not an ongoing duty."""
    if not task.ongoing:
        return said.not_ongoing(task.number, task.name)
    key = round_key(task.id, visit.today, every=visit.house.office.round_every)
    before = year.confirmed.get((key, visit.person.unit))
    if before is None:
        return said.not_yet(task.number, task.name)
    return said.answered_before(task.number, task.name, before, by=visit.calls(before.person_id))


def _period(visit: Visit) -> str:
    return said.period(visit.today, visit.house.office.round_every)
