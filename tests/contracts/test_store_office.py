"""What every store must do with suggestions, calendar addresses and what reached the units."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports.office import Reached, Suggestion
from bot.ports.people import Person, Role
from bot.ports.stores import Store
from reminders.outbox import DeliveryKind, DeliveryState
from tests.contracts.samples import NOW, delivery

_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(text=_texts, unit=_texts, at=st.datetimes(timezones=st.just(UTC)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_any_suggestion_comes_back_as_it_was(store: Store, text: str, unit: str, at: datetime) -> None:
    one = store.suggestions.add(text, person_id=7, unit=unit, at=at)
    assert one == Suggestion(id=one.id, text=text, person_id=7, unit=unit, at=at)
    assert store.suggestions.get(one.id) == one
    assert store.suggestions.get(one.id + 1) is None


def test_a_suggestion_is_answered_once_and_leaves_the_waiting_list(store: Store) -> None:
    first, second, third = (store.suggestions.add(text, person_id=1, unit="", at=NOW) for text in "甲乙丙")
    assert store.suggestions.open() == (first, second, third)
    later = NOW + timedelta(hours=1)
    assert store.suggestions.answer(first.id, "好", by=9, at=later)
    assert store.suggestions.answer(second.id, "行", by=9, at=later)
    assert not store.suggestions.answer(first.id, "又好", by=9, at=later)
    assert not store.suggestions.answer(99, "没有", by=9, at=later)
    assert store.suggestions.open() == (third,)
    assert [(one.text, one.answer, one.answered_by, one.answered_at) for one in store.suggestions.answered()] == [
        ("乙", "行", 9, later),
        ("甲", "好", 9, later),
    ]
    assert [one.text for one in store.suggestions.answered(limit=1)] == ["乙"]


def test_a_new_calendar_address_ends_the_old_one(store: Store) -> None:
    assert store.feeds.made_at("区司法局") is None
    store.feeds.set("区司法局", "a" * 64, by=1, at=NOW)
    store.feeds.set("区财政局", "c" * 64, by=1, at=NOW)
    assert (store.feeds.unit("a" * 64), store.feeds.made_at("区司法局")) == ("区司法局", NOW)
    later = NOW + timedelta(days=1)
    store.feeds.set("区司法局", "b" * 64, by=2, at=later)
    assert (store.feeds.unit("a" * 64), store.feeds.unit("b" * 64), store.feeds.unit("")) == (None, "区司法局", None)
    assert store.feeds.made_at("区司法局") == later
    assert store.feeds.unit("c" * 64) == "区财政局"


def test_a_closed_calendar_address_opens_nothing(store: Store) -> None:
    store.feeds.set("区司法局", "a" * 64, by=1, at=NOW)
    store.feeds.set("区财政局", "c" * 64, by=1, at=NOW)
    assert (store.feeds.close("区司法局"), store.feeds.close("区司法局")) == (True, False)
    assert (store.feeds.unit("a" * 64), store.feeds.made_at("区司法局")) == (None, None)
    assert store.feeds.unit("c" * 64) == "区财政局"


def test_what_was_sent_to_units_is_found_by_its_time(store: Store) -> None:
    liaison = store.people.add(Person(id=0, role=Role.LIAISON, unit="区司法局"), channel="web", address="a")
    admin = store.people.add(Person(id=0, role=Role.ADMIN), channel="web", address="b")
    group = store.people.add(Person(id=0, role=Role.GROUP, unit="区司法局"), channel="web", address="-7")
    end = NOW + timedelta(days=1)
    sent = {"remind:1": NOW, "notice:2": end - timedelta(microseconds=1), "late": end, "early": NOW - timedelta(days=1)}
    for key, at in sent.items():
        kind = DeliveryKind.NOTICE if key == "notice:2" else DeliveryKind.REMINDER
        store.outbox.put(delivery(key, person_id=liaison.id, kind=kind))
        store.outbox.settle(key, state=DeliveryState.SENT, at=at)
    for key, person in (("office", admin), ("queued", liaison), ("dead", liaison)):
        store.outbox.put(delivery(key, person_id=person.id))
    store.outbox.settle("office", state=DeliveryState.SENT, at=NOW)
    store.outbox.settle("dead", state=DeliveryState.DEAD, at=NOW)
    store.outbox.put(delivery("remind:7", person_id=group.id, kind=DeliveryKind.REMINDER))
    store.outbox.settle("remind:7", state=DeliveryState.SENT, at=NOW)
    assert store.reach.between(NOW, end) == (
        Reached(unit="区司法局", kind=DeliveryKind.REMINDER, key="remind:1"),
        Reached(unit="区司法局", kind=DeliveryKind.REMINDER, key="remind:7", group=True),
        Reached(unit="区司法局", kind=DeliveryKind.NOTICE, key="notice:2"),
    )
