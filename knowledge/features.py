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

    from knowledge.index import Hits, Part, Phrasing
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
        part.likeness(hits.asked, phrasings),
        part.body_likeness(hits.asked, entries),
        2 * common / (lengths + len(text) + _LEAST),
        _each(text, texts, fuzz.partial_ratio) / 100,
        common / (np.maximum(lengths, len(text)) + _LEAST),
        _each(text, texts, Prefix.similarity) / shorter,
        _each(text, texts, Postfix.similarity) / shorter,
        shorter / (np.maximum(lengths, len(text)) + _LEAST),
        both > 0,
        (both == 0) & (kinds > 0) & (asked_kinds > 0),
        _differ(question.numbers, part, phrasings),
        part.negated[phrasings] != question.negated,
        *part.authority[entries].T,
        hits.scores,
    )
    return np.array(columns, dtype=np.float32).T


def _said(hits: Hits) -> Iterator[Floats]:
    """How much words, pairs and letters share, each of them in five ways, and what may be meant in two."""
    fields, related = hits.part.said, hits.asked.related_weights
    asked = (hits.asked.words, hits.asked.pairs, hits.asked.letters)
    rarity = [terms.rarity for terms in asked]
    held = fields.within(hits.phrasings, asked, besides=hits.asked.related)
    shared = fields.told(held, [*rarity, 0 * related])
    mass = fields.mass[hits.phrasings] + _LEAST
    total = np.array([terms.total + _LEAST for terms in asked], dtype=np.float32)
    known = np.array([one.sum(initial=_LEAST) for one in rarity], dtype=np.float32)
    unseen = np.array([one.unseen for one in (hits.part.words, hits.part.pairs, hits.part.letters)], dtype=np.float32)
    ways = (
        shared / total,
        shared / mass,
        shared / known,
        held.rarest_lacking(asked) / unseen,
        fields.rarest_besides(held) / unseen,
    )
    yield from np.stack(ways, axis=2).reshape(len(shared), len(ways) * len(asked)).T
    meant = np.zeros(len(shared), dtype=np.float32)
    if len(related):
        meant = fields.told(held, [*(0 * one for one in rarity), related])[:, 0]
    yield np.minimum(meant / total[0], 1)
    yield np.minimum(meant / mass[:, 0], 1)


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


def _differ(asked: frozenset[str], part: Part, phrasings: Numbers) -> Floats:
    """Where the question and a phrasing both say numbers, and none of them is the same."""
    different = np.zeros(len(phrasings), dtype=np.float32)
    for row, place in enumerate(phrasings.tolist() if asked else ()):
        said = part.numbers.get(place)
        different[row] = said is not None and not asked & said
    return different
