"""A confirmed notice is agreed to, stopped, resumed, sent again where it failed; trial running begins and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import noticing
from bot.texts import notices_following as said
from bot.texts import trial as words
from bot.texts.notices import AN_ADMIN, changed_since
from bot.trial import SETTING
from reminders.notices import Move, NoticeState, Purpose, moved
from reminders.outbox import DeliveryKind, DeliveryState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply
    from reminders.notices import Notice


def approve(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """同意发送 3: by another admin than its author."""
    number = int(parts["number"])
    notice = visit.store.notices.get(number)
    if notice is not None and notice.state is NoticeState.WAITING and notice.author_id == visit.person.id:
        return (said.own_notice(number),)
    if notice is not None and notice.state is NoticeState.WAITING and parts["mark"] not in {"", notice.mark}:
        return (changed_since(), noticing.asked_second(visit.house, visit.now, notice))
    after = _moved(visit, number, Move.APPROVE)
    if after is None:
        return (said.not_waiting(number, notice.state if notice else None),)
    visit.record("notice.approved", after.batch)
    _tell_author(visit, after, said.agreed(number, visit.person.name or AN_ADMIN))
    noticing.advance(visit.house, visit.now)
    return (said.approved(number, until=noticing.waits_until(visit.house, visit.now, after)),)


def refuse(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """不同意发送 3 原因: back to its author."""
    number = int(parts["number"])
    notice = visit.store.notices.get(number)
    if notice is None or notice.state is not NoticeState.WAITING:
        return (said.not_waiting(number, notice.state if notice else None),)
    if not parts["rest"]:
        visit.begin({"step": "refuse_notice", "number": str(number)})
        return (said.refusal_needs_reason(number),)
    _moved(visit, number, Move.REFUSE)
    visit.record("notice.refused", notice.batch, reason=parts["rest"])
    _tell_author(visit, notice, said.was_refused(number, visit.person.name or AN_ADMIN, parts["rest"]))
    return (said.refused(number),)


def refusal_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The reason that was asked for."""
    number = visit.dialog()["number"]
    if text:
        visit.end()
    return refuse(visit, {"number": number, "rest": text})


def stop(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """停止 3: nothing of it begins to be sent from now on."""
    number = int(parts["number"])
    after = _moved(visit, number, Move.STOP)
    if after is None:
        return (said.not_waiting(number, _state(visit, number)),)
    people, groups = visit.store.notices.progress(number)
    under_way = visit.store.outbox.of_batch(after.batch).get(DeliveryState.CLAIMED, 0)
    visit.record("notice.stopped", after.batch, sent=str(people.sent + groups.sent))
    return (said.stopped(number, people.stopped + groups.stopped, under_way),)


def resume(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """继续 3: with the corrected words if it was corrected meanwhile."""
    number = int(parts["number"])
    notices = visit.store.notices
    waiting = [
        one for one in notices.about(number) if one.purpose is Purpose.CORRECTION and one.state is NoticeState.WAITING
    ]
    if waiting:
        return (said.correction_waits(number, waiting[-1].id),)
    after = _moved(visit, number, Move.RESUME)
    if after is None:
        return (said.not_waiting(number, _state(visit, number)),)
    noticing.advance(visit.house, visit.now)
    people, groups = notices.progress(number)
    visit.record("notice.resumed", after.batch)
    corrected = noticing.correction_of(visit.house, after) is not None
    left, until = people.waiting + groups.waiting, noticing.waits_until(visit.house, visit.now, after)
    return (said.resumed(number, left, until=until, corrected=corrected),)


def retry(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """重发失败 3: to those only whom it did not reach."""
    number = int(parts["number"])
    notice = visit.store.notices.get(number)
    if notice is None or moved(notice, Move.RETRY) is None:
        return (said.not_waiting(number, notice.state if notice else None),)
    count = visit.store.outbox.retry(notice.batch, at=visit.now)
    if count:
        _moved(visit, number, Move.RETRY)
        visit.record("notice.retried", notice.batch, receivers=str(count))
    return (said.retried(number, count),)


def begin_trial(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """试运行: nothing goes out to people; what is under way is stopped."""
    visit.store.settings.set(SETTING, "on")
    for notice in visit.store.notices.all():
        noticing.move(visit.house, notice, Move.STOP, by=visit.person.id)
    visit.record("trial.begun", "office")
    return (words.on(),)


def end_trial(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """正式运行."""
    visit.store.settings.set(SETTING, "off")
    visit.record("trial.ended", "office")
    return (words.off(),)


def _moved(visit: Visit, number: int, step: Move) -> Notice | None:
    notice = visit.store.notices.get(number)
    return None if notice is None else noticing.move(visit.house, notice, step, by=visit.person.id)


def _state(visit: Visit, number: int) -> NoticeState | None:
    notice = visit.store.notices.get(number)
    return notice.state if notice else None


def _tell_author(visit: Visit, notice: Notice, reply: Reply) -> None:
    author = visit.store.people.get(notice.author_id)
    if author is not None:
        key = f"notice-decided:{visit.incoming.message_id}:{notice.id}"
        visit.send(author, reply, key=key, kind=DeliveryKind.REVIEW)
