"""The bank looked over and examined: what is wrong with it, the office's exam, what an import would do to the mark."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.imports import lexicon
from bot.ports.house import local
from bot.ratings import standings
from knowledge import readers
from knowledge.exam import (
    compare,
    item_to_dict,
    items_from,
    items_from_jsonl,
    marked_from_dict,
    marked_to_dict,
    sit,
)
from knowledge.health import check

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.ports.house import House
    from knowledge.documents import Problem
    from knowledge.entries import Entry
    from knowledge.exam import Comparison, Item, Marked
    from knowledge.health import Finding

EXAM = "exam"
LAST_RUN = "exam_last_run"
UNASKED = timedelta(days=183)
"""So long an entry may answer nobody before the office is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """An exam of the bank as it stands, and what changed since the last run where they share questions."""

    marks: tuple[Marked, ...]
    since: Comparison | None


def inspection(house: House, *, now: datetime) -> Callable[[], tuple[Finding, ...]]:
    """The look that a careful clerk takes over the bank as it now stands; it may be taken off the core's thread."""
    entries = house.store.entries.all()
    unasked = frozenset(house.store.question_log.unasked(since=now - UNASKED))
    rated = tuple(one for _, one in standings(house, now))
    links = {f"政策包“{one.title}”": one.entries for one in house.store.packages.all()}

    def look() -> tuple[Finding, ...]:
        from knowledge.tokenizer import Tokenizer  # noqa: PLC0415 - only those who look pay for the words

        tokenizer = Tokenizer(lexicon(), texts=[text for entry in entries for text in (entry.question, *entry.similar)])
        return check(
            entries,
            today=local(now).date(),
            unasked=unasked,
            ratings=rated,
            links=links,
            official=lambda text: "".join(tokenizer.cut(text)),
        )

    return look


def read_exam(name: str, data: bytes) -> tuple[tuple[Item, ...], tuple[Problem, ...]]:
    """The questions of an exam file; raises UnreadableError when it cannot be read at all."""
    if name.lower().endswith((".jsonl", ".ndjson")):
        return items_from_jsonl(readers.decoded(name, data))
    return items_from(readers.read(name, data))


def keep_exam(house: House, items: Sequence[Item], *, name: str, now: datetime, actor: str) -> None:
    """Make these the office's standing exam, that every import of the bank must pass."""
    lines = "".join(json.dumps(item_to_dict(item), ensure_ascii=False) + "\n" for item in items)
    with house.store.transaction():
        house.store.settings.set(EXAM, lines)
        house.store.audit.add(
            at=now, actor=actor, action="exam.kept", subject="bank", detail={"file": name, "questions": str(len(items))}
        )


def kept_exam(house: House) -> tuple[Item, ...]:
    """The office's standing exam; nothing when none is kept."""
    return items_from_jsonl(house.store.settings.get(EXAM) or "")[0]


def examine(house: House, items: Sequence[Item], *, now: datetime) -> Run:
    """Put the questions to the bank as it stands, compare with the last run, and remember this one."""
    marks = sit(items, house.store.entries.all(), house.desk, today=local(now).date())
    since = compare(last_run(house), marks)
    lines = json.dumps([marked_to_dict(one) for one in marks], ensure_ascii=False)
    house.store.settings.set(LAST_RUN, lines)
    return Run(marks=marks, since=since if since.after.questions else None)


def last_run(house: House) -> tuple[Marked, ...]:
    """The marks of the last run; nothing when there was none."""
    return tuple(map(marked_from_dict, json.loads(house.store.settings.get(LAST_RUN) or "[]")))


def foresight(
    house: House, read: Sequence[Entry], items: Sequence[Item], *, now: datetime
) -> Callable[[], Comparison | None]:
    """What importing these entries would do to the mark; it may be worked out off the core's thread.

    None where nothing is asked or nothing would be imported.
    """
    old = house.store.entries.all()
    new = {entry.id: entry for entry in old if not entry.sample} | {entry.id: entry for entry in read}
    units = [unit.name for unit in house.store.units.all()]
    laws = house.store.statutes.all() if items and read else ()

    def foresee() -> Comparison | None:
        if not items or not read:
            return None
        from knowledge.answers import Answerer  # noqa: PLC0415 - only those who are examined pay for the index

        words, today = lexicon(), local(now).date()
        before, after = (
            sit(items, bank, Answerer(bank, lexicon=words, unit_names=units, laws=laws), today=today)
            for bank in (old, tuple(new.values()))
        )
        return compare(before, after)

    return foresee
