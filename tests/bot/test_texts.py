"""What the bot says, word for word, where a story does not already say it."""

from __future__ import annotations

import inspect
from datetime import UTC, date, datetime

import pytest

from bot.ports.house import Office
from bot.ports.messages import Reply
from bot.texts import answers, checkups, common, confirming, duties, notices, office, people
from bot.texts.duties import Line
from knowledge.answers import Answer, Candidate, Decision
from knowledge.entries import Entry
from knowledge.exam import Marked
from knowledge.referrals import Referral
from knowledge.sources import Source
from reminders.confirmations import Confirmation, Evidence, EvidenceKind, ReviewState
from reminders.notices import Audience, AudienceKind
from reminders.reports import Progress
from reminders.units import Part

NOW = datetime(2022, 10, 24, 1, 5, tzinfo=UTC)
OFFICE = Office()


def line(**fields: object) -> Line:
    plain: dict[str, object] = {
        "number": 4,
        "name": "行政处罚信息公开",
        "part": Part.LEAD,
        "due": date(2022, 10, 31),
        "workdays": 5,
        "late": False,
        "today": False,
        "send": "确认 4",
    }
    return Line(**(plain | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "行政处罚信息公开（牵头）10月31日前，还有5个工作日"),
        ({"workdays": 0, "today": True}, "行政处罚信息公开（牵头）10月31日前，就在今天"),
        ({"workdays": 0}, "行政处罚信息公开（牵头）10月31日前，到那天都是休息日，请今天办"),
        ({"late": True, "workdays": 3}, "行政处罚信息公开（牵头）10月31日到期，已超期3个工作日"),
        ({"late": True, "workdays": 0}, "行政处罚信息公开（牵头）10月31日已到期"),
        ({"due": None, "part": Part.RESPONSIBLE}, "行政处罚信息公开（责任）全年推进"),
        (
            {"state": ReviewState.RETURNED, "part": Part.SUPPORT},
            "行政处罚信息公开（配合）10月31日前，还有5个工作日；被退回，请补充",
        ),
        (
            {"support": Progress(total=18, passed=10, waiting=2, missing=())},
            "行政处罚信息公开（牵头）10月31日前，还有5个工作日；配合单位已确认12/18",
        ),
    ],
)
def test_a_duty_on_a_line(fields: dict[str, object], text: str) -> None:
    assert duties.line_text(line(**fields)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("30", "提前30天"), ("0", "当天"), ("-6", "超期后第6个工作日"), ("round", "例行")],
)
def test_a_rung_in_words(value: str, text: str) -> None:
    assert common.rung(value) == text


def test_dates_and_names_as_offices_write_them() -> None:
    assert common.day(date(2022, 10, 31)) == "10月31日"
    assert common.full_day(date(2022, 10, 31)) == "2022年10月31日"
    assert common.moment(NOW) == "10月24日 09:05"
    assert common.some(("甲", "乙")) == "甲、乙"
    assert common.some(("甲", "乙", "丙"), 2) == "甲、乙 等3个单位"


SOURCES = (
    Source(title="甲法", article="第一条", issuer="国务院", number="国令1号", date=date(2021, 1, 1), status="现行有效"),
    Source(title="甲法", article="第三条", issuer="国务院", number="国令1号", date=date(2021, 1, 1), status="现行有效"),
    Source(title="乙通知"),
)
ENTRY = Entry(id="E1", question="问？", answer="答。", unit="区司法局", sources=SOURCES, sample=True)


def test_articles_of_one_law_stand_together() -> None:
    assert (
        answers.source_lines(SOURCES)
        == "《甲法》第一条、第三条（国务院 国令1号，2021年1月1日版，现行有效）；《乙通知》"
    )


@pytest.mark.parametrize(
    ("entry", "note"),
    [
        (Entry(id="E", question="问", answer="答"), ""),
        (Entry(id="E", question="问", answer="答", unit="区司法局", sample=True), "解释单位：区司法局（示例）"),
        (
            Entry(id="E", question="问", answer="答", valid_until=date(2027, 1, 1), checked_on=date(2026, 11, 1)),
            "有效期至2027年1月1日  核对于2026年11月1日",
        ),
    ],
)
def test_the_quiet_line_says_what_is_known(entry: Entry, note: str) -> None:
    assert answers.entry_note(entry) == note


def answer(decision: Decision, **fields: object) -> Answer:
    return Answer(question="怎么办", decision=decision, confidence=0.5, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (answer(Decision.ANSWER, entry=Entry(id="E", question="问？", answer="答。")), "问？\n答。"),
        (
            answer(Decision.SUGGEST, candidates=(Candidate(entry=ENTRY, confidence=0.5),)),
            "我不太确定，您是不是想问：\n· 问？",
        ),
        (
            answer(Decision.NONE, refer=Referral(to="119", why="请拨打119"), elsewhere=True),
            "请拨打119。\n请找：119。",
        ),
        (answer(Decision.NONE, refer=Referral(to="", why="您好。"), elsewhere=True), "您好。"),
        (
            answer(Decision.NONE, refer=Referral(to="区司法局", why="可能")),
            "问答库里还没有这个问题，我不想猜。\n看起来属于区司法局的职责。\n着急的话可以拨打12345。",
        ),
        (answer(Decision.NONE), "问答库里还没有这个问题，我不想猜。\n着急的话可以拨打12345。"),
    ],
)
def test_an_answer_on_the_command_line(given: Answer, text: str) -> None:
    assert answers.answer_text(given, office=OFFICE) == text


def test_questions_that_were_too_many_can_be_tapped() -> None:
    reply = answers.more_asked(("怎么交", "怎么领"), answered=5)
    assert reply.body == "一次最多答5个问题，还有2个没有答，请点一下，或者再发一次："
    assert [button.send for button in reply.buttons] == ["怎么交", "怎么领"]


def test_several_offers_name_their_question() -> None:
    offer = answer(Decision.SUGGEST, candidates=(Candidate(entry=ENTRY, confidence=0.5),))
    assert answers.suggestions(offer, several=True).body.startswith("“怎么办”我不太确定")
    with pytest.raises(ValueError, match="referral"):
        answers.referred(answer(Decision.NONE))


def test_evidence_in_words() -> None:
    proofs = [
        Evidence(kind=EvidenceKind.LINK, value="a"),
        Evidence(kind=EvidenceKind.FILE, value="b"),
        Evidence(kind=EvidenceKind.FILE, value="c"),
    ]
    assert confirming.evidence_words(proofs) == "附1个链接、2个文件"
    assert office.evidence_lines(proofs) == "链接：a\n文件：b\n文件：c"


def test_nothing_open_is_said_plainly() -> None:
    assert office.open_points((), (), ()).body == "没有需要明确的事。"
    assert office.reviewed_before(confirmation(ReviewState.PASSED), by="王主任").body == (
        "编号7（区司法局）10月24日 09:05已经由王主任通过了，没有改动。要改，请回复：重开 7 原因。"
    )


def confirmation(state: ReviewState) -> Confirmation:
    return Confirmation(
        id=7,
        occurrence="2022-4/1/1",
        task_id="2022-4",
        unit="区司法局",
        person_id=1,
        evidence=(),
        state=state,
        submitted_at=NOW,
        reviewed_at=NOW,
    )


@pytest.mark.parametrize(
    ("audience", "text"),
    [
        (Audience(kind=AudienceKind.LIAISONS), "全体联络员"),
        (Audience(kind=AudienceKind.CITIZENS), "群众"),
        (Audience(kind=AudienceKind.GROUP, name="乡镇"), "乡镇联络员"),
    ],
)
def test_an_audience_in_words(audience: Audience, text: str) -> None:
    assert notices.audience_words(audience) == text


def test_a_code_is_shown_once() -> None:
    reply = people.code("区司法局联络员", "CODE", NOW)
    assert reply.once
    assert reply.text == (
        "区司法局联络员的加入码\nCODE\n请转给本人，由他发送：/加入 CODE\n"
        "只显示这一次，用一次就失效，10月24日 09:05前有效。"
    )
    assert reply.concealed() == Reply(title="区司法局联络员的加入码", body="（只显示一次，未保存）")


@pytest.mark.parametrize(
    ("decision", "shown", "text"),
    [
        (Decision.ANSWER, ("甲",), "答了“甲”"),
        (Decision.SUGGEST, ("甲", "乙", "丙", "丁"), "请对方从“甲”“乙”“丙”里选"),
        (Decision.NONE, (), "说不知道"),
    ],
)
def test_what_an_exam_question_got_in_words(decision: Decision, shown: tuple[str, ...], text: str) -> None:
    marked = Marked(question="问", topic="", points=0, decision=decision, shown=shown, wanted="甲")
    assert checkups.got(marked) == text


def test_no_reply_calls_a_message_read_or_ranks_anyone() -> None:
    """Read receipts do not exist here, and nobody is ranked (the rules on burdening the grass roots)."""
    for module in (answers, checkups, common, duties, notices, office, people):
        source = inspect.getsource(module)
        assert "已读" not in source
        assert "排名" not in source


@pytest.mark.parametrize(("text", "words"), [("政策发布", "“政策发布”"), ("“双减”信息公开", "“‘双减’信息公开”")])
def test_marks_inside_marks_are_single(text: str, words: str) -> None:
    assert common.quoted(text) == words
