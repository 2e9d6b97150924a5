"""Tasks with a ladder of their own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.ports.ledger import OwnLadder
from bot.store.database import to_text, to_time
from bot.store.seals import sealed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.store.database import Sql


class SqlLadders:
    """Implements the Ladders port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def all(self, year: int) -> Mapping[str, OwnLadder]:
        rows = self._sql.rows(
            "SELECT ladders.* FROM ladders JOIN tasks ON tasks.id = ladders.task_id WHERE year = ? ORDER BY task_id",
            (year,),
        )
        return {
            row["task_id"]: OwnLadder(
                task_id=row["task_id"],
                rungs=tuple(json.loads(row["rungs"])),
                overdue_every=row["overdue_every"],
                reason=row["reason"],
                set_by=row["set_by"],
                set_at=to_time(row["set_at"]),
            )
            for row in rows
        }

    def set(self, ladder: OwnLadder) -> None:
        self._sql.write(
            "INSERT INTO ladders (task_id, rungs, overdue_every, reason, set_by, set_at, seal)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (task_id) DO UPDATE SET rungs = excluded.rungs,"
            " overdue_every = excluded.overdue_every, reason = excluded.reason, set_by = excluded.set_by,"
            " set_at = excluded.set_at, seal = excluded.seal",
            sealed(
                ladder.task_id,
                json.dumps(ladder.rungs),
                ladder.overdue_every,
                ladder.reason,
                ladder.set_by,
                to_text(ladder.set_at),
            ),
        )

    def clear(self, task_id: str) -> bool:
        return self._sql.write("DELETE FROM ladders WHERE task_id = ?", (task_id,)) == 1
