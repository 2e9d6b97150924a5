"""What units were asked to look at in the bank (核对)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.database import to_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.store.database import Sql


class SqlUpkeep:
    """Implements the Upkeep port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def told(self, keys: Collection[str]) -> Collection[str]:
        return self._sql.among("SELECT key FROM upkeep WHERE key", keys)

    def add(self, keys: Sequence[str], *, unit: str, at: datetime) -> None:
        with self._sql.transaction():
            for key in keys:
                self._sql.write(
                    "INSERT INTO upkeep (key, unit, at) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING",
                    (key, unit, to_text(at)),
                )
