"""SQLite behind the store ports; the only SQL in the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.audit import SqlAudit
from bot.store.confirmations import SqlConfirmations
from bot.store.database import Sql, StoreError, connect
from bot.store.files import FileShelf, FilesInMemory
from bot.store.outbox import SqlLedger, SqlOutbox
from bot.store.people import SqlDialogs, SqlPeople
from bot.store.talk import SqlEntries, SqlGaps, SqlInbox, SqlMailbox, SqlNotices, SqlSettings
from bot.store.tasks import SqlTasks, SqlUnits

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

__all__ = ["SqliteStore", "StoreError", "open_store"]

DATABASE = "wenban.db"


class SqliteStore:
    """All of storage on one SQLite connection. Implements the Store port."""

    def __init__(self, sql: Sql, files: FileShelf | FilesInMemory) -> None:
        self._sql = sql
        self.people = SqlPeople(sql)
        self.dialogs = SqlDialogs(sql)
        self.units = SqlUnits(sql)
        self.tasks = SqlTasks(sql)
        self.audit = SqlAudit(sql)
        self.confirmations = SqlConfirmations(sql, self.audit)
        self.ledger = SqlLedger(sql)
        self.outbox = SqlOutbox(sql)
        self.entries = SqlEntries(sql)
        self.gaps = SqlGaps(sql)
        self.notices = SqlNotices(sql)
        self.mailbox = SqlMailbox(sql)
        self.inbox = SqlInbox(sql)
        self.settings = SqlSettings(sql)
        self.files = files

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is committed durably at the end, or nothing is; nests."""
        return self._sql.transaction()

    def close(self) -> None:
        """Fold the write-ahead log into the file and close it."""
        self._sql.connection.close()

    def check_integrity(self) -> tuple[str, ...]:
        """What is wrong with the stored data, as Chinese sentences; empty when all is well."""
        found = [
            f"数据库结构有损坏：{row['integrity_check']}。"
            for row in self._sql.rows("PRAGMA integrity_check")
            if row["integrity_check"] != "ok"
        ]
        found += [f"表 {row['table']} 有一行指向不存在的记录。" for row in self._sql.rows("PRAGMA foreign_key_check")]
        broken = self.audit.verify()
        if broken is not None:
            found.append(f"留痕链在第{broken}条断开，这一条或它前面的内容被改动过。")
        found += [f"确认 {one} 与留痕不一致，被改动过。" for one in self.confirmations.forged()]
        rows = self._sql.rows("SELECT DISTINCT digest, value FROM evidence WHERE digest <> '' ORDER BY digest")
        found += [f"佐证文件“{row['value']}”丢失或被改动。" for row in rows if self.files.get(row["digest"]) is None]
        return tuple(found)


def open_store(folder: Path | None) -> SqliteStore:
    """Open the data folder, creating it when it is not there; None keeps everything in memory."""
    if folder is None:
        return SqliteStore(connect(None), FilesInMemory())
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"建不了数据目录 {folder}：{error.strerror}。请换一个目录，或检查写权限。") from error
    return SqliteStore(connect(folder / DATABASE), FileShelf(folder / "files"))
