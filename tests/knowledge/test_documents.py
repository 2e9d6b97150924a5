from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import (
    Cell,
    Column,
    Document,
    Problem,
    Record,
    Row,
    Table,
    defused,
    records,
    tidy,
    title_of,
)

COLUMNS = (
    Column(name="序号", synonyms=("编号",)),
    Column(name="任务名称", synonyms=("工作任务", "重点工作", "任务"), required=True),
    Column(name="任务内容", synonyms=("具体要求", "工作要求")),
    Column(name="责任单位", synonyms=("承办单位", "责任科室")),
    Column(name="牵头单位", synonyms=("牵头",)),
    Column(name="配合单位", synonyms=("配合",)),
    Column(name="时间节点", synonyms=("完成时限", "时限要求", "完成时间", "时限")),
)
HEADER = "序号|任务名称|责任单位|时间节点"


def table(*lines: str, name: str = "第1个表格") -> Table:
    """Rows written as `a|b|c`; `<` continues the cell to the left, `^` the one above."""
    rows: list[tuple[Cell, ...]] = []
    for line in lines:
        cells: list[Cell] = []
        for text in line.split("|"):
            if text == "<":
                cells.append(Cell(text=cells[-1].text, merged_up=cells[-1].merged_up, merged_left=True))
            elif text == "^":
                cells.append(Cell(text=rows[-1][len(cells)].text, merged_up=True))
            else:
                cells.append(Cell(text=text))
        rows.append(tuple(cells))
    return Table(name=name, rows=tuple(Row(number=number, cells=cells) for number, cells in enumerate(rows, start=1)))


def read(*tables: Table, title: str = "") -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    return records(Document(name="表.docx", title=title, tables=tables), COLUMNS)


def values(found: tuple[Record, ...], *names: str) -> list[tuple[str, ...]]:
    return [tuple(record.values[name] for name in names) for record in found]


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        "编号|工作任务|承办单位|时限要求",
        " 序 号 |任务\n\n名称|责任\n单位|完成时限（月底前）",
        "ＮＯ|重点工作（2022年）|责任科室|时限",
        "序号|主要工作任务|责任单位及责任人|时间节点",
    ],
)
def test_columns_are_found_by_the_names_offices_use(header: str) -> None:
    found, problems = read(table("某区2022年任务表|<|<|<", header, "1|政策发布|区政府办|全年"))
    assert values(found, "任务名称", "责任单位", "时间节点", "任务内容") == [("政策发布", "区政府办", "全年", "")]
    assert problems == ()


def test_a_record_says_where_it_stands() -> None:
    ((record,), _) = read(table(HEADER, "1| 政策\n\n 发布 |区政府办|全年"))
    assert record == Record(
        where="第1个表格第2行",
        number=2,
        values={
            "序号": "1",
            "任务名称": "政策\n发布",
            "任务内容": "",
            "责任单位": "区政府办",
            "牵头单位": "",
            "配合单位": "",
            "时间节点": "全年",
        },
    )


@pytest.mark.parametrize(
    ("header", "name", "content"),
    [
        ("任务名称|任务内容", "甲", "乙"),
        ("任务内容|任务名称", "乙", "甲"),
        ("任务|具体要求", "甲", "乙"),
        ("任务具体要求|工作任务", "乙", "甲"),
        ("任务名称|任务名称|具体要求", "甲", "丙"),
    ],
)
def test_an_exact_name_wins_then_the_longest_then_the_leftmost(header: str, name: str, content: str) -> None:
    found, _ = read(table(header, "甲|乙|丙"))
    assert values(found, "任务名称", "任务内容") == [(name, content)]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("序号|任务名称|责任单位|<|时间节点", "^|^|牵头单位|配合单位|^"),
        ("序号|任务名称|责任单位||时间节点", "||牵头单位|配合单位|"),
        ("序号|任务名称|责任单位|<|时间节点", "^|^|牵头|配合|^"),
        ("工作任务|<|分工|<|时限", "序号|任务名称|牵头单位|配合单位|完成时间"),
        ("序号|任务名称|分工|<|时间节点", "^|^|牵头单位|配合单位"),
    ],
)
def test_a_header_may_stand_in_two_rows(upper: str, lower: str) -> None:
    found, problems = read(table("某区任务表|<|<|<|<", upper, lower, "1|政策发布|区司法局|各乡镇|全年"))
    assert values(found, "序号", "任务名称", "牵头单位", "配合单位", "时间节点") == [
        ("1", "政策发布", "区司法局", "各乡镇", "全年")
    ]
    assert problems == ()


def test_a_label_over_two_columns_names_the_first() -> None:
    found, _ = read(table("任务名称|责任单位|<|时间节点", "政策|区政府办|备注一|全年"))
    assert values(found, "任务名称", "责任单位", "时间节点") == [("政策", "区政府办", "全年")]


def test_the_first_row_of_data_is_no_second_header() -> None:
    found, _ = read(table("序号|任务名称||时间节点", "1|牵头单位|牵头|配合单位"))
    assert values(found, "任务名称", "时间节点") == [("牵头单位", "配合单位")]


def test_a_table_split_over_several_goes_on_with_or_without_its_header() -> None:
    found, problems = read(
        table(HEADER, "1|甲|区政府办|全年"),
        table("2|乙|区政府办|全年", "3|丙|区政府办|全年", name="第2个表格"),
        table(HEADER, "4|丁|区政府办|全年", name="第3个表格"),
        table("5|戊|区政府办|全年", HEADER, "6|己|区政府办|全年", name="第4个表格"),
        table("任务名称|序号|时间节点", "庚|7|全年", name="第5个表格"),
    )
    assert values(found, "序号", "任务名称") == [(str(n), name) for n, name in enumerate("甲乙丙丁戊己庚", start=1)]
    assert [record.where for record in found][1::2] == ["第2个表格第1行", "第3个表格第2行", "第4个表格第3行"]
    assert problems == ()


def test_a_header_that_stands_again_is_no_row_and_may_change_the_order() -> None:
    found, problems = read(
        table(
            HEADER,
            "1|甲|区政府办|全年",
            HEADER,
            "2|乙|区政府办|全年",
            "任务名称|序号|时间节点|责任单位",
            "丙|3|全年|区教育局",
        )
    )
    assert values(found, "序号", "责任单位") == [("1", "区政府办"), ("2", "区政府办"), ("3", "区教育局")]
    assert problems == ()


@pytest.mark.parametrize(
    ("line", "category"),
    [
        ("一、主动公开|<|<|<", "一、主动公开"),
        ("主动\n公开类|<|<|<", "主动公开类"),
        ("（一）主动公开|||", "（一）主动公开"),
        ("第一部分 主动公开|||", "第一部分 主动公开"),
        ("一|主动公开|<|<", "主动公开"),
        ("（二）|主动公开|<|<", "主动公开"),
        ("备注：以上由区政府办解释|<|<|<", ""),
        ("注：无|||", ""),
        ("某区任务表|<|<|<", ""),
        ("续表|<|<|<", ""),
    ],
)
def test_a_heading_over_all_columns_names_the_rows_below_it(line: str, category: str) -> None:
    found, problems = read(table(HEADER, line, "1|甲|区政府办|全年"), title="某区 任务表")
    assert [record.category for record in found] == [category]
    assert problems == ()


def test_a_heading_holds_over_the_next_table_and_until_the_next_heading() -> None:
    found, _ = read(
        table(HEADER, "0|甲|乙|丙", "一、公开|<|<|<", "1|甲|乙|丙"),
        table("2|甲|乙|丙", "二、解读|<|<|<", "3|甲|乙|丙"),
        table("三、回应|<|<|<", HEADER, "4|甲|乙|丙"),
    )
    assert [record.category for record in found] == ["", "一、公开", "一、公开", "二、解读", "三、回应"]


@pytest.mark.parametrize("line", ["|||", " |\n||", "^|^|^|^", "|^||^"])
def test_rows_that_say_nothing_are_no_rows(line: str) -> None:
    found, problems = read(table(HEADER, "1|甲|区政府办|全年", line))
    assert len(found) == 1
    assert problems == ()


def test_a_merged_cell_gives_its_text_to_every_row_and_says_so() -> None:
    found, _ = read(table(HEADER, "1|甲|区政府办|全年", "^|^|区教育局|^"))
    assert values(found, "任务名称", "责任单位", "时间节点") == [("甲", "区政府办", "全年"), ("甲", "区教育局", "全年")]
    assert [record.continued for record in found] == [frozenset(), {"序号", "任务名称", "时间节点"}]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("2||区政府办|全年", "2 | 区政府办 | 全年"),
        ("2| \n |区政\n府办", "2 | 区政府办"),
        ("2", "2"),
        ("一般事项|||", "一般事项"),
        ("审核要点|||", "审核要点"),
        (f"{'长' * 90}|||", "长" * 80),
    ],
)
def test_a_row_without_a_required_cell_is_named_and_does_not_stop_the_rest(line: str, text: str) -> None:
    found, problems = read(table(HEADER, line, "3|丙|区政府办|全年"))
    assert values(found, "序号") == [("3",)]
    assert problems == (Problem(where="第1个表格第2行", text=text, reason="“任务名称”是空的，请补上后重新导入"),)


MISSING = "没有找到表头，缺少“任务名称”列；请把表头改成常用的名称，或者补上这些列后重新导入"
UNSURE = "没有找到表头；请把表头改成常用的名称，或者补上这些列后重新导入"


@pytest.mark.parametrize(
    ("lines", "text", "reason"),
    [
        (["序号|事项|单位", "1|甲|乙"], "序号、事项、单位", MISSING),
        (["", ""], "", MISSING),
        (["主要任务情况|说明"], "主要任务情况、说明", UNSURE),
        (["某区重点工作任务名称一览|<|<", "甲|乙|丙"], "某区重点工作任务名称一览", UNSURE),
    ],
)
def test_without_a_header_the_problem_names_what_is_missing_and_what_was_seen(
    lines: list[str], text: str, reason: str
) -> None:
    assert read(table(*lines)) == ((), (Problem(where="第1个表格", text=text, reason=reason),))


def test_of_several_tables_without_a_header_the_likeliest_is_named() -> None:
    _, (problem,) = read(table("联系人|电话"), table("主要任务情况|说明", name="第2个表格"))
    assert problem.where == "第2个表格"


def test_without_a_table_the_problem_says_what_it_needs() -> None:
    reason = "文件里没有表格，请上传带表头的表格，至少要有“任务名称”列"
    assert read() == ((), (Problem(where="表.docx", text="", reason=reason),))


def test_without_required_columns_there_is_still_a_plain_answer() -> None:
    document = Document(name="空.csv", title="")
    assert records(document, (Column(name="甲"),))[1][0].reason == "文件里没有表格，请上传带表头的表格"


def test_a_table_of_another_shape_without_a_header_is_named() -> None:
    found, problems = read(
        table("联系人|电话", name="第1个表格"), table(HEADER, "1|甲|乙|丙"), table("", name="第3个表格")
    )
    assert len(found) == 1
    (problem,) = problems
    assert (problem.where, problem.text) == ("第1个表格", "联系人、电话")
    assert "没有找到表头" in problem.reason


def test_a_header_without_rows_is_read_and_gives_nothing() -> None:
    assert read(table(HEADER)) == ((), ())


def test_a_table_of_one_column_is_read() -> None:
    found, _ = read(table("任务名称", "一、甲", "乙"))
    assert values(found, "任务名称") == [("一、甲",), ("乙",)]


@pytest.mark.parametrize(
    ("lines", "first", "title"),
    [
        (["2022年任务表"], "", "2022年任务表"),
        (["", " 附件 ", "2022年任务表", "2022年4月"], "", "2022年任务表"),
        (["附件1", "2022年任务表"], "", "2022年任务表"),
        (["附件2：2022年任务表"], "", "2022年任务表"),
        (["关于印发任务表的通知", "各乡镇：", "附件", "", "2022年任务表"], "", "2022年任务表"),
        (["附件管理办法"], "", "附件管理办法"),
        (["附件"], "2022年\n任务表|<|<", "2022年任务表"),
        ([], "2022年任务表||", "2022年任务表"),
        ([], "序号|任务|时限", ""),
        (["附 件 三"], "", ""),
    ],
)
def test_the_title_stands_above_or_in_the_first_rows(lines: list[str], first: str, title: str) -> None:
    tables = [table("||", first, "序号|任务|时限", "说明||")] if first else []
    assert title_of(lines, tables) == title


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        (" +1", "' +1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("\t甲", "'\t甲"),
        ("\r甲", "'\r甲"),
        ("甲=乙", "甲=乙"),
        ("", ""),
    ],
)
def test_text_that_a_sheet_would_run_is_defused(text: str, safe: str) -> None:
    assert defused(text) == safe


CELLS = st.one_of(
    st.sampled_from(["", "1", "甲", "一、公开", "任务名称", "责任单位", "注：无", "长" * 40]), st.text(max_size=6)
)
LINES = st.lists(st.lists(CELLS, max_size=5), max_size=8)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for line in draw(LINES):
        cells: list[Cell] = []
        for text in line:
            up = bool(rows) and len(cells) < len(rows[-1]) and draw(st.booleans())
            left = not up and bool(cells) and draw(st.booleans())
            shown = rows[-1][len(cells)].text if up else cells[-1].text if left else text
            cells.append(Cell(text=shown, merged_up=up, merged_left=left))
        rows.append(tuple(cells))
    return Table(name="表格", rows=tuple(Row(number=n, cells=cells) for n, cells in enumerate(rows, start=1)))


@given(st.lists(tables(), max_size=3))
def test_any_tables_give_records_and_problems(some: list[Table]) -> None:
    found, problems = read(*some)
    assert all(record.values["任务名称"] for record in found)
    assert all(problem.where and problem.reason for problem in problems)
    assert set().union(*(record.values for record in found)) <= {column.name for column in COLUMNS}


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8)), max_size=12))
def test_every_row_of_data_is_a_record_or_a_problem(rows: list[tuple[str, str, str]]) -> None:
    fields = [tuple(tidy(text).replace("|", "") for text in row) for row in rows]
    lines = ("序号|任务名称|时间节点", *(f"数{a}|事{b}|{c}" if a else f"数|{b}|{c}" for a, b, c in fields))
    whole = Table(
        name="表格",
        rows=tuple(
            Row(number=number, cells=tuple(Cell(text=text) for text in line.split("|")))
            for number, line in enumerate(lines, start=1)
        ),
    )
    found, problems = read(whole)
    assert len(found) + len(problems) == len(fields)
    assert sorted([record.number for record in found] + [int(one.where[3:-1]) for one in problems]) == [
        *range(2, len(fields) + 2)
    ]
