"""The policy Q&A bank (问答条目)."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING

from bot.store.seals import sealed
from bot.store.versions import SqlVersions
from knowledge.entries import entry_from_dict, entry_to_dict

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from bot.ports.bank import Change, EntryVersion
    from bot.store.database import Sql
    from knowledge.entries import Entry
    from reminders.subscriptions import Shift


class SqlEntries:
    """Implements the Entries port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self._versions = SqlVersions(sql)

    def all(self) -> tuple[Entry, ...]:
        rows = self._sql.rows("SELECT entry FROM entries ORDER BY id")
        return tuple(entry_from_dict(json.loads(row["entry"])) for row in rows)

    def own(self) -> tuple[Entry, ...]:
        rows = self._sql.rows("SELECT entry FROM entries WHERE sample = 0 ORDER BY id")
        return tuple(entry_from_dict(json.loads(row["entry"])) for row in rows)

    def get(self, entry_id: str) -> Entry | None:
        text = self._text(entry_id)
        return entry_from_dict(json.loads(text)) if text else None

    def free_id(self) -> str:
        row = self._sql.row(
            "SELECT MAX(CAST(substr(entry_id, 2) AS INTEGER)) AS number FROM entry_versions"
            " WHERE entry_id GLOB 'B[0-9]*' AND substr(entry_id, 2) NOT GLOB '*[^0-9]*' AND length(entry_id) < 10"
        )
        return f"B{(row['number'] or 0) + 1 if row else 1}"

    def save(self, entries: Sequence[Entry], *, change: Change | None = None) -> None:
        with self._sql.transaction():
            written = {entry.id: json.dumps(entry_to_dict(entry), ensure_ascii=False) for entry in entries}
            samples = {entry.id for entry in entries if entry.sample}
            differing = {entry_id: text for entry_id, text in written.items() if text != self._text(entry_id)}
            if not differing:
                return
            bank = self._changed()
            for entry_id, text in differing.items():
                self._sql.write(
                    "INSERT INTO entries (id, entry, sample, seal) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                    " entry = excluded.entry, sample = excluded.sample, seal = excluded.seal",
                    sealed(entry_id, text, int(entry_id in samples)),
                )
                self._versions.add(entry_id, text, bank=bank, change=change)

    def remove(self, entry_ids: Collection[str], *, change: Change | None = None) -> int:
        with self._sql.transaction():
            there = [entry_id for entry_id in entry_ids if self._text(entry_id)]
            if there:
                bank = self._changed()
                for entry_id in there:
                    self._sql.write("DELETE FROM entries WHERE id = ?", (entry_id,))
                    self._versions.add(entry_id, "", bank=bank, change=change)
            return len(there)

    def remove_samples(self, *, change: Change | None = None) -> int:
        rows = self._sql.rows("SELECT id FROM entries WHERE sample = 1 ORDER BY id")
        return self.remove([row["id"] for row in rows], change=change)

    def version(self) -> int:
        row = self._sql.row("SELECT version FROM bank_version")
        return int(row["version"]) if row else 0

    def digest(self) -> str:
        digest = blake2b(digest_size=16)
        for row in self._sql.rows("SELECT entry FROM entries ORDER BY id"):
            digest.update(row["entry"].encode() + b"\n")
        return digest.hexdigest()

    def history(self, entry_id: str) -> tuple[EntryVersion, ...]:
        return self._versions.of(entry_id)

    def changed_since(self, version: int) -> Mapping[str, Entry | None]:
        return self._versions.since(version)

    def shifts(self, *, since: datetime) -> tuple[Shift, ...]:
        return self._versions.shifts(since)

    def _text(self, entry_id: str) -> str:
        row = self._sql.row("SELECT entry FROM entries WHERE id = ?", (entry_id,))
        return row["entry"] if row else ""

    def _changed(self) -> int:
        self._sql.write("UPDATE bank_version SET version = version + 1")
        return self.version()
