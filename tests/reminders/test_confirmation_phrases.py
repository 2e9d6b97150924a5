import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.confirmations import Evidence, EvidenceKind, Target, evidence_from, parse
from reminders.parsing import ParseError

LINK = "https://www.example.gov.cn/zwgk/t20221020.html"


def link(value: str = LINK) -> Evidence:
    return Evidence(kind=EvidenceKind.LINK, value=value)


def words(value: str) -> Evidence:
    return Evidence(kind=EvidenceKind.TEXT, value=value)


@pytest.mark.parametrize(
    ("text", "targets", "evidence"),
    [
        (f"确认 4 {LINK}", ((4, None),), (link(),)),
        (f"确认4{LINK}", ((4, None),), (link(),)),
        (f"确认４　{LINK}", ((4, None),), (link(),)),
        (f"确认：4 {LINK} 已录入平台", ((4, None),), (link(), words("已录入平台"))),
        (f"确认 6.2 {LINK}", ((6, 2),), (link(),)),
        (f"确认 4,5 {LINK}", ((4, None), (5, None)), (link(),)),
        (f"确认 4、5和6.1 {LINK}", ((4, None), (5, None), (6, 1)), (link(),)),
        (f"确认 4、4 {LINK}", ((4, None),), (link(),)),
        (f"确认第4项 {LINK}", ((4, None),), (link(),)),
        (f"4号已完成 {LINK}", ((4, None),), (link(),)),
        (f"4号任务已办结，{LINK}", ((4, None),), (link(),)),
        (f"第4项完成了 {LINK}", ((4, None),), (link(),)),
        (f"已完成 4 {LINK}", ((4, None),), (link(),)),
        (f"完成4号 {LINK}", ((4, None),), (link(),)),
        ("确认 4", ((4, None),), ()),
        ("确认 4 10月20日已在网站公布", ((4, None),), (words("10月20日已在网站公布"),)),
        ("确认 4 配合单位，已报牵头单位", ((4, None),), (words("配合单位，已报牵头单位"),)),
    ],
)
def test_a_confirmation_is_read(
    text: str, targets: tuple[tuple[int, int | None], ...], evidence: tuple[Evidence, ...]
) -> None:
    phrase = parse(text)
    assert phrase.targets == tuple(Target(number=number, part=part) for number, part in targets)
    assert phrase.evidence == evidence


@pytest.mark.parametrize("text", ["", "确认", "确认 https://a.cn/4", "公积金怎么提取", "4", "完成", "确认 12345 完成"])
def test_what_names_no_duty_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="任务号"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("", ()),
        ("。 ", ()),
        (f"{LINK}。", (link(),)),
        (f"见{LINK}，另附说明", (link(), words("见 ，另附说明"))),
        (f"{LINK} {LINK} http://b.cn", (link(), link("http://b.cn"))),
        ("两行\n说明", (words("两行 说明"),)),
    ],
)
def test_evidence_is_every_link_and_then_the_words(text: str, evidence: tuple[Evidence, ...]) -> None:
    assert evidence_from(text) == evidence


def is_refused(text: str) -> bool:
    with pytest.raises(ParseError) as raised:
        parse(text)
    return raised.value.text == text


@given(st.text())
def test_any_text_is_a_phrase_or_refused(text: str) -> None:
    try:
        targets = parse(text).targets
    except ParseError:
        targets = ()
    assert targets or is_refused(text)
