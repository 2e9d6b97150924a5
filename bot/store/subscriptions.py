"""Who wants to hear of which topics (订阅)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.database import to_text, to_time
from reminders.subscriptions import Pace, Subscriber

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from bot.store.database import Sql

_ALL = (
    "SELECT one.person_id, one.topic, one.at, wish.pace, wish.paused FROM subscriptions AS one"
    " LEFT JOIN push_wishes AS wish ON wish.person_id = one.person_id"
)


class SqlSubscriptions:
    """Implements the Subscriptions port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def subscribers(self, topic: str) -> tuple[int, ...]:
        rows = self._sql.rows(f"{_ALL} WHERE one.topic = ? AND wish.paused IS NOT 1 ORDER BY one.person_id", (topic,))
        return tuple(row["person_id"] for row in rows)

    def of_person(self, person_id: int) -> Subscriber:
        rows = self._sql.rows(
            "SELECT topic, at FROM subscriptions WHERE person_id = ? ORDER BY at, topic", (person_id,)
        )
        wish = self._sql.row("SELECT pace, paused FROM push_wishes WHERE person_id = ?", (person_id,))
        return _subscriber(person_id, rows, wish or {"pace": None, "paused": None})

    def by_topic(self) -> Mapping[str, int]:
        rows = self._sql.rows(
            f"SELECT topic, COUNT(*) AS number FROM ({_ALL} WHERE wish.paused IS NOT 1) GROUP BY topic ORDER BY topic"  # noqa: S608 - of this file
        )
        return {row["topic"]: row["number"] for row in rows}

    def count(self, topics: Collection[str], *, pace: Pace | None = None) -> int:
        of_pace = (
            " AND COALESCE(wish.pace, 'at_once') = ? AND EXISTS"
            " (SELECT 1 FROM addresses WHERE addresses.person_id = one.person_id AND addresses.alive = 1)"
        )
        row = self._sql.row(
            f"SELECT COUNT(DISTINCT person_id) AS number FROM ({_ALL} WHERE wish.paused IS NOT 1"  # noqa: S608 - of this file
            f" AND one.topic IN ({', '.join('?' * len(topics))}){of_pace if pace else ''})",
            (*topics, *([pace.value] if pace else [])),
        )
        return int(row["number"]) if row else 0

    def all(self, *, after: int = 0, limit: int | None = None) -> tuple[Subscriber, ...]:
        found: dict[int, list[Mapping[str, Any]]] = {}
        rows = self._sql.rows(
            f"{_ALL} WHERE one.person_id IN (SELECT DISTINCT person_id FROM subscriptions WHERE person_id > ?"  # noqa: S608 - of this file
            " ORDER BY person_id LIMIT ?) ORDER BY one.person_id, one.at, one.topic",
            (after, -1 if limit is None else limit),
        )
        for row in rows:
            found.setdefault(row["person_id"], []).append(row)
        return tuple(_subscriber(person_id, rows, rows[0]) for person_id, rows in found.items())

    def add(self, person_id: int, topics: Sequence[str], *, at: datetime) -> None:
        self._sql.write_all(
            "INSERT INTO subscriptions (person_id, topic, at) VALUES (?, ?, ?)"
            " ON CONFLICT (person_id, topic) DO NOTHING",
            ((person_id, topic, to_text(at)) for topic in topics),
        )

    def remove(self, person_id: int, topics: Collection[str] | None = None) -> int:
        if topics is None:
            return self._sql.write("DELETE FROM subscriptions WHERE person_id = ?", (person_id,))
        return self._sql.write_all(
            "DELETE FROM subscriptions WHERE person_id = ? AND topic = ?", ((person_id, topic) for topic in topics)
        )

    def set_pace(self, person_id: int, pace: Pace) -> None:
        self._sql.write(
            "INSERT INTO push_wishes (person_id, pace) VALUES (?, ?)"
            " ON CONFLICT (person_id) DO UPDATE SET pace = excluded.pace",
            (person_id, pace.value),
        )

    def pause(self, person_id: int, *, paused: bool) -> bool:
        return (
            self._sql.write(
                "INSERT INTO push_wishes (person_id, paused) SELECT ?, ? WHERE ? OR EXISTS"
                " (SELECT 1 FROM push_wishes WHERE person_id = ?) ON CONFLICT (person_id) DO UPDATE"
                " SET paused = excluded.paused WHERE paused <> excluded.paused",
                (person_id, int(paused), int(paused), person_id),
            )
            == 1
        )


def _subscriber(person_id: int, topics: Sequence[Mapping[str, Any]], wish: Mapping[str, Any]) -> Subscriber:
    return Subscriber(
        person_id=person_id,
        topics={row["topic"]: to_time(row["at"]) for row in topics},
        pace=Pace(wish["pace"] or Pace.AT_ONCE),
        paused=bool(wish["paused"]),
    )
