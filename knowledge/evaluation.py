"""How well a labelled question set is answered: Recall@k, MRR, decisions; and whether the rest is left alone."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from knowledge.answers import Decision
from knowledge.entries import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from knowledge.answers import Answer

DEPTH = 10
"""So many candidates of each question are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question and the ids of the entries that answer it; none for a question that must not be answered."""

    text: str
    gold: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one question of the set got: ids best first, and the time it took, in the timer's unit."""

    query: Query
    ids: tuple[str, ...]
    confidence: float
    decision: Decision
    abstain: bool
    took: float

    def to_dict(self) -> dict[str, object]:
        """The line of `wenban eval --run`."""
        return {
            "query": self.query.text,
            "ids": list(self.ids),
            "confidence": round(self.confidence, 6),
            "decision": self.decision.value,
            "abstain": self.abstain,
        }


def evaluate(
    ask: Callable[[str], Answer],
    queries: Iterable[Query],
    *,
    abstain: Iterable[Query] = (),
    timer: Callable[[], float],
) -> tuple[Outcome, ...]:
    """Ask every question once, those that must not be answered last."""
    return (
        *(_outcome(ask, query, timer, abstain=False) for query in queries),
        *(_outcome(ask, query, timer, abstain=True) for query in abstain),
    )


def report(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """The figures of a run; `abstain` counts the decisions on what must not be answered, where there is any."""
    asked = [outcome for outcome in outcomes if not outcome.abstain]
    barred = [outcome for outcome in outcomes if outcome.abstain]
    ranks = [_rank(outcome) for outcome in asked]
    figures: dict[str, object] = {
        "queries": len(asked),
        "recall_at_1": _mean([float(rank == 1) for rank in ranks]),
        "recall_at_3": _mean([float(0 < rank <= 3) for rank in ranks]),  # noqa: PLR2004 - the 3 of Recall@3
        "mrr_at_10": _mean([1 / rank if rank else 0.0 for rank in ranks]),
        "decisions": _decisions(asked),
    }
    if barred:
        figures["abstain"] = {"queries": len(barred), "decisions": _decisions(barred)}
    return figures


def percentile(values: Iterable[float], share: float) -> float:
    """The value that this share of all values does not exceed (nearest rank); 0 for none."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


def bank_from_jsonl(text: str) -> tuple[Entry, ...]:
    """The bank of an evaluation set: {"id", "question", "answer"?, "similar"?} a line; answers may be missing."""
    return tuple(
        Entry(
            id=str(row["id"]),
            question=str(row["question"]),
            answer=str(row.get("answer") or ""),
            similar=tuple(map(str, row.get("similar") or ())),
        )
        for row in _rows(text)
    )


def queries_from_jsonl(text: str) -> tuple[Query, ...]:
    """The questions of an evaluation set: {"query", "gold"?: [ids]} a line."""
    return tuple(Query(text=str(row["query"]), gold=frozenset(map(str, row.get("gold") or ()))) for row in _rows(text))


def _rows(text: str) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in text.removeprefix("\ufeff").split("\n") if line.strip())


def _outcome(ask: Callable[[str], Answer], query: Query, timer: Callable[[], float], *, abstain: bool) -> Outcome:
    start = timer()
    answer = ask(query.text)
    took = timer() - start
    return Outcome(
        query=query,
        ids=tuple(candidate.entry.id for candidate in answer.candidates[:DEPTH]),
        confidence=answer.confidence,
        decision=answer.decision,
        abstain=abstain,
        took=took,
    )


def _rank(outcome: Outcome) -> int:
    """The place of the first right entry, from 1; 0 when there is none."""
    return next((place for place, found in enumerate(outcome.ids, start=1) if found in outcome.query.gold), 0)


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def _decisions(outcomes: Iterable[Outcome]) -> dict[str, int]:
    counts = Counter(outcome.decision for outcome in outcomes)
    return {decision.value: counts[decision] for decision in Decision}
