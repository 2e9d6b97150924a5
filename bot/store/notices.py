"""Notices, their receivers and who tapped 收到."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.ports.notices import Receiver, ReceiverRow
from bot.ports.people import Role
from bot.store.database import to_text, to_time, to_time_or_none
from bot.store.people import person_from
from bot.store.seals import sealed
from reminders.notices import Audience, AudienceKind, Notice, NoticeState, Progress, Purpose
from reminders.outbox import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from bot.ports.people import Person
    from bot.store.database import Sql

_COLUMNS = (
    "text", "audience", "audience_name", "author_id", "sent_at", "seal", "state", "purpose", "about", "urgent", "files",
    "second", "approved_by", "due_at", "begun_at", "ended_at", "reason", "nudge_every", "next_nudge", "trial",
)  # fmt: skip
_FIX = (
    "INSERT INTO notice_receivers (notice_id, person_id, delivery, in_group) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (notice_id, person_id) DO NOTHING"
)
_PROGRESS = """
SELECT one.in_group,
  COUNT(CASE WHEN deliveries.state = 'sent' THEN 1 END) AS sent,
  COUNT(CASE WHEN deliveries.state = 'dead' THEN 1 END) AS failed,
  COUNT(CASE WHEN COALESCE(deliveries.state, CASE WHEN notices.state IN ('stopped', 'withdrawn') THEN 'stopped' END)
    = 'stopped' THEN 1 END) AS stopped,
  COUNT(CASE WHEN deliveries.state = 'sent' AND one.tapped_at IS NULL THEN 1 END) AS silent,
  COUNT(*) AS total, COUNT(one.tapped_at) AS tapped
FROM notice_receivers AS one JOIN notices ON notices.id = one.notice_id
LEFT JOIN deliveries ON deliveries.key = one.delivery
WHERE one.notice_id = ? GROUP BY one.in_group
"""
_ROWS = """
SELECT one.person_id, people.role, people.name, people.unit, one.tapped_at, deliveries.state, deliveries.error,
  deliveries.sent_at,
  COALESCE(NULLIF(deliveries.channel, ''), (SELECT addresses.channel FROM addresses
    WHERE addresses.person_id = one.person_id
    ORDER BY alive DESC, used_at DESC, addresses.channel DESC, address LIMIT 1)) AS channel
FROM notice_receivers AS one JOIN people ON people.id = one.person_id
LEFT JOIN units ON units.name = people.unit
LEFT JOIN deliveries ON deliveries.key = one.delivery
WHERE one.notice_id = ? ORDER BY one.in_group, units.position IS NULL, units.position, one.person_id
"""


class SqlNotices:
    """Implements the Notices port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, notice: Notice, *, person_ids: Collection[int] = ()) -> Notice:
        with self._sql.transaction():
            notice_id = self._sql.insert(
                f"INSERT INTO notices ({', '.join(_COLUMNS)})"  # noqa: S608 - names of this file
                f" VALUES ({', '.join('?' * len(_COLUMNS))})",
                _row(notice),
            )
            self.fix(notice_id, person_ids)
        return replace(notice, id=notice_id)

    def update(self, notice: Notice) -> None:
        self._sql.write(
            f"UPDATE notices SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE id = ?",  # noqa: S608 - as above
            (*_row(notice), notice.id),
        )

    def get(self, notice_id: int) -> Notice | None:
        return next(iter(self._some("id = ?", notice_id)), None)

    def all(self) -> tuple[Notice, ...]:
        return self._some("true", order="id DESC")

    def going(self, now: datetime) -> tuple[Notice, ...]:
        return self._some(
            "state IN ('scheduled', 'sending') AND (state = 'sending' OR due_at IS NULL OR due_at <= ?)", to_text(now)
        )

    def nudging(self, today: date) -> tuple[Notice, ...]:
        return self._some("next_nudge IS NOT NULL AND next_nudge <= ?", today.isoformat())

    def about(self, notice_id: int) -> tuple[Notice, ...]:
        return self._some("about > 0 AND about = ?", notice_id)

    def _some(self, which: str, *values: object, order: str = "id") -> tuple[Notice, ...]:
        rows = self._sql.rows(f"SELECT * FROM notices WHERE {which} ORDER BY {order}", values)  # noqa: S608 - literals
        return tuple(_notice(row) for row in rows)

    def fix(self, notice_id: int, person_ids: Collection[int], *, group: bool = False) -> int:
        return self._sql.write_all(
            _FIX, ((notice_id, one, f"notice:{notice_id}:{one}", int(group)) for one in person_ids)
        )

    def unqueued(self, notice_id: int, *, limit: int) -> tuple[Receiver, ...]:
        rows = self._sql.rows(
            "SELECT person_id, delivery, in_group FROM notice_receivers WHERE notice_id = ? AND queued = 0"
            " ORDER BY person_id LIMIT ?",
            (notice_id, limit),
        )
        return tuple(_receiver(row) for row in rows)

    def queued(self, notice_id: int, person_ids: Collection[int]) -> None:
        self._sql.write_all(
            "UPDATE notice_receivers SET queued = 1 WHERE notice_id = ? AND person_id = ?",
            ((notice_id, one) for one in person_ids),
        )

    def unqueue(self, notice_id: int) -> int:
        return self._sql.write(
            "UPDATE notice_receivers SET queued = 0 WHERE notice_id = ? AND queued = 1"
            " AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.key = notice_receivers.delivery)",
            (notice_id,),
        )

    def spare(self, notice_id: int, person_id: int) -> None:
        mine = (notice_id, person_id)
        with self._sql.transaction():
            self._sql.write(
                "DELETE FROM deliveries WHERE state IN ('queued', 'stopped', 'dead') AND key ="
                " (SELECT delivery FROM notice_receivers WHERE notice_id = ? AND person_id = ?)",
                mine,
            )
            self._sql.write(
                "DELETE FROM notice_receivers WHERE notice_id = ? AND person_id = ?"
                " AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.key = notice_receivers.delivery)",
                mine,
            )

    def receivers(self, notice_id: int) -> tuple[int, ...]:
        rows = self._sql.rows(
            "SELECT person_id FROM notice_receivers WHERE notice_id = ? AND in_group = 0 ORDER BY person_id",
            (notice_id,),
        )
        return tuple(row["person_id"] for row in rows)

    def is_for(self, notice_id: int, person_id: int) -> bool:
        found = self._sql.row(
            "SELECT 1 FROM notice_receivers WHERE notice_id = ? AND person_id = ?", (notice_id, person_id)
        )
        return found is not None

    def acknowledge(self, notice_id: int, *, person_id: int, at: datetime) -> bool:
        return (
            self._sql.write(
                "UPDATE notice_receivers SET tapped_at = ?"
                " WHERE notice_id = ? AND person_id = ? AND in_group = 0 AND tapped_at IS NULL",
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

    def reached(self, notice_id: int, *, silent: bool = False) -> tuple[Receiver, ...]:
        rows = self._sql.rows(
            "SELECT one.person_id, one.delivery, one.in_group FROM notice_receivers AS one"
            " JOIN deliveries ON deliveries.key = one.delivery AND deliveries.state = 'sent'"
            " WHERE one.notice_id = ? AND (NOT ? OR (one.in_group = 0 AND one.tapped_at IS NULL))"
            " ORDER BY one.person_id",
            (notice_id, int(silent)),
        )
        return tuple(_receiver(row) for row in rows)

    def silent(self, notice_id: int, *, limit: int) -> tuple[Person, ...]:
        rows = self._sql.rows(
            "SELECT people.* FROM notice_receivers AS one JOIN people ON people.id = one.person_id"
            " JOIN deliveries ON deliveries.key = one.delivery AND deliveries.state = 'sent'"
            " LEFT JOIN units ON units.name = people.unit"
            " WHERE one.notice_id = ? AND one.in_group = 0 AND one.tapped_at IS NULL"
            " ORDER BY units.position IS NULL, units.position, people.id LIMIT ?",
            (notice_id, limit),
        )
        return tuple(person_from(row) for row in rows)

    def progress(self, notice_id: int) -> tuple[Progress, Progress]:
        kept = {bool(row["in_group"]): _progress(row) for row in self._sql.rows(_PROGRESS, (notice_id,))}
        return kept.get(False, Progress()), kept.get(True, Progress())

    def faults(self, notice_id: int) -> Mapping[str, int]:
        rows = self._sql.rows(
            "SELECT deliveries.error, COUNT(*) AS number FROM notice_receivers AS one"
            " JOIN deliveries ON deliveries.key = one.delivery AND deliveries.state = 'dead'"
            " WHERE one.notice_id = ? GROUP BY deliveries.error ORDER BY number DESC, deliveries.error",
            (notice_id,),
        )
        return {row["error"]: row["number"] for row in rows}

    def rows(self, notice_id: int) -> tuple[ReceiverRow, ...]:
        return tuple(
            ReceiverRow(
                person_id=row["person_id"],
                role=Role(row["role"]),
                name=row["name"],
                unit=row["unit"],
                channel=row["channel"] or "",
                state=DeliveryState(row["state"]) if row["state"] else None,
                error=row["error"] or "",
                sent_at=to_time_or_none(row["sent_at"]),
                tapped_at=to_time_or_none(row["tapped_at"]),
            )
            for row in self._sql.rows(_ROWS, (notice_id,))
        )


def _row(notice: Notice) -> tuple[object, ...]:
    return (
        *sealed(
            notice.text,
            notice.audience.kind.value,
            notice.audience.name,
            notice.author_id,
            to_text(notice.sent_at),
        ),
        notice.state.value,
        notice.purpose.value,
        notice.about,
        int(notice.urgent),
        json.dumps(notice.files, ensure_ascii=False),
        int(notice.second),
        notice.approved_by,
        *(to_text(at) if at else None for at in (notice.due_at, notice.begun_at, notice.ended_at)),
        notice.reason,
        notice.every,
        notice.next_nudge.isoformat() if notice.next_nudge else None,
        int(notice.trial),
    )


def _notice(row: Mapping[str, Any]) -> Notice:
    return Notice(
        id=row["id"],
        text=row["text"],
        audience=Audience(kind=AudienceKind(row["audience"]), name=row["audience_name"]),
        author_id=row["author_id"],
        sent_at=to_time(row["sent_at"]),
        state=NoticeState(row["state"]),
        purpose=Purpose(row["purpose"]),
        about=row["about"],
        urgent=bool(row["urgent"]),
        files=tuple((name, digest) for name, digest in json.loads(row["files"])),
        second=bool(row["second"]),
        approved_by=row["approved_by"],
        due_at=to_time_or_none(row["due_at"]),
        begun_at=to_time_or_none(row["begun_at"]),
        ended_at=to_time_or_none(row["ended_at"]),
        reason=row["reason"],
        every=row["nudge_every"],
        next_nudge=date.fromisoformat(row["next_nudge"]) if row["next_nudge"] else None,
        trial=bool(row["trial"]),
    )


def _receiver(row: Mapping[str, Any]) -> Receiver:
    return Receiver(person_id=row["person_id"], delivery=row["delivery"], group=bool(row["in_group"]))


def _progress(row: Mapping[str, Any]) -> Progress:
    return Progress(
        sent=row["sent"],
        waiting=row["total"] - row["sent"] - row["stopped"] - row["failed"],
        stopped=row["stopped"],
        failed=row["failed"],
        tapped=row["tapped"],
        silent=row["silent"],
    )
