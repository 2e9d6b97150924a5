"""What every store must do so that messages go out in order, and to where people are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.ports.people import Person, Role
from reminders.outbox import DeliveryKind, DeliveryState
from tests.contracts.samples import NOW, delivery

if TYPE_CHECKING:
    from datetime import datetime

    from bot.ports.stores import Store


def test_many_are_put_at_once_each_once(store: Store) -> None:
    store.outbox.put(delivery("b"))
    assert store.outbox.put_all(delivery(key) for key in "abc") == 2
    assert [one.key for one in store.outbox.with_prefix("")] == ["a", "b", "c"]


def test_what_somebody_waits_for_is_claimed_first(store: Store) -> None:
    store.outbox.put(delivery("old", due_at=NOW - timedelta(hours=1)))
    store.outbox.put(delivery("urgent", kind=DeliveryKind.URGENT, due_at=NOW - timedelta(minutes=1)))
    store.outbox.put(delivery("answer", kind=DeliveryKind.ANSWER))
    claimed = [store.outbox.claim(now=NOW, urgent_only=False) for _ in range(4)]
    assert [one.key if one else "" for one in claimed] == ["answer", "urgent", "old", ""]


def test_what_was_tried_in_vain_and_waits_is_listed_with_its_reason(store: Store) -> None:
    later = NOW + timedelta(minutes=1)
    for key in "abc":
        store.outbox.put(delivery(key))
        store.outbox.claim(now=NOW, urgent_only=False)
    store.outbox.settle("a", state=DeliveryState.QUEUED, at=NOW, error="没有回音", due_at=later + timedelta(minutes=1))
    store.outbox.settle("b", state=DeliveryState.QUEUED, at=NOW, error="待开通", due_at=later)
    store.outbox.settle("c", state=DeliveryState.DEAD, at=NOW, error="拒绝")
    store.outbox.put(delivery("d"))
    assert [(one.key, one.error) for one in store.outbox.put_back()] == [("b", "待开通"), ("a", "没有回音")]


def test_a_sent_delivery_keeps_its_channel_and_where_the_message_stands(store: Store) -> None:
    store.outbox.put(delivery("a"))
    store.outbox.settle("a", state=DeliveryState.SENT, at=NOW, channel="telegram")
    before = store.outbox.get("a")
    store.outbox.keep_message("a", "7 12")
    after = store.outbox.get("a")
    assert before is not None
    assert after is not None
    assert (before.channel, before.message, after.channel, after.message) == ("telegram", "", "telegram", "7 12")


def test_whoever_is_busy_is_passed_over(store: Store) -> None:
    store.outbox.put(delivery("a"))
    store.outbox.put(delivery("b", person_id=2))
    claimed = store.outbox.claim(now=NOW, urgent_only=False, busy=[1, 3])
    assert claimed is not None
    assert claimed.key == "b"
    assert store.outbox.claim(now=NOW, urgent_only=False, busy=[1, 2]) is None


def test_a_delivery_that_holds_keeps_back_what_its_person_gets_later(store: Store) -> None:
    later = NOW + timedelta(minutes=1)
    for key, person in (("a", 1), ("b", 1), ("c", 2)):
        store.outbox.put(delivery(key, person_id=person))
    store.outbox.claim(now=NOW, urgent_only=False)
    store.outbox.settle("a", state=DeliveryState.QUEUED, at=NOW, error="忙", due_at=later, holds=True)
    store.outbox.put(delivery("answer", kind=DeliveryKind.ANSWER))

    def claim(now: datetime, *, urgent_only: bool = False) -> str:
        found = store.outbox.claim(now=now, urgent_only=urgent_only)
        return found.key if found else ""

    assert [claim(NOW), claim(NOW)] == ["c", ""]
    # at an hour at which it may not go itself it holds nothing
    assert claim(NOW, urgent_only=True) == "answer"
    assert claim(later) == "a"
    # a process that died with it in hand has not sent it
    store.outbox.reclaim(claimed_before=later + timedelta(seconds=1))
    store.outbox.settle("answer", state=DeliveryState.SENT, at=later)
    store.outbox.settle("c", state=DeliveryState.SENT, at=later)
    assert claim(later) == "a"
    store.outbox.settle("a", state=DeliveryState.SENT, at=later)
    assert [claim(later), claim(later)] == ["b", ""]


def test_an_address_moves(store: Store) -> None:
    one = store.people.add(Person(id=0, role=Role.LIAISON), channel="telegram", address="a")
    two = store.people.add(Person(id=0, role=Role.CITIZEN), channel="telegram", address="b")
    store.people.mark_dead("telegram", "a", reason="不在了")
    assert store.people.move_address("telegram", "a", to="grown")
    assert (store.people.at("telegram", "grown"), store.people.at("telegram", "a")) == (one, None)
    assert [address.address for address in store.people.addresses(one.id)] == ["grown"]
    # somebody else's stays theirs; an address of one's own is had once
    assert not store.people.move_address("telegram", "grown", to="b")
    assert (store.people.at("telegram", "b"), store.people.at("telegram", "grown")) == (two, one)
    store.people.add_address(two.id, channel="telegram", address="c")
    assert store.people.move_address("telegram", "c", to="b")
    assert [address.address for address in store.people.addresses(two.id)] == ["b"]
    assert not store.people.move_address("telegram", "nowhere", to="d")


def test_whom_a_live_address_reaches(store: Store) -> None:
    one = store.people.add(Person(id=0, role=Role.LIAISON, unit="区司法局"), channel="web", address="a")
    store.people.add_address(one.id, channel="telegram", address="a")
    two = store.people.add(Person(id=0, role=Role.LIAISON, unit="区财政局"), channel="web", address="b")
    assert store.people.reachable(Role.LIAISON) == (one, two)
    assert store.people.reachable(Role.LIAISON, unit="区财政局") == (two,)
    store.people.mark_dead("web", "b", reason="不在了")
    store.people.mark_dead("web", "a", reason="不在了")
    assert store.people.reachable(Role.LIAISON) == (one,)
