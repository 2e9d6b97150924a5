import re
from datetime import date
from pathlib import Path

import pytest

from reminders.deadlines import LONGEST_MILESTONE, milestones, parse

SEEDS = Path("../shared/seeds")
QUARTER_ENDS = ("2022-03-31", "2022-06-30", "2022-09-30", "2022-12-31")


def found(content: str, year: int = 2022) -> list[tuple[str, tuple[str, ...]]]:
    return [(text, tuple(day.isoformat() for day in days)) for text, days in milestones(content, year)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("各单位预算年底前完成公开。", [("各单位预算年底前完成公开", ("2022-12-31",))]),
        ("主要负责人每季度至少听取一次汇报，并安排部署。", [("主要负责人每季度至少听取一次汇报", QUARTER_ENDS)]),
        ("完善流程，应从10月起统一施行，杜绝插队。", [("应从10月起统一施行", ("2022-10-01",))]),
        (
            "抽查计划（含联合抽查）应于每年3月底前公布。",
            [("抽查计划（含联合抽查）应于每年3月底前公布", ("2022-03-31",))],
        ),
        ("区司法局应于10月底前指导督促。", [("区司法局应于10月底前指导督促", ("2022-10-31",))]),
        ("8月底前，各主管部门要发布。", [("8月底前，各主管部门要发布", ("2022-08-31",))]),
        (
            "要在11月底前编制完成；12月底前公布",
            [("要在11月底前编制完成", ("2022-11-30",)), ("12月底前公布", ("2022-12-31",))],
        ),
        (
            "开展督查，每季通报，半年约谈，纳入考核。",
            [("每季通报", QUARTER_ENDS), ("半年约谈", ("2022-06-30", "2022-12-31"))],
        ),
        ("每季通报、半年约谈", [("每季通报", QUARTER_ENDS), ("半年约谈", ("2022-06-30", "2022-12-31"))]),
        ("10月31日开展宣传", [("10月31日开展宣传", ("2022-10-31",))]),
        ("三季度开展评估，上半年完成摸底", [("三季度开展评估", ("2022-09-30",)), ("上半年完成摸底", ("2022-06-30",))]),
        ("10月至12月集中整治", [("10月至12月集中整治", ("2022-12-31",))]),
        ("1、7月底前摸底。2、10月底前清理。", [("7月底前摸底", ("2022-07-31",)), ("10月底前清理", ("2022-10-31",))]),
        ("明年3月底前公布报告", [("明年3月底前公布报告", ("2023-03-31",))]),
        ("2022年5月1日起施行", [("2022年5月1日起施行", ("2022-05-01",))]),
        ("尽快摸底，10月底前完成", [("10月底前完成", ("2022-10-31",))]),
    ],
)
def test_dates_in_running_text_are_found(content: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert found(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        "", "在年度预算中统筹考虑", "2022年度的信息", "2022年，全区共办理30件", "依据第二十六条公开", "重点公开8类信息",
        "优化12366纳税服务平台", "推进“双随机、一公开”", "发挥第一平台作用", "事前公开，事中监管", "及时更新并规范发布",
        "全年公开，长期坚持", "第一时间公布", "前三项工作", "10月工作情况", "上半年工作总结", "三季度数据", "13月底前",
        "2月30日前", "10月前完成", "10月底左右", "年初部署", "尽快完成", "节前公布", "收到申请之日起20个工作日内答复",
        "《条例》自2019年5月15日起施行", "2021年底前已完成", "今年起实行", "增长10.5%", "每两周一次", "达到95%",
        "9月的数据", "近三年来", "半年工作总结", "每天公开",
    ],
)  # fmt: skip
def test_what_is_no_date_is_not_found(content: str) -> None:
    assert found(content) == []


def test_a_year_no_table_has_has_no_milestones() -> None:
    assert milestones("10月底前", 0) == ()


def test_a_long_clause_is_cut_short() -> None:
    ((text, _),) = milestones("10月底前完成" + "清理" * LONGEST_MILESTONE, 2022)
    assert len(text) == LONGEST_MILESTONE
    assert text.startswith("10月底前完成清理")
    assert text.endswith("…")


def test_a_date_deep_in_a_long_clause_stays_in_sight() -> None:
    ((text, _),) = milestones("清理" * LONGEST_MILESTONE + "于10月底前完成", 2022)
    assert text.startswith("…清理")
    assert text.endswith("于10月底前完成")
    assert len(text) <= LONGEST_MILESTONE


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared sample table is not beside the project")
def test_the_published_table_has_milestones_in_five_tasks() -> None:
    (table,) = SEEDS.glob("*.txt")
    tasks = [task.split("\n\t") for task in re.split(r"\n\n\t(?=\d+\n)", table.read_text(encoding="utf-8"))[1:]]
    offered: dict[str, list[tuple[str, ...]]] = {}
    for number, _, content, *_, when in tasks:
        deadlines = parse(when, 2022)
        only = deadlines[0].occurrences if len(deadlines) == 1 else ()
        days = [days for _, days in milestones(content, 2022) if days != only]
        if days:
            offered[number] = [tuple(map(date.isoformat, each)) for each in days]
    months = tuple(
        f"2022-{month:02}-{day}" for month, day in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1)
    )
    assert len(tasks) == 33
    assert offered == {
        "6": [("2022-03-31",)],
        "10": [("2022-10-01",)],
        "17": [("2022-12-31",), ("2022-12-31",)],
        "31": [QUARTER_ENDS],
        "32": [months, QUARTER_ENDS, ("2022-06-30", "2022-12-31")],
    }
