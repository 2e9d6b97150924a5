"""What people are in the middle of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.store.database import to_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.store.database import Sql


class SqlDialogs:
    """Implements the Dialogs port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, person_id: int, *, now: datetime, place: str = "") -> Mapping[str, str]:
        row = self._sql.row(
            "SELECT dialog FROM dialogs WHERE person_id = ? AND place = ? AND expires_at > ?",
            (person_id, place, to_text(now)),
        )
        dialog: dict[str, str] = json.loads(row["dialog"]) if row else {}
        return dialog

    def set(self, person_id: int, dialog: Mapping[str, str], *, expires_at: datetime, place: str = "") -> None:
        self._sql.write(
            "INSERT INTO dialogs (person_id, place, dialog, expires_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (person_id, place) DO UPDATE SET dialog = excluded.dialog, expires_at = excluded.expires_at",
            (person_id, place, json.dumps(dict(dialog), ensure_ascii=False), to_text(expires_at)),
        )

    def clear(self, person_id: int, *, place: str | None = None) -> None:
        self._sql.write(
            "DELETE FROM dialogs WHERE person_id = ? AND (? IS NULL OR place = ?)", (person_id, place, place)
        )
