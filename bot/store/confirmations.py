"""Confirmations with their evidence; what is stored is also sworn to in the audit log, by its fingerprint."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from bot.store.database import to_text, to_time, to_time_or_none
from reminders.confirmations import Confirmation, Evidence, EvidenceKind, ReviewState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.ports.proofs import Page
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
                    "INSERT INTO evidence (confirmation_id, position, kind, value, digest, size, title, dated)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (confirmation_id, position, one.kind.value, one.value, one.digest, one.size, one.title, _day(one)),
                )
            stored = replace(confirmation, id=confirmation_id)
            self._swear(stored, "confirmation.stored", by=f"person:{stored.person_id}", at=stored.submitted_at)
        return stored

    def _swear(self, confirmation: Confirmation, action: str, *, by: str, at: datetime) -> None:
        self._audit.add(
            at=at,
            actor=by,
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

    def last_proved(self, unit: str, person_id: int) -> Confirmation | None:
        kinds = (EvidenceKind.LINK.value, EvidenceKind.TEXT.value, EvidenceKind.FILE.value)
        found = self._where(
            "id = (SELECT MAX(confirmations.id) FROM confirmations JOIN evidence ON confirmation_id = confirmations.id"
            " WHERE unit = ? AND person_id = ? AND occurrence NOT LIKE '%/round/%' AND kind IN (?, ?, ?))",
            (unit, person_id, *kinds),
        )
        return found[0] if found else None

    def waiting(self) -> tuple[Confirmation, ...]:
        return self._where("state = ? ORDER BY id", (ReviewState.SUBMITTED.value,))

    def review(self, confirmation_id: int, *, state: ReviewState, by: int, at: datetime, reason: str = "") -> bool:
        return self._decide(confirmation_id, ReviewState.SUBMITTED, state, by=by, at=at, reason=reason)

    def reopen(self, confirmation_id: int, *, by: int, at: datetime, reason: str) -> bool:
        return self._decide(confirmation_id, ReviewState.PASSED, ReviewState.RETURNED, by=by, at=at, reason=reason)

    def _decide(
        self, confirmation_id: int, was: ReviewState, state: ReviewState, *, by: int, at: datetime, reason: str
    ) -> bool:
        """Move a confirmation from one state to another; False when it is not in the first."""
        with self._sql.transaction():
            changed = self._sql.write(
                "UPDATE confirmations SET state = ?, reviewed_by = ?, reviewed_at = ?, reason = ?"
                " WHERE id = ? AND state = ?",
                (state.value, by, to_text(at), reason, confirmation_id, was.value),
            )
            reviewed = self.get(confirmation_id)
            if not changed or reviewed is None:
                return False
            self._swear(reviewed, "confirmation.reviewed", by=f"person:{by}", at=at)
        return True

    def unread_links(self, *, limit: int) -> tuple[str, ...]:
        rows = self._sql.rows(
            "SELECT value FROM evidence WHERE kind = ? AND read_at IS NULL"
            " GROUP BY value ORDER BY MIN(confirmation_id) LIMIT ?",
            (EvidenceKind.LINK.value, limit),
        )
        return tuple(row["value"] for row in rows)

    def link_read(self, link: str, *, page: Page | None, at: datetime) -> None:
        title = page.title if page else ""
        dated = page.date.isoformat() if page and page.date else None
        with self._sql.transaction():
            rows = self._sql.rows(
                "UPDATE evidence SET title = CASE ? WHEN '' THEN title ELSE ? END, dated = COALESCE(?, dated),"
                " read_at = ? WHERE kind = ? AND value = ? AND read_at IS NULL RETURNING confirmation_id",
                (title, title, dated, to_text(at), EvidenceKind.LINK.value, link),
            )
            if page:
                for one in sorted({row["confirmation_id"] for row in rows}):
                    (described,) = self._where("id = ?", (one,))
                    self._swear(described, "confirmation.described", by="wenban", at=at)

    def forged(self) -> tuple[int, ...]:
        """Ids of confirmations that are not what the audit log last swore to, missing ones included."""
        sworn = dict(self._sworn())
        evidence: dict[int, list[list[object]]] = {}
        for one, *facts in self._sql.as_stored(
            "SELECT confirmation_id, kind, value, digest, size, title, dated FROM evidence"
            " ORDER BY confirmation_id, position"
        ):
            evidence.setdefault(one, []).append(_sworn_of(*facts))
        stored = {
            one: _digest([one, *facts], evidence.pop(one, []))
            for one, *facts in self._sql.as_stored(f"SELECT {_COLUMNS} FROM confirmations")  # noqa: S608 - a constant
        }
        known = sworn.keys() | stored.keys() | evidence.keys()
        return tuple(sorted(one for one in known if sworn.get(one) != stored.get(one) or one in evidence))

    def _sworn(self) -> Iterator[tuple[int, str]]:
        """Each confirmation with its last fingerprint; a line too damaged to read swears to nothing."""
        for (detail,) in self._sql.as_stored(
            "SELECT detail FROM audit WHERE action IN"
            " ('confirmation.stored', 'confirmation.reviewed', 'confirmation.described') ORDER BY seq"
        ):
            try:
                fields = json.loads(detail)
                yield int(fields["confirmation"]), fields["fingerprint"]
            except (ValueError, KeyError, TypeError):
                continue

    def _where(self, condition: str, values: tuple[object, ...]) -> tuple[Confirmation, ...]:
        """The confirmations that a condition (of this file) chooses, with their evidence, oldest first."""
        rows = self._sql.rows(
            "SELECT chosen.*, kind, value, digest, size, title, dated FROM"  # noqa: S608 - the conditions are literals of this file
            f" (SELECT * FROM confirmations WHERE {condition}) AS chosen"
            " LEFT JOIN evidence ON evidence.confirmation_id = chosen.id ORDER BY chosen.id, position",
            values,
        )
        return tuple(_confirmation(list(lines)) for _, lines in groupby(rows, key=itemgetter("id")))


def fingerprint(confirmation: Confirmation) -> str:
    """A digest of everything a confirmation says, its evidence and review included."""
    return _digest(
        [confirmation.id, *_facts(confirmation)],
        [
            _sworn_of(one.kind.value, one.value, one.digest, one.size, one.title, _day(one))
            for one in confirmation.evidence
        ],
    )


def _sworn_of(*facts: object) -> list[object]:
    """A proof's facts as they are sworn to; without title and date it is what it was before there were any."""
    *first, title, dated = facts
    return [*first, title, dated] if title or dated else first


def _day(evidence: Evidence) -> str | None:
    return evidence.dated.isoformat() if evidence.dated else None


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
            Evidence(
                kind=_KINDS[one["kind"]],
                value=one["value"],
                digest=one["digest"],
                size=one["size"],
                title=one["title"],
                dated=date.fromisoformat(one["dated"]) if one["dated"] else None,
            )
            for one in rows
            if one["kind"] is not None
        ),
        state=_STATES[row["state"]],
        submitted_at=to_time(row["submitted_at"]),
        reviewed_by=row["reviewed_by"],
        reviewed_at=to_time_or_none(row["reviewed_at"]),
        reason=row["reason"],
    )
