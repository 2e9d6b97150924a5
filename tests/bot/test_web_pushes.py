"""Subscribing from the pages on topics; the office's page on what may be pushed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.handlers import router
from bot.ports.bank import Change
from bot.pushing import decide, offered
from knowledge.entries import Entry
from tests.bot.test_web_console import holds, page
from tests.bot.web_browser import NOW, Browser, Program

ENTRY = Entry(id="N1", question="高龄补贴怎么领？", answer="满80岁，到<社区>登记。")


@pytest.fixture
def program() -> Program:
    program = Program()
    program.reply = lambda incoming: router.handle(program.house, incoming)
    return program


def publish(program: Program, *entries: Entry) -> None:
    program.store.entries.save(entries, change=Change(at=NOW, actor="cli", action="bank.imported"))


def test_a_tap_on_the_page_of_topics_subscribes_in_the_chat(program: Program) -> None:
    browser = Browser(program)
    assert 'name="text" value="订阅 老年人"' in browser.get("/topics").text
    answer = browser.post("/chat", {"text": "订阅 老年人", "message_id": "wish"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/#end")
    (one,) = program.store.subscriptions.all()
    assert tuple(one.topics) == ("老年人",)


def test_before_anybody_subscribes_the_page_says_how(program: Program) -> None:
    text = page(Browser(program), "/office/pushes")
    assert holds(text, ["没有要您定的", "还没有人订阅", "/topics#subscribe", "最近六十天没有推送过"]) == []


def test_the_office_sees_what_is_new_and_decides_with_a_tap(program: Program) -> None:
    browser = Browser(program)
    for person in (7, 8):
        program.store.subscriptions.add(person, ["老年人"], at=NOW)
    program.store.subscriptions.pause(8, paused=True)
    publish(program, ENTRY, replace(ENTRY, id="N2", question="小微企业怎么贷款？"))
    text = page(browser, "/office/pushes")
    assert (
        holds(text, ["高龄补贴怎么领？", "新条目", "老年人　1 人", "满80岁，到&lt;社区&gt;登记。", "另有 1 条"]) == []
    )
    assert holds(text, ['value="推送 N1 第1版"', 'value="不推送 N1 第1版"', "其中 1 人暂停着"]) == []
    assert "全部推送" not in text
    assert "1 条等您同意推送" in page(browser, "/office")
    done = browser.post("/office/do", {"text": "推送 N1 第1版", "back": "/office/pushes", "message_id": "p"})
    shown = browser.get(done.headers["location"]).text
    assert holds(shown, ["已同意推送N1", "没有要您定的", "已经推送 <i>1</i>"]) == []
    assert "条等您同意推送" not in page(browser, "/office")


def test_many_are_decided_twenty_at_a_time(program: Program) -> None:
    program.store.subscriptions.add(7, ["老年人"], at=NOW)
    publish(program, *(replace(ENTRY, id=f"N{one}", question=f"老人第{one}件事？") for one in range(10, 32)))
    text = page(Browser(program), "/office/pushes")
    assert holds(text, ["推送这20条", "还有 2 条，定完再看"]) == []


def test_what_was_pushed_and_has_left_the_bank_is_named_by_its_id(program: Program) -> None:
    program.store.subscriptions.add(7, ["老年人"], at=NOW)
    publish(program, ENTRY)
    decide(program.house, offered(program.house, NOW), approved=True, by=1, now=NOW)
    program.store.entries.remove(["N1"])
    assert ">N1</a>" in page(Browser(program), "/office/pushes")
