from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from knowledge.documents import UnreadableError
from knowledge.readers import Limits, read
from knowledge.readers.sheet import shown
from tests.knowledge.office import SHEET, ods, xlsx, zipped

MERGES = ("<mergeCell ", '<mergeCell ref="A1:J8"/><mergeCell ')


def grid(name: str, data: bytes) -> list[list[str]]:
    """The first sheet, `<` and `^` after a text that continues the cell to the left or above."""
    return [
        [cell.text + "<" * cell.merged_left + "^" * cell.merged_up for cell in row.cells]
        for row in read(name, data).tables[0].rows
    ]


def saved(book: openpyxl.Workbook) -> bytes:
    whole = io.BytesIO()
    book.save(whole)
    return whole.getvalue()


def test_a_workbook_is_read_with_its_titles_merges_and_sheets() -> None:
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.title = "任务分解表"
    lines: list[list[str | int | None]] = [
        ["附件"],
        ["2022年任务表"],
        ["序号", "任务", "单位"],
        [1, "甲\n乙", "区政府办"],
        [2, "丙", None],
        [None],
    ]
    for line in lines:
        first.append(line)
    first.merge_cells("A2:C2")
    first.merge_cells("C4:C5")
    first.merge_cells("A9:C12")
    first["A30"].number_format = "0.00"
    hidden = book.create_sheet("藏起来的")
    hidden.append(["不读"])
    hidden.sheet_state = "hidden"
    book.create_sheet("空的")
    second = book.create_sheet("第二张")
    second["B3"] = "靠右"
    second.merge_cells("B3:C4")
    document = read("表.xlsx", saved(book))
    assert document.title == "2022年任务表"
    assert [table.name for table in document.tables] == ["工作表“任务分解表”", "工作表“第二张”"]
    assert grid("表.xlsx", saved(book)) == [
        ["附件", "", ""],
        ["2022年任务表", "2022年任务表<", "2022年任务表<"],
        ["序号", "任务", "单位"],
        ["1", "甲\n乙", "区政府办"],
        ["2", "丙", "区政府办^"],
    ]
    assert [row.number for row in document.tables[1].rows] == [3]


def test_values_are_shown_as_they_were_typed() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    moment = dt.datetime(2022, 10, 31, 9, 5)  # noqa: DTZ001 - sheets know no zones
    sheet.append([1.0, 2.5, True, dt.date(2022, 10, 31), moment, dt.time(9, 30), "1.0"])
    sheet.append(["#N/A", None, "_x000D_甲\r\n乙 "])
    (first, second) = grid("表.xlsx", saved(book))
    assert first == ["1", "2.5", "是", "2022年10月31日", "2022年10月31日09:05", "09:30", "1.0"]
    assert second[2] == "甲\n乙"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e15, "1000000000000000"),
        (0.1 + 0.2, "0.3"),
        (float("inf"), "inf"),
        (False, "否"),
        (dt.timedelta(hours=26, minutes=5), "26:05"),
        (7, "7"),
    ],
)
def test_a_value_is_written_as_a_person_writes_it(value: object, text: str) -> None:
    assert shown(value) == text


def test_errors_are_empty() -> None:
    data = xlsx('<row r="1"><c r="A1" t="e"><v>#DIV/0!</v></c><c r="B1"><v>1</v></c></row>')
    assert grid("表.xlsx", data)[0][-1] == "1"
    assert "DIV" not in str(grid("表.xlsx", data))


def test_cells_without_a_reference_stand_side_by_side() -> None:
    data = xlsx('<row><c t="s"><v>0</v></c><c><v>3</v></c></row>', shared="<si><t>文</t></si>")
    assert grid("表.xlsx", data) == [["文", "3"]]


@pytest.mark.parametrize(
    "sheet",
    [
        '<row r="1"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="A1048577"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="一1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v>',
        '<row r="1"><c r="A1" t="s"><v>9</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>x</v></c></row>',
    ],
)
def test_a_sheet_that_makes_no_sense_is_refused(sheet: str) -> None:
    with pytest.raises(UnreadableError, match="已损坏"):
        read("表.xlsx", xlsx(sheet, shared="<si><t>文</t></si>"))


def test_rows_of_blanks_at_the_end_are_no_rows() -> None:
    line = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t xml:space="preserve">{1}</t></is></c></row>'
    assert grid("表.xlsx", xlsx(line.format(1, "甲") + line.format(5, "  "))) == [["甲"]]


def test_two_cells_at_the_ends_of_a_sheet_are_too_many() -> None:
    data = xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    with pytest.raises(UnreadableError, match="最远的在第 1048576 行第 16384 列"):
        read("表.xlsx", data)


def test_far_cells_without_content_are_no_cells() -> None:
    data = xlsx('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"/></row><row r="1048576"><c r="A1048576"/></row>')
    assert grid("表.xlsx", data) == [["1"]]


def test_one_long_text_shown_in_many_cells_is_too_much() -> None:
    cells = "".join(f'<c r="A{row}" t="s"><v>0</v></c>' for row in range(1, 101))
    data = xlsx(f'<row r="1">{cells}</row>', shared=f"<si><t>{'长' * 1000}</t></si>")
    assert len(read("表.xlsx", data).tables[0].rows) == 100
    with pytest.raises(UnreadableError, match="文字太多"):
        read("表.xlsx", data, limits=Limits(characters=99_999))


def test_merges_that_overlap_without_end_are_refused() -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="10"><c r="J10"><v>1</v></c></row>'
    merges = '<mergeCells><mergeCell ref="A1:J9"/></mergeCells>'
    sheet = f'<worksheet xmlns="{SHEET}"><sheetData>{cells}</sheetData>{{}}</worksheet>'
    path = "xl/worksheets/sheet1.xml"
    once, twice = (xlsx("", **{path: sheet.format(merges.replace("<mergeCell ", mark))}) for mark in MERGES)
    assert len(read("表.xlsx", once, limits=Limits(cells=100)).tables[0].rows) == 10
    with pytest.raises(UnreadableError, match="超过 100 个单元格"):
        read("表.xlsx", twice, limits=Limits(cells=100))


def test_a_package_without_a_workbook_is_refused() -> None:
    with pytest.raises(UnreadableError, match="已损坏"):
        read("表.xlsx", zipped({"xl/styles.xml": "<a/>"}))


T = '<t:table t:name="表">{}</t:table>'


def row(*cells: str, times: int = 1) -> str:
    return f'<t:table-row t:number-rows-repeated="{times}">{"".join(cells)}</t:table-row>'


def cell(text: str = "", attributes: str = "") -> str:
    content = text if text.startswith("<") or not text else f"<x:p>{text}</x:p>"
    return f"<t:table-cell {attributes}>{content}</t:table-cell>"


def covered(times: int = 1) -> str:
    return f'<t:covered-table-cell t:number-columns-repeated="{times}"/>'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (row(cell("a"), cell("b")), [["a", "b"]]),
        (row(cell("标题", 't:number-columns-spanned="3"'), covered(2)) + row(cell("a"), cell("b"), cell("c")),
         [["标题", "标题<", "标题<"], ["a", "b", "c"]]),
        (row(cell("甲", 't:number-rows-spanned="2"'), cell("1")) + row(covered(), cell("2")),
         [["甲", "1"], ["甲^", "2"]]),
        (row(cell("a", 't:number-columns-repeated="2"'), cell(attributes='t:number-columns-repeated="2"'), cell("b")),
         [["a", "a", "", "", "b"]]),
        (row(cell("a"), times=2) + row(cell(attributes='t:number-columns-repeated="16384"'), times=1_048_574),
         [["a"], ["a"]]),
        (row(cell("标题", 't:number-columns-spanned="1024"'), covered(1023)) + row(cell("a"), cell("b")),
         [["标题", "标题<"], ["a", "b"]]),
        (row(covered(3), cell("a")), [["", "", "", "a"]]),
        (row(cell("1.0", 'o:value-type="float" o:value="1"'), cell("x", 'o:value-type="float" o:value="x"')),
         [["1", "x"]]),
        (row(cell("31/10", 'o:value-type="date" o:date-value="2022-10-31"')), [["2022年10月31日"]]),
        (row(cell("TRUE", 'o:value-type="boolean" o:boolean-value="true"')), [["是"]]),
        (row(cell("<x:p>甲</x:p><x:p>乙</x:p>")), [["甲\n乙"]]),
        (row(cell('<x:p>a<x:s x:c="3"/>b<x:tab/>c<x:line-break/><x:span>d<x:a>e</x:a></x:span>f</x:p>')),
         [["a   b\tc\ndef"]]),
        (row(cell("<o:annotation><x:p>批注</x:p></o:annotation><x:p>正文</x:p>")), [["正文"]]),
        (row(cell("<x:p>甲<x:note/></x:p>")), [["甲"]]),
    ],
)  # fmt: skip
def test_open_document_sheets_are_read(content: str, expected: list[list[str]]) -> None:
    assert grid("表.ods", ods(T.format(content))) == expected


def test_hidden_and_empty_open_document_sheets_are_left_out() -> None:
    style = '<s:style s:name="{}"><s:table-properties t:display="{}"/></s:style>'
    tables = "".join(
        f'<t:table t:name="{name}" t:style-name="{name}">{row(cell(text))}</t:table>'
        for name, text in [("甲", "看得见"), ("乙", "看不见"), ("丙", "")]
    )
    styles = style.format("甲", "true") + style.format("乙", "false")
    document = read("表.ods", ods(tables, styles=styles))
    assert [table.name for table in document.tables] == ["工作表“甲”"]
    assert document.title == "看得见"


def test_rows_keep_the_number_they_have_in_the_sheet() -> None:
    document = read("表.ods", ods(T.format(row(cell(), times=3) + row(cell("a")))))
    assert [row.number for row in document.tables[0].rows] == [4]


@pytest.mark.parametrize(
    "content",
    [
        row(cell("a", 't:number-columns-repeated="999999999"')),
        row(cell("a"), times=999_999_999),
        row(cell("a", 't:number-columns-spanned="99999" t:number-rows-spanned="99999"')),
        row(cell(attributes='t:number-columns-repeated="999999999"'), cell("a")),
    ],
)
def test_a_cell_that_stands_for_a_million_is_too_many(content: str) -> None:
    with pytest.raises(UnreadableError, match="个单元格"):
        read("表.ods", ods(T.format(content)))


def test_a_locked_open_document_sheet_is_refused() -> None:
    with pytest.raises(UnreadableError, match="加了密码"):
        read("表.ods", ods("", manifest="<m><encryption-data/></m>"))
