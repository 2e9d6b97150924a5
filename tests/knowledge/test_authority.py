import pytest

from knowledge.authority import authority

LAW, CODE, RULES, NEITHER = (1, 0, 0), (1, 1, 0), (0, 0, 1), (0, 0, 0)


@pytest.mark.parametrize(
    ("name", "weight"),
    [
        ("《社会保险法》第三条", LAW),
        ("社会保险法第十五条", LAW),
        ("《中华人民共和国劳动法》第1条", LAW),
        ("《老年人权益保障法（2018年修正）》第二十条", LAW),
        ("《民法典》第一千零七十六条", CODE),
        ("《中华人民共和国刑法》第二百六十六条", CODE),
        ("《工伤保险条例》第十四条", RULES),
        ("《某某法实施条例》第二条", RULES),
        ("《不动产登记暂行办法》 第二条", RULES),
        ("《宪法宣誓规定》第二条", RULES),
        ("《某某章程》第二条", NEITHER),
        ("社会保障卡怎么补领", NEITHER),
        ("《社会保险法》", NEITHER),
        ("第三条", NEITHER),
        ("", NEITHER),
    ],
)
def test_laws_and_codes_and_rules_are_told_apart(name: str, weight: tuple[float, float, float]) -> None:
    assert authority(name) == weight
