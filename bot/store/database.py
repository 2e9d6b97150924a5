"""The SQLite file: opening it safely, its transactions, and what a fault of it means for the office."""

from __future__ import annotations

import re
import sqlite3
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlite_utils import Database

BUSY_SECONDS = 10.0
WAIT_SECONDS = 0.02
MOST_VALUES = 500
_STEP = regex(r"^def (m\d{3}_\w+)", re.MULTILINE)
_DAMAGED = "数据文件 wenban.db 已损坏或不是问办的数据，请用 wenban restore 从备份恢复。"
_NO_WRITING = "打不开或写不了数据文件，请检查数据目录是否存在、有没有写权限。"
_BUSY = "数据正被另一个程序占用，请稍后再试。"
_SENTENCES = {
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_READONLY: _NO_WRITING,
    sqlite3.SQLITE_PERM: _NO_WRITING,
    sqlite3.SQLITE_CANTOPEN: _NO_WRITING,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: "磁盘满了，这一次没有保存；请腾出空间再试，已确认的内容都还在。",
    sqlite3.SQLITE_IOERR: "读写数据文件时磁盘出错，这一次没有保存；请检查磁盘，并尽快备份。",
}


class StoreError(Exception):
    """The stored data cannot be used; the message is a Chinese sentence that says what to do."""


class Sql:
    """One connection and its transactions; every statement of the store goes through here."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._open = False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit everything inside, or nothing; an inner one is a savepoint.

        The write lock is taken at the beginning, so that two processes wait for each other instead of failing.
        """
        if self._open:
            self._check_open()
            with self._savepoint():
                yield
            return
        self._run("BEGIN IMMEDIATE")
        self._open = True
        try:
            yield
            self._check_open()
            self._run("COMMIT")
        except BaseException:
            self.connection.rollback()
            raise
        finally:
            self._open = False

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        """Keep everything inside, or nothing, for the outer transaction; of one name the innermost is meant."""
        self._run("SAVEPOINT inside")
        try:
            yield
        except BaseException:
            if self.connection.in_transaction:  # a fault may have ended the whole transaction
                self._run("ROLLBACK TO inside")
                self._run("RELEASE inside")
            raise
        self._run("RELEASE inside")

    def write(self, statement: str, values: Sequence[object] = ()) -> int:
        """Run one writing statement; return how many rows it changed."""
        return self._write(statement, values)[0].rowcount

    def write_all(self, statement: str, rows: Iterable[Sequence[object]]) -> int:
        """Run one writing statement for each row, in one go; return how many rows it changed."""
        with self.transaction():
            try:
                return self.connection.executemany(statement, rows).rowcount
            except sqlite3.DatabaseError as error:
                raise_sentence(error)
                raise

    def insert(self, statement: str, values: Sequence[object] = ()) -> int:
        """Run one INSERT; return the new row's id."""
        return int(self._write(statement, values)[0].lastrowid or 0)

    def returning(self, statement: str, values: Sequence[object] = ()) -> Mapping[str, Any] | None:
        """Run one writing statement with RETURNING; return its first row."""
        return next(_named(*self._write(statement, values)), None)

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Mapping[str, Any]]:
        """Every row of a query."""
        return list(_named(*self._run(statement, values)))

    def among(self, start: str, keys: Collection[str]) -> set[str]:
        """The first column of a query that ends in the column which is looked up; many keys in a few questions."""
        found: set[str] = set()
        wanted = list(keys)
        for at in range(0, len(wanted), MOST_VALUES):
            some = wanted[at : at + MOST_VALUES]
            found.update(one for (one,) in self._run(f"{start} IN ({', '.join('?' * len(some))})", some)[1])
        return found

    def row(self, statement: str, values: Sequence[object] = ()) -> Mapping[str, Any] | None:
        """The first row of a query."""
        return next(_named(*self._run(statement, values)), None)

    def as_stored(self, statement: str) -> list[tuple[Any, ...]]:
        """Every row as it lies in the file, text that damage has made unreadable included."""
        self.connection.text_factory = _any_text
        try:
            return self._run(statement)[1]
        finally:
            self.connection.text_factory = str

    def _write(self, statement: str, values: Sequence[object]) -> tuple[sqlite3.Cursor, list[Any]]:
        if self._open:
            self._check_open()
            return self._run(statement, values)
        with self.transaction():
            return self._run(statement, values)

    def _run(self, statement: str, values: Sequence[object] = ()) -> tuple[sqlite3.Cursor, list[Any]]:
        try:
            cursor = self.connection.execute(statement, values)
            return cursor, cursor.fetchall()
        except sqlite3.DatabaseError as error:
            raise_sentence(error)
            raise
        except UnicodeDecodeError as error:  # SQLite quotes a damaged name in what it says
            raise StoreError(_DAMAGED) from error

    def _check_open(self) -> None:
        """A full disk ends a transaction behind our back; what follows must not be committed without it."""
        if not self.connection.in_transaction:
            raise StoreError("保存到一半出了错，这一次全部没有保存，请再试一次。")


def connect(path: Path | None) -> Sql:
    """Open (or create) the database and bring it up to date; None is a database in memory. Raises StoreError."""
    try:
        connection = sqlite3.connect(
            ":memory:" if path is None else path, check_same_thread=False, timeout=BUSY_SECONDS
        )
    except sqlite3.DatabaseError as error:
        raise_sentence(error)
        raise
    try:
        sql = Sql(connection)
        if path is None:
            connection.deserialize(_newest())
        _prepare(sql)
    except BaseException:
        connection.close()
        raise
    return sql


@cache  # every step is run once a process, and what follows from it is that process's own
def _newest() -> bytes:
    """A database without a row of the office's that has taken every step."""
    with closing(sqlite3.connect(":memory:")) as connection:
        _prepare(Sql(connection))
        return connection.serialize()


def _prepare(sql: Sql) -> None:
    _write_ahead(sql)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "cell_size_check=ON", "recursive_triggers=ON"):
        sql.rows(f"PRAGMA {pragma}")
    if _applied(sql) == step_names():
        return
    # only a file that lacks steps pays for the library that takes them, a quarter of a second
    from sqlite_utils import Database  # noqa: PLC0415

    from bot.store.migrations import migrations  # noqa: PLC0415

    # what others may have installed for the library has no business in the office's data
    database = Database(sql.connection, execute_plugins=False)
    if not _is_ours(database):
        raise StoreError(_DAMAGED)
    with sql.transaction():  # another process may be at it: wait, then look again
        migrations.apply(database)


def step_names() -> frozenset[str]:
    """The names of all steps, as their files write them."""
    files = sorted(Path(__file__).with_name("migrations").glob("*.py"))
    return frozenset(name for file in files for name in _STEP.findall(file.read_text(encoding="utf-8")))


def _applied(sql: Sql) -> frozenset[str]:
    """The names of the steps that the file has taken; none in a new file or another program's."""
    if sql.row("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'") is None:
        return frozenset()
    taken = sql.rows("SELECT name FROM _sqlite_migrations WHERE migration_set = 'wenban'")
    return frozenset(str(row["name"]) for row in taken)


def _write_ahead(sql: Sql) -> None:
    """Put a new file into WAL mode. SQLite does not wait when two processes do so at once: wait for it."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            sql.rows("PRAGMA journal_mode=WAL")
        except StoreError as error:
            if str(error) != _BUSY or time.monotonic() > until:
                raise
            time.sleep(WAIT_SECONDS)
        else:
            return


def _is_ours(database: Database) -> bool:
    """Whether the file is empty or was made by these migrations; raises StoreError when by later ones."""
    from sqlite_utils import Database  # noqa: PLC0415 - as above

    from bot.store.migrations import migrations  # noqa: PLC0415 - as above

    steps = {one.name for one in migrations.pending(Database(memory=True))}
    applied = {one.name for one in migrations.applied(database)}
    if applied - steps:
        raise StoreError("这份数据来自更新版本的问办，请先升级程序，再打开它。")
    return bool(applied) or not database.table_names()


def raise_sentence(error: sqlite3.DatabaseError) -> None:
    """Raise a StoreError that says what the fault means for the office; nothing for a fault of ours."""
    sentence = _SENTENCES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if sentence is None and "decode to UTF-8" in str(error):
        sentence = _DAMAGED
    if sentence is not None:
        raise StoreError(sentence) from error


def _named(cursor: sqlite3.Cursor, rows: list[Any]) -> Iterator[Mapping[str, Any]]:
    names = [column[0] for column in cursor.description or ()]
    return (dict(zip(names, row, strict=True)) for row in rows)


def _any_text(content: bytes) -> str:
    return content.decode(errors="surrogateescape")


@lru_cache(maxsize=64)  # rows that are written together have their times in common
def to_text(value: datetime) -> str:
    """An aware time as fixed-width UTC text, so that text order is time order."""
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def to_time(text: str) -> datetime:
    """The aware time that `to_text` wrote."""
    return datetime.fromisoformat(text)


def to_time_or_none(text: str | None) -> datetime | None:
    """As `to_time`, for a column that may be empty."""
    return to_time(text) if text else None
