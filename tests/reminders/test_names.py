"""Where one name stops and the next begins in a 责任单位 cell, and what is no name at all."""

from __future__ import annotations

import pytest

from reminders.directory import UnitDirectory
from reminders.names import Names, is_group, level_of, runs_on
from reminders.parsing import ParseError
from reminders.units import Unit, parse

DIRECTORY = UnitDirectory(
    (
        Unit(name="区财政局", position=1),
        Unit(name="区司法局", position=2),
        Unit(name="经开区", position=3),
        Unit(name="区政府和社会资本办", position=4),
        Unit(name="12345中心", position=5),
    )
)
PLAIN = Names(lambda _: False)


def names_in(text: str, directory: UnitDirectory | None = None) -> str:
    return " ".join(parse(text, directory).responsible)


@pytest.mark.parametrize(
    "name",
    [
        "区工业和信息化局",
        "科技和工业化信息局",
        "区文化和旅游局",
        "市场和质量监督管理局",
        "区林业和草原局",
        "区农业和农村局",
        "区城乡和住房建设局",
        "区人力资源和社会保障局",
        "区社区和乡村治理办公室",
        "区互联网和信息化办公室",
        "区党建和团建工作办公室",
        "区公共就业和人才服务中心",
        "区政府和社会资本合作中心",
        "区协同创新中心",
        "区政务服务参与中心",
        "区落实中央环保督察整改办",
        "区政协办公室",
        "区市场监管局",
        "区市政管理处",
        "区县域经济办公室",
        "经开区市场监管局",
        "区教育局各科室",
        "区委区政府督查室",
        "区政府各部门",
        "国家税务总局示例市示例区税务局",
        "国家税务总局区税务局",
        "市生态环境局示例分局",
        "各乡镇（街道、中心）",
        "各县（市、区）人民政府",
        "示例市水务（集团）公司",
        "区政府办公室（区外事办、区政务公开办）",
        "各村（居）",
        "12345热线",
        "区12345热线办",
        "“双随机、一公开”联席会议成员单位",
        "区“双减”办",
        "各承办单位",
        "各牵头部门",
        "建议提案承办单位",
        "会同县财政局",
        "区见义勇为协会",
        "12345政务服务便民热线",
    ],
)
def test_one_name_stays_one(name: str) -> None:
    assert parse(name).responsible == (name,)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("区财政局和区司法局", "区财政局 区司法局"),
        ("区财政局及各乡镇", "区财政局 各乡镇"),
        ("区财政局与司法局", "区财政局 区司法局"),
        ("区工业和信息化局、区文化和旅游局以及各乡镇", "区工业和信息化局 区文化和旅游局 各乡镇"),
        ("区发展和改革局和区工业和信息化局", "区发展和改革局 区工业和信息化局"),
        ("上党经开区和区财政局", "上党经开区 区财政局"),
        ("各村和有关部门", "各村 有关部门"),
        ("区教育局及其他有关部门", "区教育局 其他有关部门"),
        ("区教育局及其下属单位", "区教育局 区教育局下属单位"),
        ("区教育局及所属学校", "区教育局 区教育局所属学校"),
        ("区教育局、区民政局等有关部门和各乡镇", "区教育局 区民政局 有关部门 各乡镇"),
        ("区直及驻区各单位", "区直及驻区各单位"),
    ],
)
def test_a_joint_parts_two_names_where_both_are_complete(text: str, names: str) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("区政府办区财政局", "区政府办 区财政局"),
        ("区委办公室区政府办公室", "区委办公室 区政府办公室"),
        ("高新区经开区", "高新区 经开区"),
        ("区委区政府", "区委 区政府"),
        ("区总工会团区委区妇联", "区总工会 团区委 区妇联"),
        ("区公安分局区交警大队", "区公安分局 区交警大队"),
        ("上党经开区各乡镇（街道）区直各有关部门", "上党经开区 各乡镇（街道） 区直各有关部门"),
        ("各乡镇各街道", "各乡镇 各街道"),
        ("各部门各单位", "各部门 各单位"),
        ("区税务局各乡镇", "区税务局 各乡镇"),
        ("区财政局区司法局和区民政局", "区财政局 区司法局 区民政局"),
    ],
)
def test_names_that_lost_the_mark_between_them_are_parted(text: str, names: str) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("区人力资源和社会\n保障局", "区人力资源和社会保障局"),
        ("区财 政局、区司 法局", "区财政局 区司法局"),
        ("区政府\n办公室", "区政府办公室"),
        ("区委\n宣传部", "区委宣传部"),
        ("各乡镇\n（街道）", "各乡镇（街道）"),
        ("经开区\n财政局", "经开区财政局"),
        ("经开区\n各乡镇", "经开区 各乡镇"),
        ("各乡镇政府\n财政局", "各乡镇政府 财政局"),
        ("区财政局\n司法局\n民政局", "区财政局 区司法局 区民政局"),
        ("区财政局\n区行政审\n批局", "区财政局 区行政审批局"),
        ("办公室 政策法规科", "办公室 政策法规科"),
    ],
)
def test_a_break_parts_only_complete_names(text: str, names: str) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("区财政局司法局", "区财政局 区司法局"),
        ("经开区\n财政局", "经开区 财政局"),
        ("经开区财政局", "经开区财政局"),
        ("12345中心和区财政局", "12345中心 区财政局"),
        ("区政府和社会资本办", "区政府和社会资本办"),
    ],
)
def test_the_directory_decides_what_words_cannot(text: str, names: str) -> None:
    assert names_in(text, DIRECTORY) == names


@pytest.mark.parametrize("text", ["区财政局司法局", "示例一镇示例二镇", "区教育局会区民政局", "区委组织部宣传部"])
def test_names_in_a_row_are_asked_about(text: str) -> None:
    with pytest.raises(ParseError, match="像是几个单位连在一起，请用顿号隔开"):
        parse(text)
    assert runs_on(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("区财政局 按季度", "“区财政局”后面的“按季度”看不懂"),
        ("区司法局（负责审核）", "“区司法局”后面的“\\(负责审核\\)”看不懂"),
        ("区司法局（负责审核）、区财政局", "“区司法局”后面的“\\(负责审核\\)”看不懂"),
        ("各单位（名单见附件）", "“各单位”后面的“\\(名单见附件\\)”看不懂"),
        ("区财政局（某某某）区司法局", "“区财政局”后面的“\\(某某某\\)区司法局”看不懂"),
        ("各部门（区财政局除外）", "区财政局除外"),
        ("各乡镇（含街道）", "含街道"),
        ("各乡镇（不含街道）", "不含街道"),
        ("除区财政局外各部门", "外各部门"),
        ("区教育局 2022年6月底前", "“2022年6月底前”看不懂"),
        ("区教育局 电话：12345", "“电话:12345”看不懂"),
        ("区教育局—区民政局", "“—区民政局”看不懂"),
        ("区教育局督办", "“督办”看不懂"),
        ("区教育局局长", "看不懂"),
        ("区财政局和相关人员", "“和相关人员”看不懂"),
        ("（区财政局、区司法局）", "看不出是哪个单位"),
        ("根据实际情况确定责任单位", "看不出是哪个单位"),
        ("涉及行政许可的部门", "看不出是哪个单位"),
        ("由各部门按要求", "“按要求”看不懂"),
        ("同第3项责任单位", "看不出是哪个单位"),
        ("全区", "看不出是哪个单位"),
        ("全体干部", "看不出是哪个单位"),
        ("区、财政局", "“区”看不出是哪个单位"),
        ("王局长", "“长”看不懂"),
    ],
)
def test_what_is_no_name_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(ParseError, match=named):
        parse(text)


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("区财政局", "区"),
        ("市市场监管局", "市"),
        ("县外事办", "县"),
        ("市民政局", "市"),
        ("市政府办", "市"),
        ("市场监管局", ""),
        ("市民中心", ""),
        ("市政工程处", ""),
        ("区直各部门", ""),
        ("县域经济办公室", ""),
        ("经开区", ""),
        ("区", ""),
    ],
)
def test_the_level_of_a_name(name: str, level: str) -> None:
    assert level_of(name) == level


@pytest.mark.parametrize(
    ("name", "group"),
    [("各乡镇", True), ("区直机关", True), ("区级各部门", True), ("区级机关", True), ("区财政局", False)],
)
def test_a_group_opens_as_groups_do(name: str, *, group: bool) -> None:
    assert is_group(name) is group


@pytest.mark.parametrize(
    ("words", "whole", "firm"),
    [
        ("区财政局", True, True),
        ("区妇联", True, True),
        ("区医院", True, True),
        ("区社区", True, False),
        ("区农业", False, False),
        ("区特色小镇", False, False),
        ("区城乡", False, False),
        ("区干部", False, False),
        ("上党经开区", True, True),
        ("各镇（街道）", False, False),
        ("各镇(街道)", True, True),
    ],
)
def test_a_name_is_complete_or_may_go_on(words: str, *, whole: bool, firm: bool) -> None:
    assert (PLAIN.whole(words), PLAIN.firm(words)) == (whole, firm)
