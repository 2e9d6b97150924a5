import pytest

from knowledge.kinds import kinds, negated, numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("社会保障卡哪里办理", {"where", "how"}),
        ("多久到账", {"when"}),
        ("工本费多少钱", {"cost"}),
        ("每月标准多少", {"amount"}),
        ("需要带什么材料", {"papers"}),
        ("哪些人可以申请", {"who", "how"}),
        ("为什么没有通过", {"why"}),
        ("什么是依申请公开", {"what", "how"}),
        ("咨询电话", {"phone"}),
        ("外地户口能在这里办吗", {"may"}),
        ("进度查询", {"result"}),
        ("高龄津贴", set()),
    ],
)
def test_a_question_asks_for_something(text: str, found: set[str]) -> None:
    assert kinds(text) >= found
    assert bool(kinds(text)) is bool(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("80岁补贴500元", {"80", "500"}),
        ("三个月", {"三"}),
        ("第二十六条", {"二十六"}),
        ("涨1.5%", {"1.5%"}),
        ("一般多久", set()),
    ],
)
def test_numbers_are_found(text: str, found: set[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("不能报销吗", True),
        ("没有户口怎么办", True),
        ("公司注销", True),
        ("能不能报销", False),
        ("有没有补贴", False),
        ("不动产登记", False),
        ("未成年人", False),
        ("无障碍改造", False),
        ("怎么报销", False),
    ],
)
def test_denial_is_told_from_asking(text: str, denied: bool) -> None:
    assert negated(text) is denied
