"""What every store does for subscriptions and what is pushed."""

from datetime import timedelta

from bot.ports.bank import Change
from bot.ports.people import Person, Role
from bot.ports.stores import Store
from bot.ports.subscriptions import Handed, HandedState
from knowledge.entries import Entry
from reminders.outbox import Delivery, DeliveryKind, DeliveryState
from reminders.subscriptions import Fresh, Pace, Push, Shift, Subscriber, mark_of
from tests.contracts.samples import NOW

ENTRY = Entry(id="E1", question="高龄补贴怎么领？", answer="到社区领。")
FRESH = Fresh(entry=ENTRY, version=1, topics=("老年人", "养老"), changed=True)
LATER = NOW + timedelta(hours=1)


def decided(store: Store, entry_id: str = "E1", *, approved: bool = True) -> Push:
    entry = Entry(id=entry_id, question=ENTRY.question, answer=ENTRY.answer)
    one = store.pushes.decide(
        Fresh(entry=entry, version=1, topics=("老年人", "养老"), changed=True), approved=approved, by=7, at=NOW
    )
    assert one is not None
    return one


def test_topics_come_back_with_the_time_since_when(store: Store) -> None:
    store.subscriptions.add(5, ["老年人", "企业"], at=NOW)
    store.subscriptions.add(5, ["企业", "上学"], at=LATER)
    assert store.subscriptions.of_person(5) == Subscriber(
        person_id=5, topics={"企业": NOW, "老年人": NOW, "上学": LATER}, pace=Pace.AT_ONCE
    )
    assert store.subscriptions.of_person(6) == Subscriber(person_id=6)


def test_topics_are_left_one_by_one_or_together(store: Store) -> None:
    store.subscriptions.add(5, ["老年人", "企业", "上学"], at=NOW)
    assert store.subscriptions.remove(5, ["老年人", "别的"]) == 1
    assert store.subscriptions.remove(5) == 2
    assert store.subscriptions.remove(5) == 0


def test_a_pace_and_a_pause_are_kept_whatever_is_subscribed_to(store: Store) -> None:
    assert not store.subscriptions.pause(5, paused=False)
    store.subscriptions.set_pace(5, Pace.WEEKLY)
    assert store.subscriptions.pause(5, paused=True)
    assert not store.subscriptions.pause(5, paused=True)
    assert store.subscriptions.of_person(5) == Subscriber(person_id=5, pace=Pace.WEEKLY, paused=True)
    assert store.subscriptions.all() == ()
    store.subscriptions.add(5, ["企业"], at=NOW)
    store.subscriptions.add(4, ["企业"], at=NOW)
    store.subscriptions.set_pace(5, Pace.DAILY)
    assert store.subscriptions.all() == (
        Subscriber(person_id=4, topics={"企业": NOW}),
        Subscriber(person_id=5, topics={"企业": NOW}, pace=Pace.DAILY, paused=True),
    )


def test_subscribers_are_counted_and_read_bit_by_bit(store: Store) -> None:
    for address in "abcd":
        person = store.people.add(Person(id=0, role=Role.CITIZEN), channel="web", address=address)
        store.subscriptions.add(person.id, ["企业", "老年人"], at=NOW)
    ids = [one.person_id for one in store.subscriptions.all()]
    assert [one.person_id for one in store.subscriptions.all(after=ids[0], limit=2)] == ids[1:3]
    store.subscriptions.pause(ids[0], paused=True)
    store.subscriptions.set_pace(ids[1], Pace.WEEKLY)
    store.people.mark_dead("web", "c", reason="拉黑")
    store.subscriptions.remove(ids[3], ["企业"])
    assert store.subscriptions.by_topic() == {"企业": 2, "老年人": 3}
    assert store.subscriptions.count(["企业", "老年人"]) == 3
    assert store.subscriptions.count(["企业", "老年人"], pace=Pace.AT_ONCE) == 1
    assert store.subscriptions.count(["企业"], pace=Pace.AT_ONCE) == 0
    assert store.subscriptions.count([]) == 0


def test_the_subscribers_of_a_topic_are_those_who_have_not_paused(store: Store) -> None:
    for person_id in (9, 4, 5):
        store.subscriptions.add(person_id, ["企业"], at=NOW)
    store.subscriptions.pause(4, paused=True)
    store.subscriptions.pause(5, paused=True)
    store.subscriptions.pause(5, paused=False)
    assert store.subscriptions.subscribers("企业") == (5, 9)
    assert store.subscriptions.subscribers("老年人") == ()


def test_what_an_entry_says_is_decided_once(store: Store) -> None:
    one = decided(store)
    assert store.pushes.decide(FRESH, approved=False, by=8, at=LATER) is None
    no = decided(store, "E2", approved=False)
    assert store.pushes.decided() == {("E1", mark_of(ENTRY)), ("E2", mark_of(ENTRY))}
    assert store.pushes.approved(since=NOW) == (one,)
    assert store.pushes.approved(since=LATER) == ()
    assert (one.topics, one.changed, one.version, one.decided_by, no.approved) == (
        ("老年人", "养老"),
        True,
        1,
        7,
        False,
    )


def test_what_was_handed_to_whom_is_kept(store: Store) -> None:
    one, two = decided(store), decided(store, "E2")
    store.pushes.hand(
        [
            Handed(push_id=one.id, person_id=5, state=HandedState.SENT, delivery="push:1:5"),
            Handed(push_id=two.id, person_id=5, state=HandedState.WAITS),
            Handed(push_id=two.id, person_id=6, state=HandedState.SHOWN),
        ],
        at=NOW,
    )
    assert store.pushes.settled([one.id, two.id], first=1, last=9) == {5: {one.id, two.id}, 6: {two.id}}
    assert store.pushes.settled([one.id, two.id], first=6, last=9) == {6: {two.id}}
    assert store.pushes.settled([], first=1, last=9) == {}
    assert (store.pushes.delivered(5), store.pushes.waiting(5)) == ({one.id}, {two.id})
    store.pushes.mark_told(5)
    assert (store.pushes.delivered(5), store.pushes.waiting(5)) == ({one.id}, set())
    store.pushes.hand([Handed(push_id=two.id, person_id=5, state=HandedState.SHOWN)], at=LATER)
    assert store.pushes.delivered(5) == {one.id, two.id}


def test_what_went_out_in_a_delivery_that_died_waits_too(store: Store) -> None:
    person = store.people.add(Person(id=0, role=Role.CITIZEN), channel="web", address="a")
    one = decided(store)
    key = "push:1:1"
    store.outbox.put(Delivery(key=key, person_id=person.id, kind=DeliveryKind.NOTICE, payload="{}", due_at=NOW))
    store.pushes.hand([Handed(push_id=one.id, person_id=person.id, state=HandedState.SENT, delivery=key)], at=NOW)
    assert (store.pushes.delivered(person.id), store.pushes.waiting(person.id)) == ({one.id}, set())
    store.outbox.settle(key, state=DeliveryState.DEAD, at=NOW, error="blocked")
    assert (store.pushes.delivered(person.id), store.pushes.waiting(person.id)) == (set(), {one.id})
    store.pushes.mark_told(person.id)
    assert (store.pushes.delivered(person.id), store.pushes.waiting(person.id)) == (set(), set())


def test_what_changed_since_a_time_comes_as_it_was_and_as_it_is(store: Store) -> None:
    def change(hours: int) -> Change:
        return Change(at=NOW + timedelta(hours=hours), actor="test", action="bank.imported")

    old = Entry(id="E0", question="一直这样吗？", answer="是。")
    gone = Entry(id="E2", question="还有吗？", answer="有。")
    newer = Entry(id="E1", question=ENTRY.question, answer="手机上领。")
    store.entries.save([old])
    store.entries.save([ENTRY, gone], change=change(0))
    store.entries.save([newer], change=change(2))
    store.entries.remove(["E2"], change=change(3))
    since = NOW + timedelta(hours=1)
    assert store.entries.shifts(since=since) == (
        Shift(entry_id="E1", version=2, before=ENTRY, now=newer),
        Shift(entry_id="E2", version=2, before=gone, now=None),
    )
    assert store.entries.shifts(since=NOW) == (
        Shift(entry_id="E1", version=2, before=None, now=newer),
        Shift(entry_id="E2", version=2, before=None, now=None),
    )
    assert store.entries.shifts(since=NOW + timedelta(days=1)) == ()
