"""A notice goes out: its receivers are fixed when it begins and queued in slices, so that the core is never held up.

Every step is one transaction: a program that is killed goes on where it was, and nobody is told twice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.ports.house import local
from bot.ports.people import Role
from bot.ports.wire import reply_to_json
from bot.telling import tell_all
from bot.texts import notices as said
from bot.texts import notices_following as following
from bot.trial import in_trial
from reminders.notices import (
    Audience,
    AudienceKind,
    Move,
    Notice,
    NoticeState,
    Purpose,
    moved,
    needs_second,
)
from reminders.outbox import Delivery, DeliveryKind, DeliveryState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.ports.house import House
    from bot.ports.messages import Reply
    from bot.ports.people import Person

SLICE = 500
"""So many messages are queued in one go: some ten milliseconds of the core's time."""

Reached = tuple[tuple[int, ...], tuple[int, ...]]
"""People, and units' groups, by id."""


def people_of(house: House, audience: Audience) -> Reached:
    """Who is in an audience at this moment and can be reached; units' groups apart."""
    match audience.kind:
        case AudienceKind.CITIZENS:
            found: Reached = _ids(house.store.people.reachable(Role.CITIZEN)), ()
        case AudienceKind.LEADERS:
            found = _ids(house.store.people.reachable(Role.LEADER)), ()
        case AudienceKind.LIAISONS:
            found = _of_units(house, None)
        case AudienceKind.UNIT:
            found = _of_units(house, [audience.name])
        case AudienceKind.GROUP:
            found = _of_units(house, [one.name for one in house.store.units.all() if one.group == audience.name])
        case AudienceKind.LIST:
            found = _of_list(house, audience)
        case AudienceKind.TOPIC:
            wanted = set(house.store.subscriptions.subscribers(audience.name))
            found = tuple(one for one in _anybody(house) if one in wanted), ()
        case AudienceKind.REACHED | AudienceKind.SILENT:
            silent = audience.kind is AudienceKind.SILENT
            reached = house.store.notices.reached(int(audience.name), silent=silent)
            people, groups = (tuple(one.person_id for one in reached if one.group is group) for group in (False, True))
            found = people, groups
    return found


def _of_list(house: House, audience: Audience) -> Reached:
    """The liaisons and groups of the units on a list, and the people on it."""
    named = {int(one[1:]) for one in audience.members if one.startswith("#")}
    people, groups = _of_units(house, audience.members)
    return tuple(dict.fromkeys((*people, *(one for one in _anybody(house) if one in named)))), groups


def _of_units(house: House, units: Iterable[str] | None) -> Reached:
    """The liaisons and the groups of units, of all for None."""
    wanted = None if units is None else set(units)
    people = house.store.people
    liaisons, groups = people.reachable(Role.LIAISON), people.reachable(Role.GROUP)
    return (
        _ids(one for one in liaisons if wanted is None or one.unit in wanted),
        _ids(one for one in groups if one.unit and (wanted is None or one.unit in wanted)),
    )


def _anybody(house: House) -> tuple[int, ...]:
    """Everybody who can be reached, in the order of their ids."""
    roles = (role for role in Role if role is not Role.GROUP)
    return tuple(sorted(one.id for role in roles for one in house.store.people.reachable(role)))


def _ids(people: Iterable[Person]) -> tuple[int, ...]:
    return tuple(one.id for one in people)


def advance(house: House, now: datetime) -> bool:
    """Do the next step of every notice that is to go out now; whether there is another at once."""
    with house.store.transaction():
        for notice in house.store.notices.nudging(local(now).date()):
            _nudge(house, now, notice)
        more = [_step(house, now, notice) for notice in house.store.notices.going(now)]
    return any(more)


def _step(house: House, now: datetime, notice: Notice) -> bool:
    if notice.state is NoticeState.SCHEDULED:
        begun = _begin(house, now, notice)
        if begun is None:
            return False
        notice = begun
    if _queue(house, now, notice) == SLICE:
        return True
    states = house.store.outbox.of_batch(notice.batch)
    if not states.get(DeliveryState.QUEUED) and not states.get(DeliveryState.CLAIMED):
        _keep(house, replace(notice, ended_at=now), Move.FINISH)
    return False


def waits_until(house: House, now: datetime, notice: Notice) -> datetime | None:
    """Until when a confirmed notice waits: for its time, then for the office's hours; None when it goes at once."""
    at = max(now, notice.due_at or now)
    begins = at if notice.urgent else house.next_hour(at)
    return begins if begins > now else None


def _begin(house: House, now: datetime, notice: Notice) -> Notice | None:
    """Fix who gets it, at the moment at which it may go out; None while it may not."""
    store = house.store
    if waits_until(house, now, notice) is not None:
        return None
    first = store.notices.get(notice.about) if notice.about else None
    if first is not None and store.outbox.of_batch(first.batch).get(DeliveryState.CLAIMED):
        # whoever is just being told of the first is to hear of this one too
        return None
    if notice.begun_at is None:
        trial = in_trial(house)
        people, groups = (_ids(store.people.reachable(Role.ADMIN)), ()) if trial else people_of(house, notice.audience)
        store.notices.fix(notice.id, people)
        store.notices.fix(notice.id, groups, group=True)
        notice = replace(notice, sent_at=now, begun_at=now, trial=trial)
        record(house, now, "notice.begun", notice, receivers=str(len(people)), groups=str(len(groups)))
    return _keep(house, notice, Move.BEGIN)


def _queue(house: House, now: datetime, notice: Notice) -> int:
    """Queue the next slice; how many that were."""
    store = house.store
    some = store.notices.unqueued(notice.id, limit=SLICE)
    if not some:
        return 0
    payloads = {group: reply_to_json(composed(house, notice, group=group)) for group in {one.group for one in some}}
    store.outbox.put_all(
        Delivery(
            key=one.delivery,
            person_id=one.person_id,
            kind=DeliveryKind.URGENT if notice.urgent else DeliveryKind.NOTICE,
            payload=payloads[one.group],
            due_at=now,
            batch=notice.batch,
        )
        for one in some
    )
    store.notices.queued(notice.id, [one.person_id for one in some])
    return len(some)


def composed(house: House, notice: Notice, *, group: bool = False) -> Reply:
    """A notice as its receiver sees it; whoever comes after its correction gets the corrected words."""
    store = house.store
    first = store.notices.get(notice.about) if notice.about else None
    last = correction_of(house, notice if first is None or notice.purpose is not Purpose.NUDGE else first)
    shown = replace(notice, text=last.text, files=last.files) if last and last.id != notice.id else notice
    people, groups = people_of(house, notice.audience) if notice.trial else ((), ())
    words = (
        f"{said.audience_words(notice.audience)}（{said.counted(len(people), len(groups))}）" if notice.trial else ""
    )
    return said.message(shown, house.office.name, first=first, group=group, trial=words)


def correction_of(house: House, notice: Notice) -> Notice | None:
    """The newest correction of a notice, or of what it corrects itself, that was agreed to."""
    root = notice.about if notice.purpose is Purpose.CORRECTION else notice.id
    done = {NoticeState.DRAFT, NoticeState.WAITING, NoticeState.WITHDRAWN}
    found = [
        one
        for one in house.store.notices.about(root)
        # what only the office's own people got on trial corrects nothing that others have
        if one.purpose is Purpose.CORRECTION
        and one.id > notice.id
        and one.state not in done
        and (notice.trial or not one.trial)
    ]
    return found[-1] if found else None


def _nudge(house: House, now: datetime, notice: Notice) -> None:
    """Ask whoever was told and has not tapped once more, and again after as many workdays as were asked for."""
    today = local(now).date()
    silent, _ = people_of(house, Audience(kind=AudienceKind.SILENT, name=str(notice.id)))
    open_ = bool(silent) and notice.state is not NoticeState.WITHDRAWN
    again = house.calendar.add_workdays(today, notice.every) if open_ and notice.every else None
    house.store.notices.update(replace(notice, next_nudge=again))
    if open_:
        nudge(house, now, notice, by=notice.author_id)


def nudge(house: House, now: datetime, notice: Notice, *, by: int) -> Notice:
    """Put a notice to those who have not tapped on its way."""
    return launched(
        house,
        Notice(
            id=0,
            text=notice.text,
            audience=Audience(kind=AudienceKind.SILENT, name=str(notice.id)),
            author_id=by,
            sent_at=now,
            purpose=Purpose.NUDGE,
            about=notice.id,
            files=notice.files,
        ),
    )


def acknowledge(house: House, now: datetime, number: int, *, person_id: int) -> bool:
    """Record that somebody tapped 收到, under a correction for what it corrects too; False if it was so already.

    They are not asked again, not even by what is queued already.
    """
    notices = house.store.notices
    first = notices.acknowledge(number, person_id=person_id, at=now)
    for other in notices.about(number) if first else ():
        if other.purpose is Purpose.NUDGE:
            notices.spare(other.id, person_id)
    notice = notices.get(number) if first else None
    if notice is not None and notice.purpose is Purpose.CORRECTION:
        acknowledge(house, now, notice.about, person_id=person_id)
    return first


def first_audience(house: House, notice: Notice) -> Audience:
    """Whom a notice is for in the end: the audience of the one that it is about."""
    first = house.store.notices.get(notice.about) if notice.about else None
    return notice.audience if first is None else first_audience(house, first)


def launched(house: House, notice: Notice) -> Notice:
    """Store a draft and confirm it: it goes out, or waits until a second admin agrees."""
    notice = replace(notice, second=needs_second(notice.purpose, first_audience(house, notice)))
    if notice.id:
        house.store.notices.update(notice)
    else:
        notice = house.store.notices.add(notice)
    return _keep(house, notice, Move.SUBMIT if notice.second else Move.CONFIRM) or notice


def move(house: House, notice: Notice, step: Move, *, by: int) -> Notice | None:
    """Make a move that a person asks for; None when it may not be made now. What is queued follows."""
    outbox = house.store.outbox
    after = _keep(house, notice, step, by=by)
    if after is None:
        return None
    if step in {Move.STOP, Move.WITHDRAW}:
        outbox.stop(notice.batch)
    elif step is Move.RESUME:
        if correction_of(house, notice) is not None:
            # nobody is told any more what has been corrected
            outbox.drop_stopped(notice.batch)
            house.store.notices.unqueue(notice.id)
        outbox.resume(notice.batch)
    return after


def _keep(house: House, notice: Notice, step: Move, *, by: int = 0) -> Notice | None:
    after = moved(notice, step, by=by)
    if after is not None:
        house.store.notices.update(after)
    return after


def record(house: House, now: datetime, action: str, notice: Notice, *, actor: str = "wenban", **detail: str) -> None:
    """A line in the audit log about a notice."""
    house.store.audit.add(at=now, actor=actor, action=action, subject=notice.batch, detail=detail)


def silent_names(house: House, notice: Notice, *, limit: int) -> tuple[str, ...]:
    """The first who have not tapped, as the office knows them: by unit, a citizen by number only."""
    if notice.purpose in {Purpose.NUDGE, Purpose.WITHDRAWAL} or notice.state is NoticeState.WITHDRAWN:
        return ()
    return tuple(one.unit or said.numbered(one) for one in house.store.notices.silent(notice.id, limit=limit))


def list_rows(house: House, notice: Notice) -> tuple[tuple[str, ...], ...]:
    """Every receiver and what became of it with them, as rows of text (导出名单)."""
    return tuple(following.list_row(notice, row) for row in house.store.notices.rows(notice.id))


def asked_second(house: House, now: datetime, notice: Notice) -> Reply:
    """A notice as it is put before a second admin."""
    store = house.store
    author = store.people.get(notice.author_id)
    return said.second_asked(
        notice,
        (author.name if author else "") or said.AN_ADMIN,
        len(people_of(house, notice.audience)[0]),
        first=store.notices.get(notice.about) if notice.about else None,
        until=waits_until(house, now, notice),
    )


def ask_second(house: House, now: datetime, notice: Notice) -> bool:
    """Put a notice before every other admin than its author; False when there is none."""
    others = [one for one in house.store.people.with_role(Role.ADMIN) if one.id != notice.author_id]
    key = f"notice-second:{notice.id}:{now:%Y%m%dT%H%M%S%f}"
    tell_all(house, others, asked_second(house, now, notice), key=key, kind=DeliveryKind.REVIEW, at=now)
    return bool(others)
