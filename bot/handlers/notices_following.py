"""What became of a notice: 收到, how far it has come, who is asked again, its correction and withdrawal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot import noticing
from bot.ports.house import local
from bot.ports.people import Role
from bot.texts import notices as drafting
from bot.texts import notices_following as said
from reminders.moments import rhythm_from
from reminders.notices import TOLD, UNDER_WAY, Audience, AudienceKind, Move, Notice, NoticeState, Purpose, moved
from reminders.parsing import ParseError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply


def acknowledge(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """收到 3."""
    number = int(parts["number"])
    notices = visit.store.notices
    if number == 0:
        return (said.test_tapped(),)
    if not notices.is_for(number, visit.person.id):
        notice, group = notices.get(number), visit.group
        shown_here = notice is not None and group is not None and notices.is_for(number, group.id)
        return (said.not_for_you(notice.audience) if notice and shown_here else said.no_such_notice(number),)
    first = noticing.acknowledge(visit.house, visit.now, number, person_id=visit.person.id)
    return (said.tapped(first=first),)


def recent(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """通知: the last ones."""
    return (said.notices([one for one in visit.store.notices.all() if one.purpose is not Purpose.NUDGE]),)


def state(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """通知 3: sent, waiting, stopped, failed and why, tapped, and who has not."""
    number = int(parts["number"])
    notices = visit.store.notices
    notice = notices.get(number)
    if notice is None:
        return (said.no_such_notice(number),)
    return (
        said.notice_state(
            notice,
            notices.progress(number),
            faults=notices.faults(number),
            silent=noticing.silent_names(visit.house, notice, limit=said.MOST_NAMES),
            about=notices.about(number),
            until=noticing.waits_until(visit.house, visit.now, notice),
            may=visit.person.role is Role.ADMIN,
        ),
    )


def nudge(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """提醒未点收 3, 提醒未点收 3 每2个工作日: only those who were told and have not tapped."""
    number = int(parts["number"])
    notice = visit.store.notices.get(number)
    if notice is None or notice.purpose not in TOLD or notice.state not in UNDER_WAY:
        return (_not_so(visit, number),)
    try:
        every = rhythm_from(parts["rest"]) if parts["rest"] else 0
    except ParseError as error:
        return (said.rhythm_unclear(error.reason, number),)
    silent, _ = noticing.people_of(visit.house, Audience(kind=AudienceKind.SILENT, name=str(number)))
    if not silent:
        return (said.nobody_silent(number),)
    again = visit.house.calendar.add_workdays(visit.today, every) if every else None
    visit.store.notices.update(replace(notice, every=every, next_nudge=again))
    count = 0 if _nudged_today(visit, notice) else len(silent)
    if count:
        noticing.nudge(visit.house, visit.now, notice, by=visit.person.id)
        noticing.advance(visit.house, visit.now)
    visit.record("notice.nudged", notice.batch, receivers=str(count), every=str(every))
    return (said.nudged(number, count, every=every, next_day=again),)


def _nudged_today(visit: Visit, notice: Notice) -> bool:
    about = visit.store.notices.about(notice.id)
    return any(one.purpose is Purpose.NUDGE and local(one.sent_at).date() == visit.today for one in about)


def end_nudging(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """不再提醒 3."""
    number = int(parts["number"])
    notice = visit.store.notices.get(number)
    if notice is None:
        return (said.no_such_notice(number),)
    visit.store.notices.update(replace(notice, every=0, next_nudge=None))
    return (said.nudging_ended(number),)


def withdraw(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """撤回通知 3 原因: what is not sent stays, and exactly those who got it are told."""
    number = int(parts["number"])
    notice = visit.store.notices.get(number)
    if notice is not None and notice.state is NoticeState.WITHDRAWN:
        return (drafting.withdrawn_before(number),)
    if notice is None or notice.purpose not in TOLD or moved(notice, Move.WITHDRAW) is None:
        return (_not_so(visit, number),)
    if not parts["rest"]:
        visit.begin({"step": "withdraw_notice", "number": str(number)})
        return (said.withdrawal_needs_reason(number),)
    return (_withdraw(visit, notice, parts["rest"]),)


def withdrawal_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The reason that was asked for."""
    number = visit.dialog()["number"]
    if text:
        visit.end()
    return withdraw(visit, {"number": number, "rest": text})


def _withdraw(visit: Visit, notice: Notice, reason: str) -> Reply:
    house, notices, by = visit.house, visit.store.notices, visit.person.id
    noticing.move(house, replace(notice, reason=reason, every=0, next_nudge=None), Move.WITHDRAW, by=by)
    for other in notices.about(notice.id):
        # what was said of it besides is not to be sent any more either
        noticing.move(house, replace(other, next_nudge=None), Move.WITHDRAW, by=by)
    people, groups = notices.progress(notice.id)
    told = people.sent + people.waiting
    second = 0
    if told + groups.sent + groups.waiting:
        sent = noticing.launched(
            house,
            Notice(
                id=0,
                text=reason,
                audience=Audience(kind=AudienceKind.REACHED, name=str(notice.id)),
                author_id=by,
                sent_at=visit.now,
                purpose=Purpose.WITHDRAWAL,
                about=notice.id,
                urgent=notice.urgent,
            ),
        )
        second = sent.id if sent.second else 0
        if second:
            noticing.ask_second(house, visit.now, sent)
    visit.record("notice.withdrawn", notice.batch, reason=reason, receivers=str(told))
    noticing.advance(house, visit.now)
    return said.withdrawn(notice.id, told, people.stopped, second=second)


def _not_so(visit: Visit, number: int) -> Reply:
    notice = visit.store.notices.get(number)
    return said.not_waiting(number, notice.state if notice else None)
