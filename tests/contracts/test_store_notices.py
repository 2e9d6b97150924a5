"""What every store must do with notices that are sent bit by bit, stopped, resumed, sent again."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.ports.notices import Receiver
from bot.ports.people import Person, Role
from bot.store import open_store
from reminders.notices import Audience, AudienceKind, Notice, NoticeState, Progress, Purpose
from reminders.outbox import DeliveryState
from reminders.units import Unit
from tests.contracts.samples import NOW, delivery

if TYPE_CHECKING:
    from bot.ports.stores import Store

PLAIN = Notice(id=0, text="开会", audience=Audience(kind=AudienceKind.LIAISONS), author_id=1, sent_at=NOW)
LATER = NOW + timedelta(hours=1)


def sending(store: Store, *people: int, groups: tuple[int, ...] = ()) -> Notice:
    """A notice that is being sent, everything queued."""
    notice = store.notices.add(replace(PLAIN, state=NoticeState.SENDING), person_ids=people)
    store.notices.fix(notice.id, groups, group=True)
    for one in store.notices.unqueued(notice.id, limit=99):
        store.outbox.put(delivery(one.delivery, person_id=one.person_id, batch=notice.batch))
    store.notices.queued(notice.id, (*people, *groups))
    return notice


def claim(store: Store) -> str:
    claimed = store.outbox.claim(now=NOW, urgent_only=False)
    return claimed.key if claimed else ""


def test_all_that_is_known_of_a_notice_is_kept(store: Store) -> None:
    full = replace(
        PLAIN,
        audience=Audience(kind=AudienceKind.REACHED, name="1"),
        state=NoticeState.STOPPED,
        purpose=Purpose.CORRECTION,
        about=1,
        urgent=True,
        files=(("图.png", "a" * 64),),
        second=True,
        approved_by=2,
        due_at=LATER,
        begun_at=NOW,
        ended_at=LATER,
        reason="写错了",
        every=2,
        next_nudge=date(2022, 10, 26),
        trial=True,
    )
    notice = store.notices.add(PLAIN)
    store.notices.update(replace(full, id=notice.id))
    assert store.notices.get(notice.id) == replace(full, id=notice.id)
    assert store.notices.about(1) == (replace(full, id=notice.id),)
    assert store.notices.about(0) == ()


def test_what_is_to_go_out_now_is_found(store: Store) -> None:
    states = {
        "at once": replace(PLAIN, state=NoticeState.SCHEDULED),
        "later": replace(PLAIN, state=NoticeState.SCHEDULED, due_at=LATER),
        "going": replace(PLAIN, state=NoticeState.SENDING, due_at=LATER),
        "stopped": replace(PLAIN, state=NoticeState.STOPPED),
        "waiting": replace(PLAIN, state=NoticeState.WAITING),
    }
    ids = {name: store.notices.add(notice).id for name, notice in states.items()}
    assert [one.id for one in store.notices.going(NOW)] == [ids["at once"], ids["going"]]
    assert [one.id for one in store.notices.going(LATER)] == [ids["at once"], ids["later"], ids["going"]]


def test_whoever_is_to_be_asked_again_is_found_on_the_day(store: Store) -> None:
    notice = store.notices.add(replace(PLAIN, next_nudge=date(2022, 10, 26)))
    store.notices.add(PLAIN)
    assert store.notices.nudging(date(2022, 10, 25)) == ()
    assert store.notices.nudging(date(2022, 10, 26)) == (notice,)


def test_receivers_are_queued_bit_by_bit_each_once(store: Store) -> None:
    notice = store.notices.add(PLAIN)
    assert store.notices.fix(notice.id, [5, 3, 8]) == 3
    assert store.notices.fix(notice.id, [5, 9], group=True) == 1
    first = store.notices.unqueued(notice.id, limit=2)
    assert first == (
        Receiver(person_id=3, delivery=f"notice:{notice.id}:3"),
        Receiver(person_id=5, delivery=f"notice:{notice.id}:5"),
    )
    store.notices.queued(notice.id, [3, 5])
    assert [one.person_id for one in store.notices.unqueued(notice.id, limit=9)] == [8, 9]
    assert store.notices.receivers(notice.id) == (3, 5, 8)
    assert (store.notices.is_for(notice.id, 9), store.notices.is_for(notice.id, 4)) == (True, False)
    assert not store.notices.acknowledge(notice.id, person_id=9, at=NOW)


def test_numbers_add_up_in_every_state(store: Store) -> None:
    notice = sending(store, 1, 2, 3, 4, groups=(7,))
    for state in (DeliveryState.SENT, DeliveryState.DEAD):
        store.outbox.settle(claim(store), state=state, at=NOW, error="拉黑" if state is DeliveryState.DEAD else "")
    store.notices.acknowledge(notice.id, person_id=1, at=NOW)
    store.notices.fix(notice.id, [5])
    claim(store)
    assert store.notices.progress(notice.id) == (Progress(sent=1, failed=1, waiting=3, tapped=1), Progress(waiting=1))
    assert store.notices.faults(notice.id) == {"拉黑": 1}
    store.notices.update(replace(notice, state=NoticeState.STOPPED))
    store.outbox.stop(notice.batch)
    people, groups = store.notices.progress(notice.id)
    assert people == Progress(sent=1, failed=1, waiting=1, stopped=2, tapped=1)
    assert groups == Progress(stopped=1)
    assert store.notices.progress(99) == (Progress(), Progress())


def test_nothing_of_a_stopped_batch_is_claimed_nor_queued_again(store: Store) -> None:
    notice = sending(store, 1, 2, 3)
    failing, lost = claim(store), claim(store)
    assert store.outbox.stop(notice.batch) == 1
    assert store.outbox.stop(notice.batch) == 0
    store.outbox.settle(failing, state=DeliveryState.QUEUED, at=NOW, due_at=NOW, holds=True)
    assert store.outbox.reclaim(claimed_before=LATER) == 1
    assert claim(store) == ""
    assert store.outbox.of_batch(notice.batch) == {DeliveryState.STOPPED: 3}
    assert store.outbox.resume(notice.batch) == 3
    assert claim(store) == failing
    assert store.outbox.get(lost) is not None


def test_another_batch_goes_on(store: Store) -> None:
    stopped = sending(store, 1)
    going = sending(store, 2)
    store.outbox.stop(stopped.batch)
    assert (claim(store), claim(store)) == (f"notice:{going.id}:2", "")


def test_only_what_was_given_up_is_sent_again(store: Store) -> None:
    notice = sending(store, 1, 2)
    store.outbox.settle(claim(store), state=DeliveryState.SENT, at=NOW)
    dead = claim(store)
    store.outbox.settle(dead, state=DeliveryState.DEAD, at=NOW, error="拉黑")
    assert store.outbox.retry(notice.batch, at=LATER) == 1
    again = store.outbox.get(dead)
    assert again is not None
    assert (again.state, again.attempts, again.error, again.due_at) == (DeliveryState.QUEUED, 0, "", LATER)


def test_what_was_stopped_can_be_forgotten_and_queued_anew(store: Store) -> None:
    notice = sending(store, 1, 2)
    store.outbox.settle(claim(store), state=DeliveryState.SENT, at=NOW)
    store.outbox.stop(notice.batch)
    assert store.outbox.drop_stopped(notice.batch) == 1
    assert store.notices.unqueue(notice.id) == 1
    assert [one.person_id for one in store.notices.unqueued(notice.id, limit=9)] == [2]


@pytest.mark.parametrize(("silent", "reached"), [(False, [1, 2, 7]), (True, [2])])
def test_those_who_got_it_are_known(store: Store, *, silent: bool, reached: list[int]) -> None:
    notice = sending(store, 1, 2, 3, groups=(7,))
    for person in (1, 2, 7):
        store.outbox.settle(f"notice:{notice.id}:{person}", state=DeliveryState.SENT, at=NOW)
    store.notices.acknowledge(notice.id, person_id=1, at=NOW)
    assert [one.person_id for one in store.notices.reached(notice.id, silent=silent)] == reached


def test_whoever_was_not_told_yet_is_spared(store: Store) -> None:
    notice = sending(store, 1, 2, 3, 4, 5)
    store.notices.fix(notice.id, [6])
    settled = {1: DeliveryState.SENT, 2: DeliveryState.DEAD, 3: DeliveryState.CLAIMED, 4: DeliveryState.STOPPED}
    for person, state in settled.items():
        store.outbox.settle(f"notice:{notice.id}:{person}", state=state, at=NOW)
    for person in range(1, 8):
        store.notices.spare(notice.id, person)
    assert store.notices.receivers(notice.id) == (1, 3)
    assert store.outbox.of_batch(notice.batch) == {DeliveryState.SENT: 1, DeliveryState.CLAIMED: 1}


def test_the_list_stands_in_the_units_order_with_groups_last(store: Store) -> None:
    store.units.replace([Unit(name="区财政局", position=1), Unit(name="区司法局", position=2)])
    seats = ((Role.LIAISON, "区司法局"), (Role.LIAISON, "区财政局"), (Role.CITIZEN, ""), (Role.GROUP, "区财政局"))
    ids = [
        store.people.add(Person(id=0, role=role, unit=unit), channel="web", address=f"{place}").id
        for place, (role, unit) in enumerate(seats)
    ]
    notice = sending(store, *ids[:3], groups=(ids[3],))
    store.outbox.settle(f"notice:{notice.id}:{ids[0]}", state=DeliveryState.SENT, at=LATER, channel="telegram")
    store.notices.acknowledge(notice.id, person_id=ids[0], at=LATER)
    rows = store.notices.rows(notice.id)
    assert [one.person_id for one in rows] == [ids[1], ids[0], ids[2], ids[3]]
    assert (rows[1].state, rows[1].sent_at, rows[1].tapped_at, rows[1].channel) == (
        DeliveryState.SENT,
        LATER,
        LATER,
        "telegram",
    )
    assert [one.channel for one in rows] == ["web", "telegram", "web", "web"]
    assert store.notices.silent(notice.id, limit=9) == ()
    for one in ids[1:]:
        store.outbox.settle(f"notice:{notice.id}:{one}", state=DeliveryState.SENT, at=LATER)
    assert [one.id for one in store.notices.silent(notice.id, limit=9)] == [ids[1], ids[2]]
    assert [one.id for one in store.notices.silent(notice.id, limit=1)] == [ids[1]]


def test_nobody_subscribes_yet(store: Store) -> None:
    assert store.subscriptions.subscribers("上学") == ()


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ((("图.png", "a" * 64),), "的附件“图.png”丢失或被改动。"),
        ((), None),
    ],
)
def test_a_lost_attachment_is_found(files: tuple[tuple[str, str], ...], fault: str | None) -> None:
    with closing(open_store(None)) as store:
        notice = store.notices.add(replace(PLAIN, files=files))
        assert store.check_integrity() == ((f"通知{notice.id}{fault}",) if fault else ())
