"""Seals: a short digest in each row that is written whole, by which the self-check knows damage from the truth.

They find accidents, not forgers; what a unit confirmed is sworn to in the audit log besides.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.store.database import Sql

LENGTH = 16
_WRITTEN = json.JSONEncoder(ensure_ascii=False, default=repr)
SEALED = {
    "entries": ("id", "entry", "sample"),
    "units": ("name", "aliases", "unit_group", "position", "sample"),
    "tasks": (
        "id", "year", "number", "name", "content", "units", "units_text", "deadlines", "deadline_text", "milestones",
        "category", "sample",
    ),
    "assignments": ("task_id", "unit", "part", "via", "uncertain"),
    "reminders": (
        "key", "task_id", "occurrence", "unit", "rung", "on_day", "delivery", "person_id", "queued_at",
    ),
    "deliveries": ("key", "person_id", "kind", "payload"),
    "notices": ("text", "audience", "audience_name", "author_id", "sent_at"),
    "people": ("role", "name", "unit", "sample"),
    "entry_versions": ("entry_id", "version", "entry", "at", "actor", "action", "note", "bank"),
    "drafts": ("fields", "person_id", "written_at", "unit", "gap_id"),
    "packages": ("id", "package", "place", "sample"),
    "phrasings": ("entry_id", "text", "plain", "first_at"),
    "group_answers": ("wording", "units", "year"),
    "laws": ("title", "date", "status", "since", "articles", "file", "at"),
    "ladders": ("task_id", "rungs", "overdue_every", "reason", "set_by", "set_at"),
    "acknowledgements": ("key", "task_id", "occurrence", "unit", "person_id", "at"),
    "snoozes": ("key", "task_id", "occurrence", "unit", "person_id", "until", "asked_at"),
    "extensions": ("task_id", "occurrence", "unit", "person_id", "due", "wanted", "reason", "asked_at"),
    "suggestions": ("text", "person_id", "unit", "at"),
    "calendar_feeds": ("unit", "digest", "made_at", "made_by"),
    "matter_questions": ("text", "person_id", "asked_at", "entry_id"),
    "matter_turns": ("matter_id", "unit", "asked_on", "due"),
    "law_articles": ("id", "law", "position", "label", "heading", "text"),
}  # fmt: skip
"""The columns that a table's seal covers, in the order in which they are handed to `sealed`."""


def sealed(*values: object) -> tuple[object, ...]:
    """The values of a row, and after them their seal."""
    return (*values, _seal(values))


def _seal(values: Sequence[object]) -> str:
    # a row that damage has touched may hold anything, and must have a seal all the same
    text = _WRITTEN.encode(values)
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:LENGTH]


def broken(sql: Sql) -> Iterator[tuple[str, object]]:
    """Each row that is not what was written: its table and the first of its columns."""
    for table, columns in SEALED.items():
        rows = sql.as_stored(f"SELECT {', '.join(columns)}, seal FROM {table}")  # noqa: S608 - names of this file
        for *values, found in rows:
            # rows from before there were seals have none
            if found not in {"", _seal(values)}:
                yield table, values[0]
