"""The sample bank that ships with the program: whole, found by its own words, and true to the laws it cites."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from knowledge.answers import Answerer, Decision
from knowledge.entries import entries_from_jsonl
from knowledge.health import check
from knowledge.referrals import elsewhere, small_talk
from knowledge.text import normal
from tests.knowledge.bank import DATA, lexicon

if TYPE_CHECKING:
    from knowledge.entries import Entry, Source

TODAY = dt.date(2026, 11, 1)
LAWS = Path(__file__).parents[3] / "shared" / "laws"
TOPICS = {
    *("市场主体倍增", "农民工工资支付", "疫情防控", "乡村振兴", "稳岗就业", "减税降费", "医疗社保", "生育", "上学"),
    *("土地征收", "旧区改造", "政务公开"),
}
LEAST_ENTRIES = 80
LEAST_WORDINGS = 5
"""Ways to ask an entry that the bank should know, beside its standard question."""
LEAST_ON_TOP = 0.95
COPIED = 25
"""So many Han characters alike in a row are a copy."""

_NUMERALS = "零〇一二两三四五六七八九十百千"
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_NUMBER = re.compile(rf"(?:\d+|[{_NUMERALS}]+)万?")
_FIGURE = re.compile(rf"((?:\d+|[{_NUMERALS}]+)万?)(?:日|个?月|年|倍|％|%|元|周岁|岁|天|个工作日|小时|人)")
_ARTICLE = re.compile(rf"第[{_NUMERALS}]+条(?:之[{_NUMERALS}]+)?")
_REFERENCE = re.compile(rf"第[{_NUMERALS}]+[条款项章]")

with_laws = pytest.mark.skipif(not LAWS.is_dir(), reason="the texts of the laws are not beside the project")


@cache
def bank() -> tuple[Entry, ...]:
    entries, problems = entries_from_jsonl((DATA / "sample_bank.jsonl").read_text(encoding="utf-8"))
    assert problems == ()
    return entries


@cache
def answerer() -> Answerer:
    return Answerer(bank(), lexicon=lexicon())


def test_the_bank_is_large_and_covers_the_policy_topics() -> None:
    assert len(bank()) >= LEAST_ENTRIES
    assert {entry.topic for entry in bank()} >= TOPICS


def test_every_entry_is_complete() -> None:
    for entry in bank():
        assert entry.sources, entry.id
        assert entry.unit, entry.id
        assert entry.checked_on, entry.id
        assert all(source.status == "现行有效" and source.issuer and source.date for source in entry.sources), entry.id


def test_every_entry_is_asked_in_five_ways_or_more() -> None:
    few = [(entry.id, len(entry.similar)) for entry in bank() if len(entry.similar) < LEAST_WORDINGS]
    assert few == []


def test_no_wording_stands_in_two_entries() -> None:
    wordings = [normal(text) for entry in bank() for text in (entry.question, *entry.similar)]
    assert sorted(wordings) == sorted(set(wordings))


def test_a_careful_clerk_finds_nothing_to_mend() -> None:
    assert check(bank(), today=TODAY) == ()


def test_every_question_is_answered_with_its_own_entry() -> None:
    missed = _missed([(entry.question, entry.id) for entry in bank()])
    assert missed == []


def test_nearly_every_similar_wording_has_its_entry_on_top() -> None:
    asked = [(text, entry.id) for entry in bank() for text in entry.similar]
    missed = _missed(asked)
    print(f"{len(asked) - len(missed)} of {len(asked)} on top", *missed, sep="\n")  # noqa: T201 - shown by -s and on failure
    assert len(asked) - len(missed) >= LEAST_ON_TOP * len(asked)


def _missed(asked: list[tuple[str, str]]) -> list[str]:
    """The wordings that do not lead to their entry, with what came instead."""
    missed: list[str] = []
    for text, wanted in asked:
        answer = answerer().ask(text, today=TODAY)
        top = answer.candidates[0].entry.id if answer.candidates else "-"
        if top != wanted or answer.elsewhere or answer.decision is Decision.NONE:
            missed.append(f"{wanted} {text}: {answer.decision.value} {top} {answer.confidence:.2f}")
    return missed


@with_laws
def test_every_citation_is_in_the_law_it_names() -> None:
    cited = [(entry.id, source) for entry in bank() for source in entry.sources]
    assert [(key, source.title, source.date) for key, source in cited if not _file(source).is_file()] == []
    assert [(key, source.title, source.article) for key, source in cited if not _article(source)] == []


@with_laws
def test_every_figure_of_an_answer_is_in_a_cited_article() -> None:
    strange = [
        (entry.id, figure)
        for entry in bank()
        for figure in _FIGURE.findall(entry.answer)
        if _value(figure) not in _figures(_cited(entry))
    ]
    assert strange == []


@with_laws
def test_no_answer_copies_a_sentence_of_its_law() -> None:
    copied = [(entry.id, min(_runs(entry.answer) & _runs(_cited(entry)), default="")) for entry in bank()]
    assert [(key, run) for key, run in copied if run] == []


@cache
def _articles(path: Path) -> dict[str, str]:
    """The articles of a law by their names as they stand at the start of a line."""
    articles: dict[str, str] = {}
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if found := _ARTICLE.match(line):
            name = found[0]
        elif line.startswith("#"):
            name = ""
        if name:
            articles[name] = articles.get(name, "") + line + "\n"
    return articles


def _file(source: Source) -> Path:
    return LAWS / f"{source.title}({source.date}).md"


def _cited(entry: Entry) -> str:
    return "".join(_article(source) for source in entry.sources)


def _article(source: Source) -> str:
    return _articles(_file(source)).get(source.article, "")


def _figures(text: str) -> set[int]:
    """Every number of a text, but not the numbers of articles it refers to."""
    return {_value(found) for found in _NUMBER.findall(_REFERENCE.sub(" ", text))}


def _value(number: str) -> int:
    """What a number of digits or Chinese numerals, perhaps with 万, is worth."""
    value = 0
    for part in re.findall(r"[^万]+万?", number):
        plain = part.removesuffix("万")
        worth = int(plain) if plain.isascii() else _below_ten_thousand(plain)
        value += worth * 10_000 if part.endswith("万") else worth
    return value


def _below_ten_thousand(numerals: str) -> int:
    value = 0
    digit = 0
    for sign in numerals:
        if sign in _PLACES:
            value += max(digit, 1) * _PLACES[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return value + digit


def _runs(text: str) -> set[str]:
    """Every run of Han characters too long to be chance; figures and punctuation do not hide one."""
    han = "".join(re.findall(r"[\u4e00-\u9fff]+", text))
    return {han[start : start + COPIED] for start in range(len(han) - COPIED + 1)}


@pytest.mark.parametrize(
    ("number", "value"),
    [("20", 20), ("十五", 15), ("二十", 20), ("一百五十", 150), ("2万", 20_000), ("十万", 100_000), ("两", 2)],
)
def test_numbers_are_read_in_digits_and_in_words(number: str, value: int) -> None:
    assert _value(number) == value


def test_no_question_of_the_bank_is_sent_elsewhere() -> None:
    asked = [question for entry in bank() for question in (entry.question, *entry.similar)]
    plain = {question: normal(question) for question in asked}
    assert [
        question for question in asked if small_talk(plain[question]) or elsewhere(plain[question], known=True)
    ] == []


@pytest.mark.parametrize(
    ("message", "second"),
    [
        ("失业金能领几个月？一个月多少钱？", "失业金一个月多少钱？"),
        ("产假多少天？另外工资谁发", "产假期间钱由谁发？"),
        ("宅基地怎么申请？身份证丢了怎么补办？", "身份证丢了怎么补办？"),
        ("买房子契税多少钱，啥时候交", "契税什么时候交？"),
        ("低保怎么申请，什么家庭能吃低保？", "什么家庭能享受低保？"),
    ],
)
def test_a_short_second_question_is_read_with_the_first(message: str, second: str) -> None:
    answers = answerer().answer(message, today=TODAY)
    assert len(answers) == 2
    assert answers[1].candidates[0].entry.question == second


@pytest.mark.parametrize("message", ["孩子6岁了，能上小学吗", "老板不给工资，怎么办", "我想问一下，公积金怎么提取"])
def test_a_comma_within_one_question_parts_nothing(message: str) -> None:
    (answer,) = answerer().answer(message, today=TODAY)
    assert answer.decision is Decision.ANSWER


@pytest.mark.parametrize("message", ["宅基地怎么申请？今天天气怎么样？", "今天天气怎么样？工资谁发？"])
def test_a_second_question_of_another_matter_stays_by_itself(message: str) -> None:
    answers = answerer().answer(message, today=TODAY)
    assert len(answers) == 2
    assert answers[1].decision is not Decision.ANSWER
