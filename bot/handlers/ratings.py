"""Citizens say whether an answer helped, and why not; the office and the units look at what did not (差评)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot import ratings
from bot.handlers import ask
from bot.handlers.answered import last
from bot.ports.people import Role
from bot.texts import answers
from bot.texts import ratings as said
from knowledge.ratings import Rating
from knowledge.redaction import mask
from knowledge.text import narrow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply

LONGEST_NOTE = 200


def useful(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """有用 E012; 有用 alone is of what was answered last."""
    key, _ = _meant(visit, parts)
    return _rate(visit, Rating(entry_id=key, useful=True, at=visit.now)) or (answers.rated(useful=True),)


def useless(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """没解决 E012 已过时; without a reason it is offered, and what was answered so goes to the unit, once."""
    key, words = _meant(visit, parts)
    before = visit.store.ratings.of(key, person_id=visit.person.id)
    again = before is not None and not before.useful
    reason, note = said.reason_from(words) if words else (None, "")
    if before is not None and again and reason is None:
        reason, note = before.reason, before.note
    rating = Rating(entry_id=key, useful=False, at=visit.now, reason=reason, note=mask(note)[:LONGEST_NOTE])
    refused = _rate(visit, rating)
    if refused:
        return refused
    if words and reason is not None and again:
        return (said.noted(reason, note, explained=ratings.subject(visit.house, key) is not None),)
    reply = ask.not_helped(visit, key)
    return (reply if reason is not None else replace(reply, buttons=(*said.why(key), *reply.buttons)),)


def listed(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """差评: the unit's own for who speaks for one, everybody's for the office."""
    found = ratings.by_unit(visit.house, ratings.standings(visit.house, visit.now))
    mine = visit.person.role in {Role.LIAISON, Role.LEADER}
    shown = {unit: some for unit, some in found.items() if not mine or unit == visit.person.unit}
    return (said.listed(shown, mine=visit.person.role is Role.LIAISON),)


def _meant(visit: Visit, parts: Mapping[str, str]) -> tuple[str, str]:
    """The id of the answer that is rated, and what is said of it.

    Without an id it is what was answered last, and all the words are about it; 刚才 is what did not help last.
    """
    key, words = parts["entry"], parts["rest"]
    after = words[len(key) :].lstrip(" ，,：:\n")
    if key == said.LATELY:
        return visit.store.ratings.last_useless(person_id=visit.person.id), after
    # a colon stands in the id of an article or a card alone, and words are seldom Latin
    if not (key and (key.isascii() or ":" in key or _known(visit, key))):
        return last(visit.dialog()), words
    return key, after if narrow(words).startswith(key) else words


def _known(visit: Visit, key: str) -> bool:
    return ratings.subject(visit.house, key) is not None or visit.store.statutes.get(key) is not None


def _rate(visit: Visit, rating: Rating) -> tuple[Reply, ...]:
    """Keep it; what is said where there is no such answer."""
    if not rating.entry_id:
        return (answers.rating_of_which(),)
    if not _known(visit, rating.entry_id):
        return (answers.rating_of_nothing(),)
    visit.store.ratings.put(rating, person_id=visit.person.id)
    return ()
