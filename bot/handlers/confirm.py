"""A unit says that a duty is done, with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.tasks import year_of
from bot.standing import part_of
from bot.texts import duties as said
from bot.texts import office
from reminders.confirmations import Confirmation, Evidence, EvidenceKind, ReviewState, Target, evidence_from, parse
from reminders.planner import round_key

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
    evidence = (*phrase.evidence, *_files(visit))
    year = year_of(visit)
    chosen, refusals = _choose_all(visit, year, phrase.targets, evidence)
    if not chosen:
        return refusals
    if not evidence:
        visit.begin({"step": "evidence", "targets": "、".join(year.name_of(one) for _, one in chosen)})
        return (*refusals, said.evidence_asked([task.name for task, _ in chosen]))
    return (*refusals, _store(visit, chosen, evidence))


def evidence_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The link, sentence or file that was asked for; what is true now is looked up again."""
    evidence = (*evidence_from(text), *_files(visit))
    if not evidence:
        return (said.evidence_asked(["这一项"]),)
    targets = parse(f"确认 {visit.dialog()['targets']}").targets
    chosen, refusals = _choose_all(visit, year_of(visit), targets, evidence)
    visit.end()
    return (*refusals, *((_store(visit, chosen, evidence),) if chosen else ()))


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
    task = year.task(target.number)
    if task is None:
        return said.no_such_task(target.number)
    if unit not in {one.unit for one in year.shares(task.id)}:
        return said.not_your_task(task.number, task.name, unit)
    falls = year.falls(task.id)
    if not falls:
        return said.no_date(task.number, task.name)
    if target.part is not None:
        falls = tuple(one for one in falls if part_of(one) == target.part)
        if not falls:
            parts = {part_of(one) for one in year.falls(task.id)}
            return said.no_such_part(task.number, target.part, len(parts))
    typed = " ".join(one.value for one in evidence if one.kind is not EvidenceKind.FILE)
    return _earliest_open(year, task, falls, unit=unit, said_already=typed)


def _earliest_open(
    year: Standing, task: Task, falls: Sequence[Occurrence], *, unit: str, said_already: str
) -> Chosen | Reply:
    """The first occurrence the unit has not confirmed; which one, when several deadlines are open."""
    open_: dict[int, Occurrence] = {}
    for one in falls:
        before = year.confirmed.get((one.key, unit))
        if before is None or before.state is ReviewState.RETURNED:
            open_.setdefault(part_of(one), one)
    if not open_:
        (*_, last) = falls
        before = year.confirmed[(last.key, unit)]
        if len(falls) == 1:
            return said.already_confirmed(task.number, task.name, before)
        return said.all_confirmed(task.number, task.name)
    if len(open_) > 1:
        named = [(year.name_of(one), one) for one in open_.values()]
        return said.which_part(task, named, said=said_already)
    return task, next(iter(open_.values()))


def _files(visit: Visit) -> tuple[Evidence, ...]:
    """The message's files, kept durably under their hash."""
    return tuple(
        Evidence(
            kind=EvidenceKind.FILE,
            value=file.name,
            digest=visit.store.files.put(file.content),
            size=len(file.content),
        )
        for file in visit.incoming.files
    )


def _store(visit: Visit, chosen: Sequence[Chosen], evidence: tuple[Evidence, ...]) -> Reply:
    """Store one confirmation an occurrence, tell the office, and say so."""
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
                state=ReviewState.SUBMITTED,
                submitted_at=visit.now,
            )
        )
        visit.record("confirmation.submitted", task.id, unit=visit.person.unit, confirmation=str(confirmation.id))
        visit.tell_office(office.review_asked(confirmation, task, occurrence.due), key=f"review:{confirmation.id}")
        stored.append((confirmation, task.name))
    visit.end()
    return said.confirmed(stored, evidence)


def all_well(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """正常推进: this month's round of all the unit's ongoing duties in one tap; no proof asked, none reviewed."""
    year = year_of(visit)
    rounds = [
        duty
        for duty in year.open_duties(visit.house, visit.today)
        if duty.unit == visit.person.unit and duty.due is None
    ]
    for duty in rounds:
        _answer_round(visit, duty.task_id, duty.occurrence, "正常推进")
    if rounds:
        visit.record("round.confirmed", visit.person.unit, month=f"{visit.today:%Y-%m}", tasks=str(len(rounds)))
    return (said.round_confirmed(len(rounds), visit.today),)


def _answer_round(visit: Visit, task_id: str, occurrence: str, words: str) -> None:
    """Record what a unit says in the monthly round; it needs no review."""
    visit.store.confirmations.add(
        Confirmation(
            id=0,
            occurrence=occurrence,
            task_id=task_id,
            unit=visit.person.unit,
            person_id=visit.person.id,
            evidence=(Evidence(kind=EvidenceKind.TEXT, value=words),),
            state=ReviewState.PASSED,
            submitted_at=visit.now,
            reviewed_at=visit.now,
        )
    )


def difficulty(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """有困难 4 原因: to the office; an ongoing duty's round counts as answered."""
    if not parts.get("number") or not parts.get("rest"):
        return (said.difficulty_asked(),)
    year = year_of(visit)
    task = year.task(int(parts["number"]))
    if task is None:
        return (said.no_such_task(int(parts["number"])),)
    unit = visit.person.unit
    if unit not in {one.unit for one in year.shares(task.id)}:
        return (said.not_your_task(task.number, task.name, unit),)
    key = round_key(task.id, visit.today)
    asked = any(duty.occurrence == key and duty.unit == unit for duty in year.open_duties(visit.house, visit.today))
    if asked:
        _answer_round(visit, task.id, key, f"有困难：{parts['rest']}")
    visit.record("difficulty.reported", task.id, unit=unit)
    reply = said.difficulty_for_office(unit, task, parts["rest"])
    visit.tell_office(reply, key=f"difficulty:{visit.incoming.channel}:{visit.incoming.message_id}")
    return (said.difficulty_taken(task.number, task.name),)
