"""What every store must do with questions without an answer: matters, who asked, units' turns, what was told."""

from dataclasses import replace
from datetime import date, timedelta

from bot.ports.stores import Store
from reminders.questions import WAITING, Hand, Matter, MatterState, Question, QuestionState
from tests.contracts.samples import NOW

ON, DUE = date(2026, 10, 26), date(2026, 11, 2)


def test_a_matter_has_its_questions_in_the_order_in_which_they_came(store: Store) -> None:
    begun = store.matters.open(unit="区司法局", entry_id="", at=NOW)
    assert begun == Matter(id=begun.id, state=MatterState.OPEN, opened_at=NOW, unit="区司法局")
    assert store.matters.get(begun.id) == begun
    later = NOW + timedelta(hours=2)
    first = store.matters.join(begun.id, "怎么办", person_id=3, at=NOW)
    second = store.matters.join(begun.id, "咋办", person_id=4, at=later, entry_id="E1")
    asked = store.matters.asked(begun.id)
    assert asked is not None
    assert asked.questions == (first, second)
    assert (asked.count, asked.first_at, asked.last_at) == (2, NOW, later)
    assert second == Question(id=second.id, matter=begun.id, text="咋办", person_id=4, asked_at=later, entry_id="E1")
    assert store.matters.all(WAITING) == (asked,)
    assert store.matters.all([MatterState.ANSWERED]) == ()


def test_a_matter_keeps_which_other_it_lay_near_when_it_began(store: Store) -> None:
    first = store.matters.open(unit="", entry_id="", at=NOW)
    second = store.matters.open(unit="", entry_id="", at=NOW, near=first.id)
    assert (first.near, second.near) == (0, first.id)
    assert store.matters.get(second.id) == second


def test_what_is_not_there_is_none(store: Store) -> None:
    assert store.matters.get(9) is None
    assert store.matters.asked(9) is None
    assert store.matters.of_person(9) == ()
    assert store.matters.told(["G9"]) == set()


def test_the_same_words_of_who_waits_already_are_the_same_question(store: Store) -> None:
    begun = store.matters.open(unit="", entry_id="", at=NOW)
    first = store.matters.join(begun.id, "怎么办", person_id=3, at=NOW)
    assert store.matters.join(begun.id, "怎么办", person_id=3, at=NOW + timedelta(days=1)) == first
    store.matters.mark([first.id], QuestionState.WITHDRAWN, at=NOW)
    assert store.matters.join(begun.id, "怎么办", person_id=3, at=NOW) != first


def test_wordings_of_those_who_withdrew_come_last_and_count_nobody(store: Store) -> None:
    begun = store.matters.open(unit="", entry_id="", at=NOW)
    first = store.matters.join(begun.id, "怎么办", person_id=3, at=NOW)
    store.matters.join(begun.id, "咋办", person_id=4, at=NOW)
    store.matters.mark([first.id], QuestionState.WITHDRAWN, at=NOW)
    asked = store.matters.asked(begun.id)
    assert asked is not None
    assert (asked.wordings, asked.count) == (("咋办", "怎么办"), 1)
    assert store.matters.of_person(3) == ((replace(first, state=QuestionState.WITHDRAWN), begun),)


def test_a_unit_has_a_turn_and_then_another(store: Store) -> None:
    begun = store.matters.open(unit="", entry_id="", at=NOW)
    assert store.matters.hand(begun.id, "区司法局", on=ON, due=DUE)
    asked = replace(begun, state=MatterState.ASKED, unit="区司法局", asked_on=ON, due=DUE)
    assert store.matters.get(begun.id) == asked
    assert not store.matters.hand(begun.id, "区财政局", on=ON, due=DUE)
    assert store.matters.get(begun.id) == asked
    store.matters.end_hand(begun.id, ended="moved", on=DUE, reason="不归")
    assert store.matters.get(begun.id) == replace(asked, asked_on=None, due=None)
    store.matters.hand(begun.id, "区财政局", on=DUE, due=DUE)
    assert store.matters.hands(begun.id) == (
        Hand(matter=begun.id, unit="区司法局", asked_on=ON, due=DUE, ended_on=DUE, ended="moved", reason="不归"),
        Hand(matter=begun.id, unit="区财政局", asked_on=DUE, due=DUE),
    )


def test_a_state_is_set_and_what_is_not_said_stays(store: Store) -> None:
    begun = store.matters.open(unit="区司法局", entry_id="E1", at=NOW)
    store.matters.set(begun.id, MatterState.CLOSED, reason="个案")
    assert store.matters.get(begun.id) == replace(begun, state=MatterState.CLOSED, reason="个案")
    store.matters.set(begun.id, MatterState.ANSWERED, unit="", entry_id="E2")
    assert store.matters.get(begun.id) == replace(begun, state=MatterState.ANSWERED, unit="", entry_id="E2")


def test_questions_move_to_another_matter(store: Store) -> None:
    one, other = (store.matters.open(unit="", entry_id="", at=NOW) for _ in range(2))
    question = store.matters.join(one.id, "怎么办", person_id=3, at=NOW)
    store.matters.move([question.id], to=other.id)
    assert [len(each.questions) for each in store.matters.all(WAITING)] == [0, 1]
    assert store.matters.all(WAITING)[0].first_at == store.matters.all(WAITING)[0].last_at == NOW


def test_of_many_matters_the_newest_are_given_oldest_first(store: Store) -> None:
    ids = [store.matters.open(unit="", entry_id="", at=NOW).id for _ in range(4)]
    assert [one.matter.id for one in store.matters.all(WAITING, newest=2)] == ids[2:]


def test_a_stage_is_told_once(store: Store) -> None:
    begun = store.matters.open(unit="", entry_id="", at=NOW)
    for _ in range(2):
        store.matters.tell(begun.id, "G1@2026-11-02:asked:区司法局", delivery="remind:1", at=NOW)
    assert store.matters.told(["G1@2026-11-02:asked:区司法局", "other"]) == {"G1@2026-11-02:asked:区司法局"}


def test_a_new_matter_is_something_new_to_a_tick_and_another_question_of_it_is_not(store: Store) -> None:
    before = store.ledger.version()
    begun = store.matters.open(unit="", entry_id="", at=NOW)
    assert store.ledger.version() > before
    before = store.ledger.version()
    store.matters.join(begun.id, "怎么办", person_id=3, at=NOW)
    assert store.ledger.version() == before
