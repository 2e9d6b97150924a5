"""Units that nobody speaks for are named before their next rung."""

from __future__ import annotations

from datetime import date

import pytest

from reminders.calendar import WorkCalendar
from reminders.planner import Duty, Ladder, Reminder
from reminders.unbound import alarms, next_reminder
from reminders.units import Part

CALENDAR = WorkCalendar(days={})


def duty(unit: str = "区财政局", due: date | None = date(2022, 10, 31), number: int = 4) -> Duty:
    return Duty(
        task_id=f"2022-{number}",
        number=number,
        name="公开",
        occurrence=f"2022-{number}/1/1",
        due=due,
        unit=unit,
        part=Part.LEAD,
    )


def told(rung: int) -> str:
    return Reminder(duty=duty(), on=date(2022, 10, 1), rung=rung).key


@pytest.mark.parametrize(
    ("today", "sent", "expected"),
    [
        ("2022-08-01", (), ("2022-09-30", 30)),
        ("2022-10-24", (), ("2022-10-24", 7)),
        ("2022-10-24", (7,), ("2022-10-31", 0)),
        ("2022-10-22", (), ("2022-10-24", 7)),
        ("2022-10-31", (0,), None),
        ("2022-11-03", (), ("2022-11-03", -3)),
        ("2023-06-01", (), None),
    ],
)
def test_the_rung_that_is_told_next(today: str, sent: tuple[int, ...], expected: tuple[str, int] | None) -> None:
    found = next_reminder(
        duty(),
        sent={told(rung) for rung in sent},
        today=date.fromisoformat(today),
        ladder=Ladder(rungs=(30, 7, 0)),
        calendar=CALENDAR,
    )
    assert (found and (found.on.isoformat(), found.rung)) == expected


def test_a_unit_has_one_alarm_with_its_nearest_rung() -> None:
    duties = [
        duty("区住建局"),
        duty("区财政局", date(2022, 12, 31), 6),
        duty("区财政局"),
        duty("区司法局"),
        duty("区财政局", None, 7),
        duty("区水利局", date(2022, 1, 1)),
    ]
    found = alarms(
        duties,
        seated={"区司法局"},
        sent=(),
        today=date(2022, 9, 1),
        ladder=Ladder(),
        calendar=CALENDAR,
    )
    assert [(one.unit, one.next.on.isoformat(), one.next.duty.number, one.duties) for one in found] == [
        ("区财政局", "2022-09-01", 7, 3),
        ("区住建局", "2022-09-30", 4, 1),
    ]
