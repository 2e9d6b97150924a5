"""Who speaks for a unit: a liaison hands over, the office lists, replaces and removes, nobody is missed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.alarms import grouped_units, unbound_units
from bot.handlers.codes import fresh_code, link_with
from bot.handlers.tasks import year_of
from bot.planning import directory_of
from bot.ports.people import Role
from bot.texts import feeds, office
from bot.texts import people as codes
from bot.texts import seats as said
from reminders.outbox import DeliveryKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply
    from bot.ports.people import JoinCode, Person


def hand_over(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """交接, by the liaison who leaves: shown before it is done."""
    visit.begin({"step": "leave"})
    return (said.leaving_asked(visit.person.unit),)


def confirm_hand_over(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """确认交接: a code for the successor."""
    if visit.dialog().get("step") != "leave":
        return (said.nothing_to_hand_over(),)
    visit.end()
    return (_code_for(visit, visit.person),)


def replace_liaison(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """交接 区司法局 张三, by the office: a code for the successor of one of the unit's liaisons."""
    name, _, wanted = parts["unit"].partition(" ")
    found = _unit(visit, name)
    if not isinstance(found, str):
        return (found,)
    people = visit.store.people.with_role(Role.LIAISON, unit=found)
    wanted = wanted.strip().removeprefix("编号")
    meant = [one for one in people if not wanted or wanted in {str(one.id), one.name}]
    if not people:
        return (said.liaisons(found, ()),)
    return (_code_for(visit, meant[0]) if len(meant) == 1 else said.which_liaison(found, people),)


def colleagues(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """本单位联络员."""
    unit = visit.person.unit
    return (said.liaisons(unit, visit.store.people.with_role(Role.LIAISON, unit=unit), me=visit.person.id),)


def liaisons(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """联络员 区司法局."""
    found = _unit(visit, parts["unit"])
    if not isinstance(found, str):
        return (found,)
    people = visit.store.people.with_role(Role.LIAISON, unit=found)
    return (said.liaisons(found, people, may_remove=visit.person.role is Role.ADMIN),)


def remove(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """移除联络员 7: what waits for them is not sent, their confirmations stay theirs."""
    number = int(parts["number"])
    person = visit.store.people.get(number)
    if person is None or person.role is not Role.LIAISON:
        return (said.no_such_liaison(number),)
    _dismiss(visit, person)
    left = visit.store.people.with_role(Role.LIAISON, unit=person.unit)
    visit.record("liaison.removed", person.unit, person=str(person.id))
    reply = said.you_are_removed(person.unit, visit.house.office.name)
    visit.send(person, reply, key=f"removed:{visit.incoming.message_id}", kind=DeliveryKind.REVIEW)
    return (said.removed(person, person.unit, len(left)),)


def take_place(visit: Visit, code: JoinCode, leaver: Person) -> Reply:
    """The successor has joined: everything open goes over, both and the office are told."""
    _dismiss(visit, leaver, successor=visit.person)
    moved = visit.store.handovers.move(leaver=leaver.id, successor=visit.person.id)
    successor = visit.store.people.get(visit.person.id) or visit.person
    visit.record("liaison.handed_over", code.unit, leaver=str(leaver.id), successor=str(successor.id))
    key = f"handed_over:{code.digest[:16]}"
    visit.send(leaver, said.left(code.unit, said.name_of(successor)), key=key, kind=DeliveryKind.REVIEW)
    visit.tell_office(said.handed_over(code.unit, said.name_of(leaver), said.name_of(successor)), key=f"{key}:office")
    return said.successor_joined(code.unit, said.name_of(leaver), moved)


def today(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """今日: what is due this month, which units nobody speaks for, and whom nothing reaches for now."""
    alarms = unbound_units(visit.house, visit.today)
    month = office.month(year_of(visit).month(visit.house, visit.today))
    seats = said.unbound(alarms, grouped=grouped_units(visit.house)) if alarms else said.everyone_seated()
    waiting = _waiting(visit)
    return (month, seats, said.waiting(waiting)) if waiting else (month, seats)


def _waiting(visit: Visit) -> tuple[tuple[Person, int, str], ...]:
    """Each person for whom something waits that was tried in vain: how much, and why the last of it did not go."""
    held: dict[int, list[str]] = {}
    for one in visit.store.outbox.put_back():
        held.setdefault(one.person_id, []).append(one.error)
    people = ((visit.store.people.get(number), errors) for number, errors in held.items())
    return tuple((person, len(errors), errors[-1]) for person, errors in people if person is not None)


def _dismiss(visit: Visit, person: Person, *, successor: Person | None = None) -> None:
    """No longer a liaison; a name stays by which the record can call them. Without successor, nothing more is sent.

    The unit's calendar address, which they know, ends with it; who still speaks for the unit is told.
    """
    name = person.name or said.former(person.unit)
    visit.store.people.update(replace(person, role=Role.CITIZEN, unit="", name=name))
    if successor is None:
        visit.store.dialogs.clear(person.id)
        visit.store.handovers.drop(person.id, why=said.REMOVED)
    if visit.store.feeds.close(person.unit):
        visit.record("calendar.closed", person.unit)
        visit.tell_unit(person.unit, feeds.closed(person.unit), key=f"calendar:{visit.incoming.message_id}")


def _code_for(visit: Visit, leaver: Person) -> Reply:
    value, expires_at = fresh_code(visit, leaver.role, leaver.unit, replaces=leaver.id)
    visit.record("code.issued", leaver.unit, replaces=str(leaver.id))
    return said.code(leaver.unit, leaver, value, expires_at, link=link_with(visit, value))


def _unit(visit: Visit, name: str) -> str | Reply:
    """A unit's name in the directory, or what to say when there is none."""
    directory = directory_of(visit.house)
    found = directory.find(name)
    return found.name if found else codes.no_such_unit(name, next(iter(directory.suggest(name)), ""))
