"""The history of entries (版本): what each change left, and who made it; only ever added to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.ports.bank import Change, EntryVersion
from bot.store.database import to_text, to_time
from bot.store.seals import sealed
from knowledge.entries import entry_from_dict
from reminders.subscriptions import Shift

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.store.database import Sql
    from knowledge.entries import Entry


class SqlVersions:
    """The versions of entries; written by SqlEntries with each change."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, entry_id: str, text: str, *, bank: int, change: Change | None) -> None:
        """Record what an entry now is, empty when it is gone, and the number of the bank with it."""
        last = self._sql.row("SELECT MAX(version) AS version FROM entry_versions WHERE entry_id = ?", (entry_id,))
        version = (last["version"] or 0) + 1 if last else 1
        signed = (to_text(change.at), change.actor, change.action, change.note) if change else ("", "", "", "")
        self._sql.write(
            "INSERT INTO entry_versions (entry_id, version, entry, at, actor, action, note, bank, seal)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            sealed(entry_id, version, text, *signed, bank),
        )

    def of(self, entry_id: str) -> tuple[EntryVersion, ...]:
        """Every version of an entry, oldest first."""
        rows = self._sql.rows("SELECT * FROM entry_versions WHERE entry_id = ? ORDER BY version", (entry_id,))
        return tuple(_version(row) for row in rows)

    def since(self, bank: int) -> Mapping[str, Entry | None]:
        """What has changed after that number of the bank, as it is now."""
        rows = self._sql.rows(
            "SELECT entry_id, entry FROM entry_versions WHERE bank > ? ORDER BY entry_id, version", (bank,)
        )
        return {row["entry_id"]: _entry(row["entry"]) for row in rows}

    def shifts(self, since: datetime) -> tuple[Shift, ...]:
        """What has changed since a time, as it was then and as it is."""
        rows = self._sql.rows(
            "SELECT one.entry_id, one.version, one.entry, (SELECT old.entry FROM entry_versions AS old"
            " WHERE old.entry_id = one.entry_id AND old.at < ? ORDER BY old.version DESC LIMIT 1) AS before"
            " FROM entry_versions AS one WHERE one.entry_id IN (SELECT entry_id FROM entry_versions WHERE at >= ?)"
            " AND one.version = (SELECT MAX(version) FROM entry_versions AS last WHERE last.entry_id = one.entry_id)"
            " ORDER BY one.entry_id",
            (to_text(since), to_text(since)),
        )
        return tuple(
            Shift(
                entry_id=row["entry_id"],
                version=row["version"],
                before=_entry(row["before"] or ""),
                now=_entry(row["entry"]),
            )
            for row in rows
        )


def _version(row: Mapping[str, Any]) -> EntryVersion:
    change = None
    if row["at"]:
        change = Change(at=to_time(row["at"]), actor=row["actor"], action=row["action"], note=row["note"])
    return EntryVersion(entry_id=row["entry_id"], version=row["version"], entry=_entry(row["entry"]), change=change)


def _entry(text: str) -> Entry | None:
    return entry_from_dict(json.loads(text)) if text else None
