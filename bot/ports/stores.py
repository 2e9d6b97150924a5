"""What the core asks of storage, one Protocol a group of tables.

Every method may be called inside `Store.transaction()`, and outside it commits by itself. Times are aware datetimes
in UTC, dates are plain. Nothing returns a row: values only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from bot.ports.bank import Compiled, Drafts, Entries, Packages, Phrasings, Upkeep
    from bot.ports.duties import GroupAnswers, Handovers, Withdrawn
    from bot.ports.ledger import Extensions, Ladders, Ledger, Pauses
    from bot.ports.messages import Incoming, Reply
    from bot.ports.notices import Notices
    from bot.ports.office import Feeds, Reach, Suggestions
    from bot.ports.outbox import Outbox
    from bot.ports.people import Address, JoinCode, Person, Role
    from bot.ports.proofs import Confirmations
    from bot.ports.questions import Matters, QuestionLog, Ratings
    from bot.ports.statutes import Statutes
    from bot.ports.subscriptions import Pushes, Subscriptions
    from reminders.tasks import Assignment, Occurrence, Question, Task
    from reminders.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """One line of the append-only log: who did what to what; `hash` covers the line and the hash before it."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One line of a person's conversation in a mailbox channel; `reply` is None for what the person wrote."""

    id: int
    person_id: int
    at: datetime
    text: str
    reply: Reply | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A stored question for the office (待明确事项) about a table or a unit group."""

    id: int
    question: Question
    year: int
    answer: str = ""


class People(Protocol):
    """People, addresses and one-time codes."""

    def at(self, channel: str, address: str) -> Person | None: ...
    def get(self, person_id: int) -> Person | None: ...
    def add(self, person: Person, *, channel: str, address: str) -> Person:
        """Store a new person with a first address; the id is assigned. An address moves to its newest person."""
        ...

    def update(self, person: Person) -> None: ...
    def add_address(self, person_id: int, *, channel: str, address: str) -> None: ...
    def addresses(self, person_id: int, *, dead: bool = False) -> tuple[Address, ...]:
        """Live addresses, most recently used first; with `dead` those that no longer work too."""
        ...

    def touch(self, channel: str, address: str, *, at: datetime) -> None: ...
    def move_address(self, channel: str, address: str, *, to: str) -> bool:
        """The platform gave this address another name; False when the new one is somebody else's."""
        ...

    def mark_dead(self, channel: str, address: str, *, reason: str) -> None: ...
    def with_role(self, role: Role, *, unit: str | None = None) -> tuple[Person, ...]: ...
    def reachable(self, role: Role, *, unit: str | None = None) -> tuple[Person, ...]:
        """Those `with_role` who have a live address."""
        ...

    def add_code(self, code: JoinCode) -> None: ...
    def code(self, digest: str) -> JoinCode | None: ...
    def use_code(self, digest: str, *, person_id: int) -> bool:
        """Mark a code used; False if it was used already."""
        ...


class Units(Protocol):
    """The unit directory and what the office decided about unclear groups."""

    def all(self) -> tuple[Unit, ...]:
        """Units in official order."""
        ...

    def replace(self, units: Sequence[Unit]) -> None: ...


class Tasks(Protocol):
    """Task tables by year, their assignments, occurrences and open questions."""

    def years(self) -> tuple[int, ...]: ...
    def title(self, year: int) -> str: ...
    def all(self, year: int) -> tuple[Task, ...]:
        """Active tasks of a year, by number."""
        ...

    def get(self, task_id: str) -> Task | None: ...
    def save(self, year: int, title: str, tasks: Sequence[Task], assignments: Sequence[Assignment]) -> None:
        """Make these the year's active tasks, by id; tasks missing here are withdrawn and keep their record."""
        ...

    def withdraw(self, task_id: str, *, reason: str, on: date) -> None: ...
    def withdrawn(self, year: int) -> tuple[Withdrawn, ...]:
        """Tasks no longer pursued, by number; their records stay."""
        ...

    def withdraw_samples(self) -> int: ...
    def assignments(self, year: int) -> tuple[Assignment, ...]:
        """Assignments of active tasks, by task number and the units' official order."""
        ...

    def occurrences(self, year: int) -> tuple[Occurrence, ...]:
        """Dated occurrences of active tasks, by due date; accepted milestones included."""
        ...

    def milestone_states(self, year: int) -> Mapping[tuple[str, int], str]:
        """`(task id, milestone index from 1)` → offered | accepted | dismissed."""
        ...

    def decide_milestone(self, task_id: str, index: int, *, accepted: bool) -> None: ...
    def questions(self, year: int | None = None) -> tuple[OpenQuestion, ...]:
        """Questions without an answer."""
        ...

    def question(self, question_id: int) -> OpenQuestion | None:
        """A question, answered or not."""
        ...

    def answered(self) -> tuple[OpenQuestion, ...]: ...
    def ask(self, year: int, questions: Sequence[Question]) -> None:
        """Replace the year's unanswered questions; answered ones stay, and are not asked again."""
        ...

    def answer_question(self, question_id: int, answer: str) -> None: ...


class Mailbox(Protocol):
    """Conversations of the channels that live here: the web chat and the console."""

    def append(self, person_id: int, *, text: str, reply: Reply | None, at: datetime) -> Mail: ...
    def read(self, person_id: int, *, after: int = 0, limit: int = 200) -> tuple[Mail, ...]:
        """Lines after that id, oldest first; the newest `limit` of them."""
        ...


class Inbox(Protocol):
    """Messages already handled, so that a repeated frame gets the same replies and does nothing twice."""

    def replies(self, channel: str, message_id: str) -> tuple[Reply, ...] | None: ...
    def remember(self, incoming: Incoming, replies: Sequence[Reply]) -> None: ...


class Dialogs(Protocol):
    """What a person is in the middle of at a place; a small mapping of text, with an expiry.

    The place is empty in private, or the group in which the dialog began: each has a dialog of its own.
    """

    def get(self, person_id: int, *, now: datetime, place: str = "") -> Mapping[str, str]:
        """The open dialog, or an empty mapping."""
        ...

    def set(self, person_id: int, dialog: Mapping[str, str], *, expires_at: datetime, place: str = "") -> None: ...
    def clear(self, person_id: int, *, place: str | None = None) -> None:
        """Drop the dialog of a place, or without one every dialog of the person."""
        ...


class Settings(Protocol):
    """Small facts about this installation: office password, sample year, last backup."""

    def get(self, key: str) -> str | None: ...
    def set(self, key: str, value: str) -> None: ...


class Audit(Protocol):
    """The append-only, hash-chained log."""

    def add(self, *, at: datetime, actor: str, action: str, subject: str, detail: Mapping[str, str]) -> None: ...
    def all(self, *, subject: str | None = None) -> tuple[AuditEvent, ...]: ...
    def verify(self) -> int | None:
        """The seq of the first line that does not fit the chain, or None when all is well."""
        ...


class Files(Protocol):
    """Evidence files beside the database, under their sha256, never executed."""

    def put(self, content: bytes) -> str:
        """Write durably and return the digest; the same content is stored once."""
        ...

    def get(self, digest: str) -> bytes | None: ...


class Store(Protocol):
    """All of storage."""

    @property
    def people(self) -> People: ...
    @property
    def units(self) -> Units: ...
    @property
    def tasks(self) -> Tasks: ...
    @property
    def groups(self) -> GroupAnswers: ...
    @property
    def handovers(self) -> Handovers: ...
    @property
    def confirmations(self) -> Confirmations: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def ladders(self) -> Ladders: ...
    @property
    def pauses(self) -> Pauses: ...
    @property
    def extensions(self) -> Extensions: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def entries(self) -> Entries: ...
    @property
    def packages(self) -> Packages: ...
    @property
    def compiled(self) -> Compiled: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def phrasings(self) -> Phrasings: ...
    @property
    def statutes(self) -> Statutes: ...
    @property
    def question_log(self) -> QuestionLog: ...
    @property
    def ratings(self) -> Ratings: ...
    @property
    def matters(self) -> Matters: ...
    @property
    def suggestions(self) -> Suggestions: ...
    @property
    def feeds(self) -> Feeds: ...
    @property
    def reach(self) -> Reach: ...
    @property
    def upkeep(self) -> Upkeep: ...
    @property
    def subscriptions(self) -> Subscriptions: ...
    @property
    def pushes(self) -> Pushes: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def mailbox(self) -> Mailbox: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def dialogs(self) -> Dialogs: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def files(self) -> Files: ...

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is committed durably at the end, or nothing is; nests."""
        ...
