"""The office tells many people something, and sees who has tapped 收到."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.ports.people import Role
from bot.telling import tell_all
from bot.texts import notices as said
from reminders.notices import Audience, AudienceKind, Notice, audience_from
from reminders.outbox import DeliveryKind, DeliveryState
from reminders.parsing import ParseError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply
    from bot.ports.people import Person


def begin(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """/通知."""
    visit.begin({"step": "notice"})
    return (said.notice_asked(),)


def text_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """What the notice says; next is whom it is for."""
    if not text:
        return (said.notice_asked(),)
    visit.begin({"step": "audience", "text": text})
    return (said.audience_asked(_groups(visit)),)


def audience_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """Whom the notice is for; next is the preview."""
    units = {unit.name for unit in visit.store.units.all()}
    try:
        audience = audience_from(text, units=units, groups=_groups(visit))
    except ParseError as error:
        return (said.audience_unknown(error.reason),)
    dialog = visit.dialog()
    visit.begin({"step": "audience", "text": dialog["text"], "kind": audience.kind.value, "name": audience.name})
    receivers, groups = _receivers(visit, audience), _unit_groups(visit, audience)
    return said.notice_preview(dialog["text"], audience, len(receivers), groups=len(groups))


def send(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """确认发送: to everyone who is in the audience at this moment, once each."""
    dialog = visit.dialog()
    if "kind" not in dialog:
        return (said.no_draft(),)
    audience = Audience(kind=AudienceKind(dialog["kind"]), name=dialog["name"])
    receivers, groups = _receivers(visit, audience), _unit_groups(visit, audience)
    notice = visit.store.notices.add(
        Notice(id=0, text=dialog["text"], audience=audience, author_id=visit.person.id, sent_at=visit.now),
        person_ids=[person.id for person in receivers],
    )
    reply = said.notice(notice.id, notice.text, visit.house.office.name)
    tell_all(visit.house, receivers, reply, key=f"notice:{notice.id}", kind=DeliveryKind.NOTICE, at=visit.now)
    in_group = said.for_group(notice.id, notice.text, visit.house.office.name, audience)
    tell_all(visit.house, groups, in_group, key=f"notice:{notice.id}", kind=DeliveryKind.NOTICE, at=visit.now)
    visit.end()
    visit.record(
        "notice.sent",
        f"notice:{notice.id}",
        audience=audience.kind.value,
        receivers=str(len(receivers)),
        groups=str(len(groups)),
    )
    return (said.notice_sent(notice.id, len(receivers), groups=len(groups)),)


def acknowledge(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """收到 3."""
    number = int(parts["number"])
    if visit.person.id not in visit.store.notices.receivers(number):
        notice, group = visit.store.notices.get(number), visit.group
        shown_here = group is not None and visit.store.outbox.get(f"notice:{number}:{group.id}") is not None
        return (said.not_for_you(notice.audience) if notice and shown_here else said.no_such_notice(number),)
    first = visit.store.notices.acknowledge(number, person_id=visit.person.id, at=visit.now)
    return (said.tapped(first=first),)


def recent(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """通知: the last ones."""
    return (said.notices(visit.store.notices.all()),)


def state(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """通知 3: sent, waiting, failed, tapped, and who has not."""
    number = int(parts["number"])
    notice = visit.store.notices.get(number)
    if notice is None:
        return (said.no_such_notice(number),)
    groups = {one.id for one in visit.store.people.with_role(Role.GROUP)}
    deliveries = visit.store.outbox.with_prefix(f"notice:{number}:")
    states = Counter(one.state for one in deliveries if one.person_id not in groups)
    counts = {
        "sent": states[DeliveryState.SENT],
        "queued": states[DeliveryState.QUEUED] + states[DeliveryState.CLAIMED],
        "dead": states[DeliveryState.DEAD],
    }
    receipts = visit.store.notices.receipts(number)
    missing = tuple(
        _name(visit, person_id) for person_id in visit.store.notices.receivers(number) if person_id not in receipts
    )
    in_groups = sum(one.person_id in groups for one in deliveries)
    return (said.notice_state(notice, counts=counts, tapped=len(receipts), missing=missing, groups=in_groups),)


def _groups(visit: Visit) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit.group for unit in visit.store.units.all() if unit.group))


def _receivers(visit: Visit, audience: Audience) -> tuple[Person, ...]:
    """Who is in an audience now and can be reached."""
    return _reachable(visit, audience, Role.CITIZEN if audience.kind is AudienceKind.CITIZENS else Role.LIAISON)


def _unit_groups(visit: Visit, audience: Audience) -> tuple[Person, ...]:
    """The groups of the units in an audience, where it is shown besides; nobody's 收到 is waited for there."""
    if audience.kind is AudienceKind.CITIZENS:
        return ()
    return tuple(one for one in _reachable(visit, audience, Role.GROUP) if one.unit)


def _reachable(visit: Visit, audience: Audience, role: Role) -> tuple[Person, ...]:
    found = visit.store.people.reachable(role, unit=audience.name if audience.kind is AudienceKind.UNIT else None)
    if audience.kind is AudienceKind.GROUP:
        units = {unit.name for unit in visit.store.units.all() if unit.group == audience.name}
        found = tuple(person for person in found if person.unit in units)
    return found


def _name(visit: Visit, person_id: int) -> str:
    """A receiver as the office knows them: by unit, never by a citizen's name."""
    person = visit.store.people.get(person_id)
    return person.unit if person is not None and person.unit else f"群众{person_id}"
