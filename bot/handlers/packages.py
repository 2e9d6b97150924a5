"""Topics as cards (政策包), questions that many ask, what is near an answer, and entries that ask back (引导)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

from bot.handlers.answered import with_answers
from bot.ports.house import local
from bot.texts import answers
from bot.texts import packages as said
from knowledge.packages import cards, leads, led_by, named, naming, siblings
from knowledge.redaction import mask

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from bot.handlers.visit import Visit
    from bot.ports.house import House
    from bot.ports.messages import Reply
    from knowledge.entries import Entry
    from knowledge.packages import Card, Package

HOT_DAYS = timedelta(days=30)
HOT_FROM = 2
"""A question asked less often is not hot."""
MOST_HOT = 6
MOST_RELATED = 3
LOOKED_AT = 10
LINES_READ = 12
"""So many lines of the conversation are looked through for what has just been answered."""
LONGEST_NAMING = 40
"""A longer text says more than the name of a topic."""
GUIDE = "guide"
TOPIC = "topic"
_ALL = "全部"


def shelf(house: House, today: date) -> Mapping[Package, Entry]:
    """The topics that have something to show on a day, in order, each with its first question."""
    return dict(leads(house.store.packages.all(), house.store.entries.get, today=today))


def card_of(house: House, name: str, today: date) -> Card | None:
    """The topic of that name as it stands on a day, its questions that use the name first; none in force, none."""
    package = named(house.store.packages.all(), name)
    held = cards([package] if package else [], house.store.entries.get, today=today)
    return next((led_by(one, naming(name)) for one in held), None)


def topics(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """政策包: the topics as buttons."""
    return (said.topics(tuple(shelf(visit.house, visit.today))),)


def open_topic(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """政策包 上学: a topic's card; 政策包 上学 全部: all its questions."""
    found = card_of(visit.house, parts["rest"], visit.today)
    if found is not None:
        return (_card(visit, found),)
    whole = card_of(visit.house, parts["rest"].removesuffix(_ALL), visit.today)
    return (said.all_questions(whole) if whole else said.no_such_topic(parts["rest"]),)


def by_name(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The card of a topic whose name is all that was said, rather than a guess; nothing otherwise."""
    found = card_of(visit.house, text, visit.today) if len(text) <= LONGEST_NAMING else None
    if found is None:
        return ()
    visit.store.question_log.add(
        mask(text), decision=TOPIC, entry_id="", confidence=1.0, at=visit.now, topic=found.package.title
    )
    return (_card(visit, found),)


def _card(visit: Visit, found: Card) -> Reply:
    if "step" not in visit.dialog():
        visit.begin(with_answers(visit.dialog(), {found.package.rated_as: ""}))
    address = visit.house.office.address
    return said.card(found, address=f"{address}/topics/{found.package.id}" if address else "")


def hot(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """热门问题."""
    return (said.hot(hot_questions(visit.house, visit.now)),)


def hot_questions(house: House, now: datetime) -> tuple[Entry, ...]:
    """What was asked most in the last thirty days; where that is little, the first question of each topic after it."""
    today = local(now).date()
    asked = house.store.question_log.most_asked(since=now - HOT_DAYS, least=HOT_FROM, limit=2 * MOST_HOT)
    known = (house.store.entries.get(key) for key in asked)
    alive = {one.id: one for one in known if one is not None and one.in_force(today)}
    if len(alive) < MOST_HOT:
        alive |= {one.id: one for one in shelf(house, today).values() if one.id not in alive}
    return tuple(alive.values())[:MOST_HOT]


def answered(visit: Visit, entry: Entry, *, also: Collection[str] = ()) -> Reply:
    """What the entry that was found says or asks back; `also` are the ids of all that this message is answered with."""
    if entry.guide is None:
        return answers.entry_reply(entry, related(visit, entry, also=also))
    options = (visit.store.entries.get(one.entry) for one in entry.guide.options)
    targets = {one.id: one for one in options if one is not None and one.in_force(visit.today)}
    if targets:
        if "step" not in visit.dialog():
            visit.begin({**visit.dialog(), GUIDE: entry.id})
        return said.guide(entry, targets)
    if entry.answer:
        return answers.entry_reply(replace(entry, guide=None), related(visit, entry, also=also))
    return said.guide_without_answers(entry, visit.house.office)


def meant(visit: Visit, text: str) -> str:
    """What a text asks: after an entry has asked back, a reply's label or number is the question it leads to."""
    dialog = dict(visit.dialog())
    entry = visit.store.entries.get(dialog.pop(GUIDE)) if GUIDE in dialog else None
    if entry is None or entry.guide is None:
        return text
    if dialog:
        visit.begin(dialog)
    else:
        visit.end()
    option = entry.guide.chosen(text)
    target = visit.store.entries.get(option.entry) if option else None
    return target.question if target is not None and target.in_force(visit.today) else text


def related(visit: Visit, entry: Entry, *, also: Collection[str] = ()) -> tuple[Entry, ...]:
    """Up to three further questions: near ones of its topic, others of its card and law, near ones of other topics.

    Never what this message or the last lines of the conversation have answered, and never what is not in force.
    """
    near = visit.house.desk.related(entry, today=visit.today, limit=LOOKED_AT)
    packages = [one for one in visit.store.packages.all() if entry.id in one.entries]
    ids = {key for one in packages for key in one.entries}
    same = [one for one in near if one.id in ids or (entry.topic and one.topic == entry.topic)]
    lines = visit.store.mailbox.read(visit.person.id, limit=LINES_READ)
    told = {entry.question, *(mail.reply.title for mail in lines if mail.reply is not None)}

    def fitting(*groups: Iterable[Entry]) -> tuple[Entry, ...]:
        offered = {one.id: one for one in chain(*groups) if one.id not in also and one.question not in told}
        return tuple(one for one in offered.values() if one.in_force(visit.today))[:MOST_RELATED]

    found = fitting(same)
    if len(found) == MOST_RELATED:
        return found
    laws = {source.title for source in entry.sources}
    beside = siblings(packages, entry.id, visit.store.entries.get, today=visit.today)
    return fitting(same, (one for one in beside if laws & {source.title for source in one.sources}), near)
