"""What a tick costs, beside APScheduler with one job a reminder in a SQLAlchemy store, in the same run.

Run with `make bench`. The two bounds in seconds are the office's; the ratios are against the peer.
"""

from __future__ import annotations

import statistics
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

from bot import jobs
from bot.app import App, open_app
from bot.cli.output import say, show_table
from bot.config import Config
from bot.ports.house import LOCAL
from bot.ports.people import Person, Role
from reminders.directory import UnitDirectory
from reminders.planner import Duty, Reminder
from reminders.schedule import Deadline, Kind
from reminders.tasks import Task, assignments
from reminders.units import Part, Unit, UnitPhrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

UNITS, TASKS = 50, 100
DUE = date(2022, 10, 31)
MORNING = datetime(2022, 10, 24, 9, 30, tzinfo=LOCAL)
STORED = 100_000
MOST_QUEUEING = 2.0
MOST_IDLE = 0.05
TURNS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds, ours and the peer's."""

    ours: float
    peer: float


def test_five_thousand_assignments_of_one_morning(tmp_path: Path) -> None:
    with closing(office(tmp_path / "data")) as app, closing(Peer(tmp_path / "jobs.db")) as peer:
        ours = seconds(lambda: jobs.tick(app.house, MORNING))
        assert len(app.house.store.ledger.rows()) == UNITS * TASKS
        theirs = seconds(lambda: peer.plan_and_take(UNITS * TASKS))
    cost = Cost(ours=ours, peer=theirs)
    show(f"{UNITS * TASKS} assignments due the same morning, planned and queued", cost)
    assert cost.ours <= MOST_QUEUEING
    assert cost.ours <= cost.peer / 4


def test_a_tick_with_nothing_due_among_a_hundred_thousand_stored(tmp_path: Path) -> None:
    with closing(office(tmp_path / "data")) as app, closing(Peer(tmp_path / "jobs.db")) as peer:
        jobs.tick(app.house, MORNING)
        remember(app, STORED - UNITS * TASKS)
        peer.remember(STORED)
        later = MORNING + timedelta(minutes=1)
        ours = [seconds(lambda: jobs.tick(app.house, later)) for _ in range(TURNS)]
        theirs = [seconds(peer.look) for _ in range(TURNS)]
        assert len(app.house.store.ledger.rows()) == STORED
    cost = Cost(ours=statistics.median(ours), peer=statistics.median(theirs))
    show(f"a tick with nothing due, {STORED} reminders stored", cost)
    assert cost.ours <= MOST_IDLE


def seconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def show(title: str, cost: Cost) -> None:
    say(f"\n{title}")
    show_table(
        ("", "ours ms", "APScheduler ms", "ratio"),
        [("", f"{cost.ours * 1000:.1f}", f"{cost.peer * 1000:.1f}", f"{cost.ours / cost.peer:.3f}")],
    )


def office(folder: Path) -> App:
    """Fifty units with a liaison each, a hundred tasks of them all, due the same day."""
    app = open_app(folder, Config(), clock=lambda: MORNING)
    store = app.house.store
    units = tuple(Unit(name=f"区{number:02}局", group="区直部门", position=number) for number in range(1, UNITS + 1))
    tasks = tuple(
        Task(
            id=f"2022-{number}",
            year=2022,
            number=number,
            name=f"第{number}项工作",
            content="内容",
            units=UnitPhrase(responsible=("区直各部门",)),
            units_text="区直各部门",
            deadlines=(Deadline(wording="10月底前", kind=Kind.ONCE, occurrences=(DUE,)),),
            deadline_text="10月底前",
        )
        for number in range(1, TASKS + 1)
    )
    with store.transaction():
        store.units.replace(units)
        store.tasks.save(2022, "表", tasks, [one for each in tasks for one in assignments(each, UnitDirectory(units))])
        for unit in units:
            store.people.add(Person(id=0, role=Role.LIAISON, unit=unit.name), channel="console", address=unit.name)
    return app


def remember(app: App, count: int) -> None:
    """So many reminders of the year, told before."""
    app.house.store.ledger.add(list(told(count)), delivery="remind:before", person_id=1, at=MORNING)


def told(count: int) -> Iterator[Reminder]:
    """Reminders of the same tasks for occurrences long past."""
    for number in range(count):
        duty = Duty(
            task_id=f"2022-{number % TASKS + 1}",
            number=number % TASKS + 1,
            name="工作",
            occurrence=f"2022-{number % TASKS + 1}/1/{number + 2}",
            due=date(2022, 1, 31),
            unit=f"区{number % UNITS + 1:02}局",
            part=Part.RESPONSIBLE,
        )
        yield Reminder(duty=duty, on=date(2022, 1, 31), rung=0)


def remind() -> None:
    """The peer's job."""


class Peer:
    """One job a reminder, as the scheduler's own guide shows it."""

    def __init__(self, path: Path) -> None:
        self._scheduler = BackgroundScheduler(timezone=LOCAL)
        self._store = SQLAlchemyJobStore(url=f"sqlite:///{path}")
        self._store.start(self._scheduler, "default")

    def close(self) -> None:
        self._store.shutdown()

    def plan_and_take(self, count: int) -> None:
        """Store a job for each reminder, then take those that are due."""
        for number in range(count):
            self._store.add_job(self._job(number, MORNING))
        for job in self._store.get_due_jobs(MORNING):
            self._store.remove_job(job.id)

    def remember(self, count: int) -> None:
        """So many jobs of a later day, the copies of one put in at once."""
        self._store.add_job(self._job(0, MORNING + timedelta(days=1)))
        with self._store.engine.begin() as connection:
            row = connection.execute(self._store.jobs_t.select()).mappings().one()
            copies = [{**row, "id": f"copy-{number}"} for number in range(1, count)]
            connection.execute(self._store.jobs_t.insert(), copies)

    def look(self) -> None:
        """What the scheduler does when it wakes and nothing is due."""
        assert self._store.get_due_jobs(MORNING) == []
        self._store.get_next_run_time()

    def _job(self, number: int, when: datetime) -> Job:
        job = Job(
            self._scheduler,
            id=str(number),
            func=remind,
            args=(),
            kwargs={},
            trigger=DateTrigger(run_date=when, timezone=LOCAL),
            executor="default",
            name="remind",
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        job.next_run_time = when
        return job
