"""Conversations of the channels that live here, and messages already handled."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from bot.ports.stores import Mail
from bot.ports.wire import reply_from_json, reply_to_json
from bot.store.database import to_text, to_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.ports.messages import Incoming, Reply
    from bot.store.database import Sql

MOST_ONCE = 500


class SqlMailbox:
    """Implements the Mailbox port. What is shown once is kept in memory only, for as long as the program runs."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self._once: dict[str, Reply] = {}

    def append(self, person_id: int, *, text: str, reply: Reply | None, at: datetime) -> Mail:
        # a mark, not the line's id: an id that was rolled back is given again, to someone else's line
        mark = secrets.token_hex(16) if reply is not None and reply.once else ""
        mail_id = self._sql.insert(
            "INSERT INTO mails (person_id, at, text, reply, once) VALUES (?, ?, ?, ?, ?)",
            (person_id, to_text(at), text, None if reply is None else reply_to_json(reply.concealed()), mark),
        )
        if reply is not None and mark:
            self._once[mark] = reply
            if len(self._once) > MOST_ONCE:
                del self._once[next(iter(self._once))]
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
                reply=self._reply(row),
            )
            for row in reversed(rows)
        )

    def _reply(self, row: Mapping[str, str]) -> Reply | None:
        return self._once.get(row["once"]) or (reply_from_json(row["reply"]) if row["reply"] else None)


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
