"""News of the bank reach those who subscribed (精准推送): what may go out, what goes, what waits for a visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.ports.house import local
from bot.ports.subscriptions import Handed, HandedState
from bot.ports.wire import reply_to_json
from bot.telling import tell_office
from bot.texts import pushing as said
from bot.trial import in_trial
from knowledge.circles import CIRCLES, circle_named
from knowledge.packages import named
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
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.ports.house import House
    from bot.ports.messages import Reply
    from bot.texts.pushing import News
    from reminders.subscriptions import Fresh, Push, Subscriber

SLICE = 500
"""So many subscribers are looked at in one go: some ten milliseconds of the core's time, twenty where all are told."""
_LOOKED = "pushes_looked_on"
_GOING = "pushes_going"


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
    subscriptions = house.store.subscriptions
    if not subscriptions.all(limit=1):
        return ()
    found = fresh(
        house.store.entries.shifts(since=now - OFFER_LASTS),
        house.store.packages.all(),
        decided=house.store.pushes.decided(),
        today=local(now).date(),
    )
    counted = (replace(one, people=subscriptions.count(one.topics)) for one in found)
    return tuple(sorted(counted, key=lambda one: not one.people))


def decide(house: House, chosen: Sequence[Fresh], *, approved: bool, by: int, now: datetime) -> int:
    """Record what the office decided; to how many people something of it goes at once.

    Out of hours nothing is queued yet: the next workday's first tick puts all of it into one message a person.
    """
    with house.store.transaction():
        for one in chosen:
            house.store.pushes.decide(one, approved=approved, by=by, at=now)
        if not approved:
            return 0
        if house.at_work(now):
            _go(house, {Pace.AT_ONCE})
            advance(house, now)
    topics = {topic for one in chosen for topic in one.topics}
    return house.store.subscriptions.count(topics, pace=Pace.AT_ONCE)


def queue(house: House, now: datetime) -> int:
    """Once a workday: the digests that are due begin to be queued; how many admins were told what may be pushed."""
    today = local(now).date()
    last = house.store.settings.get(_LOOKED)
    if last == today.isoformat():
        return 0
    house.store.settings.set(_LOOKED, today.isoformat())
    _go(house, paces_due(today, last=date.fromisoformat(last) if last else None))
    advance(house, now)
    waiting = [one for one in offered(house, now) if one.people]
    return tell_office(house, said.offers(waiting), key=f"pushes:{today.isoformat()}", at=now) if waiting else 0


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


def _go(house: House, paces: Collection[Pace]) -> None:
    """What is due at these paces, and at those that are under way, is queued from the first subscriber on."""
    going, _ = _going(house)
    house.store.settings.set(_GOING, f"{','.join(sorted({*going, *paces}))}|0")


def _going(house: House) -> tuple[frozenset[Pace], int]:
    """What is being queued, and the last person for whom it has been."""
    paces, _, after = (house.store.settings.get(_GOING) or "").partition("|")
    return frozenset(Pace(one) for one in paces.split(",") if one), int(after or 0)


def advance(house: House, now: datetime) -> bool:
    """Queue for the next slice of subscribers what is due to them; whether there is another at once.

    While it is on trial nobody's turn comes: what is approved goes once the office is live.
    """
    with house.store.transaction():
        paces, after = _going(house)
        if not paces:
            return False
        some = () if in_trial(house) else house.store.subscriptions.all(after=after, limit=SLICE)
        if some:
            _queue(house, now, some, paces)
        more = len(some) == SLICE
        house.store.settings.set(_GOING, f"{','.join(sorted(paces))}|{some[-1].person_id}" if more else "")
    return more


def _queue(house: House, now: datetime, some: Sequence[Subscriber], paces: Collection[Pace]) -> None:
    """One message to each whose turn it is; for whoever cannot be reached it waits until they come."""
    store = house.store
    kept = store.pushes.approved(since=now - NEWS_LASTS)
    pushes = tuple(current(kept, store.entries.get, today=local(now).date()))
    settled = store.pushes.settled([one.id for one in pushes], first=some[0].person_id, last=some[-1].person_id)
    written: dict[tuple[tuple[int, ...], tuple[str, ...], Pace], str] = {}
    deliveries: list[Delivery] = []
    handed: list[Handed] = []
    for one, found in due(some, pushes, settled=settled, paces=paces):
        if not store.people.addresses(one.person_id):
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
    store.outbox.put_all(deliveries)


def _news(house: House, pushes: Sequence[Push]) -> tuple[News, ...]:
    found = ((house.store.entries.get(one.entry_id), one.changed) for one in pushes)
    return tuple((entry, changed) for entry, changed in found if entry is not None)


def _why(subscriber: Subscriber, pushes: Sequence[Push]) -> tuple[str, ...]:
    """The topics for which somebody is told of these."""
    told = {topic for one in pushes for topic in one.topics}
    return tuple(topic for topic in subscriber.topics if topic in told)
