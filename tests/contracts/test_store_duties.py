"""What every store must do with units, tasks, confirmations and the ledger of reminders."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports.proofs import Page
from bot.ports.stores import Store
from bot.store.confirmations import fingerprint
from reminders.confirmations import Evidence, EvidenceKind, ReviewState
from reminders.outbox import DeliveryState
from reminders.schedule import Deadline, Kind
from reminders.tasks import Milestone, Question, Task
from reminders.units import Unit, UnitPhrase
from tests.contracts.samples import DUE, NOW, confirmation, delivery, reminder, shares, task


def test_new_units_make_answers_look_again(store: Store) -> None:
    version = store.entries.version()
    store.units.replace([Unit(name="区司法局", position=1)])
    assert store.entries.version() != version


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
_names = st.lists(_texts, max_size=3).map(tuple)
_dates = st.lists(st.dates(), max_size=3).map(tuple)
_deadlines = st.builds(
    Deadline,
    wording=_texts,
    kind=st.sampled_from(Kind),
    occurrences=_dates,
    days=st.none() | st.integers(1, 99),
    workdays=st.booleans(),
)
_tasks = st.builds(
    Task,
    id=_texts.filter(bool),
    year=st.just(2022),
    number=st.integers(0, 999),
    name=_texts,
    content=_texts,
    units=st.builds(UnitPhrase, lead=_names, support=_names, responsible=_names),
    units_text=_texts,
    deadlines=st.lists(_deadlines, max_size=3).map(tuple),
    deadline_text=_texts,
    milestones=st.lists(st.builds(Milestone, text=_texts, occurrences=_dates), max_size=3).map(tuple),
    category=_texts,
    sample=st.booleans(),
)


@given(tasks=st.lists(_tasks, max_size=4, unique_by=lambda one: one.id), title=_texts)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_any_table_comes_back_as_it_was(store: Store, tasks: list[Task], title: str) -> None:
    store.tasks.save(2022, title, tasks, [])
    assert store.tasks.title(2022) == title
    assert store.tasks.all(2022) == tuple(sorted(tasks, key=lambda one: (one.number, one.id)))
    assert len(store.tasks.occurrences(2022)) == sum(len(line.occurrences) for one in tasks for line in one.deadlines)


@given(
    evidence=st.lists(
        st.builds(
            Evidence,
            kind=st.sampled_from(EvidenceKind),
            value=_texts,
            digest=_texts,
            size=st.integers(0, 2**40),
            title=_texts,
            dated=st.none() | st.dates(),
        ),
        max_size=3,
    ).map(tuple),
    submitted_at=st.datetimes(timezones=st.just(UTC)),
    unit=_texts,
    reason=_texts,
    state=st.sampled_from(ReviewState),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_any_confirmation_comes_back_as_it_was(
    store: Store,
    evidence: tuple[Evidence, ...],
    submitted_at: datetime,
    unit: str,
    reason: str,
    state: ReviewState,
) -> None:
    one = confirmation(evidence=evidence, submitted_at=submitted_at, unit=unit, reason=reason, state=state)
    stored = store.confirmations.add(one)
    assert store.confirmations.get(stored.id) == replace(one, id=stored.id)


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


def test_each_step_of_a_confirmation_is_sworn_to_in_the_log(store: Store) -> None:
    stored = store.confirmations.add(confirmation())
    store.confirmations.review(stored.id, state=ReviewState.PASSED, by=9, at=NOW)
    store.confirmations.review(stored.id, state=ReviewState.RETURNED, by=9, at=NOW)
    events = store.audit.all(subject="2022-4/1/1")
    assert [(one.actor, one.action) for one in events] == [
        ("person:1", "confirmation.stored"),
        ("person:9", "confirmation.reviewed"),
    ]
    assert events[0].detail != events[1].detail


LINK = "https://example.gov.cn/1"
PAGE = Page(title="公示", date=date(2022, 10, 20))


def test_what_had_passed_is_opened_again_once_and_sworn_to(store: Store) -> None:
    stored = store.confirmations.add(confirmation())
    assert not store.confirmations.reopen(stored.id, by=9, at=NOW, reason="早了")
    store.confirmations.review(stored.id, state=ReviewState.PASSED, by=8, at=NOW)
    assert store.confirmations.reopen(stored.id, by=9, at=NOW, reason="有误")
    assert not store.confirmations.reopen(stored.id, by=9, at=NOW, reason="再来")
    found = store.confirmations.get(stored.id)
    assert found is not None
    assert (found.state, found.reviewed_by, found.reason) == (ReviewState.RETURNED, 9, "有误")
    assert store.audit.all(subject="2022-4/1/1")[-1].actor == "person:9"


def test_a_page_is_described_wherever_its_link_is_evidence_and_once(store: Store) -> None:
    link = Evidence(kind=EvidenceKind.LINK, value=LINK, dated=date(2022, 1, 1))
    other = Evidence(kind=EvidenceKind.LINK, value="https://example.gov.cn/2", dated=date(2022, 1, 1))
    first = store.confirmations.add(confirmation(evidence=(other, link)))
    second = store.confirmations.add(confirmation(evidence=(link,)))
    assert set(store.confirmations.unread_links(limit=9)) == {LINK, other.value}
    assert len(store.confirmations.unread_links(limit=1)) == 1
    store.confirmations.link_read(LINK, page=PAGE, at=NOW)
    store.confirmations.link_read(LINK, page=Page(title="另一个", date=None), at=NOW)
    store.confirmations.link_read(other.value, page=None, at=NOW)
    assert store.confirmations.unread_links(limit=9) == ()
    read = replace(link, title="公示", dated=date(2022, 10, 20))
    assert store.confirmations.get(first.id) == replace(first, evidence=(other, read))
    assert store.confirmations.get(second.id) == replace(second, evidence=(read,))
    assert [one.actor for one in store.audit.all(subject="2022-4/1/1")][-2:] == ["wenban", "wenban"]


def test_a_page_without_a_date_keeps_the_date_that_was_given(store: Store) -> None:
    link = Evidence(kind=EvidenceKind.LINK, value=LINK, dated=date(2022, 1, 1))
    stored = store.confirmations.add(confirmation(evidence=(link,)))
    store.confirmations.link_read(LINK, page=Page(title="公示", date=None), at=NOW)
    assert store.confirmations.get(stored.id) == replace(stored, evidence=(replace(link, title="公示"),))


def test_the_last_proof_is_the_persons_own_for_that_unit_and_no_rounds(store: Store) -> None:
    proved = store.confirmations.add(confirmation())
    text = Evidence(kind=EvidenceKind.TEXT, value="正常推进")
    store.confirmations.add(confirmation(occurrence="2022-4/round/2022-10", evidence=(text,)))
    store.confirmations.add(confirmation(evidence=(replace(text, kind=EvidenceKind.REPORTED),)))
    store.confirmations.add(confirmation(person_id=2, evidence=(text,)))
    store.confirmations.add(confirmation(unit="区财政局", evidence=(text,)))
    assert store.confirmations.last_proved("区司法局", 1) == proved
    assert store.confirmations.last_proved("区司法局", 3) is None


def test_what_was_sworn_to_before_there_were_titles_still_holds() -> None:
    assert fingerprint(confirmation(id=1)) == "1b50facae5361dc995a07045690d55a8ef3392d80ab4b383ea8d357395fcb725"
    (link, file) = confirmation().evidence
    assert fingerprint(confirmation(id=1, evidence=(replace(link, title="公示"), file))) != fingerprint(
        confirmation(id=1)
    )
