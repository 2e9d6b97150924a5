from __future__ import annotations

import io

import docx
import pytest

from knowledge.documents import Cell, UnreadableError
from knowledge.readers import Limits, read
from tests.knowledge.office import p, relations, tbl, tc, tr, word, zipped


def grid(data: bytes) -> list[list[str]]:
    """The first table, `<` and `^` after a text that continues the cell to the left or above."""
    return [
        [cell.text + "<" * cell.merged_left + "^" * cell.merged_up for cell in row.cells]
        for row in read("表.docx", data).tables[0].rows
    ]


def test_a_file_saved_by_a_word_library_is_read_in_the_order_of_the_page() -> None:
    file = docx.Document()
    file.add_paragraph("附件")
    file.add_heading("2022年任务表")
    table = file.add_table(rows=3, cols=3)
    for row in table.rows:
        for cell in row.cells:
            cell.text = "甲"
    table.cell(0, 0).merge(table.cell(0, 2)).text = "一、公开"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "合并"
    file.add_paragraph("联系人：某某")
    file.add_table(rows=1, cols=1)
    whole = io.BytesIO()
    file.save(whole)
    document = read("表.docx", whole.getvalue())
    assert document.title == "2022年任务表"
    assert document.paragraphs == ("附件", "2022年任务表", "联系人：某某")
    assert [table.name for table in document.tables] == ["第1个表格", "第2个表格"]
    assert grid(whole.getvalue()) == [
        ["一、公开", "一、公开<", "一、公开<"],
        ["合并", "甲", "甲"],
        ["合并^", "甲", "甲"],
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([tr(tc("标题", span=3)), tr("a", "b", "c")], [["标题", "标题<", "标题<"], ["a", "b", "c"]]),
        (
            [tr(tc("甲", up="restart"), "1"), tr(tc("", up=""), "2"), tr(tc("", up="continue"), "3")],
            [["甲", "1"], ["甲^", "2"], ["甲^", "3"]],
        ),
        ([tr(tc("甲", span=2, up="restart")), tr(tc("", span=2, up=""))], [["甲", "甲<"], ["甲^", "甲<^"]]),
        ([tr(tc("甲", left="restart"), tc("", left="continue"), "乙")], [["甲", "甲<", "乙"]]),
        ([tr(tc("甲", up="")), tr(tc("乙", left=""))], [["甲"], ["乙"]]),
        ([tr("a", "b"), tr(tc("乙"), tc("", up=""), tc("丙", up=""))], [["a", "b"], ["乙", "b^", "丙"]]),
        ([tr("b", properties='<w:gridBefore w:val="1"/>')], [["", "b"]]),
        ([tr(tc("甲", span="x"), tc("乙", span=0), tc("丙", span="-2"))], [["甲", "乙", "丙"]]),
        ([tr("a"), tr("gone", properties='<w:del w:id="1"/>'), tr("b")], [["a"], ["b"]]),
    ],
)
def test_a_merged_cell_stands_in_every_place_it_covers(rows: list[str], expected: list[list[str]]) -> None:
    assert grid(word(tbl(*rows))) == expected


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (p("行政处罚", "信息公开"), "行政处罚\n信息公开"),
        ("<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:cr/><w:t>c</w:t></w:r></w:p>", "a\nb\nc"),
        ("<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p>", "a\tb"),
        ("<w:p><w:r><w:t>2026</w:t><w:noBreakHyphen/><w:t>06</w:t></w:r></w:p>", "2026-06"),
        (
            "<w:p><w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p>",
            "新",
        ),
        (
            "<w:p><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>新</w:t></w:r></w:moveTo></w:p>",
            "新",
        ),
        (
            "<w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
            "链接",
        ),
        (f"<w:p><mc:Choice><w:r>{p('框')}</w:r></mc:Choice><mc:Fallback>{p('框')}</mc:Fallback></w:p>", "框"),
        (p("外") + tbl(tr("内一", "内二")) + p("后"), "外\n内一\n内二\n后"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>", "控件"),
        ("<w:p/>", ""),
        ("<w:p><!-- 注 --><w:r><w:t/></w:r></w:p>", ""),
    ],
)
def test_a_cell_says_what_its_reader_sees(content: str, text: str) -> None:
    assert grid(word(tbl(tr(tc(content), "后面")))) == [[text, "后面"]]


def test_content_controls_and_insertions_may_wrap_tables_rows_and_cells() -> None:
    row = f"<w:sdt><w:sdtContent>{tr('a', 'b')}</w:sdtContent></w:sdt>"
    cell = f"<w:tr><w:sdt><w:sdtContent>{tc('c')}</w:sdtContent></w:sdt>{tc('d')}</w:tr>"
    body = f"<w:customXml>{p('标题', ' ')}<w:sdt><w:sdtContent>{tbl(row, cell)}</w:sdtContent></w:sdt></w:customXml>"
    document = read("表.docx", word(body))
    assert document.title == "标题"
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [["a", "b"], ["c", "d"]]
    assert [row.number for row in document.tables[0].rows] == [1, 2]


def test_paragraphs_nested_beyond_any_stack_are_read() -> None:
    deep = "<w:sdt><w:sdtContent>" * 90 + p("底") + "</w:sdtContent></w:sdt>" * 90
    assert read("表.docx", word(deep)).paragraphs == ("底",)


def test_the_main_part_is_found_by_its_relationship() -> None:
    data = word(p("正文"), main="word/document2.xml", relation="/word/document2.xml")
    assert read("表.docx", data).paragraphs == ("正文",)


def test_a_package_without_relationships_has_its_usual_main_part() -> None:
    document = '<w:document xmlns:w="urn:strict"><w:body><w:p><w:r><w:t>正文</w:t></w:r></w:p></w:body></w:document>'
    assert read("表", zipped({"word/document.xml": document})).paragraphs == ("正文",)


@pytest.mark.parametrize(
    "parts",
    [
        {"word/styles.xml": "<a/>"},
        {"word/document.xml": "<a/>"},
        {"word/document.xml": "<a>"},
        {"word/document.xml": ""},
        {"word/document.xml": "<a/>", "_rels/.rels": relations(officeDocument="word/gone.xml")},
        {"word/document.xml": "<a/>", "_rels/.rels": "no"},
    ],
)
def test_a_broken_package_is_refused(parts: dict[str, str]) -> None:
    with pytest.raises(UnreadableError, match="已损坏"):
        read("表.docx", zipped(parts))


def test_a_cell_that_claims_a_million_columns_gets_a_hundred() -> None:
    (row,) = read("表.docx", word(tbl(tr(tc("甲", span=1_000_000))))).tables[0].rows
    assert len(row.cells) == 100
    assert row.cells[99] == Cell(text="甲", merged_left=True)


def test_cells_are_counted_over_all_tables() -> None:
    data = word(tbl(tr("a", "b"), tr("c", "d")) + tbl(tr("e", "f")))
    assert len(read("表.docx", data, limits=Limits(cells=6)).tables) == 2
    with pytest.raises(UnreadableError, match="超过 5 个单元格"):
        read("表.docx", data, limits=Limits(cells=5))
