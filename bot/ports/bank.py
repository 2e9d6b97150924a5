"""What the core asks of storage for the bank's life: entries with their versions, drafts, wordings to be reviewed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from knowledge.documents import Problem
    from knowledge.drafts import Difference
    from knowledge.entries import Entry
    from knowledge.packages import Package
    from reminders.subscriptions import Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who changes entries, when, by what, and why (变更); `action` is a word of the audit log."""

    at: datetime
    actor: str
    action: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryVersion:
    """One state of an entry (版本), counted from 1.

    `entry` is None where it was taken out of the bank; `change` is None for what stood there before versions were kept.
    """

    entry_id: str
    version: int
    entry: Entry | None
    change: Change | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A version with the name of who made it and what it changed in the one before."""

    version: EntryVersion
    who: str
    changes: tuple[Difference, ...]


class DraftState(StrEnum):
    """待审, 已发布, 已退回, 已撤回."""

    WAITING = "waiting"
    PUBLISHED = "published"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a unit proposes for the bank (草稿): a new entry, or what changes in one.

    `fields` holds what was written, as `knowledge.drafts` reads it; `entry_id` is empty while a new entry is not
    published; `gap_id` is the open question that it answers, or 0; `reason` is why the unit wants it, or, once it is
    returned, why the office does not.
    """

    id: int
    fields: Mapping[str, object]
    person_id: int
    written_at: datetime
    entry_id: str = ""
    unit: str = ""
    gap_id: int = 0
    state: DraftState = DraftState.WAITING
    decided_by: int | None = None
    decided_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A draft with the question it is about and what it changes; `problem` where no entry can be made of it now.

    `alike` is another entry that answers the question already.
    """

    draft: Draft
    question: str
    changes: tuple[Difference, ...] = ()
    alike: Entry | None = None
    problem: Problem | None = None


class PhrasingState(StrEnum):
    """待审, 已采纳, 不要, 反例."""

    WAITING = "waiting"
    TAKEN = "taken"
    REFUSED = "refused"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """How citizens put a question before they tapped the entry (待学问法); `text` is masked, `people` how many did."""

    id: int
    entry_id: str
    text: str
    people: int
    first_at: datetime
    state: PhrasingState = PhrasingState.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A question, masked, and the entries that were offered for it (您是不是想问)."""

    text: str
    entry_ids: tuple[str, ...]


class Entries(Protocol):
    """The policy Q&A bank and the history of each entry."""

    def all(self) -> tuple[Entry, ...]: ...
    def own(self) -> tuple[Entry, ...]:
        """The office's own, the sample aside."""
        ...

    def get(self, entry_id: str) -> Entry | None: ...
    def free_id(self) -> str:
        """An id for a new entry, B1, B2 …, short enough to be typed; one that no entry ever had."""
        ...

    def save(self, entries: Sequence[Entry], *, change: Change | None = None) -> None:
        """Insert or replace by id; each entry that differs gets a new version."""
        ...

    def remove(self, entry_ids: Collection[str], *, change: Change | None = None) -> int:
        """Take entries out of the bank, keeping their history; return how many were there."""
        ...

    def remove_samples(self, *, change: Change | None = None) -> int: ...
    def version(self) -> int:
        """A number that changes whenever the bank changes, in whatever process."""
        ...

    def digest(self) -> str:
        """The same for the same bank and for no other."""
        ...

    def history(self, entry_id: str) -> tuple[EntryVersion, ...]:
        """Every version of an entry, oldest first."""
        ...

    def changed_since(self, version: int) -> Mapping[str, Entry | None]:
        """The entries that changed after that `version()`, as they are now; None for those taken out."""
        ...

    def shifts(self, *, since: datetime) -> tuple[Shift, ...]:
        """The entries that changed since a time, as they were then and as they are, in the order of their ids."""
        ...


class Packages(Protocol):
    """The topics of the bank as cards (政策包)."""

    def all(self) -> tuple[Package, ...]:
        """Every package, in the order in which they came."""
        ...

    def get(self, package_id: str) -> Package | None: ...
    def save(self, packages: Sequence[Package]) -> None:
        """Insert or replace by id; what is replaced keeps its place."""
        ...

    def remove_samples(self) -> int: ...


class Compiled(Protocol):
    """What was made of the bank for answering, kept between starts; may be lost at any time."""

    def load(self, name: str, key: str) -> memoryview | None:
        """What was saved under this name last, if it was saved with this key and is undamaged."""
        ...

    def save(self, name: str, key: str, block: bytes) -> None:
        """Keep this in place of what was there; nothing happens where it cannot be kept."""
        ...


class Drafts(Protocol):
    """Drafts by units and what the office decided."""

    def add(self, draft: Draft) -> Draft:
        """Store a new draft; the id is assigned."""
        ...

    def get(self, draft_id: int) -> Draft | None: ...
    def waiting(self) -> tuple[Draft, ...]:
        """Not yet decided, oldest first."""
        ...

    def of_person(self, person_id: int) -> tuple[Draft, ...]: ...
    def decide(
        self, draft_id: int, *, state: DraftState, by: int, at: datetime, reason: str = "", entry_id: str = ""
    ) -> bool:
        """Decide on a waiting draft; False if it was decided already."""
        ...


class Phrasings(Protocol):
    """What was offered to people, and the wordings that are learnt from their taps after review."""

    def remember(self, person_id: int, offers: Sequence[Offer], *, at: datetime) -> None:
        """Keep what was offered to a person, in place of what was before."""
        ...

    def offered(self, person_id: int, *, since: datetime) -> tuple[Offer, ...]: ...
    def propose(self, entry_id: str, text: str, *, person_id: int, at: datetime) -> bool:
        """Count a wording, once a person; False if it was counted or is decided already."""
        ...

    def get(self, phrasing_id: int) -> Phrasing | None: ...
    def waiting(self) -> tuple[Phrasing, ...]:
        """Not yet decided, those of most people first."""
        ...

    def decide(self, phrasing_id: int, *, state: PhrasingState, by: int, at: datetime) -> None: ...


class Upkeep(Protocol):
    """What units were asked to look at, by the key of an asking (核对)."""

    def told(self, keys: Collection[str]) -> Collection[str]:
        """Those of the keys that were asked."""
        ...

    def add(self, keys: Sequence[str], *, unit: str, at: datetime) -> None:
        """Record; a key already there stays as it is."""
        ...
