"""What every use case is handed: the store, the calendar, the answers, the office's settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta, timezone
from typing import TYPE_CHECKING, Protocol

from reminders.burden import next_hour, working_hours
from reminders.confirmations import FILE_TYPES
from reminders.escalation import Steps
from reminders.papers import TalkRule
from reminders.planner import Every, Ladder

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from bot.ports.stores import Store
    from knowledge.answers import Answer, Before
    from knowledge.entries import Entry
    from knowledge.matters import Matter
    from reminders.calendar import WorkCalendar

LOCAL = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps one time all year; a fixed offset needs no zone files on an office PC."""

TELEGRAM_USERNAME = "telegram_username"
"""The setting that holds what our bot is called in Telegram."""


class AnswerDesk(Protocol):
    """Answers from the bank as it stands now; rebuilt when the bank's version changes."""

    def prepare(self) -> None:
        """Read the bank and the laws behind it now, so that nobody has to wait for it later."""
        ...

    def answer(self, question: str, *, today: date, before: Before | None = None) -> tuple[Answer, ...]:
        """One answer for each question in the message, in order; never empty. `before`: what was answered last."""
        ...

    def belongs(self, question: str, matters: Collection[Matter], *, least: float) -> int | None:
        """The matter that a question without an answer belongs to; None where it is a new one."""
        ...

    def related(self, entry: Entry, *, today: date, limit: int = 2) -> tuple[Entry, ...]:
        """Entries near this one, to offer beneath an answer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """How this office works; filled from the configuration. `address` is where citizens open the pages, or empty.

    `telegram`: whether people can be reached there.
    """

    name: str = "政务公开办"
    hotline: str = "12345"
    address: str = ""
    trial: bool = False
    ladder: Ladder = field(default_factory=Ladder)
    steps: Steps = field(default_factory=Steps)
    daily_cap: int = 3
    work_start: time = time(9, 0)
    work_end: time = time(17, 30)
    round_day: int = 25
    round_every: Every = Every.MONTH
    file_types: tuple[str, ...] = FILE_TYPES
    review_months: int = 12
    upkeep: Ladder = field(default_factory=lambda: Ladder(rungs=(30, 7, 0)))
    talk_rule: TalkRule = field(default_factory=TalkRule)
    code_days: int = 7
    question_days: int = 5
    question_ladder: Ladder = field(default_factory=lambda: Ladder(rungs=(3, 1, 0)))
    max_file_bytes: int = 20 * 1024 * 1024
    max_message_chars: int = 4000
    telegram: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The composition that `app` builds and use cases receive."""

    store: Store
    calendar: WorkCalendar
    desk: AnswerDesk
    office: Office

    def at_work(self, now: datetime) -> bool:
        """Whether `now` lies in the office's working hours."""
        office = self.office
        return working_hours(local(now), start=office.work_start, end=office.work_end, calendar=self.calendar)

    def next_hour(self, now: datetime) -> datetime:
        """The first moment from `now` on that lies in the office's working hours."""
        office = self.office
        return next_hour(local(now), start=office.work_start, end=office.work_end, calendar=self.calendar)


def local(now: datetime) -> datetime:
    """The office's wall clock for an aware time."""
    return now.astimezone(LOCAL)
