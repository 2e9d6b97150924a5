"""The office looks at an entry's history and brings an earlier version back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.texts import versions as said
from bot.versions import revisions, roll_back, version_of
from knowledge.drafts import difference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply


def history(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """历史 E012, or 历史 E012 2 for what one version changed."""
    found = revisions(visit.house, parts["entry"])
    if not found:
        return (said.no_such_entry(parts["entry"]),)
    if not parts["version"]:
        return (said.history(parts["entry"], found),)
    one = next((one for one in found if one.version.version == int(parts["version"])), None)
    if one is None:
        return (said.no_such_version(parts["entry"], int(parts["version"]), len(found)),)
    return (said.one_version(one, newest=one is found[-1]),)


def restore(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """恢复 E012 3; 恢复 E012 0 takes it out of the bank."""
    entry_id, number = parts["entry"], int(parts["version"])
    versions = visit.store.entries.history(entry_id)
    if not versions:
        return (said.no_such_entry(entry_id),)
    to, newest = version_of(versions, number), versions[-1]
    if to is None:
        return (said.no_such_version(entry_id, number, len(versions)),)
    if not roll_back(visit.house, to, now=visit.now, actor=visit.actor):
        return (said.already_so(entry_id, number),)
    return (said.restored(to, newest.version + 1, difference(newest.entry, to.entry)),)
