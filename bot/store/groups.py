"""Whom the office means by a group: its answers, kept from year to year."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.store.seals import sealed
from reminders.directory import GroupAnswer

if TYPE_CHECKING:
    from bot.store.database import Sql


class SqlGroupAnswers:
    """Implements the GroupAnswers port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def all(self) -> tuple[GroupAnswer, ...]:
        return tuple(
            GroupAnswer(wording=row["wording"], units=tuple(json.loads(row["units"])), year=row["year"])
            for row in self._sql.rows("SELECT * FROM group_answers ORDER BY wording")
        )

    def save(self, answer: GroupAnswer) -> None:
        self._sql.write(
            "INSERT INTO group_answers (wording, units, year, seal) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (wording) DO UPDATE SET units = excluded.units, year = excluded.year, seal = excluded.seal",
            sealed(answer.wording, json.dumps(answer.units, ensure_ascii=False), answer.year),
        )
