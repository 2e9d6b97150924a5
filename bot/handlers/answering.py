"""A unit is asked what citizens want to know: it answers, or says that it is not the one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers import drafts
from bot.matters import PLACEHOLDER, headline, nearly, take_back
from bot.ports.people import Role
from bot.questions import lines
from bot.texts import deciding as to_office
from bot.texts import matters as said
from reminders.questions import MatterState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply
    from bot.ports.questions import Asked


def listed(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """未答, for a liaison: what was asked of the unit and the bank does not hold."""
    found = lines(visit.house, drafts.all_asked_of_us(visit), today=visit.today)
    return (said.unit_list(found[: said.MOST_LINES], len(found)),)


def show(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """看提问 12: the wordings of a matter; a unit sees its own."""
    number = int(parts["number"])
    staff = visit.person.role in {Role.ADMIN, Role.AUDITOR}
    asked = visit.store.matters.asked(number)
    if asked is None or not (staff or asked.matter.unit == visit.person.unit):
        return (drafts.not_asked(visit, number),)
    draft = drafts.of_matter(visit, number)
    hands = visit.store.matters.hands(number)
    near = nearly(visit.house, asked.matter) if visit.person.role is Role.ADMIN else 0
    return (to_office.shown(asked, text=headline(asked), hands=hands, draft=draft, staff=staff, near=near),)


def answer(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """答复 G12 内容: a draft that the office approves; without the answer it is asked for."""
    number = int(parts["number"])
    asked = drafts.asked_of_us(visit, number)
    if asked is None:
        return (drafts.not_asked(visit, number),)
    if PLACEHOLDER in headline(asked):
        return (said.draft_instead(asked.matter),)
    if not parts["rest"]:
        visit.begin({"step": "answer_question", "matter": str(number)})
        return (said.answer_asked(asked.matter, headline(asked)),)
    return (drafts.answer(visit, asked, parts["rest"]),)


def give_back(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """退回提问 12 原因: the office is to ask another unit; without a reason it is asked for."""
    number = int(parts["number"])
    asked = drafts.asked_of_us(visit, number)
    if asked is None:
        return (drafts.not_asked(visit, number),)
    if not parts["rest"]:
        visit.begin({"step": "return_question", "matter": str(number)})
        return (said.return_reason_asked(asked.matter, headline(asked)),)
    return (_give_back(visit, asked, parts["rest"]),)


def reason_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The reason that was asked for."""
    matter = visit.dialog()["matter"]
    if text:
        visit.end()
    return give_back(visit, {"number": matter, "rest": text})


def _give_back(visit: Visit, asked: Asked, reason: str) -> Reply:
    matter, house = asked.matter, visit.house
    take_back(house, matter.id, ended="returned", now=visit.now, reason=reason, by=visit.person.id)
    visit.store.matters.set(matter.id, MatterState.OPEN, unit="", reason=f"{matter.unit}退回：{reason}")
    visit.tell_office(
        to_office.given_back(matter, headline(asked), reason), key=f"G{matter.id}:returned:{visit.now:%Y%m%dT%H%M%S}"
    )
    visit.store.matters.tell(matter.id, f"G{matter.id}:open", delivery="", at=visit.now)
    visit.record("matter.returned", f"G{matter.id}", unit=matter.unit, reason=reason)
    return said.returned(matter, house.office)
