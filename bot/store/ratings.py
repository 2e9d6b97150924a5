"""What people say of answers (评价)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.store.database import to_text, to_time
from knowledge.ratings import Rating, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.store.database import Sql


class SqlRatings:
    """Implements the Ratings port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, rating: Rating, *, person_id: int) -> None:
        self._sql.write(
            "INSERT INTO ratings (entry_id, person_id, useful, at, reason, note) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (entry_id, person_id) DO UPDATE SET useful = excluded.useful, at = excluded.at,"
            " reason = excluded.reason, note = excluded.note",
            (rating.entry_id, person_id, int(rating.useful), to_text(rating.at), rating.reason or "", rating.note),
        )

    def of(self, entry_id: str, *, person_id: int) -> Rating | None:
        row = self._sql.row("SELECT * FROM ratings WHERE entry_id = ? AND person_id = ?", (entry_id, person_id))
        return _rating(row) if row else None

    def last_useless(self, *, person_id: int) -> str:
        row = self._sql.row(
            "SELECT entry_id FROM ratings WHERE person_id = ? AND useful = 0 ORDER BY at DESC, entry_id LIMIT 1",
            (person_id,),
        )
        return "" if row is None else str(row["entry_id"])

    def between(self, *, since: datetime | None = None, until: datetime | None = None) -> tuple[Rating, ...]:
        first, last = (to_text(one) if one else None for one in (since, until))
        rows = self._sql.rows(
            "SELECT * FROM ratings WHERE (? IS NULL OR at >= ?) AND (? IS NULL OR at < ?) ORDER BY at, entry_id",
            (first, first, last, last),
        )
        return tuple(map(_rating, rows))


def _rating(row: Mapping[str, Any]) -> Rating:
    return Rating(
        entry_id=row["entry_id"],
        useful=bool(row["useful"]),
        at=to_time(row["at"]),
        reason=Reason(row["reason"]) if row["reason"] else None,
        note=row["note"],
    )
