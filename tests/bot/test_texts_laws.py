"""What is said of an article of a law, word for word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.ports.house import Office
from bot.texts import answers
from knowledge.answers import Answer, Candidate, Decision
from knowledge.entries import Entry
from knowledge.referrals import Referral
from knowledge.statutes import Article, Law

OFFICE = Office()
LAW = Law(
    title="样板法",
    date=date(2020, 1, 2),
    articles=(
        Article(
            id="L:样板法:1", label="第一条", heading="第一章 总则", text="为了公开，制定本法。\n（一）甲；\n（二）乙。"
        ),
        Article(id="L:样板法:2", label="第二条", heading="", text="有关部门应当办理。" * 60),
    ),
)
FIRST, LONG = LAW.entries()


def answer(decision: Decision, *entries: Entry, unit: str = "") -> Answer:
    return Answer(
        question="怎么办",
        decision=decision,
        confidence=0.7,
        entry=entries[0] if decision is Decision.ANSWER else None,
        candidates=tuple(Candidate(entry=one, confidence=0.7) for one in entries),
        refer=Referral(to=unit, why="可能") if unit else None,
    )


@pytest.mark.parametrize(("unit", "who"), [("区司法局", "请问区司法局，或者拨打12345"), ("", "请拨打12345问清楚")])
def test_an_article_is_given_in_its_own_words(unit: str, who: str) -> None:
    reply = answers.found(answer(Decision.ANSWER, FIRST, unit=unit), office=OFFICE)
    assert reply.text == (
        "《样板法》第一条\n为了公开，制定本法。\n（一）甲；\n（二）乙。\n依据：《样板法》第一条（2020年1月2日版，现行有效）\n"
        f"所在章节：第一章 总则\n以上是法律法规的原文，不是对您这件事的解释；落到您身上怎么办，{who}。"
    )
    assert [button.send for button in reply.buttons] == ["有用 L:样板法:1", "没解决 L:样板法:1"]


def test_a_long_article_is_cut_where_a_sentence_ends() -> None:
    reply = answers.article_reply(LONG, office=OFFICE)
    assert reply.body == "有关部门应当办理。" * 28 + "\n……（全文540字，看全文请回复：全文 样板法第二条）"
    assert (reply.buttons[0].label, reply.buttons[0].send) == ("看全文", "全文 样板法第二条")
    assert "所在章节" not in reply.note
    whole = answers.article_reply(LONG, office=OFFICE, whole=True)
    assert whole.body == LONG.answer
    assert [button.label for button in whole.buttons] == ["有用", "没解决"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("甲" * 300, "甲" * 260),
        ("甲。" + "乙" * 300, "甲。"),
        ("甲\n" + "乙" * 300, "甲"),
        ("甲" * 260, "甲" * 260),
    ],
)
def test_an_article_is_cut_somewhere(text: str, shown: str) -> None:
    assert answers.article_reply(replace(FIRST, answer=text), office=OFFICE).body.partition("\n……")[0] == shown


def test_articles_are_offered_by_what_they_say() -> None:
    offered = answer(Decision.SUGGEST, FIRST, LONG, Entry(id="E", question="问？", answer="答。"))
    buttons = answers.suggestions(offered).buttons
    assert [(one.label, one.send) for one in buttons] == [
        ("《样板法》第一条：为了公开，制定本法。（一）甲；（二）乙。", "样板法第一条"),
        ("《样板法》第二条：有关部门应当办理。有关部门应当办理。有关…", "样板法第二条"),
        ("问？", "问？"),
        ("都不是", "都不是 怎么办"),
    ]
    assert answers.answer_text(offered, office=OFFICE).splitlines()[1:] == [f"· {one.label}" for one in buttons[:3]]


def test_where_only_laws_are_offered_it_is_said() -> None:
    offer = answers.suggestions(answer(Decision.SUGGEST, FIRST, LONG), several=True)
    assert offer.body == "“怎么办”问答库里没有这个问题，这几条法律法规可能有关："


def test_only_what_is_found_is_answered() -> None:
    with pytest.raises(ValueError, match="entry"):
        answers.found(answer(Decision.SUGGEST, FIRST), office=OFFICE)
