from datetime import date

import pytest

from knowledge.entries import Entry
from knowledge.sources import Source
from reminders.calendar import WorkCalendar
from reminders.planner import Ladder
from reminders.upkeep import Cause, looks, reached, repealed_since

DAY = date(2026, 12, 27)


def entry(**fields: object) -> Entry:
    return Entry(id="E1", question="问？", answer="答。", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "repealed", "due", "cause"),
    [
        (entry(valid_until=DAY), None, DAY, Cause.VALIDITY),
        (entry(checked_on=date(2026, 1, 15)), None, date(2027, 1, 15), Cause.REVIEW),
        (entry(checked_on=date(2024, 2, 29)), None, date(2025, 2, 28), Cause.REVIEW),
        (entry(valid_until=DAY, checked_on=date(2025, 12, 1)), None, date(2026, 12, 1), Cause.REVIEW),
        (entry(valid_until=DAY), date(2026, 11, 27), date(2026, 11, 27), Cause.REPEALED),
        (entry(), None, None, None),
        (entry(valid_until=DAY, checked_on=date(2026, 12, 28)), None, None, None),
        (entry(valid_until=DAY, checked_on=DAY), None, DAY, Cause.VALIDITY),
        (entry(valid_until=DAY, sample=True), None, None, None),
        (entry(valid_until=DAY, statute=True), None, None, None),
    ],
)
def test_an_entry_is_looked_at_by_its_nearest_day(
    one: Entry, repealed: date | None, due: date | None, cause: Cause | None
) -> None:
    found = list(looks([one], months=12, repealed={"E1": repealed} if repealed else {}))
    assert [(look.due, look.cause) for look in found] == ([] if due is None else [(due, cause)])


LIVE, DEAD, ALSO = (
    Source(title="甲", status="现行有效"), Source(title="甲", status="已废止"), Source(title="乙", status="已废止"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("states", "since"),
    [
        ([], None),
        ([entry(sources=(LIVE,))], None),
        ([entry(sources=(LIVE,)), entry(sources=(DEAD,))], 2),
        ([entry(sources=(DEAD,)), entry(sources=(DEAD,), topic="别的")], 1),
        ([entry(sources=(DEAD,)), entry(sources=(DEAD,), checked_on=DAY)], None),
        ([entry(sources=(DEAD,)), entry(sources=(DEAD,), checked_on=DAY), entry(sources=(DEAD, ALSO))], 3),
        ([entry(sources=(DEAD,)), entry(sources=(LIVE,))], None),
        ([entry(sources=(DEAD,)), None], None),
        ([entry(sources=(DEAD,)), None, entry(sources=(DEAD,))], 3),
    ],
)
def test_a_dead_text_counts_until_somebody_has_checked_what_rests_on_it(
    states: list[Entry | None], since: int | None
) -> None:
    versions = [(date(2026, 11, day), one) for day, one in enumerate(states, start=1)]
    assert repealed_since(versions) == (date(2026, 11, since) if since else None)


@pytest.mark.parametrize(
    ("today", "rung"),
    [
        ("2026-11-26", None),
        ("2026-11-27", 30),
        ("2026-12-18", 7),
        ("2026-12-25", 0),
        ("2026-12-30", -3),
        ("2027-06-30", None),
    ],
)
def test_a_look_reaches_its_rungs(today: str, rung: int | None) -> None:
    (look,) = looks([entry(valid_until=DAY)], months=12, repealed={})
    ladder, calendar = Ladder(rungs=(30, 7, 0)), WorkCalendar(days={})
    found = list(reached([look], today=date.fromisoformat(today), ladder=ladder, calendar=calendar))
    assert found == ([] if rung is None else [(look, rung)])


def test_each_asking_has_its_own_identity() -> None:
    (look,) = looks([entry(valid_until=DAY)], months=12, repealed={})
    assert look.key(30) == "E1@2026-12-27:validity:30"
