"""The public question sets beside the project, as values; None where the shared folder is absent (评测集)."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from knowledge.evaluation import bank_from_jsonl, queries_from_jsonl

if TYPE_CHECKING:
    from knowledge.entries import Entry
    from knowledge.evaluation import Query

FOLDER = Path(__file__).parents[2].parent / "shared" / "eval"
NAMES = ("shenzhen_gov", "ncp_sim", "lcqmc", "stard_law")
LEFT_OUT = 0.2
SEED = 20261124


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A question beside the entries it resembles and must not be answered with."""

    text: str
    not_ids: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two questions, and whether they mean the same."""

    one: str
    other: str
    same: bool


class Parted(NamedTuple):
    """A bank from which entries were left out, and the questions that it can and cannot answer now."""

    bank: tuple[Entry, ...]
    answerable: tuple[Query, ...]
    unanswerable: tuple[Query, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalSet:
    """A bank and labelled questions to it.

    `hard` are those of the queries that name an entry easily mistaken for theirs; `near` are further questions, close
    to an entry, that no entry answers.
    """

    name: str
    bank: tuple[Entry, ...]
    queries: tuple[Query, ...]
    hard: tuple[Near, ...] = ()
    near: tuple[Near, ...] = ()

    def left_out(self, fraction: float = LEFT_OUT, seed: int = SEED) -> Parted:
        """The set without a share of its entries; a question with any entry left is still answerable."""
        ids = sorted(entry.id for entry in self.bank)
        gone = set(random.Random(seed).sample(ids, round(fraction * len(ids))))
        return Parted(
            bank=tuple(entry for entry in self.bank if entry.id not in gone),
            answerable=tuple(query for query in self.queries if query.gold - gone),
            unanswerable=tuple(query for query in self.queries if not query.gold - gone),
        )


@cache
def load(name: str) -> EvalSet | None:
    """The set of that name."""
    folder = FOLDER / name
    if not folder.is_dir():
        return None
    rows = _rows(folder / "queries.jsonl")
    return EvalSet(
        name=name,
        bank=bank_from_jsonl(_text(folder / "bank.jsonl")),
        queries=queries_from_jsonl(_text(folder / "queries.jsonl")),
        hard=tuple(_near(row, "hard_neg") for row in rows if row.get("hard_neg")),
        near=tuple(_near(row, "not") for row in _rows(folder / "abstain_near.jsonl")),
    )


@cache
def chitchat() -> tuple[str, ...]:
    """Lines that no bank of policies answers; none where the shared folder is absent."""
    return tuple(row["query"] for row in _rows(FOLDER / "chitchat" / "queries.jsonl"))


@cache
def pairs() -> tuple[Pair, ...]:
    """Labelled pairs of questions to a bank's service line; none where the shared folder is absent."""
    rows = _rows(FOLDER / "webank_bq" / "pairs.jsonl")
    return tuple(Pair(one=row["a"], other=row["b"], same=bool(row["label"])) for row in rows)


def _near(row: dict[str, Any], key: str) -> Near:
    return Near(text=row["query"], not_ids=frozenset(row[key]))


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _text(path).split("\n") if line.strip()]


def _text(path: Path) -> str:
    """The file's text, from it or from its compressed twin; empty where there is neither."""
    packed = path.with_name(f"{path.name}.gz")
    if packed.is_file():
        return gzip.decompress(packed.read_bytes()).decode()
    return path.read_text(encoding="utf-8") if path.is_file() else ""
