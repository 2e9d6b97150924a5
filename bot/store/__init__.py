"""SQLite behind the store ports; the only SQL in the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.audit import SqlAudit
from bot.store.compiled import CompiledShelf, NothingCompiled
from bot.store.confirmations import SqlConfirmations
from bot.store.database import Sql, StoreError, connect
from bot.store.dialogs import SqlDialogs
from bot.store.drafts import SqlDrafts
from bot.store.entries import SqlEntries
from bot.store.extensions import SqlExtensions
from bot.store.feeds import SqlFeeds
from bot.store.files import FileShelf, FilesInMemory
from bot.store.groups import SqlGroupAnswers
from bot.store.handovers import SqlHandovers
from bot.store.integrity import faults
from bot.store.ladders import SqlLadders
from bot.store.ledger import SqlLedger
from bot.store.mailbox import SqlInbox, SqlMailbox
from bot.store.notices import SqlNotices
from bot.store.outbox import SqlOutbox
from bot.store.packages import SqlPackages
from bot.store.pauses import SqlPauses
from bot.store.people import SqlPeople
from bot.store.phrasings import SqlPhrasings
from bot.store.pushes import SqlPushes
from bot.store.question_log import SqlQuestionLog
from bot.store.questions import SqlMatters
from bot.store.ratings import SqlRatings
from bot.store.reach import SqlReach
from bot.store.settings import SqlSettings
from bot.store.statutes import SqlStatutes
from bot.store.subscriptions import SqlSubscriptions
from bot.store.suggestions import SqlSuggestions
from bot.store.tasks import SqlTasks
from bot.store.units import SqlUnits
from bot.store.upkeep import SqlUpkeep

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

__all__ = ["SqliteStore", "StoreError", "open_store"]

DATABASE = "wenban.db"


class SqliteStore:
    """All of storage on one SQLite connection. Implements the Store port."""

    def __init__(self, sql: Sql, files: FileShelf | FilesInMemory, compiled: CompiledShelf | NothingCompiled) -> None:
        self._sql = sql
        self.people = SqlPeople(sql)
        self.dialogs = SqlDialogs(sql)
        self.units = SqlUnits(sql)
        self.tasks = SqlTasks(sql)
        self.groups = SqlGroupAnswers(sql)
        self.handovers = SqlHandovers(sql)
        self.audit = SqlAudit(sql)
        self.confirmations = SqlConfirmations(sql, self.audit)
        self.ledger = SqlLedger(sql)
        self.ladders = SqlLadders(sql)
        self.pauses = SqlPauses(sql)
        self.extensions = SqlExtensions(sql)
        self.outbox = SqlOutbox(sql)
        self.entries = SqlEntries(sql)
        self.packages = SqlPackages(sql)
        self.drafts = SqlDrafts(sql)
        self.phrasings = SqlPhrasings(sql)
        self.statutes = SqlStatutes(sql)
        self.question_log = SqlQuestionLog(sql)
        self.ratings = SqlRatings(sql)
        self.matters = SqlMatters(sql)
        self.suggestions = SqlSuggestions(sql)
        self.feeds = SqlFeeds(sql)
        self.reach = SqlReach(sql)
        self.upkeep = SqlUpkeep(sql)
        self.subscriptions = SqlSubscriptions(sql)
        self.pushes = SqlPushes(sql)
        self.notices = SqlNotices(sql)
        self.mailbox = SqlMailbox(sql)
        self.inbox = SqlInbox(sql)
        self.settings = SqlSettings(sql)
        self.files = files
        self.compiled = compiled

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is committed durably at the end, or nothing is; nests."""
        return self._sql.transaction()

    def close(self) -> None:
        """Fold the write-ahead log into the file and close it."""
        self._sql.connection.close()

    def check_integrity(self) -> tuple[str, ...]:
        """What is wrong with the stored data, as Chinese sentences; empty when all is well."""
        return faults(self._sql, audit=self.audit, confirmations=self.confirmations, files=self.files)


def open_store(folder: Path | None) -> SqliteStore:
    """Open the data folder, creating it when it is not there; None keeps everything in memory."""
    if folder is None:
        return SqliteStore(connect(None), FilesInMemory(), NothingCompiled())
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"建不了数据目录 {folder}：{error.strerror}。请换一个目录，或检查写权限。") from error
    return SqliteStore(connect(folder / DATABASE), FileShelf(folder / "files"), CompiledShelf(folder))
