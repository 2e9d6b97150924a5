import datetime as dt
from dataclasses import replace

import pytest

from knowledge.answers import Answer, Answerer, Before, Decision, answer_to_dict, index_of
from knowledge.entries import Entry, Source
from knowledge.index import Index
from knowledge.statutes import Article, Law
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
    ("message", "entries"),
    [
        ("社保卡丢了怎么补办，生育津贴怎么领", ["card-lost", "maternity"]),
        ("1、生育津贴怎么领 2、异地就医怎么备案", ["maternity", "remote"]),
        ("社保卡丢了怎么补办，去哪里投诉", ["card-lost"]),
        ("社保卡丢了怎么补办，驾照过期了怎么换", ["card-lost", None]),
    ],
)
def test_clauses_are_answered_apart_where_each_asks_of_its_own(
    answerer: Answerer, message: str, entries: list[str | None]
) -> None:
    assert ids(answerer.answer(message, today=TODAY)) == entries


def test_no_more_than_five_questions_are_answered_and_the_others_are_named(answerer: Answerer) -> None:
    asked = [
        "社保卡丢了怎么补办？",
        "生育津贴怎么领？",
        "异地就医怎么备案？",
        "公积金提取要什么材料？",
        "怎么申请政府信息公开？",
    ]
    more = ["高龄津贴发多少钱？", "投诉举报有哪些渠道？"]
    answers = answerer.answer("".join(asked + more), today=TODAY)
    assert ids(answers) == ["card-lost", "maternity", "remote", "house", "open"]
    assert answers[-1].left == tuple(more)
    assert {answer.left for answer in answers[:-1]} == {()}


@pytest.mark.parametrize(
    ("first", "then", "entry"),
    [
        ("高龄津贴的发放条件是什么", "每月发多少钱", "elderly-cost"),
        ("老人补贴一个月发多少钱", "那发放条件是什么？", "elderly"),
        ("公积金怎么提取", "要带什么材料", "house"),
        ("高龄津贴的发放条件是什么", "社保卡丢了怎么补办", "card-lost"),
        ("高龄津贴的发放条件是什么", "那异地就医怎么备案呢", "remote"),
    ],
)
def test_a_further_message_is_read_with_the_topic_of_the_last_answer_only_where_it_needs_it(
    answerer: Answerer, first: str, then: str, entry: str
) -> None:
    before = answerer.answer(first, today=TODAY)[-1].before
    (answer,) = answerer.answer(then, today=TODAY, before=before)
    assert answer.candidates[0].entry.id == entry
    assert answer.question == then


@pytest.mark.parametrize("then", ["驾照过期了怎么换", "怎么包饺子", "那怎么包饺子呢", "你好"])
def test_another_matter_is_not_dragged_into_the_last_topic(answerer: Answerer, then: str) -> None:
    before = answerer.answer("高龄津贴的发放条件是什么", today=TODAY)[-1].before
    assert answerer.answer(then, today=TODAY, before=before) == answerer.answer(then, today=TODAY)


def test_an_empty_bank_has_nothing_to_read_further() -> None:
    before = Before(question="高龄津贴怎么领", entry_id="elderly")
    (answer,) = Answerer((), lexicon=lexicon()).answer("多少钱", today=TODAY, before=before)
    assert (answer.question, answer.decision) == ("多少钱", Decision.NONE)


def test_what_may_be_leant_on_names_a_matter(answerer: Answerer) -> None:
    asked = answerer.answer("高龄津贴的发放条件是什么", today=TODAY)[-1]
    further = answerer.answer("每月发多少钱", today=TODAY, before=asked.before)[-1]
    offered = answerer.answer("高龄补贴", today=TODAY)[-1]
    unknown = answerer.answer("怎么包饺子", today=TODAY)[-1]
    assert asked.before == Before(question="高龄津贴的发放条件是什么", entry_id="elderly")
    assert further.before == Before(question="高龄津贴每月发放多少钱？", entry_id="elderly-cost")
    assert offered.before == Before(question="高龄补贴")
    assert unknown.before is None


HOSPITAL = (
    "尊敬的领导：我叫某某，家住某某村。去年在外省打工的时候住了二十天院，花了三万多块钱，都是自己先垫的。"
    "村里人说能报。请问异地就医怎么备案？还有我的社保卡也找不到了，社保卡丢了怎么补办？谢谢！"
)
MARKET = (
    "我今年六十七了，一直在镇上住，儿女都在外地。前些日子去赶集把社会保障卡弄丢了，翻遍了家里也没找到。"
    "天又冷，腿脚也不方便。想问一下应该怎么补，去哪里办？"
)


@pytest.mark.parametrize(("letter", "entries"), [(HOSPITAL, ["remote", "card-lost"]), (MARKET, ["card-lost"])])
def test_a_letter_is_answered_by_what_it_asks(answerer: Answerer, letter: str, entries: list[str]) -> None:
    answers = answerer.answer(letter, today=TODAY)
    assert [answer.candidates[0].entry.id for answer in answers] == entries


def test_a_letter_about_ones_own_case_is_referred(answerer: Answerer) -> None:
    letter = (
        "我去年十月就向镇里申请了高龄津贴，材料交了两次，村里说报到镇上了，镇上又说没收到。"
        "我现在一个人过，身体也不好，腿脚不方便跑不动。都过去这么长时间了，请问到底什么时候能批下来？"
    )
    (answer,) = answerer.answer(letter, today=TODAY)
    assert answer.elsewhere
    assert answer.refer is not None
    assert "12345" in answer.refer.to


def test_a_letter_that_asks_what_is_not_in_the_bank_is_not_known(answerer: Answerer) -> None:
    letter = "今天是个好日子，我们一家人从早上忙到晚上，又是和面又是剁馅，忙得不亦乐乎。" * 3 + "请问怎么包饺子？"
    (answer,) = answerer.answer(letter, today=TODAY)
    assert answer.decision is Decision.NONE
    assert answer.question == "怎么包饺子？"


def test_an_emergency_comes_first_wherever_it_stands(answerer: Answerer) -> None:
    (answer,) = answerer.answer("社保卡丢了怎么补办？" * 60 + "我不想活了", today=TODAY)
    assert answer.refer is not None
    assert "12356" in answer.refer.to


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


def test_laws_are_read_when_they_are_first_needed_and_once() -> None:
    read: list[str] = []

    def laws() -> Index:
        read.append("laws")
        return index_of(LAW.entries(), lexicon())

    lawful = Answerer(BANK[:1], lexicon=lexicon()).behind(laws)
    assert ids(lawful.answer("社保卡丢了怎么补办", today=TODAY)) == ["card-lost"]
    assert read == []
    behind_nothing = Answerer((), lexicon=lexicon()).behind(laws)
    for _ in range(2):
        (answer,) = behind_nothing.answer("护照损毁能申请换发吗", today=TODAY)
        assert answer.candidates[0].entry.id == "L:护照法:2"
    assert read == ["laws"]


def test_other_laws_may_stand_behind_a_bank_and_none() -> None:
    lawful = Answerer((), lexicon=lexicon(), laws=LAW.entries())
    other = lawful.behind(lambda: index_of(LAW.entries()[:1], lexicon()))
    without = lawful.behind(None)
    asked = "护照损毁能申请换发吗"
    assert lawful.ask(asked, today=TODAY).candidates[0].entry.id == "L:护照法:2"
    assert "L:护照法:2" not in {one.entry.id for one in other.ask(asked, today=TODAY).candidates}
    assert without.ask(asked, today=TODAY).candidates == ()


def test_an_edited_bank_keeps_the_laws_behind_it() -> None:
    edited = Answerer((), lexicon=lexicon(), laws=LAW.entries()).edited({"card-lost": BANK[0]})
    assert edited.edited({"card-lost": None}).ask("护照损毁能申请换发吗", today=TODAY).candidates[0].entry.statute


@pytest.mark.parametrize(
    ("written", "entry"), [("社宝卡遗施怎么补领", "card-lost"), ("工积金提曲需要什么材料", "house")]
)
def test_a_question_written_by_its_sound_is_tried_again(answerer: Answerer, written: str, entry: str) -> None:
    (answer,) = answerer.answer(written, today=TODAY)
    assert answer.candidates[0].entry.id == entry
    assert answer.decision is Decision.ANSWER
    assert answer.question == written


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


def test_what_only_shares_the_common_words_is_not_offered_beneath() -> None:
    home = replace(BANK[0], id="home", question="养老院怎么申请？", similar=(), topic="")
    assert Answerer((*BANK, home), lexicon=lexicon()).related(home, today=TODAY) == ()


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
