import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.parsing import ParseError
from reminders.rungs import RungsSaid, read


@pytest.mark.parametrize(
    ("text", "rungs", "every", "reason"),
    [
        ("30、7、1、0", (30, 7, 1, 0), None, ""),
        ("30、7、1、0 年底事多", (30, 7, 1, 0), None, "年底事多"),
        ("０，１，７天：年底 事多", (7, 1, 0), None, "年底 事多"),
        ("30 7 0 2个单位同意", (30, 7, 0), None, "2个单位同意"),
        ("7天/1天/1天", (7, 1), None, ""),
        ("默认", None, None, ""),
        ("默认 恢复正常", None, None, "恢复正常"),
        ("默认 超期每5个工作日提醒一次 少打扰", None, 5, "少打扰"),
        ("7、0 超期后每隔2天，催紧些", (7, 0), 2, "催紧些"),
    ],
)
def test_days_rhythm_and_reason_are_read(
    text: str, rungs: tuple[int, ...] | None, every: int | None, reason: str
) -> None:
    assert read(text) == RungsSaid(rungs=rungs, every=every, reason=reason)


@pytest.mark.parametrize(
    "text", ["", "早点", "366、0", "7、0 超期每0天", "7、0 超期每400天", "、".join(str(day) for day in range(13))]
)
def test_what_cannot_be_a_ladder_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        read(text)


@given(st.text(max_size=30))
def test_any_words_give_a_ladder_or_are_refused(text: str) -> None:
    try:
        said = read(text)
    except ParseError:
        return
    assert said.rungs is None or all(0 <= rung <= 365 for rung in said.rungs)
    assert text.endswith(said.reason + text[len(text.rstrip()) :])
