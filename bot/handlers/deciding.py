"""The office decides on matters: whose they are, what is answered, which are one, which are none of its business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers import answering, drafts
from bot.handlers.publishing import give_up, of_the_office, publish_as
from bot.matters import PLACEHOLDER, close, give, headline, let_go, nearly, take_back, with_wordings
from bot.planning import directory_of
from bot.ports.bank import Change
from bot.ports.people import Role
from bot.proposals import entry_made
from bot.texts import deciding as to_office
from bot.texts import matters as said
from bot.texts.versions import no_such_entry
from bot.versions import write
from knowledge.documents import Problem
from knowledge.drafts import same_question
from knowledge.patterns import regex
from reminders.questions import WAITING, MatterState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.handlers.visit import Visit
    from bot.ports.bank import Draft
    from bot.ports.messages import Reply
    from bot.ports.questions import Asked
    from knowledge.entries import Entry
    from reminders.questions import Matter

_DIGITS = regex(r"\d{1,6}")


def listed(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """未答, for the office."""
    found = visit.store.matters.all(WAITING)
    return (to_office.office_list([(one, headline(one), nearly(visit.house, one.matter)) for one in found]),)


def answer(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """答复 G12 内容: a unit proposes; the office's own answer, or its wording of the unit's, counts at once."""
    if visit.person.role is not Role.ADMIN:
        return answering.answer(visit, parts)
    asked = _waiting(visit, parts)
    if asked is None:
        return (_over(visit, int(parts["number"])),)
    if not parts["rest"]:
        visit.begin({"step": "answer_question", "matter": parts["number"]})
        return (said.answer_asked(asked.matter, headline(asked)),)
    return (_answer(visit, asked, parts["rest"]),)


def answer_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The answer that was asked for."""
    matter = visit.dialog()["matter"]
    if text:
        visit.end()
    return answer(visit, {"number": matter, "rest": text})


def answer_only(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """只答复 G12 内容: to who asked, and not into the bank."""
    return _conclude(visit, parts, "只答复", MatterState.ANSWERED)


def not_ours(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """不属于 G12 原因: who asked is told why the office does not answer."""
    return _conclude(visit, parts, "不属于", MatterState.CLOSED)


def use_entry(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """用 E005 答复 G12: the bank has the answer; from now on it knows these wordings too."""
    asked, entry = _waiting(visit, parts), visit.store.entries.get(parts["entry"])
    if asked is None:
        return (_over(visit, int(parts["number"])),)
    if entry is None:
        return (no_such_entry(parts["entry"]),)
    return (_publish(visit, asked, entry, entry, action="matter.answered"),)


def move(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """转给 G12 区教育局: another unit is asked, with workdays of its own."""
    asked = _waiting(visit, parts)
    if asked is None:
        return (_over(visit, int(parts["number"])),)
    directory = directory_of(visit.house)
    units, unknown = directory.read(parts["unit"])
    if unknown or len(units) != 1:
        return (to_office.no_unit(parts["unit"], "、".join(directory.suggest(parts["unit"])[:2])),)
    matter_id, unit = asked.matter.id, units[0]
    _put_aside(visit, asked, f"已转给{unit}")
    take_back(visit.house, matter_id, ended="moved", now=visit.now)
    visit.store.matters.set(matter_id, MatterState.OPEN, unit=unit)
    told = give(visit.house, matter_id, now=visit.now)
    visit.record("matter.moved", f"G{matter_id}", unit=unit)
    return (to_office.moved(visit.store.matters.get(matter_id) or asked.matter, told=told),)


def merge(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """合并 G12 G15: who asked G15 waits for the answer to G12."""
    asked = _waiting(visit, parts)
    if asked is None:
        return (_over(visit, int(parts["number"])),)
    numbers = tuple(dict.fromkeys(int(one) for one in _DIGITS.findall(parts["others"])))
    if not numbers or asked.matter.id in numbers:
        return (to_office.not_merged(asked.matter),)
    found = {number: _waiting(visit, {"number": str(number)}) for number in numbers}
    gone = [one for one in found.values() if one is not None]
    if len(gone) < len(found):
        return (_over(visit, next(number for number, one in found.items() if one is None)),)
    for one in gone:
        _put_aside(visit, one, f"并入G{asked.matter.id}")
        take_back(visit.house, one.matter.id, ended="closed", now=visit.now)
        visit.store.matters.move([each.id for each in one.questions], to=asked.matter.id)
        visit.store.matters.set(one.matter.id, MatterState.CLOSED, reason=f"并入G{asked.matter.id}")
        visit.record("matter.merged", f"G{one.matter.id}", matter=f"G{asked.matter.id}")
    _take_over(visit, asked.matter, [one.matter.unit for one in gone])
    return (to_office.merged(asked.matter, [one.matter.id for one in gone]),)


def _take_over(visit: Visit, matter: Matter, units: Sequence[str]) -> None:
    """A matter that is nobody's yet goes to the unit of what was put into it."""
    unit = next(filter(None, units), "")
    if unit and matter.state is MatterState.OPEN and not matter.unit:
        visit.store.matters.set(matter.id, MatterState.OPEN, unit=unit)
        give(visit.house, matter.id, now=visit.now)


def part(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """拆分 G12 2、3: the wordings of these places are a matter of their own."""
    asked = _waiting(visit, parts)
    if asked is None:
        return (_over(visit, int(parts["number"])),)
    places = {int(one) for one in _DIGITS.findall(parts["others"])}
    words = {text for place, text in enumerate(asked.wordings, start=1) if place in places}
    leaving = [one for one in asked.questions if one.text in words]
    if not leaving or len(words) < len(places) or len(words) == len(asked.wordings):
        return (to_office.not_parted(asked.matter),)
    fresh = visit.store.matters.open(unit="", entry_id=asked.matter.entry_id, at=visit.now)
    visit.store.matters.move([one.id for one in leaving], to=fresh.id)
    for matter in (asked.matter, fresh):
        let_go(visit.house, matter.id, now=visit.now)
    visit.record("matter.parted", f"G{asked.matter.id}", matter=f"G{fresh.id}")
    return (to_office.parted(asked.matter, fresh),)


def _over(visit: Visit, number: int) -> Reply:
    """What to say of a matter in which nobody waits."""
    matter = visit.store.matters.get(number)
    return said.no_such(number) if matter is None else said.settled(matter)


def _waiting(visit: Visit, parts: Mapping[str, str]) -> Asked | None:
    asked = visit.store.matters.asked(int(parts["number"]))
    return asked if asked is not None and asked.matter.state in WAITING else None


def _put_aside(visit: Visit, asked: Asked, reason: str) -> None:
    draft = drafts.of_matter(visit, asked.matter.id)
    if draft is not None:
        give_up(visit, draft, reason)


def _answer(visit: Visit, asked: Asked, text: str) -> Reply:
    """Make the entry of the office's words: put over the unit's draft, or over the entry that did not help."""
    draft = drafts.of_matter(visit, asked.matter.id)
    before = visit.store.entries.get(draft.entry_id if draft else asked.matter.entry_id)
    question = headline(asked)
    if draft is None and before is None and PLACEHOLDER in question:
        return to_office.no_question(asked.matter)
    begun = {} if before else {"question": question, "unit": asked.matter.unit}
    fields = begun | dict(draft.fields if draft else {}) | {"answer": text, "checked_on": visit.today.isoformat()}
    entry = entry_made(visit.house, fields, before)
    if isinstance(entry, Problem):
        return to_office.not_an_entry(asked.matter, entry)
    other = same_question(entry.question, visit.store.entries.all(), besides=before.id if before else "")
    if other is not None:
        return to_office.in_bank_already(asked.matter, other)
    return _publish(visit, asked, entry, before, action="matter.answered", draft=draft)


def _publish(
    visit: Visit, asked: Asked, entry: Entry, before: Entry | None, *, action: str, draft: Draft | None = None
) -> Reply:
    """The bank holds the answer, asked in the matter's words; everyone who waits is told."""
    matter = asked.matter
    entry = of_the_office(visit, with_wordings(visit.house, matter.id, entry), before)
    change = Change(at=visit.now, actor=visit.actor, action=action, note=f"G{matter.id}")
    if draft is not None:
        publish_as(visit, draft, entry, reworded=True)
    else:
        _put_aside(visit, asked, f"按{entry.id}答复")
        take_back(visit.house, matter.id, ended="answered", now=visit.now)
    told = close(visit.house, matter.id, MatterState.ANSWERED, said.answer(entry), now=visit.now, entry_id=entry.id)
    told += write(visit.house, entry, change=change, detail={"matter": f"G{matter.id}"})
    return to_office.answered(matter, entry, told)


def _conclude(visit: Visit, parts: Mapping[str, str], command: str, state: MatterState) -> tuple[Reply, ...]:
    asked = _waiting(visit, parts)
    if asked is None:
        return (_over(visit, int(parts["number"])),)
    matter, office, text = asked.matter, visit.house.office, parts["rest"]
    if not text:
        return (to_office.reason_needed(matter.id, command),)
    _put_aside(visit, asked, f"{office.name}已答复")
    take_back(visit.house, matter.id, ended="closed", now=visit.now)
    answered = state is MatterState.ANSWERED
    reply = said.plain_answer(text, office=office) if answered else said.not_ours(text, office=office)
    told = close(visit.house, matter.id, state, reply, now=visit.now, reason="" if answered else text)
    visit.record("matter.answered" if answered else "matter.closed", f"G{matter.id}")
    return (to_office.closed(matter, told),)
