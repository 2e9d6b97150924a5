"""What every store does for the bank's life: versions, drafts, wordings learnt from taps."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ports.bank import Change, Draft, DraftState, EntryVersion, Offer, PhrasingState
from bot.ports.stores import Store
from knowledge.entries import Entry
from tests.contracts.samples import NOW

ENTRY = Entry(id="E1", question="问？", answer="旧。")
NEWER = replace(ENTRY, answer="新。")
FIRST = Change(at=NOW, actor="cli", action="bank.imported", note="a.xlsx")
SECOND = Change(at=NOW + timedelta(days=1), actor="person:3", action="draft.published")


def test_every_change_of_an_entry_leaves_a_version(store: Store) -> None:
    store.entries.save([ENTRY], change=FIRST)
    store.entries.save([NEWER], change=SECOND)
    assert store.entries.remove(["E1", "E9"], change=FIRST) == 1
    store.entries.save([ENTRY])
    assert store.entries.history("E1") == (
        EntryVersion(entry_id="E1", version=1, entry=ENTRY, change=FIRST),
        EntryVersion(entry_id="E1", version=2, entry=NEWER, change=SECOND),
        EntryVersion(entry_id="E1", version=3, entry=None, change=FIRST),
        EntryVersion(entry_id="E1", version=4, entry=ENTRY, change=None),
    )
    assert store.entries.history("E9") == ()


def test_what_does_not_change_leaves_no_version(store: Store) -> None:
    store.entries.save([ENTRY], change=FIRST)
    version = store.entries.version()
    store.entries.save([ENTRY], change=SECOND)
    assert store.entries.remove(["E9"]) == 0
    assert store.entries.remove_samples() == 0
    assert len(store.entries.history("E1")) == 1
    assert store.entries.version() == version


def test_samples_leave_with_a_version(store: Store) -> None:
    store.entries.save([ENTRY, replace(ENTRY, id="S1", sample=True)])
    assert store.entries.remove_samples(change=FIRST) == 1
    assert [one.entry for one in store.entries.history("S1")][1:] == [None]
    assert store.entries.all() == (ENTRY,)


def test_what_has_changed_since_a_version_is_told(store: Store) -> None:
    store.entries.save([ENTRY, replace(ENTRY, id="E2"), replace(ENTRY, id="E3")])
    before = store.entries.version()
    assert store.entries.changed_since(before) == {}
    store.entries.save([NEWER])
    store.entries.save([ENTRY])
    store.entries.remove(["E3"])
    assert store.entries.changed_since(before) == {"E1": ENTRY, "E3": None}


def test_a_draft_is_decided_once(store: Store) -> None:
    fields = {"question": "问？", "similar": ["另问"]}
    first = store.drafts.add(
        Draft(id=0, fields=fields, person_id=3, unit="区司法局", gap_id=7, written_at=NOW, reason="缘由")
    )
    other = store.drafts.add(Draft(id=0, fields={}, person_id=4, entry_id="E1", written_at=NOW))
    assert store.drafts.get(first.id) == first
    assert (first.fields, first.gap_id, first.state) == (fields, 7, DraftState.WAITING)
    assert store.drafts.get(999) is None
    assert store.drafts.waiting() == (first, other)
    assert store.drafts.of_person(3) == (first,)
    assert store.drafts.decide(first.id, state=DraftState.PUBLISHED, by=1, at=NOW, entry_id="E5")
    assert not store.drafts.decide(first.id, state=DraftState.RETURNED, by=1, at=NOW, reason="晚了")
    assert store.drafts.decide(other.id, state=DraftState.RETURNED, by=1, at=NOW, reason="缺依据", entry_id="E5")
    assert store.drafts.waiting() == ()
    decided = replace(first, state=DraftState.PUBLISHED, decided_by=1, decided_at=NOW, entry_id="E5")
    assert store.drafts.get(first.id) == decided
    assert store.drafts.of_person(4) == (
        replace(other, state=DraftState.RETURNED, decided_by=1, decided_at=NOW, reason="缺依据"),
    )


def test_what_was_offered_is_remembered_for_a_while(store: Store) -> None:
    offers = (Offer(text="咋办", entry_ids=("E1", "E2")), Offer(text="找谁", entry_ids=("E3",)))
    assert store.phrasings.offered(3, since=NOW) == ()
    store.phrasings.remember(3, [Offer(text="以前", entry_ids=())], at=NOW - timedelta(days=1))
    store.phrasings.remember(3, offers, at=NOW)
    assert store.phrasings.offered(3, since=NOW) == offers
    assert store.phrasings.offered(4, since=NOW) == ()
    assert store.phrasings.offered(3, since=NOW + timedelta(seconds=1)) == ()


def test_a_wording_is_counted_once_a_person(store: Store) -> None:
    assert store.phrasings.propose("E1", "工资不发咋办", person_id=3, at=NOW)
    assert not store.phrasings.propose("E1", "工资不发，咋办？", person_id=3, at=NOW)
    assert store.phrasings.propose("E1", "丢了咋补", person_id=3, at=NOW)
    assert store.phrasings.propose("E1", "丢了咋补", person_id=4, at=NOW + timedelta(days=1))
    assert store.phrasings.propose("E2", "丢了咋补", person_id=4, at=NOW)
    assert [(one.entry_id, one.text, one.people) for one in store.phrasings.waiting()] == [
        ("E1", "丢了咋补", 2),
        ("E1", "工资不发咋办", 1),
        ("E2", "丢了咋补", 1),
    ]
    assert store.phrasings.waiting()[0].first_at == NOW
    assert store.phrasings.get(999) is None


@pytest.mark.parametrize("state", [PhrasingState.TAKEN, PhrasingState.REFUSED, PhrasingState.NEGATIVE])
def test_what_is_decided_is_not_proposed_again(store: Store, state: PhrasingState) -> None:
    store.phrasings.propose("E1", "丢了咋补", person_id=3, at=NOW)
    (one,) = store.phrasings.waiting()
    store.phrasings.decide(one.id, state=state, by=1, at=NOW)
    assert store.phrasings.waiting() == ()
    assert not store.phrasings.propose("E1", "丢了咋补？", person_id=4, at=NOW)
    assert store.phrasings.get(one.id) == replace(one, state=state)


def test_an_entry_that_answered_nobody_is_told_once_the_record_is_old_enough(store: Store) -> None:
    later = NOW + timedelta(days=200)
    store.entries.save([ENTRY, replace(ENTRY, id="E2")], change=FIRST)
    store.entries.save([replace(ENTRY, id="E3")], change=replace(FIRST, at=later))
    assert store.question_log.unasked(since=later) == ()
    store.question_log.add("问", decision="answer", entry_id="E1", confidence=0.9, at=NOW)
    assert store.question_log.unasked(since=later) == ("E1", "E2")
    store.question_log.add("问", decision="answer", entry_id="E1", confidence=0.9, at=later)
    assert store.question_log.unasked(since=later) == ("E2",)


def test_what_a_unit_was_asked_to_look_at_is_kept_once(store: Store) -> None:
    store.upkeep.add(["a", "b"], unit="区司法局", at=NOW)
    store.upkeep.add(["b"], unit="区司法局", at=NOW + timedelta(days=1))
    assert set(store.upkeep.told(["a", "b", "c"])) == {"a", "b"}


def test_a_new_entry_gets_an_id_that_none_ever_had(store: Store) -> None:
    assert store.entries.free_id() == "B1"
    store.entries.save([replace(ENTRY, id=one) for one in ("B9", "B010", "B9x", "BB", "B1234567890", "E77")])
    assert store.entries.free_id() == "B11"
    store.entries.remove(["B010"])
    assert store.entries.free_id() == "B11"


def test_the_offices_own_entries_stand_without_the_sample(store: Store) -> None:
    store.entries.save([ENTRY, replace(ENTRY, id="E2", sample=True), replace(ENTRY, id="E3")])
    assert [one.id for one in store.entries.own()] == ["E1", "E3"]
