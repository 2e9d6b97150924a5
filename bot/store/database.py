"""The SQLite file: opening it safely, transactions, and what is asked of every table."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from bot.store.migrations import migrations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

BUSY_MILLISECONDS = 10_000


class StoreError(Exception):
    """The stored data cannot be used; the message is a Chinese sentence that says what to do."""


class Sql:
    """One connection and its transactions; every statement of the store goes through here."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection below sqlite-utils."""
        return self.database.conn

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit everything inside, or nothing; an inner one is a savepoint.

        The write lock is taken at the beginning, so that two processes wait for each other instead of failing.
        """
        if self.connection.in_transaction:
            with self.database.atomic():
                yield
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.execute("COMMIT")

    def write(self, statement: str, values: Sequence[object] = ()) -> int:
        """Run one writing statement; return how many rows it changed."""
        with self.transaction():
            return self.connection.execute(statement, values).rowcount

    def insert(self, statement: str, values: Sequence[object] = ()) -> int:
        """Run one INSERT; return the new row's id."""
        with self.transaction():
            return int(self.connection.execute(statement, values).lastrowid or 0)

    def returning(self, statement: str, values: Sequence[object] = ()) -> Mapping[str, Any] | None:
        """Run one writing statement with RETURNING; return its first row."""
        with self.transaction():
            return next(self._rows(statement, values), None)

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Mapping[str, Any]]:
        """Every row of a query."""
        return list(self._rows(statement, values))

    def row(self, statement: str, values: Sequence[object] = ()) -> Mapping[str, Any] | None:
        """The first row of a query."""
        return next(iter(self.rows(statement, values)), None)

    def _rows(self, statement: str, values: Sequence[object]) -> Iterator[Mapping[str, Any]]:
        cursor = self.connection.execute(statement, values)
        names = [column[0] for column in cursor.description or ()]
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))


def connect(path: Path | None) -> Sql:
    """Open (or create) the database and bring it up to date; None is a database in memory."""
    try:
        connection = sqlite3.connect(
            ":memory:" if path is None else path, check_same_thread=False, timeout=BUSY_MILLISECONDS / 1000
        )
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        database = Database(connection)
        sql = Sql(database)
        known = {one.name for one in migrations.applied(database)}
        ours = {one.name for one in migrations._migrations}  # noqa: SLF001 - the library lists only what is pending
        if known - ours:
            raise StoreError("这份数据来自更新版本的问办，请先升级程序，再打开它。")
        if migrations.pending(database):
            migrations.apply(database)
    except sqlite3.DatabaseError as error:
        raise StoreError(_sentence(error)) from error
    return sql


def _sentence(error: sqlite3.DatabaseError) -> str:
    """What a database error means for the office."""
    said = str(error)
    if "not a database" in said or "malformed" in said:
        return "数据文件 wenban.db 已损坏或不是问办的数据，请用 wenban restore 从备份恢复。"
    if "readonly" in said or "unable to open" in said:
        return "打不开或写不了数据文件，请检查数据目录是否存在、有没有写权限。"
    if "locked" in said:
        return "数据正被另一个程序占用，请稍后再试。"
    if "full" in said:
        return "磁盘满了，请腾出空间再试；已确认的内容都还在。"
    return f"数据库出错：{said}。"


def to_text(value: datetime) -> str:
    """An aware time as fixed-width UTC text, so that text order is time order."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def to_time(text: str) -> datetime:
    """The aware time that `to_text` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def to_time_or_none(text: str | None) -> datetime | None:
    """As `to_time`, for a column that may be empty."""
    return to_time(text) if text else None


def to_day(text: str | None) -> date | None:
    """A date column that may be empty."""
    return date.fromisoformat(text) if text else None
