"""The office's page of the bank's health and exam, and what an import would do to the mark."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import checkups
from bot.web import health
from knowledge.entries import Entry
from knowledge.exam import Item
from tests.bot.web_browser import NOW, Browser, Program

ENTRY = Entry(id="e1", question="居住证怎么办？", similar=("居住证咋办",), answer="到派出所办理。", topic="户籍")
EXAM = "考题,标准问题\n居住证怎么办,居住证怎么办？\n没写,\n"
ITEMS = (Item(question="居住证怎么办", entry="e1"), Item(question="火星怎么去", absent=True))


@pytest.fixture
def program() -> Program:
    program = Program()
    program.store.entries.save([ENTRY])
    return program


def shown(program: Program) -> str:
    answer = Browser(program).get("/office/health")
    assert answer.status_code == 200
    return answer.text


def upload(program: Program, path: str, name: str, text: str, **form: str) -> str:
    return Browser(program).post(path, form, files=[("file", (name, text.encode()))]).text


def test_findings_stand_by_kind(program: Program) -> None:
    text = shown(program)
    assert "发现 2 处需要看一看：没有依据 1，该核对了 1。" in text
    assert "没有写核对日期" in text
    assert "上传一套考题" in text
    assert '<a href="/office/health">' in Browser(program).get("/office/bank").text


def test_a_long_list_is_cut_and_says_so(program: Program) -> None:
    many = [
        replace(ENTRY, id=f"n{one}", question=f"{one}号窗口办什么？", similar=())
        for one in range(health.MOST_SHOWN + 1)
    ]
    program.store.entries.save(many)
    assert f"只列出前 {health.MOST_SHOWN} 处" in shown(program)


def test_a_sound_bank_is_said_to_be_sound(program: Program) -> None:
    program.store.entries.remove(["e1"])
    assert "没有发现问题" in shown(program)


def test_an_exam_is_marked_and_kept(program: Program) -> None:
    text = upload(program, "/office/health", "考题.csv", EXAM)
    assert "1题，得1分，折合百分制100.0" in text
    assert "没有用上的" in text
    assert len(checkups.kept_exam(program.house)) == 1
    assert [event.action for event in program.store.audit.all()] == ["exam.kept"]
    assert program.store.audit.all()[0].actor.startswith("person:")
    assert "上次的成绩" in shown(program)


def test_the_kept_exam_is_sat_again(program: Program) -> None:
    checkups.keep_exam(program.house, ITEMS, name="考题.xlsx", now=NOW, actor="cli")
    checkups.examine(program.house, ITEMS, now=NOW)
    program.store.entries.save([replace(ENTRY, valid_until=(NOW - timedelta(days=9)).date())])
    text = Browser(program).post("/office/health").text
    assert "与上次相比（相同的2题）：50.0 → 50.0；变好1题，变差1题。" in text
    assert "1 → 0" in text
    assert "没拿满分的" in text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("考题.docx", "not a zip", "不是 .docx 格式"), ("考题.csv", "考题,标准问题\n没写,\n", "没有一道能用的考题")],
)
def test_a_file_that_is_no_exam_changes_nothing(program: Program, name: str, content: str, words: str) -> None:
    text = upload(program, "/office/health", name, content)
    assert 'role="alert"' in text
    assert words in text
    assert checkups.kept_exam(program.house) == ()


def test_without_a_file_or_a_kept_exam_there_is_nothing_to_mark(program: Program) -> None:
    assert Browser(program).post("/office/health").status_code == 400


@pytest.mark.parametrize(
    ("bank", "words"),
    [
        (
            "编号,标准问题,答案\ne1,户口怎么迁？,到派出所。\n",
            ["考题成绩会下降，百分制100.0 → 50.0", "变差的", "仍然导入"],
        ),
        ("编号,标准问题,答案\ne2,户口怎么迁？,到派出所。\n", ["导入后考题成绩不变", "确认导入"]),
    ],
)
def test_an_import_shows_what_it_would_do_to_the_mark(program: Program, bank: str, words: list[str]) -> None:
    checkups.keep_exam(program.house, ITEMS, name="考题.xlsx", now=NOW, actor="cli")
    text = upload(program, "/office/import", "题库.csv", bank, kind="bank")
    assert [word for word in words if word not in text] == []
    assert program.store.entries.all() == (ENTRY,)


def test_an_import_without_a_kept_exam_says_nothing_of_marks(program: Program) -> None:
    assert "考题" not in upload(program, "/office/import", "题库.csv", "标准问题,答案\n问,答\n", kind="bank")
