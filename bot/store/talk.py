"""The bank, questions without an answer, notices, conversations, settings."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.ports.stores import Gap, Mail
from bot.ports.wire import reply_from_json, reply_to_json
from bot.store.database import to_text, to_time
from knowledge.entries import entry_from_dict, entry_to_dict
from reminders.notices import Audience, AudienceKind, Notice

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from bot.ports.messages import Incoming, Reply
    from bot.store.database import Sql
    from knowledge.entries import Entry


class SqlEntries:
    """Implements the Entries port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def all(self) -> tuple[Entry, ...]:
        rows = self._sql.rows("SELECT entry FROM entries ORDER BY id")
        return tuple(entry_from_dict(json.loads(row["entry"])) for row in rows)

    def get(self, entry_id: str) -> Entry | None:
        row = self._sql.row("SELECT entry FROM entries WHERE id = ?", (entry_id,))
        return entry_from_dict(json.loads(row["entry"])) if row else None

    def save(self, entries: Sequence[Entry]) -> None:
        with self._sql.transaction():
            for entry in entries:
                self._sql.write(
                    "INSERT INTO entries (id, entry, sample) VALUES (?, ?, ?)"
                    " ON CONFLICT (id) DO UPDATE SET entry = excluded.entry, sample = excluded.sample",
                    (entry.id, json.dumps(entry_to_dict(entry), ensure_ascii=False), int(entry.sample)),
                )
            self._changed()

    def remove_samples(self) -> int:
        with self._sql.transaction():
            removed = self._sql.write("DELETE FROM entries WHERE sample = 1")
            self._changed()
        return removed

    def _changed(self) -> None:
        self._sql.write("UPDATE bank_version SET version = version + 1")

    def version(self) -> int:
        row = self._sql.row("SELECT version FROM bank_version")
        return int(row["version"]) if row else 0


class SqlGaps:
    """Implements the Gaps port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, text: str, *, person_id: int, unit: str, at: datetime) -> Gap:
        gap_id = self._sql.insert(
            "INSERT INTO gaps (text, person_id, asked_at, unit, state) VALUES (?, ?, ?, ?, 'open')",
            (text, person_id, to_text(at), unit),
        )
        return Gap(id=gap_id, text=text, person_id=person_id, asked_at=at, unit=unit)

    def get(self, gap_id: int) -> Gap | None:
        row = self._sql.row("SELECT * FROM gaps WHERE id = ?", (gap_id,))
        return _gap(row) if row else None

    def open(self) -> tuple[Gap, ...]:
        return tuple(_gap(row) for row in self._sql.rows("SELECT * FROM gaps WHERE state = 'open' ORDER BY id"))

    def of_person(self, person_id: int) -> tuple[Gap, ...]:
        return tuple(
            _gap(row) for row in self._sql.rows("SELECT * FROM gaps WHERE person_id = ? ORDER BY id", (person_id,))
        )

    def close(self, gap_id: int, *, state: str) -> None:
        self._sql.write("UPDATE gaps SET state = ? WHERE id = ?", (state, gap_id))

    def log_question(self, text: str, *, decision: str, entry_id: str, confidence: float, at: datetime) -> None:
        self._sql.write(
            "INSERT INTO asked (text, decision, entry_id, confidence, at) VALUES (?, ?, ?, ?, ?)",
            (text, decision, entry_id, confidence, to_text(at)),
        )

    def rate(self, entry_id: str, *, person_id: int, useful: bool, at: datetime) -> None:
        self._sql.write(
            "INSERT INTO ratings (entry_id, person_id, useful, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (entry_id, person_id) DO UPDATE SET useful = excluded.useful, at = excluded.at",
            (entry_id, person_id, int(useful), to_text(at)),
        )

    def question_counts(self, *, since: datetime) -> Mapping[str, int]:
        rows = self._sql.rows(
            "SELECT decision, COUNT(*) AS number FROM asked WHERE at >= ? GROUP BY decision", (to_text(since),)
        )
        return {row["decision"]: row["number"] for row in rows}


class SqlNotices:
    """Implements the Notices port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, notice: Notice, *, person_ids: Collection[int]) -> Notice:
        with self._sql.transaction():
            notice_id = self._sql.insert(
                "INSERT INTO notices (text, audience, audience_name, author_id, sent_at) VALUES (?, ?, ?, ?, ?)",
                (
                    notice.text,
                    notice.audience.kind.value,
                    notice.audience.name,
                    notice.author_id,
                    to_text(notice.sent_at),
                ),
            )
            for person_id in person_ids:
                self._sql.write(
                    "INSERT INTO notice_receivers (notice_id, person_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    (notice_id, person_id),
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


class SqlMailbox:
    """Implements the Mailbox port. What is shown once is kept in memory only, for as long as the program runs."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self._once: dict[int, Reply] = {}

    def append(self, person_id: int, *, text: str, reply: Reply | None, at: datetime) -> Mail:
        mail_id = self._sql.insert(
            "INSERT INTO mails (person_id, at, text, reply) VALUES (?, ?, ?, ?)",
            (person_id, to_text(at), text, None if reply is None else reply_to_json(reply.concealed())),
        )
        if reply is not None and reply.once:
            self._once[mail_id] = reply
        return Mail(id=mail_id, person_id=person_id, at=at, text=text, reply=reply)

    def read(self, person_id: int, *, after: int = 0, limit: int = 200) -> tuple[Mail, ...]:
        rows = self._sql.rows(
            "SELECT * FROM mails WHERE person_id = ? AND id > ? ORDER BY id DESC LIMIT ?", (person_id, after, limit)
        )
        return tuple(
            Mail(
                id=row["id"],
                person_id=row["person_id"],
                at=to_time(row["at"]),
                text=row["text"],
                reply=self._once.get(row["id"]) or (reply_from_json(row["reply"]) if row["reply"] else None),
            )
            for row in reversed(rows)
        )


class SqlInbox:
    """Implements the Inbox port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def replies(self, channel: str, message_id: str) -> tuple[Reply, ...] | None:
        row = self._sql.row("SELECT replies FROM handled WHERE channel = ? AND message_id = ?", (channel, message_id))
        return None if row is None else tuple(reply_from_json(one) for one in json.loads(row["replies"]))

    def remember(self, incoming: Incoming, replies: Sequence[Reply]) -> None:
        self._sql.write(
            "INSERT INTO handled (channel, message_id, at, replies) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (
                incoming.channel,
                incoming.message_id,
                to_text(incoming.at),
                json.dumps([reply_to_json(reply.concealed()) for reply in replies], ensure_ascii=False),
            ),
        )


class SqlSettings:
    """Implements the Settings port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, key: str) -> str | None:
        row = self._sql.row("SELECT value FROM settings WHERE key = ?", (key,))
        return row["value"] if row else None

    def set(self, key: str, value: str) -> None:
        self._sql.write(
            "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )


def _gap(row: Mapping[str, Any]) -> Gap:
    return Gap(
        id=row["id"],
        text=row["text"],
        person_id=row["person_id"],
        asked_at=to_time(row["asked_at"]),
        unit=row["unit"],
        state=row["state"],
    )


def _notice(row: Mapping[str, Any]) -> Notice:
    return Notice(
        id=row["id"],
        text=row["text"],
        audience=Audience(kind=AudienceKind(row["audience"]), name=row["audience_name"]),
        author_id=row["author_id"],
        sent_at=to_time(row["sent_at"]),
    )
