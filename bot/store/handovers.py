"""What a liaison who leaves was in the middle of, given to the successor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.seals import sealed

if TYPE_CHECKING:
    from bot.store.database import Sql


class SqlHandovers:
    """Implements the Handovers port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def move(self, *, leaver: int, successor: int) -> int:
        with self._sql.transaction():
            self._sql.write("DELETE FROM dialogs WHERE person_id = ?", (successor,))
            moved = self._sql.write("UPDATE dialogs SET person_id = ? WHERE person_id = ?", (successor, leaver))
            waiting = self._sql.rows(
                "SELECT key, kind, payload FROM deliveries"
                " WHERE person_id = ? AND state IN ('queued', 'stopped') ORDER BY key",
                (leaver,),
            )
            for row in waiting:
                # a delivery keeps its key, so that it is still sent once
                self._sql.write(
                    "UPDATE deliveries SET key = ?, person_id = ?, kind = ?, payload = ?, seal = ? WHERE key = ?",
                    (*sealed(row["key"], successor, row["kind"], row["payload"]), row["key"]),
                )
            moved += len(waiting)
            put_off = self._sql.rows(
                "SELECT id, key, task_id, occurrence, unit, until, asked_at FROM snoozes"
                " WHERE person_id = ? AND state = 'waiting' ORDER BY id",
                (leaver,),
            )
            for row in put_off:
                values = sealed(
                    row["key"], row["task_id"], row["occurrence"], row["unit"], successor, row["until"], row["asked_at"]
                )
                self._sql.write(
                    "UPDATE snoozes SET person_id = ?, seal = ? WHERE id = ?", (successor, values[-1], row["id"])
                )
            moved += len(put_off)
            # what was queued for the leaver goes on under its own key
            moved += self._sql.write(
                "UPDATE OR IGNORE notice_receivers SET person_id = ? WHERE person_id = ? AND tapped_at IS NULL",
                (successor, leaver),
            )
            self._sql.write("DELETE FROM notice_receivers WHERE person_id = ? AND tapped_at IS NULL", (leaver,))
        return moved

    def drop(self, person_id: int, *, why: str) -> int:
        return self._sql.write(
            "UPDATE deliveries SET state = 'dead', error = ? WHERE person_id = ? AND state IN ('queued', 'stopped')",
            (why, person_id),
        )
