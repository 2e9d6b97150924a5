"""What every store does for ratings of answers and the record of questions."""

from datetime import date, timedelta

from bot.ports.bank import Draft
from bot.ports.stores import Store
from knowledge.ratings import Rating, Reason
from reminders.inquiries import Logged
from reminders.questions import MatterState
from tests.contracts.samples import NOW

LATER = NOW + timedelta(days=1)
GOOD = Rating(entry_id="E1", useful=True, at=NOW)
BAD = Rating(entry_id="E1", useful=False, at=LATER, reason=Reason.OTHER, note="太长")


def test_one_rating_a_person_and_entry_is_kept_the_last_one(store: Store) -> None:
    store.ratings.put(GOOD, person_id=1)
    store.ratings.put(GOOD, person_id=2)
    store.ratings.put(BAD, person_id=1)
    assert store.ratings.of("E1", person_id=1) == BAD
    assert store.ratings.of("E1", person_id=3) is None
    assert store.ratings.between() == (GOOD, BAD)
    assert store.ratings.between(since=LATER) == (BAD,)
    assert store.ratings.between(until=LATER) == (GOOD,)


def test_the_record_of_questions_is_read_from_a_moment_until_before_another(store: Store) -> None:
    for at, topic in ((NOW, "医保"), (LATER, "上学")):
        store.question_log.add(
            "问", decision="answer", entry_id="E1", confidence=1.0, at=at, topic=topic, unit="区司法局"
        )
    line = Logged(decision="answer", entry_id="E1", topic="医保", unit="区司法局")
    assert store.question_log.between(NOW, LATER) == (line,)
    assert len(store.question_log.between(NOW, LATER + timedelta(seconds=1))) == 2


def test_the_questions_of_a_time_stand_with_their_matters(store: Store) -> None:
    matter = store.matters.open(unit="区司法局", entry_id="", at=NOW)
    first = store.matters.join(matter.id, "怎么办", person_id=3, at=NOW)
    second = store.matters.join(matter.id, "咋办", person_id=4, at=LATER)
    (found,) = store.matters.between(NOW, LATER)
    assert (found.matter, found.questions) == (matter, (first,))
    (found,) = store.matters.between(LATER, LATER + timedelta(days=1))
    assert found.questions == (second,)
    assert store.matters.between(LATER + timedelta(days=1), LATER + timedelta(days=2)) == ()


def test_turns_that_ended_with_an_answer_are_told_with_what_the_unit_wrote(store: Store) -> None:
    matter = store.matters.open(unit="区司法局", entry_id="", at=NOW)
    on, due, end = date(2026, 10, 26), date(2026, 11, 2), date(2026, 10, 28)
    store.matters.hand(matter.id, "区财政局", on=on, due=due)
    store.matters.end_hand(matter.id, ended="moved", on=on)
    store.matters.set(matter.id, MatterState.OPEN)
    store.matters.hand(matter.id, "区司法局", on=on, due=due)
    draft = Draft(id=0, fields={"answer": "答"}, person_id=1, written_at=NOW, unit="区司法局", gap_id=matter.id)
    store.drafts.add(draft)
    assert store.matters.answered(on, due) == ()
    store.matters.end_hand(matter.id, ended="answered", on=end)
    ((hand, written),) = store.matters.answered(on, due)
    assert (hand.unit, hand.ended_on, written) == ("区司法局", end, (NOW,))
    assert store.matters.answered(on, end) == ()
