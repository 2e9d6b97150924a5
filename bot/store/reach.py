"""What reached the people who speak for units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.office import Reached
from bot.ports.people import Role
from bot.store.database import to_text
from reminders.outbox import DeliveryKind

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.database import Sql


class SqlReach:
    """Implements the Reach port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def between(self, since: datetime, until: datetime) -> tuple[Reached, ...]:
        rows = self._sql.rows(
            "SELECT people.unit, people.role, kind, key FROM deliveries JOIN people ON people.id = deliveries.person_id"
            " WHERE sent_at >= ? AND sent_at < ? AND state = 'sent' AND people.unit <> '' ORDER BY sent_at, key",
            (to_text(since), to_text(until)),
        )
        return tuple(
            Reached(
                unit=row["unit"],
                kind=DeliveryKind(row["kind"]),
                key=row["key"],
                group=row["role"] == Role.GROUP,
            )
            for row in rows
        )
