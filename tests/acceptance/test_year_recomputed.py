"""Acceptance 1 of the duties: a year with twelve bound units, three of them silent, line by line."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.ports.house import local
from tests.acceptance.living import Living, at, days, living, load_seeds, needs_seeds
from tests.acceptance.recomputed import DATED, Book, Told, dated_duties, round_begins, rung_days, rung_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.ports.messages import Reply

BOUND = {
    "上党经开区": "开发区",
    "示例一镇": "乡镇",
    "示例六乡": "乡镇",
    "示例二街道": "乡镇",
    "区政府办": "区直部门",
    "区教育局": "区直部门",
    "区住建局": "区直部门",
    "区司法局": "区直部门",
    "区财政局": "区直部门",
    "区行政审批局": "区直部门",
    "区市场监管局": "区直部门",
    "区人社局": "区直部门",
}
SILENT = ("示例六乡", "区住建局", "区人社局")
SEED = 20220104
LAST = date(2022, 12, 31)
LINK = "https://www.example.gov.cn/2022/{}.html"
OCCURRENCE = re.compile(r"2022-(\d+)/(?:round/(\d{4}-\d\d)|(\d+)/\d+)")
TWO_DATES = {duty.partition(".")[0] for duty in DATED if "." in duty}
"""The tasks with two dates, whose part is typed too."""


class Wire:
    """The platform behind a channel: what reached which seat, and when."""

    def __init__(self, name: str, life: Living, reached: list[tuple[datetime, str, Reply]]) -> None:
        self.name = name
        self._life = life
        self.reached = reached

    async def send(self, address: str, reply: Reply, *, first: bool = False) -> None:
        del first
        self.reached.append((self._life.time, address, reply))


@dataclass(frozen=True, slots=True)
class Event:
    """What somebody does at a time: to the program, and to the book."""

    when: datetime
    do: Callable[[Living, Book], None]


@needs_seeds
@pytest.mark.slow
def test_who_was_told_what_and_when_is_right_line_by_line(tmp_path: Path) -> None:
    with living(tmp_path, "2022-01-04T08:00") as life:
        load_seeds(life, "2022-task-table.docx")
        unbind(life)
        reached: list[tuple[datetime, str, Reply]] = []
        for name in ("console", "web"):  # a seat that never spoke is reached in the web chat
            life.app.add(Wire(name, life, reached))
        book = Book(units=BOUND)
        for event in sorted([*ticks(), *said()], key=lambda one: one.when):
            life.time = event.when
            event.do(life, book)
        difference = compared(book.lines, logged(life))
        assert not difference, "\n".join(difference[:40])
        assert len(book.lines) > 3000
        check_messages(book, reached)
        assert {one.unit for one in book.lines if one.rung.startswith("-")} >= set(SILENT)
        assert life.app.integrity() == ()


def unbind(life: Living) -> None:
    """Leave nobody who speaks for the other units."""
    people = life.app.house.store.people
    for unit in life.app.house.store.units.all():
        if unit.name not in BOUND:
            people.mark_dead("console", f"liaison:{unit.name}", reason="离开了")
            people.mark_dead("web", f"demo:liaison:{unit.name}", reason="离开了")


def ticks() -> Iterator[Event]:
    """Most mornings, some afternoons, some nights; some days the program does not run at all."""
    chance = random.Random(SEED)
    for morning in days("2022-01-04", LAST.isoformat()):
        hours = [hour for hour, share in (("09:30", 0.9), ("14:00", 0.3)) if chance.random() < share]
        hours += ["07:59", "17:30", "22:10"] if chance.random() < 0.05 else []
        for hour in hours:
            yield Event(at(f"{morning.date()}T{hour}"), tick)


def tick(life: Living, book: Book) -> None:
    life.tick()
    book.tick(life.time)


def said() -> Iterator[Event]:
    """What the nine units that answer say in the year, and the office to them."""
    for unit, group in BOUND.items():
        if unit not in SILENT:
            chance = random.Random(f"{SEED}{unit}")
            for duty, due in dated_duties(unit, group).items():
                yield from one_duty(unit, duty, due, chance)
            yield from rounds(unit, chance)


def one_duty(unit: str, duty: str, due: date, chance: random.Random) -> Iterator[Event]:
    """Confirmed some day before or after its date, a third returned once and confirmed again; then passed."""
    day = max(due + timedelta(days=chance.randint(-40, 25)), date(2022, 1, 5))
    steps: list[Callable[[Living, Book], None]] = [confirm(unit, duty), review(unit, duty, "通过 {}")]
    if chance.random() < 1 / 3:
        steps[1:1] = [review(unit, duty, "退回 {} 链接打不开"), confirm(unit, duty)]
    for step in steps:
        hour = chance.choice(("08:10", "11:00", "16:20", "23:30"))
        if day <= LAST:
            yield Event(at(f"{day}T{hour}"), step)
        day += timedelta(days=chance.randint(1, 9))


def rounds(unit: str, chance: random.Random) -> Iterator[Event]:
    """Three months of four the unit says that all is well, on some day before the month ends."""
    for month in range(1, 13):
        begins = round_begins(date(2022, month, 1))
        ends = (date(2022, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        day = begins + timedelta(days=chance.randint(0, (ends - begins).days))
        if chance.random() < 3 / 4:
            yield Event(at(f"{day}T{chance.choice(('08:20', '11:10', '20:00'))}"), all_well(unit))


def confirm(unit: str, duty: str) -> Callable[[Living, Book], None]:
    def do(life: Living, book: Book) -> None:
        answer = life.told(f"liaison:{unit}", f"确认 {duty} {LINK.format(duty)}")
        assert "已收到" in answer, (life.time, unit, duty, answer)
        book.confirmed(unit, duty)

    return do


def review(unit: str, duty: str, command: str) -> Callable[[Living, Book], None]:
    def do(life: Living, book: Book) -> None:
        (waiting,) = (
            one
            for one in life.app.house.store.confirmations.waiting()
            if (one.unit, named(one.occurrence)) == (unit, duty)
        )
        life.say("admin", command.format(waiting.id))
        if command.startswith("退回"):
            book.returned(unit, duty)

    return do


def all_well(unit: str) -> Callable[[Living, Book], None]:
    def do(life: Living, book: Book) -> None:
        life.say(f"liaison:{unit}", "正常推进")
        book.all_well(unit, life.time)

    return do


def named(occurrence: str) -> str:
    """An occurrence of the program as a unit types it."""
    found = OCCURRENCE.fullmatch(occurrence)
    assert found, occurrence
    number, _, part = found.groups()
    return f"{number}.{part}" if number in TWO_DATES else str(number)


def logged(life: Living) -> list[Told]:
    """The program's own log, of what was really sent."""
    rows = life.app.house.store.ledger.rows()
    assert {row["state"] for row in rows} == {"sent"}
    lines = []
    for row in rows:
        sent_on = local(datetime.fromisoformat(row["sent_at"])).date()
        found = OCCURRENCE.fullmatch(row["occurrence"])
        assert found, row
        duty, rung = named(row["occurrence"]), found[2] if row["rung"] == "round" else row["rung"]
        lines.append(Told(on=sent_on, unit=row["unit"], duty=duty, rung=rung))
    return lines


def compared(expected: Sequence[Told], got: Sequence[Told]) -> list[str]:
    """Each line that one log has and the other has not, or has more often."""
    left, difference = list(got), []
    by_line: dict[Told, int] = {}
    for one in left:
        by_line[one] = by_line.get(one, 0) + 1
    for one in expected:
        if by_line.get(one, 0):
            by_line[one] -= 1
        else:
            difference.append((one, f"expected, not told: {one}"))
    difference += [(one, f"told, not expected: {one}") for one, count in by_line.items() for _ in range(count)]
    return [text for _, text in sorted(difference)]


def check_messages(book: Book, reached: Sequence[tuple[datetime, str, Reply]]) -> None:
    """Each unit with lines on a day got one message that day, and it speaks of what they say."""
    wanted: dict[tuple[date, str], list[Told]] = {}
    for line in book.lines:
        wanted.setdefault((line.on, line.unit), []).append(line)
    got = [
        ((when.date(), address.rpartition(":")[2]), reply)
        for when, address, reply in reached
        if reply.title.startswith("【工作提醒】")
    ]
    assert sorted(key for key, _ in got) == sorted(wanted)
    for key, reply in got:
        dated = [one for one in wanted[key] if one.duty in DATED]
        rounds_ = [one for one in wanted[key] if one.duty not in DATED]
        assert f"有{len(dated)}项工作" in reply.body or not dated, (key, reply.body)
        assert f"任务{len(rounds_)}项" in reply.body or not rounds_, (key, reply.body)


@pytest.mark.parametrize(
    ("due", "rungs"),
    [
        # 2022年10月31日 is a Monday: the day before is a Friday, and three days before its Thursday
        (
            "2022-10-31",
            {"09-30": 30, "10-14": 15, "10-24": 7, "10-27": 3, "10-28": 1, "10-31": 0},
        ),
        # 国庆 moves what falls on its first week back to the last days of September
        (
            "2022-10-07",
            {"09-07": 30, "09-22": 15, "09-27": 7, "09-28": 3, "09-29": 1, "09-30": 0},
        ),
    ],
)
def test_the_book_itself_is_right_where_a_person_counted(due: str, rungs: dict[str, int]) -> None:
    assert {f"{day:%m-%d}": rung for day, rung in rung_days(date.fromisoformat(due)).items()} == rungs


@pytest.mark.parametrize(
    ("today", "rung"),
    [("2022-11-02", "0"), ("2022-11-03", "-3"), ("2022-11-07", "-3"), ("2022-11-08", "-6"), ("2023-01-30", None)],
)
def test_the_book_counts_workdays_after_a_date(today: str, rung: str | None) -> None:
    assert rung_on(date(2022, 10, 31), date.fromisoformat(today)) == rung
