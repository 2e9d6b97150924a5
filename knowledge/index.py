"""Which phrasings may be meant: words and neighbouring characters of the whole bank, searched at once (检索).

Every phrasing (the standard question and each similar one) is a document of its own, so that an entry with many
phrasings is found by the nearest of them; questions that an entry must not answer stand among them and bar it. What
stands beside the question (answer, topic, sources) is one more document an entry, with less weight: it finds questions
that use the answer's words.

An index never changes. `Index.edited` gives another one that shares all that stayed the same, so that a change is
answered from at once however large the bank is; what changed is kept in a small part of its own beside the large one.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.authority import authority
from knowledge.fields import Fields, looked
from knowledge.meanings import SCALE
from knowledge.phrasings import Gathered, reading_of, texts_of
from knowledge.postings import K1, Postings, code_of, codes_of, spans
from knowledge.text import normal
from knowledge.tokenizer import bigrams

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from knowledge.entries import Entry
    from knowledge.fields import Terms
    from knowledge.phrasings import Phrasing, Reading
    from knowledge.postings import Floats, Numbers, Scores
    from knowledge.tokenizer import Tokenizer

LENGTH_OF_PHRASING = 0.5
LENGTH_OF_BODY = 0.75
WORD_WEIGHT = 1.0
PAIR_WEIGHT = 0.5
RELATED_WEIGHT = 0.8
BODY_WEIGHT = 0.7
BODY_MEANING = 120
"""So many characters of an answer say what it is about."""
LOOKED_AT_WHOLE = 20_000
"""A bank of so many phrasings is searched for meanings too; in a larger one meanings only rank what words find."""
BY_MEANING = 20
"""So many phrasings are found by meaning."""
MOST_EDITED = 2000
"""So many entries may stand in the small part before the whole bank is read anew."""
_MOSTLY = 0.5
_WORDS, _PAIRS, _LETTERS = range(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question's terms as one part of a bank knows them."""

    said: Terms
    """what is not said but may be meant; then words, pairs, letters"""
    bodies: Terms
    """words, pairs, letters"""
    meaning: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """The phrasings of one part nearest to a question, best first, with their search scores."""

    part: Part
    asked: Asked
    phrasings: Numbers
    scores: Floats


class Part:
    """Entries read once: their phrasings and bodies as terms. Places count the entries of this part from 0."""

    def __init__(
        self,
        entries: Sequence[Entry],
        tokenizer: Tokenizer,
        *,
        like: Part | None = None,
        known: Mapping[Entry, Reading] | None = None,
    ) -> None:
        """Read every phrasing and body not yet `known`; with `like`, words tell as much as in that larger part."""
        self.entries = tuple(entries)
        self.like: Part | None = like
        self.readings: dict[Entry, Reading] = {}
        read = Gathered()
        for place, entry in enumerate(self.entries):
            reading = (known or {}).get(entry) or reading_of(entry, tokenizer)
            if like is not None:
                self.readings[entry] = reading
            read.take(place, reading)
        self.canonical = read.canonical
        self.vocabulary = read.vocabulary
        self.numbers = read.numbers
        self.entry_of: Numbers = np.array(read.entry_of, dtype=np.int32)
        self.starts: Numbers = self.entry_of.searchsorted(np.arange(len(self.entries) + 1)).astype(np.int32)
        self.barring: NDArray[np.bool_] = np.array(read.barring, dtype=bool)
        self.kinds = np.array(read.kinds, dtype=np.int32)
        self.negated = np.array(read.negated, dtype=bool)
        said = self._said(read, tokenizer)
        lengths = said[_WORDS].lengths + said[_PAIRS].lengths
        self.usual_length: float = (
            like.usual_length if like else max(float(lengths.mean()) if len(lengths) else 0.0, 1.0)
        )
        self.length = _shortness(lengths / self.usual_length)
        self.shortest = float(self.length.max(initial=0.0))
        """what the score of the shortest is worth"""
        self.said = Fields(said)
        self.bodies = Fields(self._bodies(read))
        self._meanings = tokenizer.meanings
        packed = self._meanings.packed_again if like else self._meanings.packed
        self.meanings = packed(read.plain)
        self.body_meanings = packed(normal(entry.answer[:BODY_MEANING]) for entry in self.entries)
        self.authority = np.array([authority(entry.question) for entry in self.entries], dtype=np.float32).reshape(
            -1, 3
        )
        self.articles = bool(len(self.authority)) and float(self.authority.any(axis=1).mean()) > _MOSTLY

    def _said(self, read: Gathered, tokenizer: Tokenizer) -> tuple[Postings, ...]:
        telling = {code_of(word): tokenizer.tells(word) for word in self.vocabulary}
        like = self.like
        return (
            Postings(
                read.words,
                groups=self.entry_of,
                tells=telling.__getitem__,
                like=like.said.vocabulary(_WORDS) if like else None,
            ),
            Postings(read.pairs, groups=self.entry_of, like=like.said.vocabulary(_PAIRS) if like else None),
            Postings(
                read.letters,
                groups=self.entry_of,
                tells=lambda code: tokenizer.letter_tells(chr(code)),
                like=like.said.vocabulary(_LETTERS) if like else None,
            ),
        )

    def _bodies(self, read: Gathered) -> tuple[Postings, ...]:
        documents = (
            read.told,
            (map(code_of, bigrams(body)) for body in read.bodies),
            (map(ord, body) for body in read.bodies),
        )
        return tuple(
            Postings(some, length=LENGTH_OF_BODY, like=self.like.bodies.vocabulary(field) if self.like else None)
            for field, some in enumerate(documents)
        )

    def read(self, question: Phrasing) -> Asked:
        """Look up a question's terms."""
        like = self.like or self
        said = tuple(enumerate(map(codes_of, (question.words, question.pairs, question.letters))))
        related = {code_of(word): near for word, near in sorted(question.related.items())}
        return Asked(
            said=self.said.read(looked((_WORDS, related), *said, near=related.values()), like=like.said),
            bodies=self.bodies.read(looked(*said), like=like.bodies),
            meaning=self._meanings.of(question.plain),
        )

    def likeness(self, asked: Asked, phrasings: Numbers | None = None) -> Floats:
        """How alike in meaning all phrasings are, or some of them, from -1 to 1."""
        return _likeness(self.meanings if phrasings is None else self.meanings[phrasings], asked.meaning)

    def same_matter(self, asked: Asked, phrasings: Numbers) -> Floats:
        """How far these phrasings are about the same matter, from 0 to 1."""
        return self._meanings.same_matter(asked.meaning, self.meanings[phrasings])

    def body_likeness(self, asked: Asked, entries: Numbers) -> Floats:
        """The same of answers."""
        return _likeness(self.body_meanings[entries], asked.meaning)

    def search(self, asked: Asked, *, limit: int, without: NDArray[np.bool_] | None = None) -> Hits:
        """The phrasings nearest to the question, but none of the entries to leave out."""
        said = self.said.walk(len(self.entry_of), *asked.said.first(RELATED_WEIGHT, WORD_WEIGHT, PAIR_WEIGHT))
        body: Scores | None = None
        least, besides = 0.0, None
        if asked.bodies:
            held = self.bodies.walk(len(self.entries), *asked.bodies.first(BODY_WEIGHT, BODY_WEIGHT))
            body = held.scores
            nearest, told = held.best(limit, worth=body.__getitem__)
            # what shares nothing itself is found through the entries whose answers share most
            besides = spans(self.starts[nearest], self.starts[nearest + 1])
            least = float(told[-1]) if len(told) == limit else 0.0

        def worth(places: Numbers) -> Scores:
            totals: Scores = said.scores[places] * self.length[places]
            if body is not None:
                totals += body[self.entry_of[places]]
            if without is not None:
                totals[without[self.entry_of[places]]] = 0
            return totals

        best, scores = said.best(limit, worth=worth, gain=self.shortest, added=least, besides=besides)
        if len(self.entry_of) <= LOOKED_AT_WHOLE:
            found = set(best.tolist())
            further = np.array([one for one in self._alike(asked, without) if one not in found], dtype=np.int32)
            best = np.concatenate((best, further))
            scores = np.concatenate((scores, worth(further)))
            order = np.argsort(-scores, kind="stable")
            best, scores = best[order], scores[order]
        return Hits(part=self, asked=asked, phrasings=best.astype(np.int32), scores=scores.astype(np.float32))

    def _alike(self, asked: Asked, without: NDArray[np.bool_] | None) -> list[int]:
        """The phrasings nearest in meaning."""
        likeness = self.likeness(asked)
        if without is not None:
            likeness[without[self.entry_of]] = 0
        least = np.partition(likeness, -BY_MEANING)[-BY_MEANING] if len(likeness) > BY_MEANING else 0
        alike = np.flatnonzero((likeness > 0) & (likeness >= least))
        nearest: list[int] = sorted(alike[(-likeness[alike]).argsort(kind="stable")[:BY_MEANING]].tolist())
        return nearest


class Index:
    """All phrasings of a bank; build once per bank, ask often."""

    def __init__(self, entries: Sequence[Entry], tokenizer: Tokenizer) -> None:
        """Read the whole bank."""
        self.tokenizer = tokenizer
        self._parts: tuple[Part, ...] = (Part(entries, tokenizer),)
        self._gone: NDArray[np.bool_] | None = None
        self._places = {entry.id: place for place, entry in enumerate(self._parts[0].entries)}

    def __len__(self) -> int:
        """How many entries the bank has, none of which is looked at."""
        return sum(len(part.entries) for part in self._parts) - (0 if self._gone is None else int(self._gone.sum()))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of the bank as it stands."""
        whole, *edited = self._parts
        kept = whole.entries if self._gone is None else np.array(whole.entries, dtype=object)[~self._gone].tolist()
        return (*kept, *(entry for part in edited for entry in part.entries))

    @property
    def articles(self) -> bool:
        """Whether this is a bank of laws."""
        return self._parts[0].articles

    def edited(self, changes: Mapping[str, Entry | None]) -> Index | None:
        """The index after some entries were added, changed or (None) taken out; None where it must be built anew."""
        whole, *small = self._parts
        beside = {entry.id: entry for part in small for entry in part.entries} | dict(changes)
        if len(beside) > MOST_EDITED:
            return None
        gone = np.zeros(len(whole.entries), dtype=bool) if self._gone is None else self._gone.copy()
        gone[[self._places[entry_id] for entry_id in changes if entry_id in self._places]] = True
        tokenizer = self.tokenizer.learning(text for entry in changes.values() if entry for text in texts_of(entry))
        present = [entry for entry in beside.values() if entry is not None]
        readings = {entry: reading for part in small for entry, reading in part.readings.items()}
        index = copy(self)
        index.tokenizer = tokenizer
        index._gone = gone  # noqa: SLF001 - one of its own kind
        index._parts = (  # noqa: SLF001 - as above
            (whole, Part(present, tokenizer, like=whole, known=readings)) if present else (whole,)
        )
        return index

    def beside(self, readings: Mapping[Entry, Reading]) -> Index:
        """Other entries alone, as they were read; words tell there as much as in this bank."""
        index = copy(self)
        index._gone = None  # noqa: SLF001 - one of its own kind
        index._places = {}  # noqa: SLF001 - as above
        index._parts = (Part(tuple(readings), self.tokenizer, like=self._parts[0], known=readings),)  # noqa: SLF001
        return index

    def search(self, question: Phrasing, *, limit: int = 50) -> tuple[Hits, ...]:
        """The phrasings nearest to the question, part by part."""
        whole, *edited = self._parts
        hits = [whole.search(whole.read(question), limit=limit, without=self._gone)]
        hits += [part.search(part.read(question), limit=limit) for part in edited]
        return tuple(hits) if any(len(one.phrasings) for one in hits) else ()

    def vocabulary(self) -> dict[str, str]:
        """The words of all phrasings, and the spoken and short forms that mean one of them, with what they mean."""
        words = {word: word for part in self._parts for word in part.vocabulary}
        return words | self.tokenizer.variants(words)


def _likeness(packed: NDArray[np.int8], meaning: Floats) -> Floats:
    return (packed.astype(np.float32) @ meaning) * np.float32(1 / SCALE)


def _shortness(share: NDArray[np.float64]) -> Floats:
    """What each phrasing's score is worth by its share of the usual length, long ones less (BM25)."""
    slow = K1 * (1 - LENGTH_OF_PHRASING + LENGTH_OF_PHRASING * share)
    return ((K1 + 1) / (1 + slow)).astype(np.float32)
