"""What the core asks of storage about questions without an answer: matters, who asked, units' turns, what was told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from knowledge.ratings import Rating
    from reminders.inquiries import Logged
    from reminders.questions import Hand, Matter, MatterState, Question, QuestionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A matter with its questions, oldest first, those withdrawn included."""

    matter: Matter
    questions: tuple[Question, ...]

    @property
    def count(self) -> int:
        """How many people asked and did not withdraw."""
        return len({one.person_id for one in self.questions if one.state != "withdrawn"})

    @property
    def wordings(self) -> tuple[str, ...]:
        """In which words it was asked, each once, in the order in which they came; withdrawn ones last."""
        kept = [one.text for one in self.questions if one.state != "withdrawn"]
        return tuple(dict.fromkeys((*kept, *(one.text for one in self.questions))))

    @property
    def first_at(self) -> datetime:
        """When it was asked first."""
        return min((one.asked_at for one in self.questions), default=self.matter.opened_at)

    @property
    def last_at(self) -> datetime:
        """When it was asked last."""
        return max((one.asked_at for one in self.questions), default=self.matter.opened_at)


class Matters(Protocol):
    """Questions without an answer, one row a matter (未答事项)."""

    def open(self, *, unit: str, entry_id: str, at: datetime, near: int = 0) -> Matter:
        """Begin a matter, and say which it seems nearly to be; the id is assigned."""
        ...

    def get(self, matter_id: int) -> Matter | None:
        """The matter as it stands."""
        ...

    def asked(self, matter_id: int) -> Asked | None:
        """The matter with its questions."""
        ...

    def all(self, states: Collection[MatterState], *, newest: int | None = None) -> tuple[Asked, ...]:
        """Matters in these states with their questions, oldest first; of many the `newest` so many."""
        ...

    def join(self, matter_id: int, text: str, *, person_id: int, at: datetime, entry_id: str = "") -> Question:
        """Another question of the matter; the same words of a person who waits already are the same question."""
        ...

    def of_person(self, person_id: int) -> tuple[tuple[Question, Matter], ...]:
        """Everything a person asked that had no answer, oldest first, with the matter of each."""
        ...

    def mark(self, question_ids: Sequence[int], state: QuestionState, *, at: datetime) -> None:
        """Change how questions stand."""
        ...

    def move(self, question_ids: Sequence[int], *, to: int) -> None:
        """Put questions into another matter."""
        ...

    def hand(self, matter_id: int, unit: str, *, on: date, due: date) -> bool:
        """Ask a unit: its turn begins; False while another unit's has not ended."""
        ...

    def end_hand(self, matter_id: int, *, ended: str, on: date, reason: str = "") -> None:
        """The turn of the unit that is asked ends, if one is."""
        ...

    def hands(self, matter_id: int) -> tuple[Hand, ...]:
        """Every unit's turn, oldest first."""
        ...

    def set(
        self, matter_id: int, state: MatterState, *, unit: str | None = None, entry_id: str = "", reason: str = ""
    ) -> None:
        """Change the state, and the unit it is with or seems to be with; an empty `entry_id` leaves what was there."""
        ...

    def between(self, since: datetime, until: datetime) -> tuple[Asked, ...]:
        """Matters that were asked about from `since` until before `until`, each with the questions of that time."""
        ...

    def answered(self, since: date, until: date) -> tuple[tuple[Hand, tuple[datetime, ...]], ...]:
        """Turns that ended with an answer in these days, `until` not among them, and when the unit wrote drafts."""
        ...

    def told(self, keys: Collection[str]) -> Collection[str]:
        """Those of the keys of which somebody was told."""
        ...

    def tell(self, matter_id: int, key: str, *, delivery: str, at: datetime) -> None:
        """Record that a stage of a matter was told."""
        ...


class QuestionLog(Protocol):
    """The record of all questions (提问记录)."""

    def add(
        self,
        text: str,
        *,
        decision: str,
        entry_id: str,
        confidence: float,
        at: datetime,
        topic: str = "",
        unit: str = "",
    ) -> None:
        """Record a masked question, what it got, and what it is about as far as that shows; without the person."""
        ...

    def between(self, since: datetime, until: datetime) -> tuple[Logged, ...]:
        """Every line of the record from `since` until before `until`, oldest first."""
        ...

    def counts(self, *, since: datetime) -> Mapping[str, int]:
        """Decision → how many questions since then."""
        ...

    def most_asked(self, *, since: datetime, least: int = 1, limit: int = 10) -> tuple[str, ...]:
        """Ids of the entries that answered most questions since then, each at least `least`; most asked first."""
        ...

    def unasked(self, *, since: datetime) -> tuple[str, ...]:
        """Ids of entries that stood in the bank since then and answered nobody; none while the record is younger."""
        ...


class Ratings(Protocol):
    """What people say of answers (评价)."""

    def put(self, rating: Rating, *, person_id: int) -> None:
        """Keep what a person says of an entry, in place of what they said of it before."""
        ...

    def of(self, entry_id: str, *, person_id: int) -> Rating | None:
        """What a person says of an entry."""
        ...

    def last_useless(self, *, person_id: int) -> str:
        """The id of the answer of which a person said last that it did not help; empty where they said so of none."""
        ...

    def between(self, *, since: datetime | None = None, until: datetime | None = None) -> tuple[Rating, ...]:
        """What was said from `since` until before `until`, oldest first."""
        ...
