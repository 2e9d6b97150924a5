import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.messages import MOST_QUESTIONS, halves, leans, questions_in, says_too_little, stand_alone, topic_of

LETTER = (
    "尊敬的领导：您好！我叫某某，家住某某镇东头村，今年五十八岁。2019年村里修路占了我家两亩地，地里种着苹果树。"
    "问谁谁都说不清楚。我就想请教一下，地里果树的补偿应该归我还是归村里？征地款村里要不要公布？"
    "麻烦您在百忙之中给个答复，谢谢！此致敬礼"
)
STORY = (
    "我父亲今年82岁了，农村户口，身体一直不太好，平时靠我们几个子女轮流照顾。前两天听邻居说国家有高龄津贴，"
    "也没有人通知过我们。不知道怎么领，去哪里办，要带什么材料？谢谢您了，等您答复。"
)
DEMAND = (
    "区领导：我叫某某，是某某村村民。我要举报村支书虚报工程量，套取补助资金十几万元。村里的账目从来不公开，"
    "村民多次要求查账都被拒绝。希望上级尽快派人来查清楚，还村民一个公道。请问举报有没有奖励？"
)


def texts(message: str) -> list[str]:
    return [one.text for one in questions_in(message)]


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("社保卡丢了怎么补办？要多久？", ["社保卡丢了怎么补办？要多久？"]),
        ("我是外地户口。居住证怎么办？", ["我是外地户口。居住证怎么办？"]),
        ("还有什么补贴", ["还有什么补贴"]),
        ("怎么办？社保卡丢了怎么补办？", ["怎么办？社保卡丢了怎么补办？"]),
        ("低保怎么办？医保怎么交？社保怎么查？", ["低保怎么办？", "医保怎么交？", "社保怎么查？"]),
        ("低保怎么申请，另外残疾人有什么补贴", ["低保怎么申请", "另外残疾人有什么补贴"]),
        ("1、失业金什么条件能领 2、能领几个月", ["失业金什么条件能领", "能领几个月"]),
        ("一、低保怎么办；二、医保怎么交；", ["低保怎么办；", "医保怎么交；"]),
        ("我想问两个事：（1）低保怎么办（2）医保怎么交", ["我想问两个事：低保怎么办", "医保怎么交"]),
        ("加班1.5倍工资怎么算", ["加班1.5倍工资怎么算"]),
        ("谢谢！低保怎么申请？再见！", ["低保怎么申请？"]),
        ("你们这帮废物！低保怎么申请？", ["低保怎么申请？"]),
        ("你好！", ["你好！"]),
        ("", [""]),
    ],
)
def test_a_message_is_parted_only_between_questions_of_their_own(message: str, parts: list[str]) -> None:
    assert texts(message) == parts


@pytest.mark.parametrize(
    ("letter", "asked"),
    [
        (LETTER, ["地里果树的补偿应该归我还是归村里？", "征地款村里要不要公布？"]),
        (STORY, ["不知道怎么领，去哪里办，要带什么材料？"]),
        (DEMAND, ["我要举报村支书虚报工程量，套取补助资金十几万元。", "举报有没有奖励？"]),
        (f"{'这是很长的经过。' * 10}我想把公积金取出来付房租，可以吗？", ["我想把公积金取出来付房租，可以吗？"]),
        (f"{'这是很长的经过。' * 10}居住证怎么办？要多久？", ["居住证怎么办？要多久？"]),
        (f"{'这是很长的经过。' * 10}到底行不行，请问", ["到底行不行"]),
        (f"{'这是很长的经过，' * 10}公积金能否取", ["公积金能否取"]),
    ],
)
def test_a_letter_is_reduced_to_what_it_asks_and_demands(letter: str, asked: list[str]) -> None:
    assert texts(letter) == asked


def test_a_question_of_a_letter_knows_what_was_told_before_it_but_not_who_writes() -> None:
    (asked,) = questions_in(STORY)
    assert "前两天听邻居说国家有高龄津贴" in asked.told
    assert asked.told[0] == "也没有人通知过我们"
    assert not any("今年82岁" in clause for clause in asked.told)


def test_a_long_message_that_asks_nothing_is_kept_whole() -> None:
    story = "这是很长的经过。" * 20
    assert texts(story) == [story]


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("身份证丢了怎么补，居住证怎么办", ("身份证丢了怎么补", "居住证怎么办")),
        ("我要离职了 公积金怎么办 社保多久给转", ("我要离职了 公积金怎么办", "社保多久给转")),
        ("孩子6岁了，能上小学吗", ()),
        ("老板不给工资，怎么办", ()),
        ("怎么办，" * 30, ()),
    ],
)
def test_a_question_has_halves_where_several_clauses_ask(question: str, clauses: tuple[str, ...]) -> None:
    assert halves(question) == clauses


def test_halves_stand_alone_when_each_names_its_matter() -> None:
    assert stand_alone(("身份证丢了怎么补", "居住证怎么办"))
    assert not stand_alone(("老板不给工资怎么办", "去哪里投诉"))


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("居住证怎么办", "居住证"),
        ("失业金什么条件能领", "失业金"),
        ("怎么申请政府信息公开", "政府信息公开"),
        ("办营业执照要多久", "营业执照"),
        ("那要带什么材料？", ""),
    ],
)
def test_the_topic_of_a_question_is_what_it_does_not_ask(question: str, topic: str) -> None:
    assert topic_of(question) == topic


@pytest.mark.parametrize(
    "question",
    [
        "多少钱",
        "在哪办",
        "那要带什么材料？",
        "要多久啊",
        "需要本人去吗",
        "网上能办吗",
        "要交钱吗",
        "电话是多少",
        "怎么投诉",
    ],
)
def test_some_questions_say_too_little(question: str) -> None:
    assert says_too_little(question)


@pytest.mark.parametrize("question", ["社保卡怎么补", "契税多少", "要体检吗", "低保", "公积金怎么提取"])
def test_a_question_with_a_matter_says_enough(question: str) -> None:
    assert not says_too_little(question)


@pytest.mark.parametrize(
    ("question", "so"),
    [
        ("那农村户口呢？", True),
        ("小孩呢", True),
        ("如果是外地人", True),
        ("公积金怎么提取", False),
        (f"那{'长' * 30}", False),
    ],
)
def test_a_question_may_lean_on_the_one_before(question: str, so: bool) -> None:
    assert leans(question) is so


@given(st.text(alphabet="我你问请低保怎么办多久？！。，；\n 、1２（）还有另外谢谢如果呢不行", max_size=200))
def test_any_message_has_questions_and_none_is_made_up(message: str) -> None:
    asked = questions_in(message)
    assert asked
    letters = set(message)
    assert all(set(one.text) <= letters for one in asked)
    assert all(len(halves(one.text)) <= MOST_QUESTIONS + 1 for one in asked)
