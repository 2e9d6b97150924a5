import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Cell, Document, Row, Table
from knowledge.entries import (
    Entry,
    Source,
    entries_from,
    entries_from_jsonl,
    entry_from_dict,
    entry_to_dict,
)
from tests.knowledge.bank import BANK, TODAY

FULL = Entry(
    id="a1",
    question="怎么办居住证？",
    answer="到派出所办理。",
    similar=("居住证咋办", "办居住证去哪"),
    negative=("居住证丢了怎么补？",),
    topic="户口证件",
    unit="区公安局",
    sources=(Source(title="居住证暂行条例", number="国令〔2015〕663号", date=dt.date(2015, 11, 26), article="第九条"),),
    valid_from=dt.date(2016, 1, 1),
    valid_until=dt.date(2030, 12, 31),
    checked_on=dt.date(2026, 6, 1),
    sample=True,
)


def lines(*rows: object) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


def sheet(*rows: tuple[str, ...]) -> Document:
    table = Table(
        name="工作表“问答”",
        rows=tuple(
            Row(number=number, cells=tuple(Cell(text=text) for text in row)) for number, row in enumerate(rows, start=1)
        ),
    )
    return Document(name="问答.xlsx", title="", tables=(table,))


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "in_force"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (TODAY + dt.timedelta(days=1), None, False),
        (None, TODAY - dt.timedelta(days=1), False),
    ],
)
def test_an_entry_is_in_force_between_its_days(
    valid_from: dt.date | None, valid_until: dt.date | None, in_force: bool
) -> None:
    assert replace(FULL, valid_from=valid_from, valid_until=valid_until).in_force(TODAY) is in_force


@pytest.mark.parametrize("one", [FULL, *BANK, Entry(id="x", question="问", answer="答")])
def test_an_entry_goes_to_json_and_back(one: Entry) -> None:
    assert entry_from_dict(json.loads(json.dumps(entry_to_dict(one)))) == one


def test_what_is_empty_is_not_written() -> None:
    assert entry_to_dict(Entry(id="x", question="问", answer="答")) == {"id": "x", "question": "问", "answer": "答"}


def test_an_entry_without_an_id_gets_one_from_its_question() -> None:
    first = entry_from_dict({"question": "怎么办居住证？", "answer": "甲"})
    again = entry_from_dict({"question": "怎么办居住证", "answer": "乙"})
    assert first.id == again.id
    assert first.id != entry_from_dict({"question": "怎么办身份证？", "answer": "甲"}).id


def test_similar_questions_are_stripped_and_kept_once() -> None:
    one = entry_from_dict({"id": 7, "question": " 问甲 ", "answer": "答", "similar": ["乙 ", "乙", "？", "丙"]})
    assert (one.id, one.question, one.similar) == ("7", "问甲", ("乙", "丙"))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "不是完整的JSON"),
        ("[" * 100_000, "不是完整的JSON"),
        ("[1]", "应当是一个JSON对象"),
        ('{"answer": "答"}', "没有写标准问题"),
        ('{"question": "？", "answer": "答"}', "没有写标准问题"),
        ('{"question": "问"}', "没有写答案"),
        (lines({"question": "问" * 201, "answer": "答"}), "标准问题超过200字"),
        (lines({"question": "问", "answer": "答" * 4001}), "答案超过4000字"),
        (lines({"question": "问", "answer": "答", "similar": ["问" * 201]}), "相似问法最多"),
        (lines({"question": "问", "answer": "答", "similar": [f"问{n}" for n in range(201)]}), "相似问法最多"),
        ('{"question": "问", "answer": "答", "similar": "问"}', "应当写在方括号里"),
        ('{"question": "问", "answer": "答", "similar": [1]}', "“similar”里应当都是文字"),
        ('{"question": "问", "answer": "答", "negative": [1]}', "“negative”里应当都是文字"),
        (lines({"question": "问", "answer": "答", "negative": ["问" * 201]}), "反例最多"),
        (lines({"question": "问", "answer": "答", "negative": [f"问{n}" for n in range(201)]}), "反例最多"),
        (lines({"question": "问", "answer": "答", "negative": ["问？"]}), "“问”写在反例里，又是标准问题"),
        (lines({"question": "问", "answer": "答", "similar": ["乙"], "negative": ["乙！"]}), "“乙”写在反例里"),
        ('{"question": "问", "answer": "答", "sources": ["法"]}', "写在一对花括号里"),
        ('{"question": "问", "answer": "答", "sources": [{}]}', "没有写名称"),
        ('{"question": "问", "answer": "答", "checked_on": "昨天"}', "“核对日期”的日期“昨天”读不懂"),
        (
            '{"question": "问", "answer": "答", "valid_from": "2022-02-02", "valid_until": "2022-02-01"}',
            "失效日期早于生效日期",
        ),
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_read(line: str, reason: str) -> None:
    entries, problems = entries_from_jsonl(f'\ufeff{line}\n\n{{"question": "问乙", "answer": "答"}}\n')
    assert [one.question for one in entries] == ["问乙"]
    assert [problem.where for problem in problems] == ["第1行"]
    assert reason in problems[0].reason


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ({"id": "a", "question": "问乙", "answer": "答"}, "编号“a”与第1行重复"),
        ({"id": "b", "question": "问甲？", "answer": "答"}, "与第1行是同一个问题"),
        ({"question": "問甲", "answer": "答"}, "与第1行是同一个问题"),
    ],
)
def test_the_first_of_two_same_rows_is_kept(second: dict[str, str], reason: str) -> None:
    entries, problems = entries_from_jsonl(lines({"id": "a", "question": "问甲", "answer": "答"}, second))
    assert [one.id for one in entries] == ["a"]
    assert [problem.where for problem in problems] == ["第2行"]
    assert reason in problems[0].reason


@given(
    st.lists(
        st.one_of(
            st.text(st.characters(exclude_characters="\n"), min_size=1).filter(str.strip),
            st.fixed_dictionaries(
                {"question": st.text(max_size=3), "answer": st.text(max_size=2)},
                optional={"id": st.text(max_size=1), "similar": st.lists(st.text(max_size=2)) | st.text()},
            ).map(json.dumps),
        )
    )
)
def test_each_row_is_an_entry_or_a_problem(rows: list[str]) -> None:
    entries, problems = entries_from_jsonl("\n".join(rows))
    assert len(entries) + len(problems) == len(rows)


def test_a_table_is_read_by_the_names_of_its_columns() -> None:
    entries, problems = entries_from(
        sheet(
            ("序号", "问题", "相似问题", "解答", "分类", "责任单位", "政策依据", "成文日期", "有效期至", "核对日期",
             "不该答的问法"),
            ("1", "怎么办居住证？", "居住证咋办；办居住证去哪\n暂住证", "到派出所。", "证件", "区公安局",
             "《居住证暂行条例》第九条", "2015年11月26日", "长期", "2026/6/1", "居住证丢了；居住证丢了"),
            ("2", "怎么办身份证？", "", "到派出所。", "证件", "区公安局", "", "", "", "上周", ""),
            ("1", "怎么改名？", "", "到派出所。", "", "", "", "", "", "", ""),
            ("4", "怎么销户？", "", "", "", "", "", "", "", "", ""),
        )
    )  # fmt: skip
    assert entries == (
        Entry(
            id="1",
            question="怎么办居住证？",
            answer="到派出所。",
            similar=("居住证咋办", "办居住证去哪", "暂住证"),
            negative=("居住证丢了",),
            topic="证件",
            unit="区公安局",
            sources=(Source(title="居住证暂行条例", article="第九条", date=dt.date(2015, 11, 26)),),
            checked_on=dt.date(2026, 6, 1),
        ),
    )
    assert sorted(problem.where for problem in problems) == [f"工作表“问答”第{row}行" for row in (3, 4, 5)]


def test_a_document_without_a_table_is_a_problem() -> None:
    entries, problems = entries_from(Document(name="通知.docx", title="通知"))
    assert entries == ()
    assert len(problems) == 1


def test_a_row_that_asks_back_needs_no_answer() -> None:
    entries, problems = entries_from(
        sheet(
            ("编号", "问题", "答案", "追问"),
            ("G1", "怎么办证？", "", "您是企业还是个人？企业→E1；个人→E2"),
            ("E1", "企业怎么办证？", "窗口办。", ""),
            ("E2", "个人怎么办证？", "", ""),
            ("E3", "怎么报税？", "", "哪种？企业E1"),
        )
    )
    assert [(one.id, one.answer, bool(one.guide)) for one in entries] == [("G1", "", True), ("E1", "窗口办。", False)]
    assert [one.reason[:8] for one in problems] == ["“答案”是空的，", "“引导”的选项“"]


def test_a_line_that_asks_back_goes_to_json_and_back() -> None:
    guide = {"ask": "哪种？", "options": [{"label": "企业", "entry": "E1"}, {"label": "个人", "entry": "E2"}]}
    one = entry_from_dict({"id": "G1", "question": "怎么办证？", "guide": guide, "checked_on": "2026-06-30"})
    assert entry_to_dict(one) == {"id": "G1", "question": "怎么办证？", "guide": guide, "checked_on": "2026-06-30"}
