"""What the office pages show, read from the store as values in one go."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from bot.alarms import unbound_units
from bot.noticing import silent_names, waits_until
from bot.ports.house import local
from bot.ports.people import Role
from bot.pushing import offered
from bot.standing import Standing, standing
from bot.texts.notices_following import actions
from bot.versions import who_is
from bot.web.matters import Row, rows
from reminders import reports
from reminders.notices import TOLD, NoticeState, Purpose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.ports.house import House
    from bot.ports.people import Person
    from bot.ports.stores import AuditEvent, OpenQuestion
    from reminders.confirmations import Confirmation
    from reminders.extensions import Extension
    from reminders.notices import Notice, Progress
    from reminders.outbox import DeliveryState
    from reminders.planner import Every
    from reminders.tasks import Milestone, Occurrence, Task
    from reminders.unbound import Alarm
    from reminders.units import Unit

MOST_SILENT = 200
_TO_COME = frozenset({NoticeState.WAITING, NoticeState.SCHEDULED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Year(Standing):
    """Where one year stands, with what the pages show around it."""

    years: tuple[int, ...]
    title: str
    today: date
    units: tuple[Unit, ...]
    sample: bool
    round_every: Every

    def board(self) -> reports.Board:
        """The task × unit board."""
        return reports.board(
            tasks=self.tasks,
            units=self.units,
            assignments=self.assignments,
            occurrences=self.occurrences,
            confirmed=self.confirmed,
            today=self.today,
            later=self.later,
            round_every=self.round_every,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A confirmation that waits for the office, with its task and the date it is for."""

    confirmation: Confirmation
    task: Task | None
    occurrence: Occurrence | None
    person: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A milestone found in a task's content that the office may take or leave."""

    task: Task
    index: int
    milestone: Milestone


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A notice with how far it has come, why some failed, who has not tapped 收到, what can be done with it."""

    notice: Notice
    people: Progress
    groups: Progress
    faults: Mapping[str, int]
    silent: tuple[str, ...]
    about: tuple[Notice, ...]
    actions: tuple[str, ...]
    until: datetime | None

    @property
    def asks(self) -> bool:
        """Whether it asks for 收到 itself."""
        return self.notice.purpose in TOLD

    @property
    def left(self) -> int:
        """How many were sent it and have not tapped."""
        return self.people.silent if self.silent else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The first screen: what is due, who has not confirmed, what waits for the office."""

    year: Year
    month: reports.MonthList
    owing: tuple[reports.Unconfirmed, ...]
    strip: tuple[reports.MonthCount, ...]
    waiting: tuple[Waiting, ...]
    questions: tuple[OpenQuestion, ...]
    matters: tuple[Row, ...]
    suggestions: int
    drafts: int
    wordings: int
    pushes: int
    offers: tuple[Offer, ...]
    unseated: tuple[str, ...]
    extensions: tuple[tuple[Extension, Task | None], ...]
    lacking: int | None
    alarms: tuple[Alarm, ...]
    notices: tuple[Told, ...]
    outbox: Mapping[DeliveryState, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One audit line in words: who, about what, with what besides."""

    event: AuditEvent
    who: str
    subject: str
    detail: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """The audit log as the pages show it: the newest lines, and where the chain breaks, if it does."""

    lines: tuple[Trace, ...]
    total: int
    broken: int | None


def read_year(house: House, now: datetime, wanted: int | None = None) -> Year:
    """The wanted year's table; this year's, or the latest, when there is none of that year."""
    today = local(now).date()
    years = tuple(year for year in sorted(house.store.tasks.years()) if house.store.tasks.all(year))
    latest = years[-1] if years else today.year
    year = next((one for one in (wanted, today.year) if one is not None and one in years), latest)
    now_standing = standing(house, year)
    return Year(
        year=year,
        years=years,
        title=house.store.tasks.title(year) if years else "",
        today=today,
        tasks=now_standing.tasks,
        units=house.store.units.all(),
        assignments=now_standing.assignments,
        occurrences=now_standing.occurrences,
        confirmed=now_standing.confirmed,
        ladders=now_standing.ladders,
        extended=now_standing.extended,
        sample=any(task.sample for task in now_standing.tasks),
        round_every=house.office.round_every,
    )


def read_home(house: House, now: datetime, month: date | None = None, wanted: int | None = None) -> Home:
    """Everything on the first screen; `month` is this month, or the last of another year's table, unless given."""
    year = read_year(house, now, month.year if month else wanted)
    current = year.today if year.year == year.today.year else date(year.year, 12, 1)
    shown = year.month(house, year.today, shown=month or current)
    return Home(
        year=year,
        month=shown,
        owing=reports.unconfirmed(shown.lines, units=year.units),
        strip=reports.year_strip(
            year.year,
            assignments=year.assignments,
            occurrences=year.occurrences,
            confirmed=year.confirmed,
            today=year.today,
            later=year.later,
        ),
        waiting=read_waiting(house),
        questions=house.store.tasks.questions(),
        matters=rows(house, year.today),
        suggestions=len(house.store.suggestions.open()),
        drafts=len(house.store.drafts.waiting()),
        pushes=sum(one.people > 0 for one in offered(house, now)),
        wordings=len(house.store.phrasings.waiting()),
        offers=read_offers(house, year),
        unseated=unseated(house),
        extensions=tuple((one, house.store.tasks.get(one.task_id)) for one in house.store.extensions.waiting()),
        lacking=house.calendar.missing(year.today),
        alarms=unbound_units(house, year.today),
        notices=read_notices(house, now, limit=3),
        outbox=house.store.outbox.counts(),
    )


def read_waiting(house: House) -> tuple[Waiting, ...]:
    """Confirmations to be reviewed, oldest first."""
    rows: list[Waiting] = []
    falls: dict[int, dict[str, Occurrence]] = {}
    for confirmation in house.store.confirmations.waiting():
        task = house.store.tasks.get(confirmation.task_id)
        if task is not None and task.year not in falls:
            falls[task.year] = {one.key: one for one in house.store.tasks.occurrences(task.year)}
        rows.append(
            Waiting(
                confirmation=confirmation,
                task=task,
                occurrence=falls.get(task.year, {}).get(confirmation.occurrence) if task else None,
                person=house.store.people.get(confirmation.person_id),
            )
        )
    return tuple(rows)


def read_offers(house: House, year: Year) -> tuple[Offer, ...]:
    """Milestones that nobody has decided on."""
    return _milestones(house, year, "offered")


def read_milestones(house: House, year: Year) -> tuple[Offer, ...]:
    """Milestones that the office has made duties."""
    return _milestones(house, year, "accepted")


def _milestones(house: House, year: Year, state: str) -> tuple[Offer, ...]:
    states = house.store.tasks.milestone_states(year.year)
    return tuple(
        Offer(task=task, index=index, milestone=milestone)
        for task in year.tasks
        for index, milestone in enumerate(task.milestones, start=1)
        if states.get((task.id, index), "offered") == state
    )


def unseated(house: House) -> tuple[str, ...]:
    """Units without a liaison, in official order."""
    seated = {person.unit for person in house.store.people.with_role(Role.LIAISON)}
    return tuple(unit.name for unit in house.store.units.all() if unit.name not in seated)


def read_notices(house: House, now: datetime, *, limit: int) -> tuple[Told, ...]:
    """The newest notices; what asks for 收到 again stands with the one that it is about."""
    shown = [one for one in house.store.notices.all() if one.purpose is not Purpose.NUDGE]
    return tuple(read_notice(house, now, one) for one in shown[:limit])


def read_notice(house: House, now: datetime, notice: Notice) -> Told:
    """What became of one notice."""
    notices = house.store.notices
    people, groups = notices.progress(notice.id)
    return Told(
        notice=notice,
        people=people,
        groups=groups,
        faults=notices.faults(notice.id),
        silent=silent_names(house, notice, limit=MOST_SILENT),
        about=notices.about(notice.id),
        actions=actions(notice, (people, groups)),
        until=waits_until(house, now, notice) if notice.state in _TO_COME else None,
    )


def read_trail(house: House, *, limit: int = 200) -> Trail:
    """The newest lines of the audit log, and whether its chain holds."""
    events = house.store.audit.all()
    return Trail(lines=traced(house, events[-limit:][::-1]), total=len(events), broken=house.store.audit.verify())


def traced(house: House, events: Iterable[AuditEvent]) -> tuple[Trace, ...]:
    """Audit lines with the names of people and tasks in place of their keys."""
    who = cache(lambda actor: who_is(house, actor))
    subject = cache(lambda subject: _subject(house, subject))
    return tuple(
        Trace(event=event, who=who(event.actor), subject=subject(event.subject), detail=details(event))
        for event in events
    )


def details(event: AuditEvent) -> dict[str, str]:
    """What an audit line holds besides."""
    held: dict[str, str] = json.loads(event.detail)
    return held


def _subject(house: House, subject: str) -> str:
    task = house.store.tasks.get(subject)
    return subject if task is None else f"第{task.number}项 {task.name}"
