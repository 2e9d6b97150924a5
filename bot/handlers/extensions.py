"""A unit asks for a later date (申请延期), the office decides."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.handlers.meant import open_duties
from bot.handlers.tasks import year_of
from bot.ports.messages import Reply
from bot.texts import extensions as said
from knowledge.patterns import regex
from knowledge.text import narrow
from reminders.extensions import Extension, ExtensionState, read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from reminders.planner import Duty
    from reminders.tasks import Task

_NUMBER = regex(r"\s*(?:延期)?\s*第?(\d{1,4}(?:\.\d{1,2})?)[号项]?(?![\d年月./-])[\s,:、]*")


def ask(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """延期 4 2026-11-30 原因; what is not said is asked for, one thing at a time."""
    return _said(visit, {}, parts.get("rest") or "")


def answer_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The number, the date or the reason that was asked for."""
    return _said(visit, visit.dialog(), text)


def _said(visit: Visit, before: Mapping[str, str], text: str) -> tuple[Reply, ...]:
    """Take what was said so far with what is said now."""
    number = before.get("number", "")
    if not number:
        found = _NUMBER.match(narrow(text))
        if found is None:
            visit.begin({"step": "extension"})
            return (said.which_asked(_numbers(visit)),)
        number, text = found[1], text[found.end() :]
    duty = _duty(visit, number)
    if isinstance(duty, Reply):
        visit.end()
        return (duty,)
    due = duty.due or visit.today
    wanted = date.fromisoformat(before["wanted"]) if before.get("wanted") else None
    reason = text.strip()
    if wanted is None:
        wanted, reason = read(text, year=max(due, visit.today).year)
        if wanted is None and before.get("number"):
            reason = ""  # a date was asked for, and these words are none
    reason = reason or before.get("reason", "")
    if wanted is None or wanted <= max(due, visit.today):
        visit.begin({"step": "extension", "number": number, "reason": reason})
        return (said.date_asked(duty.name, due),)
    if not reason:
        visit.begin({"step": "extension", "number": number, "wanted": wanted.isoformat()})
        return (said.reason_asked(duty.name, wanted),)
    visit.end()
    return (_store(visit, duty, wanted, reason),)


def _numbers(visit: Visit) -> list[tuple[str, str]]:
    """What the unit may ask for: the number to type and the name, by date."""
    year = year_of(visit)
    mine = [one for one in year.open_duties(visit.house, visit.today) if one.unit == visit.person.unit]
    named = [
        (year.name_of(occurrence), one.name)
        for one in sorted(mine, key=lambda one: one.due or visit.today)
        if (occurrence := year.occurrence(one.occurrence)) is not None
    ]
    return list(dict.fromkeys(named))


def _duty(visit: Visit, number: str) -> Duty | Reply:
    """The one duty that is meant and may still be asked for, or what to say."""
    duties = open_duties(visit, number)
    if isinstance(duties, Reply):
        return duties
    if len(duties) > 1:
        return said.which_asked([(name, text) for name, text in _numbers(visit) if name.split(".")[0] == number])
    latest = visit.store.extensions.latest(duties[0].occurrence, duties[0].unit)
    if latest is not None and latest.state is ExtensionState.ASKED:
        return said.asked_already(latest)
    return duties[0]


def _store(visit: Visit, duty: Duty, wanted: date, reason: str) -> Reply:
    extension = visit.store.extensions.add(
        Extension(
            id=0,
            task_id=duty.task_id,
            occurrence=duty.occurrence,
            unit=duty.unit,
            person_id=visit.person.id,
            due=duty.due or wanted,
            wanted=wanted,
            reason=reason,
            asked_at=visit.now,
        )
    )
    task = _task(visit, extension)
    visit.record("extension.asked", duty.task_id, unit=duty.unit, wanted=wanted.isoformat(), reason=reason)
    visit.tell_office(said.for_office(extension, task), key=f"extension:{extension.id}")
    return said.asked(extension, task)


def waiting(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """延期申请."""
    return (said.waiting([(one, _task(visit, one)) for one in visit.store.extensions.waiting()]),)


def grant(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """同意延期 3: a new date for that unit and that occurrence; what is reminded of follows it."""
    found = _asked(visit, int(parts["number"]))
    if isinstance(found, Reply):
        return (found,)
    if found.wanted <= visit.today:
        return (said.too_late(found),)
    task = _task(visit, found)
    visit.store.extensions.decide(found.id, state=ExtensionState.GRANTED, by=visit.person.id, at=visit.now)
    visit.record("extension.granted", found.task_id, unit=found.unit, wanted=found.wanted.isoformat())
    visit.tell_unit(found.unit, said.granted_to_unit(found, task), key=f"extended:{found.id}")
    return (said.granted(found, task),)


def refuse(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """不同意延期 3 原因; without a reason it is asked for."""
    found = _asked(visit, int(parts["number"]))
    if isinstance(found, Reply):
        return (found,)
    if not parts["rest"]:
        visit.begin({"step": "refuse_extension", "extension": str(found.id)})
        return (said.refusal_reason_asked(found),)
    return (_refuse(visit, found, parts["rest"]),)


def refusal_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The reason that was asked for."""
    found = _asked(visit, int(visit.dialog()["extension"]))
    if not text and isinstance(found, Extension):
        return (said.refusal_reason_asked(found),)
    visit.end()
    return (_refuse(visit, found, text) if isinstance(found, Extension) else found,)


def _refuse(visit: Visit, extension: Extension, reason: str) -> Reply:
    visit.store.extensions.decide(
        extension.id, state=ExtensionState.REFUSED, by=visit.person.id, at=visit.now, answer=reason
    )
    visit.record("extension.refused", extension.task_id, unit=extension.unit, reason=reason)
    task = _task(visit, extension)
    visit.tell_unit(extension.unit, said.refused_to_unit(extension, task, reason), key=f"extended:{extension.id}")
    return said.refused(extension, task, reason)


def _asked(visit: Visit, number: int) -> Extension | Reply:
    """A request that can still be decided on, or what to say."""
    extension = visit.store.extensions.get(number)
    if extension is None:
        return said.no_such(number)
    return extension if extension.state is ExtensionState.ASKED else said.decided_before(extension)


def _task(visit: Visit, extension: Extension) -> Task:
    """The task of a request; withdrawn ones keep their record."""
    task = visit.store.tasks.get(extension.task_id)
    if task is None:
        raise LookupError(f"extension {extension.id} is of no task")
    return task
