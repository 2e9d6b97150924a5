from pathlib import Path

import pytest

from knowledge.readers import read
from reminders.directory import Expansion, UnitDirectory, units_from, units_from_toml
from reminders.units import Unit

SAMPLE = Path(__file__).parents[2] / "reminders" / "data" / "units.toml"
UNITS = (
    Unit(name="区司法局", aliases=("司法行政局",), group="区直部门", position=3),
    Unit(name="示例一镇", group="乡镇", position=1),
    Unit(name="示例一街道", group="街道", position=2),
    Unit(name="县水务局", group="区直部门", position=5),
    Unit(name="区水务局", group="区直部门", position=4),
)
DIRECTORY = UnitDirectory(UNITS)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("区司法局", "区司法局"),
        ("司法局", "区司法局"),
        ("市司法局", "区司法局"),
        ("司法行政局", "区司法局"),
        ("区 司法局", "区司法局"),
        ("县水务局", "县水务局"),
        ("水务局", None),
        ("火星局", None),
    ],
)
def test_a_unit_is_found_by_name_alias_or_without_its_prefix(name: str, found: str | None) -> None:
    unit = DIRECTORY.find(name)
    assert (unit.name if unit else None) == found


@pytest.mark.parametrize(
    ("named", "units", "uncertain", "known"),
    [
        ("区司法局", ("区司法局",), False, True),
        ("各乡镇（街道）", ("示例一镇", "示例一街道"), False, True),
        ("各镇", ("示例一镇",), False, True),
        ("各街道", ("示例一街道",), False, True),
        ("乡镇", ("示例一镇",), False, True),
        ("各部门", ("区司法局", "区水务局", "县水务局"), False, True),
        ("区直各有关部门", ("区司法局", "区水务局", "县水务局"), True, True),
        ("各行业主管部门", ("区司法局", "区水务局", "县水务局"), True, True),
        ("各高校", ("各高校",), True, False),
        ("火星局", ("火星局",), False, False),
    ],
)
def test_a_name_stands_for_its_units(named: str, units: tuple[str, ...], uncertain: bool, known: bool) -> None:
    meant = DIRECTORY.expand(named)
    assert (meant.units, meant.uncertain, meant.known) == (units, uncertain, known)


def test_a_unit_is_no_group() -> None:
    assert DIRECTORY.expand("区司法局") == Expansion(units=("区司法局",))
    assert DIRECTORY.expand("各镇").group == "各镇"


def test_groups_and_likely_names() -> None:
    assert DIRECTORY.groups == ("乡镇", "街道", "区直部门")
    assert DIRECTORY.suggest("区司法") == ("区司法局",)
    assert DIRECTORY.suggest("zzz") == ()


def test_a_table_is_read_in_its_order() -> None:
    text = "单位名称,简称,类别,排序\n区司法局,司法局；司法,区直部门,2\n示例一镇,,乡镇,1\n区司法局,,,\n,x,,\n"
    units, problems = units_from(read("单位.csv", text.encode()))
    assert units == (
        Unit(name="区司法局", aliases=("司法局", "司法"), group="区直部门", position=2),
        Unit(name="示例一镇", group="乡镇", position=1),
    )
    assert [one.reason for one in problems] == [
        "“单位名称”是空的，请补上后重新导入",
        "这个单位前面已经有了，请删去重复的一行",
    ]


def test_a_table_without_numbers_is_in_official_order() -> None:
    units, _ = units_from(read("单位.csv", "单位名称\n区司法局\n区财政局\n".encode()))
    assert [(one.name, one.position) for one in units] == [("区司法局", 1), ("区财政局", 2)]


def test_toml_names_what_is_wrong_and_keeps_the_rest() -> None:
    text = """
    [[unit]]
    name = "区司法局"
    [[unit]]
    name = 3
    [[unit]]
    name = "区财政局"
    aliases = "财政局"
    [[unit]]
    name = " "
    [[unit]]
    name = "示例一镇"
    aliases = ["一镇"]
    group = "乡镇"
    sample = true
    """
    units, problems = units_from_toml(text)
    assert units == (
        Unit(name="区司法局", position=1),
        Unit(name="示例一镇", aliases=("一镇",), group="乡镇", position=5, sample=True),
    )
    assert [one.where for one in problems] == ["第2个单位", "第3个单位", "第4个单位"]


@pytest.mark.parametrize(("text", "count"), [("[[unit", 1), ("unit = 3", 1), ("", 0)])
def test_toml_that_is_no_directory_is_a_problem(text: str, count: int) -> None:
    units, problems = units_from_toml(text)
    assert (units, len(problems)) == ((), count)


def test_the_sample_is_sound() -> None:
    units, problems = units_from_toml(SAMPLE.read_text(encoding="utf-8"))
    assert problems == ()
    assert {unit.group for unit in units} == {"开发区", "乡镇", "街道", "区直部门"}
    assert all(unit.sample for unit in units)
    assert all("示例" in unit.name for unit in units if unit.group in {"乡镇", "街道"})
    names = [name for unit in units for name in (unit.name, *unit.aliases)]
    assert len(set(names)) == len(names)
