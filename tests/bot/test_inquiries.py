"""The month's report on questions: said, shown, saved, and the same as the rows tell."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from bot import inquiries
from bot.cli import main
from bot.store import open_store
from knowledge.ratings import Rating
from tests.bot.office_room import ENTRY, Room, at, furnished
from tests.bot.test_questions import Asked
from tests.bot.web_browser import NOW, Browser, Program

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

OCTOBER = date(2022, 10, 1)


@pytest.fixture
def room() -> Room:
    made = furnished()
    desk = Asked()
    made.desk, made.house = desk, replace(made.house, desk=desk)
    made.store.entries.save([replace(ENTRY, topic="工资", unit="司法局")])
    desk.entry = replace(ENTRY, topic="工资", unit="司法局")
    return made


def lived(room: Room) -> None:
    """A month: answered, offered, unknown, referred, not helped; one matter answered late, one withdrawn, one open."""
    for seat, text in (
        ("citizen", "工资被拖欠咋办"), ("second", "工资被拖欠怎么弄"), ("citizen", "能辞职不"), ("citizen", "你好"),
        ("citizen", "公证在哪里办"), ("second", "公证处在哪"), ("third", "预算在哪里看"), ("third", "路灯坏了"),
    ):  # fmt: skip
        room.say(seat, text)
    room.say("citizen", "没解决 E001 已过时")
    room.say("second", "有用 E001")
    room.say("third", "不用了")
    room.later(days=2)
    room.say("justice", "答复 G1 去窗口。")
    room.later(days=5)
    room.say("admin", "发布 1")
    room.now = at("2022-11-01T00:00")
    room.say("citizen", "工资被拖欠咋办")
    room.say("second", "没解决 E001")


def test_the_report_is_said_for_any_month(room: Room) -> None:
    lived(room)
    assert room.told("admin", "提问月报 上月") == (
        "2022年10月提问月报\n"
        "提问8次：直接答了2，请对方选1，没有答案4，引导别处1。\n"
        "按主题（次数/没有答案）：工资 2/0；未分主题 6/4。\n"
        "按单位（次数/没有答案，按正式次序）：区司法局 4/2；区财政局 1/1；区人社局 1/0；没有单位 2/1。\n"
        "转办4件（3人）：已答复1，已了结1，在等2。\n"
        "单位答复：按时1/1件，一般2个工作日，最长2个工作日；到告诉群众：按时1/1件，一般5个工作日，最长5个工作日。\n"
        "评价1次：有用0，没解决1（已过时1）。\n"
        "只数问题，不记是谁问的，单位不排名。办公页“提问月报”能看全、能打印、能存成表格。"
    )
    assert "提问1次：直接答了1" in room.told("auditor", "提问月报")
    assert "这个月没有人提问" in room.told("admin", "提问月报 2021年3月")
    assert "没看懂“哪天”是哪个月" in room.told("admin", "提问月报 哪天")
    assert "提问月报" not in room.told("citizen", "提问月报")


def test_the_numbers_are_those_of_the_rows(room: Room) -> None:
    lived(room)
    since, until = "2022-09-30T16:00", "2022-10-31T16:00"
    with room.store.transaction():
        rows = room.store._sql.rows  # noqa: SLF001 - the rows themselves, not what the ports make of them
        asked = rows("SELECT decision FROM asked WHERE at >= ? AND at < ?", (since, until))
        questions = rows("SELECT * FROM matter_questions WHERE asked_at >= ? AND asked_at < ?", (since, until))
        ratings = rows("SELECT useful FROM ratings WHERE at >= ? AND at < ?", (since, until))
        states = {row["id"]: row["state"] for row in rows("SELECT id, state FROM matters")}
    found = inquiries.of_month(room.house, OCTOBER).counted
    decided = Counter(row["decision"] for row in asked)
    assert found.whole.asked == len(asked)
    assert (found.whole.answered, found.whole.suggested) == (decided["answer"], decided["suggest"])
    assert (found.whole.unanswered, found.whole.referred) == (decided["none"], decided["referred"])
    assert (found.questions, found.people) == (len(questions), len({row["person_id"] for row in questions}))
    stood = Counter(states[number] for number in {row["matter_id"] for row in questions})
    assert (found.loop.matters, found.loop.answered, found.loop.closed) == (
        sum(stood.values()), stood["answered"], stood["closed"],
    )  # fmt: skip
    assert sum(one.matters for one in found.loops) == found.loop.matters
    assert (found.rated.total, found.rated.useful) == (len(ratings), sum(row["useful"] for row in ratings))


def test_it_comes_to_the_office_on_the_months_first_workday_once(room: Room) -> None:
    room.store.settings.set("first_start", "2022-09-01T00:00:00+00:00")
    lived(room)
    for moment in ("2022-11-01T09:30", "2022-11-01T15:00", "2022-11-02T09:30"):
        room.tick(moment)
    reports = [one for one in room.outbox("admin") if "提问月报" in one.title]
    assert [one.title for one in reports] == ["2022年10月提问月报"]


def test_a_quiet_month_is_no_message(room: Room) -> None:
    room.store.settings.set("first_start", "2022-09-01T00:00:00+00:00")
    room.tick("2022-11-01T09:30")
    assert not [one for one in room.outbox("admin") if "提问月报" in one.title]


def furnish(program: Program) -> None:
    store = program.store
    store.entries.save([replace(ENTRY, question="高龄补贴<怎么领>？")])
    for entry_id, decision in (("E001", "answer"), ("E404", "answer"), ("", "none")):
        store.question_log.add(
            "问", decision=decision, entry_id=entry_id, confidence=1.0, at=NOW, topic="老人", unit="区司法局"
        )
    matter = store.matters.open(unit="区司法局", entry_id="", at=NOW)
    store.matters.join(matter.id, "公证<在哪>", person_id=3, at=NOW)
    store.matters.hand(matter.id, "区司法局", on=date(2026, 10, 19), due=date(2026, 10, 26))
    store.matters.end_hand(matter.id, ended="answered", on=date(2026, 10, 23))
    store.ratings.put(Rating(entry_id="E001", useful=False, at=NOW), person_id=3)


def test_the_page_has_every_number_and_can_be_saved() -> None:
    program = Program()
    furnish(program)
    browser = Browser(program)
    text = browser.get("/office/papers/questions?month=2026-10").text
    for words in (
        "2026年10月提问月报", "提问3次：直接答了2，请对方选0，没有答案1，引导别处0", "高龄补贴&lt;怎么领&gt;？",
        "E404（已不在库里）", "G1", "公证&lt;在哪&gt;", "按时1/1件，一般4个工作日，最长4个工作日",
        "没解决1次（占100%）", "没说原因1", "上一月", "questions.xlsx?month=2026-10",
    ):  # fmt: skip
        assert words in text, words
    assert "这个月没有人提问" in browser.get("/office/papers/questions?month=2026-01").text
    assert "下一月" in browser.get("/office/papers/questions?month=2026-01").text
    assert "/office/papers/questions" in browser.get("/office/papers").text
    saved = browser.get("/office/papers/questions.xlsx?month=2026-10").content
    rows = list(load_workbook(BytesIO(saved)).worksheets[0].values)
    assert rows[0] == ("部分", "项目", "指标", "数值")
    assert ("合计", "全部提问", "提问", "3") in rows
    assert ("按单位", "区司法局", "没有答案", "1") in rows
    assert ("转办与答复", "区司法局", "单位用时（中位，工作日）", "4") in rows
    assert ("评价", "全部", "没解决：没说原因", "1") in rows


def test_months_without_a_part_are_shown_without_it() -> None:
    program = Program()
    program.store.ratings.put(Rating(entry_id="E1", useful=True, at=NOW), person_id=3)
    text = Browser(program).get("/office/papers/questions?month=x").text
    assert "<h2>评价</h2>" in text
    assert "<h2>按主题</h2>" not in text


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(arguments) == code
    out, err = capsys.readouterr()
    return err if code else out


def test_the_command_line_shows_saves_and_gives_it_to_programs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own = str(tmp_path / "data")
    said(capsys, "tasks", "list", "--data", own)
    with closing(open_store(tmp_path / "data")) as store:
        for decision in ("answer", "none"):
            store.question_log.add("问", decision=decision, entry_id="E1", confidence=1.0, at=NOW - timedelta(days=1))
    common = ("report", "questions", "--month", "2026-10", "--data", own)
    assert "2026年10月提问月报" in said(capsys, *common)
    read: dict[str, Any] = json.loads(said(capsys, *common, "--json"))
    assert (read["month"], read["total"]["asked"], read["total"]["unanswered"]) == ("2026-10", 2, 1)
    assert read["hot"] == [{"entry": "E1", "text": "", "count": 2}]
    out = tmp_path / "月报.csv"
    assert "已导出" in said(capsys, *common, "--out", str(out))
    assert "合计,全部提问,提问,2" in out.read_text("utf-8-sig")
    assert "请用 .xlsx、.csv 结尾" in said(capsys, *common, "--out", "a.pdf", code=2)
    assert "没看懂“哪月”" in said(capsys, "report", "questions", "--month", "哪月", "--data", own, code=2)
