"""The year 2022 lived by tick on the district's real table."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.ports.house import local
from reminders.planner import rung_reached
from tests.acceptance.living import Living, days, living, load_seeds, needs_seeds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.app import Ticked

pytestmark = [needs_seeds, pytest.mark.slow]


@pytest.fixture
def year(tmp_path: Path) -> Iterator[Living]:
    with living(tmp_path, "2022-01-04T09:00") as life:
        load_seeds(life, "2022-task-table.docx")
        yield life


def expected_rungs(life: Living, due: date, run_days: set[date]) -> set[int]:
    """The rungs that a unit which never answers must be told of, when the bot runs on these days."""
    house = life.app.house
    rungs = set()
    for today in sorted(run_days):
        if house.calendar.is_workday(today):
            rung = rung_reached(due, today=today, ladder=house.office.ladder, calendar=house.calendar)
            if rung is not None:
                rungs.add(rung)
    return rungs


def live(life: Living, moments: list[datetime]) -> list[Ticked]:
    return [life.tick(moment) for moment in moments]


def check_ledger(life: Living, moments: list[datetime]) -> None:
    """Every unit with a dated duty was told of every rung, once, and never on a rest day."""
    house = life.app.house
    rows = house.store.ledger.rows()
    assert not [key for key, count in Counter(row["key"] for row in rows).items() if count > 1]
    assert all(house.calendar.is_workday(date.fromisoformat(row["on"])) for row in rows)
    assert {row["state"] for row in rows} == {"sent"}
    told: dict[tuple[str, str], set[int]] = {}
    for row in rows:
        if row["rung"] != "round":
            told.setdefault((row["occurrence"], row["unit"]), set()).add(int(row["rung"]))
    run_days = {local(moment).date() for moment in moments}
    due = {one.key: one for one in house.store.tasks.occurrences(2022)}
    assignments = house.store.tasks.assignments(2022)
    wanted = {
        (key, one.unit): rungs
        for key, occurrence in due.items()
        if (rungs := expected_rungs(life, occurrence.due, run_days))
        for one in assignments
        if one.task_id == occurrence.task_id
    }
    assert len(wanted) > 250
    assert told == wanted


def check_messages(life: Living, ticked: list[Ticked]) -> None:
    """A liaison gets at most one message a day, in working hours, and no text twice."""
    sent = [(one.person.unit, local(tick.now)) for tick in ticked for one in tick.outcomes if one.person.unit]
    assert not [one for one in Counter((unit, at.date()) for unit, at in sent).items() if one[1] > 1]
    office = life.app.house.office
    assert all(office.work_start <= at.time() < office.work_end for _, at in sent)
    assert not [one for tick in ticked for one in tick.outcomes if one.error]


def test_a_whole_year_reminds_every_unit_at_every_rung_and_nobody_twice(year: Living) -> None:
    moments = list(days("2022-01-01", "2022-12-31"))
    ticked = live(year, moments)
    check_ledger(year, moments)
    check_messages(year, ticked)
    rounds = {row["occurrence"] for row in year.app.house.store.ledger.rows(unit="区司法局") if row["rung"] == "round"}
    assert len({key.rpartition("/")[2] for key in rounds}) == 12


def test_three_weeks_of_silence_in_october_lose_nothing_and_double_nothing(year: Living) -> None:
    moments = [*days("2022-09-20", "2022-10-05"), *days("2022-10-27", "2022-11-30")]
    ticked = live(year, moments[:16])
    year.restart()
    ticked += live(year, moments[16:])
    check_ledger(year, moments)
    check_messages(year, ticked)


def test_nothing_goes_out_at_night_or_on_a_holiday(year: Living) -> None:
    for moment in ("2022-10-24T07:59", "2022-10-24T22:00", "2022-10-03T10:00", "2022-10-29T10:00"):
        ticked = year.tick(moment)
        assert (ticked.queued, ticked.outcomes) == (0, ())
    assert year.tick("2022-10-24T09:00").queued > 0


def test_two_ticks_in_the_same_minute_send_once(year: Living) -> None:
    first = year.tick("2022-10-24T09:00")
    assert first.outcomes
    again = year.tick(year.time + timedelta(minutes=1))
    assert (again.queued, again.outcomes) == (0, ())
