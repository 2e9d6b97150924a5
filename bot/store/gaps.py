"""The record of all questions, and the ratings of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.database import to_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.store.database import Sql


class SqlGaps:
    """Implements the Gaps port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def log_question(self, text: str, *, decision: str, entry_id: str, confidence: float, at: datetime) -> None:
        self._sql.write(
            "INSERT INTO asked (text, decision, entry_id, confidence, at) VALUES (?, ?, ?, ?, ?)",
            (text, decision, entry_id, confidence, to_text(at)),
        )

    def rate(self, entry_id: str, *, person_id: int, useful: bool, at: datetime) -> None:
        self._sql.write(
            "INSERT INTO ratings (entry_id, person_id, useful, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (entry_id, person_id) DO UPDATE SET useful = excluded.useful, at = excluded.at",
            (entry_id, person_id, int(useful), to_text(at)),
        )

    def question_counts(self, *, since: datetime) -> Mapping[str, int]:
        rows = self._sql.rows(
            "SELECT decision, COUNT(*) AS number FROM asked WHERE at >= ? GROUP BY decision", (to_text(since),)
        )
        return {row["decision"]: row["number"] for row in rows}

    def most_asked(self, *, since: datetime, least: int = 1, limit: int = 10) -> tuple[str, ...]:
        rows = self._sql.rows(
            "SELECT entry_id FROM asked WHERE at >= ? AND entry_id <> '' GROUP BY entry_id HAVING COUNT(*) >= ?"
            " ORDER BY COUNT(*) DESC, MAX(id) DESC LIMIT ?",
            (to_text(since), least, limit),
        )
        return tuple(row["entry_id"] for row in rows)

    def unasked(self, *, since: datetime) -> tuple[str, ...]:
        then = to_text(since)
        rows = self._sql.rows(
            "SELECT id FROM entries WHERE EXISTS (SELECT 1 FROM asked WHERE at < ?)"
            " AND id IN (SELECT entry_id FROM entry_versions WHERE version = 1 AND at < ?)"
            " AND id NOT IN (SELECT entry_id FROM asked WHERE at >= ?) ORDER BY id",
            (then, then, then),
        )
        return tuple(row["id"] for row in rows)
