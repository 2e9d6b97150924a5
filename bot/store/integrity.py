"""The self-check of the stored data: its structure, its rows, the audit chain, confirmations, evidence files."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from bot.store.database import StoreError, connect
from bot.store.seals import broken
from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.ports.stores import Files
    from bot.store.audit import SqlAudit
    from bot.store.confirmations import SqlConfirmations
    from bot.store.database import Sql

_UNREADABLE = regex(r"[\udc80-\udcff]")
_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master"


def faults(sql: Sql, *, audit: SqlAudit, confirmations: SqlConfirmations, files: Files) -> tuple[str, ...]:
    """Everything that is wrong, as Chinese sentences; what is too damaged to be looked at does not stop the rest."""
    found: list[str] = []
    for look in (
        _structure(sql),
        _schema(sql),
        _references(sql),
        _letters(sql),
        _sealed(sql),
        _chain(audit),
        _confirmed(confirmations),
        _evidence(sql, files),
        _attachments(sql, files),
    ):
        try:
            found.extend(look)
        except StoreError as error:
            found.append(str(error))
        except sqlite3.OperationalError as error:  # a damaged name of a column
            found.append(f"数据库结构有损坏：{error}。")
    return tuple(dict.fromkeys(found))


def _structure(sql: Sql) -> Iterator[str]:
    for row in sql.rows("PRAGMA integrity_check"):
        if row["integrity_check"] != "ok":
            yield f"数据库结构有损坏：{row['integrity_check']}。"


def _schema(sql: Sql) -> Iterator[str]:
    """Whether tables, indexes and triggers are those that the migrations make."""
    with closing(connect(None).connection) as fresh:
        ours = set(fresh.execute(_SCHEMA))
    if set(sql.as_stored(_SCHEMA)) != ours:
        yield "表、索引或触发器与程序建的不一样，被改动过或已损坏。"


def _references(sql: Sql) -> Iterator[str]:
    for row in sql.rows("PRAGMA foreign_key_check"):
        yield f"表 {row['table']} 有一行指向不存在的记录。"


def _letters(sql: Sql) -> Iterator[str]:
    for (name,) in sql.as_stored("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
        rows = sql.as_stored(f'SELECT * FROM "{name}"')  # noqa: S608 - a name from the schema itself
        if not all(_readable(value) for row in rows for value in row):
            yield f"表 {name} 里有读不出来的内容，已损坏。"


def _readable(value: object) -> bool:
    """Whether a value can be text or a number of ours: bytes that are no UTF-8 come as lone surrogates."""
    if isinstance(value, str):
        return not _UNREADABLE.search(value)
    return not isinstance(value, bytes)


def _sealed(sql: Sql) -> Iterator[str]:
    for table, name in broken(sql):
        yield f"表 {table} 里“{name}”一行与写入时不一样，已损坏或被改动。"


def _chain(audit: SqlAudit) -> Iterator[str]:
    first = audit.verify()
    if first is not None:
        yield f"留痕链在第{first}条断开，这一条或它前面的内容被改动过。"


def _confirmed(confirmations: SqlConfirmations) -> Iterator[str]:
    for one in confirmations.forged():
        yield f"确认 {one} 与留痕不一致，被改动过。"


def _evidence(sql: Sql, files: Files) -> Iterator[str]:
    for digest, name in sql.as_stored("SELECT DISTINCT digest, value FROM evidence WHERE kind = 'file' ORDER BY 1, 2"):
        if not isinstance(digest, str) or files.get(digest) is None:
            yield f"佐证文件“{name}”丢失或被改动。"


def _attachments(sql: Sql, files: Files) -> Iterator[str]:
    for notice, kept in sql.as_stored("SELECT id, files FROM notices WHERE files <> '[]' ORDER BY id"):
        try:
            lost = [name for name, digest in json.loads(kept) if files.get(digest) is None]
        except (ValueError, TypeError):
            yield f"通知{notice}的附件读不出来，已损坏。"
        else:
            yield from (f"通知{notice}的附件“{name}”丢失或被改动。" for name in lost)
