"""A message came: answered once, in one transaction, whatever happens."""

from __future__ import annotations

import logging
from dataclasses import replace
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
    pressing,
    publishing,
    review,
    rounds,
    suggestions,
)
from bot.handlers.commands import matching
from bot.handlers.visit import Visit
from bot.ports.people import Person, Role
from bot.texts import common, imports

if TYPE_CHECKING:
    from bot.ports.house import House
    from bot.ports.messages import Incoming, Reply

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
            replies = _answer(Visit(house=house, person=_known(house, incoming), incoming=incoming))
            house.store.inbox.remember(incoming, replies)
            return replies
    except Exception:
        log.exception("message_failed", extra={"channel": incoming.channel})
        return (common.sorry(),)


def _known(house: House, incoming: Incoming) -> Person:
    """Who writes from this address; a new address is a citizen's."""
    people = house.store.people
    person = people.at(incoming.channel, incoming.address)
    if person is None:
        person = people.add(Person(id=0, role=Role.CITIZEN), channel=incoming.channel, address=incoming.address)
    people.touch(incoming.channel, incoming.address, at=incoming.at)
    return person


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
        allowed = visit.person.role in command.roles
        return command.run(visit, said) if allowed else (common.not_allowed(command.who),)
    step = STEPS.get(visit.dialog().get("step", ""))
    if step is not None:
        return step(visit, text)
    if visit.incoming.files:
        is_admin = visit.person.role is Role.ADMIN
        return admin.file_came(visit) if is_admin else (imports.file_without_place(),)
    return ask.ask(visit, text) if text else admin.help_(visit, {})


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
    "notice": notices.text_came,
    "audience": notices.audience_came,
    "extension": extensions.answer_came,
    "refuse_extension": extensions.refusal_came,
    "ladder": pressing.ladder_reason_came,
    "urgent": pressing.urgent_reason_came,
}
