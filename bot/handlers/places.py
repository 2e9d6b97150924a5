"""Groups (单位群): a group chat is bound to a unit, which is then told there too; what is said there besides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.planning import directory_of
from bot.ports.people import Person, Role
from bot.texts import people as codes
from bot.texts import places as said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply


def bind(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """绑定本群 区司法局; a liaison or leader may leave the own unit unsaid, and name no other."""
    if not visit.incoming.group:
        return (said.only_in_group(),)
    if not parts["unit"] and not visit.person.unit:
        return (said.which_unit(),)
    directory = directory_of(visit.house)
    name = parts["unit"] or visit.person.unit
    found = directory.find(name)
    if found is None:
        return (codes.no_such_unit(name, next(iter(directory.suggest(name)), ""), command="绑定本群"),)
    if not _may(visit, found.name):
        return (said.not_your_unit(visit.person.unit),)
    before = visit.group
    if before is not None and before.unit == found.name:
        return (said.bound_before(found.name),)
    group = _bound(visit, found.name)
    old = {"before": before.unit} if before is not None else {}
    visit.record("unit_group.bound", found.name, group=str(group.id), channel=visit.incoming.channel, **old)
    return (said.bound(found.name, **old),)


def unbind(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """解绑本群: what waits for it is not sent."""
    if not visit.incoming.group:
        return (said.only_in_group(),)
    group = visit.group
    if group is None:
        return (said.not_bound(),)
    if not _may(visit, group.unit):
        return (said.not_your_unit(visit.person.unit),)
    visit.store.handovers.drop(group.id, why=said.UNBOUND)
    visit.store.people.update(replace(group, unit=""))
    visit.record("unit_group.unbound", group.unit, group=str(group.id), channel=visit.incoming.channel)
    return (said.unbound(group.unit),)


def listed(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """单位群: which units have one, where, and whether it can still be reached; in the units' order."""
    order = {unit.name: unit.position for unit in visit.store.units.all()}
    people = visit.store.people
    bound = [one for one in people.with_role(Role.GROUP) if one.unit]
    bound.sort(key=lambda one: (order.get(one.unit, len(order) + 1), one.id))
    items = [(one.unit, address) for one in bound for address in people.addresses(one.id, dead=True)]
    return (said.groups(items),)


def _may(visit: Visit, unit: str) -> bool:
    """Whether this person may decide for that unit's group."""
    return visit.person.role is Role.ADMIN or visit.person.unit == unit


def _bound(visit: Visit, unit: str) -> Person:
    """The group as the unit's; what still waits for it of another unit is not sent."""
    people, incoming = visit.store.people, visit.incoming
    known = people.at(incoming.channel, incoming.group)
    if known is None:
        fresh = Person(id=0, role=Role.GROUP, unit=unit)
        return people.add(fresh, channel=incoming.channel, address=incoming.group)
    visit.store.handovers.drop(known.id, why=said.UNBOUND)
    group = replace(known, role=Role.GROUP, unit=unit)
    people.update(group)
    people.touch(incoming.channel, incoming.group, at=visit.now)
    return group
