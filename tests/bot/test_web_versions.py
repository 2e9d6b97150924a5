"""The office's pages on the bank's life: an entry's history, drafts and wordings that wait."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook

from bot.ports.bank import Change, Draft
from knowledge.entries import Entry, Source
from tests.bot.test_web_console import holds, page
from tests.bot.web_browser import NOW, Browser, Program

ENTRY = Entry(
    id="E&1",
    question="对补偿决定不服怎么办？",
    answer="可以申请行政复议。",
    similar=("补偿不服咋办",),
    negative=("补偿怎么算",),
    topic="土地征收",
    unit="区住建局",
    sources=(Source(title="国有土地上房屋征收与补偿条例", article="第二十六条"),),
    checked_on=date(2026, 10, 1),
    valid_until=date(2027, 1, 1),
    sample=True,
)
DOUBLED = "“补偿不服咋办”写在反例里，又是标准问题或者相似问法，请删去一处"
SIGNED = Change(at=NOW, actor="cli", action="bank.imported", note="<问答>.xlsx")


@pytest.fixture
def program() -> Program:
    program = Program()
    program.store.entries.save([ENTRY])
    program.store.entries.save([replace(ENTRY, answer="<b>可以</b>起诉。")], change=SIGNED)
    return program


@pytest.fixture
def browser(program: Program) -> Browser:
    return Browser(program)


def drafted(program: Program, **fields: object) -> None:
    person = program.store.people.at("web", "demo:liaison:区司法局")
    assert person is not None
    entry_id = str(fields.pop("entry_id", ""))
    draft = Draft(id=0, fields=fields, person_id=person.id, written_at=NOW, entry_id=entry_id, unit="区司法局")
    program.store.drafts.add(draft)


def test_an_entry_stands_with_every_version_and_the_way_back(browser: Browser) -> None:
    text = page(browser, "/office/entry?id=E%261")
    assert holds(text, ["对补偿决定不服怎么办？", "&lt;b&gt;可以&lt;/b&gt;起诉。", "有效期至2027年1月1日"]) == []
    assert (
        holds(text, ["也会问：补偿不服咋办", "不该答：补偿怎么算", "《国有土地上房屋征收与补偿条例》第二十六条"]) == []
    )
    assert holds(text, ["第2版（现在）", "命令行", "导入问答库（&lt;问答&gt;.xlsx）", "有版本记录以前就在"]) == []
    assert holds(text, ["<del>可以申请行政复议。</del>", 'value="恢复 E&amp;1 1"', 'value="恢复 E&amp;1 0"']) == []
    assert 'value="恢复 E&amp;1 2"' not in text


def test_an_entry_that_left_can_be_brought_back(program: Program, browser: Browser) -> None:
    program.store.entries.remove(["E&1"])
    text = page(browser, "/office/entry?id=E%261")
    assert holds(text, ["已撤下的条目", "现在不在题库里", "第3版（现在） 撤下", 'value="恢复 E&amp;1 2"']) == []
    assert 'value="恢复 E&amp;1 0"' not in text


def test_a_version_that_changed_no_words_says_so(program: Program, browser: Browser) -> None:
    program.store.entries.save([replace(ENTRY, answer="<b>可以</b>起诉。", sample=False, valid_until=date(2026, 1, 1))])
    program.store.entries.save([replace(ENTRY, answer="<b>可以</b>起诉。", valid_until=date(2026, 1, 1))])
    assert holds(page(browser, "/office/entry?id=E%261"), ["内容没有变化。", "! 不在有效期"]) == []


def test_an_entry_that_never_was_is_not_found(browser: Browser) -> None:
    assert browser.get("/office/entry?id=E2").status_code == 404
    assert browser.get("/office/entry").status_code == 404


def test_the_bank_leads_to_the_histories_and_to_what_waits(program: Program, browser: Browser) -> None:
    drafted(program, question="公证在哪里办？", answer="一楼。")
    assert holds(page(browser, "/office/bank"), ["/office/entry?id=E%261", "草稿与问法（1）"]) == []


def test_what_waits_is_shown_and_decided_by_typed_commands(program: Program, browser: Browser) -> None:
    text = page(browser, "/office/drafts")
    assert holds(text, ["没有等待发布的草稿", "没有待学的问法"]) == []
    drafted(program, question="公证在哪里办？", answer="一楼。")
    drafted(program, entry_id="E&1", negative=["补偿不服咋办"])
    program.store.phrasings.propose("E&1", "补偿太少咋整", person_id=1, at=NOW)
    program.store.phrasings.propose("E9", "去哪办", person_id=1, at=NOW)
    text = page(browser, "/office/drafts")
    assert holds(text, ["新条目", "<ins>一楼。</ins>", 'value="发布 D1"', 'value="退回草稿 D1"']) == []
    assert holds(text, ["修改 <a href", "现在不能发布：“补偿不服咋办”写在反例里", "也许改那一条更好"]) == []
    assert holds(text, ["补偿太少咋整", "1 人点了", 'value="采纳 W1"', 'value="不要 W1"', 'value="反例 W1"']) == []
    assert holds(text, ["E9（已不在题库里）", 'value="不要 W2"']) == []
    assert 'value="采纳 W2"' not in text
    browser.post("/office/do", {"text": "退回草稿 D1", "more": "写清几点开门", "back": "/office/drafts"})
    assert program.received[-1].text == "退回草稿 D1 写清几点开门"


def test_what_waits_can_be_saved_for_excel(program: Program, browser: Browser) -> None:
    drafted(program, question="公证在哪里办？", answer="=1+1")
    drafted(program, entry_id="E&1", negative=["补偿不服咋办"])
    program.store.phrasings.propose("E&1", "补偿太少咋整", person_id=1, at=NOW)
    program.store.phrasings.propose("E9", "去哪办", person_id=1, at=NOW)
    assert rows_of(browser, "drafts")[1:] == [
        (
            "D1",
            "区司法局",
            "2026年10月24日 10:30",
            "新条目",
            "公证在哪里办？",
            "'＋标准问题：公证在哪里办？\n＋答案：=1+1",
        ),
        ("D2", "区司法局", "2026年10月24日 10:30", "修改 E&1", ENTRY.question, DOUBLED),
    ]
    assert [row[:5] for row in rows_of(browser, "wordings")[1:]] == [
        ("W1", "补偿太少咋整", "1", "E&1", ENTRY.question),
        ("W2", "去哪办", "1", "E9", None),
    ]


def rows_of(browser: Browser, name: str) -> list[tuple[object, ...]]:
    sheet = load_workbook(io.BytesIO(browser.get(f"/office/{name}.xlsx").content)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def test_the_first_screen_counts_what_waits(program: Program, browser: Browser) -> None:
    assert "问答库里等您定的" not in page(browser, "/office")
    drafted(program, question="公证在哪里办？", answer="一楼。")
    program.store.phrasings.propose("E&1", "补偿太少咋整", person_id=1, at=NOW)
    text = page(browser, "/office")
    assert holds(text, ["问答库里等您定的 <i>2</i>", "1 条单位写的草稿，1 个待学问法", "<b>2</b> 件等我处理"]) == []


@pytest.mark.parametrize("path", ["/office/entry?id=E%261", "/office/drafts"])
def test_the_pages_are_for_the_office_only(program: Program, path: str) -> None:
    program.store.settings.set("office_password", "scrypt$x")
    assert Browser(program).get(path).status_code == 303
