"""Every reminder ever queued, and what became of it (提醒台账)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.database import to_text
from bot.store.seals import sealed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from bot.store.database import Sql
    from reminders.planner import Reminder


class SqlLedger:
    """Implements the Ledger port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def keys(self, year: int) -> Collection[str]:
        return {row["key"] for row in self._sql.rows("SELECT key FROM reminders WHERE year = ?", (year,))}

    def add(self, reminders: Sequence[Reminder], *, delivery: str, person_id: int, at: datetime) -> None:
        with self._sql.transaction():
            for one in reminders:
                self._sql.write(
                    "INSERT INTO reminders (key, task_id, year, occurrence, unit, rung, on_day, delivery, person_id,"
                    " queued_at, seal) SELECT ?, ?, year, ?, ?, ?, ?, ?, ?, ?, ? FROM tasks WHERE id = ?"
                    " ON CONFLICT (key) DO NOTHING",
                    (
                        *sealed(
                            one.key,
                            one.duty.task_id,
                            one.duty.occurrence,
                            one.duty.unit,
                            one.rung_name,
                            one.on.isoformat(),
                            delivery,
                            person_id,
                            to_text(at),
                        ),
                        one.duty.task_id,
                    ),
                )

    def rows(self, *, unit: str | None = None, task_id: str | None = None) -> tuple[Mapping[str, str], ...]:
        rows = self._sql.rows(
            'SELECT reminders.key, task_id, occurrence, unit, rung, on_day AS "on", delivery,'
            " COALESCE(deliveries.state, '') AS state, queued_at, COALESCE(sent_at, '') AS sent_at,"
            " COALESCE(error, '') AS error FROM reminders LEFT JOIN deliveries ON deliveries.key = reminders.delivery"
            " WHERE (? IS NULL OR unit = ?) AND (? IS NULL OR task_id = ?) ORDER BY queued_at, on_day, reminders.key",
            (unit, unit, task_id, task_id),
        )
        return tuple(rows)
