from datetime import date

import pytest

from reminders.escalation import Steps, escalated, fair
from reminders.planner import Ladder, Why, reached
from tests.reminders.test_planner import CALENDAR, DUE, duty

STEPS = Steps(leader_after=3, office_after=6)


def told(today: str, *, leaders: tuple[str, ...], due: date | None = DUE) -> list[Why]:
    on = date.fromisoformat(today)
    duties = [duty(due), duty(due, unit="区医保局")]
    stood = reached(duties, today=on, calendar=CALENDAR, ladder=Ladder())
    going = escalated(stood, steps=STEPS, leaders=leaders, today=on, calendar=CALENDAR)
    return [one.why for one in going if one.duty.unit == "区司法局"]


@pytest.mark.parametrize(
    ("today", "led", "alone"),
    [
        ("2022-10-31", [], []),
        ("2022-11-02", [], []),
        ("2022-11-03", [Why.LEADER], [Why.OFFICE]),
        ("2022-11-07", [Why.LEADER], [Why.OFFICE]),
        ("2022-11-08", [Why.LEADER, Why.OFFICE], [Why.OFFICE]),
        ("2023-02-15", [], []),  # long past: the office's list has it
    ],
)
def test_an_overdue_duty_goes_up_step_by_step(today: str, led: list[Why], alone: list[Why]) -> None:
    assert told(today, leaders=("区司法局",)) == led
    assert told(today, leaders=("区财政局",)) == alone


def test_a_round_goes_nowhere() -> None:
    assert told("2022-11-08", leaders=(), due=None) == []


@pytest.mark.parametrize(
    ("first", "has_liaison", "is_fair"),
    [("2022-11-02", True, True), ("2022-11-03", True, False), (None, True, False), (None, False, True)],
)
def test_nobody_is_reported_before_they_were_told(first: str | None, has_liaison: bool, is_fair: bool) -> None:
    first_told = date.fromisoformat(first) if first else None
    assert fair(first_told=first_told, has_liaison=has_liaison, today=date(2022, 11, 3)) is is_fair
