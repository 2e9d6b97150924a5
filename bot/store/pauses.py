"""What liaisons acknowledged and put off."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.store.database import to_text, to_time
from bot.store.seals import sealed
from reminders.pauses import Snooze, SnoozeState

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.store.database import Sql
    from reminders.pauses import Acknowledgement


class SqlPauses:
    """Implements the Pauses port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def acknowledge(self, acknowledgement: Acknowledgement) -> bool:
        with self._sql.transaction():
            self._drop(acknowledgement.occurrence, acknowledgement.unit)
            return (
                self._sql.write(
                    "INSERT INTO acknowledgements (key, task_id, occurrence, unit, person_id, at, seal)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
                    sealed(
                        acknowledgement.key,
                        acknowledgement.task_id,
                        acknowledgement.occurrence,
                        acknowledgement.unit,
                        acknowledgement.person_id,
                        to_text(acknowledgement.at),
                    ),
                )
                == 1
            )

    def snooze(self, snooze: Snooze) -> Snooze:
        with self._sql.transaction():
            self._drop(snooze.occurrence, snooze.unit)
            snooze_id = self._sql.insert(
                "INSERT INTO snoozes (key, task_id, occurrence, unit, person_id, until, asked_at, seal, state)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *sealed(
                        snooze.key,
                        snooze.task_id,
                        snooze.occurrence,
                        snooze.unit,
                        snooze.person_id,
                        to_text(snooze.until),
                        to_text(snooze.asked_at),
                    ),
                    snooze.state.value,
                ),
            )
        return replace(snooze, id=snooze_id)

    def _drop(self, occurrence: str, unit: str) -> None:
        self._sql.write(
            "UPDATE snoozes SET state = 'dropped' WHERE occurrence = ? AND unit = ? AND state = 'waiting'",
            (occurrence, unit),
        )

    def waiting(self, *, until: datetime | None = None) -> tuple[Snooze, ...]:
        rows = self._sql.rows(
            "SELECT * FROM snoozes WHERE state = 'waiting' AND (? IS NULL OR until <= ?) ORDER BY until, id",
            (to_text(until) if until else None,) * 2,
        )
        return tuple(
            Snooze(
                id=row["id"],
                key=row["key"],
                task_id=row["task_id"],
                occurrence=row["occurrence"],
                unit=row["unit"],
                person_id=row["person_id"],
                until=to_time(row["until"]),
                asked_at=to_time(row["asked_at"]),
                state=SnoozeState(row["state"]),
            )
            for row in rows
        )

    def settle(self, snooze_id: int, *, state: SnoozeState) -> None:
        self._sql.write("UPDATE snoozes SET state = ? WHERE id = ?", (state.value, snooze_id))

    def quiet(self, keys: Collection[str]) -> Collection[str]:
        return self._sql.among("SELECT key FROM acknowledgements WHERE key", keys) | self._sql.among(
            "SELECT key FROM snoozes WHERE key", keys
        )
