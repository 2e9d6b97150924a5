"""Laws came: each is read into the laws behind the curated bank, in place of an older edition of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from bot.ports.house import local
from bot.texts.common import full_day
from knowledge import readers
from knowledge.documents import Document, Problem, UnreadableError
from knowledge.statutes import law_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from bot.ports.house import House
    from knowledge.statutes import Law

AT_ONCE = 25
"""So many laws are committed together: fewer waits for the disk, and the lock is never held for long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LawImport:
    """One file of laws as read: which law, in which edition, or nothing (`articles` 0); and what is wrong with it."""

    title: str = ""
    date: date | None = None
    articles: int = 0
    left_out: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file and the law in it, None where it holds none that could be used."""

    name: str
    law: Law | None
    problems: tuple[Problem, ...]


def import_laws(
    house: House, files: Iterable[tuple[str, bytes]], *, status: str, now: datetime, actor: str, dry_run: bool
) -> Iterator[LawImport]:
    """Read files (name, content) and, unless `dry_run`, put their laws in; one that cannot be used stops no other."""
    waiting = iter(files)
    while some := [_read(name, data, status) for name, data in islice(waiting, AT_ONCE)]:
        with house.store.transaction():
            done = [_taken(house, file, now=now, actor=actor, dry_run=dry_run) for file in some]
        yield from done


def remove_law(house: House, *, title: str, now: datetime, actor: str) -> int:
    """Take a law out of the bank; how many articles went with it, 0 when it was not there."""
    with house.store.transaction():
        gone = house.store.statutes.remove(title)
        if gone:
            house.store.audit.add(
                at=now, actor=actor, action="law.removed", subject=f"law:{title}", detail={"articles": str(gone)}
            )
    return gone


def _read(name: str, data: bytes, status: str) -> _File:
    try:
        law, problems = law_from(_document(name, data), status=status)
    except UnreadableError as error:
        return _File(name=name, law=None, problems=(Problem(where=name, text="", reason=str(error)),))
    return _File(name=name, law=law if law.usable else None, problems=problems)


def _document(name: str, data: bytes) -> Document:
    if name.lower().endswith(".txt"):
        # the text of a law holds no table, whatever tabs it is indented with
        return Document(name=name, title="", paragraphs=tuple(readers.decoded(name, data).split("\n")))
    return readers.read(name, data)


def _taken(house: House, file: _File, *, now: datetime, actor: str, dry_run: bool) -> LawImport:
    law = file.law
    if law is None:
        return LawImport(problems=file.problems)
    if refused := _refused(house, law, file.name, local(now).date()):
        return LawImport(problems=(refused,))
    if not dry_run:
        house.store.statutes.save(law, file=file.name, at=now)
        house.store.audit.add(
            at=now,
            actor=actor,
            action="law.imported",
            subject=f"law:{law.title}",
            detail={"file": file.name, "date": str(law.date), "articles": str(len(law.articles))},
        )
    return LawImport(
        title=law.title, date=law.date, articles=len(law.articles), left_out=law.left_out, problems=file.problems
    )


def _refused(house: House, law: Law, name: str, today: date) -> Problem | None:
    """Why a law is not put in: the bank has a newer edition of it, or one that still applies."""
    held = house.store.statutes.edition(law.title)
    if held is None or law.date is None:
        return None
    if law.date < held.date:
        reason = (
            f"已经有{full_day(held.date)}的版本，这份是{full_day(law.date)}的旧版，没有导入；"
            f"确实要换回旧版，请先运行 wenban bank remove-law {law.title}"
        )
    elif law.date > held.date and law.since and law.since > today:
        reason = (
            f"这一版到{full_day(law.since)}才施行，现在还要用{full_day(held.date)}的版本回答，没有导入；请到那天再导入"
        )
    else:
        return None
    return Problem(where=name, text=law.title, reason=reason)
