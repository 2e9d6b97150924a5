"""Drafts for the bank by units (草稿)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.ports.bank import Draft, DraftState
from bot.store.database import to_text, to_time, to_time_or_none
from bot.store.seals import sealed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.store.database import Sql


class SqlDrafts:
    """Implements the Drafts port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, draft: Draft) -> Draft:
        draft_id = self._sql.insert(
            "INSERT INTO drafts (fields, person_id, written_at, unit, gap_id, seal, entry_id, state, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *sealed(
                    json.dumps(draft.fields, ensure_ascii=False),
                    draft.person_id,
                    to_text(draft.written_at),
                    draft.unit,
                    draft.gap_id,
                ),
                draft.entry_id,
                draft.state,
                draft.reason,
            ),
        )
        kept = self.get(draft_id)
        if kept is None:
            raise LookupError(f"draft {draft_id} was not kept")
        return kept

    def get(self, draft_id: int) -> Draft | None:
        row = self._sql.row("SELECT * FROM drafts WHERE id = ?", (draft_id,))
        return _draft(row) if row else None

    def waiting(self) -> tuple[Draft, ...]:
        rows = self._sql.rows("SELECT * FROM drafts WHERE state = ? ORDER BY id", (DraftState.WAITING,))
        return tuple(_draft(row) for row in rows)

    def of_person(self, person_id: int) -> tuple[Draft, ...]:
        rows = self._sql.rows("SELECT * FROM drafts WHERE person_id = ? ORDER BY id", (person_id,))
        return tuple(_draft(row) for row in rows)

    def decide(
        self, draft_id: int, *, state: DraftState, by: int, at: datetime, reason: str = "", entry_id: str = ""
    ) -> bool:
        changed = self._sql.write(
            "UPDATE drafts SET state = ?, decided_by = ?, decided_at = ?, reason = COALESCE(NULLIF(?, ''), reason),"
            " entry_id = CASE WHEN entry_id = '' THEN ? ELSE entry_id END WHERE id = ? AND state = ?",
            (state, by, to_text(at), reason, entry_id, draft_id, DraftState.WAITING),
        )
        return changed > 0


def _draft(row: Mapping[str, Any]) -> Draft:
    return Draft(
        id=row["id"],
        fields=json.loads(row["fields"]),
        person_id=row["person_id"],
        written_at=to_time(row["written_at"]),
        entry_id=row["entry_id"],
        unit=row["unit"],
        gap_id=row["gap_id"],
        state=DraftState(row["state"]),
        decided_by=row["decided_by"],
        decided_at=to_time_or_none(row["decided_at"]),
        reason=row["reason"],
    )
