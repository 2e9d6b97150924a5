"""The append-only, hash-chained log (留痕)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from bot.ports.stores import AuditEvent
from bot.store.database import to_text, to_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.store.database import Sql

FIRST = "0" * 64


class SqlAudit:
    """Implements the Audit port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, *, at: datetime, actor: str, action: str, subject: str, detail: Mapping[str, str]) -> None:
        with self._sql.transaction():
            last = self._sql.row("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
            seq, before = (last["seq"] + 1, last["hash"]) if last else (1, FIRST)
            line = (seq, to_text(at), actor, action, subject, _json(dict(sorted(detail.items()))))
            self._sql.write(
                "INSERT INTO audit (seq, at, actor, action, subject, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*line, chained(before, line)),
            )

    def all(self, *, subject: str | None = None) -> tuple[AuditEvent, ...]:
        rows = self._sql.rows("SELECT * FROM audit WHERE ? IS NULL OR subject = ? ORDER BY seq", (subject, subject))
        return tuple(
            AuditEvent(
                seq=row["seq"],
                at=to_time(row["at"]),
                actor=row["actor"],
                action=row["action"],
                subject=row["subject"],
                detail=row["detail"],
                hash=row["hash"],
            )
            for row in rows
        )

    def verify(self) -> int | None:
        before = FIRST
        rows = self._sql.as_stored("SELECT seq, at, actor, action, subject, detail, hash FROM audit ORDER BY seq")
        for expected, (*line, found) in enumerate(rows, start=1):
            if line[0] != expected or found != chained(before, line):
                return expected
            before = found
        return None


def chained(before: str, line: Sequence[object]) -> str:
    """The hash of a line: sha256 over the hash before it and the line's fields as JSON."""
    # a line that damage has touched may hold anything, and must hash to something
    return hashlib.sha256(f"{before}\n{_json(line)}".encode(errors="surrogateescape")).hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=repr)
