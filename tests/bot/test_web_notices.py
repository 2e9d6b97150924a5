"""The office's notices page: written and followed there, its list saved; what no longer holds is marked in the chat."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from bot import marking, noticing
from bot.handlers import router
from bot.ports.messages import Incoming
from bot.ports.people import Person, Role
from bot.relay import Relay
from bot.web.lines import lines_from
from reminders.notices import NoticeState
from tests.bot.notice_room import Wire
from tests.bot.web_browser import Browser, Program

if TYPE_CHECKING:
    from bot.ports.messages import Reply

JUSTICE = "demo:liaison:区司法局"


class Office(Program):
    """The program with its own handlers, on a workday."""

    def __init__(self) -> None:
        super().__init__(self._handled)
        self.time += timedelta(days=2)
        self.wire = Wire()

    def _handled(self, incoming: Incoming) -> tuple[Reply, ...]:
        return router.handle(self.house, incoming)

    def go_on(self) -> None:
        """Queue and send what is due; what is sent stands in the chat."""
        while noticing.advance(self.house, self.time):
            pass
        asyncio.run(Relay(self, {"web": self.wire}).drain())
        noticing.advance(self.house, self.time)
        for address, reply in self.wire.sent:
            self.tell(address, reply)
        self.wire.sent.clear()

    def say(self, browser: Browser, text: str, **more: str) -> str:
        form = {"text": text, "back": "/office/notices", "message_id": str(len(self.received)), **more}
        return browser.get(browser.post("/office/do", form).headers["location"]).text


@pytest.fixture
def office() -> Office:
    return Office()


def sent(office: Office, browser: Browser) -> None:
    form = {"more": "请核对清单。", "whom": "全体联络员", "message_id": "n"}
    browser.post("/office/notices", form, files=[("file", ("清单.xlsx", b"table"))])
    office.say(browser, "确认发送")
    office.go_on()


def test_a_notice_is_written_with_files_a_list_a_time_and_a_mark(office: Office) -> None:
    browser = Browser(office)
    form = {"more": "开会", "whom": "群众", "list": "区司法局", "when": "明天上午9点", "urgent": "1", "message_id": "n"}
    answer = browser.post("/office/notices", form, files=[("file", ("图.png", b"picture"))])
    said = [(one.text, len(one.files)) for one in office.received]
    assert said == [("/通知", 0), ("开会", 1), ("区司法局", 0), ("紧急", 0), ("定时 明天上午9点", 0)]
    shown = browser.get(answer.headers["location"]).text
    for words in ("将发给区司法局联络员，共1人", "定在10月27日 09:00发", "已标为紧急"):
        assert words in shown


def field_of(shown: str, name: str) -> str:
    """The opening tag of a field of the form."""
    found = re.search(rf'<(?:input|textarea)[^>]*name="{name}"[^>]*>[^<]*', shown)
    return found[0] if found else ""


def test_what_is_not_understood_is_said_and_what_was_written_stays(office: Office) -> None:
    browser = Browser(office)
    form = {"more": "开会", "whom": "区司法局", "when": "改天", "urgent": "1", "message_id": "n"}
    shown = browser.get(browser.post("/office/notices", form).headers["location"]).text
    assert "没看懂是什么时候" in shown
    assert "确认发送" not in shown
    assert field_of(shown, "more").endswith(">开会")
    assert '<option value="区司法局" selected>' in shown
    assert "checked" in field_of(shown, "urgent")
    form = {"more": "开会", "whom": "群众", "list": "火星局、区司法局", "when": "明天9点", "message_id": "m"}
    shown = browser.get(browser.post("/office/notices", form).headers["location"]).text
    assert "名单里这些没有找到：火星局" in shown
    form = {"more": "开会", "whom": "群众", "list": "上党经开区、区司法局", "when": "明天9点", "message_id": "l"}
    shown = browser.get(browser.post("/office/notices", form).headers["location"]).text
    assert 'value="上党经开区、区司法局"' in field_of(shown, "list")
    assert 'value="2026-10-27 09:00"' in field_of(shown, "when")
    office.say(browser, "确认发送")
    assert field_of(browser.get("/office/notices").text, "more").endswith(">")


def test_a_file_that_is_too_large_is_named_and_the_rest_goes_on(office: Office) -> None:
    browser = Browser(office, max_file_bytes=9)
    form = {"more": "开会", "whom": "区司法局", "message_id": "n"}
    files = [("file", ("大.png", b"0123456789")), ("file", ("小.png", b"012"))]
    shown = browser.get(browser.post("/office/notices", form, files=files).headers["location"]).text
    assert "文件“大.png”太大" in shown
    assert "将发给区司法局联络员，共1人" in shown


def test_the_subscribers_of_a_topic_can_be_chosen(office: Office) -> None:
    person = office.store.people.at("web", JUSTICE)
    assert person is not None
    office.store.subscriptions.add(person.id, ["老年人"], at=office.time)
    browser = Browser(office)
    whom = "订阅“老年人”的人"
    assert f'<option value="{whom}">{whom}（1人）</option>' in browser.get("/office/notices").text
    form = {"more": "体检", "whom": whom, "message_id": "n"}
    shown = browser.get(browser.post("/office/notices", form).headers["location"]).text
    assert f"将发给{whom}，共1人" in shown
    assert f'<option value="{whom}" selected>' in shown


def test_what_was_not_agreed_to_is_written_anew_in_the_form(office: Office) -> None:
    browser = Browser(office)
    office.store.people.add(Person(id=0, role=Role.ADMIN, name="王芳"), channel="web", address="second")
    browser.post("/office/notices", {"more": "停水", "whom": "群众", "urgent": "1", "message_id": "n"})
    office.say(browser, "确认发送")
    second = Incoming(channel="web", address="second", message_id="s", text="不同意发送 1 日期", at=office.time)
    router.handle(office.house, second)
    shown = office.say(browser, "修改通知 1")
    assert field_of(shown, "more").endswith(">停水")
    assert 'value="1"' in field_of(shown, "notice")
    form = {"more": "周六停水", "whom": "群众", "notice": "1", "message_id": "m"}
    browser.post("/office/notices", form)
    office.say(browser, "确认发送")
    (notice,) = office.store.notices.all()
    assert (notice.text, notice.urgent, notice.state) == ("周六停水", False, NoticeState.WAITING)
    browser.post("/office/notices", {**form, "message_id": "k"})
    office.say(browser, "确认发送")
    assert len(office.store.notices.all()) == 2


def test_the_page_follows_a_notice_and_acts_on_it(office: Office) -> None:
    browser = Browser(office)
    sent(office, browser)
    shown = browser.get("/office/notices").text
    for words in ("已发完", "附件：清单.xlsx", "2 个还没点收", 'value="提醒未点收 1"', 'value="撤回通知 1"'):
        assert words in shown
    shown = office.say(browser, "撤回通知 1", more="写错了")
    assert "撤回原因：写错了" in shown
    notice = office.store.notices.get(1)
    assert notice is not None
    assert notice.state is NoticeState.WITHDRAWN


def test_what_is_being_sent_is_counted_on(office: Office) -> None:
    browser = Browser(office)
    browser.post("/office/notices", {"more": "开会", "whom": "全体联络员", "message_id": "n"})
    assert "data-live" in office.say(browser, "确认发送")
    assert "转为正式运行" in office.say(browser, "试运行")


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_list_of_a_notice_is_saved(office: Office, ending: str) -> None:
    browser = Browser(office)
    sent(office, browser)
    answer = browser.get(f"/office/notices/1.{ending}")
    assert answer.headers["content-disposition"].startswith("attachment")
    if ending == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    else:
        sheet = load_workbook(io.BytesIO(answer.content)).active
        assert sheet is not None
        rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert rows[0] == ["单位", "姓名", "渠道", "状态", "原因", "发出时间", "点收时间"]
    assert [row[:4] for row in rows[1:]] == [
        ["上党经开区", "上党经开区示例", "网页", "已发出"],
        ["区司法局", "区司法局示例", "网页", "已发出"],
    ]


@pytest.mark.parametrize("path", ["/office/notices/9.xlsx", "/office/notices/1.pdf"])
def test_a_list_that_is_not_there_is_not_found(office: Office, path: str) -> None:
    browser = Browser(office)
    sent(office, browser)
    assert browser.get(path).status_code == 404


def test_the_message_itself_says_that_it_is_corrected_or_withdrawn(office: Office) -> None:
    browser = Browser(office)
    sent(office, browser)
    chat = f"/?as={JUSTICE.removeprefix('demo:')}"
    assert 'class="mark"' not in browser.get(chat).text
    office.time += timedelta(minutes=1)
    office.say(browser, "更正 1 请在周五前核对清单。")
    office.say(browser, "确认发送")
    office.go_on()
    assert browser.get(chat).text.count("已更正，以后面的为准") == 1
    office.say(browser, "撤回通知 1", more="不用核对了")
    office.go_on()
    # the correction does not hold any more either
    assert browser.get(chat).text.count('<p class="mark">已撤回</p>') == 2


def test_of_a_withdrawn_notice_nothing_is_left_to_tap(office: Office) -> None:
    sent(office, Browser(office))
    office.say(Browser(office), "撤回通知 1", more="不用核对了")
    person = office.store.people.at("web", JUSTICE)
    assert person is not None
    mails = office.store.mailbox.read(person.id)
    marks = marking.marks_of(office.house, [mail.reply for mail in mails if mail.reply])
    (line,) = lines_from(mails, now=office.time, marks=marks)
    assert (line.mark, line.void, line.taps) == ("已撤回", True, ())
