import datetime as dt

import pytest

from knowledge.answers import Answer, Answerer, Decision, answer_to_dict, questions_in
from knowledge.entries import Entry, Source
from knowledge.statutes import Article, Law
from knowledge.tokenizer import Tokenizer
from tests.knowledge.bank import BANK, TODAY, lexicon

UNITS = ("区医疗保障局", "区民政局", "区教育局", "区公安局")


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return Answerer(BANK, lexicon=lexicon(), unit_names=UNITS)


def ids(answers: tuple[Answer, ...]) -> list[str | None]:
    return [answer.entry.id if answer.entry else None for answer in answers]


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("社保卡丢了怎么补办", "card-lost"),
        ("请问生育金咋领啊", "maternity"),
        ("老人补贴一个月发多少钱", "elderly-cost"),
        ("工积金提取要什么材料", "house"),
        ("怎么申请政府信息公开", "open"),
        ("投诉举报有哪些渠道", "petition"),
    ],
)
def test_a_question_in_the_bank_is_answered(answerer: Answerer, question: str, entry: str) -> None:
    (answer,) = answerer.answer(question, today=TODAY)
    assert answer.decision is Decision.ANSWER
    assert answer.entry is not None
    assert answer.entry.id == entry
    assert answer.candidates[0].entry is answer.entry
    assert answer.confidence == answer.candidates[0].confidence


def test_a_question_that_may_mean_several_gets_suggestions(answerer: Answerer) -> None:
    (answer,) = answerer.answer("高龄补贴", today=TODAY)
    assert answer.decision is Decision.SUGGEST
    assert answer.entry is None
    assert {candidate.entry.id for candidate in answer.offered} == {"elderly", "elderly-cost"}
    assert set(answer.offered) < set(answer.candidates)


@pytest.mark.parametrize(
    ("question", "unit"), [("孩子转学要什么手续", "区教育局"), ("驾照过期了怎么换", "区公安局"), ("怎么包饺子", None)]
)
def test_what_is_not_in_the_bank_is_not_known(answerer: Answerer, question: str, unit: str | None) -> None:
    (answer,) = answerer.answer(question, today=TODAY)
    assert answer.decision is Decision.NONE
    assert answer.entry is None
    assert (answer.refer.to if answer.refer else None) == unit
    assert not answer.elsewhere


@pytest.mark.parametrize(("message", "to"), [("你好", ""), ("着火了！社保卡怎么办？", "119")])
def test_what_is_no_question_for_the_bank_is_referred(answerer: Answerer, message: str, to: str) -> None:
    (answer,) = answerer.answer(message, today=TODAY)
    assert answer.decision is Decision.NONE
    assert answer.elsewhere
    assert answer.refer is not None
    assert answer.refer.to == to


def test_a_personal_case_is_referred_and_near_entries_are_named(answerer: Answerer) -> None:
    (answer,) = answerer.answer("我妈的高龄补贴什么时候批下来", today=TODAY)
    assert answer.decision is Decision.NONE
    assert answer.refer is not None
    assert "12345" in answer.refer.to
    assert answer.candidates[0].entry.topic == "养老"


def test_an_information_request_is_referred_but_asking_how_is_answered(answerer: Answerer) -> None:
    (request,) = answerer.answer("我要申请公开2022年的征地补偿标准文件", today=TODAY)
    (asking,) = answerer.answer("依申请公开的流程", today=TODAY)
    assert request.refer is not None
    assert "政府信息公开" in request.refer.to
    assert ids((request, asking)) == [None, "open"]


def test_an_expired_entry_is_neither_answered_nor_suggested(answerer: Answerer) -> None:
    question = "疫情期间进出小区要登记吗"
    (then,) = answerer.answer(question, today=dt.date(2023, 1, 8))
    (now,) = answerer.answer(question, today=TODAY)
    assert ids((then,)) == ["old"]
    assert now.decision is not Decision.ANSWER
    assert "old" not in [candidate.entry.id for candidate in now.candidates]


@pytest.mark.parametrize(
    ("message", "entries"),
    [
        ("社保卡丢了怎么补办？生育津贴怎么领？", ["card-lost", "maternity"]),
        ("社保卡丢了怎么补办，另外生育津贴怎么领", ["card-lost", "maternity"]),
        ("社保卡丢了怎么补办\n顺便问下生育津贴怎么领", ["card-lost", "maternity"]),
        ("生育津贴怎么领？谢谢！", ["maternity"]),
    ],
)
def test_several_questions_get_several_answers(answerer: Answerer, message: str, entries: list[str]) -> None:
    assert ids(answerer.answer(message, today=TODAY)) == entries


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("社保卡丢了怎么补办？要多久？", ["社保卡丢了怎么补办？要多久？"]),
        ("我是外地户口。居住证怎么办？", ["我是外地户口。居住证怎么办？"]),
        ("还有什么补贴", ["还有什么补贴"]),
        ("怎么办？社保卡丢了怎么补办？", ["怎么办？社保卡丢了怎么补办？"]),
        ("低保怎么办？医保怎么交？社保怎么查？", ["低保怎么办？", "医保怎么交？", "社保怎么查？"]),
        ("", [""]),
    ],
)
def test_a_message_is_parted_only_between_questions_of_their_own(message: str, parts: list[str]) -> None:
    assert list(questions_in(message, Tokenizer(lexicon()))) == parts


def test_a_pasted_document_is_read_to_its_limit(answerer: Answerer) -> None:
    (answer,) = answerer.answer("社保" * 500_000, today=TODAY)
    assert len(answer.question) == 500


@pytest.mark.parametrize("nothing", ["", "  ", "？？", "\U0001f600"])
def test_nothing_said_is_nothing_known(answerer: Answerer, nothing: str) -> None:
    (answer,) = answerer.answer(nothing, today=TODAY)
    assert answer.decision is Decision.NONE
    assert answer.candidates == ()


LAW = Law(
    title="护照法",
    date=dt.date(2006, 4, 29),
    since=dt.date(2007, 1, 1),
    articles=tuple(
        Article(id=f"L:护照法:{number}", label=label, heading="", text=text)
        for number, label, text in (
            (1, "第一条", "护照由公安机关签发。"),
            (2, "第二条", "护照损毁的，可以申请换发。"),
            (3, "第三条", "社保卡丢了，不适用本法。"),
        )
    ),
)


@pytest.fixture(scope="module")
def lawful() -> Answerer:
    return Answerer(BANK, lexicon=lexicon(), laws=LAW.entries())


def test_where_the_bank_knows_nothing_the_laws_are_asked(lawful: Answerer) -> None:
    (answer,) = lawful.answer("护照法第二条", today=TODAY)
    assert answer.decision is not Decision.NONE
    assert answer.candidates[0].entry.statute


def test_laws_never_stand_above_the_bank(lawful: Answerer) -> None:
    assert ids(lawful.answer("社保卡丢了怎么补办", today=TODAY)) == ["card-lost"]
    (offered,) = lawful.answer("高龄补贴", today=TODAY)
    assert not any(one.entry.statute for one in offered.offered[:2])


def test_what_neither_bank_nor_laws_hold_is_not_known(lawful: Answerer) -> None:
    (answer,) = lawful.answer("怎么包饺子", today=TODAY)
    assert (answer.decision, answer.entry) == (Decision.NONE, None)


def test_a_law_is_not_asked_before_it_applies(lawful: Answerer) -> None:
    (answer,) = lawful.answer("护照法第二条", today=dt.date(2006, 12, 31))
    assert answer.decision is Decision.NONE


def test_an_empty_bank_knows_nothing() -> None:
    (answer,) = Answerer((), lexicon=lexicon()).answer("社保卡丢了", today=TODAY)
    assert (answer.decision, answer.confidence, answer.candidates) == (Decision.NONE, 0.0, ())


def test_related_entries_are_near_and_in_force(answerer: Answerer) -> None:
    by_id = {one.id: one for one in BANK}
    assert [one.id for one in answerer.related(by_id["elderly"], today=TODAY)] == ["elderly-cost"]
    assert len(answerer.related(by_id["card-lost"], today=TODAY, limit=1)) == 1
    assert "old" not in {one.id for key in by_id for one in answerer.related(by_id[key], today=TODAY)}


def test_an_answer_has_the_shape_of_the_command_line() -> None:
    source = Source(title="某条例", date=dt.date(2022, 1, 1), article="第一条")
    entry = Entry(id="a", question="问", answer="答", unit="某局", sources=(source,), checked_on=TODAY)
    (answer,) = Answerer((entry,), lexicon=lexicon()).answer("问", today=TODAY)
    shape = answer_to_dict(answer)
    assert list(shape) == ["question", "decision", "confidence", "answer", "candidates", "refer"]
    assert shape["answer"] == {
        "id": "a",
        "question": "问",
        "text": "答",
        "sources": [
            {"title": "某条例", "number": "", "issuer": "", "date": "2022-01-01", "article": "第一条", "status": ""}
        ],
        "unit": "某局",
        "checked_on": "2026-06-30",
    }
    assert shape["refer"] is None


def test_no_answer_has_the_same_shape(answerer: Answerer) -> None:
    shape = answer_to_dict(answerer.ask("孩子转学要什么手续", today=TODAY))
    assert shape["answer"] is None
    assert shape["decision"] == "none"
    assert shape["refer"] == {"to": "区教育局", "why": "从问题的内容看，可能由这个单位负责"}


def test_an_entry_never_checked_says_so() -> None:
    (answer,) = Answerer((Entry(id="a", question="问甲", answer="答"),), lexicon=lexicon()).answer("问甲", today=TODAY)
    held = answer_to_dict(answer)["answer"]
    assert isinstance(held, dict)
    assert held["checked_on"] is None
