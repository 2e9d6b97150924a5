"""Notices, their receivers and who tapped 收到."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.store.database import to_text, to_time
from bot.store.seals import sealed
from reminders.notices import Audience, AudienceKind, Notice

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from bot.store.database import Sql


class SqlNotices:
    """Implements the Notices port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, notice: Notice, *, person_ids: Collection[int]) -> Notice:
        with self._sql.transaction():
            notice_id = self._sql.insert(
                "INSERT INTO notices (text, audience, audience_name, author_id, sent_at, seal)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                sealed(
                    notice.text,
                    notice.audience.kind.value,
                    notice.audience.name,
                    notice.author_id,
                    to_text(notice.sent_at),
                ),
            )
            self._sql.write_all(
                "INSERT INTO notice_receivers (notice_id, person_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                ((notice_id, person_id) for person_id in person_ids),
            )
        return replace(notice, id=notice_id)

    def get(self, notice_id: int) -> Notice | None:
        row = self._sql.row("SELECT * FROM notices WHERE id = ?", (notice_id,))
        return _notice(row) if row else None

    def all(self) -> tuple[Notice, ...]:
        return tuple(_notice(row) for row in self._sql.rows("SELECT * FROM notices ORDER BY id DESC"))

    def receivers(self, notice_id: int) -> tuple[int, ...]:
        rows = self._sql.rows(
            "SELECT person_id FROM notice_receivers WHERE notice_id = ? ORDER BY person_id", (notice_id,)
        )
        return tuple(row["person_id"] for row in rows)

    def acknowledge(self, notice_id: int, *, person_id: int, at: datetime) -> bool:
        return (
            self._sql.write(
                "UPDATE notice_receivers SET tapped_at = ? WHERE notice_id = ? AND person_id = ? AND tapped_at IS NULL",
                (to_text(at), notice_id, person_id),
            )
            == 1
        )

    def receipts(self, notice_id: int) -> Mapping[int, datetime]:
        rows = self._sql.rows(
            "SELECT person_id, tapped_at FROM notice_receivers WHERE notice_id = ? AND tapped_at IS NOT NULL"
            " ORDER BY tapped_at",
            (notice_id,),
        )
        return {row["person_id"]: to_time(row["tapped_at"]) for row in rows}


def _notice(row: Mapping[str, Any]) -> Notice:
    return Notice(
        id=row["id"],
        text=row["text"],
        audience=Audience(kind=AudienceKind(row["audience"]), name=row["audience_name"]),
        author_id=row["author_id"],
        sent_at=to_time(row["sent_at"]),
    )
