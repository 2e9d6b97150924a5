"""The district's real table, as published, as Word and as Excel: all three say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.documents import Column, Record, records
from knowledge.readers import read

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
COLUMNS = tuple(Column(name=name, required=True) for name in ("序号", "任务名称", "任务内容", "责任单位", "时间节点"))
FILES = ("000_923da62acd4b49b3.txt", "2022-task-table.docx", "2022-task-table.xlsx")

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared folder with the real table is not here")


def rows(name: str) -> tuple[Record, ...]:
    document = read(name, (SEEDS / name).read_bytes())
    assert document.title == "2022年政务公开工作要点任务分解表"
    found, problems = records(document, COLUMNS)
    assert problems == ()
    return found


@pytest.mark.parametrize("name", FILES)
def test_the_real_table_has_its_33_tasks(name: str) -> None:
    found = rows(name)
    assert [record.values["序号"] for record in found] == [str(number) for number in range(1, 34)]
    assert found[3].values["任务名称"] == "行政处罚\n信息公开"
    assert found[32].values["责任单位"] == "区政府办区财政局"
    assert found[5].values["时间节点"] == "2022年度的市场监管信息10月底前补录完成，每年3月底前公布"
    assert {record.category for record in found} == {""}


@pytest.mark.parametrize("name", FILES[1:])
def test_word_and_excel_say_what_the_published_text_says(name: str) -> None:
    assert [record.values for record in rows(name)] == [record.values for record in rows(FILES[0])]
