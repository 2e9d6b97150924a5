"""What people want the office to hear, and what it answered (投诉建议)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.ports.office import Suggestion
from bot.store.database import to_text, to_time, to_time_or_none
from bot.store.seals import sealed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.store.database import Sql


class SqlSuggestions:
    """Implements the Suggestions port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, text: str, *, person_id: int, unit: str, at: datetime) -> Suggestion:
        suggestion_id = self._sql.insert(
            "INSERT INTO suggestions (text, person_id, unit, at, seal) VALUES (?, ?, ?, ?, ?)",
            sealed(text, person_id, unit, to_text(at)),
        )
        return Suggestion(id=suggestion_id, text=text, person_id=person_id, unit=unit, at=at)

    def get(self, suggestion_id: int) -> Suggestion | None:
        row = self._sql.row("SELECT * FROM suggestions WHERE id = ?", (suggestion_id,))
        return _suggestion(row) if row else None

    def open(self) -> tuple[Suggestion, ...]:
        return tuple(
            map(_suggestion, self._sql.rows("SELECT * FROM suggestions WHERE answered_at IS NULL ORDER BY id"))
        )

    def answered(self, *, limit: int = 8) -> tuple[Suggestion, ...]:
        rows = self._sql.rows(
            "SELECT * FROM suggestions WHERE answered_at IS NOT NULL ORDER BY answered_at DESC, id DESC LIMIT ?",
            (limit,),
        )
        return tuple(map(_suggestion, rows))

    def answer(self, suggestion_id: int, answer: str, *, by: int, at: datetime) -> bool:
        changed = self._sql.write(
            "UPDATE suggestions SET answer = ?, answered_by = ?, answered_at = ? WHERE id = ? AND answered_at IS NULL",
            (answer, by, to_text(at), suggestion_id),
        )
        return changed == 1


def _suggestion(row: Mapping[str, Any]) -> Suggestion:
    return Suggestion(
        id=row["id"],
        text=row["text"],
        person_id=row["person_id"],
        unit=row["unit"],
        at=to_time(row["at"]),
        answer=row["answer"],
        answered_by=row["answered_by"],
        answered_at=to_time_or_none(row["answered_at"]),
    )
