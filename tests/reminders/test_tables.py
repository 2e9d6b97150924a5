"""The year's table: its columns, its year, its rows, and what only a person can decide."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from knowledge.readers import read
from reminders.directory import UnitDirectory, units_from_toml
from reminders.schedule import Kind
from reminders.tables import read_table, table_to_dict, year_of
from reminders.units import UnitPhrase

if TYPE_CHECKING:
    from reminders.tasks import TaskTable

ROOT = Path(__file__).parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
DIRECTORY = UnitDirectory(units_from_toml((ROOT / "reminders/data/units.toml").read_text(encoding="utf-8"))[0])
HEADER = "| 序号 | 任务名称 | 任务内容 | 责任单位 | 时间节点 |"


def table(*rows: str, title: str = "2022年任务分解表", header: str = HEADER, year: int | None = None) -> TaskTable:
    rule = "|" + "---|" * (header.count("|") - 1)
    text = "\n".join([f"# {title}", "", header, rule, *rows])
    return read_table(read("表.md", text.encode()), year=year, directory=DIRECTORY)


def csv_table(text: str) -> TaskTable:
    return read_table(read("表.csv", text.encode()), year=2022, directory=DIRECTORY)


def test_a_row_becomes_a_task() -> None:
    read_in = table("| 4 | 行政<br>处罚 | 年底前完成公示。 | 区司法局牵头，区财政局配合 | 10月底前 |")
    (one,) = read_in.tasks
    assert (one.year, one.number, one.name, one.content) == (2022, 4, "行政处罚", "年底前完成公示。")
    assert one.units == UnitPhrase(lead=("区司法局",), support=("区财政局",))
    assert [(line.kind, line.occurrences) for line in one.deadlines] == [(Kind.ONCE, (date(2022, 10, 31),))]
    assert [(each.text, each.occurrences) for each in one.milestones] == [("年底前完成公示", (date(2022, 12, 31),))]
    assert (read_in.problems, read_in.questions) == ((), ())


def test_a_milestone_that_says_what_the_deadline_says_is_not_offered() -> None:
    (one,) = table("| 4 | 处罚 | 10月底前完成公示。 | 区司法局 | 10月底前 |").tasks
    assert one.milestones == ()


@pytest.mark.parametrize(
    "header",
    [
        "| 时间节点 | 序号 | 任务名称 | 任务内容 | 责任单位 |",
        "| 完成时限 | 编号 | 工作任务 | 具体要求 | 承办单位 |",
        "| 完成时间 | 序号 | 重点工作 | 工作要求 | 责任科室 |",
        "| 时限要求 | 序号 | 重点任务 | 任务内容 | 责任部门 |",
    ],
)
def test_columns_are_found_by_any_of_their_names_in_any_order(header: str) -> None:
    (one,) = table("| 10月底前 | 4 | 处罚 | 内容 | 区司法局 |", header=header).tasks
    assert (one.number, one.name, one.content, one.units.responsible) == (4, "处罚", "内容", ("区司法局",))


@pytest.mark.parametrize(
    ("lead", "support", "units", "phrase"),
    [
        ("区司法局", "区财政局", None, UnitPhrase(lead=("区司法局",), support=("区财政局",))),
        ("区司法局", "", "区财政局", UnitPhrase(lead=("区司法局",), support=("区财政局",))),
        ("", "", "区财政局", UnitPhrase(responsible=("区财政局",))),
    ],
)
def test_leads_may_stand_in_a_column_of_their_own(
    lead: str, support: str, units: str | None, phrase: UnitPhrase
) -> None:
    head = "序号,任务名称,牵头单位,配合单位,时间节点" + (",责任单位" if units is not None else "")
    row = f"1,处罚,{lead},{support},10月底前" + (f",{units}" if units is not None else "")
    (one,) = csv_table(f"{head}\n{row}\n").tasks
    assert one.units == phrase


@pytest.mark.parametrize(
    ("title", "year"),
    [("2022年任务分解表", 2022), ("二〇二二年工作要点", 2022), ("２０２２年表", 2022), ("任务分解表", None)],
)
def test_the_year_stands_in_the_title(title: str, year: int | None) -> None:
    text = f"# {title}\n\n{HEADER}\n|---|---|---|---|---|\n| 1 | 名 | 内容 | 区司法局 | 全年 |"
    assert year_of(read("表.md", text.encode())) == year


def test_without_a_year_nothing_is_read() -> None:
    read_in = table("| 1 | 名 | 内容 | 区司法局 | 全年 |", title="任务表")
    assert (read_in.tasks, read_in.year) == ((), 0)
    assert "--year" in read_in.problems[0].reason
    assert table("| 1 | 名 | 内容 | 区司法局 | 全年 |", title="任务表", year=2023).year == 2023


def test_what_cannot_be_read_is_named_asked_and_never_stops_the_rest() -> None:
    read_in = table(
        "| 1 | 甲 | 内容 | 待定 | 尽快 |",
        "| 2 |  | 内容 | 区司法局 | 全年 |",
        "| 3 | 丙 | 内容 | 区司法局 | 全年 |",
    )
    assert [one.number for one in read_in.tasks] == [1, 3]
    assert (read_in.tasks[0].units, read_in.tasks[0].deadlines) == (UnitPhrase(), ())
    assert [one.where for one in read_in.problems] == [
        "第1个表格第3行",
        "第1个表格第2行“甲”责任单位",
        "第1个表格第2行“甲”时间节点",
    ]
    assert [one.text for one in read_in.questions] == ["待定", "尽快"]


def test_ditto_takes_what_stands_above() -> None:
    first, second = table("| 1 | 甲 | 内容 | 区司法局 | 10月底前 |", "| 2 | 乙 | 内容 | 同上 | 〃 |").tasks
    assert (second.units, second.deadlines) == (first.units, first.deadlines)


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        (("1", "2"), [1, 2]),
        (("（一）", "（二）"), [1, 2]),
        (("", ""), [1, 2]),
        (("7", ""), [7, 8]),
        (("1.0", "第12项"), [1, 12]),
        (("甲", "乙"), [1, 2]),
    ],
)
def test_numbers_are_read_or_counted_on(written: tuple[str, str], numbers: list[int]) -> None:
    rows = [f"| {number} | 第{place}件 | 内容 | 区司法局 | 全年 |" for place, number in enumerate(written)]
    assert [one.number for one in table(*rows).tasks] == numbers


def test_two_tasks_with_one_number_are_a_problem() -> None:
    read_in = table("| 1 | 甲 | 内容 | 区司法局 | 全年 |", "| 1 | 乙 | 内容 | 区司法局 | 全年 |")
    assert [one.reason for one in read_in.problems] == ["序号1与“甲”重复，请改成不同的序号"]


def test_unclear_groups_and_unknown_units_are_asked_once() -> None:
    rows = [f"| {number} | 第{number}件 | 内容 | 区司法局、区直有关部门 | 全年 |" for number in range(1, 9)]
    read_in = table(*rows, "| 9 | 末 | 内容 | 区司法所、火星局 | 全年 |")
    where, unknown, far = read_in.questions
    assert (where.where, where.text) == ("第1、2、3、4、5、6等项责任单位", "区直有关部门")
    assert "现在先按33个单位提醒" in where.ask
    assert "是不是区司法局" in unknown.ask
    assert far.ask.startswith("单位目录里没有“区火星局”")


def test_without_a_directory_no_unit_is_asked_about() -> None:
    text = f"# 2022年\n\n{HEADER}\n|---|---|---|---|---|\n| 1 | 名 | 内容 | 火星局 | 全年 |"
    assert read_table(read("表.md", text.encode()), year=None, directory=None).questions == ()


def merged_rows(*rows: tuple[str, ...]) -> bytes:
    """A workbook in which number, name and content of the first task run over all rows."""
    import io  # noqa: PLC0415 - only this test makes workbooks

    from openpyxl import Workbook  # noqa: PLC0415 - as above

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2022年任务表"])
    sheet.append(["序号", "任务名称", "任务内容", "责任单位", "时间节点"])
    for row in rows:
        sheet.append(row)
    for column in "ABC":
        sheet.merge_cells(f"{column}3:{column}{2 + len(rows)}")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("second", "phrase", "dates"),
    [
        (("区财政局", "11月底前"), UnitPhrase(lead=("区司法局",), support=("区财政局",)), [10, 11]),
        (("区司法局牵头", "10月底前"), UnitPhrase(lead=("区司法局",)), [10]),
    ],
)
def test_a_row_merged_with_the_one_above_adds_to_its_task(
    second: tuple[str, str], phrase: UnitPhrase, dates: list[int]
) -> None:
    data = merged_rows(("1", "处罚", "内容", "区司法局牵头", "10月底前"), ("", "", "", *second))
    (one,) = read_table(read("表.xlsx", data), year=None, directory=DIRECTORY).tasks
    assert one.units == phrase
    assert [day.month for line in one.deadlines for day in line.occurrences] == dates


def test_merged_rows_without_a_lead_are_all_responsible() -> None:
    data = merged_rows(("1", "处罚", "内容", "区司法局", "10月底前"), ("", "", "", "区财政局", "10月底前"))
    (one,) = read_table(read("表.xlsx", data), year=None, directory=DIRECTORY).tasks
    assert one.units == UnitPhrase(responsible=("区司法局", "区财政局"))
    assert one.units_text == "区司法局；区财政局"


def test_the_json_shape() -> None:
    shape: dict[str, Any] = table_to_dict(table("| 4 | 处罚 | 年底前公示 | 待定 | 10月底前 |"))
    assert shape["title"] == "2022年任务分解表"
    assert shape["tasks"] == [
        {
            "number": 4,
            "name": "处罚",
            "content": "年底前公示",
            "units": {"lead": [], "support": [], "responsible": []},
            "deadlines": [{"kind": "once", "occurrences": ["2022-10-31"]}],
            "milestones": [{"text": "年底前公示", "occurrences": ["2022-12-31"]}],
        }
    ]
    assert [set(one) for one in shape["problems"]] == [{"where", "text", "reason"}]
    assert [set(one) for one in shape["questions"]] == [{"where", "text", "ask"}]


ALL = "上党经开区 各乡镇（街道） 区直各有关部门"
SHORT = "上党经开区 区直各有关部门"
EXPECTED = {
    # number: name, lead, support, responsible, dates (empty: 全年)
    1: ("政策发布", "", "", ALL, ()),
    2: ("政策解读", "", "", ALL, ()),
    3: ("全面推进“五公开”", "", "", ALL, ()),
    4: ("行政处罚信息公开", "区司法局", SHORT, "", ("10-31",)),
    5: ("电子技术监控设备设置信息公开", "区公安分局", ALL, "", ("10-31",)),
    6: ("“双随机、一公开”监管信息公开", "区市场监管局", SHORT, "", ("10-31", "03-31")),
    7: ("落实《个人信息保护法》", "", "", ALL, ()),
    8: ("权责清单和各类告知、承诺公开", "", "", ALL, ()),
    9: ("行政许可事项公开", "区行政审批局", SHORT, "", ("11-30",)),
    10: ("排号公示", "", "", ALL, ("10-31",)),
    11: ("公共资源交易信息公开", "区行政审批局", SHORT, "", ()),
    12: ("公共企事业单位信息公开", "各行业主管部门", "", "", ("08-31",)),
    13: ("“双减”信息公开", "区教育局", "", "", ("09-30",)),
    14: ("深入推进数字政府建设", "区政府办", ALL, "", ()),
    15: ("优化政务公开专区建设", "区政府办", ALL, "", ()),
    16: (
        "重大建设项目领域信息公开",
        "",
        "",
        "上党经开区 区发改局 区行政审批局 区工信局 区住建局 区交通局 区农业农村局 区卫体局 区水利局 各乡镇（街道）",
        (),
    ),
    17: ("财政信息公开", "区财政局", "上党经开区 各乡镇（街道） 区直有关部门", "", ()),
    18: ("公平竞争审查信息公开", "区市场监管局", "上党经开区 各乡镇（街道） 区直有关部门", "", ()),
    19: ("拟发公文公开属性认定工作", "", "", ALL, ()),
    20: ("行政规范性文件公开", "", "", ALL, ()),
    21: ("规范依申请公开答复工作", "", "", ALL, ()),
    22: ("优化政务公开平台建设", "", "", ALL, ("11-30",)),
    23: ("政务数据共享", "", "", ALL, ()),
    24: ("政府公报", "", "", "区政府办", ()),
    25: ("基层政务公开“两化”工作", "", "", ALL, ()),
    26: ("减税降费信息公开", "区税务局 区财政局", SHORT, "", ()),
    27: ("疫情防控信息公开", "区卫体局", ALL, "", ()),
    28: ("稳就业保就业信息公开", "区人社局", ALL, "", ()),
    29: ("建议提案结果公开", "区政府办", ALL, "", ()),
    30: ("公开指南和年度报告规范发布工作", "", "", ALL, ()),
    31: ("组织保障", "", "", ALL, ()),
    32: ("强化考核", "", "", "区政府办", ()),
    33: ("培训及专项经费保障", "", "", "区政府办 区财政局", ()),
}
MILESTONES = {6: ["1"], 10: ["1"], 17: ["1", "1"], 31: ["4"], 32: ["12", "4", "2"]}


@pytest.mark.skipif(not SEEDS.exists(), reason="../shared/seeds is not there")
@pytest.mark.parametrize("name", ["2022-task-table.docx", "2022-task-table.xlsx", "000_923da62acd4b49b3.txt"])
def test_the_districts_real_table_is_read_right(name: str) -> None:
    read_in = read_table(read(name, (SEEDS / name).read_bytes()), year=None, directory=DIRECTORY)
    assert (read_in.title, read_in.year, read_in.problems) == ("2022年政务公开工作要点任务分解表", 2022, ())
    found = {
        one.number: (
            one.name,
            " ".join(one.units.lead),
            " ".join(one.units.support),
            " ".join(one.units.responsible),
            tuple(f"{day:%m-%d}" for line in one.deadlines for day in line.occurrences),
        )
        for one in read_in.tasks
    }
    assert found == EXPECTED
    ongoing = [one.number for one in read_in.tasks if [line.kind for line in one.deadlines] == [Kind.ONGOING]]
    assert ongoing == [number for number, row in EXPECTED.items() if not row[4]]
    offered = {
        one.number: [str(len(each.occurrences)) for each in one.milestones] for one in read_in.tasks if one.milestones
    }
    assert offered == MILESTONES
    assert [one.text for one in read_in.questions] == ["区直各有关部门", "各行业主管部门", "区直有关部门"]
