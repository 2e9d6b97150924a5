"""Laws and their articles (法律法规), apart from the curated bank."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from bot.ports.statutes import Edition
from bot.store.database import to_text, to_time
from bot.store.seals import sealed
from knowledge.sources import iso
from knowledge.statutes import Article, Law

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.store.database import Sql
    from knowledge.entries import Entry


class SqlStatutes:
    """Implements the Statutes port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def editions(self) -> tuple[Edition, ...]:
        return tuple(_edition(row) for row in self._sql.rows("SELECT * FROM laws ORDER BY title"))

    def edition(self, title: str) -> Edition | None:
        row = self._sql.row("SELECT * FROM laws WHERE title = ?", (title,))
        return _edition(row) if row else None

    def all(self) -> tuple[Entry, ...]:
        # law by law, so that not all rows are held beside all entries
        return tuple(
            entry
            for law in self._sql.rows("SELECT * FROM laws ORDER BY title")
            for entry in _law(
                law, self._sql.rows("SELECT * FROM law_articles WHERE law = ? ORDER BY position", (law["title"],))
            ).entries()
        )

    def get(self, entry_id: str) -> Entry | None:
        row = self._sql.row("SELECT * FROM law_articles WHERE id = ?", (entry_id,))
        law = self._sql.row("SELECT * FROM laws WHERE title = ?", (row["law"],)) if row else None
        return _law(law, [row]).entries()[0] if row and law else None

    def save(self, law: Law, *, file: str, at: datetime) -> None:
        with self._sql.transaction():
            self._take_out(law.title)
            self._sql.write(
                "INSERT INTO laws (title, date, status, since, articles, file, at, seal)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                sealed(law.title, iso(law.date), law.status, iso(law.since), len(law.articles), file, to_text(at)),
            )
            for position, one in enumerate(law.articles, start=1):
                self._sql.write(
                    "INSERT INTO law_articles (id, law, position, label, heading, text, seal)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    sealed(one.id, law.title, position, one.label, one.heading, one.text),
                )
            self._changed()

    def remove(self, title: str) -> int:
        with self._sql.transaction():
            gone = self._take_out(title)
            if gone:
                self._changed()
            return gone

    def version(self) -> int:
        row = self._sql.row("SELECT version FROM laws_version")
        return int(row["version"]) if row else 0

    def _take_out(self, title: str) -> int:
        gone = self._sql.write("DELETE FROM law_articles WHERE law = ?", (title,))
        self._sql.write("DELETE FROM laws WHERE title = ?", (title,))
        return gone

    def _changed(self) -> None:
        self._sql.write("UPDATE laws_version SET version = version + 1")


def _edition(row: Mapping[str, Any]) -> Edition:
    return Edition(
        title=row["title"],
        date=date.fromisoformat(row["date"]),
        articles=row["articles"],
        status=row["status"],
        file=row["file"],
        at=to_time(row["at"]),
    )


def _law(law: Mapping[str, Any], articles: Sequence[Mapping[str, Any]]) -> Law:
    return Law(
        title=law["title"],
        date=date.fromisoformat(law["date"]),
        status=law["status"],
        since=date.fromisoformat(law["since"]) if law["since"] else None,
        articles=tuple(
            Article(id=row["id"], label=row["label"], heading=row["heading"], text=row["text"]) for row in articles
        ),
    )
