import pytest

from knowledge.lexicon import DEFAULT_FREQUENCY, DEFAULT_WEIGHT, lexicon_from
from tests.knowledge.bank import lexicon


def test_words_may_have_a_frequency() -> None:
    read, problems = lexicon_from(dictionary="\ufeff# 注释\n依申请公开\n\n公租房 300  # 常用\n")
    assert read.words == {"依申请公开": DEFAULT_FREQUENCY, "公租房": 300}
    assert problems == ()


@pytest.mark.parametrize("line", ["公租房 很多", "公租房 0", "公租房 ３"])
def test_a_frequency_that_is_no_number_is_named(line: str) -> None:
    read, problems = lexicon_from(dictionary=f"低保\n{line}")
    assert list(read.words) == ["低保"]
    assert [problem.where for problem in problems] == ["词典第2行"]


def test_synonyms_lead_to_the_official_word() -> None:
    read, problems = lexicon_from(synonyms={"": "个人所得税 ＝ 个税、个人税；工资税\n"})
    assert read.synonyms == {"个税": "个人所得税", "个人税": "个人所得税", "工资税": "个人所得税"}
    assert problems == ()


def test_related_words_are_related_both_ways() -> None:
    read, _ = lexicon_from(synonyms={"": "遗失 ~ 补领，挂失\n补领 ～ 申领"})
    assert read.related["遗失"] == {"补领": DEFAULT_WEIGHT, "挂失": DEFAULT_WEIGHT}
    assert read.related["补领"].keys() == {"遗失", "申领"}
    assert read.related["申领"].keys() == {"补领"}


def test_what_is_said_may_mean_more_than_the_other_way_round() -> None:
    read, problems = lexicon_from(synonyms={"": "五险一金 ＞ 社会保险，住房公积金 ＠ 0.8\n下岗 > 失业保险金"})
    assert read.related == {
        "五险一金": {"社会保险": 0.8, "住房公积金": 0.8},
        "下岗": {"失业保险金": DEFAULT_WEIGHT},
    }
    assert problems == ()


@pytest.mark.parametrize("line", ["个人所得税", "= 个税", "个人所得税 =", "个人所得税 = ，，"])
def test_a_line_without_two_sides_is_named(line: str) -> None:
    read, problems = lexicon_from(synonyms={"": f"低保 = 吃低保\n{line}"})
    assert list(read.synonyms) == ["吃低保"]
    assert [(problem.where, problem.text) for problem in problems] == [("同义词表第2行", line)]


def test_a_variant_that_means_two_things_is_named_and_keeps_the_first() -> None:
    read, problems = lexicon_from(synonyms={"": "社会保障卡 = 社保卡\n社会保险 = 社保卡"})
    assert read.synonyms == {"社保卡": "社会保障卡"}
    assert "“社会保障卡”" in problems[0].reason


def test_duties_are_read_by_department() -> None:
    read, problems = lexicon_from(duties="民政局 = 低保，养老\n坏行")
    assert read.duties == {"民政局": ("低保", "养老")}
    assert problems[0].where == "部门职责表第2行"


def test_stop_words_are_normal() -> None:
    assert lexicon_from(stopwords="的\n請\n")[0].stopwords == {"的", "请"}


def test_letters_tell_the_less_the_commoner_they_are() -> None:
    read, problems = lexicon_from(letters="的一 # 最常用\n是社")
    assert list(read.letters) == ["的", "一", "是", "社"]
    assert list(read.letters.values()) == sorted(read.letters.values())
    assert (read.letters["的"], problems) == (0, ())
    assert all(value < 1 for value in read.letters.values())


def test_the_lists_that_are_shipped_have_no_fault_and_no_chain() -> None:
    read = lexicon()
    assert len(read.synonyms) > 1000
    assert set(read.synonyms) & set(read.synonyms.values()) == set()
