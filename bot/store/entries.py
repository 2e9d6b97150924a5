"""The policy Q&A bank (问答条目)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.store.seals import sealed
from knowledge.entries import entry_from_dict, entry_to_dict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.store.database import Sql
    from knowledge.entries import Entry


class SqlEntries:
    """Implements the Entries port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def all(self) -> tuple[Entry, ...]:
        rows = self._sql.rows("SELECT entry FROM entries ORDER BY id")
        return tuple(entry_from_dict(json.loads(row["entry"])) for row in rows)

    def get(self, entry_id: str) -> Entry | None:
        row = self._sql.row("SELECT entry FROM entries WHERE id = ?", (entry_id,))
        return entry_from_dict(json.loads(row["entry"])) if row else None

    def save(self, entries: Sequence[Entry]) -> None:
        with self._sql.transaction():
            for entry in entries:
                self._sql.write(
                    "INSERT INTO entries (id, entry, sample, seal) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                    " entry = excluded.entry, sample = excluded.sample, seal = excluded.seal",
                    sealed(entry.id, json.dumps(entry_to_dict(entry), ensure_ascii=False), int(entry.sample)),
                )
            self._changed()

    def remove_samples(self) -> int:
        with self._sql.transaction():
            removed = self._sql.write("DELETE FROM entries WHERE sample = 1")
            self._changed()
        return removed

    def _changed(self) -> None:
        self._sql.write("UPDATE bank_version SET version = version + 1")

    def version(self) -> int:
        row = self._sql.row("SELECT version FROM bank_version")
        return int(row["version"]) if row else 0
