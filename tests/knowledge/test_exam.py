"""The exam of the bank: how it is read, marked and compared."""

import datetime as dt
import json
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answers import Answer, Candidate, Decision
from knowledge.documents import Cell, Document, Row, Table
from knowledge.entries import Entry, entries_from_jsonl
from knowledge.exam import (
    MOST_QUESTIONS,
    Item,
    Marked,
    Tally,
    by_topic,
    compare,
    item_to_dict,
    items_from,
    items_from_jsonl,
    marked_from_dict,
    marked_to_dict,
    sit,
    tally,
)
from tests.knowledge.bank import DATA, TODAY

CARD = Entry(
    id="a", question="社保卡丢了怎么补？", similar=("补社保卡",), answer="先挂失，再到网点补领。", topic="社保"
)
PAY = Entry(id="b", question="工资被拖欠怎么办？", answer="向人社部门投诉。", topic="欠薪")
BANK = (CARD, PAY)


def answer(decision: Decision, *entries: Entry) -> Answer:
    return Answer(
        question="问",
        decision=decision,
        confidence=0.9,
        entry=entries[0] if decision is Decision.ANSWER else None,
        candidates=tuple(Candidate(entry=entry, confidence=0.5) for entry in entries),
    )


@dataclass(frozen=True)
class Desk:
    """Says the same to every question."""

    answers: tuple[Answer, ...]
    beneath: tuple[Entry, ...] = ()

    def answer(self, _question: str, *, today: dt.date) -> tuple[Answer, ...]:
        assert today == TODAY
        return self.answers

    def related(self, _entry: Entry, *, today: dt.date) -> tuple[Entry, ...]:
        assert today == TODAY
        return self.beneath


RIGHT = answer(Decision.ANSWER, CARD)
WRONG = answer(Decision.ANSWER, PAY)
OFFERED = answer(Decision.SUGGEST, PAY, CARD)
NONE = answer(Decision.NONE, CARD)
BY_ID = Item(question="卡没了", entry="a")
BY_NAME = Item(question="卡没了", standard="社保卡丢了怎么补")
BY_WORDING = Item(question="卡没了", standard="补社保卡")
BY_WORDS = Item(question="卡没了", words=("挂失", "补领"))
OTHER_WORDS = Item(question="卡没了", words=("挂失", "邮寄"))
ABSENT = Item(question="明天下雨吗", absent=True)


@pytest.mark.parametrize(
    ("item", "answers", "points"),
    [
        *((item, (RIGHT,), 1) for item in (BY_ID, BY_NAME, BY_WORDING, BY_WORDS)),
        (OTHER_WORDS, (RIGHT,), 0),
        (BY_ID, (WRONG,), 0),
        (BY_ID, (OFFERED,), 0.5),
        (BY_ID, (answer(Decision.SUGGEST, PAY),), 0),
        (BY_ID, (NONE,), 0),
        (BY_ID, (NONE, RIGHT), 1),
        (ABSENT, (NONE,), 1),
        (ABSENT, (OFFERED,), 0.5),
        (ABSENT, (WRONG,), 0),
    ],
)
def test_a_question_is_marked_as_assessors_mark(item: Item, answers: tuple[Answer, ...], points: float) -> None:
    (one,) = sit([item], BANK, Desk(answers), today=TODAY)
    assert one.points == points


def test_the_right_entry_offered_beneath_another_answer_is_half() -> None:
    (one,) = sit([BY_ID], BANK, Desk((WRONG,), beneath=(CARD,)), today=TODAY)
    assert (one.points, one.decision, one.shown) == (0.5, Decision.ANSWER, (PAY.question,))


@pytest.mark.parametrize(
    ("item", "topic", "wanted"),
    [
        (BY_ID, "社保", "社保卡丢了怎么补？"),
        (BY_NAME, "社保", "社保卡丢了怎么补？"),
        (replace(BY_ID, topic="卡"), "卡", "社保卡丢了怎么补？"),
        (Item(question="卡没了", entry="z9"), "", "z9"),
        (Item(question="卡没了", standard="没有的问题"), "", "没有的问题"),
        (BY_WORDS, "", "挂失、补领"),
        (ABSENT, "", "不在库"),
    ],
)
def test_a_mark_says_its_topic_and_what_was_right(item: Item, topic: str, wanted: str) -> None:
    (one,) = sit([item], BANK, Desk((NONE,)), today=TODAY)
    assert (one.topic, one.wanted, one.shown) == (topic, wanted, ())


def marked(question: str, points: float, topic: str = "") -> Marked:
    return Marked(question=question, topic=topic, points=points, decision=Decision.NONE, shown=("甲",), wanted="乙")


def test_marks_are_summed_by_topic() -> None:
    marks = [marked("一", 1, "甲"), marked("二", 0.5, "乙"), marked("三", 0, "甲")]
    assert tally(marks) == Tally(questions=3, points=1.5)
    assert by_topic(marks) == {"甲": Tally(questions=2, points=1), "乙": Tally(questions=1, points=0.5)}
    assert [tally(some).score for some in (marks, marks[:2], [])] == [50, 75, 0]


def test_two_runs_are_compared_on_the_questions_they_share() -> None:
    before = [marked("一", 1), marked("二", 0), marked("三", 0.5), marked("旧", 1)]
    after = [marked("一", 0.5), marked("二", 0.5), marked("三", 0.5), marked("新", 0)]
    change = compare(before, after)
    assert (change.before, change.after) == (Tally(questions=3, points=1.5), Tally(questions=3, points=1.5))
    assert [two.question for _, two in change.better] == ["二"]
    assert [(one.points, two.points) for one, two in change.worse] == [(1, 0.5)]
    assert not change.fell
    assert compare(before, after[:1]).fell


def test_a_mark_is_written_and_read_back() -> None:
    one = marked("一", 0.5, "甲")
    assert marked_from_dict(json.loads(json.dumps(marked_to_dict(one)))) == one


def sheet(*rows: tuple[str, ...]) -> Document:
    cells = [tuple(Cell(text=text) for text in row) for row in rows]
    table = Table(name="表1", rows=tuple(Row(number=number, cells=row) for number, row in enumerate(cells, start=1)))
    return Document(name="考题.xlsx", title="", tables=(table,))


def test_an_exam_is_read_from_a_table() -> None:
    items, problems = items_from(
        sheet(
            ("考题", "条目编号", "标准问题", "要点", "分类", "是否在库"),
            ("卡没了", "a", "", "", "社保", ""),
            ("钱没了", "", "工资被拖欠怎么办？", "", "", "是"),
            ("补卡", "", "", "挂失；补领", "", ""),
            ("下雨吗", "不在库", "", "", "", ""),
            ("刮风吗", "a", "", "", "", "否"),
            ("没写", "", "", "", "", ""),
            ("卡没了？", "a", "", "", "", ""),
        )
    )
    assert items == (
        Item(question="卡没了", entry="a", topic="社保"),
        Item(question="钱没了", standard="工资被拖欠怎么办？"),
        Item(question="补卡", words=("挂失", "补领")),
        Item(question="下雨吗", absent=True),
        Item(question="刮风吗", absent=True),
    )
    assert [one.reason[:8] for one in problems] == ["请写明怎样算答对", "与表1第2行是同"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "不是完整的JSON"),
        ("[]", "应当是一个JSON对象"),
        ('{"question": "？", "entry": "a"}', "没有写问题"),
        (json.dumps({"question": "问" * 201, "entry": "a"}), "超过200字"),
        ('{"question": "问"}', "请写明怎样算答对"),
        ('{"question": "问", "entry": "a", "absent": true}', "请写明怎样算答对"),
        ('{"question": "问", "words": "挂失"}', "“words”应当"),
        ('{"question": "问", "words": [1]}', "“words”应当"),
        ('{"question": "问", "entry": []}', "“entry”应当是文字"),
    ],
)
def test_a_line_that_is_no_question_is_named(line: str, reason: str) -> None:
    items, (problem,) = items_from_jsonl(f"\n{line}\n")
    assert items == ()
    assert problem.where == "第2行"
    assert reason in problem.reason


def test_an_exam_has_an_end() -> None:
    text = "\n".join(json.dumps({"question": f"{number}", "entry": "a"}) for number in range(1, MOST_QUESTIONS + 3))
    items, problems = items_from_jsonl(text)
    assert len(items) == MOST_QUESTIONS
    assert [one.where for one in problems] == ["第2001行", "第2002行"]


@given(st.lists(st.text()))
def test_every_line_is_a_question_or_a_problem(lines: list[str]) -> None:
    text = "\n".join(lines)
    items, problems = items_from_jsonl(text)
    assert len(items) + len(problems) == sum(bool(line.strip()) for line in text.removeprefix("\ufeff").split("\n"))


@pytest.mark.parametrize("item", [BY_ID, BY_NAME, BY_WORDS, ABSENT, replace(BY_ID, topic="社保")])
def test_a_question_is_written_and_read_back(item: Item) -> None:
    assert items_from_jsonl(json.dumps(item_to_dict(item), ensure_ascii=False)) == ((item,), ())


def test_the_sample_exam_asks_sixty_questions_in_wordings_of_its_own() -> None:
    items, problems = items_from_jsonl((DATA / "sample_exam.jsonl").read_text(encoding="utf-8"))
    bank, _ = entries_from_jsonl((DATA / "sample_bank.jsonl").read_text(encoding="utf-8"))
    questions = {entry.id: entry.question for entry in bank}
    wordings = {text for entry in bank for text in (entry.question, *entry.similar)}
    assert (len(items), problems) == (60, ())
    assert [item.question for item in items if item.entry and questions.get(item.entry) != item.standard] == []
    assert [item.question for item in items if item.question in wordings] == []
    answers = [entry.answer for entry in bank]
    assert [
        item.words for item in items if item.words and not any(all(w in a for w in item.words) for a in answers)
    ] == []
