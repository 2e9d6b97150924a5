"""Who is told what, and when: never twice, never before approval, never while paused, and nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.entries import Entry
from knowledge.guides import Guide
from knowledge.packages import Package
from reminders.calendar import WorkCalendar
from reminders.subscriptions import (
    Fresh,
    Pace,
    Push,
    Shift,
    Subscriber,
    current,
    due,
    fresh,
    mark_of,
    paces_due,
    topics_of,
    wanted,
)

TODAY = date(2026, 11, 2)
"""A Monday."""
START = datetime(2026, 11, 2, tzinfo=UTC)
ENTRY = Entry(id="E1", question="高龄补贴怎么领？", answer="满80岁，到社区领。", topic="养老")
CARE = Package(id="care", title="养老服务", aliases=("养老",), entries=("E9",))


def push(number: int, *topics: str, at: datetime = START, approved: bool = True, entry: Entry = ENTRY) -> Push:
    return Push(
        id=number,
        entry_id=entry.id,
        version=1,
        mark=mark_of(entry),
        topics=topics,
        changed=False,
        approved=approved,
        decided_by=1,
        decided_at=at,
    )


def subscriber(number: int = 1, *, pace: Pace = Pace.AT_ONCE, paused: bool = False, **since: int) -> Subscriber:
    """Topics with the day on which they were subscribed to."""
    topics = {topic: START + timedelta(days=day) for topic, day in since.items()}
    return Subscriber(person_id=number, topics=topics, pace=pace, paused=paused)


@pytest.mark.parametrize(
    ("entry", "topics"),
    [
        (ENTRY, ("养老服务", "老年人")),
        (replace(ENTRY, id="E9", topic=""), ("养老服务", "老年人")),
        (replace(ENTRY, question="证件丢了怎么办？", topic=""), ()),
    ],
)
def test_an_entry_belongs_to_cards_and_circles(entry: Entry, topics: tuple[str, ...]) -> None:
    assert topics_of(entry, [CARE]) == topics


@pytest.mark.parametrize(
    ("after", "same"),
    [
        (replace(ENTRY, similar=("老人补贴",), checked_on=TODAY, unit="区民政局"), True),
        (replace(ENTRY, answer="满70岁，到社区领。"), False),
        (replace(ENTRY, valid_until=date(2027, 1, 1)), False),
        (replace(ENTRY, guide=Guide(ask="几岁？", options=())), False),
    ],
)
def test_only_what_people_are_told_is_news(after: Entry, same: bool) -> None:
    assert (mark_of(after) == mark_of(ENTRY)) is same


CHANGED = replace(ENTRY, answer="满70岁，到社区领。")


@pytest.mark.parametrize(
    ("before", "now", "decided", "found"),
    [
        (None, ENTRY, (), "new"),
        (ENTRY, CHANGED, (), "changed"),
        (None, CHANGED, (("E1", mark_of(ENTRY)),), "changed"),
        (replace(ENTRY, sample=True), CHANGED, (), "new"),
        (ENTRY, replace(ENTRY, similar=("别的问法",)), (), ""),
        (None, ENTRY, (("E1", mark_of(ENTRY)),), ""),
        (ENTRY, None, (), ""),
        (None, replace(ENTRY, sample=True), (), ""),
        (None, replace(ENTRY, valid_until=date(2026, 11, 1)), (), ""),
        (None, replace(ENTRY, question="证件丢了怎么办？", topic=""), (), ""),
    ],
)
def test_what_is_offered_says_something_new(
    before: Entry | None, now: Entry | None, decided: tuple[tuple[str, str], ...], found: str
) -> None:
    shift = Shift(entry_id="E1", version=3, before=before, now=now)
    offered = list(fresh([shift], [CARE], decided=decided, today=TODAY))
    topics = ("养老服务", "老年人")
    assert offered == (
        [Fresh(entry=now, version=3, topics=topics, changed=found == "changed")] if found and now else []
    )


@pytest.mark.parametrize(
    ("one", "entry", "holds"),
    [
        (push(1), ENTRY, True),
        (push(1, approved=False), ENTRY, False),
        (push(1), None, False),
        (push(1), CHANGED, False),
        (push(1), replace(ENTRY, valid_from=date(2026, 11, 3)), False),
    ],
)
def test_what_was_approved_goes_out_while_the_entry_says_so(one: Push, entry: Entry | None, holds: bool) -> None:
    assert bool(list(current([one], {"E1": entry}.get, today=TODAY))) is holds


@pytest.mark.parametrize(("since", "told"), [({"老年人": 0}, True), ({"老年人": 1}, False), ({"企业": 0}, False)])
def test_what_was_approved_before_somebody_subscribed_is_no_news_to_them(since: dict[str, int], told: bool) -> None:
    one = replace(subscriber(), topics={topic: START + timedelta(days=day) for topic, day in since.items()})
    assert bool(list(wanted(one, [push(1, "老年人", "养老服务")]))) is told


@pytest.mark.parametrize(
    ("today", "last", "weekly"),
    [
        ("2026-11-02", None, True),
        ("2026-11-02", "2026-10-30", True),
        ("2026-11-03", "2026-11-02", False),
        ("2026-11-04", "2026-10-30", True),
        ("2026-11-06", "2026-11-04", False),
        ("2026-11-08", "2026-11-06", False),
    ],
)
def test_a_week_has_one_digest_on_its_first_workday_that_came(today: str, last: str | None, weekly: bool) -> None:
    found = paces_due(date.fromisoformat(today), last=date.fromisoformat(last) if last else None)
    assert found >= {Pace.AT_ONCE, Pace.DAILY}
    assert (Pace.WEEKLY in found) is weekly


TOPICS = ("老年人", "企业")
PEOPLE = 3
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["subscribe", "leave", "pause", "resume", "pace", "approve", "decline", "night", "stopped"]),
        st.integers(0, PEOPLE - 1),
        st.sampled_from(TOPICS),
        st.sampled_from(Pace),
    ),
    max_size=60,
)


@dataclass
class Office:
    """People who change their minds, an office that approves, days on which the program may be stopped."""

    now: datetime = START
    last: date | None = None
    people: dict[int, Subscriber] = field(
        default_factory=lambda: {one: Subscriber(person_id=one) for one in range(PEOPLE)}
    )
    pushes: list[Push] = field(default_factory=list)
    told: dict[int, list[int]] = field(default_factory=dict)

    def act(self, step: str, person: int, topic: str, pace: Pace) -> None:
        one = self.people[person]
        self.now += timedelta(minutes=1)
        match step:
            case "subscribe":
                self.people[person] = replace(one, topics={topic: self.now, **one.topics})
            case "leave":
                self.people[person] = replace(
                    one, topics={name: since for name, since in one.topics.items() if name != topic}
                )
            case "pause" | "resume":
                self.people[person] = replace(one, paused=step == "pause")
            case "pace":
                self.people[person] = replace(one, pace=pace)
            case "approve" | "decline":
                approved = step == "approve"
                self.pushes.append(push(len(self.pushes), topic, at=self.now, approved=approved))
                self.send(frozenset({Pace.AT_ONCE}))
            case _:
                self.next_day(stopped=step == "stopped")

    def next_day(self, *, stopped: bool) -> None:
        self.now = datetime.combine(self.now.date() + timedelta(days=1), START.timetz())
        if not stopped and WorkCalendar(days={}).is_workday(self.now.date()):
            today = self.now.date()
            self.send(paces_due(today, last=self.last))
            self.last = today

    def send(self, paces: frozenset[Pace]) -> None:
        allowed = list(current(self.pushes, {"E1": ENTRY}.get, today=self.now.date()))
        for one, found in due(self.people.values(), allowed, settled=self.told, paces=paces):
            assert not one.paused
            assert one.pace in paces
            for each in found:
                assert each.approved
                assert each.decided_at <= self.now
                assert one.topics[each.topics[0]] <= each.decided_at
                assert each.id not in self.told.get(one.person_id, [])
            self.told.setdefault(one.person_id, []).extend(each.id for each in found)


@given(STEPS)
def test_nobody_is_told_twice_or_unasked_and_nothing_is_lost(steps: list[tuple[str, int, str, Pace]]) -> None:
    office = Office()
    for step in steps:
        office.act(*step)
    for person in range(PEOPLE):
        office.act("resume", person, "", Pace.AT_ONCE)
    for _ in range(8):
        office.next_day(stopped=False)
    for person, one in office.people.items():
        told = office.told.get(person, [])
        assert len(told) == len(set(told))
        assert set(told) >= {each.id for each in wanted(one, office.pushes) if each.approved}
