"""Deliveries waiting to be sent, and what became of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.store.database import to_text, to_time, to_time_or_none
from bot.store.seals import sealed
from reminders.outbox import Delivery, DeliveryKind, DeliveryState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from bot.store.database import Sql

FARTHEST = timedelta(days=62)
"""Nothing is put off for longer: a platform names hours, a person days."""
MOST_AHEAD = timedelta(hours=1)
"""Claims are made and settled on one machine."""
LAST_CHARACTER = "\U0010ffff"
_PUT = (
    "INSERT INTO deliveries (key, person_id, kind, payload, seal, state, due_at, attempts, batch, error)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '') ON CONFLICT (key) DO NOTHING"
)
_AGAIN = (
    "CASE WHEN deliveries.batch IN (SELECT stopped_batches.batch FROM stopped_batches) THEN 'stopped' ELSE 'queued' END"
)
"""What waits again, waits for its batch to be resumed where that was stopped."""
_AHEAD = "AND {}.kind IN ('answer', 'urgent')"


class SqlOutbox:
    """Implements the Outbox port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, delivery: Delivery) -> bool:
        return self._sql.write(_PUT, _row(delivery)) == 1

    def put_all(self, deliveries: Iterable[Delivery]) -> int:
        return self._sql.write_all(_PUT, map(_row, deliveries))

    def claim(self, *, now: datetime, urgent_only: bool, busy: Collection[int] = ()) -> Delivery | None:
        # whoever waits is found first, by an index of their own: the rest may be tens of thousands
        ahead = self._claim(now, busy, _AHEAD.format("one"), "one.kind, ", _AHEAD.format("held") if urgent_only else "")
        return ahead if ahead or urgent_only else self._claim(now, busy, "", "", "")

    def _claim(self, now: datetime, busy: Collection[int], only: str, order: str, holding: str) -> Delivery | None:
        """Claim one; a person's held delivery keeps back all but itself, unless it may not go at this hour either."""
        row = self._sql.returning(
            "UPDATE deliveries SET state = 'claimed', claimed_at = ?, attempts = attempts + 1"  # noqa: S608 - literals
            f" WHERE key = (SELECT one.key FROM deliveries AS one WHERE one.state = 'queued' {only}"
            f" AND one.due_at <= ? AND one.person_id NOT IN ({', '.join('?' * len(busy))})"
            " AND (one.held_until IS NOT NULL OR NOT EXISTS (SELECT 1 FROM deliveries AS held WHERE held.person_id ="
            f" one.person_id AND held.held_until IS NOT NULL AND held.state = 'queued' {holding}))"
            f" ORDER BY {order} one.due_at, one.key LIMIT 1) RETURNING *",
            (to_text(now), to_text(now), *busy),
        )
        return _delivery(row) if row else None

    def reclaim(self, *, claimed_before: datetime) -> int:
        return self._sql.write(
            f"UPDATE deliveries SET state = {_AGAIN}, claimed_at = NULL"  # noqa: S608 - a literal
            " WHERE state = 'claimed' AND claimed_at < ?",
            (to_text(claimed_before),),
        )

    def bring_back(self, *, now: datetime) -> int:
        far = to_text(now + FARTHEST)
        return self._sql.write(
            f"UPDATE deliveries SET state = {_AGAIN}, claimed_at = NULL, due_at = ?"  # noqa: S608 - a literal
            " WHERE (state = 'queued' AND due_at > ?) OR (state = 'claimed' AND claimed_at > ?)",
            (to_text(now), far, to_text(now + MOST_AHEAD)),
        )

    def settle(
        self,
        key: str,
        *,
        state: DeliveryState,
        at: datetime,
        error: str = "",
        due_at: datetime | None = None,
        holds: bool = False,
        channel: str = "",
    ) -> None:
        again = to_text(due_at) if due_at else None
        self._sql.write(
            f"UPDATE deliveries SET state = CASE WHEN ? = 'queued' THEN {_AGAIN} ELSE ? END,"  # noqa: S608 - a literal
            " error = ?, claimed_at = NULL, due_at = COALESCE(?, due_at),"
            " held_until = ?, sent_at = CASE WHEN ? = 'sent' THEN ? ELSE sent_at END,"
            " channel = COALESCE(NULLIF(?, ''), channel) WHERE key = ?",
            (state.value, state.value, error, again, again if holds else None, state.value, to_text(at), channel, key),
        )

    def keep_message(self, key: str, message: str) -> None:
        self._sql.write("UPDATE deliveries SET message = ? WHERE key = ?", (message, key))

    def put_back(self) -> tuple[Delivery, ...]:
        rows = self._sql.rows("SELECT * FROM deliveries WHERE state = 'queued' AND error <> '' ORDER BY due_at, key")
        return tuple(_delivery(row) for row in rows)

    def stop(self, batch: str) -> int:
        with self._sql.transaction():
            self._sql.write("INSERT INTO stopped_batches (batch) VALUES (?) ON CONFLICT DO NOTHING", (batch,))
            return self._sql.write(
                "UPDATE deliveries SET state = 'stopped' WHERE batch = ? AND state = 'queued'", (batch,)
            )

    def resume(self, batch: str) -> int:
        with self._sql.transaction():
            self._sql.write("DELETE FROM stopped_batches WHERE batch = ?", (batch,))
            return self._sql.write(
                "UPDATE deliveries SET state = 'queued' WHERE batch = ? AND state = 'stopped'", (batch,)
            )

    def retry(self, batch: str, *, at: datetime) -> int:
        return self._sql.write(
            "UPDATE deliveries SET state = 'queued', attempts = 0, error = '', due_at = ?"
            " WHERE batch = ? AND state = 'dead'",
            (to_text(at), batch),
        )

    def drop_stopped(self, batch: str) -> int:
        return self._sql.write("DELETE FROM deliveries WHERE batch = ? AND state = 'stopped'", (batch,))

    def of_batch(self, batch: str) -> Mapping[DeliveryState, int]:
        rows = self._sql.rows(
            "SELECT state, COUNT(*) AS number FROM deliveries WHERE batch = ? GROUP BY state", (batch,)
        )
        return {DeliveryState(row["state"]): row["number"] for row in rows}

    def get(self, key: str) -> Delivery | None:
        row = self._sql.row("SELECT * FROM deliveries WHERE key = ?", (key,))
        return _delivery(row) if row else None

    def with_prefix(self, prefix: str) -> tuple[Delivery, ...]:
        rows = self._sql.rows(
            "SELECT * FROM deliveries WHERE key >= ? AND key < ? ORDER BY key", (prefix, prefix + LAST_CHARACTER)
        )
        return tuple(_delivery(row) for row in rows)

    def counts(self) -> Mapping[DeliveryState, int]:
        rows = self._sql.rows("SELECT state, COUNT(*) AS number FROM deliveries GROUP BY state")
        return {DeliveryState(row["state"]): row["number"] for row in rows}


def _row(delivery: Delivery) -> tuple[object, ...]:
    return (
        *sealed(delivery.key, delivery.person_id, delivery.kind.value, delivery.payload),
        delivery.state.value,
        to_text(delivery.due_at),
        delivery.attempts,
        delivery.batch,
    )


def _delivery(row: Mapping[str, Any]) -> Delivery:
    return Delivery(
        key=row["key"],
        person_id=row["person_id"],
        kind=DeliveryKind(row["kind"]),
        payload=row["payload"],
        state=DeliveryState(row["state"]),
        due_at=to_time(row["due_at"]),
        attempts=row["attempts"],
        claimed_at=to_time_or_none(row["claimed_at"]),
        sent_at=to_time_or_none(row["sent_at"]),
        error=row["error"],
        batch=row["batch"],
        channel=row["channel"],
        message=row["message"],
    )
