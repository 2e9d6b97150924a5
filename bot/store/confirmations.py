"""Confirmations with their evidence; each stored line is also sworn to in the audit log."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.store.database import to_text, to_time, to_time_or_none
from reminders.confirmations import Confirmation, Evidence, EvidenceKind, ReviewState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.store.audit import SqlAudit
    from bot.store.database import Sql


class SqlConfirmations:
    """Implements the Confirmations port."""

    def __init__(self, sql: Sql, audit: SqlAudit) -> None:
        self._sql = sql
        self._audit = audit

    def add(self, confirmation: Confirmation) -> Confirmation:
        with self._sql.transaction():
            confirmation_id = self._sql.insert(
                "INSERT INTO confirmations (occurrence, task_id, unit, person_id, state, submitted_at, reviewed_by,"
                " reviewed_at, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    confirmation.occurrence,
                    confirmation.task_id,
                    confirmation.unit,
                    confirmation.person_id,
                    confirmation.state.value,
                    to_text(confirmation.submitted_at),
                    confirmation.reviewed_by,
                    to_text(confirmation.reviewed_at) if confirmation.reviewed_at else None,
                    confirmation.reason,
                ),
            )
            for position, one in enumerate(confirmation.evidence, start=1):
                self._sql.write(
                    "INSERT INTO evidence (confirmation_id, position, kind, value, digest, size)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (confirmation_id, position, one.kind.value, one.value, one.digest, one.size),
                )
            stored = replace(confirmation, id=confirmation_id)
            self._swear(stored, "confirmation.stored", by=stored.person_id, at=stored.submitted_at)
        return stored

    def _swear(self, confirmation: Confirmation, action: str, *, by: int, at: datetime) -> None:
        self._audit.add(
            at=at,
            actor=f"person:{by}",
            action=action,
            subject=confirmation.occurrence,
            detail={"confirmation": str(confirmation.id), "fingerprint": fingerprint(confirmation)},
        )

    def get(self, confirmation_id: int) -> Confirmation | None:
        return next(iter(self._where("id = ?", (confirmation_id,))), None)

    def latest(self, occurrence: str, unit: str) -> Confirmation | None:
        found = self._where("occurrence = ? AND unit = ? ORDER BY id DESC LIMIT 1", (occurrence, unit))
        return found[0] if found else None

    def of_task(self, task_id: str) -> tuple[Confirmation, ...]:
        return self._where("task_id = ? ORDER BY id", (task_id,))

    def latest_by_occurrence(self, year: int) -> Mapping[tuple[str, str], Confirmation]:
        found = self._where(
            "id IN (SELECT MAX(confirmations.id) FROM confirmations JOIN tasks ON tasks.id = confirmations.task_id"
            " WHERE tasks.year = ? GROUP BY occurrence, unit) ORDER BY id",
            (year,),
        )
        return {(one.occurrence, one.unit): one for one in found}

    def waiting(self) -> tuple[Confirmation, ...]:
        return self._where("state = ? ORDER BY id", (ReviewState.SUBMITTED.value,))

    def review(self, confirmation_id: int, *, state: ReviewState, by: int, at: datetime, reason: str = "") -> bool:
        with self._sql.transaction():
            changed = self._sql.write(
                "UPDATE confirmations SET state = ?, reviewed_by = ?, reviewed_at = ?, reason = ?"
                " WHERE id = ? AND state = ?",
                (state.value, by, to_text(at), reason, confirmation_id, ReviewState.SUBMITTED.value),
            )
            reviewed = self.get(confirmation_id)
            if not changed or reviewed is None:
                return False
            self._swear(reviewed, "confirmation.reviewed", by=by, at=at)
        return True

    def forged(self) -> tuple[int, ...]:
        """Ids of confirmations that are not what the audit log last swore to, missing ones included."""
        sworn: dict[int, str] = {}
        for event in self._audit.all():
            if event.action in {"confirmation.stored", "confirmation.reviewed"}:
                detail = json.loads(event.detail)
                sworn[int(detail["confirmation"])] = detail["fingerprint"]
        stored = {one.id: fingerprint(one) for one in self._where("1 = 1", ())}
        return tuple(sorted(one for one in sworn.keys() | stored.keys() if sworn.get(one) != stored.get(one)))

    def _where(self, condition: str, values: tuple[object, ...]) -> tuple[Confirmation, ...]:
        rows = self._sql.rows(f"SELECT * FROM confirmations WHERE {condition}", values)  # noqa: S608 - literals of this file
        evidence: dict[int, list[Evidence]] = {}
        for found in self._evidence([row["id"] for row in rows]):
            evidence.setdefault(found["confirmation_id"], []).append(
                Evidence(
                    kind=EvidenceKind(found["kind"]),
                    value=found["value"],
                    digest=found["digest"],
                    size=found["size"],
                )
            )
        return tuple(_confirmation(row, tuple(evidence.get(row["id"], ()))) for row in rows)

    def _evidence(self, ids: list[int]) -> Iterable[Mapping[str, Any]]:
        """The evidence of these confirmations, in order; the ids travel as one JSON value."""
        return self._sql.rows(
            "SELECT * FROM evidence WHERE confirmation_id IN (SELECT value FROM json_each(?))"
            " ORDER BY confirmation_id, position",
            (json.dumps(ids),),
        )


def fingerprint(confirmation: Confirmation) -> str:
    """A digest of everything a confirmation says, its evidence and review included."""
    facts = [
        confirmation.id,
        confirmation.occurrence,
        confirmation.task_id,
        confirmation.unit,
        confirmation.person_id,
        [[one.kind.value, one.value, one.digest, one.size] for one in confirmation.evidence],
        confirmation.state.value,
        to_text(confirmation.submitted_at),
        confirmation.reviewed_by,
        to_text(confirmation.reviewed_at) if confirmation.reviewed_at else None,
        confirmation.reason,
    ]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def _confirmation(row: Mapping[str, Any], evidence: tuple[Evidence, ...]) -> Confirmation:
    return Confirmation(
        id=row["id"],
        occurrence=row["occurrence"],
        task_id=row["task_id"],
        unit=row["unit"],
        person_id=row["person_id"],
        evidence=evidence,
        state=ReviewState(row["state"]),
        submitted_at=to_time(row["submitted_at"]),
        reviewed_by=row["reviewed_by"],
        reviewed_at=to_time_or_none(row["reviewed_at"]),
        reason=row["reason"],
    )
