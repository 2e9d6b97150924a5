"""The units' secret calendar addresses, as digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.database import to_text, to_time
from bot.store.seals import sealed

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.database import Sql


class SqlFeeds:
    """Implements the Feeds port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def set(self, unit: str, digest: str, *, by: int, at: datetime) -> None:
        self._sql.write(
            "INSERT INTO calendar_feeds (unit, digest, made_at, made_by, seal) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (unit) DO UPDATE SET digest = excluded.digest, made_at = excluded.made_at,"
            " made_by = excluded.made_by, seal = excluded.seal",
            sealed(unit, digest, to_text(at), by),
        )

    def close(self, unit: str) -> bool:
        return bool(self._sql.write("DELETE FROM calendar_feeds WHERE unit = ?", (unit,)))

    def made_at(self, unit: str) -> datetime | None:
        row = self._sql.row("SELECT made_at FROM calendar_feeds WHERE unit = ?", (unit,))
        return to_time(row["made_at"]) if row else None

    def unit(self, digest: str) -> str | None:
        row = self._sql.row("SELECT unit FROM calendar_feeds WHERE digest = ?", (digest,))
        return str(row["unit"]) if row else None
