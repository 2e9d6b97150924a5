"""Which phrasings may be meant: words and neighbouring characters of the whole bank, searched at once (检索).

Every phrasing (the standard question and each similar one) is a document of its own, so that an entry with many
phrasings is found by the nearest of them; questions that an entry must not answer stand among them and bar it. What
stands beside the question (answer, topic, sources) is one more document an entry, with less weight: it finds questions
that use the answer's words.

An index never changes. `Index.edited` gives another one that shares all that stayed the same, so that a change is
answered from at once however large the bank is; what changed is kept in a small part of its own beside the large one.
"""

from __future__ import annotations

from array import array
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.authority import authority
from knowledge.kinds import KINDS, kinds, negated, numbers
from knowledge.meanings import SCALE
from knowledge.postings import K1, Fields, Postings, code_of, codes_of, scores_of, spans
from knowledge.text import normal
from knowledge.tokenizer import bigrams

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from knowledge.entries import Entry
    from knowledge.postings import Floats, Numbers, Scores, Terms
    from knowledge.tokenizer import Tokenizer

LENGTH_OF_PHRASING = 0.5
LENGTH_OF_BODY = 0.75
WORD_WEIGHT = 1.0
PAIR_WEIGHT = 0.5
RELATED_WEIGHT = 0.8
BODY_WEIGHT = 0.7
BODY_CHARACTERS = 1500
"""So much of an answer is indexed: what a question asks for stands near its beginning."""
BODY_MEANING = 120
"""So much of it says what it is about."""
LOOKED_AT_WHOLE = 20_000
"""A bank of so many phrasings is searched for meanings too; in a larger one meanings only rank what words find."""
BY_MEANING = 20
"""So many phrasings are found by meaning."""
MOST_EDITED = 2000
"""So many entries may stand in the small part before the whole bank is read anew."""
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """One way to ask, prepared for comparison.

    Pairs are neighbouring characters, letters single ones, both of the text as written and of its canonical form.
    """

    plain: str
    canonical: str
    words: frozenset[str]
    related: Mapping[str, float]
    """words that are not said but may be meant, and how near each is"""
    pairs: frozenset[str]
    letters: frozenset[str]
    kinds: frozenset[str]
    numbers: frozenset[str]
    negated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question's terms in each field of one part of a bank."""

    words: Terms
    related: Terms
    related_weights: Floats
    """the rarity of each known related word, less what it is far"""
    pairs: Terms
    letters: Terms
    body_words: Terms
    body_pairs: Terms
    body_letters: Terms
    meaning: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """The phrasings of one part nearest to a question, best first, with their search scores."""

    part: Part
    asked: Asked
    phrasings: Numbers
    scores: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An entry as read: its phrasings, each with whether it bars the entry; its body, and the words that tell there."""

    phrasings: tuple[tuple[Phrasing, bool], ...]
    body: str
    told: tuple[str, ...]


class _Gathered:
    """Phrasings and bodies side by side, as they are read entry by entry."""

    def __init__(self) -> None:
        self.entry_of = array("i")
        self.barring = bytearray()
        self.plain: list[str] = []
        self.canonical: list[str] = []
        self.vocabulary: set[str] = set()
        self.numbers: dict[int, frozenset[str]] = {}
        self.kinds = array("i")
        self.negated = bytearray()
        self.words: list[array[int]] = []
        self.pairs: list[array[int]] = []
        self.letters: list[array[int]] = []
        self.told: list[array[int]] = []
        self.bodies: list[str] = []

    def take(self, place: int, reading: Reading) -> None:
        """Add an entry."""
        for one, barring in reading.phrasings:
            self.entry_of.append(place)
            self.barring.append(barring)
            if one.numbers:
                self.numbers[len(self.canonical)] = one.numbers
            self.plain.append(one.plain)
            self.canonical.append(one.canonical)
            self.vocabulary |= one.words
            self.kinds.append(kind_bits(one.kinds))
            self.negated.append(one.negated)
            self.words.append(array("q", map(code_of, one.words)))
            self.pairs.append(array("q", map(code_of, one.pairs)))
            self.letters.append(array("q", map(code_of, one.letters)))
        self.told.append(array("q", map(code_of, reading.told)))
        self.bodies.append(reading.body)


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
        read = _Gathered()
        for place, entry in enumerate(self.entries):
            reading = (known or {}).get(entry) or _reading(entry, tokenizer)
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
        telling = {code_of(word): tokenizer.tells(word) for word in self.vocabulary}
        self.words: Postings = Postings(
            read.words, groups=self.entry_of, tells=telling.__getitem__, like=like.words if like else None
        )
        self.pairs: Postings = Postings(read.pairs, groups=self.entry_of, like=like.pairs if like else None)
        self.letters: Postings = Postings(
            read.letters,
            groups=self.entry_of,
            tells=lambda code: tokenizer.letter_tells(chr(code)),
            like=like.letters if like else None,
        )
        lengths = self.words.lengths + self.pairs.lengths
        self.usual_length: float = (
            like.usual_length if like else max(float(lengths.mean()) if len(lengths) else 0.0, 1.0)
        )
        self.length = _shortness(lengths / self.usual_length)
        self.body_words: Postings = Postings(read.told, length=LENGTH_OF_BODY, like=like.body_words if like else None)
        self.body_pairs: Postings = Postings(
            (map(code_of, bigrams(body)) for body in read.bodies),
            length=LENGTH_OF_BODY,
            like=like.body_pairs if like else None,
        )
        self.body_letters: Postings = Postings(
            (map(ord, body) for body in read.bodies), length=LENGTH_OF_BODY, like=like.body_letters if like else None
        )
        self.said = Fields((self.words, self.pairs, self.letters))
        self.bodies = Fields((self.body_words, self.body_pairs, self.body_letters))
        self._meanings = tokenizer.meanings
        self.meanings = self._meanings.packed(read.plain)
        self.body_meanings = self._meanings.packed(normal(entry.answer[:BODY_MEANING]) for entry in self.entries)
        self.authority = np.array([authority(entry.question) for entry in self.entries], dtype=np.float32).reshape(
            -1, 3
        )

    def read(self, question: Phrasing) -> Asked:
        """Look up a question's terms."""
        like = self.like or self
        nearness = {code_of(word): weight for word, weight in question.related.items()}
        words, pairs, letters = map(codes_of, (question.words, question.pairs, question.letters))
        related = self.words.read(np.array(sorted(nearness), dtype=np.int64), like=like.words)
        near = [nearness[code] for code in self.words.codes[related.known].tolist()]
        return Asked(
            words=self.words.read(words, like=like.words),
            related=related,
            related_weights=related.rarity * np.array(near, dtype=np.float32),
            pairs=self.pairs.read(pairs, like=like.pairs),
            letters=self.letters.read(letters, like=like.letters),
            body_words=self.body_words.read(words, like=like.body_words),
            body_pairs=self.body_pairs.read(pairs, like=like.body_pairs),
            body_letters=self.body_letters.read(letters, like=like.body_letters),
            meaning=self._meanings.of(question.plain),
        )

    def likeness(self, asked: Asked, phrasings: Numbers | None = None) -> Floats:
        """How alike in meaning all phrasings are, or some of them, from -1 to 1."""
        return _likeness(self.meanings if phrasings is None else self.meanings[phrasings], asked.meaning)

    def body_likeness(self, asked: Asked, entries: Numbers) -> Floats:
        """The same of answers."""
        return _likeness(self.body_meanings[entries], asked.meaning)

    def search(self, asked: Asked, *, limit: int, without: NDArray[np.bool_] | None = None) -> Hits:
        """The phrasings nearest to the question, but none of the entries to leave out."""
        scores, said, times = scores_of(
            len(self.entry_of),
            (
                (self.words, asked.words.known, asked.words.rarity * np.float32(WORD_WEIGHT)),
                (self.words, asked.related.known, asked.related_weights * np.float32(RELATED_WEIGHT)),
                (self.pairs, asked.pairs.known, asked.pairs.rarity * np.float32(PAIR_WEIGHT)),
            ),
        )
        body, held, terms = scores_of(
            len(self.entries),
            (
                (self.body_words, asked.body_words.known, asked.body_words.rarity * np.float32(BODY_WEIGHT)),
                (self.body_pairs, asked.body_pairs.known, asked.body_pairs.rarity * np.float32(BODY_WEIGHT)),
            ),
        )
        places = said
        if len(held):
            # what shares nothing itself is found through the entries whose answers share most
            nearest, _ = _best(body[held], held, limit, times=terms)
            places = np.concatenate((said, spans(self.starts[nearest], self.starts[nearest + 1])))
        totals = scores[places] * self.length[places]
        if len(held):
            totals += body[self.entry_of[places]]
        if without is not None:
            totals[without[self.entry_of[places]]] = 0
        best, worth = _best(totals, places, limit, times=times + 1)
        if len(self.entry_of) <= LOOKED_AT_WHOLE:
            likeness = self.likeness(asked).astype(np.float64)
            if without is not None:
                likeness[without[self.entry_of]] = 0
            alike, _ = _best(likeness, np.arange(len(likeness), dtype=np.int32), BY_MEANING, times=1)
            # both hold each place once; to find that out numpy would load its masked arrays
            further = np.sort(np.setdiff1d(alike, best, assume_unique=True))
            best = np.concatenate((best, further))
            worth = np.concatenate((worth, scores[further] * self.length[further] + body[self.entry_of[further]]))
            order = np.argsort(-worth, kind="stable")
            best, worth = best[order], worth[order]
        return Hits(part=self, asked=asked, phrasings=best, scores=worth.astype(np.float32))


class Index:
    """All phrasings of a bank; build once per bank, ask often."""

    def __init__(self, entries: Sequence[Entry], tokenizer: Tokenizer) -> None:
        """Read the whole bank."""
        self.tokenizer = tokenizer
        self._parts: tuple[Part, ...] = (Part(entries, tokenizer),)
        self._gone: NDArray[np.bool_] | None = None
        self._places = {entry.id: place for place, entry in enumerate(self._parts[0].entries)}

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of the bank as it stands."""
        whole, *edited = self._parts
        kept = whole.entries if self._gone is None else np.array(whole.entries, dtype=object)[~self._gone].tolist()
        return (*kept, *(entry for part in edited for entry in part.entries))

    @property
    def articles(self) -> bool:
        """Whether this is a bank of laws."""
        authority = self._parts[0].authority
        return bool(len(authority)) and float(authority.any(axis=1).mean()) > _MOSTLY

    def edited(self, changes: Mapping[str, Entry | None]) -> Index | None:
        """The index after some entries were added, changed or (None) taken out; None where it must be built anew."""
        whole, *small = self._parts
        beside = {entry.id: entry for part in small for entry in part.entries} | dict(changes)
        if len(beside) > MOST_EDITED:
            return None
        gone = np.zeros(len(whole.entries), dtype=bool) if self._gone is None else self._gone.copy()
        gone[[self._places[entry_id] for entry_id in changes if entry_id in self._places]] = True
        tokenizer = self.tokenizer.learning(
            text for entry in changes.values() if entry for text in (*_phrasings(entry), _body(entry))
        )
        present = [entry for entry in beside.values() if entry is not None]
        readings = {entry: reading for part in small for entry, reading in part.readings.items()}
        index = copy(self)
        index.tokenizer = tokenizer
        index._gone = gone  # noqa: SLF001 - one of its own kind
        index._parts = (  # noqa: SLF001 - as above
            (whole, Part(present, tokenizer, like=whole, known=readings)) if present else (whole,)
        )
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


def phrase(text: str, tokenizer: Tokenizer) -> Phrasing:
    """A text as a phrasing."""
    plain = normal(text)
    cut = tokenizer.cut_normal(plain)
    canonical = "".join(cut)
    words = tokenizer.telling((*cut, *(part for word in cut for part in tokenizer.parts(word))))
    related: dict[str, float] = {}
    for word in words:
        for other, weight in tokenizer.related(word).items():
            if other not in words:
                related[other] = max(weight, related.get(other, 0.0))
    pairs = frozenset(bigrams(canonical))
    return Phrasing(
        plain=plain,
        canonical=canonical,
        words=words,
        related=related,
        pairs=pairs if plain == canonical else pairs.union(bigrams(plain)),
        letters=frozenset(plain + canonical),
        kinds=kinds(canonical),
        numbers=numbers(canonical),
        negated=negated(canonical),
    )


def kind_bits(some: Iterable[str]) -> int:
    """The kinds of a question as bits."""
    return sum(1 << KINDS.index(kind) for kind in some)


def _likeness(packed: NDArray[np.int8], meaning: Floats) -> Floats:
    return (packed.astype(np.float32) @ meaning) * np.float32(1 / SCALE)


def _reading(entry: Entry, tokenizer: Tokenizer) -> Reading:
    body = tokenizer.cut(_body(entry))
    return Reading(
        phrasings=tuple(
            (phrase(text, tokenizer), barring)
            for texts, barring in (((entry.question, *entry.similar), False), (entry.negative, True))
            for text in dict.fromkeys(texts)
        ),
        body="".join(body),
        told=tokenizer.told(body),
    )


def _phrasings(entry: Entry) -> tuple[str, ...]:
    return (entry.question, *entry.similar, *entry.negative)


def _body(entry: Entry) -> str:
    parts = (entry.topic, *(source.title for source in entry.sources), entry.answer[:BODY_CHARACTERS])
    return "\n".join(part for part in parts if part)


def _shortness(share: NDArray[np.float64]) -> Floats:
    """What each phrasing's score is worth by its share of the usual length, long ones less (BM25)."""
    slow = K1 * (1 - LENGTH_OF_PHRASING + LENGTH_OF_PHRASING * share)
    return ((K1 + 1) / (1 + slow)).astype(np.float32)


def _best(scores: Scores, places: Numbers, limit: int, *, times: int) -> tuple[Numbers, Scores]:
    """The places of the best scores above zero, each once, best first, the first place first among equals; and these.

    A place may stand there so many times, each time with the same score.
    """
    worth = scores > 0
    most = limit * times
    if len(scores) > most:
        # sorting all that share anything would take the longest of all
        worth &= scores >= np.partition(scores, len(scores) - most)[len(scores) - most]
    there, first = np.unique(places[worth], return_index=True)
    values = scores[worth][first]
    order = np.argsort(-values, kind="stable")[:limit]
    return there[order].astype(np.int32), values[order]
