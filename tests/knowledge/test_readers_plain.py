from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import UnreadableError
from knowledge.readers import Limits, decoded, read

BOM = b"\xef\xbb\xbf"


def grid(name: str, text: str) -> list[list[str]]:
    """The first table."""
    return [[cell.text for cell in row.cells] for row in read(name, text.encode()).tables[0].rows]


@pytest.mark.parametrize(
    "data",
    [
        "序号,任务".encode(),
        BOM + "序号,任务".encode(),
        "序号,任务".encode("gb18030"),
        "序号,任务".encode("utf-16"),
        b"\xfe\xff" + "序号,任务".encode("utf-16-be"),
    ],
)
def test_a_csv_is_read_in_the_encodings_offices_save(data: bytes) -> None:
    (table,) = read("表.CSV", data).tables
    assert [cell.text for cell in table.rows[0].cells] == ["序号", "任务"]


@pytest.mark.parametrize("data", [b"\x81", b"a\0b", b"\xff\xfe\x00\xd8", b"a,b\x1b", b"\xff\xff\xff"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="不是文本文件"):
        decoded("表.csv", data)


def test_line_ends_are_made_one() -> None:
    assert decoded("a.txt", b"a\r\nb\rc\n") == "a\nb\nc\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("a;b\n1,5;2", [["a", "b"], ["1,5", "2"]]),
        ("a\tb\n1;2;3\t4", [["a", "b"], ["1;2;3", "4"]]),
        ("某区2022年任务表\n\na,b\n1,2\n", [["某区2022年任务表"], [], ["a", "b"], ["1", "2"]]),
        ('"a\nb",c\n"说""好""", d ', [["a\nb", "c"], ['说"好"', "d"]]),
        ("只有一列\n甲", [["只有一列"], ["甲"]]),
        ("=cmd|' /C calc'!A0,=1+1", [["=cmd|' /C calc'!A0", "=1+1"]]),
    ],
)
def test_a_csv_is_cut_by_the_delimiter_that_makes_even_rows(text: str, expected: list[list[str]]) -> None:
    assert grid("表.csv", text) == expected


def test_a_title_above_the_rows_of_a_csv_is_its_title() -> None:
    document = read("表.tsv", "附件\t\n2022年任务表\t\n序号\t任务\n1\t甲\n".encode())
    assert document.title == "2022年任务表"
    assert [row.number for row in document.tables[0].rows] == [1, 2, 3, 4]


def test_a_csv_whose_quote_never_ends_is_refused() -> None:
    with pytest.raises(UnreadableError, match="引号不成对"):
        read("表.csv", ('a,b\n1,"' + "长" * 200_000).encode())


@pytest.mark.parametrize(
    ("name", "text"), [("表.csv", "a,b\nc,d"), ("表.csv", "\n" * 4), ("表.md", "|a|b|\n|c|d|"), ("表.txt", "\ta\n" * 4)]
)
def test_cells_of_text_files_are_counted(name: str, text: str) -> None:
    with pytest.raises(UnreadableError, match="超过 1 个单元格"):
        read(name, text.encode() + b"x", limits=Limits(cells=1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| a | b |\n|---|:-:|\n| 1 | 2 |", [["a", "b"], ["1", "2"]]),
        ("a | b\n--- | ---\n1 | 2", [["a", "b"], ["1", "2"]]),
        ("|a|b|\n|1||", [["a", "b"], ["1", ""]]),
        (r"|a\|b|c<br/>d<BR>e|", [["a|b", "c\nd\ne"]]),
        ("  |a|\n", [["a"]]),
        ("|尾 \\|", [["尾 |"]]),
    ],
)
def test_markdown_tables_are_read(text: str, expected: list[list[str]]) -> None:
    assert grid("表.md", text) == expected


@pytest.mark.parametrize(
    ("text", "title", "paragraphs"),
    [
        ("说明\n\n# 2022年任务表\n\n|a|\n\n# 以后\n", "2022年任务表", ("说明", "2022年任务表", "以后")),
        ("2022年任务表\n|a|\n说明", "2022年任务表", ("2022年任务表", "说明")),
        ("只有文字，这里 | 不是表格\n第二行", "只有文字，这里 | 不是表格", ("只有文字，这里 | 不是表格", "第二行")),
    ],
)
def test_headings_are_titles_and_the_rest_is_text(text: str, title: str, paragraphs: tuple[str, ...]) -> None:
    document = read("表.markdown", text.encode())
    assert (document.title, document.paragraphs) == (title, paragraphs)


def test_markdown_tables_are_named_in_order() -> None:
    document = read("表.md", b"|a|\n\n|b|\n|-|\n|c|")
    assert [table.name for table in document.tables] == ["第1个表格", "第2个表格"]
    assert [row.number for row in document.tables[1].rows] == [1, 2]


WEB = "附件\n\n任务表\n\n\t序号\n\t名称\n\n\t1\n\t行政\n\n处罚\n\n\t2\n\t乙\n\n\n\t3\n\t丙\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (WEB, [["序号", "名称"], ["1", "行政\n\n处罚"], ["2", "乙"], ["3", "丙"]]),
        ("\ta\n\n\tb\n\tc\n\n\t1\n\t2\n\t3\n", [["a", "b", "c"], ["1", "2", "3"]]),
        ("\ta\n\tb\n\n\t1\n\t2\n\n\t3\n", [["a", "b"], ["1", "2"], ["3"]]),
        ("\ta\n\tb\n\t\n\tc\n", [["a", "b", "", "c"]]),
        ("序号\t名称\n1\t甲\n", [["序号", "名称"], ["1", "甲"]]),
        ("\t序号\t名称\n\t1\t甲\n", [["", "序号", "名称"], ["", "1", "甲"]]),
        ("标题\n\n|a|b|\n", [["a", "b"]]),
    ],
)
def test_a_table_copied_as_text_is_cut_into_rows(text: str, expected: list[list[str]]) -> None:
    assert grid("表.txt", text) == expected


def test_text_around_a_copied_table_is_text() -> None:
    document = read("表.txt", (WEB + "\n\n\n联系人：某某\n\n电话：12345\n").encode())
    assert document.title == "任务表"
    assert document.paragraphs == ("附件", "任务表", "联系人：某某", "电话：12345")
    assert document.tables[0].rows[-1].cells[-1].text == "丙"


def test_plain_text_has_no_tables() -> None:
    document = read("说明", "第一行\n第二行".encode())
    assert (document.title, document.paragraphs, document.tables) == ("第一行", ("第一行", "第二行"), ())


@given(
    st.lists(st.lists(st.text("甲乙1, ", max_size=4), min_size=3, max_size=3), min_size=1, max_size=9),
    st.integers(0, 2),
)
def test_a_copied_table_is_read_however_its_cells_break(rows: list[list[str]], breaks: int) -> None:
    """The header has one line a cell; other cells may hold blank lines, as the web page left them."""
    gap = "\n" * breaks
    lines = [["头一", "头二", "头三"], *([cell + gap + "尾" for cell in row] for row in rows)]
    text = "\n".join("".join(f"\t{cell}\n" for cell in line) for line in lines)
    assert grid("表.txt", text) == [
        ["\n".join(part.strip() for part in cell.split("\n")).strip() for cell in line] for line in lines
    ]
