"""Whatever happens to table, clock and people: no rung lost, none doubled, none at night, none after a pass."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ports.house import local
from bot.ports.ledger import OwnLadder
from bot.ports.wire import reply_from_json
from bot.standing import living
from reminders.burden import working_hours
from reminders.calendar import WorkCalendar
from reminders.confirmations import ReviewState
from reminders.directory import UnitDirectory
from reminders.planner import rung_reached
from reminders.schedule import Deadline, Kind
from reminders.tasks import assignments
from reminders.units import UnitPhrase
from tests.bot.office_room import UNITS, Room, at, furnished, task

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.planner import Duty

SEATS = {"区司法局": "justice", "区市场监管局": "market", "上党经开区": "zone"}
NUMBERS = (1, 2, 3)
FIRST, LAST = date(2022, 11, 20), date(2023, 2, 10)

DEEDS = (
    *("", "", "确认 {n} 已办", "退回", "通过", "知悉 {n}", "已知悉", "稍后 {n} 一小时", "稍后 全部 明天"),
    *("稍后 全部 一小时", "稍后 全部 一小时", "稍后 {n} 三个工作日", "延期 {n} {d} 来不及", "同意", "不同意"),
    *("ladder", "edit", "urgent", "leave", "join"),
)

seats = st.sampled_from(list(SEATS.values()))
numbers = st.sampled_from(NUMBERS)
days_of_the_table = st.dates(FIRST, LAST)


@dataclass(frozen=True, slots=True)
class Step:
    """How the clock moves before something is done: so many days on, to half past nine, or else by minutes.

    A tick follows unless the bot stands still.
    """

    days: int
    minutes: int
    what: str
    seat: str
    number: int
    day: date
    ticks: bool

    def move(self, now: datetime) -> datetime:
        moved = now + timedelta(days=self.days, minutes=self.minutes)
        return moved.replace(hour=9, minute=30) if self.days > 0 else moved


def step(days: st.SearchStrategy[int], minutes: st.SearchStrategy[int]) -> st.SearchStrategy[Step]:
    return st.builds(
        Step,
        days=days,
        minutes=minutes,
        what=st.sampled_from(DEEDS),
        seat=seats,
        number=numbers,
        day=days_of_the_table,
        ticks=st.sampled_from((True, True, True, False)),
    )


MORNING = step(st.integers(1, 4), st.just(0))
AN_HOUR = step(st.just(0), st.sampled_from((60, 61)))
ANYWHEN = step(st.integers(-3, 0), st.integers(-600, 900))
lives = st.lists(st.one_of(MORNING, MORNING, MORNING, AN_HOUR, AN_HOUR, ANYWHEN), min_size=5, max_size=40)


def table(room: Room, dues: dict[int, date]) -> None:
    """The same three tasks with these dates, in the table of the year before the dates, or of theirs."""
    directory = UnitDirectory(UNITS)
    tasks = [
        task(
            number,
            f"第{number}项",
            UnitPhrase(lead=("区司法局",), support=("上党经开区", "区市场监管局")[: number - 1]),
            Deadline(wording="某日前", kind=Kind.ONCE, occurrences=(due,)),
        )
        for number, due in dues.items()
    ]
    room.store.tasks.save(2022, "表", tasks, [share for one in tasks for share in assignments(one, directory)])


def act(room: Room, step: Step, dues: dict[int, date]) -> None:
    """What the step does besides moving the clock."""
    if step.what == "通过":
        room.say(step.seat, f"确认 {step.number} 已办")
    confirmations, extensions = room.store.confirmations.waiting(), room.store.extensions.waiting()
    others: dict[str, Callable[[], object]] = {
        "": lambda: None,
        "退回": lambda: [room.say("admin", f"退回 {one.id} 不清楚") for one in confirmations],
        "通过": lambda: [room.say("admin", f"通过 {one.id}") for one in confirmations],
        "同意": lambda: [room.say("admin", f"同意延期 {one.id}") for one in extensions],
        "不同意": lambda: [room.say("admin", f"不同意延期 {one.id} 不行") for one in extensions],
        "ladder": lambda: room.store.ladders.set(
            OwnLadder(
                task_id=f"2022-{step.number}",
                rungs=(step.day.day, 2, 0),
                overdue_every=2,
                reason="试",
                set_by=1,
                set_at=room.now,
            )
        ),
        "edit": lambda: table(room, dues | {step.number: step.day}),
        "urgent": lambda: room.say("admin", f"紧急 {step.number} 催"),
        "leave": lambda: room.store.people.mark_dead("web", step.seat, reason="停用"),
        "join": lambda: room.say(step.seat, "我的任务"),
    }
    if step.what in others:
        others[step.what]()
    else:
        room.say(step.seat, step.what.format(n=step.number, d=step.day))


def stands(room: Room) -> dict[str, Duty]:
    """The keys that units must have been told of by now, worked out duty by duty."""
    today, house = local(room.now).date(), room.house
    found: dict[str, Duty] = {}
    for year in living(house, today):
        for duty in year.open_duties(house, today):
            ladder = duty.ladder or house.office.ladder
            if duty.due is not None:
                rung = rung_reached(duty.due, today=today, ladder=ladder, calendar=house.calendar, since=duty.since)
                if rung is not None:
                    found[f"{duty.occurrence}@{duty.due}:{rung}:{duty.unit}"] = duty
    return found


def check_tick(room: Room, before: set[str], told_today: set[str]) -> None:
    """After a tick: what was queued belonged to open duties and their rungs; nothing that could be told is missing."""
    open_now = stands(room)
    office = room.house.office
    rows = {row["key"]: row for row in room.store.ledger.rows() if row["key"] not in before}
    new = set(rows)
    said = [room.store.confirmations.latest(row["occurrence"], row["unit"]) for row in rows.values()]
    assert all(one is None or one.state is ReviewState.RETURNED for one in said)
    working = working_hours(local(room.now), start=office.work_start, end=office.work_end, calendar=room.house.calendar)
    assert working or not new
    assert new <= open_now.keys()
    if not working:
        return
    quiet = {*room.store.ledger.told(list(open_now)), *room.store.pauses.quiet(list(open_now))}
    reachable = {unit for unit, seat in SEATS.items() if room.store.people.addresses(room.person(seat).id)}
    missing = {key for key, duty in open_now.items() if key not in quiet and duty.unit in reachable - told_today}
    assert missing == set()


def told_on(room: Room) -> set[str]:
    """The units that have had their message of the day."""
    day = local(room.now).date().isoformat()
    return {
        unit
        for unit, seat in SEATS.items()
        if room.store.outbox.get(f"remind:{room.person(seat).id}:{day}") is not None
    }


@given(
    dues=st.fixed_dictionaries(dict.fromkeys(NUMBERS, days_of_the_table)),
    holidays=st.sets(days_of_the_table, max_size=12),
    start=st.integers(0, 46 * 24 * 60),
    cap=st.integers(1, 3),
    life=lives,
)
@settings(max_examples=50)
def test_whatever_happens_every_rung_is_told_once_in_hours_and_within_the_cap(
    dues: dict[int, date], holidays: set[date], start: int, cap: int, life: list[Step]
) -> None:
    room = furnished()
    with closing(room.store):
        calendar = WorkCalendar(days=dict.fromkeys(holidays, False) | {date(2022, 12, 31): True})
        office = replace(room.house.office, daily_cap=cap)
        room.house = replace(room.house, calendar=calendar, office=office)
        room.now = at("2022-11-20T00:00") + timedelta(minutes=start)
        table(room, dues)
        for one in life:
            room.now = one.move(room.now)
            act(room, one, dues)
            if one.ticks:
                before = {row["key"] for row in room.store.ledger.rows()}
                told_today = told_on(room)
                room.tick(room.now.replace(tzinfo=None).isoformat())
                check_tick(room, before, told_today)
        check_messages(room, cap)


def check_messages(room: Room, cap: int) -> None:
    """Every reminder in hours, each key in one message, no person above the cap on any day."""
    office = room.house.office
    counts: Counter[tuple[int, date]] = Counter()
    # whatever a message tells of a second time would stand in it, but not in the ledger
    entered = Counter(row["delivery"] for row in room.store.ledger.rows(beyond=True))
    for one in room.store.outbox.with_prefix("remind:"):
        when = local(one.due_at)
        assert working_hours(when, start=office.work_start, end=office.work_end, calendar=room.house.calendar)
        counts[one.person_id, when.date()] += 1
        asked = re.search(r"您单位有(\d+)项", reply_from_json(one.payload).body)
        assert asked is not None
        assert int(asked[1]) == entered[one.key]
    assert all(count <= cap for count in counts.values())
    rows = room.store.ledger.rows(beyond=True)
    assert len({row["key"] for row in rows}) == len(rows)
    assert room.store.audit.verify() is None
