"""The record of all questions, and the ratings of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.store.database import to_text, to_time
from knowledge.ratings import Rating, Reason
from reminders.inquiries import Logged

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.store.database import Sql


class SqlGaps:
    """Implements the Gaps port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def log_question(
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

    def log(self, since: datetime, until: datetime) -> tuple[Logged, ...]:
        rows = self._sql.rows(
            "SELECT decision, entry_id, topic, unit FROM asked WHERE at >= ? AND at < ? ORDER BY id",
            (to_text(since), to_text(until)),
        )
        return tuple(Logged(**row) for row in rows)

    def rate(self, rating: Rating, *, person_id: int) -> None:
        self._sql.write(
            "INSERT INTO ratings (entry_id, person_id, useful, at, reason, note) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (entry_id, person_id) DO UPDATE SET useful = excluded.useful, at = excluded.at,"
            " reason = excluded.reason, note = excluded.note",
            (rating.entry_id, person_id, int(rating.useful), to_text(rating.at), rating.reason or "", rating.note),
        )

    def rating(self, entry_id: str, *, person_id: int) -> Rating | None:
        row = self._sql.row("SELECT * FROM ratings WHERE entry_id = ? AND person_id = ?", (entry_id, person_id))
        return _rating(row) if row else None

    def ratings(self, *, since: datetime | None = None, until: datetime | None = None) -> tuple[Rating, ...]:
        first, last = (to_text(one) if one else None for one in (since, until))
        rows = self._sql.rows(
            "SELECT * FROM ratings WHERE (? IS NULL OR at >= ?) AND (? IS NULL OR at < ?) ORDER BY at, entry_id",
            (first, first, last, last),
        )
        return tuple(map(_rating, rows))

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


def _rating(row: Mapping[str, Any]) -> Rating:
    return Rating(
        entry_id=row["entry_id"],
        useful=bool(row["useful"]),
        at=to_time(row["at"]),
        reason=Reason(row["reason"]) if row["reason"] else None,
        note=row["note"],
    )
