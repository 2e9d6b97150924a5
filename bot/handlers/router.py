"""A message came: answered once, in one transaction, whatever happens."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.handlers import (
    admin,
    answering,
    ask,
    confirm,
    deciding,
    drafts,
    extensions,
    notices,
    notices_following,
    notices_sending,
    pressing,
    publishing,
    review,
    rounds,
    suggestions,
    upkeep,
)
from bot.handlers.commands import LIAISONS, matching
from bot.handlers.visit import Visit
from bot.ports.people import Person, Role
from bot.texts import common, imports, places
from knowledge.redaction import mask

if TYPE_CHECKING:
    from bot.handlers.commands import Command
    from bot.ports.house import House
    from bot.ports.messages import Incoming, Reply

LATE = timedelta(minutes=10)
"""An answer that comes later than this after what was said excuses itself."""
ONLY_IN_GROUPS = "只在群里说过话"
"""Why somebody cannot be reached: no platform lets a bot write first."""

log = logging.getLogger(__name__)


def handle(house: House, incoming: Incoming) -> tuple[Reply, ...]:
    """The replies to one message, committed before they are returned.

    A repeated message gets the replies of the first time and does nothing. When handling fails nothing is stored,
    the fault is logged and the person is told so.
    """
    try:
        with house.store.transaction():
            before = house.store.inbox.replies(incoming.channel, incoming.message_id)
            if before is not None:
                return before
            incoming = _from_group(house, incoming)
            replies = _answer(Visit(house=house, person=_known(house, incoming), incoming=incoming))
            replies = _excused(incoming, _unseen(incoming, replies))
            house.store.inbox.remember(incoming, replies)
            return replies
    except Exception:
        log.exception("message_failed", extra={"channel": incoming.channel})
        return (common.sorry(),)


def _from_group(house: House, incoming: Incoming) -> Incoming:
    """The message with the group it came from, also where it is said in the group's own name.

    A unit's group from which something comes can be reached again.
    """
    people = house.store.people
    group = people.at(incoming.channel, incoming.group or incoming.address)
    if group is None or group.role is not Role.GROUP:
        return incoming
    place = incoming.group or incoming.address
    people.touch(incoming.channel, place, at=incoming.at)
    return replace(incoming, group=place)


def _known(house: House, incoming: Incoming) -> Person:
    """Who writes from this address; a new address is a citizen's, and so is what a group says in its own name.

    Speaking in a group says nothing of whether somebody can be written to in private.
    """
    people = house.store.people
    person = people.at(incoming.channel, incoming.address)
    if person is None:
        person = people.add(Person(id=0, role=Role.CITIZEN), channel=incoming.channel, address=incoming.address)
        if incoming.group:
            people.mark_dead(incoming.channel, incoming.address, reason=ONLY_IN_GROUPS)
    if not incoming.group:
        people.touch(incoming.channel, incoming.address, at=incoming.at)
    return replace(person, role=Role.CITIZEN, unit="") if person.role is Role.GROUP else person


def _unseen(incoming: Incoming, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """The replies without what is for one person's eyes, where others read along."""
    return tuple(places.in_private() if incoming.group and one.once else one for one in replies)


def _excused(incoming: Incoming, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """The replies, the first with a word of excuse where it comes long after what was said."""
    if incoming.sent_at is None or incoming.at - incoming.sent_at <= LATE or not replies:
        return replies
    first, *rest = replies
    return (replace(first, body=f"{places.late(incoming.sent_at)}\n{first.body}"), *rest)


def _answer(visit: Visit) -> tuple[Reply, ...]:
    """A command, the next step of a dialog, a file, or a question; a file that is too large is left out by name."""
    office = visit.house.office
    if len(visit.incoming.text) > office.max_message_chars:
        return (common.too_long(office.max_message_chars),)
    files = visit.incoming.files
    kept = tuple(one for one in files if not one.too_large and len(one.content) <= office.max_file_bytes)
    if len(kept) == len(files):
        return _done(visit)
    refused = tuple(common.file_too_large(one.name, office.max_file_bytes) for one in files if one not in kept)
    rest = replace(visit, incoming=replace(visit.incoming, files=kept))
    return (*refused, *(_done(rest) if kept or visit.incoming.text.strip() else ()))


def _done(visit: Visit) -> tuple[Reply, ...]:
    """What is answered to a message within the limits."""
    text = visit.incoming.text.strip()
    found = matching(text, visit.person.role)
    if found is not None:
        command, said = found
        refused = _refused(visit, command)
        if refused is not None:
            return (refused,)
        if visit.person.role is Role.CITIZEN:
            # what a citizen says may come back in a reply, which is stored; a code stays as it is
            said = {**said, "rest": mask(said.get("rest", ""))}
        return command.run(visit, said)
    step = STEPS.get(visit.dialog().get("step", ""))
    if step is not None:
        return step(visit, text)
    if visit.incoming.files:
        if visit.person.role is not Role.ADMIN:
            return (imports.file_without_place(),)
        return (places.in_private(),) if visit.incoming.group else admin.file_came(visit)
    return ask.ask(visit, mask(text)) if text else admin.help_(visit, {})


def _refused(visit: Visit, command: Command) -> Reply | None:
    """Why a person may not say this, or not here; None when they may.

    What is for those who speak for a unit is said in its own group, or in one that is no unit's: whoever taps there
    acts for their own unit, and might mean the group's.
    """
    if visit.person.role not in command.roles:
        return common.not_allowed(command.who)
    if visit.incoming.group and not command.anywhere:
        return places.in_private()
    group = visit.group
    if command.roles == LIAISONS and group is not None and group.unit != visit.person.unit:
        return places.of_another_unit(group.unit)
    return None


STEPS = {
    "evidence": confirm.evidence_came,
    "difficulty": rounds.difficulty_came,
    "return": review.reason_came,
    "reopen": review.reopening_came,
    "suggestion": suggestions.text_came,
    "answer_question": deciding.answer_came,
    "return_question": answering.reason_came,
    "draft": drafts.line_came,
    "return_draft": publishing.reason_came,
    "until": upkeep.until_came,
    "obsolete": upkeep.reason_came,
    "notice": notices.text_came,
    "audience": notices.audience_came,
    "refuse_notice": notices_sending.refusal_came,
    "withdraw_notice": notices_following.withdrawal_came,
    "extension": extensions.answer_came,
    "refuse_extension": extensions.refusal_came,
    "ladder": pressing.ladder_reason_came,
    "urgent": pressing.urgent_reason_came,
}
