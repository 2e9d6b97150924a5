"""Circles of people: found by what they call themselves, concerned by what an entry asks."""

import pytest

from knowledge.circles import CIRCLES, circle_named
from knowledge.entries import Entry
from knowledge.text import normal


@pytest.mark.parametrize(
    ("said", "name"),
    [("老年人", "老年人"), ("老人", "老年人"), ("孕妇", "孕产妇"), ("退伍军人", "退役军人"), ("個體戶", "企业")],
)
def test_people_find_their_circle_by_their_own_words(said: str, name: str) -> None:
    circle = circle_named(said)
    assert circle is not None
    assert circle.name == name


@pytest.mark.parametrize("said", ["", "社保", "老年人的补贴"])
def test_other_words_name_no_circle(said: str) -> None:
    assert circle_named(said) is None


@pytest.mark.parametrize(
    ("question", "topic", "names"),
    [
        ("高龄补贴怎么领？", "", ["老年人"]),
        ("企业退休人员的养老金怎么调？", "", ["老年人"]),
        ("小微企业怎么减税？", "", ["企业"]),
        ("怎么登记？", "孕妇", ["孕产妇"]),
        ("证件怎么办？", "养老、救助和优待", []),
        ("护照在哪里办？", "证件", []),
    ],
)
def test_an_entry_concerns_whom_its_question_or_topic_speaks_of(question: str, topic: str, names: list[str]) -> None:
    entry = Entry(id="E1", question=question, answer="企业和老人都看过来。", topic=topic)
    assert [one.name for one in CIRCLES if one.concerns(entry)] == names


def test_no_name_means_two_circles_and_words_stand_in_normal_form() -> None:
    names = [name for one in CIRCLES for name in (one.name, *one.aliases)]
    assert len(names) == len(set(names))
    words = [word for one in CIRCLES for word in (*one.aliases, *one.words, *one.besides)]
    assert [normal(word) for word in words] == words
