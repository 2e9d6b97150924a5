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

    def all(self) -> tuple[Subscriber, ...]:
        found: dict[int, list[Mapping[str, Any]]] = {}
        for row in self._sql.rows(f"{_ALL} ORDER BY one.person_id, one.at, one.topic"):
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
