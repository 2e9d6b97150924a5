"""What the office decided on news of the bank, and who got it (推送)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.store.database import to_text, to_time
from bot.store.seals import sealed
from reminders.subscriptions import Push, mark_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime
    from typing import Any

    from bot.ports.subscriptions import Handed
    from bot.store.database import Sql
    from reminders.subscriptions import Fresh

_LOST = "EXISTS (SELECT 1 FROM deliveries WHERE deliveries.key = pushed.delivery AND deliveries.state = 'dead')"
_WAITING = f"person_id = ? AND (state = 'waits' OR (state = 'sent' AND {_LOST}))"


class SqlPushes:
    """Implements the Pushes port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def decide(self, one: Fresh, *, approved: bool, by: int, at: datetime) -> Push | None:
        mark = mark_of(one.entry)
        row = self._sql.returning(
            "INSERT INTO pushes"
            " (entry_id, version, mark, topics, changed, approved, decided_by, decided_at, seal)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (entry_id, mark) DO NOTHING RETURNING *",
            sealed(
                one.entry.id,
                one.version,
                mark,
                json.dumps(one.topics, ensure_ascii=False),
                int(one.changed),
                int(approved),
                by,
                to_text(at),
            ),
        )
        return _push(row) if row else None

    def decided(self) -> Collection[tuple[str, str]]:
        return {(row["entry_id"], row["mark"]) for row in self._sql.rows("SELECT entry_id, mark FROM pushes")}

    def approved(self, *, since: datetime) -> tuple[Push, ...]:
        rows = self._sql.rows(
            "SELECT * FROM pushes WHERE approved = 1 AND decided_at >= ? ORDER BY id", (to_text(since),)
        )
        return tuple(map(_push, rows))

    def settled(self, push_ids: Collection[int], *, first: int, last: int) -> Mapping[int, Collection[int]]:
        if not push_ids:
            return {}
        # a row a person, not one for each of what may be half a million pairs
        rows = self._sql.rows(
            "SELECT person_id, group_concat(push_id) AS pushes FROM pushed"
            " WHERE person_id BETWEEN ? AND ? AND push_id >= ? GROUP BY person_id",
            (first, last, min(push_ids)),
        )
        return {row["person_id"]: set(map(int, str(row["pushes"]).split(","))) for row in rows}

    def hand(self, handed: Iterable[Handed], *, at: datetime) -> None:
        self._sql.write_all(
            "INSERT INTO pushed (push_id, person_id, state, delivery, at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (push_id, person_id) DO UPDATE"
            " SET state = excluded.state, delivery = excluded.delivery, at = excluded.at",
            ((one.push_id, one.person_id, one.state.value, one.delivery, to_text(at)) for one in handed),
        )

    def waiting(self, person_id: int) -> Collection[int]:
        rows = self._sql.rows(f"SELECT push_id FROM pushed WHERE {_WAITING}", (person_id,))  # noqa: S608 - of this file
        return {row["push_id"] for row in rows}

    def mark_told(self, person_id: int) -> None:
        self._sql.write(f"UPDATE pushed SET state = 'told' WHERE {_WAITING}", (person_id,))  # noqa: S608 - of this file

    def delivered(self, person_id: int) -> Collection[int]:
        rows = self._sql.rows(
            "SELECT push_id FROM pushed WHERE person_id = ?"  # noqa: S608 - of this file
            f" AND (state = 'shown' OR (state = 'sent' AND NOT {_LOST}))",
            (person_id,),
        )
        return {row["push_id"] for row in rows}


def _push(row: Mapping[str, Any]) -> Push:
    return Push(
        id=row["id"],
        entry_id=row["entry_id"],
        version=row["version"],
        mark=row["mark"],
        topics=tuple(json.loads(row["topics"])),
        changed=bool(row["changed"]),
        approved=bool(row["approved"]),
        decided_by=row["decided_by"],
        decided_at=to_time(row["decided_at"]),
    )
