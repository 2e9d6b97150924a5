"""Issue 7, ratings and the month's report: an answer that helps less is heard of, bettered, and falls no more.

A month is lived through the product on two channels. What the report says of it is counted anew from what the citizens
of this story said and were answered, never from the rows.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from statistics import median
from typing import TYPE_CHECKING

import pytest
from chinese_calendar import is_workday
from openpyxl import load_workbook

from tests.acceptance.living import Living, Recorder, answers_to, living
from tests.bot.web_browser import Browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.ports.messages import Reply

ENTRY, UNIT = "E012", "区人社局"
LIAISON, POLICE = f"liaison:{UNIT}", "liaison:区公安分局"
WAGES = ("农民工工资被拖欠怎么办", "工资被拖欠了找谁", "老板不发工资咋办", "欠薪咋办", "干了活不给钱")
PHONE = "13812345678"
BETTER = "打12333，或者带劳动合同、考勤表到区人社局一楼劳动监察窗口投诉，5个工作日内受理。"
DOGS = "带身份证和免疫证明，到住处的派出所登记。"
NOVEMBER = 11
QUESTION_DAYS = 5
"""So many workdays a unit has, unless the office says otherwise."""

ANSWERED, CLOSED = 2, 2
"""Of the matters of the month; the one about wages waits."""
WITHDRAW = "不用了 "

Person = tuple[str, str]
"""A channel, and a seat in it."""


@dataclass(kw_only=True)
class Diary:
    """What the story's citizens said, and what they were answered."""

    life: Living
    asked: list[tuple[date, str, str]] = field(default_factory=list)
    """When, what came of it, the heading of the answer."""
    waited: list[tuple[date, Person, str]] = field(default_factory=list)
    """When, who, and the number of the matter."""
    ratings: dict[tuple[Person, str], tuple[date, bool, str]] = field(default_factory=dict)
    """The last that each said of an answer: when, whether it helped, why not."""

    @property
    def today(self) -> date:
        return self.life.time.date()

    def ask(self, person: Person, text: str) -> Reply:
        channel, seat = person
        (reply,) = self.life.say(seat, text, channel=channel)
        said = [one.send.split()[0] for one in reply.buttons]
        outcome = (
            "直接答了" if "没解决" in said
            else "请对方选" if "都不是" in said
            else "没有答案" if "问答库里还没有" in reply.body
            else "引导别处"
        )  # fmt: skip
        self.asked.append((self.today, outcome, reply.title))
        self._waits(person, reply)
        return reply

    def none_of_these(self, person: Person, offer: Reply) -> Reply:
        channel, seat = person
        (reply,) = self.life.say(seat, offer.buttons[-1].send, channel=channel)
        self._waits(person, reply)
        return reply

    def rate(self, person: Person, words: str, *, useful: bool, reason: str = "没说原因") -> Reply:
        channel, seat = person
        (reply,) = self.life.say(seat, words, channel=channel)
        assert reply.done == "已评价"
        self.ratings[person, ENTRY] = (self.today, useful, reason)
        self._waits(person, reply)
        return reply

    def _waits(self, person: Person, reply: Reply) -> None:
        if any(one.send.startswith(WITHDRAW) for one in reply.buttons):
            self.waited.append((self.today, person, matter_of(reply)))


@dataclass(frozen=True, kw_only=False)
class Took:
    """From the day on which a unit was asked until another."""

    began: date
    ended: date

    @property
    def workdays(self) -> int:
        days = (self.ended - self.began).days
        return sum(is_workday(self.began + timedelta(days=one)) for one in range(1, days + 1))


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    with living(tmp_path, "2026-09-21T10:00") as life:
        life.app.add(Recorder())
        yield Diary(life=life)


def matter_of(reply: Reply) -> str:
    """The number of the matter in which whoever was answered so waits."""
    (number,) = [one.send.removeprefix(WITHDRAW) for one in reply.buttons if one.send.startswith(WITHDRAW)]
    return number


def person(number: int) -> Person:
    """Every other one writes on Telegram."""
    return ("telegram", "console")[number % 2], f"citizen-{number}"


def pass_days(life: Living, until: str) -> None:
    """Half past nine of that day and of every Monday before: weekly lists and the month's report come then."""
    while life.time.date() < date.fromisoformat(until):
        monday = life.time.date() + timedelta(days=7 - life.time.weekday())
        life.tick(f"{min(monday, date.fromisoformat(until))}T09:30")


def lists(life: Living, seat: str) -> list[str]:
    """The weekly lists that a seat got."""
    return [one.text for one in life.mail(seat) if one.title.startswith("【群众评价】")]


def test_an_entry_that_helps_less_is_heard_of_bettered_and_falls_no_more(diary: Diary) -> None:
    life = diary.life
    _autumn_is_fine(diary)
    pass_days(life, "2026-11-03")
    _november_begins_badly(diary)

    assert "E012 农民工被拖欠工资怎么办？（区人社局）：没解决5" in life.told("admin", "差评")
    assert "占评价的71%，差评变多，以前是11%" in life.told("admin", "差评")
    assert "E012" in Browser(life.app).get("/office/health").text.partition("差评变多")[2]
    (autumn,) = lists(life, LIAISON)
    assert "没解决1（看不懂1），占评价的11%" in autumn
    pass_days(life, "2026-11-13")
    (_, listed) = lists(life, LIAISON)
    assert "① E012 农民工被拖欠工资怎么办？：没解决5（答非所问1、已过时1、看不懂1、其他1、没说原因1）" in listed
    assert "“没写找谁，我的电话〔手机号〕”" in listed
    assert [one for one in (*lists(life, "liaison:区民政局"), *lists(life, "admin")) if ENTRY in one] == []

    matter, *others = dict.fromkeys(one for on, _, one in diary.waited if on.month == NOVEMBER)
    assert f"并入{matter}，提问的人一起等" in life.told("admin", f"合并 {matter} {'、'.join(others)}")
    assert "草稿D1已交给政务公开办" in life.told(LIAISON, f"答复 {matter} {BETTER}")
    assert f"修改 {ENTRY}，答{matter}" in life.told("admin", "草稿")
    assert "会告诉5位提问的人" in life.told("admin", "发布 D1")
    assert life.told("admin", "差评") == "近30天没有群众说“没解决”的问答。"
    assert "差评变多" not in Browser(life.app).get("/office/health").text
    pass_days(life, "2026-11-17")
    for number, text in enumerate(WAGES, start=20):
        assert diary.ask(person(number), text).body == BETTER
        diary.rate(person(number), f"有用 {ENTRY}", useful=True)
    diary.rate(person(10), f"有用 {ENTRY}", useful=True)
    pass_days(life, "2026-11-30")
    assert len(lists(life, LIAISON)) == 2
    assert life.told("admin", "差评") == "近30天没有群众说“没解决”的问答。"
    life.app.close()
    kept = b"".join(file.read_bytes() for file in life.folder.rglob("*") if file.is_file())
    assert PHONE.encode() not in kept
    assert "没写找谁，我的电话〔手机号〕".encode() in kept


def test_the_months_report_says_what_the_month_was(diary: Diary) -> None:
    life = diary.life
    _autumn_is_fine(diary)
    pass_days(life, "2026-11-03")
    _november_begins_badly(diary)
    written, told = _matters_of_all_kinds(diary)
    pass_days(life, "2026-12-01")
    for number in (30, 31):
        diary.ask(person(number), WAGES[0])
    life.say("citizen-31", f"没解决 {ENTRY}")

    (report,) = [one for one in life.mail("admin") if one.title == "2026年11月提问月报"]
    body = report.body
    assert life.told("admin", "提问月报 上月") == report.text
    outcomes = Counter(outcome for on, outcome, _ in diary.asked if on.month == NOVEMBER)
    assert _numbers(r"提问(\d+)次：直接答了(\d+)，请对方选(\d+)，没有答案(\d+)，引导别处(\d+)", body) == (
        outcomes.total(), *(outcomes[one] for one in ("直接答了", "请对方选", "没有答案", "引导别处"))
    )  # fmt: skip
    assert all(outcomes[one] for one in ("直接答了", "请对方选", "没有答案", "引导别处"))
    waited = [(who, number) for on, who, number in diary.waited if on.month == NOVEMBER]
    matters, people = {number for _, number in waited}, {who for who, _ in waited}
    assert _numbers(r"转办(\d+)件（(\d+)人）：已答复(\d+)，已了结(\d+)，在等(\d+)", body) == (
        len(matters), len(people), ANSWERED, CLOSED, len(matters) - ANSWERED - CLOSED
    )  # fmt: skip
    assert f"单位答复：{_said(written)}；到告诉群众：{_said(told)}。" in body
    ratings = [(useful, reason) for on, useful, reason in diary.ratings.values() if on.month == NOVEMBER]
    useful = sum(one for one, _ in ratings)
    assert f"评价{len(ratings)}次：有用{useful}，没解决{len(ratings) - useful}（" in body
    why = Counter(reason for one, reason in ratings if not one)
    assert all(f"{reason}{count}" in body for reason, count in why.items())
    _the_workbook_has_the_same_numbers(diary, outcomes)
    assert "2026年10月提问月报\n这个月没有人提问，也没有评价。" in life.told("admin", "提问月报 2026年10月")


def _autumn_is_fine(diary: Diary) -> None:
    """Nine say that the answer about wages helped, one that it did not, long before."""
    for number in range(9):
        diary.ask(person(number), WAGES[number % len(WAGES)])
        diary.rate(person(number), f"有用 {ENTRY}", useful=True)
    diary.rate(person(8), f"没解决 {ENTRY} 看不懂", useful=False, reason="看不懂")
    diary.life.say("citizen-8", "不用了", channel="telegram")


def _november_begins_badly(diary: Diary) -> None:
    """Seven say something of it, five of them that it did not help, on buttons, in their own words, by thumb."""
    said = (
        (f"没解决 {ENTRY} 答非所问", "答非所问"),
        (f"没解决 {ENTRY} 已过时", "已过时"),
        (f"没解决，没写找谁，我的电话{PHONE}", "其他"),
        (f"没解决{ENTRY}", "没说原因"),
        ("👎", "没说原因"),
    )
    for number, (words, reason) in enumerate(said, start=10):
        diary.ask(person(number), WAGES[number % len(WAGES)])
        diary.rate(person(number), words, useful=False, reason=reason)
    diary.life.tick("2026-11-04T10:00")
    diary.rate(person(14), "没解决 刚才 看不懂", useful=False, reason="看不懂")
    for number in (15, 16):
        diary.ask(person(number), WAGES[number % len(WAGES)])
        diary.rate(person(number), f"有用 {ENTRY}", useful=True)


def _matters_of_all_kinds(diary: Diary) -> tuple[list[Took], list[Took]]:
    """One answered by its unit, one by the office, one withdrawn, one not the office's; small talk besides.

    How long the answers took until they were written, and until people were told.
    """
    life = diary.life
    dogs = [diary.ask(person(40 + at), text) for at, text in enumerate(("养狗怎么办狗证", "狗证咋办", "犬证在哪儿办"))]
    (dog,) = {matter_of(one) for one in dogs}
    leave = diary.none_of_these(person(43), diary.ask(person(43), "能辞职不"))
    diary.ask(person(44), "路灯坏了找谁")
    life.say("citizen-44", "不用了", channel="telegram")
    notary = diary.ask(person(45), "公证处在哪里")
    diary.ask(person(45), "你好")
    began = diary.today
    pass_days(life, "2026-11-06")
    wrote = diary.today
    assert "已交给政务公开办" in life.told(POLICE, f"答复 {dog} {DOGS}")
    assert "会告诉1位提问的人" in life.told("admin", f"答复 {matter_of(leave)} 提前三十天书面告诉单位就行。")
    assert "会告诉1位提问的人" in life.told("admin", f"不属于 {matter_of(notary)} 请打公证处的电话问。")
    pass_days(life, "2026-11-18")
    assert "会告诉3位提问的人" in life.told("admin", "发布 D1")
    pass_days(life, "2026-11-19")
    assert [len(answers_to(life, "console", f"citizen-{one}")) for one in (41, 43, 45)] == [1, 1, 1]
    office = Took(began, wrote)
    return [Took(began, wrote), office], [Took(began, diary.today - timedelta(days=1)), office]


def _said(took: list[Took]) -> str:
    """How long answers took, as the report says it."""
    every = [one.workdays for one in took]
    in_time = sum(one <= QUESTION_DAYS for one in every)
    return f"按时{in_time}/{len(every)}件，一般{median(every):g}个工作日，最长{max(every)}个工作日"


def _numbers(pattern: str, text: str) -> tuple[int, ...]:
    found = re.search(pattern, text)
    assert found is not None, text
    return tuple(map(int, found.groups()))


def _the_workbook_has_the_same_numbers(diary: Diary, outcomes: Counter[str]) -> None:
    """By topic and by unit the sums are those of the whole, and the answer about wages was asked so often."""
    saved = Browser(diary.life.app).get("/office/papers/questions.xlsx?month=2026-11").content
    rows = list(load_workbook(BytesIO(saved)).worksheets[0].values)[1:]
    for part in ("合计", "按主题", "按单位"):
        sums: Counter[str] = Counter()
        for where, _, what, number in rows:
            sums[str(what)] += int(str(number)) if where == part else 0
        assert +sums == Counter({"提问": outcomes.total(), **outcomes}), part
    wages = sum(title == "农民工被拖欠工资怎么办？" for on, _, title in diary.asked if on.month == NOVEMBER)
    assert ("按主题", "农民工工资支付", "直接答了", str(wages)) in rows
    assert ("问得最多的", "农民工被拖欠工资怎么办？", "次数", str(wages)) in rows
