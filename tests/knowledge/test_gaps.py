import pytest

from knowledge.gaps import Departments
from knowledge.index import Index
from knowledge.tokenizer import Tokenizer
from tests.knowledge.bank import BANK, entry, lexicon

UNITS = ("区医疗保障局", "区民政局", "区教育局", "甲镇农业农村局", "乙镇农业农村局")


@pytest.fixture(scope="module")
def departments() -> Departments:
    texts = [text for one in BANK for text in (one.question, one.answer)]
    index = Index(BANK, Tokenizer(lexicon(), texts=texts, names=UNITS))
    return Departments(index, duties=lexicon().duties, unit_names=UNITS)


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("农村合作医疗一年交多少", "区医疗保障局"),
        ("养老院收费标准", "区民政局"),
        ("孩子转学怎么办", "区教育局"),
        ("驾照过期了", "公安局"),
        ("农机补贴", "农业农村局"),
        ("住房公积金能异地提取吗", "住房公积金管理中心"),
        ("怎么包饺子", None),
        ("xyz", None),
    ],
)
def test_the_likely_unit_is_named_by_what_it_deals_with(
    departments: Departments, question: str, unit: str | None
) -> None:
    assert departments.likely(question) == unit


def test_the_units_of_near_entries_vote() -> None:
    bank = (entry("a", "怎么租借活动中心？", unit="某街道办事处"),)
    index = Index(bank, Tokenizer(lexicon(), texts=[bank[0].question]))
    assert Departments(index, duties={}).likely("活动中心几点开门") == "某街道办事处"


def test_nobody_is_named_when_all_speak_equally() -> None:
    index = Index((), Tokenizer(lexicon()))
    even = {"甲局": ("桥梁",), "乙局": ("桥梁",), "丙局": ("桥梁",)}
    assert Departments(index, duties=even).likely("桥梁归谁管") is None
