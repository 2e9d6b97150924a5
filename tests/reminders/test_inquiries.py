"""The month's report on questions adds up."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from knowledge.ratings import Tally
from reminders.calendar import WorkCalendar
from reminders.inquiries import Inquiries, Logged, Reply, Times, inquiries
from reminders.questions import Matter, MatterState, Question, QuestionState
from reminders.units import Unit

MONTH = date(2026, 11, 1)
AT = datetime(2026, 11, 2, tzinfo=UTC)
UNITS = (Unit(name="区司法局", position=1), Unit(name="区财政局", position=2))


def counted(
    log: list[Logged] | None = None,
    asked: list[tuple[Matter, list[Question]]] | None = None,
    replies: list[Reply] | None = None,
    rated: Tally | None = None,
) -> Inquiries:
    return inquiries(
        MONTH,
        log=log or [],
        asked=asked or [],
        replies=replies or [],
        rated=rated or Tally(),
        units=UNITS,
        calendar=WorkCalendar(days={}),
    )


def matter(number: int, state: MatterState, unit: str = "") -> Matter:
    return Matter(id=number, state=state, opened_at=AT, unit=unit)


def question(number: int, person: int, state: QuestionState = QuestionState.WAITING) -> Question:
    return Question(id=number, matter=1, text="问", person_id=person, asked_at=AT, state=state)


def reply(unit: str, replied: int, told: int, *, due: int = 9) -> Reply:
    days = {"asked_on": 2, "due": due, "replied_on": replied, "told_on": told}
    return Reply(matter=1, unit=unit, **{name: MONTH.replace(day=day) for name, day in days.items()})


def test_questions_are_counted_by_what_they_got_by_topic_and_by_unit_in_official_order() -> None:
    found = counted(
        [
            Logged(decision="answer", entry_id="E1", topic="医保", unit="区财政局"),
            Logged(decision="answer", entry_id="E1", topic="医保", unit="区财政局"),
            Logged(decision="topic", topic="上学"),
            Logged(decision="suggest", topic="上学", unit="区司法局"),
            Logged(decision="none", unit="区司法局"),
            Logged(decision="referred"),
        ]
    )
    whole = found.whole
    assert (whole.asked, whole.answered, whole.suggested, whole.unanswered, whole.referred) == (6, 3, 1, 1, 1)
    assert [(one.name, one.asked) for one in found.topics] == [("上学", 2), ("医保", 2), ("", 2)]
    assert [(one.name, one.asked, one.unanswered) for one in found.units] == [
        ("区司法局", 2, 1),
        ("区财政局", 2, 0),
        ("", 2, 0),
    ]
    assert found.hot == (("E1", 2),)


def test_matters_stand_where_they_stand_and_people_are_counted_once() -> None:
    gone = QuestionState.WITHDRAWN
    found = counted(
        asked=[
            (matter(1, MatterState.ANSWERED, "区财政局"), [question(1, 7), question(2, 8)]),
            (matter(2, MatterState.CLOSED, "区财政局"), [question(3, 7, gone)]),
            (matter(3, MatterState.PROPOSED, "区司法局"), [question(4, 9)]),
            (matter(4, MatterState.OPEN), [question(5, 9)]),
        ]
    )
    assert (found.questions, found.withdrawn, found.people) == (5, 1, 3)
    loops = [(one.unit, one.matters, one.answered, one.closed, one.waiting) for one in (found.loop, *found.loops)]
    assert loops == [("", 4, 1, 1, 2), ("区司法局", 1, 0, 0, 1), ("区财政局", 2, 1, 1, 0), ("", 1, 0, 0, 1)]
    assert found.hot_matters[0] == (1, 2)


def test_a_units_time_ends_when_it_writes_and_the_citizens_when_they_are_told() -> None:
    found = counted(replies=[reply("区司法局", 3, 12), reply("区司法局", 10, 10), reply("区司法局", 4, 4)])
    (loop,) = found.loops
    assert loop.units == Times(count=3, in_time=2, middle=2, slowest=6)
    assert loop.told == Times(count=3, in_time=1, middle=6, slowest=8)
    assert found.loop.units == loop.units
    assert counted().loop.units == Times()


def test_a_month_is_quiet_where_nothing_was_asked_answered_or_rated() -> None:
    assert counted().quiet
    assert not counted([Logged(decision="none")]).quiet
    assert not counted(replies=[reply("", 3, 3)]).quiet
    assert not counted(rated=Tally(useful=1)).quiet


_logged = st.builds(
    Logged,
    decision=st.sampled_from(["answer", "suggest", "none", "topic", "referred", "?"]),
    entry_id=st.sampled_from(["", "E1", "E2"]),
    topic=st.sampled_from(["", "医保", "上学"]),
    unit=st.sampled_from(["", "区司法局", "别的局"]),
)


@given(st.lists(_logged))
def test_every_line_of_the_log_is_counted_once_in_each_table(log: list[Logged]) -> None:
    found = counted(log)
    assert found.whole.asked == len(log)
    for table in (found.topics, found.units):
        for column in ("asked", "answered", "suggested", "unanswered", "referred"):
            assert sum(getattr(one, column) for one in table) == getattr(found.whole, column)
    assert sum(count for _, count in found.hot) == sum(bool(one.entry_id) for one in log)
