"""投诉建议: anybody says it, the office hears and answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.texts import suggestions as said
from knowledge.redaction import mask
from reminders.outbox import DeliveryKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply


def take(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """投诉建议 内容; without a text it is asked for."""
    return text_came(visit, parts["rest"])


def text_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """The words, masked and kept before the office is told."""
    if not text:
        visit.begin({"step": "suggestion"})
        return (said.asked(),)
    if visit.dialog().get("step") == "suggestion":
        visit.end()
    one = visit.store.suggestions.add(mask(text), person_id=visit.person.id, unit=visit.person.unit, at=visit.now)
    visit.tell_office(said.for_office(one), key=f"suggestion:{one.id}")
    visit.record("complaint.received", f"suggestion:{one.id}")
    return (said.taken(one),)


def listed(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """投诉建议列表."""
    return (said.listed(visit.store.suggestions.open(), visit.store.suggestions.answered()),)


def answer(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """回复建议 3 内容: to whoever made it."""
    one = visit.store.suggestions.get(int(parts["number"]))
    if one is None:
        return (said.no_such(int(parts["number"])),)
    if one.answered_at is not None:
        return (said.answered_before(one),)
    if not parts["rest"]:
        return (said.answer_asked(one.id),)
    visit.store.suggestions.answer(one.id, parts["rest"], by=visit.person.id, at=visit.now)
    person = visit.store.people.get(one.person_id)
    if person is not None:
        reply = said.answer(one, parts["rest"], office=visit.house.office.name)
        visit.send(person, reply, key=f"suggested:{one.id}", kind=DeliveryKind.ANSWER)
    visit.record("complaint.answered", f"suggestion:{one.id}")
    return (said.answer_sent(one),)
