"""Later dates that units asked for, and what the office said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.store.database import to_text, to_time, to_time_or_none
from bot.store.seals import sealed
from reminders.extensions import Extension, ExtensionState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.store.database import Sql


class SqlExtensions:
    """Implements the Extensions port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, extension: Extension) -> Extension:
        extension_id = self._sql.insert(
            "INSERT INTO extensions (task_id, occurrence, unit, person_id, due, wanted, reason, asked_at, seal, state)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *sealed(
                    extension.task_id,
                    extension.occurrence,
                    extension.unit,
                    extension.person_id,
                    extension.due.isoformat(),
                    extension.wanted.isoformat(),
                    extension.reason,
                    to_text(extension.asked_at),
                ),
                extension.state.value,
            ),
        )
        return replace(extension, id=extension_id)

    def get(self, extension_id: int) -> Extension | None:
        row = self._sql.row("SELECT * FROM extensions WHERE id = ?", (extension_id,))
        return _extension(row) if row else None

    def latest(self, occurrence: str, unit: str) -> Extension | None:
        row = self._sql.row(
            "SELECT * FROM extensions WHERE occurrence = ? AND unit = ? ORDER BY id DESC LIMIT 1", (occurrence, unit)
        )
        return _extension(row) if row else None

    def waiting(self) -> tuple[Extension, ...]:
        rows = self._sql.rows("SELECT * FROM extensions WHERE state = 'asked' ORDER BY id")
        return tuple(_extension(row) for row in rows)

    def granted(self, year: int) -> tuple[Extension, ...]:
        rows = self._sql.rows(
            "SELECT * FROM extensions WHERE id IN (SELECT MAX(extensions.id) FROM extensions"
            " JOIN tasks ON tasks.id = task_id WHERE year = ? AND tasks.state = 'active'"
            " AND extensions.state = 'granted' GROUP BY occurrence, unit) ORDER BY id",
            (year,),
        )
        return tuple(_extension(row) for row in rows)

    def decide(self, extension_id: int, *, state: ExtensionState, by: int, at: datetime, answer: str = "") -> bool:
        return (
            self._sql.write(
                "UPDATE extensions SET state = ?, decided_by = ?, decided_at = ?, answer = ?"
                " WHERE id = ? AND state = 'asked'",
                (state.value, by, to_text(at), answer, extension_id),
            )
            == 1
        )


def _extension(row: Mapping[str, Any]) -> Extension:
    return Extension(
        id=row["id"],
        task_id=row["task_id"],
        occurrence=row["occurrence"],
        unit=row["unit"],
        person_id=row["person_id"],
        due=date.fromisoformat(row["due"]),
        wanted=date.fromisoformat(row["wanted"]),
        reason=row["reason"],
        asked_at=to_time(row["asked_at"]),
        state=ExtensionState(row["state"]),
        decided_by=row["decided_by"],
        decided_at=to_time_or_none(row["decided_at"]),
        answer=row["answer"],
    )
