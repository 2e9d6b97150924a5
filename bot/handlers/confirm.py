"""A unit says that a duty is done, with its evidence; a supporting unit may say 已报牵头单位 instead."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.handlers.meant import own_dates
from bot.handlers.tasks import year_of
from bot.standing import part_of
from bot.texts import confirming as said
from bot.texts import duties, office
from reminders.confirmations import (
    Confirmation,
    Evidence,
    EvidenceKind,
    ReviewState,
    Target,
    as_report,
    evidence_from,
    parse,
    parse_report,
    same_again,
)
from reminders.units import Part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply
    from bot.standing import Standing
    from reminders.tasks import Occurrence, Task

Chosen = tuple["Task", "Occurrence"]


def confirm(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """确认 4 链接: choose the occurrences, then store, or ask for the evidence."""
    phrase = parse(parts["rest"])
    evidence, left_out = _proofs(visit, phrase.evidence)
    year = year_of(visit)
    chosen, refusals = _choose_all(visit, year, phrase.targets, evidence)
    if not chosen:
        return (*left_out, *refusals)
    if not evidence:
        visit.begin({"step": "evidence", "targets": "、".join(year.name_of(one) for _, one in chosen)})
        return (*left_out, *refusals, _asked(visit, year, chosen))
    return (*left_out, *refusals, _store(visit, year, chosen, evidence))


def report(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """已报牵头 6: a supporting unit has handed its part to the lead unit; it passes at once."""
    evidence = (Evidence(kind=EvidenceKind.REPORTED, value=said.REPORTED),)
    year = year_of(visit)
    chosen, refusals = _choose_all(visit, year, parse_report(parts["rest"]), evidence)
    return (*refusals, *((_store(visit, year, chosen, evidence),) if chosen else ()))


def evidence_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The link, sentence or file that was asked for; what is true now is looked up again."""
    evidence, left_out = _proofs(visit, evidence_from(text))
    year = year_of(visit)
    targets = parse(f"确认 {visit.dialog()['targets']}").targets
    chosen, refusals = _choose_all(visit, year, targets, evidence)
    if not evidence and chosen:
        return left_out or (_asked(visit, year, chosen),)
    visit.end()
    return (*left_out, *refusals, *((_store(visit, year, chosen, evidence),) if chosen else ()))


def _asked(visit: Visit, year: Standing, chosen: Sequence[Chosen]) -> Reply:
    """Ask for one proof; offer the last one, and 已报牵头单位 where the unit only supports."""
    last = visit.store.confirmations.last_proved(visit.person.unit, visit.person.id)
    supports = all(year.may_report(task.id, unit=visit.person.unit) for task, _ in chosen)
    return said.evidence_asked([task.name for task, _ in chosen], last=last.evidence if last else (), supports=supports)


def _proofs(visit: Visit, given: tuple[Evidence, ...]) -> tuple[tuple[Evidence, ...], tuple[Reply, ...]]:
    """What was given, with the message's files, and what to say about what could not be taken.

    同上 stands for the proof of the person's last confirmation.
    """
    files, left_out = _files(visit)
    if not same_again(given):
        return (*as_report(given), *files), left_out
    last = visit.store.confirmations.last_proved(visit.person.unit, visit.person.id)
    if last is None:
        return files, (*left_out, said.no_last_proof())
    return (*last.evidence, *files), left_out


def _files(visit: Visit) -> tuple[tuple[Evidence, ...], tuple[Reply, ...]]:
    """The message's files of an allowed kind, kept durably under their hash, and a word about each of the others."""
    allowed = visit.house.office.file_types
    kept: list[Evidence] = []
    refused: list[Reply] = []
    for file in visit.incoming.files:
        if PurePath(file.name).suffix.lower().removeprefix(".") in allowed:
            digest = visit.store.files.put(file.content)
            kept.append(Evidence(kind=EvidenceKind.FILE, value=file.name, digest=digest, size=len(file.content)))
        else:
            refused.append(said.file_refused(file.name, allowed))
    return tuple(kept), tuple(refused)


def _choose_all(
    visit: Visit, year: Standing, targets: Sequence[Target], evidence: Sequence[Evidence]
) -> tuple[tuple[Chosen, ...], tuple[Reply, ...]]:
    """The occurrences that are meant, and what to say about the others."""
    found = [_choose(visit, year, target, evidence) for target in targets]
    chosen = tuple(one for one in found if isinstance(one, tuple))
    return chosen, tuple(one for one in found if not isinstance(one, tuple))


def _choose(visit: Visit, year: Standing, target: Target, evidence: Sequence[Evidence]) -> Chosen | Reply:
    """The occurrence that is meant, or what to say when there is none to confirm."""
    unit = visit.person.unit
    meant = own_dates(visit, year, target.number, target.part)
    if not isinstance(meant, tuple):
        return meant
    task, falls = meant
    if any(one.kind is EvidenceKind.REPORTED for one in evidence) and not year.may_report(task.id, unit=unit):
        return said.cannot_report(task.number, task.name)
    typed = " ".join(one.value for one in evidence if one.kind is not EvidenceKind.FILE)
    return _earliest_open(visit, year, task, falls, said_already=typed)


def _earliest_open(
    visit: Visit, year: Standing, task: Task, falls: Sequence[Occurrence], *, said_already: str
) -> Chosen | Reply:
    """The first occurrence the unit has not confirmed; which one, when several deadlines are open."""
    unit = visit.person.unit
    open_: dict[int, Occurrence] = {}
    for one in falls:
        before = year.confirmed.get((one.key, unit))
        if before is None or before.state is ReviewState.RETURNED:
            open_.setdefault(part_of(one), one)
    if not open_:
        (*_, last) = falls
        before = year.confirmed[(last.key, unit)]
        if len(falls) == 1:
            return said.already_confirmed(task.number, task.name, before, by=visit.calls(before.person_id))
        return said.all_confirmed(task.number, task.name)
    if len(open_) > 1:
        named = [(year.name_of(one), one) for one in open_.values()]
        return duties.which_part(task, named, said=said_already)
    return task, next(iter(open_.values()))


def _store(visit: Visit, year: Standing, chosen: Sequence[Chosen], evidence: tuple[Evidence, ...]) -> Reply:
    """Store one confirmation an occurrence, tell the office unless it passes by itself, and say so."""
    reported = evidence[0].kind is EvidenceKind.REPORTED
    stored: list[tuple[Confirmation, str]] = []
    for task, occurrence in chosen:
        confirmation = visit.store.confirmations.add(
            Confirmation(
                id=0,
                occurrence=occurrence.key,
                task_id=task.id,
                unit=visit.person.unit,
                person_id=visit.person.id,
                evidence=evidence,
                state=ReviewState.PASSED if reported else ReviewState.SUBMITTED,
                submitted_at=visit.now,
                reviewed_at=visit.now if reported else None,
            )
        )
        action = "confirmation.reported" if reported else "confirmation.submitted"
        visit.record(action, task.id, unit=visit.person.unit, confirmation=str(confirmation.id))
        if not reported:
            due = year.due_of(occurrence, visit.person.unit)
            visit.tell_office(office.review_asked(confirmation, task, due), key=f"review:{confirmation.id}")
        stored.append((confirmation, task.name))
    visit.end()
    if reported:
        leads = dict.fromkeys(one.unit for task, _ in chosen for one in year.shares(task.id) if one.part is Part.LEAD)
        return said.reported([task.name for task, _ in chosen], tuple(leads))
    return said.confirmed(stored, evidence)
