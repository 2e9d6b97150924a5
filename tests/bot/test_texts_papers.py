"""What the office reads of its round when there is much of it."""

from __future__ import annotations

from datetime import date

from bot.texts import papers as said
from reminders.papers import Bulletin, BulletinLine, Countdown, Overdue, Talk, TalkRule, Window
from reminders.periods import Quarter
from reminders.reports import MonthLine, Progress
from reminders.tasks import Occurrence, Task
from reminders.units import UnitPhrase

TODAY = date(2026, 10, 9)
DUE = date(2026, 9, 30)
QUARTER = Quarter(year=2026, number=3)


def task(number: int, year: int = 2026) -> Task:
    return Task(
        id=f"{year}-{number}",
        year=year,
        number=number,
        name=f"任务{number}",
        content="",
        units=UnitPhrase(),
        units_text="",
        deadlines=(),
        deadline_text="",
    )


def falls(number: int, due: date = DUE) -> Occurrence:
    return Occurrence(key=f"2026-{number}/1/1", task_id=f"2026-{number}", due=due, wording="")


def test_an_extension_is_named_with_its_date() -> None:
    line = BulletinLine(
        task=task(4),
        occurrence=falls(4),
        passed=2,
        waiting=1,
        extended=(("区财政局", date(2026, 11, 30)), ("区审计局", date(2027, 1, 15))),
        open=("区司法局",),
    )
    reply = said.bulletin(Bulletin(quarter=QUARTER, today=TODAY, lines=(line,), owing=()), office="政务公开办")
    assert reply.text == (
        "【政务公开工作通报】2026年第三季度\n"
        "本季度到期1项工作，分到各单位共6件。\n"
        "截至2026年10月9日：已办结2件，待审核1件，同意延期2件，尚未确认1件。\n"
        "· 9月30日 4. 任务4：6个单位，已办结2，待审核1，延期2，尚未确认1\n"
        "同意延期的：区财政局4（延至11月30日）；区审计局4（延至2027年1月15日）。\n"
        "没有尚未确认的单位。\n"
        "政务公开办　2026年10月9日"
    )


def test_a_quarter_without_anything_due_needs_no_bulletin() -> None:
    reply = said.bulletin_ready(Bulletin(quarter=QUARTER, today=TODAY, lines=(), owing=()))
    assert (reply.text, reply.buttons) == ("【每季通报】\n2026年第三季度没有到期的工作，可以不通报。", ())


def test_a_long_list_stays_on_one_screen_and_says_where_the_rest_is() -> None:
    progress = Progress(total=1, passed=0, waiting=0, missing=("区司法局",))
    lines = tuple(
        MonthLine(task=task(number), occurrence=falls(number), overdue=False, workdays=3, progress=progress)
        for number in range(1, 12)
    )
    window = Window(days=30, start=TODAY, end=date(2026, 11, 8), lines=lines)
    reply = said.countdown(Countdown(today=TODAY, windows=(window,), late=(), owing=(), difficulties=()))
    assert reply.body.splitlines()[0] == "30天内到期11项："
    assert reply.body.splitlines()[-2:] == [
        "· 9月30日 8. 任务8：已确认0/1",
        "　还有3项，回复“进度”或在办公页“倒排通报”里看。",
    ]


def talk(unit: str, *reminded: date) -> Talk:
    duty = Overdue(task=task(4, 2025), occurrence=falls(4), workdays=30, reminded=reminded)
    return Talk(unit=unit, duties=(duty,), long=True, many=False)


def test_many_units_are_named_and_the_first_explained() -> None:
    days = tuple(date(2026, 9, day) for day in range(1, 11))
    listed = [talk("区司法局", *days), *(talk(f"第{number}局") for number in range(2, 8))]
    body = said.talks(listed, rule=TalkRule(), today=TODAY, decided={}).body
    assert "2025年4. 任务4，9月30日到期，已超期30个工作日；提醒过10次，最近：9月3日、9月4日" in body
    assert body.splitlines()[-2:] == ["还有2个单位：第6局、第7局", "每个单位的事实在办公页“倒排通报”里。"]
