"""A unit that is asked what citizens want to know is reminded, and reported when it stays silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from reminders.calendar import WorkCalendar
from reminders.escalation import Steps
from reminders.planner import Ladder, Why
from reminders.questions import Matter, MatterState, first_key, pressing

NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
ASKED = Matter(
    id=12,
    state=MatterState.ASKED,
    opened_at=NOW,
    unit="区司法局",
    asked_on=date(2026, 11, 16),
    due=date(2026, 11, 23),
)


def stages(matter: Matter, today: str, *, leaders: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    found = pressing(
        [matter],
        today=date.fromisoformat(today),
        ladder=Ladder(rungs=(3, 1, 0)),
        steps=Steps(),
        leaders=leaders,
        calendar=WorkCalendar(days={}),
    )
    return [(one.why.value, one.key) for one in found]


@pytest.mark.parametrize(
    ("today", "rungs"),
    [
        ("2026-11-16", []),
        ("2026-11-18", []),
        ("2026-11-19", ["3"]),
        ("2026-11-20", ["1"]),
        ("2026-11-23", ["0"]),
        ("2026-11-24", ["0"]),
        ("2026-11-26", ["-3", "office"]),
    ],
)
def test_a_unit_stands_on_a_rung_of_the_questions_own_ladder(today: str, rungs: list[str]) -> None:
    assert stages(ASKED, today) == [
        (Why.OFFICE if rung == "office" else Why.RUNG, f"G12@2026-11-23:{rung}:区司法局") for rung in rungs
    ]


def test_a_leader_hears_before_the_office() -> None:
    leaders = frozenset({"区司法局"})
    assert [why for why, _ in stages(ASKED, "2026-11-26", leaders=leaders)] == ["rung", "leader"]
    assert [why for why, _ in stages(ASKED, "2026-12-01", leaders=leaders)] == ["rung", "leader", "office"]


@pytest.mark.parametrize("state", [one for one in MatterState if one is not MatterState.ASKED])
def test_only_a_unit_that_is_asked_is_pressed(state: MatterState) -> None:
    assert stages(replace(ASKED, state=state), "2026-11-26") == []


def test_another_unit_and_another_date_are_asked_anew() -> None:
    keys = {first_key(one) for one in (ASKED, replace(ASKED, unit="区财政局"), replace(ASKED, due=date(2026, 11, 30)))}
    assert len(keys) == 3
