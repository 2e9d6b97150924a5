from calendar import monthrange
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reminders.deadlines import milestones, parse
from reminders.parsing import ParseError
from reminders.schedule import Deadline, Kind
from reminders.timewords import WORDS

YEARS = st.integers(2000, 2099)
WORD = st.sampled_from(sorted(WORDS))
NUMBER = st.one_of(
    st.integers(0, 40).map(str),
    st.integers(1990, 2110).map(str),
    st.sampled_from([*"一二三五十两", "十二", "廿五", "〇"]),
)
PHRASES = st.lists(
    st.one_of(WORD, NUMBER, st.sampled_from([*"，；。、\n 　完成清单会议"]), st.text(max_size=2)), max_size=12
).map("".join)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
FULL_WIDTH = str.maketrans("0123456789.-/", "０１２３４５６７８９．－／")
NUMERALS = "〇一二三四五六七八九"


def numerals(number: int) -> str:
    tens, ones = divmod(number, 10)
    return {0: "", 1: "十"}.get(tens, f"{NUMERALS[tens]}十") + (NUMERALS[ones] if ones else "")


def forms(day: date) -> list[str]:
    year, month, number = day.year, day.month, day.day
    return [
        f"{year}年{month}月{number}日",
        f"{year}年{month:02}月{number:02}日前",
        f"{year}年{month}月{number}号之前",
        f" {year} 年 {month} 月 {number} 日 ",
        f"{''.join(NUMERALS[int(digit)] for digit in str(year))}年{numerals(month)}月{numerals(number)}日",
        day.isoformat(),
        f"{year}.{month}.{number}",
        f"{year}/{month:02}/{number:02}前",
        day.strftime("%Y%m%d"),
        f"{year}年{month}月1日至{month}月{number}日",
        f"应于{year}年{month}月{number}日前完成",
    ]


def read(text: str, year: int) -> tuple[Deadline, ...] | ParseError:
    try:
        return parse(text, year)
    except ParseError as refused:
        return refused


@given(st.one_of(st.text(max_size=60), PHRASES), YEARS)
def test_any_text_is_read_or_refused(text: str, year: int) -> None:
    deadlines = read(text, year)
    if isinstance(deadlines, ParseError):
        assert deadlines.reason
        assert deadlines.text == text
        assert 0 <= deadlines.at <= len(text)
        return
    assert deadlines
    for deadline in deadlines:
        assert deadline.wording
        assert deadline.wording in text
        assert list(deadline.occurrences) == sorted(set(deadline.occurrences))
        assert (deadline.days is not None) == (deadline.kind is Kind.WITHIN)
        if deadline.kind in {Kind.ONGOING, Kind.WITHIN}:
            assert deadline.occurrences == ()
        elif deadline.kind is not Kind.ONCE:
            assert {day.year for day in deadline.occurrences} <= {year}


@given(PHRASES, YEARS)
def test_wordings_stand_in_the_text_in_order(text: str, year: int) -> None:
    deadlines = read(text, year)
    place = 0
    for deadline in () if isinstance(deadlines, ParseError) else deadlines:
        place = text.index(deadline.wording, place) + len(deadline.wording)


@given(st.one_of(st.text(max_size=200), PHRASES), YEARS)
def test_milestones_never_fail(text: str, year: int) -> None:
    for said, days in milestones(text, year):
        assert said.removeprefix("…").removesuffix("…") in text
        assert days
        assert list(days) == sorted(set(days))
        assert all(day.year >= year for day in days)


@given(DAYS, YEARS)
def test_all_forms_of_a_date_say_the_same(day: date, year: int) -> None:
    for form in forms(day):
        for text in (form, form.translate(FULL_WIDTH)):
            (deadline,) = parse(text, year)
            assert (deadline.kind, deadline.occurrences) == (Kind.ONCE, (day,)), text


@given(DAYS)
def test_a_date_without_year_is_one_of_the_table(day: date) -> None:
    for text in (
        f"{day.month}月{day.day}日",
        f"{numerals(day.month)}月{numerals(day.day)}日前",
        f"{day.month}.{day.day}前",
    ):
        (deadline,) = parse(text, day.year)
        assert deadline.occurrences == (day,)


@given(YEARS, st.integers(1, 12))
def test_a_month_ends_on_its_last_day(year: int, month: int) -> None:
    last = date(year, month, monthrange(year, month)[1])
    for text in (
        f"{month}月底前",
        f"{numerals(month)}月末",
        f"{month}月份",
        f"{month}月下旬",
        f"{year}.{month}",
        f"{year}年{month}月",
    ):
        (deadline,) = parse(text, year)
        assert deadline.occurrences == (last,)


@given(YEARS, st.integers(1, 31))
def test_a_monthly_day_falls_in_every_month(year: int, day: int) -> None:
    (deadline,) = parse(f"每月{day}日前", year)
    assert [each.month for each in deadline.occurrences] == list(range(1, 13))
    assert all(each.day == min(day, monthrange(year, each.month)[1]) for each in deadline.occurrences)


@given(YEARS, st.integers(1, 7))
def test_a_weekday_comes_every_seven_days(year: int, weekday: int) -> None:
    (deadline,) = parse(f"每周{'一二三四五六日'[weekday - 1]}", year)
    first, *_, last = deadline.occurrences
    assert {day.isoweekday() for day in deadline.occurrences} == {weekday}
    assert deadline.occurrences == tuple(
        first + timedelta(days=7 * count) for count in range(len(deadline.occurrences))
    )
    assert (first.timetuple().tm_yday <= 7, (last + timedelta(days=7)).year) == (True, year + 1)


@given(YEARS, st.lists(st.integers(1, 12), min_size=2, max_size=5, unique=True))
def test_a_list_shares_its_wording(year: int, months: list[int]) -> None:
    months.sort()
    lists = ["、".join(f"{month}月底" for month in months), "、".join(f"{month}月" for month in months) + "底前"]
    for text in lists:
        (deadline,) = parse(text, year)
        assert [day.month for day in deadline.occurrences] == months
        (yearly,) = parse(f"每年{text}", year)
        assert (yearly.kind, yearly.occurrences) == (Kind.YEARLY, deadline.occurrences)
