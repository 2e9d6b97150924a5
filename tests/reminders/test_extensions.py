from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.extensions import read


@pytest.mark.parametrize(
    ("text", "wanted", "reason"),
    [
        ("2026-11-30 系统没开通", date(2026, 11, 30), "系统没开通"),
        ("11月30日，系统没开通", date(2026, 11, 30), "系统没开通"),
        ("到11月底前：人手不够，材料多", date(2026, 11, 30), "人手不够，材料多"),
        ("2027年1月15日", date(2027, 1, 15), ""),
        ("系统没开通", None, "系统没开通"),
        ("每季度 太多", None, "每季度 太多"),
        ("", None, ""),
    ],
)
def test_the_date_is_read_from_the_beginning(text: str, wanted: date | None, reason: str) -> None:
    assert read(text, year=2026) == (wanted, reason)


@given(st.text(max_size=30))
def test_any_words_give_a_date_or_stay_whole(text: str) -> None:
    wanted, reason = read(text, year=2026)
    assert wanted is not None or reason == text.strip()
