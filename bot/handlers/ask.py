"""A citizen asks; the bank answers, offers, or says that it does not know."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.handlers import packages, wordings
from bot.texts import answers as said
from bot.texts import office
from knowledge.answers import Answer, Before, Decision
from knowledge.redaction import mask
from knowledge.statutes import id_of
from reminders.outbox import DeliveryKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply
    from bot.ports.stores import Gap


TOPIC_LIFETIME = timedelta(minutes=5)
"""So long a further question may lean on the answer before it."""
_ASKED, _ASKED_OF, _ASKED_AT = "asked", "asked_of", "asked_at"


def ask(visit: Visit, text: str) -> tuple[Reply, ...]:
    """One reply for each question in the message; a topic's card when nothing but a topic was named."""
    text = packages.meant(visit, text)
    return packages.by_name(visit, text) or _answered(visit, text)


def _answered(visit: Visit, text: str) -> tuple[Reply, ...]:
    """One reply for each question in the message, and what to do with those that were too many."""
    answers = visit.house.desk.answer(text, today=visit.today, before=_before(visit))
    wordings.learn(visit, text, answers)
    _remember(visit, answers[-1])
    found = {answer.entry.id for answer in answers if answer.entry is not None}
    replies = tuple(_reply(visit, answer, found, several=len(answers) > 1) for answer in answers)
    left = answers[-1].left
    return (*replies, said.more_asked(left, answered=len(answers))) if left else replies


def _before(visit: Visit) -> Before | None:
    """What this person was answered last, within the last minutes."""
    dialog = visit.dialog()
    fresh = _ASKED in dialog and datetime.fromisoformat(dialog[_ASKED_AT]) + TOPIC_LIFETIME > visit.now
    return Before(question=dialog[_ASKED], entry_id=dialog[_ASKED_OF]) if fresh else None


def _remember(visit: Visit, answer: Answer) -> None:
    """Keep, masked, what the next question may lean on; small talk and the like leave it as it is.

    Whatever else the person's dialog holds stays, and what they are in the middle of is not put off for it.
    """
    dialog = visit.dialog()
    if "step" in dialog or answer.elsewhere:
        return
    before = answer.before
    other = {key: value for key, value in dialog.items() if key not in {_ASKED, _ASKED_OF, _ASKED_AT}}
    if before is not None:
        kept = {_ASKED: mask(before.question), _ASKED_OF: before.entry_id, _ASKED_AT: visit.now.isoformat()}
        visit.begin(other | kept)
    elif other:
        visit.begin(other)
    else:
        visit.end()


def _reply(visit: Visit, answer: Answer, found: Collection[str], *, several: bool) -> Reply:
    entry = answer.entry
    visit.store.gaps.log_question(
        mask(answer.question),
        decision=answer.decision.value,
        entry_id=entry.id if entry else "",
        confidence=answer.confidence,
        at=visit.now,
    )
    if entry is not None and entry.statute:
        return said.found(answer, office=visit.house.office)
    if entry is not None:
        return packages.answered(visit, entry, also=found)
    if answer.decision is Decision.SUGGEST:
        return said.suggestions(answer, several=several)
    if answer.elsewhere:
        return said.referred(answer)
    gap = _gap(visit, answer.question, answer.refer.to if answer.refer else "")
    return said.unknown(answer, office=visit.house.office, gap=gap, several=several, group=bool(visit.incoming.group))


def _gap(visit: Visit, question: str, unit: str) -> Gap:
    """Record a question without an answer, masked."""
    return visit.store.gaps.add(mask(question), person_id=visit.person.id, unit=unit, at=visit.now)


def none_of_these(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """都不是: the bank offered, and none was meant."""
    if not parts["rest"]:
        return (said.no_gap(),)
    wordings.forget(visit, parts["rest"])
    unit = ""
    for answer in visit.house.desk.answer(parts["rest"], today=visit.today):
        if answer.refer is not None and not answer.elsewhere:
            unit = answer.refer.to
        elif answer.candidates:
            unit = answer.candidates[0].entry.unit
    gap = _gap(visit, parts["rest"], unit)
    return (said.gap_taken(gap, office=visit.house.office, group=bool(visit.incoming.group)),)


def whole_article(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """全文 社会保险法第十五条."""
    entry_id = id_of(parts["rest"])
    article = visit.store.statutes.get(entry_id) if entry_id else None
    return (said.article_reply(article, office=visit.house.office, whole=True) if article else said.no_article(),)


def withdraw(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """不用了: the last open question is dropped."""
    open_ = [gap for gap in visit.store.gaps.of_person(visit.person.id) if gap.state == "open"]
    if not open_:
        return (said.no_gap(),)
    visit.store.gaps.close(open_[-1].id, state="withdrawn")
    return (said.gap_withdrawn(),)


def my_questions(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """我的提问."""
    return (said.my_questions(visit.store.gaps.of_person(visit.person.id)),)


def rate_useful(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """有用 E012."""
    return _rate(visit, parts["entry"], useful=True)


def rate_useless(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """没解决 E012."""
    return _rate(visit, parts["entry"], useful=False)


def _rate(visit: Visit, entry_id: str, *, useful: bool) -> tuple[Reply, ...]:
    if visit.store.entries.get(entry_id) is None and visit.store.statutes.get(entry_id) is None:
        return (said.rating_of_nothing(),)
    visit.store.gaps.rate(entry_id, person_id=visit.person.id, useful=useful, at=visit.now)
    return (said.rated(useful=useful),)


def gaps(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """未答: for the office."""
    return (office.gaps(visit.store.gaps.open()),)


def answer_gap(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """答复 G12 内容: to who asked; the question closes."""
    gap = visit.store.gaps.get(int(parts["number"]))
    if gap is None or gap.state != "open" or not parts["rest"]:
        return (office.no_such_question(f"G{parts['number']}"),)
    settle(visit, gap, parts["rest"])
    return (office.gap_answered(gap),)


def settle(visit: Visit, gap: Gap, text: str) -> None:
    """Send the answer to who asked, and close the question."""
    person = visit.store.people.get(gap.person_id)
    if person is not None:
        reply = said.gap_answered(gap, text, office=visit.house.office)
        visit.send(person, reply, key=f"gap:{gap.id}", kind=DeliveryKind.ANSWER)
    visit.store.gaps.close(gap.id, state="answered")
    visit.record("gap.answered", f"gap:{gap.id}")
