"""What the core asks of storage for laws: many articles that change rarely, and then as whole laws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date, datetime

    from knowledge.entries import Entry
    from knowledge.statutes import Law


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A law as it stands in the bank (版本): which edition, how many articles, from which file, when it was read in."""

    title: str
    date: date
    articles: int
    status: str
    file: str
    at: datetime


class Statutes(Protocol):
    """The laws behind the curated bank, one edition each."""

    def editions(self) -> tuple[Edition, ...]:
        """Every law, by title."""
        ...

    def edition(self, title: str) -> Edition | None: ...
    def all(self) -> tuple[Entry, ...]:
        """Every article of every law as an entry; no law, no cost."""
        ...

    def get(self, entry_id: str) -> Entry | None: ...
    def save(self, law: Law, *, file: str, at: datetime) -> None:
        """Put a law with a date in, in place of any edition of it."""
        ...

    def remove(self, title: str) -> int:
        """Take a law out; return how many articles went with it."""
        ...

    def version(self) -> int:
        """A number that changes whenever a law changes, in whatever process."""
        ...
