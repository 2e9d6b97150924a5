"""News of the bank reach those who subscribed (精准推送): what may go out, what goes, what waits for a visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.ports.house import local
from bot.ports.people import Role
from bot.ports.subscriptions import Handed, HandedState
from bot.ports.wire import reply_to_json
from bot.telling import tell_office
from bot.texts import pushing as said
from bot.trial import in_trial
from knowledge.circles import CIRCLES, circle_named
from knowledge.packages import named
from reminders.burden import working_hours
from reminders.outbox import Delivery, DeliveryKind
from reminders.subscriptions import (
    NEWS_LASTS,
    OFFER_LASTS,
    Pace,
    current,
    due,
    fresh,
    paces_due,
    wanted,
    wanting,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.ports.house import House
    from bot.ports.messages import Reply
    from bot.texts.pushing import News
    from reminders.subscriptions import Fresh, Push, Subscriber

_LOOKED = "pushes_looked_on"


def topics(house: House, today: date) -> tuple[str, ...]:
    """What can be subscribed to: circles of people, then the topics of the bank that are in force."""
    cards = (one.title for one in house.store.packages.all() if one.in_force(today))
    return tuple(dict.fromkeys((*(one.name for one in CIRCLES), *cards)))


def topic_named(house: House, text: str) -> str:
    """The name of the topic that a text means; empty for none."""
    circle = circle_named(text)
    if circle is not None:
        return circle.name
    package = named(house.store.packages.all(), text)
    return package.title if package else ""


def offered(house: House, now: datetime) -> tuple[Fresh, ...]:
    """What the office may push, with how many people would hear of it; what nobody wants to hear comes last."""
    subscribers = house.store.subscriptions.all()
    if not subscribers:
        return ()
    found = fresh(
        house.store.entries.shifts(since=now - OFFER_LASTS),
        house.store.packages.all(),
        decided=house.store.pushes.decided(),
        today=local(now).date(),
    )
    counted = (replace(one, people=wanting(subscribers, one.topics)) for one in found)
    return tuple(sorted(counted, key=lambda one: not one.people))


def decide(house: House, chosen: Sequence[Fresh], *, approved: bool, by: int, now: datetime) -> int:
    """Record what the office decided; to how many people something goes now.

    Out of hours nothing is queued yet: the next workday's first tick puts all of it into one message a person.
    """
    with house.store.transaction():
        for one in chosen:
            house.store.pushes.decide(one, approved=approved, by=by, at=now)
        if not approved or not _at_work(house, now):
            return 0
        return _queue(house, now, {Pace.AT_ONCE})


def queue(house: House, now: datetime) -> int:
    """Once a workday: the digests that are due, and to the office what it may push; how many messages were queued."""
    today = local(now).date()
    last = house.store.settings.get(_LOOKED)
    if last == today.isoformat():
        return 0
    house.store.settings.set(_LOOKED, today.isoformat())
    queued = _queue(house, now, paces_due(today, last=date.fromisoformat(last) if last else None))
    waiting = [one for one in offered(house, now) if one.people]
    if waiting:
        queued += tell_office(house, said.offers(waiting), key=f"pushes:{today.isoformat()}", at=now)
    return queued


def unseen(house: House, subscriber: Subscriber, now: datetime) -> tuple[Push, ...]:
    """What was approved on somebody's topics and has not reached them, the oldest first."""
    if not subscriber.topics:
        return ()
    found = tuple(wanted(subscriber, house.store.pushes.approved(since=now - NEWS_LASTS)))
    done = house.store.pushes.delivered(subscriber.person_id) if found else ()
    left = (one for one in found if one.id not in done)
    return tuple(current(left, house.store.entries.get, today=local(now).date()))


def show(house: House, subscriber: Subscriber, now: datetime) -> Reply:
    """What has not reached somebody, as far as a message holds it; from now on it has."""
    found = unseen(house, subscriber, now)
    shown = found[: said.SCREEN]
    house.store.pushes.hand(
        (Handed(push_id=one.id, person_id=subscriber.person_id, state=HandedState.SHOWN) for one in shown), at=now
    )
    return said.news(_news(house, shown), why=_why(subscriber, shown), left=len(found) - len(shown), asked=True)


def waiting(house: House, person_id: int, now: datetime) -> int:
    """How much waits for somebody who could not be reached, once: they are told of it now; 0 where they have paused."""
    if in_trial(house) or not house.store.pushes.waiting(person_id):
        return 0
    subscriber = house.store.subscriptions.of_person(person_id)
    if subscriber.paused:
        return 0
    house.store.pushes.mark_told(person_id)
    return len(unseen(house, subscriber, now))


def _queue(house: House, now: datetime, paces: Collection[Pace]) -> int:
    """One message to each whose turn it is; for whoever cannot be reached it waits until they come.

    While it is on trial nobody's turn comes: what is approved goes once the office is live.
    """
    if in_trial(house):
        return 0
    store = house.store
    kept = store.pushes.approved(since=now - NEWS_LASTS)
    pushes = tuple(current(kept, store.entries.get, today=local(now).date()))
    settled = store.pushes.settled([one.id for one in pushes])
    reachable = {one.id for role in Role if role is not Role.GROUP for one in store.people.reachable(role)}
    written: dict[tuple[tuple[int, ...], tuple[str, ...], Pace], str] = {}
    deliveries: list[Delivery] = []
    handed: list[Handed] = []
    for one, found in due(store.subscriptions.all(), pushes, settled=settled, paces=paces):
        if one.person_id not in reachable:
            handed += (Handed(push_id=push.id, person_id=one.person_id, state=HandedState.WAITS) for push in found)
            continue
        shown, why = found[: said.SCREEN], _why(one, found[: said.SCREEN])
        same = (tuple(push.id for push in found), why, one.pace)
        if same not in written:
            reply = said.news(_news(house, shown), why=why, left=len(found) - len(shown), pace=one.pace)
            written[same] = reply_to_json(reply)
        # nobody gets one push twice, so that the last of a message names it
        key = f"push:{shown[-1].id}:{one.person_id}"
        deliveries.append(
            Delivery(key=key, person_id=one.person_id, kind=DeliveryKind.NOTICE, payload=written[same], due_at=now)
        )
        handed += (
            Handed(push_id=push.id, person_id=one.person_id, state=HandedState.SENT, delivery=key) for push in shown
        )
    store.pushes.hand(handed, at=now)
    return store.outbox.put_all(deliveries)


def _news(house: House, pushes: Sequence[Push]) -> tuple[News, ...]:
    found = ((house.store.entries.get(one.entry_id), one.changed) for one in pushes)
    return tuple((entry, changed) for entry, changed in found if entry is not None)


def _why(subscriber: Subscriber, pushes: Sequence[Push]) -> tuple[str, ...]:
    """The topics for which somebody is told of these."""
    told = {topic for one in pushes for topic in one.topics}
    return tuple(topic for topic in subscriber.topics if topic in told)


def _at_work(house: House, now: datetime) -> bool:
    office = house.office
    return working_hours(local(now), start=office.work_start, end=office.work_end, calendar=house.calendar)
