import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sources import RowError, Source, date_from, source_from_dict, source_to_dict, sources_from_cells, text_of

NAMES = ("依据", "文号", "发文机关", "发文日期", "条款", "依据状态")


def cells(*values: str) -> dict[str, str]:
    return dict.fromkeys(NAMES, "") | dict(zip(NAMES, values, strict=False))


@pytest.mark.parametrize(
    "text",
    [
        "2022-10-31",
        "2022/10/31",
        "2022.10.31",
        "2022年10月31日",
        "20221031",
        "2022-10-31 00:00:00",
        "２０２２年１０月３１日",
    ],
)
def test_days_are_read_as_offices_write_them(text: str) -> None:
    assert date_from(text, "发文日期") == dt.date(2022, 10, 31)


@pytest.mark.parametrize("text", ["", " ", "长期", "长期有效", "无", "—"])
def test_no_day_is_none(text: str) -> None:
    assert date_from(text, "失效日期") is None


@pytest.mark.parametrize("text", ["去年", "2022年", "2022-13-01", "2022-02-30", "10月31日", "0000-01-01"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(RowError, match=r"“核对日期”的日期“.+”读不懂"):
        date_from(text, "核对日期")


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_none_or_refused(text: str) -> None:
    day: dt.date | None = None
    with suppress(RowError):
        day = date_from(text, "日期")
    assert day is None or isinstance(day, dt.date)


def test_a_source_goes_to_json_and_back() -> None:
    source = Source(
        title="某条例",
        number="国令〔2022〕1号",
        issuer="国务院",
        date=dt.date(2022, 1, 1),
        article="第三条",
        status="现行有效",
    )
    assert source_from_dict(source_to_dict(source)) == source
    assert source_from_dict(source_to_dict(Source(title="某法"))) == Source(title="某法")


def test_a_source_without_a_title_is_refused() -> None:
    with pytest.raises(RowError, match="没有写名称"):
        source_from_dict({"number": "一号"})


@pytest.mark.parametrize(("value", "text"), [(None, ""), (" 甲 ", "甲"), (3, "3")])
def test_text_is_stripped(value: object, text: str) -> None:
    assert text_of({"id": value}, "id") == text


@pytest.mark.parametrize("value", [True, 1.5, [], {}])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(RowError, match="“id”应当是文字"):
        text_of({"id": value}, "id")


@pytest.mark.parametrize(
    ("row", "sources"),
    [
        (cells(""), ()),
        (cells("社会保险法"), (Source(title="社会保险法"),)),
        (cells("《社会保险法》第五十八条第一款"), (Source(title="社会保险法", article="第五十八条第一款"),)),
        (
            cells("《某通知》（某政发〔2022〕12号）"),
            (Source(title="某通知", number="某政发〔2022〕12号"),),
        ),
        (
            cells("甲法\n乙条例", "无\n国令1号", "国务院", "2020-01-01\n2021-01-01", "第一条；第二条", "现行有效"),
            (
                Source(title="甲法", issuer="国务院", date=dt.date(2020, 1, 1), article="第一条", status="现行有效"),
                Source(
                    title="乙条例",
                    number="国令1号",
                    issuer="国务院",
                    date=dt.date(2021, 1, 1),
                    article="第二条",
                    status="现行有效",
                ),
            ),
        ),
    ],
)
def test_sources_stand_in_cells_line_by_line(row: dict[str, str], sources: tuple[Source, ...]) -> None:
    assert sources_from_cells(row) == sources


@pytest.mark.parametrize(
    "row", [cells("", "一号"), cells("甲\n乙\n丙", "一号\n二号"), cells("甲\n乙", "", "", "", "第一条")]
)
def test_lines_that_do_not_pair_are_refused(row: dict[str, str]) -> None:
    with pytest.raises(RowError, match="对不上"):
        sources_from_cells(row)
