"""How people become liaisons and admins: one-time codes, no phone number."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.handlers import seats
from bot.handlers.codes import digest_of, fresh_code, link_with
from bot.planning import directory_of
from bot.ports.people import Role
from bot.texts import people as said
from bot.texts.seats import own_code
from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply

MOST_TRIES = 5
TRIES_LAST = timedelta(hours=1)
LEADER = regex(r"[ 　的]*(?:分管)?负责人$")
ROLES = {"管理员": Role.ADMIN, "只读": Role.AUDITOR}


def issue(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """加入码 区司法局 / 加入码 管理员: a fresh code, shown once, kept as a hash."""
    role, unit, who = ROLES.get(parts["unit"]), "", parts["unit"]
    if role is None:
        directory = directory_of(visit.house)
        name = LEADER.sub("", parts["unit"])
        found = directory.find(name)
        if found is None:
            return (said.no_such_unit(name, next(iter(directory.suggest(name)), "")),)
        role = Role.LIAISON if name == parts["unit"] else Role.LEADER
        unit, who = found.name, f"{found.name}{said.UNIT_ROLES[role]}"
    value, expires_at = fresh_code(visit, role, unit)
    visit.record("code.issued", unit or role.value)
    return (said.code(who, value, expires_at, link=link_with(visit, value)),)


def join(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """/加入 CODE: the same refusal for a wrong, a used and an expired code, and only a few tries an hour."""
    if _tries(visit) >= MOST_TRIES:
        return (said.too_many_codes(),)
    code = visit.store.people.code(digest_of(parts["code"]))
    if code is None or code.expires_at <= visit.now:
        return _refused(visit)
    if code.replaces == visit.person.id:
        return (own_code(),)
    if not visit.store.people.use_code(code.digest, person_id=visit.person.id):
        return _refused(visit)
    person = replace(
        visit.person,
        role=code.role,
        unit=code.unit,
        name=visit.person.name or visit.incoming.sender_name,
    )
    visit.store.people.update(person)
    visit.end()
    visit.record("person.joined", code.unit or code.role.value, role=code.role.value)
    leaver = visit.store.people.get(code.replaces) if code.replaces else None
    if leaver is not None and (leaver.role, leaver.unit) == (code.role, code.unit):
        return (seats.take_place(visit, code, leaver),)
    return (said.joined(code.role, code.unit),)


def _refused(visit: Visit) -> tuple[Reply, ...]:
    tries = _tries(visit) + 1
    visit.store.settings.set(_key(visit), f"{tries} {(visit.now + TRIES_LAST).isoformat()}")
    return (said.code_refused(),)


def _tries(visit: Visit) -> int:
    """Wrong codes of this person that still count."""
    kept = visit.store.settings.get(_key(visit))
    if kept is None:
        return 0
    tries, _, until = kept.partition(" ")
    return int(tries) if datetime.fromisoformat(until) > visit.now else 0


def _key(visit: Visit) -> str:
    return f"join_tries:{visit.person.id}"
