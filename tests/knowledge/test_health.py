"""What a careful clerk would find in a bank."""

import datetime as dt
import time
from dataclasses import replace

import pytest

from knowledge.entries import Entry, Source
from knowledge.guides import Guide, Option
from knowledge.health import Finding, Kind, check
from knowledge.ratings import Standing, Tally

TODAY = dt.date(2026, 6, 30)
LAW = Source(title="居住证暂行条例", article="第九条", date=dt.date(2015, 11, 26), status="现行有效")
FULL = Entry(
    id="a1",
    question="怎么办居住证？",
    similar=("居住证咋办",),
    answer="到派出所办理。",
    unit="区公安局",
    sources=(LAW,),
    checked_on=dt.date(2026, 6, 1),
)


def entry(key: str, question: str, *similar: str, **fields: object) -> Entry:
    return replace(FULL, id=key, question=question, similar=similar or (f"{question}{key}另问",), **fields)  # type: ignore[arg-type]


def found(*entries: Entry, unasked: tuple[str, ...] = ()) -> list[tuple[Kind, tuple[str, ...]]]:
    return [(one.kind, one.entries) for one in check(entries, today=TODAY, unasked=unasked)]


def only(*entries: Entry) -> Finding:
    (one,) = check(entries, today=TODAY)
    return one


def test_a_sound_bank_has_no_findings() -> None:
    assert found(FULL, entry("b2", "失业金怎么领？")) == []


def asking_back(*ids: str) -> Entry:
    options = tuple(Option(label=f"第{place}种", entry=key) for place, key in enumerate(ids))
    return entry("g1", "怎么领钱？", answer="", sources=(), guide=Guide(ask="哪一种？", options=options))


def test_an_entry_that_only_asks_back_needs_no_source() -> None:
    assert found(FULL, entry("b2", "失业金怎么领？"), asking_back("a1", "b2")) == []


def test_an_entry_that_asks_back_may_be_asked_much_like_one_that_it_leads_to() -> None:
    asking = replace(asking_back("a1", "b2"), similar=("怎样办居住证",))
    alike = entry("b2", "失业金怎么领？")
    assert found(FULL, alike, asking) == []
    assert [
        kind for kind, _ in found(FULL, alike, replace(asking, guide=None, answer="看情况。", sources=(LAW,)))
    ] != []
    assert found(FULL, alike, replace(asking, similar=FULL.similar))[0] == (Kind.SAME, ("a1", "g1"))


def test_an_entry_that_asks_back_and_leads_nowhere_is_found() -> None:
    one = next(one for one in check([FULL, asking_back("a1", "b9")], today=TODAY))
    assert (one.kind, one.entries) == (Kind.DEAD_LINK, ("g1",))
    assert "指向编号b9" in one.reason


@pytest.mark.parametrize(
    ("one", "kind", "reason"),
    [
        (replace(FULL, sources=()), Kind.NO_SOURCE, "没有写依据"),
        (replace(FULL, sources=(Source(title="旧办法", status="已废止"),)), Kind.DEAD_SOURCE, "依据《旧办法》已废止"),
        (replace(FULL, valid_until=dt.date(2026, 6, 29)), Kind.EXPIRED, "2026-06-29已经失效"),
        (replace(FULL, valid_until=dt.date(2026, 8, 29)), Kind.EXPIRING, "2026-08-29失效，还有60天"),
        (replace(FULL, checked_on=None), Kind.UNCHECKED, "没有写核对日期"),
        (replace(FULL, checked_on=dt.date(2025, 6, 1)), Kind.UNCHECKED, "上次核对是2025-06-01，已超过一年"),
        (replace(FULL, answer="办" * 301), Kind.TOO_LONG, "答案有301字"),
        (replace(FULL, similar=()), Kind.NO_SIMILAR, "没有相似问法"),
        (replace(FULL, similar=("居住证咋办", "居住证咋办？")), Kind.SAME, "是同一个问法"),
        (replace(FULL, negative=("居住证的期限", "居住证咋办呢")), Kind.NEGATIVE, "会挡住该答的问题"),
        (
            replace(FULL, answer="按《中华人民共和国居住证暂行条例》第九条、第十条办。"),
            Kind.OTHER_ARTICLE,
            "第十条，依据里没有这一条",
        ),
        (replace(FULL, answer="先看编号E999，再来。"), Kind.DEAD_LINK, "“E999”，题库里没有这一条"),
        (replace(FULL, answer="参见《居住证丢了怎么补办？》"), Kind.DEAD_LINK, "“居住证丢了怎么补办？”"),
    ],
)
def test_a_fault_of_an_entry_is_found(one: Entry, kind: Kind, reason: str) -> None:
    told = only(one)
    assert (told.kind, told.entries, told.text, told.where) == (kind, ("a1",), one.question, "编号a1")
    assert reason in told.reason


@pytest.mark.parametrize(
    "one",
    [
        replace(FULL, valid_until=dt.date(2026, 8, 30)),
        replace(FULL, negative=("居住证到期了还能用吗", "3年的居住证咋办")),
        replace(FULL, answer="按《居住证暂行条例》第9条办，另见《某通知》第三条。"),
        replace(FULL, answer="参见《居住证咋办》，详见《关于做好居住证工作的通知》，编号a1。"),
    ],
)
def test_what_is_as_it_should_be_is_no_finding(one: Entry) -> None:
    assert found(one) == []


@pytest.mark.parametrize(
    ("other", "kind", "reason"),
    [
        (entry("b2", "居住证咋办？", answer="到派出所办理！"), Kind.CLAIMED, "请从相似问法里删去，或者合并"),
        (entry("b2", "居住证咋办？", answer="去找街道。"), Kind.CLAIMED, "答案却不一样，说法对不上；请核对"),
        (entry("b2", "办理事项", "怎么办居住证"), Kind.CLAIMED, "编号b2的相似问法“怎么办居住证”就是编号a1的标准问题"),
        (entry("b2", "办理事项", "居住证咋办"), Kind.SAME, "问法相同，请合并"),
        (entry("b2", "居住证怎么办理呢"), Kind.NEAR, "问法很像（“怎么办居住证？”和“居住证怎么办理呢”），请合并"),
        (entry("b2", "居住证怎么办理", answer="去找街道。"), Kind.NEAR, "答案却不一样，说法对不上；请核对以哪条为准"),
        (
            entry("b2", "居住证怎么办理", answer="到街道办理，15日内发证。", unit="某街道"),
            Kind.CONFLICT,
            "区公安局和某街道的答案却不一样，一条写了15，另一条没有写；请两家核对",
        ),
        (entry("b2", "居住证怎么办理", answer="到派出所来办理。", unit="某街道"), Kind.NEAR, "请合并"),
        (entry("b2", "居住证怎么办理", answer="去找街道。", unit=""), Kind.NEAR, "请核对以哪条为准"),
    ],
)
def test_a_question_asked_twice_is_told_once(other: Entry, kind: Kind, reason: str) -> None:
    told = only(FULL, other)
    assert (told.kind, told.entries, told.text) == (kind, ("a1", "b2"), other.question)
    assert reason in told.reason


def test_figures_that_differ_are_said() -> None:
    told = only(entry("a", "居住证多久办好", answer="15日。"), entry("b", "居住证多长时间办好", answer="10日。"))
    assert "一条写15，另一条写10；请核对以哪条为准" in told.reason


def test_two_wordings_of_one_question_are_seen_through_the_official_words() -> None:
    one, other = (
        entry("a", "身份证丢了咋整", answer="补领。"),
        entry("b", "居民身份证遗失如何办理", answer="60日内补领。"),
    )
    assert found(one, other) == []
    words = {"身份证丢了咋整": "居民身份证遗失怎么办", "居民身份证遗失如何办理": "居民身份证遗失怎么办"}
    (told,) = check([one, other], today=TODAY, official=lambda text: words.get(text, text))
    assert (told.kind, told.entries) == (Kind.NEAR, ("a", "b"))
    assert "一条写了60，另一条没有写" in told.reason


def test_a_pair_of_entries_is_told_once() -> None:
    first = entry("a", "怎么落户？", "怎么把户口迁来？")
    second = entry("b", "怎么落户", "怎么把户口迁来")
    assert found(first, second) == [(Kind.SAME, ("a", "b"))]


def test_what_the_office_has_parted_by_a_negative_question_stays_parted() -> None:
    mine = entry("a", "工伤医疗费由哪里报销", negative=("工伤医疗费用由哪里报销",))
    other = entry("b", "工伤医疗费用由哪里报销")
    assert found(replace(mine, negative=()), other) == [(Kind.NEAR, ("a", "b"))]
    assert Kind.NEAR not in dict(found(mine, other))
    assert Kind.NEAR not in dict(found(other, mine))


def test_numbers_make_a_difference() -> None:
    assert found(entry("a", "80岁以上老人每月补贴多少钱？"), entry("b", "90岁以上老人每月补贴多少钱？")) == []


def test_a_source_is_not_good_here_and_repealed_there() -> None:
    dead = replace(LAW, status="已废止")
    told = check([replace(FULL, sources=(dead,)), entry("b2", "失业金怎么领？")], today=TODAY)
    assert [(one.kind, one.entries) for one in told] == [
        (Kind.DEAD_SOURCE, ("a1", "b2")),
        (Kind.DEAD_SOURCE, ("a1",)),
    ]
    assert "在编号a1里写的是已废止" in told[0].reason


def test_an_entry_that_answered_nobody_is_told() -> None:
    assert found(FULL, unasked=("a1", "gone")) == [(Kind.UNASKED, ("a1",))]


def test_a_place_beside_the_bank_that_leads_nowhere_is_told_once() -> None:
    (told,) = check([FULL], today=TODAY, links={"政策包“居住证”": ("a1", "z9", "z9"), "政策包“上学”": ("a1",)})
    assert (told.kind, told.entries, told.where) == (Kind.DEAD_LINK, (), "政策包“居住证”")
    assert "里列了编号z9，题库里没有这一条" in told.reason


def test_the_pressing_come_first() -> None:
    told = found(replace(FULL, similar=(), sources=(), valid_until=dt.date(2026, 1, 1)))
    assert [kind for kind, _ in told] == [Kind.EXPIRED, Kind.NO_SOURCE, Kind.NO_SIMILAR]


def test_twenty_thousand_wordings_are_looked_over_in_seconds() -> None:
    bank = [
        entry(f"x{one}", f"{one}号事项{one * 7919 % 10007}怎么办理", f"第{one}项要带什么材料") for one in range(10_000)
    ]
    start = time.perf_counter()
    assert check(bank, today=TODAY) == ()
    assert time.perf_counter() - start < 30


def test_an_entry_that_helps_less_than_it_did_is_named_with_the_numbers() -> None:
    bad, good = Tally(useful=3, useless=3), Tally(useful=9, useless=1)
    (one,) = check([FULL], today=TODAY, ratings=[Standing(entry_id="a1", recent=bad, before=good)])
    assert one.kind is Kind.FELL
    assert one.reason.startswith("近30天6人评价，3人说没解决，占50%，以前是10%；请解释单位看看")
    (new,) = check([FULL], today=TODAY, ratings=[Standing(entry_id="a1", recent=bad, before=Tally())])
    assert new.reason.startswith("近30天6人评价，3人说没解决，占50%；")
    assert check([FULL], today=TODAY, ratings=[Standing(entry_id="a1", recent=good, before=bad)]) == ()
