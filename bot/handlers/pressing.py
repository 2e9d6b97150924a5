"""The office sets a task's ladder (提醒档), and presses a duty out of turn (紧急)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.tasks import year_of
from bot.ports.ledger import OwnLadder
from bot.ports.people import Role
from bot.standing import part_of
from bot.texts import duties as to_unit
from bot.texts import pressing as said
from reminders import rungs
from reminders.outbox import DeliveryKind
from reminders.parsing import ParseError
from reminders.planner import Reminder, Why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply
    from bot.standing import Standing
    from reminders.planner import Duty
    from reminders.rungs import RungsSaid
    from reminders.tasks import Task


def ladder(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """提醒档 4 30、7、1、0 原因, 提醒档 4 默认 原因; without days it is shown, without a reason it is asked for."""
    number = int(parts["number"])
    task = year_of(visit).task(number)
    if task is None:
        return (to_unit.no_such_task(number),)
    if not parts["rest"]:
        own = visit.store.ladders.all(task.year).get(task.id)
        default = visit.house.office.ladder
        shown = said.ladder(
            task,
            own.rungs if own else default.rungs,
            own.overdue_every if own else default.overdue_every,
            own=own is not None,
            reason=own.reason if own else "",
        )
        return (shown,)
    try:
        wanted = rungs.read(parts["rest"])
    except ParseError:
        return (said.ladder_unclear(number),)
    if not wanted.reason:
        visit.begin({"step": "ladder", "number": str(number), "said": parts["rest"]})
        return (said.ladder_reason_asked(task),)
    return (_set_ladder(visit, task, wanted, wanted.reason),)


def ladder_reason_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The reason that was asked for."""
    dialog = visit.dialog()
    task = year_of(visit).task(int(dialog["number"]))
    if task is None:
        visit.end()
        return (to_unit.no_such_task(int(dialog["number"])),)
    if not text:
        return (said.ladder_reason_asked(task),)
    visit.end()
    return (_set_ladder(visit, task, rungs.read(dialog["said"]), text),)


def _set_ladder(visit: Visit, task: Task, wanted: RungsSaid, reason: str) -> Reply:
    """From now on this ladder; what was told before stays told."""
    default = visit.house.office.ladder
    every = wanted.every or default.overdue_every
    own = wanted.rungs is not None or wanted.every is not None
    days = default.rungs if wanted.rungs is None else wanted.rungs
    if own:
        visit.store.ladders.set(
            OwnLadder(
                task_id=task.id,
                rungs=days,
                overdue_every=every,
                reason=reason,
                set_by=visit.person.id,
                set_at=visit.now,
            )
        )
    else:
        visit.store.ladders.clear(task.id)
    words = "、".join(str(day) for day in days) if own else "默认"
    visit.record("ladder.set", task.id, ladder=words, every=str(every), reason=reason)
    return said.ladder_set(task, days, every, own=own)


def urgent(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """紧急 4 原因: at once, at any hour, beside the cap, to the units that have not confirmed; a reason is needed."""
    name, _, part = parts["which"].partition(".")
    year = year_of(visit)
    task = year.task(int(name))
    if task is None:
        return (to_unit.no_such_task(int(name)),)
    if not parts["rest"]:
        visit.begin({"step": "urgent", "which": parts["which"]})
        return (said.urgent_reason_asked(task),)
    visit.end()
    sent: list[str] = []
    silent: list[str] = []
    for duty in _first_open(visit, year, task, part):
        told = _press(visit, year, task, duty, reason=parts["rest"])
        (sent if told else silent).append(duty.unit)
    visit.record("urgent.sent", task.id, reason=parts["rest"], units=str(len(sent)))
    return (said.urgent_sent(task, sent, silent),)


def urgent_reason_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The reason that was asked for."""
    return urgent(visit, {"which": visit.dialog()["which"], "rest": text})


def _first_open(visit: Visit, year: Standing, task: Task, part: str) -> tuple[Duty, ...]:
    """Of each unit the first open date of the task, or of one of its deadlines."""
    falls = {one.key for one in year.falls(task.id) if not part or part_of(one) == int(part)}
    first: dict[str, Duty] = {}
    for duty in year.open_duties(visit.house, visit.today):
        if duty.occurrence in falls:
            first.setdefault(duty.unit, duty)
    return tuple(first.values())


def _press(visit: Visit, year: Standing, task: Task, duty: Duty, *, reason: str) -> bool:
    """One urgent message to each liaison of a unit and to its group; False when no liaison can be reached."""
    liaisons = visit.store.people.reachable(Role.LIAISON, unit=duty.unit)
    receivers = (*liaisons, *visit.store.people.reachable(Role.GROUP, unit=duty.unit))
    occurrence = year.occurrence(duty.occurrence)
    if not receivers or occurrence is None or duty.due is None:
        return False
    line = year.line(occurrence, unit=duty.unit, today=visit.today, calendar=visit.house.calendar)
    reply = said.urgent(task, line, office=visit.house.office.name, reason=reason)
    key = f"urgent:{visit.incoming.channel}:{visit.incoming.message_id}:{duty.occurrence}"
    for person in receivers:
        visit.send(person, reply, key=key, kind=DeliveryKind.URGENT)
    pressed = Reminder(
        duty=duty,
        on=visit.today,
        rung=(duty.due - visit.today).days,
        why=Why.URGENT,
        place=f"{visit.now:%Y%m%dT%H%M%S}",
    )
    first, *others = (f"{key}:{one.id}" for one in receivers)
    visit.store.ledger.add([pressed], delivery=first, person_id=receivers[0].id, at=visit.now, also=others)
    return bool(liaisons)
