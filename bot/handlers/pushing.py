"""The office decides what of the bank's news goes out: 待推送, 推送 E012, 不推送 E012."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import pushing
from bot.texts import pushing as said
from bot.trial import in_trial
from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply

_NAMED = regex(r"(?P<entry>(?!第\d+版)[\w-]{1,40})(?:\s+第(?P<version>\d{1,4})版)?")


def waiting(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """待推送."""
    return (said.waiting(pushing.offered(visit.house, visit.now)),)


def push(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """推送 E012, or several; with 第3版 only while the entry is the one that was seen."""
    return (_decide(visit, parts["rest"], approved=True),)


def leave(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """不推送 E012: not now, and not offered again until it says something new."""
    return (_decide(visit, parts["rest"], approved=False),)


def _decide(visit: Visit, text: str, *, approved: bool) -> Reply:
    offered = {one.entry.id: one for one in pushing.offered(visit.house, visit.now)}
    seen = {one["entry"]: one["version"] or "" for one in _NAMED.finditer(text)}
    there = {entry_id: offered[entry_id] for entry_id in seen if entry_id in offered}
    changed = [key for key, one in there.items() if seen[key] and int(seen[key]) != one.version]
    chosen = [one for key, one in there.items() if key not in changed]
    at_once = pushing.decide(visit.house, chosen, approved=approved, by=visit.person.id, now=visit.now)
    for one in chosen:
        action = "push.approved" if approved else "push.declined"
        visit.record(action, one.entry.id, version=str(one.version), topics="、".join(one.topics))
    unknown = [entry_id for entry_id in seen if entry_id not in offered]
    until = None if visit.house.at_work(visit.now) else visit.house.next_hour(visit.now)
    how = said.how(at_once, until=until, trial=in_trial(visit.house)) if approved else ""
    return said.decided(chosen, how=how, changed=changed, unknown=unknown)
