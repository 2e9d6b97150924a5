"""A law came: read into the laws behind the curated bank, in place of an older edition of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.texts.common import full_day
from knowledge import readers
from knowledge.documents import Problem, UnreadableError
from knowledge.statutes import law_from

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.ports.house import House
    from knowledge.statutes import Law


@dataclass(frozen=True, slots=True, kw_only=True)
class LawImport:
    """One file of laws as read: which law, in which edition, or nothing (`articles` 0); and what is wrong with it."""

    title: str = ""
    date: date | None = None
    articles: int = 0
    left_out: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def import_law(
    house: House, *, name: str, data: bytes, status: str, now: datetime, actor: str, dry_run: bool
) -> LawImport:
    """Read one law and, unless `dry_run`, put it in; a file that cannot be used is a problem among many files."""
    try:
        law, problems = law_from(readers.read(name, data), status=status)
    except UnreadableError as error:
        return LawImport(problems=(Problem(where=name, text="", reason=str(error)),))
    if not law.articles or not law.title or law.date is None:
        return LawImport(problems=problems)
    with house.store.transaction():
        refused = _older(house, law, name)
        if refused is None and not dry_run:
            _save(house, law, name=name, now=now, actor=actor)
    if refused is not None:
        return LawImport(problems=(refused,))
    return LawImport(
        title=law.title, date=law.date, articles=len(law.articles), left_out=law.left_out, problems=problems
    )


def _save(house: House, law: Law, *, name: str, now: datetime, actor: str) -> None:
    house.store.statutes.save(law, file=name, at=now)
    house.store.audit.add(
        at=now,
        actor=actor,
        action="law.imported",
        subject=f"law:{law.title}",
        detail={"file": name, "date": str(law.date), "articles": str(len(law.articles))},
    )


def _older(house: House, law: Law, name: str) -> Problem | None:
    """Why a law is not put in: the bank has a newer edition of it."""
    held = house.store.statutes.edition(law.title)
    if held is None or law.date is None or law.date >= held.date:
        return None
    reason = (
        f"已经有{full_day(held.date)}的版本，这份是{full_day(law.date)}的旧版，没有导入；"
        f"确实要换回旧版，请先运行 wenban bank remove-law {law.title}"
    )
    return Problem(where=name, text=law.title, reason=reason)


def remove_law(house: House, *, title: str, now: datetime, actor: str) -> int:
    """Take a law out of the bank; how many articles went with it, 0 when it was not there."""
    with house.store.transaction():
        gone = house.store.statutes.remove(title)
        if gone:
            house.store.audit.add(
                at=now, actor=actor, action="law.removed", subject=f"law:{title}", detail={"articles": str(gone)}
            )
    return gone
