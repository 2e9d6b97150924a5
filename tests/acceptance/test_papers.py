"""The office's own round over the district's real table, from the first working day to the calendar on a phone."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.cli import main
from bot.feeds import of_secret
from bot.ports.house import local
from tests.acceptance.living import Living, days, living, load_seeds, needs_seeds
from tests.bot.calendar_reader import components, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [needs_seeds, pytest.mark.slow]

OPENING_DAYS = 10
"""No month's first workday of that year lies later; the other days are lived in test_year."""
QUARTERS = ["2022-03-31", "2022-06-30", "2022-09-30", "2022-12-31"]


@pytest.fixture
def year(tmp_path: Path) -> Iterator[Living]:
    with living(tmp_path, "2022-01-04T09:00") as life:
        load_seeds(life, "2022-task-table.docx")
        yield life


def test_the_leader_of_every_unit_hears_a_report_each_quarter_once_the_office_accepts_it(year: Living) -> None:
    store = year.app.house.store
    assert not [one for one in store.tasks.occurrences(2022) if one.task_id == "2022-31"]
    assert "每季度至少听取一次" in year.told("admin", "采纳 31.1")
    falls = [one for one in store.tasks.occurrences(2022) if one.task_id == "2022-31"]
    assert [one.due.isoformat() for one in falls] == QUARTERS
    units = [one.unit for one in store.tasks.assignments(2022) if one.task_id == "2022-31"]
    assert len(units) == len(set(units)) == 45
    assert units == [unit.name for unit in store.units.all() if unit.name in set(units)]
    for unit in units:
        duties = [text(one["SUMMARY"]) for one in events_of(year, unit) if one["UID"].startswith("2022-31/")]
        assert duties == ["31. 组织保障（责任）"] * 4


def test_a_report_heard_in_one_quarter_is_asked_for_again_in_the_next(year: Living) -> None:
    year.told("admin", "采纳 31.1")
    year.time = next(days("2022-03-15", "2022-03-15"))
    assert "已收到并保存" in year.told("liaison:区司法局", "确认 31 主要负责人3月10日听取汇报")
    for typed in ("待审核", "全部通过", "确认全部通过"):
        year.told("admin", typed)
    year.time = next(days("2022-06-15", "2022-06-15"))
    assert "已收到并保存" in year.told("liaison:区司法局", "确认 31 主要负责人6月10日听取汇报")
    confirmed = year.app.house.store.confirmations.of_task("2022-31")
    assert [one.occurrence for one in confirmed] == ["2022-31/m1/1", "2022-31/m1/2"]
    for typed in ("待审核", "全部通过", "确认全部通过"):
        year.told("admin", typed)
    year.time = next(days("2022-07-01", "2022-07-01"))
    bulletin = year.told("admin", "通报 2022-Q2")
    assert "6月30日 31. 组织保障：45个单位，已办结1，待审核0，尚未确认44" in bulletin
    assert "区司法局" not in bulletin


def test_a_year_of_months_opens_on_its_first_workdays(year: Living) -> None:
    told: list[tuple[str, str]] = []
    for moment in (day for day in days("2022-01-04", "2023-01-10") if day.day <= OPENING_DAYS):
        ticked = year.tick(moment)
        told += [
            (local(ticked.now).date().isoformat(), one.delivery.key.rpartition(":")[0])
            for one in ticked.outcomes
            if one.delivery.key.startswith("round:")
        ]
    opened = [
        "2022-01-04",
        "2022-02-07",
        "2022-03-01",
        "2022-04-01",
        "2022-05-05",
        "2022-06-01",
        "2022-07-01",
        "2022-08-01",
        "2022-09-01",
        "2022-10-08",
        "2022-11-01",
        "2022-12-01",
        "2023-01-03",
    ]
    assert [day for day, key in told if key.startswith("round:month:")] == opened
    assert [(day, key) for day, key in told if not key.startswith("round:month:")] == [
        ("2022-01-04", "round:quarter:2021-Q4"),
        ("2022-01-04", "round:talks:2021-H2"),
        ("2022-04-01", "round:quarter:2022-Q1"),
        ("2022-07-01", "round:quarter:2022-Q2"),
        ("2022-07-01", "round:talks:2022-H1"),
        ("2022-10-08", "round:quarter:2022-Q3"),
        ("2023-01-03", "round:quarter:2022-Q4"),
        ("2023-01-03", "round:talks:2022-H2"),
    ]


def events_of(year: Living, unit: str) -> list[dict[str, str]]:
    said = year.told(f"liaison:{unit}", "重置日历")
    secret = said.partition("/calendar/")[2].partition(".ics")[0]
    content = of_secret(year.app.house, secret, year.time)
    assert content is not None
    return components(content)[1]


def test_every_units_calendar_holds_its_dated_duties_and_no_others(year: Living) -> None:
    store = year.app.house.store
    for unit in ("区司法局", "示例一镇", "区政府办"):
        mine = {one.task_id for one in store.tasks.assignments(2022) if one.unit == unit}
        wanted = sorted(one.due for one in store.tasks.occurrences(2022) if one.task_id in mine)
        found = [date.fromisoformat(one["DTSTART;VALUE=DATE"]) for one in events_of(year, unit)]
        assert found == wanted


def read(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(arguments) == 0
    read: dict[str, object] = json.loads(capsys.readouterr().out)
    return read


def test_the_command_line_tells_the_same(year: Living, capsys: pytest.CaptureFixture[str]) -> None:
    data = ("--data", str(year.folder))
    for moment in days("2022-10-08", "2022-10-31"):
        year.tick(moment)
    rows = [row for row in year.app.house.store.ledger.rows() if row["state"] == "sent"]
    year.app.close()
    burden = read(capsys, "report", "burden", "--month", "2022-10", "--json", *data)
    units = burden["units"]
    assert isinstance(units, list)
    assert {one["unit"]: one["duties"] for one in units} == {
        one["unit"]: sum(row["unit"] == one["unit"] for row in rows) for one in units
    }
    assert burden["total"]["duties"] == len(rows) > 500  # type: ignore[index] # JSON
    quarter = read(capsys, "report", "quarter", "--on", "2022-10-10", "--json", *data)
    assert (quarter["quarter"], quarter["on"]) == ("2022-Q3", "2022-10-10")
    assert sum(quarter["shares"].values()) == sum(one["total"] for one in quarter["lines"])  # type: ignore[attr-defined] # JSON
    talks = read(capsys, "report", "talks", "--on", "2022-11-30", "--json", *data)
    assert talks["rule"] == {
        "workdays": 20,
        "duties": 3,
        "text": "一项工作超期超过20个工作日，或者超期的工作达到3项",
    }
    assert talks["units"]
    month = read(capsys, "report", "month", "--on", "2022-11-01", "--json", *data)
    assert [one["days"] for one in month["windows"]] == [30, 60, 90]  # type: ignore[attr-defined] # JSON
    for arguments in (
        ("quarter", "--on", "2022-10-10"),
        ("talks", "--on", "2022-11-30"),
        ("month", "--on", "2022-11-01"),
        ("burden", "--month", "2022-10"),
    ):
        assert main(("report", *arguments, *data)) == 0
        assert "区司法局" in capsys.readouterr().out
    for arguments in (("quarter", "--quarter", "x"), ("burden", "--month", "x")):
        assert main(("report", *arguments, *data)) == 2
        assert "没看懂“x”" in capsys.readouterr().err
    year.restart()
