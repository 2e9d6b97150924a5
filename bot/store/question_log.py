"""The record of all questions (提问记录)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.database import to_text
from reminders.inquiries import Logged

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.store.database import Sql


class SqlQuestionLog:
    """Implements the QuestionLog port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(
        self,
        text: str,
        *,
        decision: str,
        entry_id: str,
        confidence: float,
        at: datetime,
        topic: str = "",
        unit: str = "",
    ) -> None:
        self._sql.write(
            "INSERT INTO asked (text, decision, entry_id, confidence, at, topic, unit) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (text, decision, entry_id, confidence, to_text(at), topic, unit),
        )

    def between(self, since: datetime, until: datetime) -> tuple[Logged, ...]:
        rows = self._sql.rows(
            "SELECT decision, entry_id, topic, unit FROM asked WHERE at >= ? AND at < ? ORDER BY id",
            (to_text(since), to_text(until)),
        )
        return tuple(Logged(**row) for row in rows)

    def counts(self, *, since: datetime) -> Mapping[str, int]:
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
