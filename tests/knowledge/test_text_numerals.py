import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import NUMERALS, narrow, number_from, without_spaces

DIGITS = "〇一二三四五六七八九"


def in_words(number: int) -> str:
    """A number below 10000 as it is read out."""
    said, gap = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit == 0:
            gap = bool(said)
            continue
        said += ("〇" if gap else "") + DIGITS[digit] + name
        gap = False
    return said.removeprefix("一") if said.startswith("一十") else said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("１０月底前", "10月底前"),
        ("（全年）", "(全年)"),
        ("Ａ－ｂ／～：；，！", "A-b/~:;,!"),
        ("10　月\xa0底", "10 月 底"),
        ("⽉⽇", "月日"),
        ("。、“”《》〔2022〕—①²", "。、“”《》〔2022〕—①²"),
    ],
)
def test_full_width_becomes_half_width(text: str, expected: str) -> None:
    assert narrow(text) == expected


@given(st.text())
def test_narrowing_keeps_every_place(text: str) -> None:
    assert len(narrow(text)) == len(text)
    assert narrow(narrow(text)) == narrow(text)


@given(st.text())
def test_no_space_is_left(text: str) -> None:
    assert without_spaces(text) == "".join(char for char in text if not char.isspace())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("１２", 12),
        ("05", 5),
        ("十二", 12),
        ("十", 10),
        ("二十", 20),
        ("二十一", 21),
        ("两", 2),
        ("廿", 20),
        ("廿五", 25),
        ("卅一", 31),
        ("百", 100),
        ("一百零五", 105),
        ("一百一十", 110),
        ("一千二百", 1200),
        ("二〇二四", 2024),
        ("二零二四", 2024),
        ("二○二四", 2024),
        ("壹拾贰", 12),
        ("贰仟零叁", 2003),
        ("一二", 12),
    ],
)
def test_a_number_is_read(text: str, number: int) -> None:
    assert number_from(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        "1a",
        "1.5",
        "-1",
        "十二月",
        "十十",
        "百千",
        "十百",
        "五廿",
        "廿十",
        "二五十",
        "一十二十",
        "廿廿",
        "1二",
        "²",
        "1" * 10,
    ],
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert number_from(text) is None


@given(st.integers(1, 9999))
def test_all_forms_of_a_number_agree(number: int) -> None:
    digits = str(number)
    forms = (digits, "".join(DIGITS[int(digit)] for digit in digits), in_words(number), f"{number:06}")
    assert {number_from(form) for form in forms} == {number}


@given(st.text(alphabet=NUMERALS + "0123456789 ") | st.text())
def test_any_text_is_a_number_or_none(text: str) -> None:
    number = number_from(text)
    assert number is None or number >= 0
