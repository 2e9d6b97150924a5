"""Fit the few numbers of ranking and confidence on the public question sets, and write them to `knowledge/weights.py`.

Run with `uv run python -m tests.tuning.fit [--only-report]`. Also prints how each set does with numbers fitted on the
others alone. Nothing of the sets themselves is kept: some 120 weights are.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.imports import lexicon
from knowledge.answers import index_of
from knowledge.entries import entries_from_jsonl
from knowledge.evaluation import Query
from knowledge.features import FEATURES, features_of
from knowledge.meanings import Meanings
from knowledge.phrasings import phrase
from knowledge.ranking import SURENESS, compare, leads, pool_of
from tests.tuning.meanings import learnt_here
from tests.tuning.sets import NAMES, EvalSet, chitchat, load

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from knowledge.entries import Entry
    from knowledge.features import Matrix
    from knowledge.lexicon import Lexicon
    from knowledge.postings import Numbers, Scores
    from knowledge.ranking import Comparison

    Marks = NDArray[np.bool_]
    Sure = tuple[Matrix, Marks, Marks]

MOST_QUERIES = 3000
SHARES = {"shenzhen_gov": 3.0, "own": 1.0, "ncp_sim": 1.0, "lcqmc": 3.0, "stard_law": 6.0}
"""How much each set counts for the ranking."""
LAWS = "stard_law"
SURE_SHARES = {"shenzhen_gov": 1.0, "own": 2.0, "ncp_sim": 1.0, "lcqmc": 1.0, "stard_law": 1.0}
"""How much for the confidence, which is to tell how sure one can be of a bank like ours."""
SEEN_FIRST = 3
"""So many candidates of a question teach the confidence."""
ROUNDS = {"shenzhen_gov": 4, "own": 3}
"""How often a share of the entries is left out; small sets have little to tell in one round."""
STRANGERS = {
    "shenzhen_gov": "lcqmc",
    "own": "lcqmc",
    "ncp_sim": "shenzhen_gov",
    "lcqmc": "ncp_sim",
    "stard_law": "lcqmc",
}
MOST_STRANGERS = 600
RIDGE = 1e-4
STEPS = 40
SAMPLE = Path(__file__).parents[2] / "knowledge" / "data" / "sample_bank.jsonl"
WEIGHTS = Path(__file__).parents[2] / "knowledge" / "weights.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The phrasings found for one question: their features, whose they are, and which are right."""

    features: Matrix
    entries: Numbers
    right: Marks


NOTHING_FOUND = Pool(
    features=np.zeros((0, len(FEATURES)), dtype=np.float32),
    entries=np.zeros(0, dtype=np.int32),
    right=np.zeros(0, dtype=bool),
)


def main() -> int:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only-report", action="store_true", help="write nothing")
    parser.add_argument("--sets", nargs="*", default=[*NAMES, "own"])
    arguments = parser.parse_args()
    sets = {name: found for name in arguments.sets if (found := own() if name == "own" else load(name)) is not None}
    pools = {name: pools_of(one.bank, sampled(one.queries), name) for name, one in sets.items()}
    ranking = fit_ranking(pools)
    report("ranking", pools, ranking)
    sure = {name: sure_rows(one, ranking) for name, one in sets.items()}
    phrasings, articles = ({name: sure[name] for name in sure if (name == LAWS) is lawful} for lawful in (False, True))
    confidence, of_articles = fit_confidence(phrasings), fit_confidence(articles)
    report_sure(phrasings, confidence)
    report_sure(articles, of_articles)
    if not arguments.only_report:
        WEIGHTS.write_text(written(ranking, confidence, of_articles), encoding="utf-8")
    return 0


@cache
def words_for(name: str) -> Lexicon:
    """The word lists; the sample bank is asked with meanings that were not learnt from it."""
    words = lexicon()
    return replace(words, meanings=Meanings(*learnt_here(bank=False))) if name == "own" else words


def own() -> EvalSet:
    """The sample bank, asked with one wording of each entry that is taken out of it."""
    chance = random.Random(7)
    bank, queries = [], []
    for entry in entries_from_jsonl(SAMPLE.read_text(encoding="utf-8"))[0]:
        asked = chance.choice(entry.similar)
        bank.append(replace(entry, similar=tuple(one for one in entry.similar if one != asked)))
        queries.append(Query(text=asked, gold=frozenset({entry.id})))
    return EvalSet(name="own", bank=tuple(bank), queries=tuple(queries))


def sampled(queries: Sequence[Query]) -> tuple[Query, ...]:
    """Enough queries, always the same."""
    return tuple(random.Random(1).sample(list(queries), min(MOST_QUERIES, len(queries))))


def pools_of(bank: tuple[Entry, ...], queries: Iterable[Query], name: str) -> list[Pool]:
    """What is found for each query."""
    index = index_of(bank, words_for(name))
    places = {entry.id: place for place, entry in enumerate(bank)}
    pools = []
    for query in queries:
        asked = phrase(query.text, index.tokenizer)
        found = index.search(asked, limit=pool_of(index))
        if found:
            entries = np.concatenate([hits.part.entry_of[hits.phrasings] for hits in found])
            right = np.isin(entries, [places[one] for one in query.gold if one in places])
            pools.append(Pool(features=features_of(asked, found), entries=entries, right=right))
        else:
            pools.append(NOTHING_FOUND)
    sys.stderr.write(f"{name}: {len(bank)} entries, {len(pools)} questions\n")
    return pools


def fit_ranking(pools: Mapping[str, list[Pool]]) -> Scores:
    """The weights under which a right phrasing is most likely the best (a softmax over each pool; Newton's method)."""
    weights = np.zeros(len(FEATURES))
    for _ in range(STEPS):
        slope, curve = -RIDGE * weights, RIDGE * np.eye(len(weights))
        for name, some in pools.items():
            share = SHARES.get(name, 0.0) / len(some)
            for pool in some:
                if not share or not pool.right.any() or pool.right.all():
                    continue
                totals = pool.features @ weights
                likely = np.exp(totals - totals.max())
                likely /= likely.sum()
                rightly = likely * pool.right / (likely @ pool.right)
                mean = likely @ pool.features
                slope += share * (rightly @ pool.features - mean)
                curve += share * ((pool.features * likely[:, None]).T @ pool.features - np.outer(mean, mean))
        step = np.linalg.solve(curve, slope)
        weights += step * min(1.0, 3 / max(float(np.abs(step).max()), RIDGE))
        if np.abs(step).max() < RIDGE:
            break
    return weights


def recalls(pools: Sequence[Pool], weights: Scores) -> tuple[float, float]:
    """Recall@1 and @3, entry by entry."""
    places = []
    for pool in pools:
        order = np.argsort(-(pool.features @ weights), kind="stable")
        entries = list(dict.fromkeys(pool.entries[order].tolist()))
        right = set(pool.entries[pool.right].tolist())
        places.append(next((place for place, entry in enumerate(entries) if entry in right), 99))
    first, third = (round(float(np.mean(np.array(places) < k)), 4) for k in (1, 3))
    return first, third


def report(title: str, pools: Mapping[str, list[Pool]], weights: Scores) -> None:
    """How each set does with the numbers of all, and with those fitted on the others."""
    for name, some in pools.items():
        others = fit_ranking({other: one for other, one in pools.items() if other != name})
        sys.stdout.write(f"{title} {name:>14}: R@1, R@3 {recalls(some, weights)}, others' {recalls(some, others)}\n")
        sys.stdout.flush()


def sure_rows(one: EvalSet, weights: Scores) -> Sure:
    """Features and lead of the first candidates, asked of a bank with a share of its entries left out."""
    rows, right, first = [], [], []
    for seed in range(ROUNDS.get(one.name, 1)):
        parted = one.left_out(seed=seed)
        index = index_of(parted.bank, words_for(one.name))
        for query in (*sampled((*parted.answerable, *parted.unanswerable)), *strangers(one.name)):
            compared: Comparison = compare(
                index, phrase(query.text, index.tokenizer), allowed=lambda _: True, weights=weights.astype(np.float32)
            )
            ahead = leads(compared.totals)
            for place, entry in enumerate(compared.entries[:SEEN_FIRST]):
                rows.append((*compared.features[place], ahead[place]))
                right.append(entry.id in query.gold)
                first.append(place == 0)
    return np.array(rows), np.array(right), np.array(first)


def strangers(name: str) -> tuple[Query, ...]:
    """What does not belong to a bank at all: chat, and questions of another set."""
    other = load(STRANGERS[name])
    lines = (*chitchat(), *(query.text for query in sampled(other.queries if other else ())[:MOST_STRANGERS]))
    return tuple(Query(text=line) for line in lines)


def fit_confidence(sure: Mapping[str, Sure]) -> Scores:
    """The weights of the logistic: features, lead, bias."""
    weights = np.zeros(len(SURENESS))
    for _ in range(STEPS):
        slope, curve = -RIDGE * weights, RIDGE * np.eye(len(weights))
        for name, (rows, right, _) in sure.items():
            share = SURE_SHARES.get(name, 0.0) / len(rows)
            full = np.column_stack([rows, np.ones(len(rows))])
            likely = 1 / (1 + np.exp(-(full @ weights)))
            slope += share * (full.T @ (right - likely))
            curve += share * ((full * (likely * (1 - likely))[:, None]).T @ full)
        step = np.linalg.solve(curve, slope)
        weights += step * min(1.0, 3 / max(float(np.abs(step).max()), RIDGE))
        if np.abs(step).max() < RIDGE:
            break
    return weights


def report_sure(sure: Mapping[str, Sure], weights: Scores) -> None:
    """How well the confidence of the best candidate tells right from wrong, and what thresholds would give."""
    for name, (rows, right, first) in sure.items():
        likely = 1 / (1 + np.exp(-(np.column_stack([rows, np.ones(len(rows))]) @ weights)))[first]
        good = right[first].astype(bool)
        order = np.argsort(likely)
        ranks = np.empty(len(order))
        ranks[order] = np.arange(len(order))
        area = (ranks[good].mean() - (good.sum() - 1) / 2) / max((~good).sum(), 1)
        sys.stdout.write(f"confidence {name:>14}: right on top {good.mean():.3f}, AUROC of right {area:.3f}")
        for threshold in (0.5, 0.6, 0.7, 0.8, 0.9):
            given = likely >= threshold
            sys.stdout.write(f"  ≥{threshold}: {good[given].mean() if given.any() else 1:.3f} of {given.mean():.3f}")
        sys.stdout.write("\n")


def written(ranking: Scores, confidence: Scores, of_articles: Scores) -> str:
    """The module that holds the numbers."""
    lines = [
        '"""The numbers of ranking and confidence; written by `python -m tests.tuning.fit`, not by hand (权重)."""',
        "",
        *_table("RANKING", FEATURES, ranking),
        *_table("CONFIDENCE", SURENESS, confidence),
        *_table("ARTICLE_CONFIDENCE", SURENESS, of_articles),
        "",
    ]
    return "\n".join(lines)


def _table(name: str, names: Sequence[str], weights: Scores) -> list[str]:
    rows = [f'    "{feature}": {weight:.4f},' for feature, weight in zip(names, weights, strict=True)]
    return [f"{name} = {{", *rows, "}"]


if __name__ == "__main__":
    raise SystemExit(main())
