"""What every store must do with people, deliveries, the bank, notices, conversations, the log and files."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.ports.messages import Button, Incoming, Reply
from bot.ports.people import Address, JoinCode, Person, Role
from bot.ports.stores import Store
from knowledge.entries import Entry
from knowledge.sources import Source
from reminders.notices import Audience, AudienceKind, Notice
from reminders.outbox import DeliveryKind, DeliveryState
from tests.contracts.samples import DUE, NOW, delivery


def test_a_person_is_found_at_every_address(store: Store) -> None:
    person = store.people.add(
        Person(id=0, role=Role.LIAISON, name="甲", unit="区司法局", sample=True), channel="web", address="a"
    )
    store.people.add_address(person.id, channel="console", address="b")
    assert person.id > 0
    assert store.people.get(person.id) == person
    assert store.people.at("web", "a") == store.people.at("console", "b") == person
    assert store.people.at("web", "b") is None
    assert store.people.get(999) is None


def test_an_address_moves_to_its_newest_person(store: Store) -> None:
    first = store.people.add(Person(id=0, role=Role.CITIZEN), channel="web", address="a")
    second = store.people.add(Person(id=0, role=Role.ADMIN), channel="web", address="a")
    assert store.people.at("web", "a") == second
    assert store.people.addresses(first.id) == ()


def test_addresses_come_most_recently_used_first_and_without_dead_ones(store: Store) -> None:
    person = store.people.add(Person(id=0, role=Role.CITIZEN), channel="web", address="a")
    store.people.add_address(person.id, channel="telegram", address="b")
    store.people.touch("telegram", "b", at=NOW)
    assert [one.channel for one in store.people.addresses(person.id)] == ["telegram", "web"]
    store.people.mark_dead("telegram", "b", reason="blocked")
    assert [one.channel for one in store.people.addresses(person.id)] == ["web"]
    store.people.touch("telegram", "b", at=NOW)
    assert [one.channel for one in store.people.addresses(person.id)] == ["telegram", "web"]


def test_a_dead_address_is_still_known(store: Store) -> None:
    group = store.people.add(Person(id=0, role=Role.GROUP, unit="区司法局"), channel="telegram", address="-7")
    store.people.mark_dead("telegram", "-7", reason="kicked")
    assert store.people.addresses(group.id) == ()
    dead = Address(channel="telegram", address="-7", person_id=group.id, alive=False)
    assert store.people.addresses(group.id, dead=True) == (dead,)
    store.people.touch("telegram", "-7", at=NOW)
    assert store.people.addresses(group.id, dead=True) == (replace(dead, alive=True),)


def test_people_are_found_by_role_and_unit(store: Store) -> None:
    one = store.people.add(Person(id=0, role=Role.LIAISON, unit="区司法局"), channel="web", address="a")
    two = store.people.add(Person(id=0, role=Role.LIAISON, unit="区财政局"), channel="web", address="b")
    assert store.people.with_role(Role.LIAISON) == (one, two)
    assert store.people.with_role(Role.LIAISON, unit="区财政局") == (two,)
    store.people.update(replace(two, role=Role.CITIZEN, unit=""))
    assert store.people.with_role(Role.LIAISON) == (one,)


def test_a_code_is_used_once(store: Store) -> None:
    code = JoinCode(digest="d", role=Role.LIAISON, unit="区司法局", expires_at=NOW, issued_by=1)
    store.people.add_code(code)
    assert store.people.code("d") == code
    assert store.people.code("e") is None
    assert store.people.use_code("d", person_id=7)
    assert not store.people.use_code("d", person_id=8)
    assert store.people.code("d") == replace(code, used_by=7)


def test_a_delivery_is_put_once_and_claimed_once(store: Store) -> None:
    assert store.outbox.put(delivery())
    assert not store.outbox.put(delivery(payload="other"))
    claimed = store.outbox.claim(now=NOW, urgent_only=False)
    assert claimed == delivery(state=DeliveryState.CLAIMED, attempts=1, claimed_at=NOW)
    assert store.outbox.claim(now=NOW, urgent_only=False) is None
    assert store.outbox.get("remind:1") == claimed
    assert store.outbox.get("nothing") is None


def test_deliveries_go_in_order_of_their_time(store: Store) -> None:
    store.outbox.put(delivery("b", due_at=NOW))
    store.outbox.put(delivery("a", due_at=NOW - timedelta(minutes=1)))
    store.outbox.put(delivery("later", due_at=NOW + timedelta(minutes=1)))
    keys = []
    while (claimed := store.outbox.claim(now=NOW, urgent_only=False)) is not None:
        keys.append(claimed.key)
    assert keys == ["a", "b"]


def test_only_answers_go_out_of_hours(store: Store) -> None:
    store.outbox.put(delivery("remind"))
    store.outbox.put(delivery("answer", kind=DeliveryKind.ANSWER, due_at=NOW))
    claimed = store.outbox.claim(now=NOW, urgent_only=True)
    assert claimed is not None
    assert claimed.key == "answer"
    assert store.outbox.claim(now=NOW, urgent_only=True) is None


def test_a_claim_of_a_dead_process_is_queued_again(store: Store) -> None:
    store.outbox.put(delivery())
    store.outbox.claim(now=NOW, urgent_only=False)
    assert store.outbox.reclaim(claimed_before=NOW) == 0
    assert store.outbox.reclaim(claimed_before=NOW + timedelta(seconds=1)) == 1
    again = store.outbox.claim(now=NOW, urgent_only=False)
    assert again is not None
    assert again.attempts == 2


def test_what_a_clock_that_ran_ahead_put_off_is_due_again(store: Store) -> None:
    store.outbox.put(delivery("put off", due_at=NOW + timedelta(days=70)))
    store.outbox.put(delivery("tomorrow", due_at=NOW + timedelta(days=1)))
    store.outbox.put(delivery("claimed"))
    store.outbox.claim(now=NOW + timedelta(hours=2), urgent_only=False)
    assert store.outbox.bring_back(now=NOW) == 2
    assert store.outbox.bring_back(now=NOW) == 0
    assert {one.key: one.due_at for one in store.outbox.with_prefix("")} == {
        "claimed": NOW,
        "put off": NOW,
        "tomorrow": NOW + timedelta(days=1),
    }
    assert store.outbox.counts() == {DeliveryState.QUEUED: 3}


def test_a_passing_fault_makes_a_delivery_wait_for_its_new_time(store: Store) -> None:
    later = NOW + timedelta(minutes=1)
    store.outbox.put(delivery())
    store.outbox.claim(now=NOW, urgent_only=False)
    store.outbox.settle("remind:1", state=DeliveryState.QUEUED, at=NOW, error="连不上", due_at=later)
    assert store.outbox.claim(now=NOW, urgent_only=False) is None
    assert store.outbox.claim(now=later, urgent_only=False) == delivery(
        state=DeliveryState.CLAIMED, attempts=2, claimed_at=later, due_at=later, error="连不上"
    )


def test_a_prefix_means_itself_and_not_a_pattern(store: Store) -> None:
    for key in ("a%b", "a_b", "axb", "a", "b"):
        store.outbox.put(delivery(key))
    assert [one.key for one in store.outbox.with_prefix("a")] == ["a", "a%b", "a_b", "axb"]
    assert [one.key for one in store.outbox.with_prefix("a%")] == ["a%b"]
    assert len(store.outbox.with_prefix("")) == 5


def test_a_delivery_is_settled(store: Store) -> None:
    store.outbox.put(delivery("notice:1:1"))
    store.outbox.put(delivery("notice:1:2"))
    store.outbox.put(delivery("notice:10:1"))
    store.outbox.settle("notice:1:1", state=DeliveryState.SENT, at=NOW)
    later = NOW + timedelta(minutes=5)
    store.outbox.settle("notice:1:2", state=DeliveryState.QUEUED, at=NOW, error="连不上", due_at=later)
    sent, waiting = store.outbox.with_prefix("notice:1:")
    assert (sent.state, sent.sent_at) == (DeliveryState.SENT, NOW)
    assert (waiting.state, waiting.error, waiting.due_at, waiting.sent_at) == (
        DeliveryState.QUEUED,
        "连不上",
        later,
        None,
    )
    assert store.outbox.counts() == {DeliveryState.SENT: 1, DeliveryState.QUEUED: 2}


def test_the_bank_changes_its_version_with_every_change(store: Store) -> None:
    entry = Entry(
        id="E1",
        question="问？",
        answer="答。",
        similar=("另问",),
        topic="主题",
        unit="区司法局",
        sources=(Source(title="某法", date=date(2021, 1, 1), article="第一条"),),
        valid_until=DUE,
        checked_on=DUE,
    )
    versions = [store.entries.version()]
    store.entries.save([entry, replace(entry, id="E2", question="二？", sample=True)])
    versions.append(store.entries.version())
    assert store.entries.all()[0] == entry
    assert store.entries.get("E1") == entry
    assert store.entries.get("E9") is None
    assert store.entries.remove_samples() == 1
    versions.append(store.entries.version())
    store.entries.save([replace(entry, answer="新答。")])
    versions.append(store.entries.version())
    assert store.entries.all() == (replace(entry, answer="新答。"),)
    assert len(set(versions)) == 4


def test_questions_are_counted_by_decision(store: Store) -> None:
    for decision in ("answer", "answer", "none"):
        store.question_log.add("问", decision=decision, entry_id="", confidence=0.5, at=NOW)
    assert store.question_log.counts(since=NOW) == {"answer": 2, "none": 1}
    assert store.question_log.counts(since=NOW + timedelta(seconds=1)) == {}


def test_a_notice_knows_its_receivers_and_who_tapped(store: Store) -> None:
    plain = Notice(id=0, text="开会", audience=Audience(kind=AudienceKind.GROUP, name="乡镇"), author_id=1, sent_at=NOW)
    notice = store.notices.add(plain, person_ids=[5, 3, 5])
    other = store.notices.add(plain, person_ids=[])
    assert store.notices.get(notice.id) == replace(plain, id=notice.id)
    assert store.notices.get(999) is None
    assert store.notices.all() == (other, notice)
    assert store.notices.receivers(notice.id) == (3, 5)
    assert store.notices.acknowledge(notice.id, person_id=3, at=NOW)
    assert not store.notices.acknowledge(notice.id, person_id=3, at=NOW)
    assert not store.notices.acknowledge(notice.id, person_id=4, at=NOW)
    assert store.notices.receipts(notice.id) == {3: NOW}


REPLY = Reply(body="正文", title="题", note="注", buttons=(Button(label="好", send="好的"),))


def test_a_mailbox_is_read_from_a_place_on(store: Store) -> None:
    first = store.mailbox.append(1, text="你好", reply=None, at=NOW)
    second = store.mailbox.append(1, text="", reply=REPLY, at=NOW)
    store.mailbox.append(2, text="别人", reply=None, at=NOW)
    assert store.mailbox.read(1) == (first, second)
    assert store.mailbox.read(1, after=first.id) == (second,)
    assert store.mailbox.read(1, limit=1) == (second,)


def test_what_is_shown_once_is_never_stored(store: Store) -> None:
    secret = replace(REPLY, body="CODE", once=True)
    store.mailbox.append(1, text="", reply=secret, at=NOW)
    assert store.mailbox.read(1)[0].reply == secret
    incoming = Incoming(channel="web", address="a", message_id="1", text="加入码", at=NOW)
    store.inbox.remember(incoming, [secret])
    remembered = store.inbox.replies("web", "1")
    assert remembered is not None
    assert "CODE" not in remembered[0].text


def test_what_is_shown_once_is_shown_to_nobody_else_after_it_was_taken_back(store: Store) -> None:
    def send_and_give_up() -> None:
        with store.transaction():
            store.mailbox.append(1, text="", reply=replace(REPLY, body="CODE", once=True), at=NOW)
            raise GivenUpError

    with pytest.raises(GivenUpError):
        send_and_give_up()
    line = store.mailbox.append(2, text="", reply=REPLY, at=NOW)
    assert store.mailbox.read(1) == ()
    assert store.mailbox.read(2) == (line,)


def test_only_the_latest_replies_to_be_shown_once_are_kept(store: Store) -> None:
    lines = [
        store.mailbox.append(1, text="", reply=replace(REPLY, body=f"CODE {number}", once=True), at=NOW)
        for number in range(501)
    ]
    first, *_, last = (mail.reply for mail in store.mailbox.read(1, limit=1000))
    assert first == replace(REPLY, body="CODE", once=True).concealed()
    assert last == lines[-1].reply


def test_a_handled_message_is_remembered_with_its_replies(store: Store) -> None:
    incoming = Incoming(channel="web", address="a", message_id="1", text="问", at=NOW)
    assert store.inbox.replies("web", "1") is None
    store.inbox.remember(incoming, [REPLY])
    store.inbox.remember(incoming, [])
    assert store.inbox.replies("web", "1") == (REPLY,)
    assert store.inbox.replies("console", "1") is None


def test_a_dialog_ends_by_itself(store: Store) -> None:
    store.dialogs.set(1, {"step": "evidence"}, expires_at=NOW + timedelta(minutes=30))
    assert store.dialogs.get(1, now=NOW) == {"step": "evidence"}
    assert store.dialogs.get(1, now=NOW + timedelta(minutes=30)) == {}
    store.dialogs.set(1, {"step": "notice"}, expires_at=NOW + timedelta(hours=1))
    assert store.dialogs.get(1, now=NOW) == {"step": "notice"}
    store.dialogs.clear(1)
    assert store.dialogs.get(1, now=NOW) == {}


def test_each_place_has_a_dialog_of_its_own(store: Store) -> None:
    until = NOW + timedelta(minutes=30)
    store.dialogs.set(1, {"step": "evidence"}, expires_at=until)
    store.dialogs.set(1, {"step": "difficulty"}, expires_at=until, place="telegram:-7")
    assert store.dialogs.get(1, now=NOW) == {"step": "evidence"}
    assert store.dialogs.get(1, now=NOW, place="telegram:-7") == {"step": "difficulty"}
    assert store.dialogs.get(1, now=NOW, place="telegram:-8") == {}
    store.dialogs.clear(1, place="")
    assert store.dialogs.get(1, now=NOW) == {}
    assert store.dialogs.get(1, now=NOW, place="telegram:-7") == {"step": "difficulty"}
    store.dialogs.clear(1)
    assert store.dialogs.get(1, now=NOW, place="telegram:-7") == {}


def test_settings_are_kept(store: Store) -> None:
    assert store.settings.get("key") is None
    store.settings.set("key", "one")
    store.settings.set("key", "two")
    assert store.settings.get("key") == "two"


def test_the_audit_log_is_a_chain(store: Store) -> None:
    store.audit.add(at=NOW, actor="a", action="one", subject="s", detail={"k": "值"})
    store.audit.add(at=NOW, actor="b", action="two", subject="t", detail={})
    first, second = store.audit.all()
    assert (first.seq, first.action, first.detail) == (1, "one", '{"k":"值"}')
    assert first.hash != second.hash
    assert store.audit.all(subject="t") == (second,)
    assert store.audit.verify() is None


def test_files_are_kept_under_their_hash(store: Store) -> None:
    digest = store.files.put(b"proof")
    assert store.files.put(b"proof") == digest
    assert store.files.get(digest) == b"proof"
    assert store.files.get("0" * 64) is None
    assert store.files.get("../../etc/passwd") is None


class GivenUpError(Exception):
    """The reason for which a transaction of the test is dropped."""


def set_and_give_up(store: Store, key: str) -> None:
    with store.transaction():
        store.settings.set(key, "1")
        raise GivenUpError


def test_a_transaction_is_all_or_nothing_and_nests(store: Store) -> None:
    with pytest.raises(GivenUpError):
        set_and_give_up(store, "outer")
    assert store.settings.get("outer") is None
    with store.transaction():
        store.settings.set("kept", "1")
        with pytest.raises(GivenUpError):
            set_and_give_up(store, "inner")
    assert (store.settings.get("kept"), store.settings.get("inner")) == ("1", None)
