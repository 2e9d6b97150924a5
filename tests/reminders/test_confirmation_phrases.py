from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.confirmations import (
    Confirmation,
    Evidence,
    EvidenceKind,
    ReviewState,
    Target,
    as_report,
    date_in,
    evidence_from,
    parse,
    parse_report,
    same_again,
)
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


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("已报牵头 6", ((6, None),)),
        ("已报牵头单位：6.2、4", ((6, 2), (4, None))),
        ("配合单位，已报牵头单位 6", ((6, None),)),
        ("第6项已报牵头单位。", ((6, None),)),
        ("６号已报牵头", ((6, None),)),
    ],
)
def test_a_report_to_the_lead_is_read(text: str, targets: tuple[tuple[int, int | None], ...]) -> None:
    assert parse_report(text) == tuple(Target(number=number, part=part) for number, part in targets)


@pytest.mark.parametrize("text", ["", "已报牵头", "已报牵头单位", "已报牵头 6 链接在哪里填", "已报 6", "6"])
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="任务号"):
        parse_report(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年3月1日已公布", date(2026, 3, 1)),
        ("2026-03-01 09:30", date(2026, 3, 1)),
        ("公布于２０２６．３．１", date(2026, 3, 1)),
        ("2026/3/1", date(2026, 3, 1)),
        ("2026年13月1日改为2026年2月3日", date(2026, 2, 3)),
        ("2026年2月30日", None),
        ("3月1日", None),
        ("12026年3月1日", None),
        ("2026年3月123日", None),
        ("", None),
    ],
)
def test_a_whole_date_is_found(text: str, day: date | None) -> None:
    assert date_in(text) == day


def test_a_date_in_the_sentence_is_the_date_of_the_thing() -> None:
    dated = date(2026, 3, 1)
    found = evidence_from(f"2026年3月1日公布 {LINK}")
    assert found == (replace(link(), dated=dated), replace(words("2026年3月1日公布"), dated=dated))
    assert evidence_from("http://a.cn/2026-03-01/1.html") == (link("http://a.cn/2026-03-01/1.html"),)


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("同上", True),
        ("用上次的", True),
        ("用上次的佐证", True),
        ("和上次一样", True),
        ("同上级要求", False),
        (LINK, False),
        ("", False),
        (f"同上 {LINK}", False),
    ],
)
def test_the_last_proof_is_asked_for_again(text: str, *, again: bool) -> None:
    assert same_again(evidence_from(text)) is again


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("已报牵头单位", EvidenceKind.REPORTED),
        ("配合单位，已报牵头", EvidenceKind.REPORTED),
        ("已报牵头单位，并已公布", EvidenceKind.TEXT),
        (LINK, EvidenceKind.LINK),
    ],
)
def test_a_sentence_that_says_no_more_is_a_report(text: str, kind: EvidenceKind) -> None:
    assert [one.kind for one in as_report(evidence_from(text))] == [kind]


@pytest.mark.parametrize(
    ("occurrence", "kind", "said"),
    [
        ("t/1/1", EvidenceKind.REPORTED, (True, False, False)),
        ("t/round/2026-10", EvidenceKind.DIFFICULT, (False, True, True)),
        ("t/round/2026-Q4", EvidenceKind.TEXT, (False, False, True)),
        ("t/m1/1", EvidenceKind.LINK, (False, False, False)),
    ],
)
def test_what_a_confirmation_says(occurrence: str, kind: EvidenceKind, said: tuple[bool, bool, bool]) -> None:
    one = Confirmation(
        id=1,
        occurrence=occurrence,
        task_id="t",
        unit="区司法局",
        person_id=1,
        evidence=(Evidence(kind=kind, value="x"),),
        state=ReviewState.SUBMITTED,
        submitted_at=datetime(2026, 10, 1, tzinfo=UTC),
    )
    assert (one.reported, one.difficult, one.in_round) == said
