"""What is compared of a question and a phrasing, as numbers that do not depend on the size of the bank (特征).

They are from 0 to 1, but for two: likenesses in meaning go down to -1; and what a term tells that one of the two lacks,
counted against what nobody knows, exceeds 1 where the term tells much in the language at large.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq, Postfix, Prefix

from knowledge.phrasings import kind_bits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from knowledge.index import Hits, Part
    from knowledge.phrasings import Phrasing
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
    "matter",  # how far they are about the same matter
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
_COLUMN = {name: column for column, name in enumerate(FEATURES)}
_RELATIVE = tuple(_COLUMN[name] for name in ("body_words", "body_pairs", "body_letters", "search"))
_WAYS = 5
"""in which words, pairs and letters are compared"""
_FIELDS = 3
_LEAST = 1e-6


def features_of(question: Phrasing, found: Sequence[Hits]) -> Matrix:
    """Compare a question with the phrasings found for it, a row each, part after part."""
    rows = np.concatenate([_compared(question, hits) for hits in found])
    for column in _RELATIVE:
        rows[:, column] /= rows[:, column].max(initial=_LEAST)
    return rows


def _compared(question: Phrasing, hits: Hits) -> Matrix:
    part, phrasings = hits.part, hits.phrasings
    entries = part.entry_of[phrasings]
    rows = np.empty((len(phrasings), len(FEATURES)), dtype=np.float32)
    _said(hits, rows[:, : _COLUMN["body_words_said"]])
    _body(hits, entries, rows[:, _COLUMN["body_words_said"] : _COLUMN["meaning"]])
    rows[:, _COLUMN["meaning"]] = part.likeness(hits.asked, phrasings)
    rows[:, _COLUMN["matter"]] = part.same_matter(hits.asked, phrasings)
    rows[:, _COLUMN["body_meaning"]] = part.body_likeness(hits.asked, entries)
    _written(question.canonical, [part.canonical[place] for place in phrasings.tolist()], rows)
    kinds, asked_kinds = part.kinds[phrasings], kind_bits(question.kinds)
    same = (kinds & asked_kinds) > 0
    rows[:, _COLUMN["kind_same"]] = same
    rows[:, _COLUMN["kind_other"]] = ~same & (kinds > 0) if asked_kinds else 0
    rows[:, _COLUMN["number_other"]] = _differ(question.numbers, part, phrasings)
    rows[:, _COLUMN["negation_other"]] = part.negated[phrasings] != question.negated
    rows[:, _COLUMN["law"] : _COLUMN["search"]] = part.authority[entries]
    rows[:, _COLUMN["search"]] = hits.scores
    return rows


def _said(hits: Hits, columns: Matrix) -> None:
    """How much words, pairs and letters share, each of them in five ways, and what may be meant in two."""
    fields, asked = hits.part.said, hits.asked.said
    held = fields.within(hits.phrasings, asked)
    told = held.told()
    meant, shared = told[:, 0], told[:, 1:]
    mass = held.mass() + _LEAST
    total = asked.totals[1:] + _LEAST
    known = np.add.reduceat(asked.weights, asked.starts[1:-1]) + _LEAST
    np.divide(shared, total, out=columns[:, 0 : _WAYS * _FIELDS : _WAYS])
    np.divide(shared, mass, out=columns[:, 1 : _WAYS * _FIELDS : _WAYS])
    np.divide(shared, known, out=columns[:, 2 : _WAYS * _FIELDS : _WAYS])
    np.divide(held.rarest_lacking()[:, 1:], fields.unseen, out=columns[:, 3 : _WAYS * _FIELDS : _WAYS])
    np.divide(held.rarest_besides(), fields.unseen, out=columns[:, 4 : _WAYS * _FIELDS : _WAYS])
    columns[:, -2] = np.minimum(meant / total[0], 1)
    columns[:, -1] = np.minimum(meant / mass[:, 0], 1)


def _body(hits: Hits, entries: Numbers, columns: Matrix) -> None:
    """What share of the question's words, pairs and letters stand in the answer, and their search scores."""
    asked = hits.asked.bodies
    if not asked:
        columns[:] = 0
        return
    different = {entry: row for row, entry in enumerate(dict.fromkeys(entries.tolist()))}
    held = hits.part.bodies.within(np.array(list(different), dtype=np.int64), asked)
    whose = [different[entry] for entry in entries.tolist()]
    columns[:, :_FIELDS] = (held.told() / (asked.totals + _LEAST))[whose]
    columns[:, _FIELDS:] = held.counted()[whose]


def _written(text: str, texts: Sequence[str], rows: Matrix) -> None:
    """How alike the wordings are, character by character."""
    lengths = np.array([len(one) for one in texts], dtype=np.float32)
    shorter = np.minimum(lengths, len(text)) + _LEAST
    longer = np.maximum(lengths, len(text)) + _LEAST
    common = _each(text, texts, LCSseq.similarity)
    rows[:, _COLUMN["ratio"]] = 2 * common / (lengths + len(text) + _LEAST)
    rows[:, _COLUMN["partial"]] = _each(text, texts, fuzz.partial_ratio) / 100
    rows[:, _COLUMN["order"]] = common / longer
    rows[:, _COLUMN["beginning"]] = _each(text, texts, Prefix.similarity) / shorter
    rows[:, _COLUMN["end"]] = _each(text, texts, Postfix.similarity) / shorter
    rows[:, _COLUMN["length"]] = shorter / longer


def _each(text: str, texts: Sequence[str], scorer: Callable[..., float]) -> Floats:
    return process.cdist([text], texts, scorer=scorer, dtype=np.float32)[0] if texts else np.zeros(0, np.float32)


def _differ(asked: frozenset[str], part: Part, phrasings: Numbers) -> Floats:
    """Where the question and a phrasing both say numbers, and none of them is the same."""
    different = np.zeros(len(phrasings), dtype=np.float32)
    for row, place in enumerate(phrasings.tolist() if asked else ()):
        said = part.numbers.get(place)
        different[row] = said is not None and not asked & said
    return different
