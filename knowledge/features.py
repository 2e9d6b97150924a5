"""What is compared of a question and a phrasing, as numbers from 0 to 1 that do not depend on the size of the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq, Postfix, Prefix

from knowledge.index import kind_bits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from knowledge.index import Hits, Phrasing
    from knowledge.postings import Floats, Numbers, Postings, Terms

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
    "meaning",  # how alike the wordings are in meaning
    "body_meaning",  # and the question and the answer
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
    part, asked, phrasings = hits.part, hits.asked, hits.phrasings
    text, texts = question.canonical, [part.canonical[place] for place in phrasings.tolist()]
    entries = part.entry_of[phrasings]
    related = part.words.told(part.words.within(phrasings, asked.related.known), asked.related_weights)
    lengths = np.array([len(one) for one in texts], dtype=np.float32)
    shorter = np.minimum(lengths, len(text)) + _LEAST
    kinds, asked_kinds = part.kinds[phrasings], kind_bits(question.kinds)
    both = kinds & asked_kinds
    bodies = (
        _body(part.body_words, entries, asked.body_words),
        _body(part.body_pairs, entries, asked.body_pairs),
        _body(part.body_letters, entries, asked.body_letters),
    )
    columns = (
        *_shares(part.words, phrasings, asked.words),
        *_shares(part.pairs, phrasings, asked.pairs),
        *_shares(part.letters, phrasings, asked.letters),
        np.minimum(related / (asked.words.total + _LEAST), 1),
        np.minimum(related / (part.words.mass[phrasings] + _LEAST), 1),
        *(said for said, _ in bodies),
        *(score for _, score in bodies),
        part.likeness(asked, phrasings),
        part.body_likeness(asked, entries),
        _each(text, texts, fuzz.ratio) / 100,
        _each(text, texts, fuzz.partial_ratio) / 100,
        _each(text, texts, LCSseq.normalized_similarity),
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
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def _shares(field: Postings, phrasings: Numbers, terms: Terms) -> tuple[Floats, ...]:
    within = field.within(phrasings, terms.known)
    shared = field.told(within, terms.rarity)
    known = terms.rarity.sum(initial=_LEAST)
    return (
        shared / (terms.total + _LEAST),
        shared / (field.mass[phrasings] + _LEAST),
        shared / known,
        field.rarest_lacking(within, terms) / field.unseen,
        field.rarest_besides(within) / field.unseen,
    )


def _body(field: Postings, entries: Numbers, terms: Terms) -> tuple[Floats, Floats]:
    """What share of the question stands there, and the search score."""
    within = field.within(entries, terms.known)
    said = field.told(within, terms.rarity) / (terms.total + _LEAST)
    return said, field.told(within, terms.rarity, counted=True)


def _each(text: str, texts: Sequence[str], scorer: Callable[..., float]) -> Floats:
    return process.cdist([text], texts, scorer=scorer, dtype=np.float32)[0] if texts else np.zeros(0, np.float32)


def _differ(some: frozenset[str], others: frozenset[str] | None) -> bool:
    return bool(some and others and not some & others)
