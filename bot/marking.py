"""What stands on the messages of a notice that no longer holds: corrected (已更正), withdrawn (已撤回).

The pages show it from what is stored; where a platform lets a sent message be rewritten, it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.noticing import correction_of
from bot.texts import notices_following as following
from reminders.notices import NoticeState, Purpose, number_of
from reminders.outbox import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from bot.ports.house import House
    from bot.ports.messages import Reply
    from reminders.notices import Notice
    from reminders.outbox import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What stands on a message that no longer holds: on those from `before` that time, None for all; `gone`: void."""

    label: str
    before: datetime | None = None
    gone: bool = False

    def stands_on(self, at: datetime) -> bool:
        """Whether it stands on a message of that time."""
        return self.before is None or at < self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """A message as it was sent, and what stands on it from now on; empty when it holds again."""

    delivery: Delivery
    label: str


def marks_of(house: House, replies: Iterable[Reply]) -> Mapping[int, Mark]:
    """What has become of the notices that these messages carry, by number."""
    numbers = {number for reply in replies if (number := following.notice_of(reply))}
    marks = {number: _mark(house, house.store.notices.get(number)) for number in sorted(numbers)}
    return {number: mark for number, mark in marks.items() if mark is not None}


def _mark(house: House, notice: Notice | None) -> Mark | None:
    """What has become of a notice; None while it holds."""
    if notice is None:
        return None
    if notice.state is NoticeState.WITHDRAWN:
        return Mark(label=following.WITHDRAWN, gone=True)
    corrected = correction_of(house, notice)
    if corrected is None or corrected.begun_at is None:
        return None
    return Mark(label=following.CORRECTED, before=corrected.begun_at)


def outdated_by(house: House, later: Delivery) -> tuple[Outdated, ...]:
    """What the person of a correction or a withdrawal had been sent of that notice and can be rewritten."""
    notices, outbox = house.store.notices, house.store.outbox
    number = number_of(later.batch)
    notice = notices.get(number) if number else None
    if notice is None or notice.purpose not in {Purpose.CORRECTION, Purpose.WITHDRAWAL}:
        return ()
    first = notices.get(notice.about)
    if first is not None and first.purpose is Purpose.CORRECTION:
        # the withdrawal of a correction: what that corrected holds again
        first = notices.get(first.about)
    found: list[Outdated] = []
    for one in _family(house, first):
        sent = outbox.get(f"{one.batch}:{later.person_id}")
        if sent is None or sent.key == later.key or sent.state is not DeliveryState.SENT or not sent.message:
            continue
        mark = _mark(house, notices.get(one.about) if one.purpose is Purpose.NUDGE else one)
        stands = mark is not None and sent.sent_at is not None and mark.stands_on(sent.sent_at)
        found.append(Outdated(delivery=sent, label=mark.label if mark is not None and stands else ""))
    return tuple(found)


def _family(house: House, notice: Notice | None) -> Iterator[Notice]:
    """A notice and whatever was said about it; a withdrawal always holds."""
    if notice is not None and notice.purpose is not Purpose.WITHDRAWAL:
        yield notice
        for other in house.store.notices.about(notice.id):
            yield from _family(house, other)


def marked(reply: Reply, label: str) -> Reply:
    """The message with its mark at the top; it asks for no 收到 any more: the later one does, and counts for both."""
    return (
        replace(reply, title="\n".join(part for part in (label, reply.title) if part), buttons=()) if label else reply
    )
