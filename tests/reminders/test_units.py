import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.directory import UnitDirectory
from reminders.parsing import ParseError
from reminders.units import Unit, UnitPhrase, parse, parse_columns

DIRECTORY = UnitDirectory(
    (
        Unit(name="区政府办", position=1),
        Unit(name="区财政局", position=2),
        Unit(name="经开区管委会", aliases=("经开区",), position=3),
        Unit(name="12345中心", position=4),
    )
)
L, S, R = "lead", "support", "responsible"


@pytest.mark.parametrize(
    ("text", "lead", "support", "responsible"),
    [
        ("区司法局牵头，上党经开区、区直各有关部门配合", "区司法局", "上党经开区 区直各有关部门", ""),
        ("上党经开区、各乡镇（街道），区直各有关部门", "", "", "上党经开区 各乡镇（街道） 区直各有关部门"),
        ("各行业主管部门牵头落实", "各行业主管部门", "", ""),
        ("区教育局牵头落实", "区教育局", "", ""),
        ("区政府办区财政局", "", "", "区政府办 区财政局"),
        ("区税务局、区财政局牵头，上党经开区配合", "区税务局 区财政局", "上党经开区", ""),
        ("区发改局、区水利局及各乡镇（街道）负责落实", "", "", "区发改局 区水利局 各乡镇（街道）"),
        ("区行政审批局牵头，上党经开区、区直各有关部门落实", "区行政审批局", "上党经开区 区直各有关部门", ""),
        (
            "市行政审批局、住建局、司法局，各市（区）人民政府",
            "",
            "",
            "市行政审批局 市住建局 市司法局 各市（区）人民政府",
        ),
        ("由区司法局负责", "", "", "区司法局"),
        ("区司法局会同区财政局落实", "区司法局", "区财政局", ""),
        ("区司法局（牵头）、区财政局、区民政局（配合）", "区司法局", "区财政局 区民政局", ""),
        ("区财政局、区司法局（牵头）、区民政局", "区司法局", "区财政局 区民政局", ""),
        (
            "牵头单位：区司法局；配合单位：区财政局、各乡镇（街道、中心）",
            "区司法局",
            "区财政局 各乡镇（街道、中心）",
            "",
        ),
        ("责任单位:区司法局", "", "", "区司法局"),
        ("牵头单位：区司法局\n配合单位：区财政局", "区司法局", "区财政局", ""),
        ("各科室", "", "", "各科室"),
        ("各镇(办)、经开区", "", "", "各镇(办) 经开区"),
        ("区教育局、区民政局等相关区直部门", "", "", "区教育局 区民政局 相关区直部门"),
        ("区教育局、区民政局等部门按职责分工负责", "", "", "区教育局 区民政局"),
        ("区教育局、区民政局（第一责任单位为牵头单位）", "区教育局", "区民政局", ""),
        ("第一责任单位为牵头单位：区教育局、区民政局", "区教育局", "区民政局", ""),
        (
            "区人力资源和社会保障局、住房和城乡建设局和各乡镇",
            "",
            "",
            "区人力资源和社会保障局 区住房和城乡建设局 各乡镇",
        ),
        ("区政府办\n\n区财政局", "", "", "区政府办 区财政局"),
        ("区行政审\n批局", "", "", "区行政审批局"),
        ("区司法局 区财政局", "", "", "区司法局 区财政局"),
        ("区司法局、区司法局", "", "", "区司法局"),
        ("区司法局牵头，区司法局、区财政局配合", "区司法局", "区财政局", ""),
        ("区委办、区政府办", "", "", "区委办 区政府办"),
        ("县教育局，体育中心", "", "", "县教育局 体育中心"),
        ("（牵头）区司法局", "", "", "区司法局"),
        ("由区司法局、单位负责", "", "", "区司法局"),
    ],
)
def test_a_cell_is_read(text: str, lead: str, support: str, responsible: str) -> None:
    assert parse(text) == UnitPhrase(
        lead=tuple(lead.split()), support=tuple(support.split()), responsible=tuple(responsible.split())
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "是空的"),
        (" \n", "是空的"),
        ("待定", "看不出是哪个单位"),
        ("同上", "看不出是哪个单位"),
        ("3个单位", "看不出是哪个单位"),
        ("按职责分工负责", "没有看到单位名称"),
        ("等部门", "没有看到单位名称"),
        ("区司法局（牵头", "括号不成对"),
        ("）区司法局（", "括号不成对"),
        ("区司法局、尽快", "看不出是哪个单位"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        parse(text)


def test_the_directory_knows_names_that_words_do_not_show() -> None:
    assert parse("12345中心、区财政局", DIRECTORY).responsible == ("12345中心", "区财政局")
    assert parse("区财政局、经开区", DIRECTORY).responsible == ("区财政局", "经开区")
    assert parse("区政府办区财政局", DIRECTORY).responsible == ("区政府办", "区财政局")
    assert parse("市民政局、财政局", DIRECTORY).responsible == ("市民政局", "市财政局")


@pytest.mark.parametrize(
    ("lead", "support", "phrase"),
    [
        ("区司法局", "区财政局、各乡镇", UnitPhrase(lead=("区司法局",), support=("区财政局", "各乡镇"))),
        ("区司法局、区财政局", "", UnitPhrase(lead=("区司法局", "区财政局"))),
        ("区司法局", "区司法局、区财政局", UnitPhrase(lead=("区司法局",), support=("区财政局",))),
    ],
)
def test_separate_columns_are_read_together(lead: str, support: str, phrase: UnitPhrase) -> None:
    assert parse_columns(lead, support) == phrase


def read(text: str) -> UnitPhrase | None:
    try:
        return parse(text)
    except ParseError:
        return None


@given(st.text() | st.text(alphabet="区市司法局财政办、，（）()牵头配合由等部门和及 \n会同"))
def test_any_text_is_read_or_refused(text: str) -> None:
    phrase = read(text)
    if phrase is not None:
        names = (*phrase.lead, *phrase.support, *phrase.responsible)
        assert names
        assert len(set(names)) == len(names)
        assert not (phrase.lead and phrase.responsible)


@given(
    st.lists(st.sampled_from(["区司法局", "各乡镇（街道）", "区直各有关部门", "上党经开区"]), min_size=1, unique=True)
)
def test_separators_are_all_the_same(names: list[str]) -> None:
    expected = UnitPhrase(responsible=tuple(names))
    for separator in ("、", "，", ",", "；", "\n", " ", "、 "):
        assert parse(separator.join(names)) == expected
