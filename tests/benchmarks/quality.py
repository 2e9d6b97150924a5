"""How right and how honest the answers are, on the public sets, beside plain engines in the same run (`make quality`).

Ranking is measured on the whole bank. Honesty is measured on a bank without a fifth of its entries, all questions
asked: the confidence must tell those it can answer from those it cannot, and what is answered must be right. The bank
is shuffled first, so that its order helps nobody among equals.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.cli.output import say, show_json, show_table, tracked
from bot.imports import lexicon
from knowledge.answers import Answerer, Decision
from knowledge.evaluation import evaluate, report
from tests.benchmarks.baselines import ENGINES, Baseline
from tests.tuning.sets import NAMES, SEED, chitchat, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from knowledge.answers import Answer
    from knowledge.entries import Entry
    from knowledge.evaluation import Outcome, Query
    from tests.tuning.sets import EvalSet, Near

    Ask = Callable[[str], Answer]

OURS = "问办"
TODAY = date(2026, 11, 24)
PRECISION = 0.95
"""Of what is answered, so much must be right."""
ENOUGH = 4000
"""So many questions are asked of banks with entries left out; a small set is parted in several ways."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Where an engine puts the right entry."""

    engine: str
    recall_at_1: float
    recall_at_3: float
    mrr_at_10: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Honesty:
    """What ours does with a fifth of the entries left out; shares from 0 to 1."""

    auroc: float
    peer_auroc: float
    """the same of the raw score of the bigram engine"""
    precision: float
    """of what is answered, the share answered with the right entry"""
    answered: float
    """of what can be answered, the share answered"""
    unknown_answered: float
    """of what cannot be answered, the share answered all the same"""
    within_reach: float
    """of what can be answered, the most that any threshold answers while it is right often enough"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """What must not be answered with the whole bank there, and how much of it is: shares, None where there is none."""

    near_answered: float | None
    near_misled: float | None
    """answered with the very entry that it only resembles"""
    hard_first: float | None
    """of questions with an easily mistaken entry, the share that puts it on top"""
    chitchat_answered: float | None


def ours(entries: Sequence[Entry]) -> Ask:
    """Our answers to one question each."""
    answerer = Answerer(entries, lexicon=_lexicon())
    return lambda question: answerer.ask(question, today=TODAY)


def peer(name: str, entries: Sequence[Entry]) -> Ask:
    """A plain engine's."""
    return Baseline(name, entries).ask


def ranking(name: str, ask: Ask, queries: Sequence[Query]) -> Ranking:
    """Ask all queries of the whole bank."""
    figures: dict[str, Any] = report(_asked(ask, queries, name))
    return Ranking(engine=name, **{key: figures[key] for key in ("recall_at_1", "recall_at_3", "mrr_at_10")})


def honesty(sample: EvalSet) -> Honesty:
    """Ask all queries of a bank without a fifth of its entries; small sets several times, another fifth each."""
    known: list[Outcome] = []
    unknown: list[Outcome] = []
    peers: tuple[list[float], list[float]] = ([], [])
    for seed in range(SEED, SEED + math.ceil(ENOUGH / len(sample.queries))):
        parted = sample.left_out(seed=seed)
        bank = shuffled(parted.bank)
        ask, raw = ours(bank), peer("bigram-BM25", bank)
        known += _asked(ask, parted.answerable, f"{OURS}，缺五分之一")
        unknown += _asked(ask, parted.unanswerable, f"{OURS}，缺五分之一")
        for scores, queries in zip(peers, (parted.answerable, parted.unanswerable), strict=True):
            scores.extend(outcome.confidence for outcome in _asked(raw, queries, "bigram-BM25，缺五分之一"))
    given = [outcome for outcome in (*known, *unknown) if outcome.decision is Decision.ANSWER]
    return Honesty(
        auroc=auroc([one.confidence for one in known], [one.confidence for one in unknown]),
        peer_auroc=auroc(*peers),
        precision=_share(map(_right, given)),
        answered=_share(outcome.decision is Decision.ANSWER for outcome in known),
        unknown_answered=_share(outcome.decision is Decision.ANSWER for outcome in unknown),
        within_reach=within_reach(
            [(outcome.confidence, _right(outcome)) for outcome in known],
            [outcome.confidence for outcome in unknown],
        ),
    )


def refusals(sample: EvalSet, ask: Ask) -> Refusals:
    """Ask what the whole bank must not answer."""
    near = [ask(one.text) for one in tracked(sample.near, "相近而不在题库")]
    hard = [ask(one.text) for one in tracked(sample.hard, "容易混的")]
    talk = [ask(line) for line in tracked(chitchat(), "闲聊")]
    return Refusals(
        near_answered=_share_or_none(answer.decision is Decision.ANSWER for answer in near),
        near_misled=_share_or_none(
            answer.entry is not None and answer.entry.id in one.not_ids
            for one, answer in zip(sample.near, near, strict=True)
        ),
        hard_first=_share_or_none(_first_is(one, answer) for one, answer in zip(sample.hard, hard, strict=True)),
        chitchat_answered=_share_or_none(answer.decision is Decision.ANSWER for answer in talk),
    )


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that a positive lies above a negative; equals count half."""
    values = sorted([(value, True) for value in positive] + [(value, False) for value in negative])
    place, total = 0, 0.0
    while place < len(values):
        end = place
        while end < len(values) and values[end][0] == values[place][0]:
            end += 1
        total += sum(good for _, good in values[place:end]) * (place + end + 1) / 2
        place = end
    pairs = len(positive) * len(negative)
    return (total - len(positive) * (len(positive) + 1) / 2) / pairs if pairs else math.nan


def within_reach(known: Sequence[tuple[float, bool]], unknown: Sequence[float], precision: float = PRECISION) -> float:
    """The most of the known that a threshold answers with that precision; known ones say whether they are right."""
    ordered = sorted([*((one, right, 1) for one, right in known), *((one, False, 0) for one in unknown)], reverse=True)
    given = right = answered = most = 0
    for place, (confidence, is_right, is_known) in enumerate(ordered):
        given, right, answered = given + 1, right + is_right, answered + is_known
        last_of_equals = place + 1 == len(ordered) or ordered[place + 1][0] < confidence
        if last_of_equals and right >= precision * given:
            most = answered
    return most / len(known) if known else math.nan


def shuffled(bank: Sequence[Entry]) -> tuple[Entry, ...]:
    """The bank in an order that tells nothing, the same in every run."""
    entries = sorted(bank, key=lambda entry: entry.id)
    random.Random(SEED).shuffle(entries)
    return tuple(entries)


def measure(sample: EvalSet, *, peers: bool) -> dict[str, Any]:
    """All figures of a set; honesty only where one question belongs to one entry, as in a curated bank."""
    bank = shuffled(sample.bank)
    ask = ours(bank)
    rankings = [ranking(OURS, ask, sample.queries)]
    if peers:
        rankings += [ranking(name, peer(name, bank), sample.queries) for name in ENGINES]
    curated = not any(entry.answer for entry in bank)
    return {
        "set": sample.name,
        "bank": len(bank),
        "queries": len(sample.queries),
        "ranking": [asdict(one) for one in rankings],
        "honesty": asdict(honesty(sample)) if curated else None,
        "refusals": asdict(refusals(sample, ask)),
    }


def main() -> int:
    """Print the figures of the sets named; 1 where the shared folder is absent."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.quality", description="在公开题集上量答得怎么样")
    parser.add_argument("--sets", nargs="+", choices=NAMES, default=NAMES, help="只量这几套")
    parser.add_argument("--no-peers", action="store_true", help="不量对照")
    parser.add_argument("--json", action="store_true", help="一行一套，JSON")
    arguments = parser.parse_args()
    samples = [sample for sample in map(load, arguments.sets) if sample is not None]
    if not samples:
        sys.stderr.write("没有找到 ../shared/eval，题集不在，什么也没量。\n")
        return 1
    for sample in samples:
        start = time.perf_counter()
        figures = measure(sample, peers=not arguments.no_peers)
        if arguments.json:
            show_json(figures)
        else:
            _show(figures, time.perf_counter() - start)
    return 0


def _show(figures: dict[str, Any], seconds: float) -> None:
    say(f"{figures['set']}：题库 {figures['bank']} 条，问句 {figures['queries']} 个（{seconds:.0f} 秒）")
    rows = [(one["engine"], *(_percent(one[key]) for key in list(one)[1:])) for one in figures["ranking"]]
    show_table(("", "首位 %", "前三 %", "MRR@10 %"), rows)
    named = {**(figures["honesty"] or {}), **figures["refusals"]}
    show_table(("", "%"), [(_LABELS[key], _percent(value)) for key, value in named.items() if value is not None])


_LABELS = {
    "auroc": "缺五分之一：可信度分得开",
    "peer_auroc": "同上，双字 BM25 的原分",
    "precision": "直接答的，答对的占",
    "answered": "答得了的，直接答的占",
    "unknown_answered": "答不了的，却直接答的占",
    "within_reach": "换个门槛、仍有 95% 答对，最多直接答的占",
    "near_answered": "相近而不在题库，却答的占",
    "near_misled": "同上，答成相近那条的占",
    "hard_first": "易混条目排第一的占",
    "chitchat_answered": "闲聊，却答的占",
}


@cache
def _lexicon() -> Any:  # noqa: ANN401 - the lexicon, read once
    return lexicon()


def _asked(ask: Ask, queries: Sequence[Query], what: str) -> tuple[Outcome, ...]:
    return evaluate(ask, tracked(queries, what), timer=time.perf_counter)


def _right(outcome: Outcome) -> bool:
    return bool(outcome.ids) and outcome.ids[0] in outcome.query.gold


def _first_is(one: Near, answer: Answer) -> bool:
    return bool(answer.candidates) and answer.candidates[0].entry.id in one.not_ids


def _share(found: Iterable[bool]) -> float:
    found = list(found)
    return sum(found) / len(found) if found else math.nan


def _share_or_none(found: Iterable[bool]) -> float | None:
    share = _share(found)
    return None if math.isnan(share) else share


def _percent(value: float) -> str:
    return f"{value * 100:.1f}"


if __name__ == "__main__":
    sys.exit(main())
