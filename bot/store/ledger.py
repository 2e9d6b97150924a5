"""Every reminder that fell due, and what became of it (提醒台账)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.store.database import to_text
from bot.store.seals import sealed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from bot.store.database import Sql
    from reminders.planner import Reminder

_FURTHEST = (
    "(SELECT one.key FROM deliveries AS one WHERE one.key = reminders.delivery OR one.key IN"
    " (SELECT further.delivery FROM reminder_deliveries AS further WHERE further.reminder = reminders.key)"
    " ORDER BY CASE one.state WHEN 'sent' THEN 0 WHEN 'claimed' THEN 1 WHEN 'queued' THEN 2 ELSE 3 END, one.key"
    " LIMIT 1)"
)
"""Of the deliveries to a unit's liaisons the one that came furthest."""


class SqlLedger:
    """Implements the Ledger port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def version(self) -> int:
        row = self._sql.row("SELECT version FROM duties_version")
        return int(row["version"]) if row else 0

    def keys(self, year: int) -> Collection[str]:
        return {row["key"] for row in self._sql.rows("SELECT key FROM reminders WHERE year = ?", (year,))}

    def told(self, keys: Collection[str]) -> Collection[str]:
        return self._sql.among("SELECT key FROM reminders WHERE key", keys)

    def first_told(self, occurrence: str, unit: str) -> date | None:
        row = self._sql.row(
            "SELECT MIN(on_day) AS first FROM reminders WHERE occurrence = ? AND unit = ?"
            " AND why NOT IN ('leader', 'office')",
            (occurrence, unit),
        )
        return date.fromisoformat(row["first"]) if row and row["first"] else None

    def add(
        self, reminders: Sequence[Reminder], *, delivery: str, person_id: int, at: datetime, also: Sequence[str] = ()
    ) -> None:
        with self._sql.transaction():
            for one in reminders:
                self._sql.write(
                    "INSERT INTO reminders (key, task_id, year, occurrence, unit, rung, on_day, delivery, person_id,"
                    " queued_at, seal, why, fell_on) SELECT ?, ?, year, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM tasks"
                    " WHERE id = ? ON CONFLICT (key) DO NOTHING",
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
                        one.why.value,
                        (one.fell or one.on).isoformat(),
                        one.duty.task_id,
                    ),
                )
                for further in also:
                    self._sql.write(
                        "INSERT INTO reminder_deliveries (reminder, delivery) VALUES (?, ?) ON CONFLICT DO NOTHING",
                        (one.key, further),
                    )

    def withhold(self, reminders: Sequence[Reminder], *, why: str, at: datetime) -> None:
        with self._sql.transaction():
            for one in reminders:
                self._sql.write(
                    "INSERT INTO withheld (key, task_id, occurrence, unit, rung, fell_on, why, noticed_at)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
                    (
                        one.key,
                        one.duty.task_id,
                        one.duty.occurrence,
                        one.duty.unit,
                        one.rung_name,
                        (one.fell or one.on).isoformat(),
                        why,
                        to_text(at),
                    ),
                )

    def rows(
        self, *, unit: str | None = None, task_id: str | None = None, beyond: bool = False
    ) -> tuple[Mapping[str, str], ...]:
        rows = self._sql.rows(
            "SELECT reminders.key, reminders.task_id, reminders.occurrence, reminders.unit, rung, why,"  # noqa: S608 - a constant
            " COALESCE(NULLIF(fell_on, ''), on_day) AS due_on, on_day AS \"on\", COALESCE(deliveries.key, delivery) AS"
            " delivery, COALESCE(deliveries.state, '') AS state, queued_at, COALESCE(sent_at, '') AS sent_at,"
            " COALESCE(error, '') AS error, COALESCE(acknowledgements.at, '') AS acknowledged_at,"
            " COALESCE(CAST(acknowledgements.person_id AS TEXT), '') AS acknowledged_by FROM reminders"
            f" LEFT JOIN deliveries ON deliveries.key = {_FURTHEST}"
            " LEFT JOIN acknowledgements ON acknowledgements.key = reminders.key"
            " WHERE (? IS NULL OR reminders.unit = ?) AND (? IS NULL OR reminders.task_id = ?)"
            " AND (? OR why = 'rung') ORDER BY queued_at, on_day, reminders.key",
            (unit, unit, task_id, task_id, int(beyond)),
        )
        return tuple(rows)

    def withheld(self, *, unit: str | None = None, task_id: str | None = None) -> tuple[Mapping[str, str], ...]:
        rows = self._sql.rows(
            "SELECT withheld.key, task_id, occurrence, unit, rung, fell_on AS due_on, why AS withheld, noticed_at"
            " FROM withheld WHERE NOT EXISTS (SELECT 1 FROM reminders WHERE reminders.key = withheld.key)"
            " AND (? IS NULL OR unit = ?) AND (? IS NULL OR task_id = ?) ORDER BY noticed_at, withheld.key",
            (unit, unit, task_id, task_id),
        )
        return tuple(rows)
