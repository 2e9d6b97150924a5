from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.calendar import WorkCalendar
from reminders.confirmations import ReviewState
from reminders.planner import (
    Duty,
    Every,
    Extended,
    Ladder,
    Reminder,
    Why,
    agreed,
    due,
    open_duties,
    plan,
    reached,
    round_key,
    round_opens,
    rung_days,
    rung_reached,
)
from reminders.schedule import Deadline, Kind
from reminders.tasks import Assignment, Occurrence, Task
from reminders.units import Part, UnitPhrase

NATIONAL_DAY = {date(2022, 10, day): False for day in range(1, 8)}
MAKE_UP = {date(2022, 10, 8): True, date(2022, 10, 9): True}
CALENDAR = WorkCalendar(days=NATIONAL_DAY | MAKE_UP, years=frozenset({2022}))
LADDER = Ladder()
DUE = date(2022, 10, 31)


def duty(due_on: date | None = DUE, *, unit: str = "区司法局", occurrence: str = "2022-4/1/1") -> Duty:
    return Duty(
        task_id="2022-4",
        number=4,
        name="行政处罚信息公开",
        occurrence=occurrence,
        due=due_on,
        unit=unit,
        part=Part.LEAD,
    )


def task(*deadlines: Deadline, year: int = 2022) -> Task:
    return Task(
        id="2022-4",
        year=year,
        number=4,
        name="行政处罚信息公开",
        content="",
        units=UnitPhrase(lead=("区司法局",)),
        units_text="区司法局牵头",
        deadlines=deadlines,
        deadline_text="",
    )


@pytest.mark.parametrize(
    ("today", "rung"),
    [
        ("2022-09-29", None),
        ("2022-09-30", 30),  # October 1 is a holiday: the last workday before it
        ("2022-10-13", 30),
        ("2022-10-14", 15),  # the 16th is a Sunday
        ("2022-10-23", 15),
        ("2022-10-24", 7),
        ("2022-10-26", 7),
        ("2022-10-27", 3),  # 3 days before is the Friday that 1 day before, a Sunday, moved to
        ("2022-10-28", 1),
        ("2022-10-31", 0),
        ("2022-11-01", 0),
        ("2022-11-02", 0),
        ("2022-11-03", -3),
        ("2022-11-07", -3),
        ("2022-11-08", -6),
        ("2023-01-29", -63),
        ("2023-01-30", None),
    ],
)
def test_an_open_duty_stands_on_a_rung(today: str, rung: int | None) -> None:
    assert rung_reached(DUE, today=date.fromisoformat(today), ladder=LADDER, calendar=CALENDAR) == rung


@pytest.mark.parametrize(
    ("today", "sent", "rungs"),
    [
        ("2022-10-24", (), [7]),
        ("2022-10-24", (7,), []),
        ("2022-10-24", (15,), [7]),
        ("2022-10-29", (), []),  # a Saturday
        ("2022-10-09", (), [30]),  # a Sunday that is worked
        ("2022-10-03", (), []),  # the National Day week
        ("2022-09-01", (), []),
    ],
)
def test_a_rung_is_told_once_and_on_workdays_only(today: str, sent: tuple[int, ...], rungs: list[int]) -> None:
    on = date.fromisoformat(today)
    told = {Reminder(duty=duty(), on=on, rung=rung).key for rung in sent}
    reminders = due([duty()], sent=told, today=on, calendar=CALENDAR, ladder=LADDER)
    assert [one.rung for one in reminders] == rungs


def test_a_stopped_bot_tells_the_one_rung_that_is_true_now() -> None:
    before = plan(lambda _: [duty()], start=date(2022, 9, 1), end=date(2022, 10, 10), calendar=CALENDAR, ladder=LADDER)
    sent = {one.key for one in before}
    after = due([duty()], sent=sent, today=date(2022, 10, 31), calendar=CALENDAR, ladder=LADDER)
    assert [one.rung for one in after] == [0]


def test_a_moved_date_is_reminded_of_anew() -> None:
    old = Reminder(duty=duty(), on=date(2022, 10, 24), rung=7)
    moved = duty(date(2022, 11, 30))
    reminders = due([moved], sent={old.key}, today=date(2022, 11, 23), calendar=CALENDAR, ladder=LADDER)
    assert [one.rung for one in reminders] == [7]


def test_the_key_is_the_identity() -> None:
    assert Reminder(duty=duty(), on=DUE, rung=0).key == "2022-4/1/1@2022-10-31:0:区司法局"
    assert Reminder(duty=duty(None), on=DUE, rung=None).key == "2022-4/1/1@round:round:区司法局"


def test_the_round_opens_on_a_workday() -> None:
    assert round_opens(date(2022, 9, 1), round_day=25, calendar=CALENDAR) == date(2022, 9, 23)
    assert round_opens(date(2022, 10, 31), round_day=25, calendar=CALENDAR) == date(2022, 10, 25)


@pytest.mark.parametrize(
    ("today", "opens", "key"),
    [
        (date(2022, 1, 1), date(2022, 3, 25), "2022-4/round/2022-Q1"),
        (date(2022, 9, 30), date(2022, 9, 23), "2022-4/round/2022-Q3"),
        (date(2022, 10, 1), date(2022, 12, 23), "2022-4/round/2022-Q4"),
    ],
)
def test_a_quarters_round_opens_in_its_last_month(today: date, opens: date, key: str) -> None:
    assert round_opens(today, round_day=25, calendar=CALENDAR, every=Every.QUARTER) == opens
    assert round_key("2022-4", today, every=Every.QUARTER) == key


@pytest.mark.parametrize(
    ("state", "is_open"),
    [(None, True), (ReviewState.SUBMITTED, False), (ReviewState.PASSED, False), (ReviewState.RETURNED, True)],
)
def test_a_duty_is_open_until_its_unit_has_spoken(state: ReviewState | None, is_open: bool) -> None:
    dated = Deadline(wording="10月底前", kind=Kind.ONCE, occurrences=(DUE,))
    confirmed = {} if state is None else {("2022-4/1/1", "区司法局"): state}
    duties = open_duties(
        tasks=[task(dated)],
        assignments=[Assignment(task_id="2022-4", unit="区司法局", part=Part.LEAD)],
        occurrences=[Occurrence(key="2022-4/1/1", task_id="2022-4", due=DUE, wording="10月底前")],
        confirmed=confirmed,
        today=date(2022, 10, 26),
        round_day=25,
        calendar=CALENDAR,
    )
    assert [one.occurrence for one in duties] == (["2022-4/1/1"] if is_open else [])


@pytest.mark.parametrize(
    ("today", "year", "keys"),
    [
        ("2022-10-24", 2022, []),
        ("2022-10-25", 2022, ["2022-4/round/2022-10"]),
        ("2022-10-31", 2022, ["2022-4/round/2022-10"]),
        ("2022-11-01", 2022, []),
        ("2022-10-25", 2021, []),  # last year's table is not asked about any more
    ],
)
def test_an_ongoing_duty_is_asked_about_once_a_month(today: str, year: int, keys: list[str]) -> None:
    duties = open_duties(
        tasks=[task(Deadline(wording="全年", kind=Kind.ONGOING), year=year)],
        assignments=[Assignment(task_id="2022-4", unit="区司法局", part=Part.RESPONSIBLE)],
        occurrences=[],
        confirmed={},
        today=date.fromisoformat(today),
        round_day=25,
        calendar=CALENDAR,
    )
    assert [one.occurrence for one in duties] == keys
    assert all(one.due is None for one in duties)


@given(due_on=st.dates(date(2022, 1, 1), date(2022, 12, 31)))
def test_every_rung_has_a_workday_of_its_own_not_after_its_time(due_on: date) -> None:
    days = list(rung_days(due_on, ladder=LADDER, calendar=CALENDAR))
    assert [rung for rung, _ in days] == [0, 1, 3, 7, 15, 30]
    assert len({day for _, day in days}) == len(days)
    for rung, day in days:
        assert CALENDAR.is_workday(day)
        assert day <= due_on - timedelta(days=rung)


@given(
    due_on=st.dates(date(2022, 1, 1), date(2022, 12, 31)),
    running=st.lists(st.booleans(), min_size=150, max_size=150),
)
def test_whatever_days_the_bot_runs_nothing_is_told_twice_or_on_a_rest_day(due_on: date, running: list[bool]) -> None:
    sent: dict[str, date] = {}
    for offset, runs in enumerate(running):
        today = due_on - timedelta(days=60) + timedelta(days=offset)
        if runs:
            for one in due([duty(due_on)], sent=sent, today=today, calendar=CALENDAR, ladder=LADDER):
                assert one.key not in sent
                assert CALENDAR.is_workday(today)
                assert one.rung == rung_reached(due_on, today=today, ladder=LADDER, calendar=CALENDAR)
                sent[one.key] = today
    days = sorted(sent.values())
    assert len(days) == len(set(days))


@pytest.mark.parametrize(
    ("gap", "rungs"),
    [
        (None, (30, 15, 7, 3, 1, 0)),
        (365, (30, 15, 7, 3, 1, 0)),
        (91, (30, 15, 7, 3, 1, 0)),
        (31, (15, 7, 3, 1, 0)),
        (28, (15, 7, 3, 1, 0)),
        (7, (3, 1, 0)),
        (1, (1, 0)),
    ],
)
def test_rungs_that_a_short_interval_makes_senseless_are_left_out(gap: int | None, rungs: tuple[int, ...]) -> None:
    assert LADDER.within(gap).rungs == rungs


def test_a_monthly_duty_is_not_reminded_of_next_month_before_this_one_is_past() -> None:
    falls = (date(2022, 3, 31), date(2022, 4, 30), date(2022, 5, 31))
    duties = open_duties(
        tasks=[task(Deadline(wording="每月底", kind=Kind.MONTHLY, occurrences=falls))],
        assignments=[Assignment(task_id="2022-4", unit="区司法局", part=Part.LEAD)],
        occurrences=[
            Occurrence(key=f"2022-4/1/{place}", task_id="2022-4", due=day, wording="每月底")
            for place, day in enumerate(falls, start=1)
        ],
        confirmed={},
        today=date(2022, 3, 31),
        round_day=25,
        calendar=CALENDAR,
    )
    assert [one.gap for one in duties] == [None, 30, 31]
    stood = {
        (day, one.rung)
        for day in (date(2022, 3, 31), date(2022, 4, 1), date(2022, 4, 14), date(2022, 4, 15))
        for one in reached(duties[1:2], today=day, calendar=CALENDAR, ladder=LADDER)
    }
    assert stood == {(date(2022, 4, 15), 15)}


@pytest.mark.parametrize(
    ("since", "today", "rung"),
    [
        ("2022-10-20", "2022-10-20", None),
        ("2022-10-20", "2022-10-23", None),
        ("2022-10-20", "2022-10-24", 7),
        ("2022-10-24", "2022-10-24", None),
        ("2022-10-24", "2022-11-03", -3),
    ],
)
def test_what_lies_before_the_day_a_date_was_given_is_not_told(since: str, today: str, rung: int | None) -> None:
    on = date.fromisoformat(today)
    since_on = date.fromisoformat(since)
    assert rung_reached(DUE, today=on, ladder=LADDER, calendar=CALENDAR, since=since_on) == rung


def test_a_ladder_without_the_day_itself_does_not_tell_of_it_late() -> None:
    ladder = Ladder(rungs=(7,), overdue_every=5)
    assert rung_reached(DUE, today=date(2022, 11, 2), ladder=ladder, calendar=CALENDAR) == 7
    assert rung_reached(DUE, today=date(2022, 11, 7), ladder=ladder, calendar=CALENDAR) == -5


@pytest.mark.parametrize(
    ("today", "fell"),
    [("2022-10-26", "2022-10-24"), ("2022-11-01", "2022-10-31"), ("2022-11-07", "2022-11-03")],
)
def test_a_reminder_knows_the_day_on_which_its_rung_was_reached(today: str, fell: str) -> None:
    duties = [duty(), duty(unit="区财政局")]
    one, other = reached(duties, today=date.fromisoformat(today), calendar=CALENDAR, ladder=LADDER)
    assert one.fell == other.fell == date.fromisoformat(fell)


def test_what_the_office_set_for_single_duties_stands_over_the_table() -> None:
    own = Ladder(rungs=(5, 0))
    plain, other = duty(), duty(unit="区财政局", occurrence="2022-4/1/1")
    later = Extended(due=date(2022, 11, 30), since=date(2022, 10, 20))
    first, second = agreed([plain, other], ladders={"2022-4": own}, extended={("2022-4/1/1", "区财政局"): later})
    assert (first.due, first.ladder, first.since) == (DUE, own, None)
    assert (second.due, second.ladder, second.since) == (later.due, own, later.since)
    assert list(agreed([plain], ladders={}, extended={})) == [plain]


def test_another_reason_than_the_rung_has_a_key_of_its_own() -> None:
    plain = Reminder(duty=duty(), on=DUE, rung=0)
    keys = {
        Reminder(duty=duty(), on=DUE, rung=0, why=why, place=place).key
        for why, place in ((Why.SNOOZED, "1"), (Why.SNOOZED, "2"), (Why.LEADER, ""), (Why.OFFICE, ""))
    }
    assert len(keys | {plain.key}) == 5
    assert "2022-4/1/1@2022-10-31:leader:区司法局" in keys
