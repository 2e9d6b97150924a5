"""What the office pages show of extensions, ladders and missing holidays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.ports.ledger import OwnLadder
from reminders.calendar import WorkCalendar
from reminders.extensions import Extension, ExtensionState
from tests.bot.test_web_console import browser, holds, page, program
from tests.bot.web_browser import NOW, Browser, Program

__all__ = ["browser", "program"]


@pytest.fixture
def asked(program: Program) -> Extension:
    return program.store.extensions.add(
        Extension(
            id=0,
            task_id="t4",
            occurrence="t4/1/1",
            unit="区司法局",
            person_id=1,
            due=date(2026, 10, 31),
            wanted=date(2026, 11, 30),
            reason="系统<没>开通",
            asked_at=NOW,
        )
    )


def test_a_request_waits_on_the_first_page_with_its_two_answers(browser: Browser, asked: Extension) -> None:
    text = page(browser, "/office")
    parts = [
        "2026年10月31日 → 2026年11月30日",
        "系统&lt;没&gt;开通",
        f'value="同意延期 {asked.id}"',
        f'value="不同意延期 {asked.id}"',
    ]
    assert holds(text, parts) == []


def test_a_granted_date_stands_in_the_units_cell(program: Program, browser: Browser, asked: Extension) -> None:
    program.store.extensions.decide(asked.id, state=ExtensionState.GRANTED, by=1, at=NOW)
    assert "申请延期" not in page(browser, "/office")
    assert "（已延期，表里是2026年10月31日）" in page(browser, "/office/cell?task=4&unit=区司法局")


def test_a_tasks_ladder_is_shown_and_can_be_changed(program: Program, browser: Browser) -> None:
    assert holds(page(browser, "/office/tasks"), ["到期前30、15、7、3、1天和当天提醒", 'value="提醒档 4"']) == []
    program.store.ladders.set(
        OwnLadder(task_id="t4", rungs=(10, 0), overdue_every=5, reason="年底", set_by=1, set_at=NOW)
    )
    assert "到期前10天和当天提醒，超期后每5个工作日提醒一次" in page(browser, "/office/tasks")
    browser.post("/office/do", {"text": "提醒档 4", "more": "15、0 年底", "back": "/office/tasks"})
    assert program.received[-1].text == "提醒档 4 15、0 年底"


def test_a_year_without_holidays_is_named_from_november_on(program: Program, browser: Browser) -> None:
    program.house = replace(program.house, calendar=WorkCalendar(days={}, years=frozenset({2026})))
    assert "2027年的放假" not in page(browser, "/office")
    program.time = NOW.replace(month=11)
    assert "2027年的放假调休安排还没有装入" in page(browser, "/office")
