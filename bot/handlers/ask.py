"""A citizen asks; the bank answers, offers, or says that it does not know."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.handlers import packages, wordings
from bot.handlers.answered import NONE, lately, with_answers
from bot.matters import take
from bot.matters import withdraw as withdraw_question
from bot.texts import answers as said
from bot.texts import matters
from knowledge.answers import Answer, Before, Decision
from knowledge.redaction import mask
from knowledge.statutes import id_of
from reminders.questions import QuestionState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply
    from reminders.questions import Matter, Question


TOPIC_LIFETIME = timedelta(minutes=5)
"""So long a further question may lean on the answer before it."""
REFERRED = "referred"
"""How the record names a question that belongs elsewhere, beside the desk's decisions."""
_ASKED, _ASKED_OF, _ASKED_AT = "asked", "asked_of", "asked_at"


def ask(visit: Visit, text: str) -> tuple[Reply, ...]:
    """One reply for each question in the message; a topic's card when nothing but a topic was named."""
    text = packages.meant(visit, text)
    return packages.by_name(visit, text) or _answered(visit, text)


def _answered(visit: Visit, text: str) -> tuple[Reply, ...]:
    """One reply for each question in the message, and what to do with those that were too many."""
    answers = visit.house.desk.answer(text, today=visit.today, before=_before(visit))
    wordings.learn(visit, text, answers)
    _remember(visit, answers)
    found = {answer.entry.id for answer in answers if answer.entry is not None}
    replies = tuple(_reply(visit, answer, found, several=len(answers) > 1) for answer in answers)
    left = answers[-1].left
    return (*replies, said.more_asked(left, answered=len(answers))) if left else replies


def _before(visit: Visit) -> Before | None:
    """What this person was answered last, within the last minutes."""
    dialog = visit.dialog()
    fresh = _ASKED in dialog and datetime.fromisoformat(dialog[_ASKED_AT]) + TOPIC_LIFETIME > visit.now
    return Before(question=dialog[_ASKED], entry_id=dialog[_ASKED_OF]) if fresh else None


def _remember(visit: Visit, answers: Sequence[Answer]) -> None:
    """Keep, masked, what was answered and what the next question may lean on; small talk and the like leave that be.

    Whatever else the person's dialog holds stays, and what they are in the middle of is not put off for it.
    """
    dialog, last = visit.dialog(), answers[-1]
    if "step" in dialog:
        return
    kept = dict(dialog)
    if not last.elsewhere:
        kept = {key: value for key, value in dialog.items() if key not in {_ASKED, _ASKED_OF, _ASKED_AT}}
        if last.before is not None:
            kept[_ASKED], kept[_ASKED_OF] = mask(last.before.question), last.before.entry_id
            kept[_ASKED_AT] = visit.now.isoformat()
    found = {one.before.entry_id: mask(one.before.question) for one in answers if one.before and one.entry}
    if last.entry is None and not last.elsewhere:
        found[NONE] = ""
    kept = with_answers(kept, found)
    if kept:
        visit.begin(kept)
    else:
        visit.end()


def _log(visit: Visit, answer: Answer) -> None:
    """Record the question with what it is about: of the answer, else of the likeliest offer, else whose it seems."""
    near = answer.entry or (answer.offered[0].entry if answer.decision is Decision.SUGGEST else None)
    title = next((source.title for source in near.sources), "") if near else ""
    unit = answer.refer.to if answer.refer and not answer.elsewhere else ""
    visit.store.question_log.add(
        mask(answer.question),
        decision=REFERRED if answer.elsewhere else answer.decision.value,
        entry_id=answer.entry.id if answer.entry else "",
        confidence=answer.confidence,
        at=visit.now,
        topic=(title if near.statute else near.topic) if near else "",
        unit=near.unit if near else unit,
    )


def _reply(visit: Visit, answer: Answer, found: Collection[str], *, several: bool) -> Reply:
    entry = answer.entry
    _log(visit, answer)
    if entry is not None and entry.statute:
        return said.found(answer, office=visit.house.office)
    if entry is not None:
        return packages.answered(visit, entry, also=found)
    if answer.decision is Decision.SUGGEST:
        return said.suggestions(answer, several=several)
    if answer.elsewhere:
        return said.referred(answer)
    question, matter = _keep(visit, answer.question, answer.refer.to if answer.refer else "")
    waits, undo = _waits(visit, matter), matters.not_wanted(question)
    return said.unknown(answer, office=visit.house.office, waits=waits, undo=undo, several=several)


def _keep(visit: Visit, question: str, unit: str, *, entry_id: str = "") -> tuple[Question, Matter]:
    """Keep a question without an answer, masked, with those that ask the same."""
    return take(visit.house, question, person=visit.person, unit=unit, now=visit.now, entry_id=entry_id)


def _waits(visit: Visit, matter: Matter) -> str:
    """What becomes of the question, and where the answer will be said."""
    return matters.where(matter, today=visit.today, office=visit.house.office, group=bool(visit.incoming.group))


def none_of_these(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """都不是: the bank offered, and none was meant."""
    if not parts["rest"]:
        return (matters.nothing_waits(),)
    wordings.forget(visit, parts["rest"])
    question, matter = _keep(visit, parts["rest"], _whose(visit, parts["rest"]))
    return (matters.taken(question, _waits(visit, matter)),)


def _whose(visit: Visit, question: str) -> str:
    """The unit that a question seems to belong to, by its words or by what is near it; empty where none does."""
    unit = ""
    for answer in visit.house.desk.answer(question, today=visit.today):
        if answer.refer is not None and not answer.elsewhere:
            unit = answer.refer.to
        elif answer.candidates:
            unit = answer.candidates[0].entry.unit
    return unit


def whole_article(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """全文 社会保险法第十五条."""
    entry_id = id_of(parts["rest"])
    article = visit.store.statutes.get(entry_id) if entry_id else None
    return (said.article_reply(article, office=visit.house.office, whole=True) if article else said.no_article(),)


def withdraw(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """不用了: the last question that waits is withdrawn; 不用了 G12: all that the person asked of that matter."""
    asked = [one for one, _ in visit.store.matters.of_person(visit.person.id)]
    waiting = [one for one in asked if one.state is QuestionState.WAITING]
    which = int(parts["number"]) if parts["number"] else waiting[-1].matter if waiting else 0
    mine = [one for one in waiting if one.matter == which]
    if not mine:
        told = any(one.matter == which and one.state is QuestionState.TOLD for one in asked)
        return (matters.told_already() if told else matters.nothing_waits(),)
    for one in mine:
        withdraw_question(visit.house, one, now=visit.now)
    return (matters.withdrawn(mine[-1]),)


def my_questions(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """我的提问."""
    return (matters.mine(visit.store.matters.of_person(visit.person.id), today=visit.today),)


def not_helped(visit: Visit, entry_id: str) -> Reply:
    """没解决: what was asked goes to the unit that explains the answer.

    Where only the words of a law were found, the question has no answer yet.
    """
    entry, asked = visit.store.entries.get(entry_id), _asked_before(visit, entry_id)
    if not asked:
        return said.rated(useful=False, explained=visit.store.statutes.get(entry_id) is None)
    unit, about = (entry.unit, entry.id) if entry else (_whose(visit, asked), "")
    question, matter = _keep(visit, asked, unit, entry_id=about)
    return said.rated(useful=False, waits=_waits(visit, matter), undo=matters.not_wanted(question))


def _asked_before(visit: Visit, entry_id: str) -> str:
    """What this person asked to get that answer, lately or as a question that waited; empty where it is not known."""
    waited = visit.store.matters.of_person(visit.person.id)
    told = {matter.entry_id: question.text for question, matter in waited if question.state is QuestionState.TOLD}
    return lately(visit.dialog()).get(entry_id) or told.get(entry_id, "")
