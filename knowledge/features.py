"""What is compared of a question and a phrasing, as numbers from 0 to 1 that do not depend on the size of the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq, Postfix, Prefix

from knowledge.index import kind_bits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from knowledge.index import Hits, Phrasing
    from knowledge.postings import Floats, Numbers

    Matrix = NDArray[np.float32]

FEATURES = (
    "words_said",  # how much of the question's words the phrasing holds, by rarity
    "words_held",  # how much of the phrasing's words the question holds
    "words_known",  # how much of those words of the question that the bank knows
    "words_lacking",  # the rarest word of the question that the phrasing lacks
    "words_besides",  # the rarest word of the phrasing that the question lacks
    "pairs_said",  # the same for neighbouring characters
    "pairs_held",
    "pairs_known",
    "pairs_lacking",
    "pairs_besides",
    "letters_said",  # and for single ones: most of what short questions and titles share
    "letters_held",
    "letters_known",
    "letters_lacking",
    "letters_besides",
    "related_said",  # what is not said but may be meant, against the question's words
    "related_held",  # and against the phrasing's
    "body_words_said",  # how much of the question stands in the answer, topic or sources
    "body_pairs_said",
    "body_letters_said",
    "body_words",  # the search score of the answer by words, against the best one
    "body_pairs",
    "body_letters",
    "ratio",  # edit similarity
    "partial",  # edit similarity of the shorter one with the best part of the longer one
    "order",  # the longest common subsequence
    "beginning",  # the common beginning, against the shorter one
    "end",
    "length",  # the shorter length against the longer one
    "kind_same",
    "kind_other",
    "number_other",
    "negation_other",
    "law",  # an article of a law, of a code, of rules
    "code",
    "rules",
    "search",  # the search score against the best one
)
"""The columns of a matrix of features."""
_RELATIVE = tuple(FEATURES.index(name) for name in ("body_words", "body_pairs", "body_letters", "search"))
_LEAST = 1e-6


def features_of(question: Phrasing, found: Sequence[Hits]) -> Matrix:
    """Compare a question with the phrasings found for it, a row each, part after part."""
    rows = np.concatenate([_compared(question, hits) for hits in found])
    for column in _RELATIVE:
        rows[:, column] /= rows[:, column].max(initial=_LEAST)
    return rows


def _compared(question: Phrasing, hits: Hits) -> Matrix:
    part, phrasings = hits.part, hits.phrasings
    text, texts = question.canonical, [part.canonical[place] for place in phrasings.tolist()]
    entries = part.entry_of[phrasings]
    lengths = np.array([len(one) for one in texts], dtype=np.float32)
    shorter = np.minimum(lengths, len(text)) + _LEAST
    common = _each(text, texts, LCSseq.similarity)
    kinds, asked_kinds = part.kinds[phrasings], kind_bits(question.kinds)
    both = kinds & asked_kinds
    columns = (
        *_said(hits),
        *_body(hits, entries),
        2 * common / (lengths + len(text) + _LEAST),
        _each(text, texts, fuzz.partial_ratio) / 100,
        common / (np.maximum(lengths, len(text)) + _LEAST),
        _each(text, texts, Prefix.similarity) / shorter,
        _each(text, texts, Postfix.similarity) / shorter,
        shorter / (np.maximum(lengths, len(text)) + _LEAST),
        both > 0,
        (both == 0) & (kinds > 0) & (asked_kinds > 0),
        [_differ(question.numbers, part.numbers.get(place)) for place in phrasings.tolist()],
        part.negated[phrasings] != question.negated,
        *part.authority[entries].T,
        hits.scores,
    )
    return np.array(columns, dtype=np.float32).T


def _said(hits: Hits) -> Iterator[Floats]:
    """How much words, pairs and letters share, each of them in five ways, and what may be meant in two."""
    fields, asked = hits.part.said, (hits.asked.words, hits.asked.pairs, hits.asked.letters)
    held = fields.within(hits.phrasings, asked, besides=hits.asked.related)
    shared = fields.told(held, [*(terms.rarity for terms in asked), 0 * hits.asked.related_weights])
    mass = fields.mass[hits.phrasings] + _LEAST
    lacking, besides = held.rarest_lacking(asked), fields.rarest_besides(held)
    for field, (postings, terms) in enumerate(
        zip((hits.part.words, hits.part.pairs, hits.part.letters), asked, strict=True)
    ):
        yield shared[:, field] / (terms.total + _LEAST)
        yield shared[:, field] / mass[:, field]
        yield shared[:, field] / terms.rarity.sum(initial=_LEAST)
        yield lacking[:, field] / postings.unseen
        yield besides[:, field] / postings.unseen
    nothing = [0 * terms.rarity for terms in asked]
    related = fields.told(held, [*nothing, hits.asked.related_weights])[:, 0]
    yield np.minimum(related / (hits.asked.words.total + _LEAST), 1)
    yield np.minimum(related / mass[:, 0], 1)


def _body(hits: Hits, entries: Numbers) -> Iterator[Floats]:
    """What share of the question's words, pairs and letters stand in the answer, and their search scores."""
    fields, asked = hits.part.bodies, (hits.asked.body_words, hits.asked.body_pairs, hits.asked.body_letters)
    different, whose = np.unique(entries, return_inverse=True)
    held = fields.within(different, asked)
    rarity = [terms.rarity for terms in asked]
    said = fields.told(held, rarity) / np.array([terms.total + _LEAST for terms in asked], dtype=np.float32)
    yield from said[whose].T
    yield from fields.told(held, rarity, counted=True)[whose].T


def _each(text: str, texts: Sequence[str], scorer: Callable[..., float]) -> Floats:
    return process.cdist([text], texts, scorer=scorer, dtype=np.float32)[0] if texts else np.zeros(0, np.float32)


def _differ(some: frozenset[str], others: frozenset[str] | None) -> bool:
    return bool(some and others and not some & others)
