"""What every store must do with ladders, acknowledgements, snoozes, extensions and the ledger around them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.ports.ledger import OwnLadder
from bot.ports.people import Person, Role
from bot.ports.stores import Store
from reminders.extensions import ExtensionState
from reminders.outbox import DeliveryKind
from reminders.pauses import SnoozeState
from reminders.planner import Why
from tests.contracts.samples import (
    NOW,
    acknowledgement,
    confirmation,
    delivery,
    extension,
    reminder,
    shares,
    snooze,
    task,
)

KEY = reminder().key
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def table(store: Store) -> None:
    store.tasks.save(2022, "表", [task()], shares("区司法局"))


def test_a_ladder_is_kept_replaced_and_cleared(store: Store) -> None:
    own = OwnLadder(task_id="2022-4", rungs=(10, 0), overdue_every=5, reason="年底", set_by=1, set_at=NOW)
    store.ladders.set(own)
    assert store.ladders.all(2022) == {"2022-4": own}
    again = replace(own, rungs=(7,), reason="又改")
    store.ladders.set(again)
    assert store.ladders.all(2022) == {"2022-4": again}
    assert store.ladders.all(2023) == {}
    assert store.ladders.clear("2022-4")
    assert not store.ladders.clear("2022-4")


def test_an_acknowledgement_is_recorded_once_and_drops_what_waits(store: Store) -> None:
    store.pauses.snooze(snooze())
    assert store.pauses.acknowledge(acknowledgement())
    assert not store.pauses.acknowledge(acknowledgement())
    assert store.pauses.waiting() == ()
    assert store.pauses.quiet([KEY, "other"]) == {KEY}


def test_the_last_snooze_of_a_duty_waits_until_its_time(store: Store) -> None:
    store.pauses.snooze(snooze())
    second = store.pauses.snooze(snooze(until=LATER + timedelta(hours=1)))
    assert store.pauses.waiting() == (second,)
    assert store.pauses.waiting(until=LATER) == ()
    assert store.pauses.waiting(until=second.until) == (second,)
    other = store.pauses.snooze(snooze(unit="区财政局", key="other"))
    assert store.pauses.waiting() == (other, second)
    store.pauses.settle(second.id, state=SnoozeState.TOLD)
    assert store.pauses.waiting() == (other,)
    assert store.pauses.quiet([KEY]) == {KEY}


def test_an_extension_is_asked_for_and_decided_on_once(store: Store) -> None:
    asked = store.extensions.add(extension())
    assert store.extensions.get(asked.id) == asked
    assert store.extensions.get(99) is None
    assert store.extensions.waiting() == (asked,)
    assert store.extensions.granted(2022) == ()
    assert store.extensions.decide(asked.id, state=ExtensionState.GRANTED, by=9, at=LATER)
    assert not store.extensions.decide(asked.id, state=ExtensionState.REFUSED, by=9, at=LATER, answer="不")
    granted = replace(asked, state=ExtensionState.GRANTED, decided_by=9, decided_at=LATER)
    assert store.extensions.granted(2022) == (granted,)
    assert store.extensions.granted(2023) == ()
    assert store.extensions.waiting() == ()
    refused = store.extensions.add(extension(wanted=date(2022, 12, 1)))
    store.extensions.decide(refused.id, state=ExtensionState.REFUSED, by=9, at=LATER, answer="不")
    assert store.extensions.latest("2022-4/1/1", "区司法局") == replace(
        refused, state=ExtensionState.REFUSED, decided_by=9, decided_at=LATER, answer="不"
    )
    assert store.extensions.latest("2022-4/1/1", "区财政局") is None
    assert store.extensions.granted(2022) == (granted,)
    second = store.extensions.add(extension(wanted=date(2022, 12, 5)))
    store.extensions.decide(second.id, state=ExtensionState.GRANTED, by=9, at=LATER)
    assert [one.wanted for one in store.extensions.granted(2022)] == [second.wanted]


def test_what_was_told_is_found_among_many(store: Store) -> None:
    store.ledger.add([reminder()], delivery="remind:1", person_id=1, at=NOW)
    many = [f"key {place}" for place in range(1200)]
    assert store.ledger.told([*many, KEY]) == {KEY}
    assert store.ledger.told([]) == set()


def test_the_first_telling_counts_no_escalation(store: Store) -> None:
    store.ledger.add([replace(reminder(), why=Why.OFFICE)], delivery="escalated:1", person_id=1, at=NOW)
    assert store.ledger.first_told("2022-4/1/1", "区司法局") is None
    later = replace(reminder(), on=date(2022, 10, 27))
    store.ledger.add([later, replace(reminder(), rung=3)], delivery="remind:1", person_id=1, at=NOW)
    assert store.ledger.first_told("2022-4/1/1", "区司法局") == date(2022, 10, 24)


def test_the_ledger_says_what_was_acknowledged_and_what_went_out_for_another_reason(store: Store) -> None:
    store.ledger.add([reminder()], delivery="remind:1", person_id=1, at=NOW)
    store.ledger.add([replace(reminder(), why=Why.SNOOZED, place="1")], delivery="remind:2", person_id=1, at=LATER)
    store.pauses.acknowledge(acknowledgement())
    (row,) = store.ledger.rows()
    assert (row["why"], row["due_on"], row["acknowledged_by"]) == ("rung", "2022-10-24", "1")
    assert [one["why"] for one in store.ledger.rows(beyond=True)] == ["rung", "snoozed"]


def test_what_could_not_be_queued_is_kept_until_it_is(store: Store) -> None:
    store.ledger.withhold([reminder()], why="no_liaison", at=NOW)
    store.ledger.withhold([reminder()], why="told_today", at=LATER)
    (row,) = store.ledger.withheld(unit="区司法局", task_id="2022-4")
    assert (row["key"], row["rung"], row["withheld"]) == (KEY, "7", "no_liaison")
    assert store.ledger.withheld(unit="区财政局") == ()
    store.ledger.add([reminder()], delivery="remind:1", person_id=1, at=LATER)
    assert store.ledger.withheld() == ()


def test_urgent_goes_out_at_any_hour(store: Store) -> None:
    store.outbox.put(delivery("a"))
    store.outbox.put(delivery("b", kind=DeliveryKind.URGENT))
    claimed = store.outbox.claim(now=NOW, urgent_only=True)
    assert claimed is not None
    assert claimed.key == "b"
    assert store.outbox.claim(now=NOW, urgent_only=True) is None


def test_every_change_to_what_is_due_counts_and_nothing_else_does(store: Store) -> None:
    person = store.people.add(Person(id=0, role=Role.LIAISON, unit="区司法局"), channel="web", address="a")
    asked = store.extensions.add(extension())
    waiting = store.pauses.snooze(snooze())
    own = OwnLadder(task_id="2022-4", rungs=(7,), overdue_every=3, reason="", set_by=1, set_at=NOW)
    changes = (
        lambda: store.tasks.save(2022, "表", [task()], shares("区司法局")),
        lambda: store.tasks.decide_milestone("2022-4", 1, accepted=True),
        lambda: store.confirmations.add(confirmation()),
        lambda: store.people.update(person),
        lambda: store.people.mark_dead("web", "a", reason="拒收"),
        lambda: store.people.touch("web", "a", at=NOW),
        lambda: store.ladders.set(own),
        lambda: store.pauses.settle(waiting.id, state=SnoozeState.TOLD),
        lambda: store.pauses.acknowledge(acknowledgement()),
        lambda: store.extensions.decide(asked.id, state=ExtensionState.GRANTED, by=9, at=LATER),
    )
    for change in changes:
        before = store.ledger.version()
        change()
        assert store.ledger.version() > before
    before = store.ledger.version()
    store.people.touch("web", "a", at=LATER)
    store.outbox.put(delivery())
    store.ledger.add([reminder()], delivery="remind:1", person_id=1, at=NOW)
    assert store.ledger.version() == before


def test_a_change_that_is_undone_does_not_count(store: Store) -> None:
    before = store.ledger.version()

    def fail() -> None:
        with store.transaction():
            store.pauses.acknowledge(acknowledgement())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.ledger.version() == before
