"""What every store must do. Today's stores: SQLite in memory and SQLite on disk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports.messages import Button, Incoming, Reply
from bot.ports.people import JoinCode, Person, Role
from bot.store import open_store
from knowledge.entries import Entry
from knowledge.sources import Source
from reminders.confirmations import Confirmation, Evidence, EvidenceKind, ReviewState
from reminders.notices import Audience, AudienceKind, Notice
from reminders.outbox import Delivery, DeliveryKind, DeliveryState
from reminders.planner import Duty, Reminder
from reminders.schedule import Deadline, Kind
from reminders.tasks import Assignment, Milestone, Question, Task
from reminders.units import Part, Unit, UnitPhrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.ports.stores import Store

NOW = datetime(2022, 10, 24, 1, 0, tzinfo=UTC)
DUE = date(2022, 10, 31)


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(None if request.param == "memory" else tmp_path / "data")
    yield opened
    opened.close()


def task(number: int = 4, **fields: object) -> Task:
    plain = Task(
        id=f"2022-{number}",
        year=2022,
        number=number,
        name=f"第{number}项",
        content="内容",
        units=UnitPhrase(lead=("区司法局",), support=("区直各有关部门",)),
        units_text="区司法局牵头",
        deadlines=(Deadline(wording="10月底前", kind=Kind.ONCE, occurrences=(DUE,)),),
        deadline_text="10月底前",
        milestones=(Milestone(text="年底前完成公开", occurrences=(date(2022, 12, 31),)),),
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def shares(*units: str, task_id: str = "2022-4") -> list[Assignment]:
    return [Assignment(task_id=task_id, unit=unit, part=Part.LEAD, via="组", uncertain=True) for unit in units]


def confirmation(**fields: object) -> Confirmation:
    plain = Confirmation(
        id=0,
        occurrence="2022-4/1/1",
        task_id="2022-4",
        unit="区司法局",
        person_id=1,
        evidence=(
            Evidence(kind=EvidenceKind.LINK, value="https://example.gov.cn/1"),
            Evidence(kind=EvidenceKind.FILE, value="截图.png", digest="a" * 64, size=12),
        ),
        state=ReviewState.SUBMITTED,
        submitted_at=NOW,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def delivery(key: str = "remind:1", **fields: object) -> Delivery:
    plain = Delivery(key=key, person_id=1, kind=DeliveryKind.REMINDER, payload="{}", due_at=NOW)
    return replace(plain, **fields)  # type: ignore[arg-type]


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


def test_units_stand_in_official_order(store: Store) -> None:
    units = (
        Unit(name="区财政局", aliases=("财政局",), group="区直部门", position=2, sample=True),
        Unit(name="区司法局", position=1),
    )
    store.units.replace(units)
    assert store.units.all() == (units[1], units[0])
    store.units.replace(units[:1])
    assert store.units.all() == units[:1]


def test_a_task_comes_back_as_it_was(store: Store) -> None:
    store.tasks.save(2022, "表", [task()], shares("区司法局"))
    assert store.tasks.all(2022) == (task(),)
    assert store.tasks.get("2022-4") == task()
    assert store.tasks.get("2022-5") is None
    assert (store.tasks.years(), store.tasks.title(2022), store.tasks.title(2023)) == ((2022,), "表", "")
    assert store.tasks.assignments(2022) == tuple(shares("区司法局"))


_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_dates = st.lists(st.dates(), max_size=3).map(tuple)


@given(
    name=_texts,
    content=_texts,
    lead=st.lists(_texts, max_size=3).map(tuple),
    deadlines=st.lists(
        st.builds(
            Deadline,
            wording=_texts,
            kind=st.sampled_from(Kind),
            occurrences=_dates,
            days=st.none() | st.integers(1, 99),
            workdays=st.booleans(),
        ),
        max_size=3,
    ).map(tuple),
    milestones=st.lists(st.builds(Milestone, text=_texts, occurrences=_dates), max_size=3).map(tuple),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_any_task_comes_back_as_it_was(
    store: Store,
    name: str,
    content: str,
    lead: tuple[str, ...],
    deadlines: tuple[Deadline, ...],
    milestones: tuple[Milestone, ...],
) -> None:
    one = task(name=name, content=content, units=UnitPhrase(lead=lead), deadlines=deadlines, milestones=milestones)
    store.tasks.save(2022, name, [one], [])
    assert store.tasks.all(2022) == (one,)


def test_a_task_that_a_new_table_lacks_is_withdrawn_and_keeps_its_record(store: Store) -> None:
    store.tasks.save(2022, "表", [task(4), task(5)], [*shares("区司法局"), *shares("区财政局", task_id="2022-5")])
    kept = store.confirmations.add(confirmation())
    store.tasks.save(2022, "表", [task(5)], shares("区财政局", task_id="2022-5"))
    assert [one.number for one in store.tasks.all(2022)] == [5]
    assert [one.unit for one in store.tasks.assignments(2022)] == ["区财政局"]
    assert store.tasks.get("2022-4") == task(4)
    assert store.confirmations.of_task("2022-4") == (kept,)


def test_samples_are_withdrawn_together(store: Store) -> None:
    store.tasks.save(2022, "示例", [task(4, sample=True), task(5)], [])
    assert store.tasks.withdraw_samples() == 1
    assert [one.number for one in store.tasks.all(2022)] == [5]
    assert store.tasks.withdraw_samples() == 0


def test_assignments_stand_by_task_and_then_in_official_order(store: Store) -> None:
    store.units.replace([Unit(name="区财政局", position=1), Unit(name="区司法局", position=2)])
    store.tasks.save(
        2022,
        "表",
        [task(5), task(4)],
        [*shares("未知局", "区司法局", "区财政局"), *shares("区司法局", task_id="2022-5")],
    )
    assert [(one.task_id, one.unit) for one in store.tasks.assignments(2022)] == [
        ("2022-4", "区财政局"),
        ("2022-4", "区司法局"),
        ("2022-4", "未知局"),
        ("2022-5", "区司法局"),
    ]


def test_an_accepted_milestone_becomes_an_occurrence(store: Store) -> None:
    store.tasks.save(2022, "表", [task()], [])
    assert store.tasks.milestone_states(2022) == {("2022-4", 1): "offered"}
    assert [one.key for one in store.tasks.occurrences(2022)] == ["2022-4/1/1"]
    store.tasks.decide_milestone("2022-4", 1, accepted=True)
    assert [(one.key, one.due) for one in store.tasks.occurrences(2022)] == [
        ("2022-4/1/1", DUE),
        ("2022-4/m1/1", date(2022, 12, 31)),
    ]
    store.tasks.save(2022, "表", [task(content="改过")], [])
    assert store.tasks.milestone_states(2022) == {("2022-4", 1): "accepted"}
    store.tasks.decide_milestone("2022-4", 1, accepted=False)
    assert [one.key for one in store.tasks.occurrences(2022)] == ["2022-4/1/1"]


def test_answered_questions_are_not_asked_again(store: Store) -> None:
    questions = [Question(where="第1行", text="待定", ask="谁？"), Question(where="第2行", text="尽快", ask="何时？")]
    store.tasks.ask(2022, questions)
    first, second = store.tasks.questions()
    assert (first.question, first.year) == (questions[0], 2022)
    store.tasks.answer_question(first.id, "区司法局")
    assert store.tasks.questions(2022) == (second,)
    store.tasks.ask(2022, questions)
    assert [one.question for one in store.tasks.questions(2022)] == [questions[1]]
    assert store.tasks.questions(2023) == ()


def test_a_confirmation_comes_back_as_it_was(store: Store) -> None:
    store.tasks.save(2022, "表", [task()], [])
    stored = store.confirmations.add(confirmation())
    assert stored == confirmation(id=stored.id)
    assert store.confirmations.get(stored.id) == stored
    assert store.confirmations.get(999) is None
    assert store.confirmations.latest("2022-4/1/1", "区司法局") == stored
    assert store.confirmations.latest("2022-4/1/1", "区财政局") is None
    assert store.confirmations.waiting() == (stored,)
    assert store.confirmations.latest_by_occurrence(2022) == {("2022-4/1/1", "区司法局"): stored}
    assert store.confirmations.latest_by_occurrence(2023) == {}


def test_a_confirmation_is_reviewed_once(store: Store) -> None:
    store.tasks.save(2022, "表", [task()], [])
    stored = store.confirmations.add(confirmation())
    later = NOW + timedelta(hours=1)
    assert store.confirmations.review(stored.id, state=ReviewState.RETURNED, by=9, at=later, reason="打不开")
    assert not store.confirmations.review(stored.id, state=ReviewState.PASSED, by=9, at=later)
    returned = replace(stored, state=ReviewState.RETURNED, reviewed_by=9, reviewed_at=later, reason="打不开")
    assert store.confirmations.get(stored.id) == returned
    assert store.confirmations.waiting() == ()
    again = store.confirmations.add(confirmation(submitted_at=later))
    assert store.confirmations.latest_by_occurrence(2022) == {("2022-4/1/1", "区司法局"): again}
    assert store.confirmations.of_task("2022-4") == (returned, again)


def reminder(rung: int | None = 7) -> Reminder:
    duty = Duty(
        task_id="2022-4",
        number=4,
        name="第4项",
        occurrence="2022-4/1/1",
        due=DUE,
        unit="区司法局",
        part=Part.LEAD,
    )
    return Reminder(duty=duty, on=date(2022, 10, 24), rung=rung)


def test_the_ledger_keeps_each_reminder_once_with_what_became_of_it(store: Store) -> None:
    store.tasks.save(2022, "表", [task()], [])
    store.outbox.put(delivery())
    store.ledger.add([reminder()], delivery="remind:1", person_id=1, at=NOW)
    store.ledger.add([reminder(), reminder(None)], delivery="remind:2", person_id=1, at=NOW)
    assert set(store.ledger.keys(2022)) == {reminder().key, reminder(None).key}
    assert set(store.ledger.keys(2023)) == set()
    first, second = store.ledger.rows(unit="区司法局")
    assert (first["rung"], first["state"], first["delivery"]) == ("7", "queued", "remind:1")
    assert (second["rung"], second["state"]) == ("round", "")
    store.outbox.settle("remind:1", state=DeliveryState.SENT, at=NOW)
    assert store.ledger.rows(task_id="2022-4")[0]["state"] == "sent"
    assert store.ledger.rows(unit="区财政局") == ()


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


def test_gaps_are_kept_until_closed(store: Store) -> None:
    gap = store.gaps.add("怎么办", person_id=3, unit="区司法局", at=NOW)
    assert store.gaps.get(gap.id) == gap
    assert store.gaps.get(999) is None
    assert store.gaps.open() == store.gaps.of_person(3) == (gap,)
    store.gaps.close(gap.id, state="answered")
    assert store.gaps.open() == ()
    assert store.gaps.of_person(3) == (replace(gap, state="answered"),)


def test_questions_are_counted_by_decision(store: Store) -> None:
    for decision in ("answer", "answer", "none"):
        store.gaps.log_question("问", decision=decision, entry_id="", confidence=0.5, at=NOW)
    store.gaps.rate("E1", person_id=1, useful=True, at=NOW)
    store.gaps.rate("E1", person_id=1, useful=False, at=NOW)
    assert store.gaps.question_counts(since=NOW) == {"answer": 2, "none": 1}
    assert store.gaps.question_counts(since=NOW + timedelta(seconds=1)) == {}


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
