import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import normal, whole


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("社保卡丢了怎么办", "社保卡丢了怎么办"),
        ("請問，醫療保險怎麼繳？", "医疗保险怎么缴"),
        ("Ｃ１ 驾照／换证！", "c1驾照换证"),
        ("请问一下，我想咨询一下 公积金  提取", "公积金提取"),
        ("您好！我想知道社保卡在哪办啊，谢谢您", "社保卡在哪办"),
        ("疲劳驾驶扣几分", "疲劳驾驶扣几分"),
        ("劳驾，社保卡在哪办", "社保卡在哪办"),
        ("麻烦帮我查一下低保标准", "低保标准"),
        ("另外生育津贴呢", "生育津贴呢"),
        ("补贴 1.5 万元，占 50%", "补贴1.5万元占50%"),
        ("Windows 11 app", "windows 11 app"),
        ("①《条例》第二十六条", "1条例第二十六条"),
    ],
)
def test_a_question_has_one_normal_form(written: str, form: str) -> None:
    assert normal(written) == form


@pytest.mark.parametrize("only", ["你好", "谢谢", "啊", "请问"])
def test_what_is_only_polite_stays(only: str) -> None:
    assert normal(only) == only


def test_punctuation_alone_is_nothing() -> None:
    assert normal("？！… ") == ""


@given(st.text(alphabet="社保卡丢了怎么办abＡ１2 ，。？%.", max_size=30))
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    assert normal(normal(text)) == normal(text)


@given(st.text(max_size=60))
def test_any_text_has_a_normal_form_without_line_breaks(text: str) -> None:
    assert "\n" not in normal(text)


@pytest.mark.parametrize(
    "text", ["沈阳的车坏了，沈冤反覆", "乾隆", "社保，公积金？", "a，b 3，4", "《办法》第 3 条", "龘字", "於是"]
)
def test_the_short_way_to_the_normal_form_leads_to_the_same(text: str) -> None:
    # a character that no usual text has makes the long way be taken
    assert normal(text + "，ↀ").removesuffix(normal("ↀ")) == normal(text)


def test_half_a_character_becomes_a_question_mark() -> None:
    assert whole("好\ud83d。😀") == "好?。😀"
