"""The office's round as pages."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from bot.handlers import router
from bot.ports.people import Person, Role
from reminders.outbox import DeliveryState
from reminders.schedule import Deadline, Kind
from reminders.tasks import assignments
from reminders.units import UnitPhrase
from tests.bot.web_browser import UNITS, Browser, Program
from tests.contracts.samples import delivery
from tests.contracts.samples import task as any_task

if TYPE_CHECKING:
    from bot.ports.messages import Incoming, Reply

from reminders.directory import UnitDirectory


def furnished() -> tuple[Program, Browser]:
    """The pages over a real router and a table with one duty late and one ahead."""
    program = Program()

    def handle(incoming: Incoming) -> tuple[Reply, ...]:
        return router.handle(program.house, incoming)

    program.reply = handle
    tasks = [
        any_task(
            number,
            id=f"2026-{number}",
            year=2026,
            name=name,
            units=UnitPhrase(lead=("区司法局",), support=("区财政局",)),
            deadlines=(Deadline(wording="", kind=Kind.ONCE, occurrences=(date.fromisoformat(due),)),),
            milestones=(),
        )
        for number, name, due in ((4, "处罚<公开>", "2026-09-01"), (5, "双随机", "2026-11-20"))
    ]
    directory = UnitDirectory(UNITS)
    program.store.tasks.save(2026, "表", tasks, [one for each in tasks for one in assignments(each, directory)])
    return program, Browser(program)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page)))


def test_the_round_stands_on_one_page() -> None:
    _, browser = furnished()
    page = browser.get("/office/papers")
    assert page.status_code == 200
    said = words(page.text)
    assert "以前到期、还没确认齐的 1 项" in said
    assert "处罚<公开>" in said
    assert "10月24日至11月23日到期 1 项" in said
    assert "2026年第三季度" in said
    assert "到期1项工作，各单位共2件：已办结0件，待审核0件，同意延期0件，尚未确认2件。" in said
    assert "一项工作超期超过20个工作日，或者超期的工作达到3项" in said
    assert said.index("区司法局", said.index("约谈名单 2")) < said.index("区财政局", said.index("约谈名单 2"))
    assert "没有发出过提醒" in said
    assert "看本季度" in said
    assert "2026年第四季度" in words(browser.get("/office/papers?quarter=2026-Q4").text)
    assert "2026年第三季度" in words(browser.get("/office/papers?quarter=x").text)


def test_the_bulletin_is_released_from_the_page_by_two_steps() -> None:
    program, browser = furnished()
    shown = browser.post("/office/do", {"text": "通报 2026-Q3", "message_id": "1", "back": "/office/papers"})
    page = browser.get(shown.headers["location"])
    assert 'value="发布通报"' in page.text
    assert program.store.outbox.with_prefix("bulletin:") == ()
    browser.post("/office/do", {"text": "发布通报", "message_id": "2", "back": "/office/papers"})
    assert len(program.store.outbox.with_prefix("bulletin:2026-Q3:")) == 2
    assert "已经发布给各单位" in browser.get("/office/papers").text
    assert "发布通报" in browser.get("/office/trail").text


def test_a_decision_about_a_talk_is_recorded_from_the_page() -> None:
    program, browser = furnished()
    form = {"text": "约谈 区财政局", "more": "已电话了解", "message_id": "1", "back": "/office/papers"}
    browser.post("/office/do", form)
    assert "2026年10月24日 10:30已记录处理" in words(browser.get("/office/papers").text)
    assert [event.action for event in program.store.audit.all()] == ["talk.decided"]


def test_what_was_asked_of_the_units_stands_in_a_table_with_its_sum() -> None:
    program, browser = furnished()
    justice = program.store.people.with_role(Role.LIAISON, unit="区司法局")[0]
    program.store.outbox.put(delivery(person_id=justice.id))
    program.store.outbox.settle("remind:1", state=DeliveryState.SENT, at=program.time)
    page = browser.get("/office/burden")
    rows = [words(row).split() for row in re.findall(r"<tr>(.*?)</tr>", page.text, re.DOTALL)]
    assert [row for row in rows if row[0] in {"上党经开区", "区司法局", "区财政局", "合计"}] == [
        ["上党经开区", "0", "0", "0", "0", "0", "0"],
        ["区司法局", "1", "1", "1", "0", "0", "0"],
        ["区财政局", "0", "0", "0", "0", "0", "0"],
        ["合计", "1", "1", "1", "0", "0", "0"],
    ]
    assert "month=2026-09" in page.text
    assert "下一月" not in page.text
    before = browser.get("/office/burden?month=2026-09").text
    assert "2026年9月减负自查" in words(before)
    assert "month=2026-10" in before
    assert browser.get("/office/burden?month=1000-01").status_code == 200


def test_the_lists_can_be_saved_as_workbooks() -> None:
    program, browser = furnished()
    citizen = program.store.people.add(Person(id=0, role=Role.CITIZEN), channel="web", address="who")
    for text in ("椅子坏了", "灯坏了"):
        program.store.suggestions.add(text, person_id=citizen.id, unit="", at=program.time)
    program.store.suggestions.answer(1, "已修", by=1, at=program.time)
    assert table(browser.get("/office/suggestions.xlsx").content) == [
        ["编号", "时间", "谁", "内容", "答复", "答复时间"],
        ["2", "2026年10月24日 10:30", "群众", "灯坏了", "", ""],
        ["1", "2026年10月24日 10:30", "群众", "椅子坏了", "已修", "2026年10月24日 10:30"],
    ]
    answer = browser.get("/office/burden.xlsx?month=2026-09")
    assert "2026%E5%B9%B49%E6%9C%88" in answer.headers["content-disposition"]
    assert [row[0] for row in table(answer.content)] == ["单位", "上党经开区", "区司法局", "区财政局", "合计"]


def table(content: bytes) -> list[list[str]]:
    """The rows of a workbook from its header on."""
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    return [row for row in rows if row[1]]


def test_suggestions_are_answered_on_their_page_and_counted_on_the_first() -> None:
    program, browser = furnished()
    assert "没有等着答复的" in browser.get("/office/suggestions").text
    citizen = program.store.people.add(Person(id=0, role=Role.CITIZEN), channel="web", address="who")
    program.store.suggestions.add("椅子<坏>了", person_id=citizen.id, unit="", at=program.time)
    assert "1 条等着答复" in browser.get("/office").text
    assert "椅子<坏>了" in words(browser.get("/office/suggestions").text)
    form = {"text": "回复建议 1", "more": "已修", "message_id": "1", "back": "/office/suggestions"}
    browser.post("/office/do", form)
    page = words(browser.get("/office/suggestions").text)
    assert "等待答复的 0" in page
    assert "已修" in page
    assert "条等着答复" not in browser.get("/office").text


@pytest.mark.parametrize("path", ["/office/papers", "/office/burden", "/office/suggestions"])
def test_the_pages_are_the_offices_alone(path: str) -> None:
    browser = Browser(Program(demo=False), loopback=False, client="10.0.0.8", host="10.0.0.1:8765")
    browser.app.state.site.front.store.settings.set("office_password", "set")
    assert browser.get(path).headers["location"].startswith("/office/login")
