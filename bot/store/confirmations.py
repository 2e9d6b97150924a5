"""Confirmations with their evidence; what is stored is also sworn to in the audit log, by its fingerprint."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from bot.store.database import to_text, to_time, to_time_or_none
from reminders.confirmations import Confirmation, Evidence, EvidenceKind, ReviewState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.store.audit import SqlAudit
    from bot.store.database import Sql

_COLUMNS = "id, occurrence, task_id, unit, person_id, state, submitted_at, reviewed_by, reviewed_at, reason"
_STATES = {state.value: state for state in ReviewState}
_KINDS = {kind.value: kind for kind in EvidenceKind}


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
                _facts(confirmation),
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
        sworn = dict(self._sworn())
        evidence: dict[int, list[list[object]]] = {}
        for one, *facts in self._sql.as_stored(
            "SELECT confirmation_id, kind, value, digest, size FROM evidence ORDER BY confirmation_id, position"
        ):
            evidence.setdefault(one, []).append(facts)
        stored = {
            one: _digest([one, *facts], evidence.pop(one, []))
            for one, *facts in self._sql.as_stored(f"SELECT {_COLUMNS} FROM confirmations")  # noqa: S608 - a constant
        }
        known = sworn.keys() | stored.keys() | evidence.keys()
        return tuple(sorted(one for one in known if sworn.get(one) != stored.get(one) or one in evidence))

    def _sworn(self) -> Iterator[tuple[int, str]]:
        """Each confirmation with its last fingerprint; a line too damaged to read swears to nothing."""
        for (detail,) in self._sql.as_stored(
            "SELECT detail FROM audit WHERE action IN ('confirmation.stored', 'confirmation.reviewed') ORDER BY seq"
        ):
            try:
                fields = json.loads(detail)
                yield int(fields["confirmation"]), fields["fingerprint"]
            except (ValueError, KeyError, TypeError):
                continue

    def _where(self, condition: str, values: tuple[object, ...]) -> tuple[Confirmation, ...]:
        """The confirmations that a condition (of this file) chooses, with their evidence, oldest first."""
        rows = self._sql.rows(
            "SELECT chosen.*, kind, value, digest, size FROM"  # noqa: S608 - the conditions are literals of this file
            f" (SELECT * FROM confirmations WHERE {condition}) AS chosen"
            " LEFT JOIN evidence ON evidence.confirmation_id = chosen.id ORDER BY chosen.id, position",
            values,
        )
        return tuple(_confirmation(list(lines)) for _, lines in groupby(rows, key=itemgetter("id")))


def fingerprint(confirmation: Confirmation) -> str:
    """A digest of everything a confirmation says, its evidence and review included."""
    return _digest(
        [confirmation.id, *_facts(confirmation)],
        [[one.kind.value, one.value, one.digest, one.size] for one in confirmation.evidence],
    )


def _facts(confirmation: Confirmation) -> tuple[object, ...]:
    """The row without its id."""
    return (
        confirmation.occurrence,
        confirmation.task_id,
        confirmation.unit,
        confirmation.person_id,
        confirmation.state.value,
        to_text(confirmation.submitted_at),
        confirmation.reviewed_by,
        to_text(confirmation.reviewed_at) if confirmation.reviewed_at else None,
        confirmation.reason,
    )


def _digest(row: list[object], evidence: list[list[object]]) -> str:
    text = json.dumps([row, evidence], ensure_ascii=False, default=repr)
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()


def _confirmation(rows: Sequence[Mapping[str, Any]]) -> Confirmation:
    """The confirmation whose rows these are, one for each piece of evidence, or one without any."""
    row = rows[0]
    return Confirmation(
        id=row["id"],
        occurrence=row["occurrence"],
        task_id=row["task_id"],
        unit=row["unit"],
        person_id=row["person_id"],
        evidence=tuple(
            Evidence(kind=_KINDS[one["kind"]], value=one["value"], digest=one["digest"], size=one["size"])
            for one in rows
            if one["kind"] is not None
        ),
        state=_STATES[row["state"]],
        submitted_at=to_time(row["submitted_at"]),
        reviewed_by=row["reviewed_by"],
        reviewed_at=to_time_or_none(row["reviewed_at"]),
        reason=row["reason"],
    )
