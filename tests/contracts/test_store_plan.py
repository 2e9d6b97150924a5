"""What every store must do with answers about groups, withdrawn tasks, changed milestones and hand-overs."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports.people import JoinCode, Person, Role
from bot.ports.stores import Store
from bot.store import open_store
from reminders.choices import Choice, chosen, rows
from reminders.directory import GroupAnswer
from reminders.notices import Audience, AudienceKind, Notice
from reminders.outbox import DeliveryState
from reminders.parsing import ParseError
from reminders.pauses import Snooze
from reminders.tasks import Milestone, Question, Task, compare
from tests.contracts.samples import NOW, confirmation, delivery, shares, task


def test_an_answer_about_a_group_is_kept_and_answered_anew(store: Store) -> None:
    first = GroupAnswer(wording="有关部门", units=("区司法局",), year=2022)
    store.groups.save(first)
    store.groups.save(GroupAnswer(wording="相关单位", units=(), year=2022))
    again = replace(first, units=("区财政局", "区司法局"), year=2023)
    store.groups.save(again)
    assert set(store.groups.all()) == {again, GroupAnswer(wording="相关单位", units=(), year=2022)}


def test_a_withdrawn_task_keeps_its_record_and_comes_back(store: Store) -> None:
    store.tasks.save(2022, "表", [task()], shares("区司法局"))
    stored = store.confirmations.add(confirmation())
    store.tasks.withdraw("2022-4", reason="并入第2项", on=date(2022, 6, 1))
    assert (store.tasks.all(2022), store.tasks.assignments(2022)) == ((), ())
    (gone,) = store.tasks.withdrawn(2022)
    assert (gone.task, gone.reason, gone.on) == (task(), "并入第2项", date(2022, 6, 1))
    assert store.confirmations.of_task("2022-4") == (stored,)
    store.tasks.save(2022, "表", [gone.task], shares("区司法局"))
    assert (store.tasks.all(2022), store.tasks.withdrawn(2022)) == ((task(),), ())
    store.tasks.save(2022, "表", [], [])
    (gone,) = store.tasks.withdrawn(2022)
    assert (gone.reason, gone.on) == ("", None)


def test_a_sample_that_made_way_is_not_listed(store: Store) -> None:
    store.tasks.save(2022, "表", [replace(task(), sample=True)], [])
    store.tasks.withdraw("2022-4", reason="试一试", on=date(2022, 6, 1))
    assert len(store.tasks.withdrawn(2022)) == 1
    store.tasks.withdraw_samples()
    assert store.tasks.withdrawn(2022) == ()


def test_a_changed_milestone_keeps_what_was_decided(store: Store) -> None:
    written = Milestone(text="年底前公布", occurrences=(date(2022, 12, 31),))
    store.tasks.save(2022, "表", [replace(task(), milestones=(written,))], [])
    store.tasks.decide_milestone("2022-4", 1, accepted=True)
    changed = Milestone(text="公布", occurrences=(date(2022, 11, 30),), source="年底前公布")
    store.tasks.save(2022, "表", [replace(task(), milestones=(changed,))], [])
    assert store.tasks.all(2022)[0].milestones == (changed,)
    assert store.tasks.milestone_states(2022) == {("2022-4", 1): "accepted"}


def test_answered_questions_can_be_read_again(store: Store) -> None:
    store.tasks.ask(2022, [Question(where="第4项", text="有关部门", ask="指哪些单位？")])
    (asked,) = store.tasks.questions()
    store.tasks.answer_question(asked.id, "全部")
    assert store.tasks.answered() == (replace(asked, answer="全部"),)
    assert store.tasks.question(asked.id) == replace(asked, answer="全部")
    assert store.tasks.question(99) is None


def people(store: Store) -> tuple[int, int]:
    leaver = store.people.add(Person(id=0, role=Role.LIAISON, unit="区司法局"), channel="web", address="a")
    successor = store.people.add(Person(id=0, role=Role.CITIZEN), channel="web", address="b")
    return leaver.id, successor.id


def test_a_code_may_name_whose_place_is_taken(store: Store) -> None:
    code = JoinCode(
        digest="d", role=Role.LIAISON, unit="区司法局", expires_at=NOW + timedelta(days=1), issued_by=1, replaces=7
    )
    store.people.add_code(code)
    assert store.people.code("d") == code


def test_what_a_leaver_was_in_the_middle_of_goes_to_the_successor(store: Store) -> None:
    leaver, successor = people(store)
    store.dialogs.set(leaver, {"step": "evidence"}, expires_at=NOW + timedelta(hours=1))
    store.dialogs.set(successor, {"step": "notice"}, expires_at=NOW + timedelta(hours=1))
    waiting, sent = replace(delivery(), person_id=leaver), replace(delivery(), key="sent", person_id=leaver)
    store.outbox.put(waiting)
    store.outbox.put(sent)
    store.outbox.settle("sent", state=DeliveryState.SENT, at=NOW)
    audience = Audience(kind=AudienceKind.LIAISONS)
    notices = [
        store.notices.add(Notice(id=0, text="开会", audience=audience, author_id=1, sent_at=NOW), person_ids=ids)
        for ids in ([leaver], [leaver], [leaver, successor])
    ]
    store.notices.acknowledge(notices[0].id, person_id=leaver, at=NOW)
    put_off = store.pauses.snooze(
        Snooze(
            id=0,
            key="k",
            task_id="2022-4",
            occurrence="2022-4/1/1",
            unit="区司法局",
            person_id=leaver,
            until=NOW + timedelta(hours=1),
            asked_at=NOW,
        )
    )
    assert store.handovers.move(leaver=leaver, successor=successor) == 4
    assert store.pauses.waiting() == (replace(put_off, person_id=successor),)
    assert store.dialogs.get(successor, now=NOW) == {"step": "evidence"}
    assert store.dialogs.get(leaver, now=NOW) == {}
    moved, left = store.outbox.get(waiting.key), store.outbox.get("sent")
    assert moved is not None
    assert left is not None
    assert (moved.person_id, left.person_id) == (successor, leaver)
    assert [store.notices.receivers(one.id) for one in notices] == [(leaver,), (successor,), (successor,)]


def test_nothing_more_is_sent_to_someone_removed(store: Store) -> None:
    leaver, _ = people(store)
    store.outbox.put(replace(delivery(), person_id=leaver))
    assert store.handovers.drop(leaver, why="联络员已移除") == 1
    dropped = store.outbox.get(delivery().key)
    assert dropped is not None
    assert (dropped.state, dropped.error) == (DeliveryState.DEAD, "联络员已移除")


_NAMES = ("政策发布", "行政处罚信息公开", "财政预算公开", "年度报告发布", "公开指南更新")


def _row(number: int, name: str, deadline: str) -> Task:
    return replace(task(), id="", number=number, name=name, deadline_text=deadline, content="", milestones=())


_tables = st.lists(
    st.builds(_row, st.integers(1, 6), st.sampled_from(_NAMES), st.sampled_from(["10月底前", "11月底前"])),
    max_size=5,
    unique_by=(lambda one: one.number, lambda one: one.name),
)
_choices = st.builds(Choice, numbers=st.frozensets(st.integers(1, 8)), leave=st.booleans())


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(_tables, _choices), min_size=1, max_size=6))
def test_no_sequence_of_tables_loses_a_confirmation_or_a_record(imports: list[tuple[list[Task], Choice]]) -> None:
    store = open_store(None)
    names: dict[str, set[str]] = {}
    confirmed: dict[str, str] = {}
    for table, choice in imports:
        old = store.tasks.all(2022)
        gone = [one.task for one in store.tasks.withdrawn(2022)]
        changes = compare(old, table, gone=gone)
        try:
            tasks = chosen(changes, choice, old=old)
        except ParseError:
            tasks = old
        store.tasks.save(2022, "表", tasks, [])
        for one in store.tasks.all(2022):
            names.setdefault(one.id, set()).add(one.name)
            key = f"{one.id}/1/1"
            if key not in confirmed:
                store.confirmations.add(replace(confirmation(), task_id=one.id, occurrence=key))
                confirmed[key] = one.id
        for row in rows(changes):
            if not choice.accepts(row.number):
                before = next((one for one in old if one.id == row.task.id), None)
                assert store.tasks.all(2022) == old or before in (*store.tasks.all(2022), None)
    known = {one.id for one in store.tasks.all(2022)} | {one.task.id for one in store.tasks.withdrawn(2022)}
    assert known == set(names)
    latest = store.confirmations.latest_by_occurrence(2022)
    assert {key: one.task_id for (key, _), one in latest.items()} == confirmed
    store.close()
