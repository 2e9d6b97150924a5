"""Topics as pages: open to anybody, whole without a script, with a QR code of their own address."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
import segno

from bot.ports.house import Office
from bot.web.topics import QUIET_ZONE, qr
from knowledge.entries import Entry
from knowledge.packages import Package
from knowledge.sources import Source
from tests.bot.web_browser import Browser, Program

LAW = Source(title="义务教育法", article="第十一条", issuer="全国人大常委会", date=date(2018, 12, 29))
ENTRIES = (
    Entry(id="E1", question="孩子几岁上学？", answer="6周岁。", sources=(LAW,)),
    Entry(id="E2", question="上学要考试吗？", answer="不考。", sources=(replace(LAW, article="第十二条"),)),
    Entry(id="E3", question="旧的规定？", answer="旧。", valid_until=date(2025, 1, 1)),
)
SCHOOL = Package(
    id="school",
    title="孩子上学",
    summary="就近入学。",
    who=("满6周岁的孩子",),
    papers=("户口簿", "出生证明"),
    entries=("E1", "E2", "E3"),
    unit="区教育局",
    valid_until=date(2026, 12, 31),
    sample=True,
)


class Seen(HTMLParser):
    """The buttons of a page that send something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sends: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "button" and held.get("name") == "text":
            self.sends.append(held.get("value") or "")


def shelved(*packages: Package) -> Program:
    program = Program()
    program.store.entries.save(ENTRIES)
    program.store.packages.save(packages or [SCHOOL])
    return program


def modules(drawn: str) -> list[list[int]]:
    """The dark and light modules of a drawn QR code, its quiet zone taken off."""
    found = re.search(r'viewBox="0 0 (\d+) \1"', drawn)
    assert found is not None
    size = int(found[1])
    rows = [[0] * size for _ in range(size)]
    path = re.findall(r' d="(M[^"]+)"', drawn)[-1]
    x, y = 0, 0.0
    for move, one, two in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", path):
        if move == "M":
            x, y = int(one), float(two)
        elif move == "m":
            x, y = x + int(one), y + float(two)
        else:
            rows[int(y)][x : x + int(one)] = [1] * int(one)
            x += int(one)
    inner = slice(QUIET_ZONE, size - QUIET_ZONE)
    return [row[inner] for row in rows[inner]]


def drawn_on(page: str) -> list[list[int]]:
    found = re.search(r"<svg.*?</svg>", page, re.DOTALL)
    assert found is not None
    return modules(found[0])


def encoded(address: str) -> list[list[int]]:
    return [list(row) for row in segno.make_qr(address, error="m").matrix]


@pytest.mark.parametrize("address", ["http://a.cn/topics/x", "https://zwgk.example.gov.cn/topics/" + "%E4%B8%8A" * 20])
def test_a_drawn_code_holds_the_address(address: str) -> None:
    assert modules(qr(address)) == encoded(address)


def test_a_stranger_opens_the_list_and_a_topic() -> None:
    program = shelved()
    browser = Browser(program, client="10.0.0.9", host="zwgk.example.gov.cn", loopback=False)
    page = browser.get("/topics")
    assert page.status_code == 200
    assert 'href="/topics/school"' in page.text
    assert "大家常问的" in page.text
    topic = browser.get("/topics/school").text
    for words in (
        "孩子上学",
        "示例",
        "就近入学。",
        "谁能办",
        "满6周岁的孩子",
        "<li>出生证明</li>",
        "解释单位：区教育局",
    ):
        assert words in topic
    assert "有效期至2026年12月31日" in topic
    assert "《义务教育法》第十一条、第十二条（全国人大常委会，2018年12月29日版）" in topic
    assert "能得到什么" not in topic


def test_a_topic_shows_what_is_still_in_force_and_each_question_is_asked_with_a_tap() -> None:
    program = shelved()
    browser = Browser(program)
    assert Seen(browser.get("/topics/school").text).sends == [
        "孩子几岁上学？",
        "上学要考试吗？",
        "订阅 孩子上学",
    ]
    answer = browser.post("/chat", {"text": "上学要考试吗？", "message_id": "topic"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/#end")
    assert "收到：上学要考试吗？" in browser.get("/").text


def test_a_page_carries_the_token_for_its_form() -> None:
    browser = Browser(shelved())
    page = browser.get("/topics/school").text
    assert f'name="token" value="{browser.token()}"' in page


@pytest.mark.parametrize(
    "package",
    [
        replace(SCHOOL, id="other"),
        replace(SCHOOL, valid_until=date(2026, 1, 1)),
        replace(SCHOOL, entries=("E3",)),
    ],
)
def test_a_topic_that_is_not_there_is_not_found(package: Package) -> None:
    assert Browser(shelved(package)).get("/topics/school").status_code == 404


def test_without_topics_the_list_says_so() -> None:
    page = Browser(Program()).get("/topics").text
    assert "还没有政策包" in page
    assert "大家常问的" not in page


def test_the_code_is_of_the_address_where_the_page_was_opened() -> None:
    page = Browser(shelved(), host="zwgk.example.gov.cn", client="10.0.0.9", loopback=False).get("/topics/school").text
    assert drawn_on(page) == encoded("http://zwgk.example.gov.cn/topics/school")
    assert "zwgk.example.gov.cn/topics/school" in page
    assert "web.address" not in page


def test_the_code_is_of_the_configured_address_if_there_is_one() -> None:
    program = shelved(replace(SCHOOL, id="上学"))
    program.house = replace(program.house, office=Office(address="https://zwgk.example.gov.cn"))
    page = Browser(program).get("/topics/上学").text
    assert drawn_on(page) == encoded("https://zwgk.example.gov.cn/topics/%E4%B8%8A%E5%AD%A6")
    assert "web.address" not in page


def test_a_code_that_only_works_on_this_machine_says_so() -> None:
    assert "别人扫不开" in Browser(shelved()).get("/topics/school").text


def test_large_type_leads_back_to_the_topic() -> None:
    browser = Browser(shelved())
    assert 'href="/care?on=1&amp;back=/topics/school"' in browser.get("/topics/school").text
    assert browser.get("/care?on=1&back=/topics/school").headers["location"] == "/topics/school"
    assert "data-care" in browser.get("/topics/school").text


def test_what_an_office_writes_stays_text() -> None:
    nasty = '<b>"x"</b>'
    program = shelved(replace(SCHOOL, title=nasty, summary=nasty, who=(nasty, "乙"), unit=nasty))
    for path in ("/topics", "/topics/school"):
        assert nasty not in Browser(program).get(path).text
