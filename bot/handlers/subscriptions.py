"""People choose what they want to hear of the bank: 订阅, 退订, 暂停推送, 推送频率, 看新政策."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import pushing
from bot.handlers import ask
from bot.texts import pushing as said
from knowledge.circles import CIRCLES
from knowledge.patterns import regex
from knowledge.redaction import mask

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply
    from reminders.subscriptions import Subscriber

MOST_NAMES = 12
_PARTED = regex(r"[\s、，,；;]+")
_CIRCLES = tuple(one.name for one in CIRCLES)


def show(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """订阅: what one has, what there is."""
    wish = _wish(visit)
    waiting = len(pushing.unseen(visit.house, wish, visit.now))
    topics = pushing.topics(visit.house, visit.today)
    return (said.which(topics, wish, circles=_CIRCLES, waiting=waiting),)


def subscribe(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """订阅 老年人; several at once."""
    names = _names(parts)
    found = {name: pushing.topic_named(visit.house, name) for name in names}
    topics = tuple(dict.fromkeys(topic for topic in found.values() if topic))
    unknown = tuple(name for name, topic in found.items() if not topic)
    if not topics:
        return (said.no_such_topic(unknown),)
    visit.store.subscriptions.add(visit.person.id, topics, at=visit.now)
    return (said.subscribed(topics, _wish(visit), unknown=unknown),)


def subscribe_or_ask(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """订阅老年人; words that only begin so and name no topic are a question: 订阅号怎么关注."""
    if any(pushing.topic_named(visit.house, name) for name in _names(parts)):
        return subscribe(visit, parts)
    return ask.ask(visit, mask(visit.incoming.text.strip()))


def leave_or_ask(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """退订老年人; words that only begin so are a question: 退订的房费不退怎么办."""
    if any(name in _wish(visit).topics or pushing.topic_named(visit.house, name) for name in _names(parts)):
        return leave(visit, parts)
    return ask.ask(visit, mask(visit.incoming.text.strip()))


def leave(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """退订 老年人: also of a topic that there is no more."""
    has = _wish(visit).topics
    wanted = (name if name in has else pushing.topic_named(visit.house, name) for name in _names(parts))
    topics = tuple(dict.fromkeys(topic for topic in wanted if topic in has))
    if not topics:
        return (said.not_subscribed(parts["rest"], _wish(visit)),)
    visit.store.subscriptions.remove(visit.person.id, topics)
    return (said.unsubscribed(topics, _wish(visit)),)


def leave_all(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """退订全部."""
    return (said.unsubscribed_all(visit.store.subscriptions.remove(visit.person.id)),)


def pause(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """暂停推送."""
    return (said.paused(first=visit.store.subscriptions.pause(visit.person.id, paused=True)),)


def resume(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """恢复推送."""
    first = visit.store.subscriptions.pause(visit.person.id, paused=False)
    wish = _wish(visit)
    return (said.resumed(wish, first=first, waiting=len(pushing.unseen(visit.house, wish, visit.now))),)


def pace(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """推送频率 每周."""
    chosen = next((one for one, word in said.PACES.items() if parts["rest"].startswith(word)), None)
    if chosen is None:
        return (said.pace_asked(_wish(visit)),)
    visit.store.subscriptions.set_pace(visit.person.id, chosen)
    return (said.pace_set(_wish(visit)),)


def look(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """看新政策: what was approved and has not reached this person; paused or not, since they ask."""
    return (pushing.show(visit.house, _wish(visit), visit.now),)


def reminded(visit: Visit, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """The replies to a visit, the first with what waited for it; where others read along, as they are."""
    if visit.incoming.group or not replies or replies[0].once:
        return replies
    count = pushing.waiting(visit.house, visit.person.id, visit.now)
    return (said.with_waiting(replies[0], count), *replies[1:]) if count else replies


def _names(parts: Mapping[str, str]) -> list[str]:
    return [one for one in _PARTED.split(parts["rest"]) if one][:MOST_NAMES]


def _wish(visit: Visit) -> Subscriber:
    return visit.store.subscriptions.of_person(visit.person.id)
